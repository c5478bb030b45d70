"""Plans of the solver keep every rule, cost no more than insertion, and can be called off."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.library.trips.making import HOME, TOWN, days, on, problem, slot

from tusach.library.trips.check import faults
from tusach.library.trips.greedy import GREEDY, insert_all
from tusach.library.trips.plan import Plan, price
from tusach.library.trips.problem import Closure, Problem, Terms, Vehicle, works_on
from tusach.node.trips.routing import router
from tusach.node.trips.routing.mending import mended
from tusach.node.trips.routing.parts import Journey, journeys_of, part_of, within
from tusach.node.trips.routing.router import Insertion, Solver, Step, has_solver

needs_solver = pytest.mark.skipif(
    not has_solver(), reason="the solver is not installed: requirements/plan.txt"
)


def country() -> Problem:
    """Three near stops, four beyond the town with narrow mornings, two vehicles, a closed leg."""
    wishes = [slot(n, *range(n, 40), id=f"near{n}") for n in range(3)]
    wishes += [
        slot(
            3 + n,
            *range(10 + n, 50, 5),
            id=f"far{n}.{k}",
            opens_minute=380,
            closes_minute=600,
        )
        for n in range(4)
        for k in range(2)
    ]
    wishes.append(slot(0, *range(40, 60), id="more", required=False, worth_m=500_000))
    many = tuple(Vehicle(id=name, home=HOME, crates=9, crew=3, days_off=days(6)) for name in "vw")
    return problem(
        [30, 35, 40, 230, 240, 250, 260],
        wishes,
        vehicles=many,
        stops={n: {"gap_days": 5} for n in range(7)},
        closures=(
            Closure(start=2, end=3, from_on=on(0), until_on=on(20)),
            Closure(start=4, from_on=on(0), until_on=on(10)),
        ),
    )


def planned(asked: Problem, *, seconds: float = 1.5, workers: int = 1) -> tuple[Plan, list[Step]]:
    steps: list[Step] = []
    plan = Solver(workers=workers).plan(
        asked, seconds=seconds, progress=steps.append, called_off=lambda: False
    )
    return plan, steps


@needs_solver
@pytest.mark.parametrize("workers", [1, 2])
def test_a_plan_of_the_solver_keeps_every_rule_and_is_no_dearer_than_insertion(
    workers: int,
) -> None:
    asked = country()
    plan, steps = planned(asked, seconds=3 if workers > 1 else 1.5, workers=workers)
    assert faults(asked, plan) == ()
    assert price(asked, plan).cost_m <= price(asked, insert_all(asked)).cost_m
    assert {one.phase for one in steps} >= {"greedy", "quarters"}
    costs = [one.cost_m for one in steps if one.unserved == 0]
    assert costs == sorted(costs, reverse=True), "progress never goes back"


@needs_solver
def test_the_far_stops_are_visited_on_journeys_with_no_gap() -> None:
    asked = country()
    plan, _ = planned(asked)
    journeys = journeys_of(asked, plan.days)
    assert journeys
    assert all(one.town == TOWN and one.days in (2, 3) for one in journeys)


@needs_solver
def test_a_search_that_is_called_off_answers_with_what_it_has() -> None:
    asked = country()
    plan = Solver(workers=1).plan(
        asked, seconds=60, progress=lambda _: None, called_off=lambda: True
    )
    assert plan == insert_all(asked)


@needs_solver
def test_a_search_with_nothing_to_plan_is_over_at_once() -> None:
    asked = problem([30], ())
    assert planned(asked, seconds=60)[0].days == ()
    nobody = replace(country(), vehicles=())
    assert planned(nobody, seconds=60)[0].days == ()


@needs_solver
def test_what_cannot_be_served_is_left_out_and_the_rest_is_planned() -> None:
    asked = problem([30, None], (slot(0, *range(9), id="a"), slot(1, *range(9), id="b")))
    plan, _ = planned(asked, seconds=0.5)
    assert [one.slot for one in faults(asked, plan)] == ["b"]


def test_without_the_solver_insertion_plans_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router, "NEEDED", ("no_such_package",))
    found = router.router()
    assert isinstance(found, Insertion)
    steps: list[Step] = []
    plan = found.plan(country(), seconds=9, progress=steps.append, called_off=lambda: False)
    assert (plan.made_by, [one.phase for one in steps]) == (GREEDY, ["greedy"])


def test_a_part_keeps_its_slots_away_from_the_days_outside_it() -> None:
    asked = problem(
        [30],
        [slot(0, *range(n * 20, n * 20 + 20), id=f"n{n}") for n in range(3)],
        stops={0: {"gap_days": 10}},
    )
    plan = insert_all(asked)
    at = {call.slot: day.on for day in plan.days for call in day.calls}
    part = part_of(asked, plan.days, on(20), on(39))
    ((name, mine),) = part.free
    assert name == "n1"
    for day in mine:
        assert all(abs((day - at[other]).days) >= 10 for other in ("n0", "n2"))
    assert at["n1"] in mine, "what is there already stays possible"


def test_two_slots_of_one_stop_in_a_part_share_its_days_with_the_gap_between() -> None:
    asked = problem(
        [30], [slot(0, *range(60), id=f"n{n}") for n in range(3)], stops={0: {"gap_days": 7}}
    )
    for now in ((), insert_all(asked).days):
        part = part_of(asked, now, on(0), on(59), new=() if now else asked.slots)
        shares = [mine for _, mine in part.free]
        assert all(shares)
        for one, other in zip(shares, shares[1:], strict=False):
            assert other[0] - one[-1] >= timedelta(days=7)


def test_a_journey_over_a_border_stays_whole_outside_the_part() -> None:
    asked = problem([400], (slot(0, 10, id="far"),))
    plan = insert_all(asked)
    (journey,) = journeys_of(asked, plan.days)
    assert journey == Journey(on(9), "v", TOWN, 2)
    inside = part_of(asked, plan.days, on(9), on(20))
    assert (inside.journeys, len(inside.free)) == ((journey,), 1)
    across = part_of(asked, plan.days, on(10), on(20))
    assert (across.journeys, across.free, across.now) == ((), (), ())
    assert (on(10), "v") not in across.open


def test_one_module_knows_the_solver() -> None:
    """So it can be exchanged, and everything else works where it is not installed."""
    source = Path(router.__file__).resolve().parents[3]
    found = {
        path.name
        for path in source.rglob("*.py")
        if re.search(r"^\s*(from|import) (pyvrp|numpy)\b", path.read_text("utf-8"), re.MULTILINE)
    }
    assert found == {"unrolled.py"}


@needs_solver
def test_a_gap_longer_than_a_quarter_and_a_short_month_hold_across_the_parts() -> None:
    """What parts planned side by side would break together is not kept."""
    wishes = [slot(n, *range(0, 359), id=f"{n}.{k}") for n in range(3) for k in range(3)]
    asked = problem(
        [30, 60, 90],
        wishes,
        until_on=on(359),
        stops={n: {"gap_days": 110} for n in range(3)},
        vehicles=(Vehicle(id="v", home=HOME, crates=9, crew=3, month_days=2),),
    )
    plan, _ = planned(asked, seconds=3)
    assert faults(asked, plan) == ()
    assert price(asked, plan).cost_m <= price(asked, insert_all(asked)).cost_m


@needs_solver
def test_the_solver_keeps_to_the_hours_of_a_week() -> None:
    wishes = [slot(n, *range(0, 27), id=f"{n}.{k}") for n in range(4) for k in range(3)]
    asked = problem(
        [100, 110, 120, 130],
        wishes,
        until_on=on(27),
        stops={n: {"gap_days": 3} for n in range(4)},
        terms=Terms(week_driving_minutes=600),
    )
    plan, _ = planned(asked, seconds=2)
    assert all(one.code == "slot.unserved" for one in faults(asked, plan))
    assert price(asked, plan).cost_m <= price(asked, insert_all(asked)).cost_m
    loose = replace(asked, terms=Terms())
    many = insert_all(loose).days
    thinned = mended(asked, many)
    assert all(one.code == "slot.unserved" for one in faults(asked, Plan(days=thinned)))


def test_a_part_alone_has_its_days_and_no_others() -> None:
    """Else what is put back would come to stand on a day that another part has."""
    asked = problem([400], (slot(0, 5, 20, id="far"),))
    plan = insert_all(asked)
    (journey,) = journeys_of(asked, plan.days)
    part = part_of(asked, plan.days, journey.dates()[-1], on(30))
    alone = within(asked, part)
    assert alone.slots == ()
    assert not works_on(alone, alone.vehicles[0], journey.dates()[-1])
    assert works_on(alone, alone.vehicles[0], on(29))
    assert not works_on(alone, alone.vehicles[0], on(31))
    assert within(asked, replace(part, open=())).slots == ()
