"""What waits on a Monday, line by line: how many, and the worst by name. Values only.

A line says what somebody has to do, and where. What is only worth knowing is not here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from tusach.ledger import clock as clocks
from tusach.library.calendar.months import months_later
from tusach.library.crates.minutes import lacking
from tusach.library.crates.rules import GAVE
from tusach.library.crates.story import ON_WAY, CrateState, Journey
from tusach.library.quality.lines import tasks
from tusach.library.reports.facts import ANNUAL
from tusach.node.acts import assessing, cases, reports
from tusach.node.acts import crates_read as crates
from tusach.node.acts.node import Node
from tusach.node.acts.serving import requests
from tusach.node.office.asked import FAR, NOT_ASKED

MOST_NAMED, MOST = 5, 500
ON_THE_WAY_DAYS, ANSWER_DAYS = 7, 7
"""So long a crate travels, and so long a reader waits for an answer, before it is spoken of."""
DUE_MONTH_DAY, AHEAD_DAYS = "12-30", 45
"""The yearly report is due by 30 December; spoken of so many days before. Circular 05/2020."""
CRATES_LATE, UNSIGNED, NOT_ARRIVED = "crates_late", "crates_unsigned", "crates_not_arrived"
DISAGREEMENTS, HOLDS, WISHES = "disagreements", "holds", "wishes"
VISITS, TRIPS, FINDINGS, REPORTS, SHEETS = "requests", "trips", "findings", "reports", "sheets"
CRATES_SOON, FETCH, LEFT, OVERDUE = "crates_soon", "holds_fetch", "holds_left", "overdue"
"""Lines of one library only: `own_week`."""
LINES = (
    CRATES_LATE,
    UNSIGNED,
    NOT_ARRIVED,
    DISAGREEMENTS,
    HOLDS,
    WISHES,
    VISITS,
    TRIPS,
    FINDINGS,
    SHEETS,
    REPORTS,
)


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that waits. subject: of its own page, empty where only the list has one.

    place: where it waits, empty = nowhere in particular. unit: the commune, where that is meant.
    name: a number, code or title. since: the day it waits from, or was due on; days: since then,
    negative = still to come, None = nobody knows. n: how many of one place stand in it together.
    """

    subject: str = ""
    place: str = ""
    unit: str = ""
    name: str = ""
    more: str = ""
    since: str = ""
    days: int | None = None
    n: int = 1


class Line(msgspec.Struct, frozen=True):
    """code: of LINES. count: all of them; worst: those that wait longest, at most MOST_NAMED."""

    code: str
    count: int
    worst: tuple[Named, ...]


def days_since(day: str, today: str) -> int | None:
    """Days from one to the other; None where there is no day."""
    if not day:
        return None
    return (date.fromisoformat(today) - date.fromisoformat(day)).days


def waiting(node: Node, place: str | None = None) -> tuple[Line, ...]:
    """Every line, of one place or (None) of all that this node knows; also those with nothing."""
    found = {code: rows for told in _SOURCES for code, rows in told(node, place).items()}
    return tuple(line_of(code, found[code]) for code in LINES if code in found)


def line_of(code: str, rows: Iterable[Named]) -> Line:
    """A line of these things, the longest waiting first; what has no day comes last."""
    found = sorted(rows, key=lambda one: (one.days is None, -(one.days or 0), one.name, one.place))
    return Line(code, sum(one.n for one in found), tuple(found[:MOST_NAMED]))


def _named(today: str, day: str, **more: Any) -> Named:
    return Named(since=day, days=days_since(day, today), **more)


def _crates(node: Node, place: str | None) -> dict[str, list[Named]]:
    today = node.today()
    late = [
        _named(
            today,
            row.back_on or "",
            subject=row.crate,
            place=(row.to if row.status == ON_WAY else row.at) or "",
            name=_number(row.nr, row.code),
        )
        for row in crates.crates(node, crates.LATE, place=place or "", on=today, most=MOST)
    ]
    unsigned, away = [], []
    before = (date.fromisoformat(today) - timedelta(days=ON_THE_WAY_DAYS)).isoformat()
    for state in _travelled(node):
        last = state.last
        assert last is not None  # a crate with a journey
        if place is not None and place not in (last.of, last.to, last.at):
            continue
        name = _number(state.made.nr if state.made else None, state.made.code if state.made else "")
        where = {"subject": state.subject, "place": last.at or last.to or "", "name": name}
        sides = [side for side in lacking(state) if place is None or place in _hands(last, side)]
        if sides:
            began = last.received_on or last.sent_on
            unsigned.append(_named(today, began, more=" ".join(sides), **where))
        if state.under_way is not None and state.retired is None and last.sent_on <= before:
            away.append(_named(today, last.sent_on, **where))
    return {CRATES_LATE: late, UNSIGNED: unsigned, NOT_ARRIVED: away}


def _hands(last: Journey, side: str) -> tuple[str | None, ...]:
    """Places that sign for a side of a journey."""
    return (last.of,) if side == GAVE else (last.to, last.at)


def _number(nr: int | None, code: str) -> str:
    return str(nr) if nr is not None else code


def _travelled(node: Node) -> list[CrateState]:
    rows = node.store.query(
        "SELECT DISTINCT j.subject FROM crate_journey j JOIN crate c ON c.tenant = j.tenant "
        "AND c.subject = j.subject WHERE j.tenant = ? AND c.status <> 'retired' "
        "ORDER BY j.subject LIMIT ?",
        (node.tenant, MOST),
    )
    return [node.store.state(str(one), "crate") for (one,) in rows]


