"""May this number of people be told? The fact to tell, or a refusal that says what to do."""

from __future__ import annotations

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.population import facts
from tusach.library.population.story import PopulationState
from tusach.library.quality.facts import LONGEST_PAPER, is_paper_number
from tusach.library.shapes import is_code

MOST_PEOPLE = 3_000_000
"""More than live in any commune or ward of the country by far."""

Answer = tuple[Draft, ...] | Refusal


def tell(
    state: PopulationState, body: facts.PopulationTold, *, on: str, place: str | None
) -> Answer:
    """So many people lived there on that day; it takes the place of another word of that day."""
    if not 1 <= body.people <= MOST_PEOPLE:
        return Refusal("population.number_odd", {"most": MOST_PEOPLE})
    if body.counted_on > on:
        return Refusal("date.future", {"on": body.counted_on, "today": on})
    if body.dated > on:
        return Refusal("date.future", {"on": body.dated, "today": on})
    if not is_paper_number(body.paper):
        return Refusal("target.paper_odd", {"most": LONGEST_PAPER})
    before = state.of(body.counted_on)
    if before is not None and before.told == body:
        return Refusal("population.nothing_new", {})
    return (_draft("population.told/1", state.subject, body, on=on, place=place),)


def withdraw(
    state: PopulationState, counted_on: str, reason: str, *, on: str, place: str | None
) -> Answer:
    """What was told of that day counts no longer."""
    found = state.of(counted_on)
    if found is None:
        return Refusal("population.none", {})
    if reason and not is_code(reason):
        return Refusal("target.reason_odd", {})
    body = facts.PopulationWithdrawn(found.fact, reason)
    return (_draft("population.withdrawn/1", state.subject, body, on=on, place=place),)


def _draft(kind: str, subject: str, body: msgspec.Struct, *, on: str, place: str | None) -> Draft:
    return Draft(kind=kind, subject=subject, scope=scopes.CONTROL, on=on, place=place, body=body)
