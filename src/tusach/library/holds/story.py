"""A hold and a wish after all facts: who waits, what is kept, what came of it.

A hold's story holds also the facts of copies that touch it: kept for it, freed, lent with it.
Source: spec/stories.md; CIRCULATION 5.5.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.copies.facts import CopyFreed, CopyLent, CopyReserved, CopySent
from tusach.library.copies.in_crates import CratePacked, CrateUnpacked
from tusach.library.copies.states import Mark
from tusach.library.holds import facts

WAITING, SUSPENDED, READY, ON_WAY, FILLED, ENDED = (
    "waiting",
    "suspended",
    "ready",
    "on_way",
    "filled",
    "ended",
)
OPEN = (WAITING, SUSPENDED, READY, ON_WAY)
RESERVED_AFTER_END, FILLED_TWICE = "hold.reserved_after_end", "hold.filled_twice"


class HoldState(msgspec.Struct, frozen=True, gc=False):
    """placed: what was asked for, None where only the hub's word is here. part: commitment.

    placed_ms: when it was told, by its teller's clock; it orders holds of one day.
    ready: a copy (of) waits on the shelf until a day. on_way: a copy (of) was sent for it, or
    lies in a crate for it.
    assigned: a copy (of) is to be sent to the place `word`. filled: by which loan. ended: the fact,
    why and when it ended without one. suspended_until: first day on which it counts again,
    "9999-12-31" where no day was said.
    """

    subject: str
    placed: facts.HoldPlaced | None = None
    placed_by: str | None = None
    placed_on: str = ""
    placed_ms: int = 0
    place: str | None = None
    part: str | None = None
    suspended_until: str = ""
    ready: Mark | None = None
    on_way: Mark | None = None
    assigned: Mark | None = None
    filled: Mark | None = None
    ended: Mark | None = None

    @property
    def pickup(self) -> str | None:
        """The place where it is to be fetched."""
        if self.placed is not None:
            return self.placed.pickup
        return self.assigned.word if self.assigned is not None else None

    def status(self, on: str) -> str:
        """One word for the hold on a day."""
        if self.filled is not None:
            return FILLED
        if self.ended is not None:
            return ENDED
        if self.ready is not None:
            return READY
        if self.on_way is not None:
            return ON_WAY
        return SUSPENDED if on < self.suspended_until else WAITING

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits."""
        return self.filled is None and self.ended is None


class HoldFolder:
    """Folds `hold.*`, and what facts of copies say of the hold."""

    noun = "hold"

    def start(self, subject: str) -> HoldState:
        """A hold of which nothing is known."""
        return HoldState(subject)

    def step(self, state: HoldState, told: Told, telling: Telling) -> HoldState:
        """The hold after one more fact."""
        step = _STEPS.get(type(told.body))
        return state if step is None else step(state, told, told.body, telling)


def _mark(told: Told, word: str, *, until: str | None = None, of: str | None = None) -> Mark:
    return Mark(fact=told.id, word=word, on=told.on, place=told.place, until=until, of=of)


def _placed(state: HoldState, told: Told, body: facts.HoldPlaced, _: Telling) -> HoldState:
    """The first telling counts: an id is random, so a second one is the same row of a sheet."""
    if state.placed is not None:
        return state
    fact = told.held.fact
    return replace(
        state,
        placed=body,
        placed_by=told.id,
        placed_on=told.on,
        placed_ms=fact.told_ms,
        place=told.place,
        part=fact.commitment,
    )


def _suspended(state: HoldState, told: Told, body: facts.HoldSuspended, _: Telling) -> HoldState:
    return replace(state, suspended_until=body.until or "9999-12-31")


def _resumed(state: HoldState, told: Told, body: facts.HoldResumed, _: Telling) -> HoldState:
    return replace(state, suspended_until="")


def _assigned(state: HoldState, told: Told, body: facts.HoldAssigned, _: Telling) -> HoldState:
    return replace(state, assigned=_mark(told, body.pickup, of=body.copy))


def _ended(state: HoldState, told: Told, body: facts.HoldEnded, _: Telling) -> HoldState:
    if state.ended is not None:
        return state
    return replace(state, ended=_mark(told, body.reason))


