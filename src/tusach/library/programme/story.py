"""Baselines, targets and indicators after all their facts.

Of baselines and targets the later word counts, and apart is shown. Of an indicator the highest
version counts that was not withdrawn and that was said in one way only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.programme import facts

DECLARED_APART = "baseline.declared_apart"
SET_APART = "target.set_apart"
DEFINED_APART = "indicator.defined_apart"


IN_FORCE, DISPUTED, EARLIER, WITHDRAWN = "in_force", "disputed", "earlier", "withdrawn"
STANDINGS = (IN_FORCE, DISPUTED, EARLIER, WITHDRAWN)


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


class Defined(msgspec.Struct, frozen=True):
    """A definition as it was told, with its fact and the day. is_gone: it was withdrawn."""

    fact: str
    on: str
    told: facts.IndicatorDefined
    is_gone: bool = False


class IndicatorState(msgspec.Struct, frozen=True):
    """versions: all that were told, in the one order. gone: facts that were withdrawn."""

    subject: str
    versions: tuple[Defined, ...] = ()
    gone: frozenset[str] = frozenset()

    @property
    def standing(self) -> tuple[Defined, ...]:
        """Those that were not withdrawn."""
        return tuple(one for one in self.versions if not one.is_gone)

    @property
    def disputed(self) -> frozenset[int]:
        """Versions that stand in two different texts: none of them counts."""
        texts: dict[int, set[str]] = {}
        for one in self.standing:
            texts.setdefault(one.told.version, set()).add(one.told.definition)
        return frozenset(version for version, some in texts.items() if len(some) > 1)

    @property
    def in_force(self) -> Defined | None:
        """The highest version that counts; None where the program's own does."""
        disputed = self.disputed
        some = (one for one in self.standing if one.told.version not in disputed)
        return max(some, key=lambda one: one.told.version, default=None)

    def standing_of(self, one: Defined) -> str:
        """How one of its versions stands, as one of STANDINGS."""
        if one.is_gone:
            return WITHDRAWN
        if one.told.version in self.disputed:
            return DISPUTED
        now = self.in_force
        is_now = now is not None and now.told.version == one.told.version
        return IN_FORCE if is_now else EARLIER

    @property
    def latest(self) -> int:
        """The highest version that was ever told; 0 where none was."""
        return max((one.told.version for one in self.versions), default=0)


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


class IndicatorFolder:
    """Folds `indicator.*`."""

    noun = "indicator"

    def start(self, subject: str) -> IndicatorState:
        """An indicator of which nothing was told."""
        return IndicatorState(subject)

    def step(self, state: IndicatorState, told: Told, telling: Telling) -> IndicatorState:
        """The indicator after one more fact."""
        body: Any = told.body
        if isinstance(body, facts.IndicatorDefined):
            made = Defined(told.id, told.on, body, told.id in state.gone)
            return replace(state, versions=(*state.versions, made))
        assert isinstance(body, facts.IndicatorWithdrawn)  # no other kind is folded here
        return replace(
            state,
            versions=tuple(
                replace(one, is_gone=one.is_gone or one.fact == body.defined)
                for one in state.versions
            ),
            gone=state.gone | {body.defined},
        )

    def look_back(self, tellings: Sequence[Told], telling: Telling) -> None:
        """Two texts of one version that both stand, as long as no higher version ends it."""
        gone = {one.body.defined for one in tellings if hasattr(one.body, "defined")}
        texts: dict[int, dict[str, str]] = {}
        for one in tellings:
            if one.id not in gone and isinstance(one.body, facts.IndicatorDefined):
                body = one.body
                texts.setdefault(body.version, {}).setdefault(body.definition, one.id)
        settled = max((version for version, some in texts.items() if len(some) == 1), default=0)
        for version, some in sorted(texts.items()):
            earlier, *later = some.values()
            for other in later if version > settled else ():
                telling.disagree(DEFINED_APART, earlier, other)


FOLDERS = (BaselineFolder(), TargetFolder(), IndicatorFolder())
