"""Tasks at this node: those there are, and those that a plan or an inspection makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import derived
from tusach.library.quality.lines import tasks as findings_of
from tusach.library.targets.gaps import GapPlan
from tusach.library.tasks import facts, rules
from tusach.library.tasks.rules import At
from tusach.library.tasks.story import OPEN, TaskState
from tusach.node.acts import assessing
from tusach.node.acts.node import Node
from tusach.node.store.transaction import Transaction


class Made(msgspec.Struct, frozen=True):
    """How many tasks were given, and how many were there already."""

    given: int
    there: int


def at(node: Node, place: str | None = None) -> At:
    """Today, at the place at which somebody works, else at that of this node, if it has one."""
    return At(node.today(), place or node.own_place())


def task(node: Node, subject: str) -> TaskState:
    """A task as it stands."""
    found: TaskState = node.store.state(subject, "task")
    return found


def listed(node: Node) -> list[TaskState]:
    """Every task: what is to be done by its day, so that what is late stands first; then the rest.

    What has ended stands below, the latest day first.
    """
    rows = node.store.query(
        "SELECT subject FROM task WHERE tenant = ? "
        "ORDER BY standing <> ?, CASE WHEN standing = ? THEN due_on END, due_on DESC, subject",
        (node.tenant, OPEN, OPEN),
    )
    return [task(node, str(subject)) for (subject,) in rows]


def plan_id(node: Node, *, percent: int, due: str) -> str:
    """What a plan to close a gap is known by: the same share until the same day is one plan."""
    return derived(node.tenant, "gap_plan", f"{percent} {due}")


def of_plan(plan: GapPlan, *, of: str, due: date) -> list[facts.TaskGiven]:
    """What is to be done for each chosen commune."""
    return [
        facts.TaskGiven(
            what=action,
            due_on=due.isoformat(),
            source=facts.GAP,
            unit=choice.unit,
            start_on=choice.start_on.isoformat(),
            of=of,
        )
        for choice in plan.chosen
        for _criterion, action in choice.actions
    ]


def of_findings(node: Node) -> list[facts.TaskGiven]:
    """What inspectors found unmet and nobody has seen mended."""
    return [
        facts.TaskGiven(
            what=one.criterion,
            due_on=one.due_on,
            source=facts.FINDING,
            unit=state.opened.unit,
            of=state.subject,
        )
        for state in assessing.every(node)
        if state.opened is not None
        for one in findings_of(state)
        if one.rechecked_on is None and one.due_on is not None
    ]


def subject_of(node: Node, body: facts.TaskGiven) -> str:
    """The same work out of the same plan or finding is one task."""
    return facts.task_subject(
        node.tenant, source=body.source, of=body.of, unit=body.unit, what=body.what
    )


def give_all(
    node: Node, by: str | None, bodies: Sequence[facts.TaskGiven], where: At
) -> Made | Refusal:
    """All that is not given yet, in one go: the same plan twice makes no second set.

    A task that ended stays ended: somebody did it, or decided that it need not be done. Where the
    same is to be done for the same commune already, out of whatever plan, nothing is added; only a
    finding with another day gets that day.
    """
    there = [0]

    def deed(transaction: Transaction) -> tuple[Draft, ...] | Refusal:
        there[0] = 0
        drafts: list[Draft] = []
        for body in bodies:
            subject = subject_of(node, body)
            state: TaskState = transaction.state(subject, "task")
            if _is_there(state, body) or (state.given is None and _elsewhere(node, body)):
                there[0] += 1
                continue
            told = rules.give(state, body, where)
            if isinstance(told, Refusal):
                return told
            drafts += told
        return tuple(drafts)

    done = node.store.act(by, deed)
    if isinstance(done, Refusal):
        return done
    return Made(len(bodies) - there[0], there[0])


def _is_there(state: TaskState, body: facts.TaskGiven) -> bool:
    if state.given is None:
        return False
    moved = body.source == facts.FINDING and state.given.due_on != body.due_on
    return state.standing != OPEN or not moved


def _elsewhere(node: Node, body: facts.TaskGiven) -> bool:
    """Whether the same is to be done for the same commune out of another plan."""
    rows = node.store.query(
        "SELECT 1 FROM task WHERE tenant = ? AND unit = ? AND what = ? AND source = ? "
        "AND standing = ? LIMIT 1",
        (node.tenant, body.unit, body.what, body.source, OPEN),
    )
    return body.source == facts.GAP and bool(rows)


def finish(
    node: Node, by: str | None, subject: str, where: At, *, done_on: str = "", proof: str = ""
) -> Refusal | None:
    """It is done; what is wrong, else None."""
    body = facts.TaskDone(done_on or where.on, proof)
    done = node.store.act(
        by, lambda transaction: rules.finish(transaction.state(subject, "task"), body, where)
    )
    return done if isinstance(done, Refusal) else None


def staff_of(node: Node) -> list[str]:
    """Whoever has a post today, by id."""
    rows = node.store.query(
        "SELECT DISTINCT subject FROM post WHERE tenant = ? AND valid_from <= ? "
        "AND (valid_until IS NULL OR valid_until >= ?) ORDER BY subject",
        (node.tenant, node.today(), node.today()),
    )
    return [str(subject) for (subject,) in rows]


def late(found: Iterable[TaskState], on: str) -> list[TaskState]:
    """Those that were to be done before a day and are not."""
    return [one for one in found if one.is_late(on)]
