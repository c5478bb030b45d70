"""The facts of library workers and their courses, in the shapes that are for ever."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring
from tusach.library.shapes import Code, Day, Id

_CONTROL = frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR})
_OWN = _CONTROL | {LIBRARIAN}

WAYS = ("full_time", "part_time", "doubling", "contract", "volunteer")
"""Doubling: besides another post, as most librarians of a commune do."""
SERVICES, PROMOTION = "services", "promotion"
COVERS = (SERVICES, PROMOTION, "catalogue", "digital", "law", "other")
ITEMS = (
    "lending",
    "readers",
    "crates",
    "shelving",
    "finding",
    "offline",
    "digital",
    "children",
    "book_talk",
    "mobile",
    "statistics",
    "languages",
)
"""Twelve things a librarian of a commune does. Source: PROGRAMME.md section 11, on IFLA's CPD."""

Hours = Annotated[int, msgspec.Meta(ge=1, le=2_000)]
Months = Annotated[int, msgspec.Meta(ge=1, le=240)]


def worker_subject(tenant: str, person: str) -> str:
    """The subject of the work of somebody who also has a role in the network (a staff member)."""
    return derived(tenant, "worker", person)


class WorkerEngaged(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Both days are days of work. how: one of WAYS. staff: who this is in the network, if anybody.

    decision: number of the paper, if any.
    """

    place: Id
    how: Code
    valid_from: Day
    valid_until: Day | None = None
    staff: Id | None = None
    decision: str = ""


class WorkerNamed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing in the open: the name is the private part."""


class WorkerNamedPrivate(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """name: as the person writes it. contact: telephone or address, if given."""

    name: str
    contact: str = ""


class WorkerLeft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The work at this place ends; last_on: the last day of it. reason: a code."""

    place: Id
    last_on: Day
    reason: Code = ""


class WorkerTrained(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What came of a course. passed: None = there was no test, or its result is not known.

    missed: was to come and did not. done_on: the last day of it. valid_until: None = as
    long as the course says. certificate: its number.
    """

    course: Id
    done_on: Day
    passed: bool | None = None
    missed: bool = False
    valid_until: Day | None = None
    certificate: str = ""


class WorkerObserved(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """shown: items of ITEMS seen done well; lacking: seen and not yet done well.

    by: staff member who looked on, None = somebody outside the network. valid_until: None = as
    long as the profile says.
    """

    seen_on: Day
    shown: tuple[Code, ...]
    lacking: tuple[Code, ...] = ()
    by: Id | None = None
    valid_until: Day | None = None


class WorkerUnproved(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """of: the fact of a result or an observation that counts no longer, from the day on."""

    of: Id
    from_on: Day
    reason: Code = ""


class CourseOffered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A course, told whole. names: by language. covers: of COVERS. organiser: never a person.

    valid_months: so long a result holds, None = for ever.
    """

    names: dict[str, str]
    covers: tuple[Code, ...]
    first: Day
    last: Day
    hours: Hours | None = None
    valid_months: Months | None = None
    organiser: str = ""
    decision: str = ""


class CourseCalledOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """It does not take place."""

    reason: Code = ""


_kind = Declaring(folder="workers", scope="operations", told_by=_OWN)

KINDS = (
    _kind("worker.engaged/1", WorkerEngaged, "a person does library work at a place"),
    _kind(
        "worker.named/1",
        WorkerNamed,
        "the name of a library worker (private)",
        WorkerNamedPrivate,
        scope="people",
    ),
    _kind("worker.left/1", WorkerLeft, "the work at a place ended"),
    _kind("worker.trained/1", WorkerTrained, "what came of a course for a worker"),
    _kind("worker.observed/1", WorkerObserved, "what a worker was seen doing well"),
    _kind(
        "worker.unproved/1",
        WorkerUnproved,
        "a result or an observation counts no longer",
        told_by=_CONTROL,
    ),
    _kind(
        "course.offered/1", CourseOffered, "a course for workers", scope="control", told_by=_CONTROL
    ),
    _kind(
        "course.called_off/1",
        CourseCalledOff,
        "a course does not take place",
        scope="control",
        told_by=_CONTROL,
    ),
)
