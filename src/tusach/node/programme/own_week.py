"""What is due this week at one library: the same lines as the province's, and its own."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tusach.node.acts.governing import late
from tusach.node.acts.markets import next_in_unit
from tusach.node.acts.node import Node
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme import monday
from tusach.node.programme.monday import (
    CRATES_SOON,
    FETCH,
    LEFT,
    MOST_NAMED,
    OVERDUE,
    Line,
    Named,
    days_since,
    line_of,
)
from tusach.node.programme.week_words import shown
from tusach.node.wording import lunar

WEEK_DAYS, MARKET_DAYS = 7, 15
_FETCH = (
    "SELECT h.placed_on FROM hold h WHERE h.tenant = ? AND h.place = ? AND h.filled_on IS NULL "
    "AND h.ended_on IS NULL AND h.copy IS NULL AND h.suspended_until <= ? AND EXISTS ("
    "SELECT 1 FROM copy c WHERE c.tenant = h.tenant AND c.holder = ? AND c.status = 'available' "
    "AND (c.title = h.title OR c.subject = h.wants)) ORDER BY h.placed_on"
)
"""Readers wait for a book that stands on a shelf here."""
_LEFT = (
    "SELECT h.ready_until FROM hold h WHERE h.tenant = ? AND h.place = ? AND h.filled_on IS NULL "
    "AND h.ended_on IS NULL AND h.ready_until < ? ORDER BY h.ready_until"
)


def own_lines(node: Node, place: str) -> tuple[Line, ...]:
    """What is due at a place: its own books and crates first, then as the province asks."""
    today = node.today()
    until = (date.fromisoformat(today) + timedelta(days=WEEK_DAYS)).isoformat()
    soon = node.store.query(
        "SELECT subject, nr, code, back_on FROM crate WHERE tenant = ? AND at_place = ? "
        "AND status = 'here' AND owner <> ? AND back_on >= ? AND back_on <= ? ORDER BY back_on",
        (node.tenant, place, place, today, until),
    )
    crates = [
        Named(
            subject=crate,
            name=str(nr) if nr is not None else code,
            since=on,
            days=days_since(on, today),
        )
        for crate, nr, code, on in soon
    ]
    fetch = node.store.query(_FETCH, (node.tenant, place, today, place))
    left = node.store.query(_LEFT, (node.tenant, place, today))
    past = late(node, today)
    ((overdue, oldest),) = node.store.query(
        "SELECT count(*), min(due_on) FROM copy WHERE tenant = ? AND loan_place = ? "  # noqa: S608
        f"AND {past.clause} AND status = 'on_loan' AND contested = 0 AND claimed_on IS NULL",
        (node.tenant, place, *past.values),
    )
    own = (
        line_of(CRATES_SOON, crates),
        _together(FETCH, [str(on) for (on,) in fetch], today),
        _together(LEFT, [str(on) for (on,) in left], today),
        _together(OVERDUE, [oldest or ""] if overdue else [], today, n=int(overdue)),
    )
    return (*own, *monday.waiting(node, place))


def _together(code: str, days: list[str], today: str, *, n: int | None = None) -> Line:
    """One row for all of them, since each names a reader: the oldest day, and how many."""
    if not days:
        return Line(code, 0, ())
    count = len(days) if n is None else n
    row = Named(since=min(days), days=days_since(min(days), today), n=count)
    return Line(code, count, (row,))


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def here(request: HttpRequest, room: Room) -> HttpResponse:
    """What is due at the library at which one works; who works for all of them sees theirs."""
    place = room.place or room.node.own_place()
    if place is None:
        return redirect("programme:week")
    lines = [shown(room.node, one, from_afar=False) for one in own_lines(room.node, place)]
    values = {
        "now_ms": room.node.store.now_ms(),
        "place": room.name(place),
        "lines": [one for one in lines if one["count"]],
        "well": [one["title"] for one in lines if not one["count"]],
        "is_well": not any(one["count"] for one in lines),
        "coming": coming(room, place),
    }
    return render(request, "programme/here.html", values)


def coming(room: Room, place: str) -> list[tuple[str, str]]:
    """What comes: the vehicle, the next market, what was planned; in words with its day."""
    node, today = room.node, room.today
    visits = node.store.query(
        "SELECT day FROM place_visit WHERE tenant = ? AND subject = ? AND called_off = 0 "
        "AND day >= ? ORDER BY day LIMIT 1",
        (node.tenant, place, today),
    )
    found = [(_("The vehicle comes"), lunar.both_calendars(str(on))) for (on,) in visits]
    unit = node.place(place).unit
    market = unit and next_in_unit(
        node, unit, after=date.fromisoformat(today), within_days=MARKET_DAYS
    )
    if market and market[0].declared is not None:
        on = lunar.both_calendars(market[1].on.isoformat())
        found.append((room.words(market[0].declared.names), on))
    events = node.store.query(
        "SELECT title, first FROM gathering WHERE tenant = ? AND place = ? AND state = 'planned' "
        "AND first >= ? ORDER BY first LIMIT ?",
        (node.tenant, place, today, MOST_NAMED),
    )
    return found + [(str(title), day(str(on))) for title, on in events]
