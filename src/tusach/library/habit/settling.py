"""May these people be settled? The fact to tell, or a refusal that says what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.habit import facts
from tusach.library.habit.facts import SettledGroup
from tusach.library.habit.story import SettlementState


def groups(
    counted: Mapping[tuple[str, str], int], *, least: int, total: int
) -> tuple[SettledGroup, ...]:
    """The groups by age band and sex that are told: none smaller than `least`.

    Where the groups left out could be told by subtraction, none is told: fewer than `least` people
    would be left beside those that are. A group of everybody says no more than the total.

    >>> groups({("child", "f"): 7, ("child", "m"): 2}, least=5, total=9)
    ()
    """
    told = {key: n for key, n in counted.items() if n >= least}
    left = total - sum(told.values())
    if len(told) < 2 or 0 < left < least or left < 0:
        return ()
    return tuple(SettledGroup(n, *key) for key, n in sorted(told.items()))


def in_order(figures: Iterable[facts.SettledFigure]) -> tuple[facts.SettledFigure, ...]:
    """As they stand in a fact, whoever counted them."""
    return tuple(sorted(figures, key=lambda one: (one.indicator, one.reading)))


def settle(
    state: SettlementState, body: facts.Body, *, on: str, place: str | None
) -> tuple[Draft, ...] | Refusal:
    """So many people read in a period that is over, counted while every loan was known.

    place: where they read; None for a commune or the province.
    """
    if (place is None) is isinstance(body, facts.ReadersSettled):
        return Refusal("settlement.odd", {})
    if body.last >= on:
        return Refusal("date.future", {"on": body.last, "today": on})
    if state.settled == body:
        return Refusal("settlement.nothing_new", {})
    return (
        Draft(
            kind=facts.PEOPLE_SETTLED if place is None else facts.READERS_SETTLED,
            subject=state.subject,
            scope=scopes.CONTROL if place is None else scopes.operations(place),
            on=on,
            place=place,
            body=body,
        ),
    )
