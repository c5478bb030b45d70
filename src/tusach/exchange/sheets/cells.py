"""The rows of a list as text, whatever file they came in; every later module sees only these."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from tusach.exchange.legacy_text import guess as old
from tusach.exchange.legacy_text.marks import in_order
from tusach.exchange.legacy_text.tables import NAMES, decode

_SIGNS = re.compile("[\u00a1-\u00bf\u00d7\u00f7]")


class Line(msgspec.Struct, frozen=True, gc=False):
    """One row of a list.

    number: as a spreadsheet or an editor counts, from 1. cells: their text, in NFC. raw: its bytes
    in the file; of a workbook, which has no rows of bytes, empty. notes: codes of what was mended.
    fault: why the row cannot be used, or empty.
    """

    number: int
    cells: tuple[str, ...]
    raw: bytes = b""
    notes: tuple[str, ...] = ()
    fault: str = ""

    @property
    def empty(self) -> bool:
        """Whether no cell holds anything: such a row is padding."""
        return not self.fault and not any(cell.strip() for cell in self.cells)


class Source(msgspec.Struct, frozen=True):
    """A list ready to be read: its rows, as often as asked, and what was found out about it.

    encoding: the writing of its text. delimiter: of a CSV file. sheets: names in a workbook.
    """

    lines: Callable[[], Iterator[Line]]
    encoding: str
    delimiter: str = ""
    sheets: tuple[str, ...] = ()


def mistaken(sample: Sequence[str], encoding: str) -> str:
    """The old writing whose bytes stand in the text as Latin letters, by `sample`; or nothing.

    Workbooks typed in .VnTime or VNI fonts are such. encoding: one a person named, or `auto`.
    """
    if encoding in NAMES:
        return encoding
    if encoding != "auto":
        return ""
    # Word by word: right Vietnamese beside mistaken text must not hide it, nor the reverse.
    latin = [cell for cell in sample if not cell.isascii() and old.latin_bytes(cell) is not None]
    found = old.mistaken_for_latin(" ".join(latin)[: old.LONGEST_SAMPLE])
    return found.name if found else ""


def mended(cells: Sequence[str], name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The cells of one row in NFC, an old writing converted, and the codes of what was done.

    name: what `mistaken` found for the list, or nothing. In a list of both, a cell is converted
    where it then spells better; where both spell, a row with letters that only Unicode has is left.
    """
    if not name:
        return tuple(map(in_order, cells)), ()
    unicode_row = any(old.latin_bytes(cell) is None for cell in cells)
    pairs = [_mended(cell, name, unicode_row=unicode_row) for cell in cells]
    return tuple(text for text, _ in pairs), tuple(dict.fromkeys(code for _, code in pairs if code))


def _mended(text: str, name: str, *, unicode_row: bool) -> tuple[str, str]:
    raw = old.latin_bytes(text)
    if raw is None or (text.isascii() and name != "viqr"):
        return in_order(text), ""
    converted = decode(raw, name)
    # Signs such as § or ® are letters of the old fonts: in right text they end no word.
    before = old.likeness(_SIGNS.sub("\u00df", text))[0]
    after = old.likeness(converted)[0]
    if converted == text or after < before or (after == before and unicode_row):
        return in_order(text), ""
    return converted, f"text.{name}"
