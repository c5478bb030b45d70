"""Rows go out as CSV or XLSX; no cell is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

Cell = str | int
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows with commas, in UTF-8 with a mark at the front by which spreadsheets know it.

    >>> as_csv([("Nhan đề", 2), ("=1+1", 3)]).decode("utf-8-sig").splitlines()
    ['Nhan đề,2', "'=1+1,3"]
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def as_workbook(rows: Iterable[Sequence[Cell]], *, name: str) -> bytes:
    """The rows as the one sheet of a workbook. name: of that sheet; what Excel forbids is left out.

    The first row stays in sight when one scrolls.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(one for one in name if one not in "[]:*?/\\")[:31] or "1")
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_typed(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _typed(sheet: Any, cell: Cell) -> Any:
    if isinstance(cell, int):
        return cell
    made = WriteOnlyCell(sheet, "".join(one for one in cell if one >= " "))
    made.data_type = "s"
    return made
