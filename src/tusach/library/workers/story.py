"""A library worker and a course after all their facts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.workers import facts

PERSON_ERASED = "person.erased/1"
"""Of the readers' folder; it touches stories of every noun that names somebody."""


class Work(msgspec.Struct, frozen=True):
    """Work at a place, dates inclusive; valid_until None = until further notice."""

    fact: str
    place: str
    how: str
    valid_from: str
    valid_until: str | None
    left_why: str = ""

    def holds(self, on: str) -> bool:
        """Whether it is done on a day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


class Result(msgspec.Struct, frozen=True):
    """What came of a course; ended_on: from then on it counts no longer."""

    fact: str
    told: facts.WorkerTrained
    ended_on: str | None = None


class Observation(msgspec.Struct, frozen=True):
    """What was seen; ended_on: from then on it counts no longer."""

    fact: str
    told: facts.WorkerObserved
    ended_on: str | None = None


class WorkerState(msgspec.Struct, frozen=True):
    """named: commitment of the private part with the name, or None. staff: who this is, if anybody.

    parts: every commitment ever told; all of them are to be gone once erased_on is set.
    """

    subject: str
    works: tuple[Work, ...] = ()
    results: tuple[Result, ...] = ()
    observations: tuple[Observation, ...] = ()
    staff: str | None = None
    named: str | None = None
    parts: tuple[str, ...] = ()
    erased_on: str | None = None

    @property
    def place(self) -> str | None:
        """Where the person worked last."""
        return self.works[-1].place if self.works else None

    def works_on(self, on: str) -> tuple[Work, ...]:
        """Where the person does library work on a day."""
        return tuple(one for one in self.works if one.holds(on))


class WorkerFolder:
    """Folds `worker.*`."""

    noun = "worker"

    def start(self, subject: str) -> WorkerState:
        """A person of whom nothing is known."""
        return WorkerState(subject)

    def step(self, state: WorkerState, told: Told, telling: Telling) -> WorkerState:
        """The worker after one more fact; two words about one course, told apart, are shown."""
        body: Any = told.body
        match body:
            case facts.WorkerEngaged():
                work = Work(told.id, body.place, body.how, body.valid_from, body.valid_until)
                return replace(state, works=(*state.works, work), staff=body.staff or state.staff)
            case facts.WorkerLeft():
                return replace(state, works=tuple(_left(one, body) for one in state.works))
            case facts.WorkerNamed():
                committed = told.held.fact.commitment
                parts = state.parts if committed is None else (*state.parts, committed)
                named = committed if state.erased_on is None else None
                return replace(state, named=named, parts=parts)
            case facts.WorkerTrained():
                return _trained(state, body, told, telling)
            case facts.WorkerObserved():
                seen = Observation(told.id, body)
                return replace(state, observations=(*state.observations, seen))
            case facts.WorkerUnproved():
                return replace(
                    state,
                    results=tuple(_ended(one, body) for one in state.results),
                    observations=tuple(_ended(one, body) for one in state.observations),
                )
        if told.kind == PERSON_ERASED:
            return replace(state, named=None, erased_on=told.on)
        return state


def _trained(
    state: WorkerState, body: facts.WorkerTrained, told: Told, telling: Telling
) -> WorkerState:
    for one in state.results:
        differs = one.told.course == body.course and one.told != body
        if differs and not telling.lineage.knew(told.id, one.fact):
            telling.disagree("worker.trained_apart", one.fact, told.id)
    others = tuple(one for one in state.results if one.told.course != body.course)
    return replace(state, results=(*others, Result(told.id, body)))


def _left(work: Work, body: facts.WorkerLeft) -> Work:
    if work.place != body.place or (work.valid_until or body.last_on) < body.last_on:
        return work
    if work.valid_from > body.last_on:
        return work
    return replace(work, valid_until=body.last_on, left_why=body.reason)


def _ended(one: Any, body: facts.WorkerUnproved) -> Any:
    return replace(one, ended_on=body.from_on) if one.fact == body.of else one


class CourseState(msgspec.Struct, frozen=True):
    """A course as it stands; offered: None = not known here."""

    subject: str
    offered: facts.CourseOffered | None = None
    offered_by: str = ""
    called_off: str | None = None


class CourseFolder:
    """Folds `course.*`."""

    noun = "course"

    def start(self, subject: str) -> CourseState:
        """A course of which nothing is known."""
        return CourseState(subject)

    def step(self, state: CourseState, told: Told, telling: Telling) -> CourseState:
        """The course after one more fact; what was told apart and differs is shown."""
        body: Any = told.body
        match body:
            case facts.CourseOffered():
                before = state.offered
                apart = not telling.lineage.knew(told.id, state.offered_by)
                if before is not None and before != body and apart:
                    telling.disagree("course.offered_apart", state.offered_by, told.id)
                return replace(state, offered=body, offered_by=told.id, called_off=None)
            case _:
                assert isinstance(body, facts.CourseCalledOff)  # no other kind is folded here
                return replace(state, called_off=body.reason)


FOLDERS = (WorkerFolder(), CourseFolder())
