"""Tables as files: XLSX, and CSV that a spreadsheet opens as it is meant.

No text becomes a formula. In XLSX a number of a label keeps its zeros; what a spreadsheet makes of
digits in CSV is its own affair.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Value = str | int | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for something to be reckoned."""
LONGEST_NAME = 31
"""Letters of the name of a sheet, by the format."""
A4 = 9
"""The number that the format has for this paper."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet. above: lines over the table, as a letterhead has them. widths: in letters."""

    name: str
    header: tuple[str, ...]
    rows: Iterable[Sequence[Value]]
    above: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()


def xlsx(tables: Sequence[Table]) -> bytes:
    """A workbook with these tables, A4 across, headers repeated on each printed page."""
    book = Workbook(write_only=True)
    bold = Font(bold=True)
    for table in tables:
        name = "".join(" " if sign in "[]:*?/\\" else sign for sign in table.name)
        sheet = book.create_sheet(name[:LONGEST_NAME])
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        for at, width in enumerate(table.widths, start=1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        header_at = len(table.above) + 1
        sheet.print_title_rows = f"{header_at}:{header_at}"
        sheet.freeze_panes = f"A{header_at + 1}"

        for line in table.above:
            first = _cell(sheet, line)
            first.font, first.alignment = bold, Alignment()
            sheet.append([first])
        head = [_cell(sheet, one) for one in table.header]
        for one in head:
            one.font = bold
        sheet.append(head)
        for row in table.rows:
            sheet.append([_cell(sheet, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(sheet: Any, value: Value) -> Cell:
    """A cell; of its text is left out what the format has no place for, never the whole file."""
    text = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    made: Cell = WriteOnlyCell(sheet, text)
    if isinstance(value, str):
        made.data_type = "s"
    made.alignment = Alignment(wrap_text=True, vertical="top")
    return made


def comma_separated(table: Table) -> bytes:
    """The table as CSV: UTF-8 with its mark, semicolons, so that the usual spreadsheet opens it."""
    text = io.StringIO(newline="")
    written = csv.writer(text, delimiter=";", lineterminator="\r\n")
    written.writerow([_plain(name) for name in table.header])
    for row in table.rows:
        written.writerow([_plain(value) for value in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _plain(value: Value) -> str:
    """A value as a text that no spreadsheet reckons with.

    >>> _plain("=1+1"), _plain(7), _plain(None)
    ("'=1+1", '7', '')
    """
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text
