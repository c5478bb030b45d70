"""`tusach plan-trips` and `tusach check-plan`: a plan as scripts get it, and each fault of one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.node.cli.conftest import Ran

from tusach.node.trips.routing import router

Run = Callable[..., Ran]
SPAN = ("--from", "2027-01-01", "--to", "2027-12-31")
PROMISED = {"visits", "unserved", "kilometres", "vehicle_days", "faults", "trips"}


@pytest.fixture
def insertion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans are made by insertion, so that no test waits for a better one."""
    monkeypatch.setattr(router, "NEEDED", ("no_such_package",))


@pytest.fixture
def plan(run: Run, library: Path, insertion: None) -> Any:
    """A year's plan as the command prints it."""
    found = run(library, "plan-trips", *SPAN, "--json")
    assert found.exit == 0, found.err
    return found.told


def check(run: Run, library: Path, tmp_path: Path, plan: Any) -> Ran:
    path = tmp_path / "plan.json"
    path.write_text(plan if isinstance(plan, str) else json.dumps(plan), encoding="utf-8")
    return run(library, "check-plan", str(path), "--json")


def test_a_plan_has_the_promised_fields_and_keeps_every_rule(
    run: Run, library: Path, tmp_path: Path, plan: Any
) -> None:
    assert set(plan) >= PROMISED
    assert (plan["faults"], plan["planner"], plan["required_unserved"]) == ([], "greedy", 0)
    assert plan["visits"] == sum(len(one["stops"]) for one in plan["trips"])
    assert plan["legs"] == {"estimated": sum(len(one["stops"]) + 1 for one in plan["trips"])}
    trip = plan["trips"][0]
    assert set(trip) >= {"date", "vehicle", "stops", "night_at"}
    assert set(trip["stops"][0]) >= {"place", "arrive", "leave"}
    found = check(run, library, tmp_path, plan)
    assert (found.exit, found.told) == (0, {"faults": []})


def test_a_plan_without_its_wishes_is_held_to_those_of_the_home(
    run: Run, library: Path, tmp_path: Path, plan: Any
) -> None:
    bare = {
        "from": plan["from"],
        "to": plan["to"],
        "trips": [
            {
                **{key: one[key] for key in ("date", "vehicle", "night_at")},
                "stops": [
                    {key: row[key] for key in ("place", "arrive", "leave")} for row in one["stops"]
                ],
            }
            for one in plan["trips"]
        ],
    }
    assert check(run, library, tmp_path, bare).told == {"faults": []}
    bare["trips"].pop()
    found = check(run, library, tmp_path, bare)
    assert found.exit == 1
    assert {one["code"] for one in found.told["faults"]} == {"slot.unserved"}


