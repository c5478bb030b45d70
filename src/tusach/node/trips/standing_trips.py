"""Trips that stand on the days of a plan, and which of them a plan may change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from tusach.library.trips.problem import Problem
from tusach.library.trips.story import CANCELLED, PLANNED, PUBLISHED, TripState
from tusach.node.acts import travelling
from tusach.node.acts.node import Node


class Standing(NamedTuple):
    """A trip of a vehicle that is not called off."""

    state: TripState
    may_change: bool


def standing(node: Node, problem: Problem, on: str) -> dict[str, list[Standing]]:
    """By vehicle, the trips from this day on that touch the days of the problem."""
    first, last = max(problem.from_on.isoformat(), on), problem.until_on.isoformat()
    found: dict[str, list[Standing]] = {}
    for vehicle in (node.place_id(one.id) for one in problem.vehicles):
        rows = node.store.query(
            "SELECT subject FROM trip WHERE tenant = ? AND vehicle = ? AND last_on >= ? "
            "AND first_on <= ? AND status <> ? ORDER BY first_on, subject",
            (node.tenant, vehicle, first, last, CANCELLED),
        )
        states = [travelling.trip_of(node, str(row[0])) for row in rows]
        found[vehicle] = [Standing(one, _may_change(one, first, last)) for one in states]
    return found


def taken_days(node: Node, problem: Problem) -> dict[str, set[date]]:
    """By the id of a vehicle, the days on which a trip stands that no plan may change."""
    stands = standing(node, problem, problem.from_on.isoformat())
    return {
        one.id: {
            on
            for each in stands[node.place_id(one.id)]
            if not each.may_change
            for on in _days(each.state)
        }
        for one in problem.vehicles
    }


def _days(state: TripState) -> Iterator[date]:
    if state.plan is None:
        return
    on, last = date.fromisoformat(state.plan.first_on), date.fromisoformat(state.plan.last_on)
    while on <= last:
        yield on
        on += timedelta(days=1)


def _may_change(state: TripState, first: str, last: str) -> bool:
    """Whether a plan may change a trip: it was made by one, lies within, and has not set out."""
    plan = state.plan
    return (
        plan is not None
        and bool(plan.made_by)
        and first <= plan.first_on
        and plan.last_on <= last
        and state.status in (PLANNED, PUBLISHED)
    )
