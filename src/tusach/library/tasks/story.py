"""A task after all its facts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.tasks import facts

GIVEN_APART = "task.given_apart"
DONE_THOUGH_WITHDRAWN = "task.done_though_withdrawn"

OPEN, DONE, WITHDRAWN = "to_do", "done", "withdrawn"


class Ended(msgspec.Struct, frozen=True):
    """How a task ended: the fact, what it says, who told it."""

    fact: str
    told: facts.TaskDone | facts.TaskWithdrawn
    by: str | None


class TaskState(msgspec.Struct, frozen=True):
    """given: the word that counts, with its fact and its day. ended: None while it is open."""

    subject: str
    given: facts.TaskGiven | None = None
    fact: str = ""
    given_on: str = ""
    ended: Ended | None = None

    @property
    def standing(self) -> str:
        """to_do, done or withdrawn; empty where nothing was given."""
        if self.given is None:
            return ""
        if self.ended is None:
            return OPEN
        return DONE if isinstance(self.ended.told, facts.TaskDone) else WITHDRAWN

    def is_late(self, on: str) -> bool:
        """Whether it was to be done before a day and is not."""
        return self.given is not None and self.ended is None and self.given.due_on < on


class TaskFolder:
    """Folds `task.*`."""

    noun = "task"

    def start(self, subject: str) -> TaskState:
        """Nothing to do."""
        return TaskState(subject)

    def step(self, state: TaskState, told: Told, telling: Telling) -> TaskState:
        """The task after one more fact; done counts before withdrawn where told apart."""
        body: Any = told.body
        if isinstance(body, facts.TaskGiven):
            return _given(state, told, telling)
        before = state.ended
        if before is not None and not telling.lineage.knew(told.id, before.fact):
            is_same = isinstance(before.told, facts.TaskDone) is isinstance(body, facts.TaskDone)
            if not is_same:
                telling.disagree(DONE_THOUGH_WITHDRAWN, before.fact, told.id)
            if isinstance(before.told, facts.TaskDone):
                return state
        assert isinstance(body, facts.TaskDone | facts.TaskWithdrawn)  # no other kind is folded
        return replace(state, ended=Ended(told.id, body, told.teller))


def _given(state: TaskState, told: Told, telling: Telling) -> TaskState:
    """Given anew by whoever knew of its end, it is open again; told apart, an end stays."""
    body: Any = told.body
    is_other = state.given is not None and state.given != body
    if is_other and not telling.lineage.knew(told.id, state.fact):
        telling.disagree(GIVEN_APART, state.fact, told.id)
    ended = state.ended
    if ended is not None and telling.lineage.knew(told.id, ended.fact):
        ended = None
    return TaskState(state.subject, body, told.id, told.on, ended)


FOLDERS = (TaskFolder(),)
