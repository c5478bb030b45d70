"""May this be told of a library worker or a course? The facts to tell, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.readers.rules import erased_in
from tusach.library.shapes import is_code
from tusach.library.workers import facts
from tusach.library.workers.story import CourseState, WorkerState

LONGEST_NAME, LONGEST_NUMBER, LONGEST_COURSE = 300, 60, 200

Answer = tuple[Draft, ...] | Refusal


class At(msgspec.Struct, frozen=True):
    """The day of the fact and the place of whoever tells it; of a worker it is where one works."""

    on: str
    place: str


def engage(
    worker: WorkerState, body: facts.WorkerEngaged, at: At, *, name: str, contact: str = ""
) -> Answer:
    """The person does library work there from that day on; the name goes into the private part."""
    if body.how not in facts.WAYS:
        return Refusal("worker.how_odd", {})
    if body.valid_until is not None and body.valid_until < body.valid_from:
        return Refusal(
            "worker.dates_reversed", {"first": body.valid_from, "last": body.valid_until}
        )
    if len(body.decision) > LONGEST_NUMBER:
        return Refusal("worker.number_long", {"most": LONGEST_NUMBER})
    same = [one for one in worker.works if one.place == body.place]
    if any(_overlap(one.valid_from, one.valid_until, body) for one in same):
        return Refusal("worker.works_there", {})
    engaged = _draft("worker.engaged/1", worker.subject, at, body)
    words = " ".join(name.split())
    if not words:
        return (engaged,) if worker.named else Refusal("worker.name_missing", {})
    if len(words) > LONGEST_NAME or len(contact) > LONGEST_NAME:
        return Refusal("worker.name_long", {"most": LONGEST_NAME})
    return (engaged, _named(worker, words, contact.strip(), at))


def _named(worker: WorkerState, name: str, contact: str, at: At) -> Draft:
    return Draft(
        kind="worker.named/1",
        subject=worker.subject,
        scope=scopes.people(at.place),
        on=at.on,
        place=at.place,
        body=facts.WorkerNamed(),
        private=facts.WorkerNamedPrivate(name, contact),
    )


def leave(worker: WorkerState, body: facts.WorkerLeft, at: At) -> Answer:
    """The work at that place is done until that day."""
    if body.reason and not is_code(body.reason):
        return Refusal("worker.reason_odd", {})
    there = [one for one in worker.works if one.place == body.place]
    running = [one for one in there if one.valid_until is None or one.valid_until > body.last_on]
    if not running:
        return Refusal("worker.works_not_there", {})
    begins = min(one.valid_from for one in running)
    if body.last_on < begins:
        return Refusal("worker.leaves_before_beginning", {"from": begins})
    return (_draft("worker.left/1", worker.subject, at, body),)


def offer(course: CourseState, body: facts.CourseOffered, at: At) -> Answer:
    """The course is as `body` says, whole."""
    names = [one for one in body.names.values() if one.strip()]
    if not names or any(len(one) > LONGEST_COURSE for one in names):
        return Refusal("course.name_missing", {"most": LONGEST_COURSE})
    if not body.covers or not set(body.covers) <= set(facts.COVERS):
        return Refusal("course.covers_nothing", {})
    if body.last < body.first:
        return Refusal("course.dates_reversed", {"first": body.first, "last": body.last})
    if course.offered == body and course.called_off is None:
        return Refusal("course.nothing_new", {})
    return (_course_draft("course.offered/1", course, at, body),)


def call_off(course: CourseState, body: facts.CourseCalledOff, at: At) -> Answer:
    """The course does not take place."""
    if course.offered is None or course.called_off is not None:
        return Refusal("course.unknown", {})
    if body.reason and not is_code(body.reason):
        return Refusal("worker.reason_odd", {})
    return (_course_draft("course.called_off/1", course, at, body),)


def train(worker: WorkerState, course: CourseState, body: facts.WorkerTrained, at: At) -> Answer:
    """So the course ended for this person."""
    if not worker.works:
        return Refusal("worker.unknown", {})
    if course.offered is None or course.called_off is not None:
        return Refusal("course.unknown", {})
    if body.done_on > at.on:
        return Refusal("date.future", {"on": body.done_on, "today": at.on})
    if body.done_on < course.offered.first:
        return Refusal("course.not_begun", {"first": course.offered.first})
    if body.passed and body.missed:
        return Refusal("worker.passed_unseen", {})
    if len(body.certificate) > LONGEST_NUMBER:
        return Refusal("worker.number_long", {"most": LONGEST_NUMBER})
    if any(one.told == body and one.ended_on is None for one in worker.results):
        return Refusal("worker.nothing_new", {})
    return (_draft("worker.trained/1", worker.subject, at, body),)


def observe(worker: WorkerState, body: facts.WorkerObserved, at: At) -> Answer:
    """These things the worker was seen doing well, those not yet."""
    if not worker.works:
        return Refusal("worker.unknown", {})
    if not {*body.shown, *body.lacking} or set(body.shown) & set(body.lacking):
        return Refusal("worker.items_missing", {})
    if not {*body.shown, *body.lacking} <= set(facts.ITEMS):
        return Refusal("worker.items_missing", {})
    if body.seen_on > at.on:
        return Refusal("date.future", {"on": body.seen_on, "today": at.on})
    return (_draft("worker.observed/1", worker.subject, at, body),)


def unprove(worker: WorkerState, body: facts.WorkerUnproved, at: At) -> Answer:
    """A result or an observation counts no longer from that day on."""
    standing = {one.fact for one in worker.results if one.ended_on is None}
    standing |= {one.fact for one in worker.observations if one.ended_on is None}
    if body.of not in standing:
        return Refusal("worker.proof_unknown", {})
    if body.reason and not is_code(body.reason):
        return Refusal("worker.reason_odd", {})
    return (_draft("worker.unproved/1", worker.subject, at, body),)


def forget(worker: WorkerState, parts: Sequence[str], at: At, *, reason: str) -> Answer:
    """The name of the worker is erased everywhere; what was done and learnt stays counted.

    parts: commitments of every telling, of one that does not count any more too.
    """
    if not parts or worker.erased_on is not None:
        return Refusal("worker.nobody_named", {})
    if not is_code(reason):
        return Refusal("reason.missing", {})
    return (erased_in(worker.subject, parts, place=at.place, on=at.on, reason=reason),)


def _overlap(begins: str, until: str | None, body: facts.WorkerEngaged) -> bool:
    first = max(begins, body.valid_from)
    return first <= min(until or first, body.valid_until or first)


def _draft(kind: str, subject: str, at: At, body: msgspec.Struct) -> Draft:
    return Draft(
        kind=kind,
        subject=subject,
        scope=scopes.operations(at.place),
        on=at.on,
        place=at.place,
        body=body,
    )


def _course_draft(kind: str, course: CourseState, at: At, body: msgspec.Struct) -> Draft:
    return Draft(
        kind=kind, subject=course.subject, scope=scopes.CONTROL, on=at.on, place=at.place, body=body
    )
