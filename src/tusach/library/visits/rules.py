"""May these visits be counted, or may it be said that there were none?"""

from __future__ import annotations

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import derived
from tusach.library import scopes
from tusach.library.visits.facts import DayStayedEmpty, VisitCounted
from tusach.library.visits.story import VisitsState

MOST_AT_ONCE = 5_000


def visits_subject(tenant: str, place: str, on: str) -> str:
    """The subject of a place's visits on one day."""
    return derived(tenant, "visits", f"{place}|{on}")


def count(
    body: VisitCounted, *, tenant: str, place: str, on: str, today: str
) -> tuple[Draft, ...] | Refusal:
    """So many people more came to the place on that day."""
    if on > today:
        return Refusal("date.future", {"on": on, "today": today})
    if not 1 <= body.n <= MOST_AT_ONCE:
        return Refusal("visit.number_odd", {"n": body.n, "most": MOST_AT_ONCE})
    return (
        Draft(
            kind="visit.counted/1",
            subject=visits_subject(tenant, place, on),
            scope=scopes.operations(place),
            on=on,
            place=place,
            body=body,
        ),
    )


def day_subject(tenant: str, place: str, on: str) -> str:
    """The subject of what is said of a place's day as such."""
    return derived(tenant, "day", f"{place}|{on}")


def stay_empty(
    visits: VisitsState, *, tenant: str, place: str, on: str, today: str
) -> tuple[Draft, ...] | Refusal:
    """The place was open on that day and nobody came. visits: of that day."""
    if on > today:
        return Refusal("date.future", {"on": on, "today": today})
    if visits.total:
        return Refusal("visit.some_came", {"n": visits.total})
    return (
        Draft(
            kind="day.stayed_empty/1",
            subject=day_subject(tenant, place, on),
            scope=scopes.operations(place),
            on=on,
            place=place,
            body=DayStayedEmpty(),
        ),
    )
