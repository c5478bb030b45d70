"""What is said of each criterion, side by side, what is still to be mended, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from tusach.library.quality import facts
from tusach.library.quality.assessment import AssessmentState, Review
from tusach.library.quality.criteria import CriteriaSet, Criterion, judged


class Line(msgspec.Struct, frozen=True):
    """Three answers to one criterion: the commune's, that of the records, the inspector's.

    counted: what records tell today, None = they tell nothing, which is not 0. reviewed: what
    another commune found, beside them; it decides nothing. pictures: how many photographs of it.
    """

    criterion: Criterion
    own: facts.Answer | None
    counted: int | None
    found: facts.Found | None
    found_on: str | None
    reviewed: facts.Found | None = None
    review: Review | None = None
    pictures: int = 0

    @property
    def met(self) -> bool | None:
        """As the inspector found it, else as the commune says; None = not known."""
        if self.found is not None:
            return self.found.met
        return self.own.met if self.own else None

    @property
    def by_records(self) -> bool | None:
        """Whether records meet it, None where they tell nothing."""
        return judged(self.criterion, self.counted)

    @property
    def is_doubted(self) -> bool:
        """Whether records and the commune say different things."""
        return self.own is not None and self.by_records not in (None, self.own.met)


class Task(msgspec.Struct, frozen=True):
    """A criterion that an inspector did not find met. due_on: to be mended by then.

    mended_on: the commune says so since that day. rechecked_on: an inspector found it met.
    """

    criterion: str
    found_on: str
    due_on: str | None
    mended_on: str | None = None
    rechecked_on: str | None = None

    def is_late(self, on: str) -> bool:
        """Whether it was to be mended before a day, and no inspector saw that it is."""
        return self.rechecked_on is None and self.due_on is not None and self.due_on < on


def differs(own: facts.Answer | None, found: facts.Found) -> bool:
    """Whether an inspector found otherwise than the commune said; of silence nothing differs."""
    if own is None:
        return False
    return own.met is not found.met or own.value != found.value


def lines(
    state: AssessmentState, criteria: CriteriaSet, counted: Mapping[str, int]
) -> tuple[Line, ...]:
    """Every criterion; must-haves first: unmet, said to be met against records, unknown.

    Then the others in the same order, and last what is met.
    """
    found = []
    for one in criteria.criteria:
        on, seen = state.found(one.code) or (None, None)
        review, other = state.reviewed(one.code) or (None, None)
        own, records = state.answer(one.code), counted.get(one.code)
        pictures = len(state.pictures_of(one.code))
        found.append(Line(one, own, records, seen, on, other, review, pictures))
    return tuple(sorted(found, key=_urgency))


def _urgency(line: Line) -> tuple[bool, bool, int]:
    is_overstated = line.found is None and line.is_doubted and line.met is True
    order = 2 if line.met is None else int(is_overstated)
    return line.met is True and not is_overstated, not line.criterion.must, order


def has_all_musts(state: AssessmentState, criteria: CriteriaSet) -> bool | None:
    """Whether every must-have is met; False where one is not, else None where one is not known."""
    met = {line.met for line in lines(state, criteria, {}) if line.criterion.must}
    if False in met:
        return False
    return None if None in met else True


def tasks(state: AssessmentState) -> tuple[Task, ...]:
    """What inspectors found unmet, as it came about; what was re-checked stays with its day."""
    done: list[Task] = []
    still: dict[str, Task] = {}
    for one in state.inspections:
        day = one.told.inspected_on
        for found in one.told.found:
            task = still.get(found.criterion)
            if not found.met:
                first = task.found_on if task else day
                still[found.criterion] = Task(
                    found.criterion, first, found.due_on, _mended(state, one.told, found.criterion)
                )
            elif task is not None:
                done.append(replace(still.pop(found.criterion), rechecked_on=day))
    open_ones = sorted(still.values(), key=lambda one: (one.due_on or "", one.criterion))
    return (*open_ones, *done)


def _mended(
    state: AssessmentState, inspected: facts.AssessmentInspected, criterion: str
) -> str | None:
    """Since when the commune says, after that inspection, that it is met."""
    given = state.given
    if given is None or given.fact == inspected.answered or given.on < inspected.inspected_on:
        return None
    own = given.answer(criterion)
    return given.on if own is not None and own.met else None
