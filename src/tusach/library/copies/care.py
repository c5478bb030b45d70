"""What becomes of a copy between its loans: damaged, in repair, on its way, kept for somebody.

Whoever tells one of these (but for a claim, a damage and a settlement) has the copy in hand, so it
is evidence as `copy.seen` is. Source: CIRCULATION 4; spec/stories.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.copies import facts
from tusach.library.copies.evidence import ended, open_count, seen
from tusach.library.copies.states import CopyState, Mark

CLAIMED, REPAIRED = "claimed", "repaired"
RESERVED_TWICE = "copy.reserved_twice"


def _mark(told: Told, word: str, *, until: str | None = None, of: str | None = None) -> Mark:
    return Mark(fact=told.id, word=word, on=told.on, place=told.place, until=until, of=of)


def _in_hand(state: CopyState, told: Told, telling: Telling) -> tuple[CopyState, bool]:
    """The copy with this evidence, and whether this fact is what says where it is."""
    changed = seen(state, told, telling)
    return changed, changed.kept_by == told.id


def _claimed(state: CopyState, told: Told, body: facts.CopyClaimed, _: Telling) -> CopyState:
    return replace(state, claims=(*state.claims, _mark(told, CLAIMED, of=body.loan)))


def _damaged(state: CopyState, told: Told, body: facts.CopyDamaged, _: Telling) -> CopyState:
    return replace(state, damages=(*state.damages, _mark(told, body.how, of=body.loan)))


def _withheld(
    state: CopyState, told: Told, body: facts.CopyWithheld, telling: Telling
) -> CopyState:
    changed, is_newest = _in_hand(state, told, telling)
    if not is_newest:
        return changed
    return replace(changed, withheld=_mark(told, body.reason, until=body.until))


def _released(
    state: CopyState, told: Told, body: facts.CopyReleased, telling: Telling
) -> CopyState:
    changed, is_newest = _in_hand(state, told, telling)
    damages = () if body.outcome == REPAIRED else changed.damages
    return replace(changed, withheld=None if is_newest else changed.withheld, damages=damages)


def _sent(state: CopyState, told: Told, body: facts.CopySent, telling: Telling) -> CopyState:
    changed, is_newest = _in_hand(state, told, telling)
    if not is_newest:
        return changed
    return replace(changed, reserved=None, on_way=_mark(told, body.reason, of=body.to))


def _used(state: CopyState, told: Told, body: facts.CopyUsed, telling: Telling) -> CopyState:
    if body.paper:
        if body.paper in state.papers:
            return state
        state = replace(state, papers=(*state.papers, body.paper))
        # Counted, but no sign of where it is: the row is of an earlier day than its typing.
        return replace(state, uses=state.uses + body.n)
    changed, _ = _in_hand(state, told, telling)
    return replace(changed, uses=changed.uses + body.n)


def _reserved(
    state: CopyState, told: Told, body: facts.CopyReserved, telling: Telling
) -> CopyState:
    """The first hold keeps it, unless the teller knew of that and chose another.

    Kept at two places at once, it is where it was seen last.
    """
    before = state.reserved
    changed, is_newest = _in_hand(state, told, telling)
    if not is_newest:
        return changed
    hold = next(iter(told.held.fact.also), None)
    if before is not None and before.of != hold and not telling.lineage.knew(told.id, before.fact):
        telling.disagree(RESERVED_TWICE, before.fact, told.id)
        if before.place == told.place:
            return changed
    return replace(changed, reserved=_mark(told, "hold", until=body.until, of=hold))


def _freed(state: CopyState, told: Told, body: facts.CopyFreed, telling: Telling) -> CopyState:
    """Free again for the hold that is named; another one that has it since goes on."""
    before = state.reserved
    also = told.held.fact.also
    if before is None or (also and before.of not in also):
        return state
    return replace(state, reserved=None)


def _compensated(
    state: CopyState, told: Told, body: facts.LoanCompensated, _: Telling
) -> CopyState:
    """The loan is settled; that of a lost copy ends."""
    loans = list(state.loans)
    for at, loan in enumerate(loans):
        if loan.fact != body.loan:
            continue
        loan = replace(loan, settled_by=told.id)
        if loan.ended_by is None and state.lost_by is not None:
            loan = ended(loan, told)
        loans[at] = loan
    return replace(state, loans=tuple(loans), standing=open_count(loans))


def _protected(state: CopyState, told: Told, body: facts.CopyProtected, _: Telling) -> CopyState:
    return replace(state, protected=_mark(told, body.reason))


def _unprotected(state: CopyState, _told: Told, _body: object, _: Telling) -> CopyState:
    return replace(state, protected=None)


STEPS: dict[type[msgspec.Struct], Callable[[CopyState, Told, Any, Telling], CopyState]] = {
    facts.CopyClaimed: _claimed,
    facts.CopyDamaged: _damaged,
    facts.CopyWithheld: _withheld,
    facts.CopyReleased: _released,
    facts.CopySent: _sent,
    facts.CopyUsed: _used,
    facts.CopyReserved: _reserved,
    facts.CopyFreed: _freed,
    facts.LoanCompensated: _compensated,
    facts.CopyProtected: _protected,
    facts.CopyUnprotected: _unprotected,
}
