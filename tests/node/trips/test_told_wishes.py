"""The planner goes by what this node's facts tell, and by the profile where they tell nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.test import Client
from msgspec.structs import replace
from tests.node.trips.conftest import WIDE, Library

from tusach.ledger.draft import Refusal
from tusach.library.markets import rules
from tusach.library.markets.facts import Claim, MarketJudged, MarketRuleSet, market_subject
from tusach.library.markets.grammar import Unknown, Weekly
from tusach.library.places.served_facts import (
    Classed,
    PlaceServiceSet,
    VisitAnswered,
    VisitRequested,
    Window,
)
from tusach.library.roads.facts import RoadClosed, RoadMeasured, RoadTold
from tusach.library.trips.conflicts import conflicts
from tusach.library.trips.greedy import insert_all
from tusach.library.trips.problem import NO_ROAD, Closure, Problem, Slot
from tusach.library.trips.wishes import units_in_force
from tusach.node.acts import markets, roads, serving
from tusach.node.acts.province import unit_subject
from tusach.node.trips import home_wishes
from tusach.node.trips.plan_jobs import PlanJob, plan_jobs_of

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2027, 3, 1), date(2027, 8, 31)
HUT = "place:brisa_hut"
SERVICE = PlaceServiceSet(
    valid_from="2026-01-05",
    service_minutes=90,
    windows=(Window(480, 660, (2, 4)),),
    visits_a_year=6,
    closed_months=(4,),
)


def told(found: object) -> None:
    assert not isinstance(found, Refusal), found


def problem(library: Library) -> Problem:
    found = home_wishes.problem_of(library.node, FIRST, LAST, ("v",))
    assert isinstance(found, Problem), found
    return found


def slots(found: Problem, stop: str) -> list[Slot]:
    return [one for one in found.slots if one.stop == stop]


def unit(library: Library, code: str) -> str:
    node = library.node
    found = next(one for one in units_in_force(node.profile, FIRST) if one.code == code)
    return unit_subject(node.tenant, found)


def serve(library: Library, body: PlaceServiceSet = SERVICE) -> None:
    told(serving.serve_so(library.node, library.hut, body, library.at()))


def with_market(library: Library, code: str, body: MarketRuleSet | None) -> str:
    """The profile's markets as facts; one of them with another rule."""
    subject = market_subject(library.node.tenant, code)
    if body is not None:
        told(
            markets.tell(
                library.node, subject, library.at(), lambda one, at: rules.set_rule(one, body, at)
            )
        )
    return subject


def test_a_place_that_told_how_it_is_served_is_a_stop_with_its_own_days_and_hours(
    library: Library,
) -> None:
    assert "BR02" in problem(library).stop_by_id
    serve(library)
    found = problem(library)
    assert "BR02" not in found.stop_by_id
    hut = found.stop_by_id[HUT]
    assert (hut.unit, hut.stay_minutes, hut.opens_minute, hut.closes_minute) == (
        "BR02",
        90,
        480,
        570,
    )
    days = [on for one in slots(found, HUT) for on in one.days]
    assert {on.isoweekday() for on in days} == {2, 4} and 4 not in {on.month for on in days}
    assert set(hut.told) == {"stay", "hours", "visits"}
    assert conflicts(found) == ()


def test_a_class_is_that_of_the_first_day_and_a_later_list_changes_it(library: Library) -> None:
    serve(library)
    code = next(one.code for one in library.node.profile.serving.classes)  # type: ignore[union-attr]
    now = Classed(code, "2026-01-01", valid_until="2027-12-31", decision="12/QĐ")
    told(serving.classify(library.node, unit(library, "BR02"), "unit", now, at=library.at()))
    assert problem(library).stop_by_id[HUT].classes == (code,)
    later = home_wishes.problem_of(library.node, date(2028, 1, 1), date(2028, 3, 1), ("v",))
    assert isinstance(later, Problem) and later.stop_by_id[HUT].classes == ()


def test_a_market_that_was_told_meets_by_its_own_rule(library: Library) -> None:
    before = {
        on.isoweekday() for one in slots(problem(library), "market:alba_market") for on in one.days
    }
    assert before == {3}
    rule = MarketRuleSet(
        rule=Weekly((5,)), valid_from="2026-06-01", certainty="confirmed", sources=("the commune",)
    )
    with_market(library, "alba_market", rule)
    found = problem(library)
    after = {on.isoweekday() for one in slots(found, "market:alba_market") for on in one.days}
    assert after == {5}
    assert found.stop_by_id["market:alba_market"].told == ("days", "hours")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            MarketRuleSet(
                rule=Unknown(), valid_from="2026-06-01", certainty="published", sources=("a page",)
            ),
            "no_rule",
        ),
        (
            MarketRuleSet(
                rule=Weekly((5,)),
                valid_from="2026-06-01",
                certainty="contested",
                sources=("a",),
                others=(Claim(Weekly((4,)), ("b",)),),
            ),
            "contested",
        ),
        (MarketJudged(suitable=False, valid_from="2026-06-01", reasons=("narrow",)), "unsuitable"),
    ],
)
def test_a_market_nobody_can_be_sent_to_is_left_out_and_says_why(
    library: Library, change: MarketRuleSet | MarketJudged, why: str
) -> None:
    subject = with_market(library, "alba_market", None)
    deed = rules.set_rule if isinstance(change, MarketRuleSet) else rules.judge
    told(
        markets.tell(library.node, subject, library.at(), lambda one, at: deed(one, change, at))  # type: ignore[arg-type]
    )
    found = problem(library)
    assert "market:alba_market" not in found.stop_by_id
    assert ("market:alba_market", why) in found.left_out
    assert ("market:wandering", "unit_unknown") in found.left_out


