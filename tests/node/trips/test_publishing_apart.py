"""Two people who promise plans of one vehicle, each at their own node."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.node.privacy.test_everywhere import Province, begin
from tests.node.store import homes as scene
from tests.node.trips.promising import days_of, promised, travels, trips

from tusach.ledger.draft import Refusal
from tusach.library.trips.check import faults
from tusach.library.trips.greedy import insert_all
from tusach.library.trips.plan import Plan
from tusach.library.trips.problem import Problem
from tusach.node.acts import cases
from tusach.node.acts.node import At, Node
from tusach.node.trips import home_wishes, publishing

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]


@pytest.fixture
def province(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Province]:
    """A hub and a vehicle that plan apart."""
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    found = Province(tmp_path, "")
    begin(found)
    yield found
    found.close()


def apart(province: Province) -> tuple[tuple[Node, At], tuple[Node, At]]:
    """The hub and the vehicle, each able to plan for the vehicle."""
    hub, van = province.nodes["hub"], province.nodes["van"]
    for node in (hub, van):
        travels(node, node.profile.places.kinds[0].code)
    day = hub.today()
    return (hub, At(hub.place_id("centre"), day)), (van, At(van.place_id(scene.CODE), day))


def of_the_van(node: Node) -> tuple[Problem, Plan]:
    first = date.fromisoformat(node.today()) + timedelta(days=7)
    problem = home_wishes.problem_of(node, first, first + timedelta(days=89), (scene.CODE,))
    assert isinstance(problem, Problem), problem
    return problem, insert_all(problem)


def of_trips(node: Node) -> list[str]:
    """What is shown of trips that contradict each other."""
    return [one.code for one in cases.cases(node) if one.code.startswith("trip.")]


def longer(problem: Problem, plan: Plan, minutes: int) -> tuple[Problem, Plan]:
    """The plan with a longer stay at the end of one day, as another planner might like it."""
    for day in (one for one in plan.days if one.calls):
        last = replace(day.calls[-1], leave_minute=day.calls[-1].leave_minute + minutes)
        other = replace(
            day, calls=(*day.calls[:-1], last), returns_minute=day.returns_minute + minutes
        )
        days = tuple(other if one is day else one for one in plan.days)
        if not faults(problem, replace(plan, days=days)):
            return problem, replace(plan, days=days)
    raise AssertionError("no day has room")


def test_two_planners_apart_who_promise_different_plans_are_shown_to_each_other(
    province: Province,
) -> None:
    (hub, here), (van, there) = apart(province)
    made = of_the_van(hub)
    promised(hub, made, here)
    province.meet("van")
    assert promised(hub, longer(*made, 5), here).changed == 1
    assert promised(van, longer(*made, 10), there).changed == 1
    province.meet("van")
    for node in (hub, van):
        assert of_trips(node) == ["trip.planned_apart"]
        assert len(trips(node)) == len(publishing.journeys(*made))


def test_two_planners_apart_who_promise_the_same_change_make_one(province: Province) -> None:
    (hub, here), (van, there) = apart(province)
    made = of_the_van(hub)
    promised(hub, made, here)
    province.meet("van")
    changed = longer(*made, 5)
    promised(hub, changed, here)
    promised(van, changed, there)
    province.meet("van")
    for node in (hub, van):
        assert of_trips(node) == []
        assert len(trips(node)) == len(publishing.journeys(*made))
    again = promised(hub, changed, here)
    assert (again.planned, again.cancelled) == (0, 0)


def test_a_vehicle_that_does_not_know_the_stops_founds_none_and_promises_nothing(
    province: Province,
) -> None:
    (hub, _here), (van, there) = apart(province)
    done = publishing.promise(van, *of_the_van(hub), there)
    assert isinstance(done, Refusal) and done.code == "act.not_allowed"
    assert not trips(van) and not days_of(van)
