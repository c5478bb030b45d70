"""Who counts as trained, and as capable, on a day. Source: DOMAIN.md section 4, indicator I3.

Trained: valid results of courses that cover both services and reading promotion. Capable: trained,
and seen doing enough items well. Each reading of the indicator asks one of these questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from tusach.library.calendar.months import months_later
from tusach.library.workers.facts import PROMOTION, SERVICES, CourseOffered
from tusach.library.workers.story import Observation, WorkerState

NEEDED = frozenset({SERVICES, PROMOTION})
Proof = Literal["attended", "passed"]
NEVER = "9999-12-31"
"""Later than any day: what has no end ends then."""


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for. items: so many different ones seen done well. months: so long they hold.

    needed: what the courses have to cover together.
    """

    items: int = 6
    months: int = 36
    needed: frozenset[str] = NEEDED


def covered(
    worker: WorkerState, courses: Mapping[str, CourseOffered], on: str, *, proof: Proof
) -> frozenset[str]:
    """What the valid results of a worker cover on a day.

    proof: `attended` = was there; `passed` = and passed the test. A course that is not known here
    covers nothing.
    """
    found: set[str] = set()
    for one in worker.results:
        told, course = one.told, courses.get(one.told.course)
        if course is None or told.done_on > on or (one.ended_on or NEVER) <= on:
            continue
        is_good = told.passed is True
        if proof == "attended":
            is_good = not told.missed and told.passed is not False
        if is_good and on <= (told.valid_until or _until(told.done_on, course.valid_months)):
            found.update(course.covers)
    return frozenset(found)


def shown(worker: WorkerState, on: str, *, months: int) -> frozenset[str]:
    """The items that the worker was seen doing well, as they hold on a day.

    A later look at an item counts instead of an earlier one (`replaced_on`), also where it was not
    done well.
    """
    return frozenset(
        item
        for one in worker.observations
        for item in one.told.shown
        if one.told.seen_on <= on < min(one.ended_on or NEVER, replaced_on(worker, one, item))
        and on <= (one.told.valid_until or _until(one.told.seen_on, months))
    )


def replaced_on(worker: WorkerState, one: Observation, item: str) -> str:
    """The day of the next look at the item; `NEVER` where there is none.

    One that was taken back replaces nothing; of two looks of one day the one told last holds.
    """
    nr = worker.observations.index(one)
    later = [
        other.told.seen_on
        for at, other in enumerate(worker.observations)
        if (other.told.seen_on, at) > (one.told.seen_on, nr)
        and other.ended_on is None
        and item in (*other.told.shown, *other.told.lacking)
    ]
    return min(later, default=NEVER)


def is_trained(
    worker: WorkerState,
    courses: Mapping[str, CourseOffered],
    on: str,
    *,
    measure: Measure,
    proof: Proof = "passed",
) -> bool:
    """Whether valid results cover all that is needed on a day."""
    return measure.needed <= covered(worker, courses, on, proof=proof)


def is_capable(
    worker: WorkerState, courses: Mapping[str, CourseOffered], on: str, *, measure: Measure
) -> bool:
    """Whether the worker is trained and was seen doing enough items well."""
    if not is_trained(worker, courses, on, measure=measure):
        return False
    return len(shown(worker, on, months=measure.months)) >= measure.items


def _until(day: str, months: int | None) -> str:
    """The last day; far away where it holds for ever."""
    return NEVER if months is None else months_later(day, months)
