"""A reading event after all its facts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.gatherings import facts


class GatheringState(msgspec.Struct, frozen=True):
    """held: what was told last of an event that was held. cancelled: the reason, None = it is not.

    An event that was held was not called off, whatever was told before.
    """

    subject: str
    planned: facts.GatheringPlanned | None = None
    planned_by: str = ""
    held: facts.GatheringHeld | None = None
    held_by: str = ""
    cancelled: str | None = None

    @property
    def told(self) -> facts.GatheringHeld | facts.GatheringPlanned | None:
        """What is known of it: as it was held, or as it was planned."""
        return self.held or self.planned

    @property
    def heads(self) -> int | None:
        """How many came in all; None where nobody counted or it was not held."""
        if self.held is None or not self.held.heads:
            return None
        return sum(count for _, count in self.held.heads)


class GatheringFolder:
    """Folds `gathering.*`."""

    noun = "gathering"

    def start(self, subject: str) -> GatheringState:
        """An event of which nothing is known."""
        return GatheringState(subject)

    def step(self, state: GatheringState, told: Told, telling: Telling) -> GatheringState:
        """The event after one more fact; two accounts of it, told apart, are shown."""
        body: Any = told.body
        match body:
            case facts.GatheringPlanned():
                return replace(state, planned=body, planned_by=told.id, cancelled=None)
            case facts.GatheringHeld():
                apart = state.held_by and not telling.lineage.knew(told.id, state.held_by)
                if apart and state.held != body:
                    telling.disagree("gathering.held_apart", state.held_by, told.id)
                return replace(state, held=body, held_by=told.id, cancelled=None)
            case _:
                assert isinstance(body, facts.GatheringCancelled)  # no other kind is folded here
                if state.held is not None:
                    if not telling.lineage.knew(told.id, state.held_by):
                        telling.disagree("gathering.cancelled_though_held", state.held_by, told.id)
                    return state
                return replace(state, cancelled=body.reason)


FOLDERS = (GatheringFolder(),)
