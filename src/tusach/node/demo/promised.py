"""The coming quarter of the vehicle: planned by insertion, promised, kept as a plan of this node.

By insertion, since a demonstration is built in seconds; whoever has the solver makes a shorter plan
from the same page.
"""

from __future__ import annotations

from datetime import date, timedelta

from tusach.ledger.draft import Refusal
from tusach.library.places.served_facts import VisitAnswered
from tusach.library.trips.greedy import insert_all
from tusach.node.acts import serving, travelling
from tusach.node.acts.node import At, Node
from tusach.node.trips import home_wishes, publishing
from tusach.node.trips.plan_jobs import PlanJob, plan_jobs_of

DAYS = 91


def promise_quarter(node: Node, at: At) -> int:
    """Plan and promise the days to come; how many trips. None where there is nothing to plan."""
    names = home_wishes.vehicles(node, len(travelling.vehicles(node)))
    first = date.fromisoformat(at.on) + timedelta(days=1)
    last = first + timedelta(days=DAYS - 1)
    problem = home_wishes.problem_of(node, first, last, names)
    if not names or isinstance(problem, Refusal):
        return 0
    plan = insert_all(problem)
    job = PlanJob(
        id=node.store.random.new_id(),
        by=at.by or "",
        made_ms=max(node.store.now_ms(), 0),
        from_on=first,
        until_on=last,
        vehicles=names,
        seconds=0,
    )
    plan_jobs_of(node).keep(job, problem, plan)
    done = publishing.promise(node, problem, plan, at, made_by=plan.made_by)
    assert not isinstance(done, Refusal), done
    _answer(node, at)
    return done.planned


def _answer(node: Node, at: At) -> None:
    """One of the requests was met by the plan and is told so; the others wait."""
    for one in serving.requests(node):
        if one.answer is not None or one.asked is None:
            continue
        rows = node.store.query(
            "SELECT MIN(day) FROM place_visit WHERE tenant = ? AND subject = ? "
            "AND called_off = 0 AND day BETWEEN ? AND ?",
            (node.tenant, one.asked.place, one.asked.first, one.asked.last),
        )
        day = next((row[0] for row in rows), None)
        if day is not None:
            body = VisitAnswered("accepted", str(day))
            told = serving.answer(node, one.subject, body, at)
            assert not isinstance(told, Refusal), told
            return
