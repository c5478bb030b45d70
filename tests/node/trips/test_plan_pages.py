"""The planner's pages: a plan is begun, watched, stopped, looked at, and changed in three ways."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape

import pytest
from django.test import Client
from tests.node.trips.conftest import WIDE, Library

from tusach.ledger.draft import Refusal
from tusach.library.trips.check import faults
from tusach.library.trips.greedy import insert_all
from tusach.library.trips.plan import Plan
from tusach.library.trips.problem import Problem
from tusach.node.acts import placing
from tusach.node.acts.province import unit_subject
from tusach.node.trips import home_wishes, plan_jobs
from tusach.node.trips.plan_jobs import DONE, RUNNING, STOPPED, PlanJobs, plan_jobs_of
from tusach.node.trips.routing import router
from tusach.node.trips.routing.router import Progress, Step, Stopped

Office = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("english")
YEAR = {"from_on": "01/01/2027", "until_on": "31/12/2027", "vehicles": "1", "seconds": "5"}


class Patient:
    """A planner that looks until it is called off."""

    name = "patient"

    def plan(
        self,
        problem: Problem,
        *,
        seconds: float,
        progress: Progress,
        called_off: Stopped,
        begin: Plan | None = None,
    ) -> Plan:
        progress(Step("windows", 2.0, seconds, 0, 5_000_000))
        while not called_off():
            threading.Event().wait(0.01)
        return insert_all(problem)


@pytest.fixture
def office(desk: Office) -> Office:
    """A function that gives a client in which the provincial librarian works."""
    return lambda: desk(WIDE)


@pytest.fixture
def plans(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlanJobs]:
    """The plans of the library, made by insertion; none runs on into the next test."""
    monkeypatch.setattr(router, "NEEDED", ("no_such_package",))
    found = plan_jobs_of(library.node)
    yield found
    for job in found.all():
        found.stop(job.id)
    found.join(10)


def words(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


@pytest.fixture
def made(plans: PlanJobs, office: Office) -> tuple[Client, str]:
    """A client and the address of a finished plan."""
    client = office()
    address = client.post("/trips/plans", YEAR).headers["Location"]
    plans.join(30)
    return client, address


def test_a_plan_is_made_in_the_background_and_shown_by_weeks_with_its_roads(
    made: tuple[Client, str], plans: PlanJobs
) -> None:
    client, address = made
    (job,) = plans.all()
    assert (job.state, job.planner, job.faults, job.required_unserved) == (DONE, "greedy", 0, 0)
    page = words(client.get(address))
    assert "the plan keeps every rule" in page
    assert "Week from" in page
    assert "estimated" in page
    assert "by insertion" in page
    listed = words(client.get("/trips/plans"))
    assert address in listed
    assert "The solver is not installed" in listed


def test_progress_is_a_fragment_that_leads_to_the_page_when_it_is_done(
    plans: PlanJobs, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_jobs, "router", Patient)
    client = office()
    address = client.post("/trips/plans", YEAR).headers["Location"]
    running = client.get(f"{address}/progress", headers={"HX-Request": "true"})
    assert "hx-get" in words(running)
    assert "<html" not in words(running)
    assert client.get(f"{address}/progress").headers["Location"] == address
    page = words(client.get(address))
    assert "Stop, and keep the best so far" in page
    second = client.post("/trips/plans", YEAR)
    assert second.status_code == 422
    assert "Another plan is being made" in words(second)
    client.post(f"{address}/stop")
    done = client.get(f"{address}/progress", headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == address
    (job,) = plans.all()
    assert job.state == STOPPED
    assert "keeps every rule" in words(client.get(address))


def test_a_plan_of_a_process_that_died_is_said_to_be_broken_off(
    made: tuple[Client, str], plans: PlanJobs
) -> None:
    client, address = made
    (job,) = plans.all()
    job.state = RUNNING
    plans._save(job)
    assert "was not finished" in words(client.get(address))
    assert "broken off" in words(client.get("/trips/plans"))


def test_a_plan_that_fails_says_so_and_stops_nothing_else(
    plans: PlanJobs, office: Office, monkeypatch: pytest.MonkeyPatch, caplog: object
) -> None:
    class Broken:
        name = "broken"

        def plan(self, problem: Problem, **told: object) -> Plan:
            raise RuntimeError

    monkeypatch.setattr(plan_jobs, "router", Broken)
    client = office()
    address = client.post("/trips/plans", YEAR).headers["Location"]
    plans.join(10)
    assert "was not finished" in words(client.get(address))
    monkeypatch.undo()


def test_a_closed_road_is_answered_in_three_ways_and_one_is_kept(
    made: tuple[Client, str], plans: PlanJobs, library: Library
) -> None:
    client, address = made
    (job,) = plans.all()
    found = plans.plan_of(job.id)
    assert found is not None
    first = next(day for day in found[1].days if day.on.isoformat() > library.node.today())
    stop = found[0].slot_by_id[first.calls[0].slot].stop
    on = first.on.strftime("%d/%m/%Y")
    unit = stop if not stop.startswith("market:") else found[0].stops[0].id
    asked = {"what": "road", "unit": unit, "first_on": on, "last_on": on}
    page = words(client.post(f"{address}/again", asked))
    for way in ("Fewest changes", "Least distance", "Earliest service"):
        assert way in page
    kept = client.post(f"{address}/again", {**asked, "way": "fewest"}).headers["Location"]
    assert kept != address
    assert "made after a change" in words(client.get(kept))
    after = plans.plan_of(kept.rpartition("/")[2])
    assert after is not None
    assert {one.code for one in faults(*after)} <= {"slot.unserved"}
    assert len(plans.all()) == 2


def test_a_vehicle_that_cannot_go_gives_up_its_days(
    made: tuple[Client, str], plans: PlanJobs
) -> None:
    client, address = made
    (job,) = plans.all()
    asked = {
        "what": "vehicle",
        "vehicle": job.vehicles[0],
        "first_on": "01/01/2027",
        "last_on": "30/06/2027",
        "way": "earliest",
    }
    kept = client.post(f"{address}/again", asked).headers["Location"]
    after = plans.plan_of(kept.rpartition("/")[2])
    assert after is not None
    assert all(day.on.month > 6 for day in after[1].days)


@pytest.mark.parametrize(
    "change",
    [
        {"last_on": "01/01/2026"},
        {"unit": ""},
        {"what": "vehicle", "vehicle": ""},
        {"unit": "no such commune"},
        {"first_on": "31/02/2027"},
    ],
)
def test_a_change_that_is_not_whole_is_asked_again(
    made: tuple[Client, str], change: dict[str, str]
) -> None:
    client, address = made
    asked = {"what": "road", "unit": "BR02", "first_on": "01/06/2027", "last_on": "03/06/2027"}
    assert client.post(f"{address}/again", {**asked, **change}).status_code == 422


@pytest.mark.parametrize(
    "change", [{"from_on": "31/12/2028"}, {"vehicles": "0"}, {"from_on": "x"}, {"seconds": "0"}]
)
def test_days_that_cannot_be_planned_are_refused_on_the_page(
    plans: PlanJobs, office: Office, change: dict[str, str]
) -> None:
    answer = office().post("/trips/plans", {**YEAR, **change})
    assert answer.status_code == 422
    assert plans.all() == []


def test_a_plan_is_thrown_away_and_its_page_is_gone(
    made: tuple[Client, str], plans: PlanJobs
) -> None:
    client, address = made
    assert client.post(f"{address}/remove").headers["Location"] == "/trips/plans"
    assert plans.all() == []
    assert client.get(address).status_code == 404
    assert client.get(f"{address}/again").status_code == 404


def test_a_bent_file_of_a_plan_is_no_plan(made: tuple[Client, str], plans: PlanJobs) -> None:
    client, address = made
    (job,) = plans.all()
    (plans.home / job.id / plan_jobs.PLAN).write_text("{")
    assert plans.plan_of(job.id) is None
    assert client.get(address).status_code == 200
    assert client.get(f"{address}/again").status_code == 404
    (plans.home / job.id / plan_jobs.JOB).write_text("{")
    assert plans.all() == []
    with pytest.raises(ValueError, match="no id"):
        plans._path("..")
    assert isinstance(plan_jobs._no_wishes(job.from_on, job.until_on, ()), Refusal)


def test_a_day_that_was_promised_to_a_commune_is_pinned_in_the_next_plan(
    library: Library,
) -> None:
    told = placing.date_visits(library.node, library.hut, ["2027-05-18"], library.at(library.hut))
    assert not isinstance(told, Refusal)
    problem = home_wishes.problem_of(library.node, date(2027, 1, 1), date(2027, 12, 31), ("v",))
    assert isinstance(problem, Problem)
    (promised,) = [one for one in problem.slots if one.pinned]
    assert (promised.days, promised.required) == ((date(2027, 5, 18),), True)
    assert promised.stop == unit_of(library, library.hut)


def unit_of(library: Library, place: str) -> str:
    """The code of the commune in which a place lies."""
    units = {
        unit_subject(library.node.tenant, one): one.code for one in library.node.profile.units.units
    }
    return units[str(library.node.place(place).unit)]
