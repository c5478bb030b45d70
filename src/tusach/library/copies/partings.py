"""That a copy is elsewhere, seen by a place of which the one that thinks to have it hears nothing.

Somebody takes a book along from A without a loan and brings it back at B, or B lends it: A never
holds the circulation of B, and goes on showing it on its shelf until the hub says otherwise. What
the hub has to say follows from these. Source: decision 0052.
"""

from __future__ import annotations

from msgspec.structs import replace

from tusach.ledger.story import Told
from tusach.library.copies import facts, in_crates
from tusach.library.copies.arrivals import brought
from tusach.library.copies.states import CopyState, Parting

_WORDS = (facts.CopySeenElsewhere, facts.CopyArrivedElsewhere, facts.LoanEndedElsewhere)
"""Told by a hub in the scope of the place itself."""
_EVERYWHERE: tuple[type, ...] = (
    *(facts.CopyRegistered, facts.CopyAssigned, facts.CopyProtected, facts.CopyUnprotected),
    *in_crates.STEPS,
)
"""Told in the catalogue, which every place holds."""
_IN_HAND = (facts.CopySeen, facts.CopyReturned)


def seen_elsewhere(state: CopyState, told: Told, body: facts.CopySeenElsewhere) -> CopyState:
    """The copy is not here by exactly that fact any more; of any other one nothing is said."""
    place = told.place
    stands = state.standing == 0 and state.on_way is None and state.holder == place
    if not stands or place is None or body.held != _held(state):
        return state
    after = brought(state, told, on=body.seen_on, at=body.at)
    return _with(after, Parting(body.held, place, body.seen_on, body.at, told.id))


def may_part(before: CopyState, after: CopyState, place: str | None) -> bool:
    """Whether a fact of that place can show that the copy is not where somebody thinks it is."""
    if before.partings:
        return True
    return place != before.holder and (before.holder is not None or after.holder != place)


def with_partings(before: CopyState, after: CopyState, told: Told) -> CopyState:
    """The copy after one more fact, and what that shows to be unknown where it was before."""
    body, place = told.body, told.place
    if isinstance(body, _WORDS):
        return after
    if isinstance(body, facts.CopyWithdrawn):
        return replace(after, partings=())
    if isinstance(body, _EVERYWHERE) or place is None:
        return replace(after, partings=()) if after.kept_by == told.id else after
    after = _without(after, place)
    if isinstance(body, _IN_HAND) and after.holder != place:
        return _overtaken(after, told, place=place)
    return _left(before, after, told, at=place)


def _left(before: CopyState, after: CopyState, told: Told, *, at: str) -> CopyState:
    """Another place has had it in hand, and the one that had it has let go of nothing."""
    place, held = before.holder, _held(before)
    knows = before.standing or before.on_way is not None or before.crate is not None
    stays = after.standing == 0 and after.holder == place
    if place is None or place == at or held is None or knows or stays:
        return after
    return _with(after, Parting(held, place, told.on, at, told.id))


def _overtaken(after: CopyState, told: Told, *, place: str) -> CopyState:
    """It has the copy by this fact, which stands behind what shows where that came to since."""
    loan = after.open_loan
    if loan is not None:
        by, on, at = loan.fact, loan.lent_on, loan.place
    else:
        by, on, at = after.kept_by or "", after.kept_on, after.kept_at
    if at is None or at == place or on < told.on:
        return after
    return _with(after, Parting(told.id, place, on, at, by))


def _held(state: CopyState) -> str | None:
    return state.kept_by or state.registered_by


def _with(state: CopyState, one: Parting) -> CopyState:
    return replace(state, partings=(*_others(state, one.place), one))


def _without(state: CopyState, place: str) -> CopyState:
    others = _others(state, place)
    return state if len(others) == len(state.partings) else replace(state, partings=others)


def _others(state: CopyState, place: str) -> tuple[Parting, ...]:
    return tuple(one for one in state.partings if one.place != place)
