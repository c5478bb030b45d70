"""Month sheets: printed for a place that has no device, listed with what is left to type."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.sheets.facts import LOANS, READERS, RETURNS, USES, VISITS, WRITTEN
from tusach.library.sheets.rules import days_of
from tusach.library.sheets.story import SheetState
from tusach.node.acts import sheets as acts
from tusach.node.acts.month import beside
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name
from tusach.node.desk.visitors import groups
from tusach.node.people.access import Act, may, rule, staff
from tusach.node.wording.months import say_month, say_sheet

ROWS = {LOANS: 18, RETURNS: 18, USES: 18, READERS: 16, VISITS: 31}
"""How many lines an A4 page holds, broad enough for a pen."""
MOST_LISTED, MOST_PRINTED = 200, 40


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("GET", "HEAD", "POST"))
def listed(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Which sheets are out, what is left to type, and the form that prints new ones."""
    refused = ""
    if request.method == "POST":
        told = _print(request, counter)
        if not isinstance(told, Refusal):
            asked = "&".join(f"n={one}" for one in told)
            return redirect(f"{reverse('desk:sheet-papers')}?{asked}")
        refused = counter.say(told)
    month = counter.today[:7]
    values = {
        "counter": counter,
        "refused": refused,
        "written": [(one, say_sheet(one)) for one in WRITTEN],
        "months": [(one, say_month(one)) for one in (month, beside(month, 1), beside(month, -1))],
        "sheets": _rows(counter),
        "place": place_name(counter.node, counter.place),
    }
    return render(request, "desk/sheets.html", values, status=400 if refused else 200)


def _print(request: HttpRequest, counter: Counter) -> tuple[str, ...] | Refusal:
    what, count = request.POST.get("what", ""), request.POST.get("sheets", "1")
    month = request.POST.get("month", "")
    if what not in WRITTEN or len(month) != 7 or not _is_month(month):
        return Refusal("sheet.what_odd", {})
    number = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    return acts.print_sheets(
        counter.node,
        what,
        month,
        replace(counter.at, on=counter.today),
        sheets=number,
        rows=ROWS[what],
    )


def _is_month(month: str) -> bool:
    try:
        days_of(month)
    except ValueError:
        return False
    return month.isascii()


def _rows(counter: Counter) -> list[dict[str, Any]]:
    rows = counter.node.store.query(
        "SELECT subject, code, what, month, lines, to_type FROM sheet "
        "WHERE tenant = ? AND place = ? ORDER BY month DESC, to_type = 0, what, code LIMIT ?",
        (counter.node.tenant, counter.place, MOST_LISTED),
    )
    return [
        {
            "sheet": sheet,
            "code": code,
            "what": say_sheet(what),
            "month": say_month(month),
            "lines": lines,
            "left": left,
            "done": lines - left,
        }
        for sheet, code, what, month, lines, left in rows
    ]


def sheet_at(counter: Counter, sheet: str) -> tuple[Counter, SheetState]:
    """The sheet, and the desk of the place that it is for; not found, or not theirs to type in."""
    state: SheetState = counter.node.store.state(sheet, "sheet")
    if state.printed is None or state.place is None:
        raise Http404
    if not may(counter.staff, Act.LEND, state.place):
        raise PermissionDenied
    return replace(counter, place=state.place), state


@rule(staff("librarian"))
@at_desk(Act.LEND)
def papers(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The sheets as they come out of the printer."""
    wanted = [one for one in request.GET.getlist("n") if is_id(one)][:MOST_PRINTED]
    if not wanted:
        return redirect("desk:sheets")
    values = {"counter": counter, "papers": [_paper(counter, one) for one in wanted]}
    return render(request, "desk/sheet_papers.html", values)


def _paper(counter: Counter, sheet: str) -> dict[str, Any]:
    there, state = sheet_at(counter, sheet)
    printed = state.printed
    assert printed is not None
    return {
        "code": printed.code,
        "what": printed.what,
        "title": say_sheet(printed.what),
        "month": say_month(printed.month),
        "place": place_name(there.node, there.place),
        "rows": range(1, printed.rows + 1),
        "groups": [there.words(one.names) for one in groups(there)],
        "first": days_of(printed.month)[0],
    }
