"""Library workers and their courses, as this node knows them; their names are erased here."""

from __future__ import annotations

from collections.abc import Sequence

from tusach.ledger.draft import Draft, Refusal
from tusach.library.workers import rules
from tusach.library.workers.facts import CourseOffered
from tusach.library.workers.story import CourseState, WorkerState
from tusach.node.acts import erasing
from tusach.node.acts.node import At, Node
from tusach.node.store.erasing import named_at, told_parts
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction


def workers(node: Node) -> list[WorkerState]:
    """Everybody who does library work, or did."""
    rows = node.store.query(
        "SELECT DISTINCT subject FROM work WHERE tenant = ? ORDER BY subject", (node.tenant,)
    )
    return [node.store.state(str(subject), "worker") for (subject,) in rows]


def courses(node: Node) -> dict[str, CourseOffered]:
    """Every course, the latest first; a result told before one was called off still counts."""
    rows = node.store.query(
        "SELECT subject FROM course WHERE tenant = ? ORDER BY first DESC, subject", (node.tenant,)
    )
    states: list[CourseState] = [node.store.state(str(one), "course") for (one,) in rows]
    return {one.subject: one.offered for one in states if one.offered is not None}


def called_off(node: Node) -> set[str]:
    """The courses that do not take place."""
    rows = node.store.query(
        "SELECT subject FROM course WHERE tenant = ? AND called_off = 1", (node.tenant,)
    )
    return {str(subject) for (subject,) in rows}


def forget(node: Node, worker: str, at: At) -> Done | Refusal:
    """The worker's name goes everywhere; what was done and learnt stays counted."""

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        state: WorkerState = transaction.state(worker, "worker")
        held = transaction.held(worker)
        here = rules.At(at.on, named_at(worker, held) or at.place)
        return rules.forget(state, told_parts(worker, held), here, reason="wish")

    done = node.store.act(at.by, deed)
    if not isinstance(done, Refusal):
        erasing.confirm(node)
    return done
