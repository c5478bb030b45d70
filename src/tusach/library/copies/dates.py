"""When a loan is due, what made the date, and which days were skipped on the way.

In this order: so many days, or the next visit of a vehicle; the first open day from there on;
never after the rule's last day for all loans; never after the card. Read inside: the same day.
Source: docs/decisions/0038; CIRCULATION rule 1; spec/stories.md, section 3.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from tusach.ledger.draft import Refusal
from tusach.library.copies.policy import Lending
from tusach.library.places.calendar import Calendar, NoOpenDay, due_on
from tusach.library.places.visits import Visits

VISIT, HARD, CARD, INSIDE = "visit", "hard", "card", "inside"
"""What a due date follows where it is not so many days (`copy.lent/2`, due_by)."""
HOLIDAY, CLOSED, WEEKDAY, CALLED_OFF = "holiday", "closed", "weekday", "called_off"


class Skipped(NamedTuple):
    """A day that would have been the due date. why: holiday, closed, weekday, called_off.

    fact: that says so, empty where the programme or nothing does.
    """

    day: str
    why: str
    fact: str


class Due(NamedTuple):
    """A due date. by: what made it, empty = so many days. grounds: the facts it stands on.

    asked: the day that was asked for before anything moved it. skipped: between that day and it.
    """

    on: str
    by: str
    grounds: tuple[str, ...]
    asked: str
    skipped: tuple[Skipped, ...]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """For which loan a date is asked. on: its day. days: of the loan, or of the renewal.

    card_until: last day of the card. after: only a visit after this day counts (the due date of
    a loan that is renewed). inside: read in the place.
    """

    on: str
    days: int
    calendar: Calendar
    visits: Visits = Visits()
    card_until: str = ""
    after: str = ""
    inside: bool = False


def due(policy: Lending, asked: Asked) -> Due | Refusal:
    """The due date under a rule, or why there is none."""
    if asked.inside:
        return Due(asked.on, INSIDE, (), asked.on, ())
    hard = policy.hard_due_on
    if hard is not None and hard < asked.on:
        return Refusal("loan.hard_due_past", {"on": hard})
    calendar = asked.calendar if policy.skip_closed_days else Calendar()
    card = asked.card_until if policy.not_after_card_ends and asked.card_until else None
    ends = [one for one in (hard, card) if one is not None]
    visit = _by_visit(policy, asked) if policy.until_next_visit else None
    if visit is not None and visit.on <= min(ends, default=visit.on):
        return visit
    days = asked.days if visit is None else _between(asked.on, visit.on)
    return _by_days(asked.on, days, calendar, hard=hard, card=card)


def _by_visit(policy: Lending, asked: Asked) -> Due | None:
    first = day_plus(asked.on, max(1, policy.visit_least_days))
    if asked.after:
        first = max(first, day_plus(asked.after, 1))
    visit = asked.visits.next_from(first)
    if visit is None:
        return None
    over = asked.visits.passed_over(first, visit.day)
    skipped = tuple(
        Skipped(one.day, CALLED_OFF if one.called_off else CLOSED, one.fact) for one in over
    )
    wished = over[0].day if over else visit.day
    return Due(visit.day, VISIT, asked.visits.grounds(first, visit.day), wished, skipped)


def _by_days(
    on: str, days: int, calendar: Calendar, *, hard: str | None, card: str | None
) -> Due | Refusal:
    """So many days, moved to an open one, at most until the last day of the rule or the card."""
    lent_on, first = date.fromisoformat(on), date.fromisoformat(on) + timedelta(days=days)
    ends = [one for one in (hard, card) if one is not None]
    latest = date.fromisoformat(min(ends)) if ends else None
    try:
        day = due_on(lent_on, loan_days=days, calendar=calendar, latest=latest)
    except NoOpenDay as closed:
        return Refusal("place.no_open_day", {"from": str(closed)})
    by = ""
    if day < first or not calendar.is_open(day):
        by = CARD if hard is None or (card is not None and card < hard) else HARD
    if by == HARD:
        return _back_from(day, lent_on, calendar, asked=min(first, day))
    begin = min(day, first)
    return Due(
        day.isoformat(),
        by,
        calendar.grounds(begin, day),
        begin.isoformat(),
        _closed_days(calendar, begin, day - timedelta(days=1)),
    )


def _back_from(hard: date, lent_on: date, calendar: Calendar, *, asked: date) -> Due | Refusal:
    """The last open day until the rule's last one, and not before the loan."""
    day = hard
    while day >= lent_on and not calendar.is_open(day):
        day -= timedelta(days=1)
    if day < lent_on:
        return Refusal("loan.no_day_before_hard", {"on": hard.isoformat()})
    skipped = _closed_days(calendar, day + timedelta(days=1), hard)
    return Due(day.isoformat(), HARD, calendar.grounds(day, hard), asked.isoformat(), skipped)


def _closed_days(calendar: Calendar, first: date, last: date) -> tuple[Skipped, ...]:
    days = [first + timedelta(days=nr) for nr in range((last - first).days + 1)]
    return tuple(_closed(calendar, day.isoformat()) for day in days if not calendar.is_open(day))


def _closed(calendar: Calendar, day: str) -> Skipped:
    if day not in calendar.closed:
        return Skipped(day, WEEKDAY, calendar.week_of(day))
    fact = calendar.told.get(day, "")
    return Skipped(day, CLOSED if fact else HOLIDAY, fact)


def day_plus(day: str, days: int) -> str:
    """The day so many days later, or earlier where the number is negative."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
