"""May this be told of a reading event? The facts to tell, or a refusal that says what to do."""

from __future__ import annotations

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.gatherings import facts
from tusach.library.gatherings.story import GatheringState
from tusach.library.shapes import is_code

LONGEST_TITLE, MOST_PARTNERS, MOST_HEADS = 200, 20, 100_000

Answer = tuple[Draft, ...] | Refusal


def plan(event: GatheringState, body: facts.GatheringPlanned, *, on: str) -> Answer:
    """The event is to be held so, whatever was planned before."""
    if event.held is not None:
        return Refusal("gathering.held_already", {})
    refused = _fault(body)
    if refused:
        return refused
    if event.planned == body and event.cancelled is None:
        return Refusal("gathering.nothing_new", {})
    return (_draft("gathering.planned/1", event, on, body.place, body=body),)


def hold(event: GatheringState, body: facts.GatheringHeld, *, on: str) -> Answer:
    """The event was held so; a later account replaces an earlier one."""
    refused = _fault(body)
    if refused:
        return refused
    if body.first > on:
        return Refusal("date.future", {"on": body.first, "today": on})
    groups = [group for group, _ in body.heads]
    if len(groups) != len(set(groups)) or any(not 0 <= n <= MOST_HEADS for _, n in body.heads):
        return Refusal("gathering.heads_odd", {"most": MOST_HEADS})
    if event.held == body:
        return Refusal("gathering.nothing_new", {})
    return (_draft("gathering.held/1", event, on, body.place, body=body),)


def cancel(event: GatheringState, body: facts.GatheringCancelled, *, on: str) -> Answer:
    """The event is not held."""
    if event.held is not None:
        return Refusal("gathering.held_already", {})
    if event.planned is None or event.cancelled is not None:
        return Refusal("gathering.unknown", {})
    if body.reason and not is_code(body.reason):
        return Refusal("gathering.reason_odd", {})
    return (_draft("gathering.cancelled/1", event, on, event.planned.place, body=body),)


def _fault(body: facts.GatheringPlanned | facts.GatheringHeld) -> Refusal | None:
    if body.kind not in facts.KINDS_OF:
        return Refusal("gathering.kind_odd", {})
    if not body.title.strip() or len(body.title) > LONGEST_TITLE:
        return Refusal("gathering.title_missing", {"most": LONGEST_TITLE})
    if body.last is not None and body.last < body.first:
        return Refusal("gathering.dates_reversed", {"first": body.first, "last": body.last})
    if len(body.partners) > MOST_PARTNERS or any(len(x) > LONGEST_TITLE for x in body.partners):
        return Refusal("gathering.partners_many", {"most": MOST_PARTNERS})
    return None


def _draft(kind: str, event: GatheringState, on: str, place: str, *, body: msgspec.Struct) -> Draft:
    return Draft(
        kind=kind,
        subject=event.subject,
        scope=scopes.operations(place),
        on=on,
        place=place,
        body=body,
    )
