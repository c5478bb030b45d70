"""A crate after all facts: where it is, what lies in it, every journey. Source: spec/stories.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Disagreement, Telling, Told
from tusach.library.copies.in_crates import CratePacked, CrateReceived, CrateSent, CrateUnpacked
from tusach.library.copies.states import Mark
from tusach.library.crates import facts

HERE, ON_WAY, RETIRED, UNKNOWN = "here", "on_way", "retired", "unknown"
MADE_TWICE, SENT_APART, RECEIVED_APART = (
    "crate.made_twice",
    "crate.sent_apart",
    "crate.received_apart",
)
RECEIVED_ELSEWHERE, MOVED_AFTER_END = "crate.received_elsewhere", "crate.moved_after_end"
ERASED = "person.erased/1"


class Journey(msgspec.Struct, frozen=True):
    """From one place to another. sent: the fact, None where only its end is known here.

    copies: sent with it. received: the fact; None: still under way. at: place where it ended.
    unlisted: nobody there knew yet what should lie in it.
    """

    sent: str | None = None
    sent_on: str = ""
    of: str | None = None
    to: str | None = None
    copies: tuple[str, ...] = ()
    back_on: str | None = None
    reason: str = ""
    trip: str | None = None
    received: str | None = None
    received_on: str = ""
    at: str | None = None
    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    unlisted: bool = False


class Signed(msgspec.Struct, frozen=True):
    """A signature. part: commitment of the names, None where they were erased, or never told."""

    fact: str
    on: str
    place: str | None
    said: facts.CrateHandedOver
    part: str | None = None


class CrateState(msgspec.Struct, frozen=True):
    """A crate. at: place in whose hands it is: while it is under way, that of the sender.

    inside: copies that lie in it or came with it, in the order of packing; a copy's own story goes
    before this. for_holds: (copy, hold) packed for a hold. retired: why and since when. erased_on:
    the last day on which somebody who had signed was erased.
    """

    subject: str
    made: facts.CrateMade | None = None
    made_by: str | None = None
    made_on: str = ""
    at: str | None = None
    since: str = ""
    inside: tuple[str, ...] = ()
    for_holds: tuple[tuple[str, str], ...] = ()
    journeys: tuple[Journey, ...] = ()
    signed: tuple[Signed, ...] = ()
    erased: tuple[str, ...] = ()
    erased_on: str | None = None
    retired: Mark | None = None

    @property
    def place(self) -> str | None:
        """Where it is."""
        return self.at

    @property
    def under_way(self) -> Journey | None:
        """The journey that has not ended, or None."""
        last = self.last
        return last if last is not None and last.received is None else None

    @property
    def last(self) -> Journey | None:
        """The newest journey."""
        return self.journeys[-1] if self.journeys else None

    @property
    def status(self) -> str:
        """One word for it."""
        if self.retired is not None:
            return RETIRED
        if self.under_way is not None:
            return ON_WAY
        return UNKNOWN if self.at is None else HERE

    @property
    def back_on(self) -> str | None:
        """Last day of its stay where it is or goes to; None at home."""
        last = self.last
        return last.back_on if last is not None else None

    @property
    def astray(self) -> str | None:
        """The place for which it was meant, where it stands at another and nobody agreed."""
        last = self.last
        if last is None or last.received is None or last.to is None or last.at == last.to:
            return None
        return last.to


class CrateFolder:
    """Folds `crate.*`."""

    noun = "crate"

    def start(self, subject: str) -> CrateState:
        """A crate of which nothing is known."""
        return CrateState(subject)

    def step(self, state: CrateState, told: Told, telling: Telling) -> CrateState:
        """The crate after one more fact."""
        if told.kind == ERASED:
            return _erased(state, told)
        step = _STEPS.get(type(told.body))
        return state if step is None else step(state, told, told.body, telling)


def _made(state: CrateState, told: Told, body: facts.CrateMade, telling: Telling) -> CrateState:
    if state.made is not None:
        if state.made != body:
            telling.disagree(MADE_TWICE, state.made_by or "", told.id)
        return state
    stands = state.at is None and not state.journeys
    return replace(
        state,
        made=body,
        made_by=told.id,
        made_on=told.on,
        at=body.owner if stands else state.at,
        since=told.on if stands else state.since,
    )


def _copies(told: Told, holds: tuple[str, ...] = ()) -> tuple[str, ...]:
    return tuple(one for one in told.held.fact.also if one not in holds)


def _packed(state: CrateState, told: Told, body: CratePacked, _: Telling) -> CrateState:
    copies = _copies(told, body.holds)
    fresh = tuple(one for one in copies if one not in state.inside)
    pairs = tuple((copies[0], hold) for hold in body.holds) if len(copies) == 1 else ()
    return replace(
        state,
        inside=(*state.inside, *fresh),
        for_holds=(*(one for one in state.for_holds if one[0] not in copies), *pairs),
    )


def _unpacked(state: CrateState, told: Told, _body: CrateUnpacked, _: Telling) -> CrateState:
    return _without(state, _copies(told))


def _without(state: CrateState, copies: tuple[str, ...]) -> CrateState:
    return replace(
        state,
        inside=tuple(one for one in state.inside if one not in copies),
        for_holds=tuple(one for one in state.for_holds if one[0] not in copies),
    )


def _sent(state: CrateState, told: Told, body: CrateSent, telling: Telling) -> CrateState:
    _settle(told, telling, RECEIVED_ELSEWHERE, SENT_APART, RECEIVED_APART)
    _after_end(state, told, telling)
    copies = tuple(one for one in _copies(told) if one not in body.left)
    leaving = Journey(
        sent=told.id,
        sent_on=told.on,
        of=told.place,
        to=body.to,
        copies=copies,
        back_on=body.back_on,
        reason=body.reason,
        trip=body.trip,
    )
    state = _without(state, body.left)
    inside = (*state.inside, *(one for one in copies if one not in state.inside))
    before = state.last
    if before is not None and _came_before(before, told, body, telling):
        arrived = _arrived(leaving, before)
        return replace(state, inside=inside, journeys=(*state.journeys[:-1], arrived))
    under_way = state.under_way
    if under_way is not None and not telling.lineage.knew(told.id, under_way.sent or ""):
        if under_way.to != body.to:
            telling.disagree(SENT_APART, under_way.sent or "", told.id)
        return replace(state, inside=inside, journeys=(*state.journeys[:-1], leaving))
    return replace(
        state,
        inside=inside,
        at=told.place,
        since=told.on,
        journeys=(*state.journeys, leaving),
    )


def _came_before(end: Journey, told: Told, body: CrateSent, telling: Telling) -> bool:
    """Whether it was received there by somebody to whom this sending was not known yet."""
    is_of_it = end.sent is None and end.received is not None and end.at == body.to
    return is_of_it and not telling.lineage.knew(told.id, end.received or "")


def _arrived(leaving: Journey, end: Journey) -> Journey:
    return replace(
        leaving,
        received=end.received,
        received_on=end.received_on,
        at=end.at,
        missing=end.missing,
        surplus=end.surplus,
        damaged=end.damaged,
        unlisted=end.unlisted,
    )


def _received(state: CrateState, told: Told, body: CrateReceived, telling: Telling) -> CrateState:
    _settle(told, telling, SENT_APART)
    _after_end(state, told, telling)
    here = tuple(one for one in _copies(told) if one not in body.missing)
    journeys = _ending(state, told, body, telling)
    if journeys[-1].to in (None, told.place):
        _settle(told, telling, RECEIVED_ELSEWHERE, RECEIVED_APART)
    kept = tuple(one for one in state.inside if one not in body.missing)
    return replace(
        state,
        at=told.place,
        since=told.on,
        inside=(*kept, *(one for one in here if one not in kept)),
        journeys=journeys,
    )


def _ending(
    state: CrateState, told: Told, body: CrateReceived, telling: Telling
) -> tuple[Journey, ...]:
    """The journeys with this end. Who knew of an end elsewhere tells of a journey of its own."""
    end = Journey(
        received=told.id,
        received_on=told.on,
        at=told.place,
        missing=body.missing,
        surplus=body.surplus,
        damaged=body.damaged,
        unlisted=body.unlisted,
    )
    last = state.last
    if last is None:
        return (end,)
    if last.received is not None and last.at != told.place:
        if telling.lineage.knew(told.id, last.received):
            return (*state.journeys, end)
        telling.disagree(RECEIVED_APART, last.received, told.id)
    meant = told.place if body.agreed else last.to
    if meant is not None and meant != told.place:
        # Proven whatever else is not held here: it says where a crate stands, not who knew whom.
        facts_of_it = (last.sent or last.received or "", told.id)
        telling.disagreements.append(Disagreement(RECEIVED_ELSEWHERE, facts_of_it))
    return (*state.journeys[:-1], _arrived(replace(last, to=meant), end))


def _settle(told: Told, telling: Telling, *codes: str) -> None:
    """What this teller knew of is settled by where the crate went since."""
    telling.disagreements[:] = [
        one
        for one in telling.disagreements
        if one.code not in codes
        or not all(telling.lineage.knew(told.id, fact) for fact in one.facts)
    ]


def _after_end(state: CrateState, told: Told, telling: Telling) -> None:
    if state.retired is not None:
        found = Disagreement(MOVED_AFTER_END, (state.retired.fact, told.id))
        telling.disagreements.append(found)


def _handed_over(
    state: CrateState, told: Told, body: facts.CrateHandedOver, _: Telling
) -> CrateState:
    found = told.held.fact.commitment
    part = found if found not in state.erased else None
    return replace(state, signed=(*state.signed, Signed(told.id, told.on, told.place, body, part)))


def _erased(state: CrateState, told: Told) -> CrateState:
    """The names of a signature are gone for good."""
    gone = (*state.erased, *told.body.commitments)
    return replace(
        state,
        erased=gone,
        erased_on=max(told.on, state.erased_on or ""),
        signed=tuple(replace(one, part=None) if one.part in gone else one for one in state.signed),
    )


def _retired(state: CrateState, told: Told, body: facts.CrateRetired, _: Telling) -> CrateState:
    if state.retired is not None:
        return state
    return replace(state, retired=Mark(told.id, body.reason, told.on, told.place))


_STEPS: dict[type[msgspec.Struct], Callable[[CrateState, Told, Any, Telling], CrateState]] = {
    facts.CrateMade: _made,
    CratePacked: _packed,
    CrateUnpacked: _unpacked,
    CrateSent: _sent,
    CrateReceived: _received,
    facts.CrateHandedOver: _handed_over,
    facts.CrateRetired: _retired,
}

FOLDERS = (CrateFolder(),)
