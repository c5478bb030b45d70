"""The facts of printed month sheets."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring
from tusach.library.shapes import Code, Id

LOANS, RETURNS, READERS, VISITS, USES = "loans", "returns", "readers", "visits", "uses"
WRITTEN = (LOANS, RETURNS, READERS, VISITS, USES)
"""What is written on a sheet."""
MOST_ROWS = 100

Month = Annotated[str, Meta(pattern="^(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])$", max_length=7)]
"""A month of the Gregorian calendar, `YYYY-MM`."""
Digits = Annotated[str, Meta(extra_json_schema={"pattern": "^[0-9]{12}$"})]
_Row = Annotated[int, Meta(ge=1, le=MOST_ROWS)]


class SheetPrinted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """code: the 12 digits on it. what: loans, returns, readers, visits, uses. rows: lines to fill.

    On a sheet of visits row n is the day n of the month.
    """

    code: Digits
    what: Code
    month: Month
    rows: _Row


class SheetEntered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Rows first_row to last_row are done with: typed in, or empty.

    of: whose story the row went into (a copy, a reader, the visits of a day), told for a single row
    only, so that a row that two people read differently is seen; None where it was empty or struck
    out.
    """

    first_row: _Row
    last_row: _Row
    of: Id | None = None


_DESK = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})
_kind = Declaring(folder="sheets", scope="operations", told_by=_DESK)

KINDS = (
    _kind("sheet.printed/1", SheetPrinted, "a month sheet was printed for a place"),
    _kind("sheet.entered/1", SheetEntered, "rows of a month sheet were typed in"),
)
