"""CSV as people have it: any writing, any delimiter, quotes that do not close.

A stray quote must not swallow the rest of a list: a row whose quotes do not close within
`LONGEST_ROW` lines is read as it stands, and the next line begins a new row.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tusach.exchange.faults import RemoteFault
from tusach.exchange.legacy_text import guess as old
from tusach.exchange.legacy_text.tables import NAMES, decode
from tusach.exchange.sheets.cells import Line, Source, mended, mistaken

DELIMITERS = (",", ";", "\t")
LONGEST_ROW = 40
_SAMPLE = 200
_LONGEST_SHOWN = 4_000
_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def opened_text(raw: bytes, *, encoding: str = "auto", delimiter: str = "") -> Source | RemoteFault:
    """A CSV file as a source of rows.

    encoding: `auto`, `utf-8`, `utf-16` or an old Vietnamese writing. delimiter: found out if empty.
    """
    if not raw.strip(b"\x00\r\n\t ;,\xef\xbb\xbf\xff\xfe"):
        return RemoteFault("file", "file.empty")
    texts, name, codes = _texts(raw, encoding)
    if name != "utf-16" and b"\x00" in raw[:4_096]:
        return RemoteFault("file", "file.not_a_list")
    start = 0
    if texts and texts[0][0].lower().startswith("sep=") and len(texts[0][0].strip()) == 5:
        delimiter, start = delimiter or texts[0][0].strip()[4], 1
    chosen = delimiter or _delimiter([text for text, _ in texts[start : start + _SAMPLE]])
    hidden = mistaken([text for text, _ in texts[:2_000]], encoding if name == "utf-8" else "utf-8")

    def lines() -> Iterator[Line]:
        for number, cells, part, fault in _rows(texts, start, chosen):
            texts_of_row, done_to = mended(cells, hidden)
            done = list(done_to)
            done += codes if any(not cell.isascii() for cell in cells) else []
            done += ["row.quotes"] if fault == "row.quotes" else []
            yield Line(
                number=number,
                cells=texts_of_row,
                raw=part,
                notes=tuple(dict.fromkeys(done)),
                fault=fault if fault != "row.quotes" else "",
            )

    return Source(lines=lines, encoding=hidden or name, delimiter=chosen)


def _texts(raw: bytes, encoding: str) -> tuple[list[tuple[str, bytes]], str, list[str]]:
    """Each line as text beside its bytes, the writing of the file, and what was mended."""
    wide = _wide(raw, encoding)
    if wide:
        text = raw.decode(wide, "replace").removeprefix("\ufeff")
        codes = ["text.bytes_replaced"] if "\ufffd" in text else []
        return [(line, line.encode("utf-8")) for line in _LINE.findall(text)], "utf-16", codes
    lines = raw.removeprefix(codecs.BOM_UTF8).splitlines(True)
    strict = [_strict(line) for line in lines]
    doubtful = b"".join(line for line, text in zip(lines, strict, strict=True) if text is None)
    if not doubtful:
        return [(text or "", line) for line, text in zip(lines, strict, strict=True)], "utf-8", []
    name = encoding if encoding in NAMES else ""
    if encoding == "auto":
        found = old.guess(doubtful)
        name = found.name if found else ""
    codes = [f"text.{name}"] if name else ["text.bytes_replaced"]
    texts = [
        (_converted(line, name) if text is None else text, line)
        for line, text in zip(lines, strict, strict=True)
    ]
    if name and any(text is not None and not text.isascii() for text in strict):
        codes.append("text.mixed")
    return texts, name or "utf-8", codes


def _wide(raw: bytes, encoding: str) -> str:
    """The two-byte writing of the file, by its mark or by its zeros; else nothing."""
    for mark, name in _BOMS[1:]:
        if raw.startswith(mark):
            return name
    head = raw[:400]
    if encoding not in ("auto", "utf-16") or len(head) < 4:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd * 4 > len(head) and even * 20 < len(head):
        return "utf-16-le"
    return "utf-16-be" if even * 4 > len(head) and odd * 20 < len(head) else ""


def _strict(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _converted(line: bytes, name: str) -> str:
    return decode(line, name) if name else line.decode("utf-8", "replace")


def _delimiter(sample: Sequence[str]) -> str:
    """The delimiter that cuts most rows into the same number of columns, more than one."""
    best, found = 0, DELIMITERS[0]
    short = [text[:_LONGEST_SHOWN] for text in sample]
    for delimiter in DELIMITERS:
        widths = Counter(
            len(cells) for cells in csv.reader(short, delimiter=delimiter) if len(cells) > 1
        )
        width, times = widths.most_common(1)[0] if widths else (0, 0)
        if times * min(width, 12) > best:
            best, found = times * min(width, 12), delimiter
    return found


def _rows(
    texts: Sequence[tuple[str, bytes]], start: int, delimiter: str
) -> Iterator[tuple[int, list[str], bytes, str]]:
    """Number, cells, bytes and fault of each row; a row may take several lines."""
    at = start
    while at < len(texts):
        text, taken = texts[at][0], 1
        while (
            '"' in text
            and _is_open(text, delimiter)
            and taken < LONGEST_ROW
            and at + taken < len(texts)
        ):
            text += texts[at + taken][0]
            taken += 1
        unclosed = '"' in text and _is_open(text, delimiter)
        if unclosed:
            text, taken = texts[at][0], 1
        part = b"".join(raw for _, raw in texts[at : at + taken])
        cells, fault = _cells(text, delimiter, quoted=not unclosed)
        yield at + 1, cells, part, fault or ("row.quotes" if unclosed else "")
        at += taken


def _is_open(text: str, delimiter: str) -> bool:
    """Whether `text` ends inside a quoted cell."""
    quoted, begins, at = False, True, 0
    while at < len(text):
        letter = text[at]
        if quoted:
            if letter == '"':
                if text[at + 1 : at + 2] == '"':
                    at += 1
                else:
                    quoted = False
        elif letter == '"' and begins:
            quoted = True
        begins = not quoted and letter in (delimiter, "\n", "\r")
        at += 1
    return quoted


def _cells(text: str, delimiter: str, *, quoted: bool) -> tuple[list[str], str]:
    try:
        if quoted:
            rows = list(csv.reader([text], delimiter=delimiter))
        else:
            rows = list(csv.reader([text], delimiter=delimiter, quoting=csv.QUOTE_NONE))
    except csv.Error:
        return [text], "row.broken"
    return (rows[0] if rows else []), ""