def _ended_elsewhere(
    state: HoldState, told: Told, body: facts.HoldEndedElsewhere, _: Telling
) -> HoldState:
    """Over for a place that knows of the hold by the hub alone; else its own facts say so."""
    if state.placed is not None or not state.is_open:
        return state
    return replace(state, ended=replace(_mark(told, body.reason), on=body.ended_on))


def _reserved(state: HoldState, told: Told, body: CopyReserved, telling: Telling) -> HoldState:
    if state.ended is not None and not telling.lineage.knew(told.id, state.ended.fact):
        telling.disagree(RESERVED_AFTER_END, state.ended.fact, told.id)
    mark = _mark(told, "ready", until=body.until, of=told.held.fact.subject)
    return replace(state, ready=mark, on_way=None)


def _freed(state: HoldState, told: Told, _: CopyFreed, __: Telling) -> HoldState:
    if state.ready is None or state.ready.of != told.held.fact.subject:
        return state
    return replace(state, ready=None)


def _sent(state: HoldState, told: Told, body: CopySent, _: Telling) -> HoldState:
    return replace(state, on_way=_mark(told, body.to, of=told.held.fact.subject), ready=None)


def _packed(state: HoldState, told: Told, body: CratePacked, _: Telling) -> HoldState:
    """Its copy lies in a crate; where several copies do, none of them is said to be its own."""
    copies = [one for one in told.held.fact.also if one not in body.holds]
    if len(copies) != 1:
        return state
    return replace(state, on_way=_mark(told, "crate", of=copies[0]), ready=None)


def _unpacked(state: HoldState, told: Told, _: CrateUnpacked, __: Telling) -> HoldState:
    if state.on_way is None or state.on_way.of not in told.held.fact.also:
        return state
    return replace(state, on_way=None)


def _filled(state: HoldState, told: Told, _: CopyLent, telling: Telling) -> HoldState:
    if state.filled is not None:
        telling.disagree(FILLED_TWICE, state.filled.fact, told.id)
        return state
    return replace(state, filled=_mark(told, "filled", of=told.held.fact.subject))


_STEPS: dict[type[msgspec.Struct], Callable[[HoldState, Told, Any, Telling], HoldState]] = {
    facts.HoldPlaced: _placed,
    facts.HoldSuspended: _suspended,
    facts.HoldResumed: _resumed,
    facts.HoldAssigned: _assigned,
    facts.HoldEnded: _ended,
    facts.HoldEndedElsewhere: _ended_elsewhere,
    CopyReserved: _reserved,
    CopyFreed: _freed,
    CopySent: _sent,
    CopyLent: _filled,
    CratePacked: _packed,
    CrateUnpacked: _unpacked,
}


class WishState(msgspec.Struct, frozen=True, gc=False):
    """told: what kind of thing is wished for. part: commitment to the words.

    answers: all, in order, as (fact, day, body). ended: since when and why nobody waits for it.
    """

    subject: str
    told: facts.WishTold | None = None
    told_by: str | None = None
    told_on: str = ""
    place: str | None = None
    part: str | None = None
    answers: tuple[tuple[str, str, facts.WishAnswered], ...] = ()
    ended: Mark | None = None

    @property
    def answer(self) -> facts.WishAnswered | None:
        """The answer that counts: the last one."""
        return self.answers[-1][2] if self.answers else None


class WishFolder:
    """Folds `wish.*`."""

    noun = "wish"

    def start(self, subject: str) -> WishState:
        """A wish of which nothing is known."""
        return WishState(subject)

    def step(self, state: WishState, told: Told, telling: Telling) -> WishState:
        """The wish after one more fact."""
        body = told.body
        match body:
            case facts.WishTold() if state.told is None:
                return replace(
                    state,
                    told=body,
                    told_by=told.id,
                    told_on=told.on,
                    place=told.place,
                    part=told.held.fact.commitment,
                )
            case facts.WishAnswered():
                return replace(state, answers=(*state.answers, (told.id, told.on, body)))
            case facts.WishEnded() if state.ended is None:
                return replace(state, ended=_mark(told, body.reason))
        return state


FOLDERS = (HoldFolder(), WishFolder())
