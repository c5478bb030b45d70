"""The model of a commune after all its facts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.quality import facts
from tusach.library.quality.assessment import AssessmentFolder


class Recognition(msgspec.Struct, frozen=True):
    """A decision with the fact that told it; withdrawn_on: first day on which it holds no more."""

    fact: str
    told: facts.ModelRecognised
    withdrawn_on: str | None = None

    def holds(self, on: str) -> bool:
        """Whether the model is recognised by it on a day."""
        told = self.told
        if on < told.valid_from or (told.valid_until or on) < on:
            return False
        return self.withdrawn_on is None or on < self.withdrawn_on


class ModelState(msgspec.Struct, frozen=True):
    """declared: as the commune said last. recognitions: by decision, the latest last."""

    subject: str
    declared: facts.ModelDeclared | None = None
    recognitions: tuple[Recognition, ...] = ()

    @property
    def unit(self) -> str | None:
        """The commune, where anything was told of it."""
        if self.recognitions:
            return self.recognitions[-1].told.unit
        return self.declared.unit if self.declared else None

    def recognised_on(self, on: str) -> Recognition | None:
        """The decision by which it is recognised on a day."""
        return next((one for one in reversed(self.recognitions) if one.holds(on)), None)


class ModelFolder:
    """Folds `model.*`."""

    noun = "model"

    def start(self, subject: str) -> ModelState:
        """A commune without a model."""
        return ModelState(subject)

    def step(self, state: ModelState, told: Told, telling: Telling) -> ModelState:
        """The model after one more fact; a decision told twice, apart and otherwise, is shown."""
        body: Any = told.body
        match body:
            case facts.ModelDeclared():
                return replace(state, declared=body)
            case facts.ModelRecognised():
                for one in state.recognitions:
                    same = one.told.decision == body.decision and one.told != body
                    if same and not telling.lineage.knew(told.id, one.fact):
                        telling.disagree("model.recognised_apart", one.fact, told.id)
                others = tuple(x for x in state.recognitions if x.told.decision != body.decision)
                return replace(state, recognitions=(*others, Recognition(told.id, body)))
            case _:
                assert isinstance(body, facts.ModelWithdrawn)  # no other kind is folded here
                ended = tuple(_withdrawn(one, body.from_on) for one in state.recognitions)
                return replace(state, recognitions=ended)


def _withdrawn(one: Recognition, from_on: str) -> Recognition:
    if one.withdrawn_on is not None and one.withdrawn_on <= from_on:
        return one
    return replace(one, withdrawn_on=from_on)


FOLDERS = (ModelFolder(), AssessmentFolder())