def _disagreements(node: Node, place: str | None) -> dict[str, list[Named]]:
    today = node.today()
    found = [
        _named(
            today,
            local_day(node, one.since_ms),
            subject=one.id,
            place=one.desks[0] if one.desks else "",
            name=one.code,
        )
        for one in cases.cases(node)
        if one.proven and (place is None or place in one.desks)
    ]
    return {DISAGREEMENTS: found}


def local_day(node: Node, at_ms: int) -> str:
    """The day of an instant where the province is; empty where there is none."""
    if not at_ms:
        return ""
    return clocks.day(at_ms, offset_minutes=node.store.identity.offset_minutes)


def _asked(node: Node, place: str | None) -> dict[str, list[Named]]:
    """Holds that nothing near can fill and nobody was asked for; wishes without an answer."""
    today, tenant = node.today(), node.tenant
    here, more = (" AND h.pickup = ?", (place,)) if place is not None else ("", ())
    holds = node.store.query(
        f"SELECT h.pickup, min(h.placed_on), count(*) {FAR} AND {NOT_ASKED}{here} "
        "GROUP BY h.pickup ORDER BY h.pickup",
        (tenant, today, *more),
    )
    before = (date.fromisoformat(today) - timedelta(days=ANSWER_DAYS)).isoformat()
    wishes = node.store.query(
        "SELECT place, min(told_on), count(*) FROM wish WHERE tenant = ? AND answer IS NULL "
        "AND ended_on IS NULL AND told_on <= ? AND (? = '' OR place = ?) "
        "GROUP BY place ORDER BY place",
        (tenant, before, place or "", place or ""),
    )
    return {
        HOLDS: [_named(today, on, place=where or "", n=n) for where, on, n in holds],
        WISHES: [_named(today, on, place=where or "", n=n) for where, on, n in wishes],
    }


def _visits(node: Node, place: str | None) -> dict[str, list[Named]]:
    today = node.today()
    found = [
        _named(today, one.asked_on, subject=one.subject, place=one.asked.place if one.asked else "")
        for one in requests(node, place=place)
        if one.answer is None
    ]
    return {VISITS: found}


def _trips(node: Node, place: str | None) -> dict[str, list[Named]]:
    if place is not None:
        return {}
    today = node.today()
    rows = node.store.query(
        "SELECT subject, vehicle, last_on, status FROM trip WHERE tenant = ? "
        "AND status IN ('planned', 'published', 'under_way', 'returned') AND last_on < ? "
        "ORDER BY last_on LIMIT ?",
        (node.tenant, today, MOST),
    )
    found = [
        _named(today, last_on, subject=trip, place=vehicle or "", more=status)
        for trip, vehicle, last_on, status in rows
    ]
    return {TRIPS: found}


def _findings(node: Node, place: str | None) -> dict[str, list[Named]]:
    """Criteria that an inspector found unmet and nobody saw mended by their day."""
    today = node.today()
    unit = node.place(place).unit if place is not None else None
    if place is not None and not unit:
        return {}
    found = [
        _named(
            today,
            one.due_on or "",
            subject=state.subject,
            unit=state.opened.unit,
            name=one.criterion,
            more=state.opened.criteria,
        )
        for state in assessing.every(node, unit)
        if state.opened is not None
        for one in tasks(state)
        if one.is_late(today)
    ]
    return {FINDINGS: found}


def _sheets(node: Node, place: str | None) -> dict[str, list[Named]]:
    """Printed sheets of months that are over with rows that nobody has typed."""
    today = node.today()
    rows = node.store.query(
        "SELECT subject, place, code, month FROM sheet WHERE tenant = ? AND to_type > 0 "
        "AND month < ? AND (? = '' OR place = ?) ORDER BY month, code LIMIT ?",
        (node.tenant, today[:7], place or "", place or "", MOST),
    )
    found = [
        _named(today, months_later(f"{month}-01", 1), subject=sheet, place=where or "", name=code)
        for sheet, where, code, month in rows
    ]
    return {SHEETS: found}


def _reports(node: Node, place: str | None) -> dict[str, list[Named]]:
    """Reports that are frozen and not issued; the yearly one, where nobody has frozen it."""
    if place is not None:
        return {}
    today, every = node.today(), reports.listed(node)
    found = [
        _named(
            today,
            one.frozen.on,
            subject=one.subject,
            name=one.frozen.told.period,
            more=one.next_step or "issue",
        )
        for one in every
        if one.frozen is not None and one.issued is None
    ]
    frozen = {
        one.frozen.told.period
        for one in every
        if one.frozen and one.frozen.told.kind == ANNUAL and not one.frozen.told.unit
    }
    year = yearly_due(today)
    if year is not None and f"L{year}" not in frozen:
        found.append(_named(today, f"{year}-{DUE_MONTH_DAY}", name=f"L{year}", more="not_frozen"))
    return {REPORTS: found}


def yearly_due(today: str) -> int | None:
    """The library year whose report is due soon, or was due in the months before; else None.

    >>> yearly_due("2026-11-28"), yearly_due("2027-02-01"), yearly_due("2026-08-01")
    (2026, 2026, None)
    """
    day = date.fromisoformat(today)
    for year in (day.year - 1, day.year):
        due = date.fromisoformat(f"{year}-{DUE_MONTH_DAY}")
        if -AHEAD_DAYS <= (day - due).days <= 180:
            return year
    return None


_SOURCES: Sequence[Callable[[Node, str | None], dict[str, list[Named]]]] = (
    _crates,
    _disagreements,
    _asked,
    _visits,
    _trips,
    _findings,
    _sheets,
    _reports,
)
