"""Baselines and targets after all their facts: the later word counts, and apart is shown."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.programme import facts

DECLARED_APART = "baseline.declared_apart"
SET_APART = "target.set_apart"


class Declared(msgspec.Struct, frozen=True):
    """What a paper says, with the fact that told it."""

    fact: str
    told: facts.BaselineDeclared


class BaselineState(msgspec.Struct, frozen=True):
    """declared: the word that counts; None where there is none or it was withdrawn."""

    subject: str
    declared: Declared | None = None


class Set(msgspec.Struct, frozen=True):
    """A target as it was set, with the fact that told it."""

    fact: str
    told: facts.TargetSet


class TargetState(msgspec.Struct, frozen=True):
    """now: the word that counts; None where what the definition says counts."""

    subject: str
    now: Set | None = None


class BaselineFolder:
    """Folds `baseline.*`."""

    noun = "baseline"

    def start(self, subject: str) -> BaselineState:
        """A period of which nothing is declared."""
        return BaselineState(subject)

    def step(self, state: BaselineState, told: Told, telling: Telling) -> BaselineState:
        """The baseline after one more fact."""
        body: Any = told.body
        before = state.declared
        if isinstance(body, facts.BaselineDeclared):
            is_other = before is not None and before.told != body
            if before and is_other and not telling.lineage.knew(told.id, before.fact):
                telling.disagree(DECLARED_APART, before.fact, told.id)
            return replace(state, declared=Declared(told.id, body))
        assert isinstance(body, facts.BaselineWithdrawn)  # no other kind is folded here
        # Who withdraws a word that was replaced since did not speak of the new one.
        is_meant = before is not None and before.fact == body.declared
        return replace(state, declared=None) if is_meant else state


class TargetFolder:
    """Folds `target.*`."""

    noun = "target"

    def start(self, subject: str) -> TargetState:
        """A target as the definition says it."""
        return TargetState(subject)

    def step(self, state: TargetState, told: Told, telling: Telling) -> TargetState:
        """The target after one more fact."""
        body: Any = told.body
        before = state.now
        if isinstance(body, facts.TargetSet):
            is_other = before is not None and before.told != body
            if before and is_other and not telling.lineage.knew(told.id, before.fact):
                telling.disagree(SET_APART, before.fact, told.id)
            return replace(state, now=Set(told.id, body))
        assert isinstance(body, facts.TargetWithdrawn)  # no other kind is folded here
        is_meant = before is not None and before.fact == body.told
        return replace(state, now=None) if is_meant else state


FOLDERS = (BaselineFolder(), TargetFolder())
