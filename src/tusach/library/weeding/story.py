"""A weeding dossier after all facts. Source: spec/stories.md; docs/decisions/0035."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.weeding import facts

OPEN, DECIDED, CARRIED_OUT, DROPPED = "open", "decided", "carried_out", "dropped"
DECIDED_APART, PROPOSED_LATE = "weeding.decided_apart", "weeding.proposed_late"
ERASED = "person.erased/1"


class Proposed(NamedTuple):
    """A copy that should leave, and why."""

    copy: str
    reason: str


class WeedingState(msgspec.Struct, frozen=True):
    """A dossier of `place`, begun on `begun_on`.

    council: commitment of the names; members: how many. parts: every commitment ever told.
    proposed: sorted by copy. decided, carried: what was told; decided_by: its fact. dropped_on:
    given up. late: proposed after the last decision, so nobody has decided about them.
    """

    subject: str
    begun: facts.WeedingBegun | None = None
    begun_on: str = ""
    place: str | None = None
    council: str | None = None
    members: int = 0
    parts: tuple[str, ...] = ()
    erased_on: str | None = None
    proposed: tuple[Proposed, ...] = ()
    decided: facts.WeedingDecided | None = None
    decided_by: str | None = None
    carried: facts.WeedingCarriedOut | None = None
    carried_on: str | None = None
    dropped_on: str | None = None
    late: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """One word for it."""
        if self.carried is not None:
            return CARRIED_OUT
        if self.dropped_on is not None:
            return DROPPED
        return DECIDED if self.decided is not None else OPEN


class WeedingFolder:
    """Folds `weeding.*`."""

    noun = "weeding"

    def start(self, subject: str) -> WeedingState:
        """A dossier of which nothing is known."""
        return WeedingState(subject)

    def step(self, state: WeedingState, told: Told, telling: Telling) -> WeedingState:
        """The dossier after one more fact."""
        body = told.body
        if told.kind == ERASED:
            return replace(state, council=None, erased_on=told.on)
        match body:
            case facts.WeedingBegun():
                if state.begun is not None:
                    return state
                return replace(state, begun=body, begun_on=told.on, place=told.place)
            case facts.CouncilNamed():
                return _named(state, told, body)
            case facts.WeedingProposed():
                _late(state, told, telling)
                by_copy = dict(state.proposed) | dict.fromkeys(body.copies, body.reason)
                known = dict(state.proposed)
                late = [one for one in body.copies if state.decided_by and one not in known]
                all_late = tuple(sorted({*state.late, *late}))
                return replace(state, proposed=_sorted(by_copy), late=all_late)
            case facts.WeedingSpared():
                gone = set(body.copies)
                kept = {copy: why for copy, why in state.proposed if copy not in gone}
                return replace(state, proposed=_sorted(kept))
            case facts.WeedingDecided():
                return _decided(state, told, body, telling)
            case facts.WeedingCarriedOut():
                if state.carried is not None:
                    return state
                return replace(state, carried=body, carried_on=told.on)
            case facts.WeedingDropped():
                return replace(state, dropped_on=state.dropped_on or told.on)
        return state


def _sorted(by_copy: dict[str, str]) -> tuple[Proposed, ...]:
    return tuple(Proposed(copy, by_copy[copy]) for copy in sorted(by_copy))


def _named(state: WeedingState, told: Told, body: facts.CouncilNamed) -> WeedingState:
    found = told.held.fact.commitment
    return replace(
        state,
        members=body.members,
        council=found if state.erased_on is None else None,
        parts=state.parts if found is None else (*state.parts, found),
    )


def _late(state: WeedingState, told: Told, telling: Telling) -> None:
    """Proposed by somebody who did not know that it was decided already."""
    if state.decided_by is not None and not telling.lineage.knew(told.id, state.decided_by):
        telling.disagree(PROPOSED_LATE, state.decided_by, told.id)


def _decided(
    state: WeedingState, told: Told, body: facts.WeedingDecided, telling: Telling
) -> WeedingState:
    """The last decision counts; two that did not know of each other and differ are shown."""
    before = state.decided_by
    if before is not None and state.decided != body and not telling.lineage.knew(told.id, before):
        telling.disagree(DECIDED_APART, before, told.id)
    return replace(state, decided=body, decided_by=told.id, late=())


FOLDERS = (WeedingFolder(),)