def test_a_request_is_a_visit_and_a_declined_one_is_none(library: Library) -> None:
    serve(library)
    wish = VisitRequested(library.hut, "2027-06-01", "2027-06-12")
    told(serving.request(library.node, wish, library.at()))
    (waiting,) = serving.requests(library.node)
    june = {date(2027, 6, day) for day in (1, 3, 8, 10)}
    assert any(set(one.days) == june for one in slots(problem(library), HUT))
    yes = VisitAnswered("accepted", on="2027-06-08")
    told(serving.answer(library.node, waiting.subject, yes, library.at()))
    assert any(
        one.days == (date(2027, 6, 8),) and one.required for one in slots(problem(library), HUT)
    )


def test_a_request_that_was_promised_for_a_day_before_the_plan_asks_nothing_of_it(
    library: Library,
) -> None:
    wish = VisitRequested(library.hut, "2027-02-20", "2027-03-10")
    told(serving.request(library.node, wish, library.at()))
    (waiting,) = serving.requests(library.node)
    assert any(one.days[-1] == date(2027, 3, 10) for one in slots(problem(library), "BR02"))
    yes = VisitAnswered("accepted", on="2027-02-23")
    told(serving.answer(library.node, waiting.subject, yes, library.at()))
    assert not any("asked" in one.id for one in problem(library).slots)
    assert all(len(one.days) > 10 for one in slots(problem(library), "BR02"))


def test_roads_are_as_long_as_in_the_slowest_season_and_say_who_knows(library: Library) -> None:
    node, ends = library.node, (unit(library, "AL01"), unit(library, "BR02"))
    assert problem(library).legs.source(0, 1) == ("estimated", "")
    told(roads.tell(node, RoadTold(ends, minutes=70, metres=30_000), library.at()))
    told(roads.tell(node, RoadTold(ends, minutes=95, season="snow"), library.at()))
    found = problem(library)
    assert (found.legs.minutes[0][1], found.legs.metres[0][1]) == (70, 30_000)
    assert found.legs.source(0, 1) == ("typed", "2026-11-23")
    winter = home_wishes.problem_of(node, date(2027, 2, 1), date(2027, 4, 1), ("v",))
    assert isinstance(winter, Problem) and winter.legs.minutes[0][1] == 95
    told(roads.measure(node, RoadMeasured(ends, minutes=64), library.at()))
    assert problem(library).legs.source(0, 1)[0] == "measured"


def test_a_road_closed_until_a_day_is_the_planner_s_and_one_without_an_end_is_no_road(
    library: Library,
) -> None:
    serve(library)
    node = library.node
    away = RoadClosed((unit(library, "BR02"),), "landslide", until="2027-04-30")
    told(roads.close(node, away, library.at()))
    found = problem(library)
    shut = {one.start for one in found.closures}
    hut = found.stop_by_id[HUT].at
    assert hut in shut and all(one.until_on == date(2027, 4, 30) for one in found.closures)
    assert Closure(start=hut, from_on=FIRST, until_on=date(2027, 4, 30)) in found.closures
    told(roads.close(node, RoadClosed((unit(library, "CL03"),), "landslide"), library.at()))
    found = problem(library)
    row = found.stop_by_id["CL03"].at
    assert {found.legs.minutes[at][row] for at in range(row)} == {NO_ROAD}
    assert {one.code for one in conflicts(found)} == {"no_road"}


def test_a_road_between_two_communes_that_was_opened_again_is_open(library: Library) -> None:
    node, ends = library.node, (unit(library, "AL01"), unit(library, "BR02"))
    told(roads.close(node, RoadClosed(ends, "flood"), library.at()))
    assert problem(library).legs.minutes[0][1] == NO_ROAD
    told(roads.open_again(node, ends, library.at()))
    found = problem(library)
    assert found.legs.minutes[0][1] > 0 and found.closures == ()
    told(roads.close(node, RoadClosed(ends, "flood", until="2027-03-09"), library.at()))
    (one,) = problem(library).closures
    assert (one.start, one.end, one.until_on) == (0, 1, date(2027, 3, 9))


def test_the_page_of_a_plan_says_what_was_told_and_what_is_the_profile_s(
    library: Library, desk: Callable[..., Client], english: None
) -> None:
    serve(library)
    with_market(library, "alba_market", None)
    asked = problem(library)
    job = PlanJob(
        id="e" * 32, by=WIDE, made_ms=1, from_on=FIRST, until_on=LAST, vehicles=("v",), seconds=1
    )
    plan_jobs_of(library.node).keep(job, asked, insert_all(asked))
    client = desk(WIDE)
    page = unescape(client.get(f"/trips/plans/{job.id}/pin").content.decode())
    assert "length of a visit" in page and "the rest: profile" in page
    assert "other stop" in page and "all from the profile" in page
    page = unescape(client.get(f"/trips/plans/{job.id}").content.decode())
    assert "Wandering fair" in page and "its commune is not known" in page


def test_a_day_promised_to_a_place_that_is_a_stop_is_its_own_visit(library: Library) -> None:
    from tusach.node.acts import placing

    serve(library)
    told(placing.date_visits(library.node, library.hut, ["2027-06-08"], library.at()))
    (pinned,) = [one for one in problem(library).slots if one.pinned]
    assert (pinned.stop, pinned.days) == (HUT, (date(2027, 6, 8),))
    assert replace(pinned, pinned=False).required
