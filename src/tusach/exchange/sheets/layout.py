"""Which column of a list means what: guessed from its header, corrected by a person, remembered.

A layout is remembered by the hash of the header, so that the next list of the same form is mapped
by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from tusach.exchange.sheets.columns import FIELDS_ABOUT, NEEDED, SEVERAL, TITLES, meaning
from tusach.ledger.canonical import canonical

LOOKED_AT = 25
"""How many of the first rows may come before the header."""


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """How to read one form of list.

    header: the names of the columns, in order. fields: what each means, empty for nothing.
    first_row: number of the first row under the header, as a spreadsheet counts (from 1).
    encoding, delimiter: of a CSV file. sheet: of a workbook; the first one if empty. about: what
    a row is, titles or readers.
    """

    header: tuple[str, ...]
    fields: tuple[str, ...]
    first_row: int = 2
    encoding: str = "auto"
    delimiter: str = ""
    sheet: str = ""
    about: str = TITLES

    @property
    def key(self) -> str:
        """What the layout is remembered by: the same for every list with this header."""
        key = header_key(self.header)
        return key if self.about == TITLES else f"{self.about}:{key}"

    @property
    def usable(self) -> bool:
        """Whether some column is the title, or the name: without one no row can be read."""
        return NEEDED[self.about] in self.fields

    def mapped(self, fields: Sequence[str]) -> Layout:
        """The same layout with the fields a person chose.

        Raises ValueError for a field that is unknown, or given to two columns that may not share
        it, or for another number of fields than columns.
        """
        known = all(field == "" or field in FIELDS_ABOUT[self.about] for field in fields)
        single = [field for field in fields if field and field not in SEVERAL]
        if not known or len(single) != len(set(single)) or len(fields) != len(self.header):
            raise ValueError("fields that cannot be mapped")
        return msgspec.structs.replace(self, fields=tuple(fields))


def header_key(header: Sequence[str]) -> str:
    """SHA-256, in hex, of a header: case and blanks around its names do not count."""
    names = [" ".join(name.split()).casefold() for name in header]
    return hashlib.sha256(canonical(names)).hexdigest()


def guessed(rows: Sequence[tuple[int, tuple[str, ...]]], about: str = TITLES) -> Layout:
    """The layout that the first rows of a list suggest.

    rows: number and cells of each. The header is the row, or the two rows, whose names are best
    known; rows above it are the letterhead. A row of column numbers under it belongs to it. If no
    row looks like a header, the first one is taken, with no field known.
    """
    best: tuple[int, Layout] | None = None
    for at in range(min(len(rows), LOOKED_AT)):
        for height in (1, 2):
            if at + height > len(rows):
                continue
            header = _names([cells for _, cells in rows[at : at + height]])
            fields, score = _mapped(header, about)
            under = at + height
            if under < len(rows) and _counts_columns(rows[under][1]):
                under += 1
            first_row = rows[under][0] if under < len(rows) else rows[under - 1][0] + 1
            layout = Layout(header=header, fields=fields, first_row=first_row, about=about)
            if best is None or score > best[0]:
                best = (score, layout)
    return best[1] if best else Layout(header=(), fields=(), first_row=1, about=about)


def _names(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """One name a column; under a merged name the lower row tells the columns apart."""
    width = max(map(len, rows))
    padded = [row + ("",) * (width - len(row)) for row in rows]
    if len(padded) == 1:
        return tuple(name.strip() for name in _without_tail(padded[0]))
    names, group = [], ""
    for upper, lower in zip(*padded, strict=True):
        group = upper.strip() or group
        names.append(f"{group} / {lower.strip()}" if lower.strip() else upper.strip())
    return _without_tail(names)


def _without_tail(names: Sequence[str]) -> tuple[str, ...]:
    end = len(names)
    while end and not names[end - 1].strip():
        end -= 1
    return tuple(names[:end])


def _mapped(header: Sequence[str], about: str) -> tuple[tuple[str, ...], int]:
    """What each column means, each field given to its surest column, and how good the whole is."""
    meant = [_meaning(name, about) for name in header]
    taken: dict[str, int] = {}
    for at, (field, sure) in enumerate(meant):
        if field and (field not in taken or sure > meant[taken[field]][1]):
            taken[field] = at
    fields = tuple(
        field if field in SEVERAL or taken.get(field) == at else ""
        for at, (field, _) in enumerate(meant)
    )
    score = sum(10 + sure for field, (_, sure) in zip(fields, meant, strict=True) if field)
    return fields, score + (5 if NEEDED[about] in fields else 0)


def _meaning(name: str, about: str) -> tuple[str, int]:
    """A name of two rows means what its lower part means, else what the whole means."""
    whole, _, lower = name.rpartition(" / ")
    field, sure = meaning(lower, about)
    return (field, sure) if field or not whole else meaning(whole, about)


def _counts_columns(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: 1 2 3, (1) (2) (3)."""
    numbers = [cell.strip(" ()[].") for cell in cells if cell.strip()]
    return len(numbers) > 2 and numbers == [str(number + 1) for number in range(len(numbers))]
