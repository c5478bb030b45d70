"""The population of a commune after all its facts: of each day the later word counts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.population import facts

POPULATION_APART = "population.told_apart"


class Counted(msgspec.Struct, frozen=True):
    """What was told of one day, with its fact and the day on which it was told."""

    fact: str
    on: str
    told: facts.PopulationTold


class PopulationState(msgspec.Struct, frozen=True):
    """counts: what counts, by the day that each speaks of."""

    subject: str
    counts: tuple[Counted, ...] = ()

    def on(self, day: str) -> Counted | None:
        """What holds on a day; None where nothing was told of it or of a day before."""
        return next((one for one in reversed(self.counts) if one.told.counted_on <= day), None)

    def of(self, day: str) -> Counted | None:
        """What was told of this very day."""
        return next((one for one in self.counts if one.told.counted_on == day), None)


class PopulationFolder:
    """Folds `population.*`."""

    noun = "population"

    def start(self, subject: str) -> PopulationState:
        """A commune of which no number was told."""
        return PopulationState(subject)

    def step(self, state: PopulationState, told: Told, telling: Telling) -> PopulationState:
        """The population after one more fact; two numbers of one day, told apart, are shown."""
        body: Any = told.body
        if isinstance(body, facts.PopulationWithdrawn):
            left = tuple(one for one in state.counts if one.fact != body.told)
            return replace(state, counts=left)
        assert isinstance(body, facts.PopulationTold)  # no other kind is folded here
        before = state.of(body.counted_on)
        is_other = before is not None and before.told.people != body.people
        if before is not None and is_other and not telling.lineage.knew(told.id, before.fact):
            telling.disagree(POPULATION_APART, before.fact, told.id)
        others = [one for one in state.counts if one.told.counted_on != body.counted_on]
        counts = sorted(
            [*others, Counted(told.id, told.on, body)], key=lambda one: one.told.counted_on
        )
        return replace(state, counts=tuple(counts))


FOLDERS = (PopulationFolder(),)
