"""May this be told of a task? The facts to tell, or a refusal."""

from __future__ import annotations

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.shapes import is_code
from tusach.library.tasks import facts
from tusach.library.tasks.story import OPEN, TaskState

LONGEST_PROOF = 40

Answer = tuple[Draft, ...] | Refusal


class At(msgspec.Struct, frozen=True):
    """The business date, and the place where it is told, if anywhere."""

    on: str
    place: str | None


def give(state: TaskState, body: facts.TaskGiven, at: At) -> Answer:
    """Something is to be done; the same thing told anew is refused, another day or person is not.

    A task that has ended is given anew and is open again.
    """
    if not is_code(body.what) or body.source not in facts.SOURCES:
        return Refusal("task.what_odd", {})
    if body.due_on < at.on and body.source != facts.FINDING:  # a finding may be late already
        return Refusal("task.due_past", {"on": at.on})
    if body.start_on is not None and body.start_on > body.due_on:
        return Refusal("task.dates_reversed", {"first": body.start_on, "last": body.due_on})
    if state.standing == OPEN and state.given == body:
        return Refusal("task.nothing_new", {})
    return (_draft("task.given/1", state, at, body=body),)


def finish(state: TaskState, body: facts.TaskDone, at: At) -> Answer:
    """It is done."""
    if state.given is None:
        return Refusal("task.unknown", {})
    if state.standing != OPEN:
        return Refusal("task.ended_already", {})
    if body.done_on > at.on:
        return Refusal("task.done_later", {"on": at.on})
    if len(body.proof) > LONGEST_PROOF or len(body.proof.split()) > 1:
        return Refusal("task.proof_odd", {"most": LONGEST_PROOF})
    return (_draft("task.done/1", state, at, body=body),)


def withdraw(state: TaskState, reason: str, at: At) -> Answer:
    """It need not be done any more."""
    if state.given is None:
        return Refusal("task.unknown", {})
    if state.standing != OPEN:
        return Refusal("task.ended_already", {})
    if reason and not is_code(reason):
        return Refusal("target.reason_odd", {})
    return (_draft("task.withdrawn/1", state, at, body=facts.TaskWithdrawn(reason)),)


def _draft(kind: str, state: TaskState, at: At, *, body: msgspec.Struct) -> Draft:
    return Draft(
        kind=kind, subject=state.subject, scope=scopes.CONTROL, on=at.on, place=at.place, body=body
    )
