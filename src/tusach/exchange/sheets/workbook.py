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
from collections.abc import Iterator
from datetime import datetime, time
from itertools import islice
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from tusach.exchange.faults import RemoteFault
from tusach.exchange.sheets.cells import Line, Source, mended, mistaken

LARGEST_UNPACKED = 400 << 20
_SAMPLE = 300
_ZEROS = re.compile(r"0{2,20}")


def opened_workbook(raw: bytes, *, encoding: str = "auto", sheet: str = "") -> Source | RemoteFault:
    """An XLSX file as a source of rows.

    encoding: an old writing that a person named for text typed in its fonts, or `auto`. sheet: the
    name of the one to read; the first one if empty.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return RemoteFault("file", "sheet.broken")
    if unpacked > LARGEST_UNPACKED:
        return RemoteFault("file", "sheet.too_large", LARGEST_UNPACKED)
    names = _opened(raw)
    if isinstance(names, RemoteFault):
        return names
    if not names or (sheet and sheet not in names):
        return RemoteFault(sheet or "file", "sheet.missing")
    chosen = sheet or names[0]
    first = islice(_guarded(raw, chosen, ""), _SAMPLE)
    hidden = mistaken([cell for line in first for cell in line.cells], encoding)
    return Source(
        lines=lambda: _guarded(raw, chosen, hidden), encoding=hidden or "utf-8", sheets=names
    )


_BROKEN = (
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, EOFError),
    *(OSError, zipfile.BadZipFile, InvalidFileException, NotImplementedError),
)


def _opened(raw: bytes) -> tuple[str, ...] | RemoteFault:
    try:
        book = _book(raw, values=True)
    except _BROKEN:
        return RemoteFault("file", "sheet.broken")
    names = tuple(sheet.title for sheet in book.worksheets)
    book.close()
    return names


def _book(raw: bytes, *, values: bool) -> Any:
    with warnings.catch_warnings():
        # It warns of styles and extensions that it leaves out; neither is text.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=values)


def _guarded(raw: bytes, sheet: str, hidden: str) -> Iterator[Line]:
    """The rows; a sheet that breaks off gives what came before and one row that says so."""
    number = 0
    try:
        for line in _lines(raw, sheet, hidden):
            number = line.number
            yield line
    except _BROKEN:
        yield Line(number=number + 1, cells=(), fault="sheet.broken")


def _lines(raw: bytes, sheet: str, hidden: str) -> Iterator[Line]:
    seen, typed = _book(raw, values=True), _book(raw, values=False)
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
    yield from chosen.iter_rows()


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
