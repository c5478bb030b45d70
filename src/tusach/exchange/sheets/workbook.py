"""XLSX: the text a person sees in each cell, not what a spreadsheet made of it.

Accession numbers typed as 00123 are numbers with a format of zeros: the zeros come back. Whole
numbers have no decimal point, days are `YYYY-MM-DD`. A formula gives the value it last had; where
the file holds none, the cell is empty and the row says so.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, time
from itertools import islice
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException

from tusach.exchange.faults import RemoteFault
from tusach.exchange.sheets.cells import Line, Source, mended, mistaken

# A sheet is read row by row; the texts that its cells share, and every other part, are held whole,
# at about five times their size. With these bounds a list needs a quarter of a gigabyte at most.
LARGEST_UNPACKED = 400 << 20
LARGEST_TEXTS = 40 << 20
LARGEST_PART = 4 << 20
MOST_PARTS = 10_000
MOST_ROWS = 1 << 20
_TEXTS = "xl/sharedStrings.xml"
_ENTRY, _ROW = b"PK\x01\x02", re.compile(rb"[<:/]row[ >/]")
_LONGEST_TAG, _WINDOW = 8, 256 << 10
_SAMPLE = 300
_ZEROS = re.compile(r"0{2,20}")

_BROKEN = (
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, EOFError),
    *(OSError, zipfile.BadZipFile, zlib.error, InvalidFileException, NotImplementedError),
)


def opened_workbook(raw: bytes, *, encoding: str = "auto", sheet: str = "") -> Source | RemoteFault:
    """An XLSX file as a source of rows.

    encoding: an old writing that a person named for text typed in its fonts, or `auto`. sheet: the
    name of the one to read; the first one if empty.
    """
    bad = _too_large(raw)
    if bad is not None:
        return bad
    opened = _opened(raw)
    if isinstance(opened, RemoteFault):
        return opened
    names, texts = opened
    if not names or (sheet and sheet not in names):
        return RemoteFault(sheet or "file", "sheet.missing")
    chosen = sheet or names[0]
    first = islice(_guarded(raw, chosen, "", texts), _SAMPLE)
    hidden = mistaken([cell for line in first for cell in line.cells], encoding)
    return Source(
        lines=lambda: _guarded(raw, chosen, hidden, texts),
        encoding=hidden or "utf-8",
        sheets=names,
    )


def _too_large(raw: bytes) -> RemoteFault | None:
    """Why the workbook must not be opened, told from its archive, of which little is held."""
    if raw.count(_ENTRY) > MOST_PARTS:
        return RemoteFault("file", "sheet.too_large", MOST_PARTS)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                return RemoteFault("file", "sheet.too_large", LARGEST_UNPACKED)
            for part in parts:
                if part.filename == _TEXTS:
                    if part.file_size > LARGEST_TEXTS:
                        return RemoteFault("file", "sheet.too_large", LARGEST_TEXTS)
                elif part.file_size > LARGEST_PART and not _is_in_rows(archive, part):
                    return RemoteFault("file", "sheet.too_large", LARGEST_PART)
    except _BROKEN:
        return RemoteFault("file", "sheet.broken")
    return None


def _is_in_rows(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part is a sheet of rows, none longer than a part may be that is held whole."""
    last, done, tail = 0, 0, b""
    with archive.open(part) as file:
        while window := file.read(_WINDOW):
            held = tail + window
            for found in _ROW.finditer(held):
                last = done - len(tail) + found.start()
            done += len(window)
            if done - last > LARGEST_PART:
                return False
            tail = held[-_LONGEST_TAG:]
    return True


class _Reader(ExcelReader):
    """openpyxl's reader, with the texts that cells share read once for all the times we look."""

    def __init__(self, raw: bytes, *, values: bool, texts: list[str] | None) -> None:
        super().__init__(io.BytesIO(raw), read_only=True, data_only=values, keep_links=False)
        self._texts = texts

    def read_strings(self) -> None:
        if self._texts is None:
            super().read_strings()
        else:
            self.shared_strings = self._texts


def _opened(raw: bytes) -> tuple[tuple[str, ...], list[str]] | RemoteFault:
    try:
        book, texts = _book(raw, values=True, texts=None)
    except _BROKEN:
        return RemoteFault("file", "sheet.broken")
    names = tuple(sheet.title for sheet in book.worksheets)
    book.close()
    return names, texts


def _book(raw: bytes, *, values: bool, texts: list[str] | None) -> tuple[Any, list[str]]:
    with warnings.catch_warnings():
        # It warns of styles and extensions that it leaves out; neither is text.
        warnings.simplefilter("ignore")
        reader = _Reader(raw, values=values, texts=texts)
        reader.read()
        return reader.wb, reader.shared_strings


def _guarded(raw: bytes, sheet: str, hidden: str, texts: list[str]) -> Iterator[Line]:
    """The rows; a sheet that breaks off gives what came before and one row that says so."""
    number = 0
    try:
        for line in _lines(raw, sheet, hidden, texts):
            number = line.number
            yield line
    except _BROKEN:
        yield Line(number=number + 1, cells=(), fault="sheet.broken")


def _lines(raw: bytes, sheet: str, hidden: str, texts: list[str]) -> Iterator[Line]:
    seen, _ = _book(raw, values=True, texts=texts)
    typed, _ = _book(raw, values=False, texts=texts)
    try:
        values, formulas = _rows(seen, sheet), _rows(typed, sheet)
        for number, (row, source) in enumerate(zip(values, formulas, strict=True), 1):
            cells, done = mended([_text(cell) for cell in row], hidden)
            notes = list(done)
            if any(
                made.data_type == "f" and cell.value is None
                for cell, made in zip(row, source, strict=True)
            ):
                notes.append("cell.formula_unknown")
            yield Line(number=number, cells=cells, notes=tuple(notes))
    finally:
        seen.close()
        typed.close()


def _rows(book: Any, sheet: str) -> Iterator[tuple[Any, ...]]:
    chosen = book[sheet]
    # The size a file claims is often wrong, and rows beyond it would be lost.
    chosen.reset_dimensions()
    # Between two rows far apart lie empty ones: a false number would make them without end.
    yield from islice(chosen.iter_rows(), MOST_ROWS)


def _text(cell: Any) -> str:
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value, str(cell.number_format))
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value).replace("_x000D_", "").replace("\r\n", "\n")


def _number(value: int | float, shape: str) -> str:
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    digits = str(int(value))
    return digits.zfill(len(shape)) if _ZEROS.fullmatch(shape) else digits
