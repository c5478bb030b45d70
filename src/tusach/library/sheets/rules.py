"""May this sheet be printed, may these rows be called typed? Of which days can it speak?"""

from __future__ import annotations

from datetime import date, timedelta

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import derived
from tusach.library import scopes
from tusach.library.places.codes import SHEET, is_printed_code, kind_of
from tusach.library.sheets.facts import (
    MOST_ROWS,
    VISITS,
    WRITTEN,
    SheetEntered,
    SheetPrinted,
)
from tusach.library.sheets.story import SheetState

MONTHS_AHEAD = 3
"""Sheets are carried out to a place some weeks before their month."""


def sheet_subject(tenant: str, code: str) -> str:
    """The subject of a sheet: any node that scans its code finds the same one."""
    return derived(tenant, "sheet", code)


def row_subject(tenant: str, noun: str, paper: str) -> str:
    """The subject of what a row alone brings into being (a reader): typed twice it is one."""
    return derived(tenant, noun, f"sheet/{paper}")


def paper_of(code: str, row: int) -> str:
    """How a fact names the row that it was typed from.

    >>> paper_of("500010000036", 7)
    '500010000036/7'
    """
    return f"{code}/{row}"


def days_of(month: str) -> tuple[str, str]:
    """First and last day of a month.

    >>> days_of("2026-02")
    ('2026-02-01', '2026-02-28')
    """
    first = date.fromisoformat(f"{month}-01")
    later = (first + timedelta(days=31)).replace(day=1)
    return first.isoformat(), (later - timedelta(days=1)).isoformat()


def rows_for(what: str, month: str, wanted: int) -> int:
    """How many rows a sheet has: of visits one for each day of the month."""
    return int(days_of(month)[1][8:]) if what == VISITS else wanted


def wish_fault(what: str, month: str, *, rows: int, on: str) -> Refusal | None:
    """Why no such sheet is printed, before a number is drawn for it."""
    if what not in WRITTEN or not 1 <= rows <= MOST_ROWS:
        return Refusal("sheet.what_odd", {})
    latest = date.fromisoformat(on) + timedelta(days=31 * MONTHS_AHEAD)
    if month > latest.isoformat()[:7]:
        return Refusal("sheet.month_far", {"month": month})
    return None


def print_sheet(
    state: SheetState, body: SheetPrinted, *, place: str, on: str
) -> tuple[Draft, ...] | Refusal:
    """A sheet with this number is carried to the place, to be filled with a pen."""
    if not (is_printed_code(body.code) and kind_of(body.code) == SHEET):
        return Refusal("sheet.number_wrong", {"code": body.code})
    if state.printed is not None:
        return Refusal("sheet.number_taken", {"code": body.code})
    refused = wish_fault(body.what, body.month, rows=body.rows, on=on)
    if refused:
        return refused
    return (_draft("sheet.printed/1", state.subject, place, on, body=body),)


def enter(
    state: SheetState, *, first_row: int, last_row: int, on: str, of: str | None = None
) -> tuple[Draft, ...] | Refusal:
    """These rows are done with. of: whose story a single row went into, None where it was empty."""
    if state.printed is None or state.place is None:
        return Refusal("sheet.unknown", {})
    if not 1 <= first_row <= last_row <= state.printed.rows:
        return Refusal("sheet.row_odd", {"row": first_row, "rows": state.printed.rows})
    if of is not None and first_row != last_row:
        return Refusal("sheet.row_odd", {"row": first_row, "rows": state.printed.rows})
    body = SheetEntered(first_row, last_row, of)
    return (_draft("sheet.entered/1", state.subject, state.place, on, body=body),)


def day_fault(printed: SheetPrinted, on: str, *, today: str) -> Refusal | None:
    """Why a row cannot have happened on that day: it lies in another month, or has yet to come."""
    first, last = days_of(printed.month)
    if not first <= on <= last:
        return Refusal("sheet.other_month", {"on": on, "first": first, "last": last})
    return Refusal("date.future", {"on": on, "today": today}) if on > today else None


def _draft(
    kind: str, subject: str, place: str, on: str, *, body: SheetPrinted | SheetEntered
) -> Draft:
    return Draft(
        kind=kind,
        subject=subject,
        scope=scopes.operations(place),
        on=on,
        place=place,
        body=body,
    )
