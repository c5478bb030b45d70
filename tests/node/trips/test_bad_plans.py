"""What cannot be planned is said in words, with what to do, and nothing is promised of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.test import Client
from msgspec.structs import replace
from tests.node.trips.conftest import WIDE, Library
from tests.node.trips.promising import promised, travels, trips
from tests.node.trips.test_told_wishes import HUT, serve, told, unit, with_market

from tusach.ledger.draft import Refusal
from tusach.library.markets.facts import MarketRuleSet
from tusach.library.markets.grammar import Unknown
from tusach.library.places.served_facts import PlaceServiceSet, Window
from tusach.library.roads.facts import RoadClosed
from tusach.library.trips.check import faults
from tusach.library.trips.greedy import insert_all
from tusach.library.trips.plan import Plan
from tusach.library.trips.problem import Problem
from tusach.node.acts import placing, roads, serving
from tusach.node.trips import home_wishes, publishing
from tusach.node.trips.plan_jobs import PlanJob, plan_jobs_of
from tusach.node.wording.refusals import say_refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FIRST, LAST = date(2027, 3, 1), date(2027, 8, 31)


def page(library: Library, desk: Callable[..., Client], **more: object) -> str:
    """The page of a plan of these days, as it is made now."""
    node = library.node
    found = home_wishes.problem_of(node, FIRST, LAST, home_wishes.vehicles(node, 1))
    assert isinstance(found, Problem), found
    found = replace(found, **more)
    return page_of(library, desk, found, insert_all(found))


def page_of(library: Library, desk: Callable[..., Client], found: Problem, plan: Plan) -> str:
    """The page of a plan."""
    job = PlanJob(
        id="e" * 32, by=WIDE, made_ms=1, from_on=FIRST, until_on=LAST, vehicles=("v",), seconds=1
    )
    plan_jobs_of(library.node).keep(job, found, plan)
    return unescape(desk(WIDE).get(f"/trips/plans/{job.id}").content.decode())


def test_a_market_without_a_rule(library: Library, desk: Callable[..., Client]) -> None:
    rule = MarketRuleSet(
        rule=Unknown(), valid_from="2026-06-01", certainty="published", sources=("a page",)
    )
    with_market(library, "alba_market", rule)
    assert "Alba market</bdi>: nobody has told on which days it meets" in page(library, desk)


def test_windows_too_short_to_serve_in(library: Library, desk: Callable[..., Client]) -> None:
    short = PlaceServiceSet("2026-01-05", service_minutes=120, windows=(Window(600, 660),))
    refused = serving.serve_so(library.node, library.hut, short, library.at())
    assert isinstance(refused, Refusal) and refused.code == "place.window_short"
    assert "the longest window has 60. Change one of them." in say_refusal(refused)
    serve(library, replace(short, service_minutes=60))
    found = home_wishes.problem_of(library.node, FIRST, LAST, ("v",))
    assert isinstance(found, Problem)
    # What a newer machine told all the same is named by the planner.
    stops = tuple(
        replace(one, closes_minute=one.opens_minute - 1) if one.id == HUT else one
        for one in found.stops
    )
    said = page(library, desk, stops=stops)
    assert "it closes before it opens. Correct the hours." in said
    assert "so nothing is promised" in said


def test_a_commune_that_no_road_reaches(library: Library, desk: Callable[..., Client]) -> None:
    told(roads.close(library.node, RoadClosed((unit(library, "CL03"),), "landslide"), library.at()))
    said = page(library, desk)
    assert "no road leads there on its days. Tell a way round, or leave it out." in said


def test_more_required_visits_than_days(library: Library, desk: Callable[..., Client]) -> None:
    serve(library, PlaceServiceSet("2026-01-05", service_minutes=400))
    found = home_wishes.problem_of(library.node, FIRST, LAST, ("v",))
    assert isinstance(found, Problem)
    day = (date(2027, 3, 2),)
    slots = tuple(replace(one, days=day) for one in found.slots if one.days and one.required)
    by_stop = {one.stop: one for one in slots}
    stops = tuple(replace(one, stay_minutes=400) for one in found.stops)
    said = page(library, desk, slots=tuple(by_stop.values()), stops=stops)
    assert f"{len(by_stop)} visits want the same 1 days, which have room for 1" in said


def test_a_vehicle_sold_in_the_middle_of_the_season(
    library: Library, desk: Callable[..., Client]
) -> None:
    node = library.node
    travels(node, "reading_hut")
    before = home_wishes.problem_of(node, FIRST, LAST, ("brisa_hut",))
    assert isinstance(before, Problem)
    made = before, insert_all(before)
    told(placing.close_place(node, library.hut, placing.PlaceClosed("2027-05-01"), library.at()))
    refused = publishing.promise(node, *made, library.at())
    assert isinstance(refused, Refusal) and refused.code == "plan.vehicle_gone"
    assert not trips(node)
    assert "is not there any more from 1 May 2027 on" in page_of(library, desk, *made)
    assert home_wishes.vehicles(node, 1) == ("brisa_hut",)
    found = home_wishes.problem_of(node, FIRST, LAST, ("brisa_hut",))
    assert isinstance(found, Problem)
    assert [one.until_on for one in found.vehicles] == [date(2027, 4, 30)]
    said = page(library, desk)
    assert "no vehicle goes out on any of its days" in said
    spring = home_wishes.problem_of(node, FIRST, date(2027, 4, 30), ("brisa_hut",))
    assert isinstance(spring, Problem)
    plan = insert_all(spring)
    assert not faults(spring, plan) and promised(node, (spring, plan), library.at()).planned


def test_a_day_that_does_not_exist_in_the_lunar_month(
    library: Library, desk: Callable[..., Client]
) -> None:
    travels(library.node, "main_library")
    typed = {"vehicle": library.main, "place_0": library.hut, "on_0": "30/2/2026 al"}
    answer = desk(WIDE).post("/trips/plan", typed)
    assert answer.status_code == 422 and not trips(library.node)
    assert "day/month/year" in unescape(answer.content.decode())
