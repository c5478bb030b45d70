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
from tusach.library.workers.story import WorkerState

NEEDED = frozenset({SERVICES, PROMOTION})
Proof = Literal["attended", "passed"]


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
        if course is None or told.done_on > on or (one.ended_on or "9999") <= on:
            continue
        is_good = told.passed is True
        if proof == "attended":
            is_good = not told.missed and told.passed is not False
        if is_good and on <= (told.valid_until or _until(told.done_on, course.valid_months)):
            found.update(course.covers)
    return frozenset(found)


def shown(worker: WorkerState, on: str, *, months: int) -> frozenset[str]:
    """The items that the worker was seen doing well, as they hold on a day.

    A later look at an item counts instead of an earlier one, also where it was not done well.
    """
    found: set[str] = set()
    looks = [one for one in worker.observations if one.told.seen_on <= on]
    for one in sorted(looks, key=lambda look: look.told.seen_on):
        if (one.ended_on or "9999") <= on:
            continue
        found -= set(one.told.lacking)
        if on <= (one.told.valid_until or _until(one.told.seen_on, months)):
            found |= set(one.told.shown)
    return frozenset(found)


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
    return "9999-12-31" if months is None else months_later(day, months)