def test_each_planted_fault_is_named_with_its_day_and_words(
    run: Run, library: Path, tmp_path: Path, plan: Any
) -> None:
    trip = plan["trips"][0]
    trip["date"] = "2027-04-04"
    trip["stops"][0]["leave"] = trip["stops"][0]["arrive"]
    found = check(run, library, tmp_path, plan)
    assert found.exit == 1
    codes = {one["code"] for one in found.told["faults"]}
    assert codes >= {"vehicle.day_off", "slot.day_not_feasible", "stay.too_short"}
    assert all(one["message"] for one in found.told["faults"])
    assert "2027-04-04" in {one["on"] for one in found.told["faults"]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not a plan", "plan.file_odd"),
        ("{}", "plan.file_odd"),
        ('{"trips": []}', "plan.file_empty"),
        ('{"trips": [{"date": "2027-02-30", "vehicle": "v", "stops": []}]}', "plan.file_odd"),
        (
            '{"trips": [{"date": "2027-04-01", "vehicle": "v", "stops": [], "night_at": "x"}]}',
            "plan.town_unknown",
        ),
        (
            '{"trips": [{"date": "2027-04-01", "vehicle": "v", "stops": '
            '[{"place": "01288", "arrive": "7h75", "leave": "08:00"}]}]}',
            "plan.hour_odd",
        ),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_words(
    run: Run, library: Path, tmp_path: Path, text: str, code: str
) -> None:
    found = check(run, library, tmp_path, text)
    assert (found.exit, found.told["refusal"]["code"]) == (3, code)


def test_wishes_in_a_file_that_contradict_themselves_are_refused(
    run: Run, library: Path, tmp_path: Path, plan: Any
) -> None:
    plan["problem"]["slots"][0]["stop"] = "nowhere"
    found = check(run, library, tmp_path, plan)
    assert (found.exit, found.told["refusal"]["code"]) == (3, "plan.stop_unknown")


def test_a_visit_that_nobody_wished_is_a_fault(
    run: Run, library: Path, tmp_path: Path, plan: Any
) -> None:
    plan["trips"][0]["stops"][0] = {"place": "99999", "arrive": "08:00", "leave": "10:00"}
    found = check(run, library, tmp_path, plan)
    assert {"slot.unknown", "slot.unserved"} <= {one["code"] for one in found.told["faults"]}


@pytest.mark.parametrize(
    ("words", "code", "exit"),
    [
        (("--from", "2027-04-31", "--to", "2027-05-01"), "date.malformed", 3),
        (("--from", "2027-05-01", "--to", "2027-04-01"), "plan.days_odd", 3),
        (("--from", "2027-01-01", "--to", "2029-01-01"), "plan.too_long", 3),
        ((*SPAN, "--vehicles", "0"), "usage", 2),
        (("--from", "2027-04-01"), "usage", 2),
    ],
)
def test_days_that_cannot_be_planned_are_refused(
    run: Run, library: Path, words: tuple[str, ...], code: str, exit: int
) -> None:
    found = run(library, "plan-trips", *words, "--json")
    assert (found.exit, found.told["refusal"]["code"]) == (exit, code)


def test_people_read_what_the_plan_does_and_what_made_it(
    run: Run, library: Path, insertion: None
) -> None:
    found = run(library, "plan-trips", *SPAN, "--lang", "en")
    assert "vehicle-days" in found.out
    assert "by insertion" in found.out


def test_a_plan_goes_on_from_a_file_with_what_is_wanted_on_the_command_line(
    run: Run, library: Path, tmp_path: Path, plan: Any
) -> None:
    path = tmp_path / "before.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    first = next(one for one in plan["trips"] if one["stops"])
    stop, on = first["stops"][0]["place"], first["date"]
    begun = ("--begin", str(path))
    same = run(library, "plan-trips", *SPAN, *begun, "--json")
    assert same.exit == 0, same.err
    dates = {(one["date"], each["place"]) for one in plan["trips"] for each in one["stops"]}
    assert {
        (one["date"], each["place"]) for one in same.told["trips"] for each in one["stops"]
    } == dates
    never = run(library, "plan-trips", *SPAN, *begun, "--never", f"{stop}@{on}", "--json")
    assert never.exit == 0, never.err
    found = {(one["date"], each["place"]) for one in never.told["trips"] for each in one["stops"]}
    assert (on, stop) not in found
    assert len(dates - found) <= 4, "all but that day and what moved for it is as it was"
    wanted = run(library, "plan-trips", *SPAN, "--on", f"{stop}@{on}", "--json")
    visits = {(one["date"], each["place"]) for one in wanted.told["trips"] for each in one["stops"]}
    assert (on, stop) in visits


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--on", "NOWHERE@2027-03-01"), "pin.stop_unknown"),
        (("--never", "CL03@2028-03-01"), "pin.day_outside"),
        (("--on", "CL03@31/02"), "date.malformed"),
        (("--only", "CL03@nothing"), "pin.vehicle_unknown"),
        (("--on", "CL03@2027-03-01", "--on", "CL03@2027-03-01"), "pin.held"),
    ],
)
def test_what_no_plan_can_keep_is_said_before_it_is_made(
    run: Run, library: Path, insertion: None, words: tuple[str, ...], code: str
) -> None:
    found = run(library, "plan-trips", *SPAN, *words, "--json")
    assert (found.exit != 0, found.told["refusal"]["code"]) == (True, code)
