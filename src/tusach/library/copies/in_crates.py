"""Facts of crates that say where copies are, and what they do in the story of each copy.

`su` is the crate; the copies are touched beside it (`also`), so one fact moves a whole crate and
each copy's own story learns it (docs/decisions/0032 and 0041).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.copies.evidence import seen
from tusach.library.copies.states import PACKED, CopyState, Mark
from tusach.library.shapes import Code, Day, Id

PACKED_APART = "copy.packed_apart"
OUT, SHORT, DAMAGED = "out", "short", "other"


class CratePacked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The copies touched beside the crate lie in it. holds: those touched that are holds.

    reason: scan (empty), plan, promise (for the holds).
    """

    reason: Code = ""
    holds: tuple[Id, ...] = ()


class CrateUnpacked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The copies touched beside the crate are out of it, at the fact's place.

    reason: taken_out (empty), home, moved (to another crate), not_there.
    """

    reason: Code = ""


class CrateSent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """On its way to another place with the copies touched, but those `left` behind.

    to: place. back_on: last day on which it is to be on its way back, None = it comes home for
    good. reason: rotation (empty), home, trip, forward. trip: subject, if any.
    """

    to: Id
    back_on: Day | None = None
    left: tuple[Id, ...] = ()
    reason: Code = ""
    trip: Id | None = None


class CrateReceived(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The crate is at the fact's place, with the copies touched but those `missing`.

    sent: the fact it answers, None where none was known. surplus: lay in it though not sent with
    it. unlisted: nobody here knew what should lie in it. agreed: it was sent elsewhere, that is
    known, and it stays here.
    """

    sent: Id | None = None
    missing: tuple[Id, ...] = ()
    surplus: tuple[Id, ...] = ()
    damaged: tuple[Id, ...] = ()
    unlisted: bool = False
    agreed: bool = False


def _mark(told: Told, word: str, *, until: str | None = None) -> Mark:
    fact = told.held.fact
    return Mark(told.id, word, told.on, told.place, until=until, of=fact.subject)


def _settle(told: Told, telling: Telling) -> None:
    """Who knew both packings says where the copy is: they contradict each other no more."""
    telling.disagreements[:] = [
        one
        for one in telling.disagreements
        if one.code != PACKED_APART
        or not all(telling.lineage.knew(told.id, fact) for fact in one.facts)
    ]


def _packed(state: CopyState, told: Told, body: CratePacked, telling: Telling) -> CopyState:
    """It lies in the crate; two crates that did not know of each other contradict."""
    _settle(told, telling)
    before = state.crate
    changed = seen(state, told, telling)
    if before is not None and before.word == PACKED and before.of != told.held.fact.subject:
        _apart(before, told, telling)
    if changed.kept_by != told.id:
        return changed
    return replace(changed, reserved=None, crate=_mark(told, PACKED))


def _apart(before: Mark, told: Told, telling: Telling) -> None:
    if not telling.lineage.knew(told.id, before.fact):
        telling.disagree(PACKED_APART, before.fact, told.id)


def _unpacked(state: CopyState, told: Told, body: CrateUnpacked, telling: Telling) -> CopyState:
    """It is out of this crate; of another one, into which it came since, it says nothing."""
    _settle(told, telling)
    lies_in = state.crate
    if lies_in is not None and lies_in.of != told.held.fact.subject:
        return state
    changed = seen(state, told, telling)
    return replace(changed, crate=None) if changed.kept_by == told.id else changed


def _sent(state: CopyState, told: Told, body: CrateSent, telling: Telling) -> CopyState:
    _settle(told, telling)
    if state.subject in body.left:
        lies_in = state.crate
        is_of = lies_in is not None and lies_in.of == told.held.fact.subject
        return replace(state, crate=None) if is_of else state
    changed = seen(state, told, telling)
    if changed.kept_by != told.id:
        return changed
    return replace(
        changed,
        reserved=None,
        on_way=replace(_mark(told, "crate"), of=body.to),
        crate=_mark(told, OUT, until=body.back_on),
    )


def _received(state: CopyState, told: Told, body: CrateReceived, telling: Telling) -> CopyState:
    """What was in the crate stands at the place; what was not is in question, as it was before."""
    _settle(told, telling)
    crate = told.held.fact.subject
    came_by = state.crate if state.crate is not None and state.crate.of == crate else None
    if state.subject in body.missing:
        # Seen since by somebody of whom this teller did not know, it is in question no more.
        knew = state.kept_by is None or telling.lineage.knew(told.id, state.kept_by)
        return replace(state, short=_mark(told, SHORT)) if came_by and knew else state
    changed = seen(state, told, telling)
    if changed.kept_by != told.id:
        return changed
    until = came_by.until if came_by is not None else None
    changed = replace(changed, crate=_mark(told, OUT, until=until))
    if state.subject in body.damaged:
        harm = replace(_mark(told, DAMAGED), of=None)
        return replace(changed, damages=(*changed.damages, harm))
    return changed


STEPS: dict[type[msgspec.Struct], Callable[[CopyState, Told, Any, Telling], CopyState]] = {
    CratePacked: _packed,
    CrateUnpacked: _unpacked,
    CrateSent: _sent,
    CrateReceived: _received,
}
