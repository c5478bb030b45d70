"""A person pins a place to a day, plans once more, sees what cannot be kept, and takes it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from tests.node.trips.conftest import WIDE, Library

from tusach.library.trips.check import faults
from tusach.library.trips.plan import Plan
from tusach.library.trips.problem import Problem
from tusach.node.trips.plan_jobs import PlanJob, PlanJobs, plan_jobs_of
from tusach.node.trips.routing import router

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
YEAR = {"from_on": "01/01/2027", "until_on": "31/12/2027", "vehicles": "2", "seconds": "5"}


def words(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


@pytest.fixture
def plans(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlanJobs]:
    """The plans of the library, made by insertion."""
    monkeypatch.setattr(router, "NEEDED", ("no_such_package",))
    found = plan_jobs_of(library.node)
    yield found
    for job in found.all():
        found.stop(job.id)
    found.join(10)


@pytest.fixture
def made(plans: PlanJobs, desk: Callable[..., Client]) -> tuple[Client, str]:
    """A client and the address of a finished plan."""
    client = desk(WIDE)
    address = client.post("/trips/plans", YEAR).headers["Location"]
    plans.join(30)
    return client, address


def job_at(plans: PlanJobs, address: str) -> PlanJob:
    found = plans.get(address.rpartition("/")[2])
    assert found is not None
    return found


def plan_at(plans: PlanJobs, address: str) -> tuple[Problem, Plan]:
    found = plans.plan_of(address.rpartition("/")[2])
    assert found is not None
    return found


def once_more(client: Client, plans: PlanJobs, address: str) -> str:
    """The address of the plan with what is wanted."""
    answer = client.post(f"{address}/once-more")
    assert answer.status_code == 302, words(answer)
    plans.join(30)
    return str(answer.headers["Location"])


def visits(plans: PlanJobs, address: str, stop: str) -> list[tuple[date, str]]:
    problem, plan = plan_at(plans, address)
    return [
        (day.on, day.vehicle)
        for day in plan.days
        for call in day.calls
        if problem.slot_by_id[call.slot].stop == stop
    ]


def test_what_is_pinned_is_kept_by_the_next_plan_and_may_be_taken_back(
    made: tuple[Client, str], plans: PlanJobs
) -> None:
    client, address = made
    first = visits(plans, address, "CL03")[0][0]
    on = next(
        first + timedelta(days=n)
        for n in range(1, 9)
        if (first + timedelta(days=n)).isoweekday() < 6
    )
    typed = {"kind": "on", "stop": "CL03", "on": on.strftime("%d/%m/%Y")}
    assert client.post(f"{address}/pin", typed).status_code == 302
    never = {"kind": "never", "stop": "CL03", "on": first.strftime("%d/%m/%Y")}
    assert client.post(f"{address}/pin", never).status_code == 302
    vehicle = job_at(plans, address).vehicles[1]
    by = {"kind": "vehicle", "stop": "BR02", "vehicle": vehicle}
    assert client.post(f"{address}/pin", by).status_code == 302
    page = words(client.get(f"{address}/pin"))
    assert "Clara on" in page and "Clara never on" in page and f"Brisa only by {vehicle}" in page
    assert page.count("not planned yet") == 3
    after = once_more(client, plans, address)
    assert not faults(*plan_at(plans, after))
    assert on in {day for day, _ in visits(plans, after, "CL03")}
    assert first not in {day for day, _ in visits(plans, after, "CL03")}
    assert {which for _, which in visits(plans, after, "BR02")} == {vehicle}
    page = words(client.get(f"{after}/pin"))
    assert "not planned yet" not in page and "Plan once more with this" not in page
    pin = job_at(plans, after).pins[0]
    assert pin.by == WIDE
    assert client.post(f"{after}/pin/{pin.id}/back").headers["Location"] == f"{after}/pin"
    assert len(job_at(plans, after).pins) == 2
    assert "Plan once more with this" in words(client.get(f"{after}/pin"))


def test_wishes_that_cannot_be_met_together_name_the_pins_in_them(
    made: tuple[Client, str], plans: PlanJobs
) -> None:
    client, address = made
    for typed in (
        {"kind": "on", "stop": "CL03", "on": "08/06/2027"},
        {"kind": "on", "stop": "CL03", "on": "10/06/2027"},
        {"kind": "never", "stop": "BR02", "on": "08/06/2027"},
    ):
        assert client.post(f"{address}/pin", typed).status_code == 302
    after = once_more(client, plans, address)
    page = words(client.get(after))
    assert "cannot be far enough apart" in page
    assert "Clara (8 Jun 2027), Clara (10 Jun 2027)" in page and "CL03/" not in page
    assert "You want: Clara on 8 Jun 2027; Clara on 10 Jun 2027. Take one of them back." in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "on", "stop": "CL03"}, "Write the day"),
        ({"kind": "never", "stop": "CL03", "on": "31/02/2027"}, "day/month/year"),
        ({"kind": "vehicle", "stop": "CL03"}, "Choose the vehicle"),
        ({"kind": "on", "stop": "nowhere", "on": "08/06/2027"}, ""),
        ({"kind": "on", "stop": "CL03", "on": "08/06/2030"}, "Choose a day of this plan"),
        ({"kind": "vehicle", "stop": "CL03", "vehicle": "ship"}, ""),
    ],
)
def test_a_pin_that_is_not_whole_is_asked_again(
    made: tuple[Client, str], plans: PlanJobs, typed: dict[str, str], said: str
) -> None:
    client, address = made
    answer = client.post(f"{address}/pin", typed)
    assert answer.status_code == 422 and said in words(answer)
    assert job_at(plans, address).pins == ()


def test_the_same_is_wanted_once(made: tuple[Client, str], plans: PlanJobs) -> None:
    client, address = made
    typed = {"kind": "on", "stop": "CL03", "on": "08/06/2027"}
    assert client.post(f"{address}/pin", typed).status_code == 302
    assert "wanted already" in words(client.post(f"{address}/pin", typed))
    assert len(job_at(plans, address).pins) == 1


def test_a_pin_of_a_place_that_is_no_stop_any_more_is_said_before_planning(
    made: tuple[Client, str], plans: PlanJobs, library: Library
) -> None:
    from tests.node.trips.test_told_wishes import serve

    client, address = made
    typed = {"kind": "on", "stop": "BR02", "on": "08/06/2027"}
    assert client.post(f"{address}/pin", typed).status_code == 302
    serve(library)
    answer = client.post(f"{address}/once-more")
    assert answer.status_code == 422 and "no stop of this plan any more" in words(answer)
    assert client.post(f"/trips/plans/{'9' * 32}/once-more").status_code == 404
