"""What was said of the doubts of a month, and a spot check after all its facts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.doubts import facts
from tusach.library.doubts.drawing import Interval, not_borne_out

DRAWN_APART = "spotcheck.drawn_apart"
OTHER_DRAWING = "spotcheck.other_drawing"
FINDINGS_APART = "spotcheck.answered_apart"
GROWN_PERCENT = 10
"""An answer holds while the month has at most so many percent more records than it had then."""


class Looked(msgspec.Struct, frozen=True):
    """An answer: its fact, its day, who gave it, what it says."""

    fact: str
    on: str
    by: str | None
    told: facts.DoubtAnswered


class DoubtState(msgspec.Struct, frozen=True):
    """The answers to the doubts of a place's month, in their order."""

    subject: str
    place: str | None = None
    looked: tuple[Looked, ...] = ()

    def settled(self, size: int) -> frozenset[str]:
        """The reasons that were answered, while the month has about as many records as then."""
        return frozenset(
            reason
            for one in self.looked
            if 100 * size <= (100 + GROWN_PERCENT) * one.told.size
            for reason in one.told.reasons
        )

    @property
    def seen(self) -> frozenset[str]:
        """The facts that contradict each other and were looked at."""
        return frozenset(fact for one in self.looked for fact in one.told.facts)


class DoubtFolder:
    """Folds `doubt.*`."""

    noun = "doubt"

    def start(self, subject: str) -> DoubtState:
        """A month of which nothing was answered."""
        return DoubtState(subject)

    def step(self, state: DoubtState, told: Told, telling: Telling) -> DoubtState:
        """The month with one more answer; none takes another one back."""
        one = Looked(told.id, told.on, told.teller, told.body)
        return replace(state, place=told.place, looked=(*state.looked, one))


class Drawn(msgspec.Struct, frozen=True):
    """A drawing: its fact, its day, who drew."""

    fact: str
    on: str
    by: str | None
    told: facts.SpotcheckDrawn


class Found(msgspec.Struct, frozen=True):
    """What was found: the fact, its day, who says so."""

    fact: str
    on: str
    by: str | None
    told: facts.SpotcheckAnswered


class SpotcheckState(msgspec.Struct, frozen=True):
    """A spot check: what was drawn, once, and what was found, as it was said last."""

    subject: str
    place: str | None = None
    drawn: Drawn | None = None
    found: Found | None = None

    @property
    def standing(self) -> str:
        """Empty before it is drawn, then drawn, begun, answered."""
        if self.drawn is None:
            return ""
        if self.found is None:
            return "drawn"
        said = self.found.told
        left = len(self.drawn.told.drawn) - sum(
            map(len, (said.confirmed, said.wrong, said.unreached))
        )
        return "begun" if left > 0 else "answered"

    @property
    def estimate(self) -> Interval | None:
        """Of those that were reached: how many of all records are probably not borne out."""
        if self.drawn is None or self.found is None:
            return None
        said = self.found.told
        looked = len(said.confirmed) + len(said.wrong)
        return not_borne_out(len(said.wrong), looked, self.drawn.told.size) if looked else None

    @property
    def at_worst(self) -> Interval | None:
        """The same as if none of those whom nobody reached were borne out."""
        if self.drawn is None or self.found is None or not self.found.told.unreached:
            return None
        said = self.found.told
        wrong = len(said.wrong) + len(said.unreached)
        return not_borne_out(wrong, wrong + len(said.confirmed), self.drawn.told.size)


class SpotcheckFolder:
    """Folds `spotcheck.*`."""

    noun = "spotcheck"

    def start(self, subject: str) -> SpotcheckState:
        """A month of which nothing was drawn."""
        return SpotcheckState(subject)

    def step(self, state: SpotcheckState, told: Told, telling: Telling) -> SpotcheckState:
        """The first drawing counts; what was found of another one is shown, not counted."""
        body: Any = told.body
        if isinstance(body, facts.SpotcheckDrawn):
            if state.drawn is not None:
                telling.disagree(DRAWN_APART, state.drawn.fact, told.id)
                return state
            drawn = Drawn(told.id, told.on, told.teller, body)
            return replace(state, place=told.place, drawn=drawn)
        if state.drawn is None or not _fits(body, state.drawn):
            telling.disagree(OTHER_DRAWING, *((state.drawn.fact,) if state.drawn else ()), told.id)
            return state
        before = state.found
        if (
            before is not None
            and before.told != body
            and not telling.lineage.knew(told.id, before.fact)
        ):
            telling.disagree(FINDINGS_APART, before.fact, told.id)
        return replace(state, found=Found(told.id, told.on, told.teller, body))


def _fits(body: facts.SpotcheckAnswered, drawn: Drawn) -> bool:
    """Whether it speaks of that drawing, of each record once."""
    said = (*body.confirmed, *body.wrong, *body.unreached)
    return (
        body.drawing == drawn.fact
        and len(set(said)) == len(said)
        and set(said) <= set(drawn.told.drawn)
        and len(set(drawn.told.drawn)) == len(drawn.told.drawn) <= drawn.told.size
    )


FOLDERS = (DoubtFolder(), SpotcheckFolder())
