"""The facts of tasks, in the shapes that are for ever: codes, days and ids, no text, no name."""

from __future__ import annotations

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring
from tusach.library.quality.facts import PaperNumber
from tusach.library.shapes import Code, Day

_CONTROL = frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR})

GAP, FINDING, OWN = "gap_plan", "inspection", "by_hand"
SOURCES = (GAP, FINDING, OWN)
"""A plan to close a gap, a finding of an inspection, or somebody's own word."""


def task_subject(tenant: str, *, source: str, of: str, unit: str, what: str) -> str:
    """The subject of a task: the same work out of the same plan or finding is one task."""
    return derived(tenant, "task", f"{source} {of} {unit} {what}")


class TaskGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something is to be done for a commune until a day. unit: empty = for the province.

    what: an action or a criterion. start_on: last day to begin, where that is known. source: of
    SOURCES; of: the plan or the assessment. staff: to whom it is given, an id; empty = nobody yet.
    """

    what: Code
    due_on: Day
    source: Code
    unit: str = ""
    start_on: Day | None = None
    of: str = ""
    staff: str = ""


class TaskDone(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """done_on: when it was done. proof: number of a paper. Who says so: the teller."""

    done_on: Day
    proof: PaperNumber = ""


class TaskWithdrawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """It need not be done any more. reason: a code."""

    reason: Code = ""


_kind = Declaring(folder="tasks", scope="control", told_by=_CONTROL)

KINDS = (
    _kind("task.given/1", TaskGiven, "something is to be done until a day"),
    _kind("task.done/1", TaskDone, "a task is done", told_by=_CONTROL | {LIBRARIAN}),
    _kind("task.withdrawn/1", TaskWithdrawn, "a task need not be done any more"),
)
