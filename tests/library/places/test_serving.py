"""Classes with their days, how a place is served, and requests for a visit."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from tests.library.telling import BEGAN_MS, Teller, codes, named
from tests.spec.served_cases import WHOLE

from tusach.ledger.draft import Refusal
from tusach.library.places import serving
from tusach.library.places.facts import PlaceClosed, PlaceFounded, UnitDeclared
from tusach.library.places.requests import RequestState
from tusach.library.places.served import classes_on, service_on
from tusach.library.places.served_facts import (
    AgeCount,
    Classed,
    PlaceServiceSet,
    VisitAnswered,
    VisitRequested,
    Window,
)
from tusach.library.places.story import PlaceState, UnitState
from tusach.library.register import FOLDERS

ON = "2026-03-02"
PLACE, UNIT, REQUEST = named("school"), named("commune"), named("request")
CLASSES = ("border", "remote", "isolated")


@pytest.fixture
def a() -> Teller:
    teller = Teller("A")
    teller.say("place.founded/1", PLACE, PlaceFounded("S", "Trường", "school"), on=ON)
    names = {"vi": "xã"}
    teller.say("unit.declared/1", UNIT, UnitDeclared("01327", "commune", names, ON), on=ON)
    return teller


def place(teller: Teller) -> PlaceState:
    found: PlaceState = teller.state(PLACE)
    return found


def refusal(wish: object) -> str:
    assert isinstance(wish, Refusal), wish
    return wish.code


def held(told: Any, on: str) -> list[str]:
    return [one.told.place_class for one in classes_on(told, on)]


def test_a_class_holds_on_its_days_and_a_withdrawn_one_never_did(a: Teller) -> None:
    for body in (
        Classed("remote", "2026-01-01", "2026-12-31", "1/QĐ"),
        Classed("border", "2026-06-01", decision="2/QĐ"),
        Classed("isolated", "2026-01-01", decision="3/QĐ"),
        Classed("isolated", "2026-01-01", decision="3/QĐ", withdrawn=True),
    ):
        a.tell(serving.classify(place(a), body, on=ON, classes=CLASSES))
    told = place(a).classes
    assert [held(told, on) for on in ("2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01")] == [
        [],
        ["remote"],
        ["border", "remote"],
        ["border"],
    ]


def test_of_two_decisions_about_one_class_the_later_first_day_counts(a: Teller) -> None:
    for first, paper in (("2026-05-01", "new"), ("2026-01-01", "old")):
        body = Classed("remote", first, decision=paper)
        a.tell(serving.classify(place(a), body, on=ON, classes=CLASSES))
    (one,) = classes_on(place(a).classes, "2026-06-01")
    assert one.told.decision == "new"


def test_a_place_has_the_classes_of_its_unit_beside_its_own(a: Teller) -> None:
    unit: UnitState = a.state(UNIT)
    border = Classed("border", "2020-01-01", decision="of the unit")
    a.tell(serving.classify(unit, border, on=ON, classes=CLASSES))
    a.tell(
        serving.classify(
            a.state(UNIT), replace(border, place_class="remote"), on=ON, classes=CLASSES
        )
    )
    a.tell(serving.classify(place(a), replace(border, decision="own"), on=ON, classes=CLASSES))
    found = serving.classes_of(place(a), a.state(UNIT), ON)
    assert [(one.told.place_class, one.told.decision) for one in found] == [
        ("border", "own"),
        ("remote", "of the unit"),
    ]
    assert len(serving.classes_of(place(a), None, ON)) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (Classed("lovely", ON, decision="x"), "place.class_unknown"),
        (Classed("remote", ON, "2026-01-01", "x"), "market.last_before_first"),
        (Classed("remote", ON), "place.class_without_paper"),
        (Classed("border", ON, provisional=True), "place.nothing_new"),
    ],
)
def test_a_class_that_cannot_be_so_is_refused(a: Teller, body: Classed, code: str) -> None:
    right = Classed("border", ON, provisional=True)
    a.tell(serving.classify(place(a), right, on=ON, classes=CLASSES))
    assert refusal(serving.classify(place(a), body, on=ON, classes=CLASSES)) == code
    for unknown in (PlaceState(named("x")), UnitState(named("x"))):
        assert refusal(serving.classify(unknown, right, on=ON, classes=CLASSES)) == "place.unknown"


def test_a_place_is_served_as_last_told_for_that_day(a: Teller) -> None:
    for body in (WHOLE, PlaceServiceSet("2026-01-01", crates=1), replace(WHOLE, crates=3)):
        a.tell(serving.serve_so(place(a), body, on=ON))
    found = [service_on(place(a).services, on) for on in ("2025-12-31", "2026-01-01", ON)]
    assert [one.told.crates if one else None for one in found] == [None, 1, 3]


MORNING = Window(420, 600)
ODD = [
    (replace(WHOLE, windows=(Window(600, 600),)), "place.window_ends_first"),
    (replace(WHOLE, windows=(MORNING, Window(590, 700, (7,)))), "place.windows_overlap"),
    (replace(WHOLE, service_minutes=0), "place.minutes_odd"),
    (replace(WHOLE, service_minutes=721), "place.minutes_odd"),
    (replace(WHOLE, windows=(MORNING,), service_minutes=181), "place.window_short"),
    (replace(WHOLE, visits_a_year=367), "place.visits_many"),
    (replace(WHOLE, least_days=50, most_days=40), "place.spacing_odd"),
    (replace(WHOLE, least_days=123, most_days=None, visits_a_year=4), "place.visits_do_not_fit"),
    (replace(WHOLE, access="x" * 1001), "place.access_long"),
    (replace(WHOLE, ages=(AgeCount("six to ten", 1),)), "place.ages_odd"),
    (replace(WHOLE, ages=(AgeCount("a6_10", 100_001),)), "place.ages_odd"),
    (WHOLE, "place.nothing_new"),
]


@pytest.mark.parametrize(("body", "code"), ODD)
def test_a_way_of_serving_that_contradicts_itself_is_refused(
    a: Teller, body: PlaceServiceSet, code: str
) -> None:
    a.tell(serving.serve_so(place(a), WHOLE, on=ON))
    assert refusal(serving.serve_so(place(a), body, on=ON)) == code
    beside = replace(WHOLE, windows=(MORNING, Window(600, 700)), least_days=None, most_days=None)
    a.tell(serving.serve_so(place(a), beside, on=ON))
    fits = replace(WHOLE, least_days=121, most_days=121, visits_a_year=4, service_minutes=None)
    a.tell(serving.serve_so(place(a), fits, on=ON))


def test_nothing_is_told_of_a_place_that_is_not_there_or_is_closed(a: Teller) -> None:
    unknown = PlaceState(named("x"))
    assert refusal(serving.serve_so(unknown, WHOLE, on=ON)) == "place.unknown"
    asked = VisitRequested(PLACE, ON, ON)
    state = RequestState(REQUEST)
    assert refusal(serving.request(state, unknown, asked, on=ON)) == "place.unknown"
    a.say("place.closed/1", PLACE, PlaceClosed(ON), on=ON)
    assert refusal(serving.serve_so(place(a), WHOLE, on=ON)) == "place.closed"
    assert refusal(serving.request(state, place(a), asked, on=ON)) == "place.closed"


@given(
    some.lists(
        some.builds(
            Window,
            some.integers(0, 1440),
            some.integers(0, 1440),
            some.sets(some.integers(1, 7), max_size=2).map(tuple),
        ),
        max_size=4,
    )
)
def test_windows_that_are_let_through_never_meet_on_a_weekday(windows: list[Window]) -> None:
    if serving.windows_fault(windows) is not None:
        return
    for weekday in range(1, 8):
        minutes = [
            minute
            for one in windows
            if weekday in (one.weekdays or range(1, 8))
            for minute in range(one.from_minute, one.until_minute)
        ]
        assert len(minutes) == len(set(minutes))


ASKED = VisitRequested(PLACE, ON, "2026-04-02", "book_day", 150, ("tyz",), "letter", "12/CV")


def test_a_request_waits_for_an_answer_and_a_later_answer_replaces_it(a: Teller) -> None:
    a.tell(serving.request(RequestState(REQUEST), place(a), ASKED, on=ON))
    assert a.state(REQUEST).answer is None
    a.tell(serving.answer(a.state(REQUEST), VisitAnswered("later", reason="road"), on=ON))
    a.tell(serving.answer(a.state(REQUEST), VisitAnswered("accepted", "2026-03-20"), on=ON))
    state: RequestState = a.state(REQUEST)
    assert state.answer == VisitAnswered("accepted", "2026-03-20")
    assert codes(a.story(REQUEST)) == []
    assert refusal(serving.request(state, place(a), ASKED, on=ON)) == "request.nothing_new"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (replace(ASKED, place=named("x")), "place.unknown"),
        (replace(ASKED, last="2026-03-01"), "market.last_before_first"),
        (replace(ASKED, first="2026-02-01", last="2026-02-02"), "request.over_already"),
        (replace(ASKED, paper="x" * 61), "delivery.paper_long"),
        (replace(ASKED, occasion="Ms X wishes it"), "request.occasion_odd"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused(
    a: Teller, body: VisitRequested, code: str
) -> None:
    assert refusal(serving.request(RequestState(REQUEST), place(a), body, on=ON)) == code
    a.tell(serving.request(RequestState(REQUEST), place(a), ASKED, on=ON))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (VisitAnswered("perhaps"), "request.answer_odd"),
        (VisitAnswered("declined", reason="Ms X"), "request.answer_odd"),
        (VisitAnswered("accepted"), "request.day_missing"),
        (VisitAnswered("declined"), "request.reason_missing"),
        (VisitAnswered("declined", reason="road"), "request.nothing_new"),
    ],
)
def test_an_answer_that_is_none_is_refused(a: Teller, body: VisitAnswered, code: str) -> None:
    assert refusal(serving.answer(RequestState(REQUEST), body, on=ON)) == "request.unknown"
    a.tell(serving.request(RequestState(REQUEST), place(a), ASKED, on=ON))
    a.tell(serving.answer(a.state(REQUEST), VisitAnswered("declined", reason="road"), on=ON))
    assert refusal(serving.answer(a.state(REQUEST), body, on=ON)) == code


BODIES = (
    ("visit.requested/1", ASKED),
    ("visit.requested/1", replace(ASKED, people=1)),
    ("visit.answered/1", VisitAnswered("accepted", ON)),
    ("visit.answered/1", VisitAnswered("declined", reason="road")),
)


@given(
    some.lists(some.tuples(some.integers(0, 1), some.integers(0, 3), some.booleans()), max_size=7),
    some.randoms(use_true_random=False),
    some.integers(0, 7),
)
def test_the_story_of_a_request_is_one_in_any_order_twice_and_in_halves(
    told: list[tuple[int, int, bool]], chance: random.Random, cut: int
) -> None:
    two = (Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000))
    for who, what, meet in told:
        two[who].say(*(BODIES[what][0], REQUEST, BODIES[what][1]), on=ON)
        if meet:
            two[0].meet(two[1])
    two[0].meet(two[1])
    facts = two[0].held(REQUEST) * 2
    chance.shuffle(facts)
    story = FOLDERS.fold(REQUEST, two[0].held(REQUEST))
    assert FOLDERS.extend(FOLDERS.fold(REQUEST, facts[:cut]), facts[cut:]) == story


def test_two_answers_told_apart_are_shown() -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    a.say("visit.requested/1", REQUEST, ASKED, on=ON)
    b.meet(a)
    a.say("visit.answered/1", REQUEST, VisitAnswered("accepted", ON), on=ON)
    b.say("visit.answered/1", REQUEST, VisitAnswered("declined", reason="road"), on=ON)
    a.meet(b)
    assert codes(a.story(REQUEST)) == ["request.answered_apart"]
