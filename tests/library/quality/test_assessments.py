"""Assessments: three answers to each criterion, reasons, findings that are looked at again."""

from __future__ import annotations

import itertools
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.library.telling import BEGAN_MS, TENANT, Teller, codes, named

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.order import Held
from tusach.library.quality import assessing as rules
from tusach.library.quality.assessment import AssessmentState
from tusach.library.quality.criteria import read_sets
from tusach.library.quality.facts import (
    Answer,
    AssessmentAnswered,
    AssessmentInspected,
    AssessmentOpened,
    AssessmentSubmitted,
    Found,
    assessment_subject,
)
from tusach.library.quality.lines import differs, has_all_musts, lines, tasks
from tusach.library.register import FOLDERS

SETS = read_sets(resources.files("tusach.library.quality").joinpath("criteria.json").read_bytes())
COMMUNE = SETS["commune@1"]
UNIT, HERE = named("unit"), named("place A")
ONE = assessment_subject(TENANT, unit=UNIT, criteria="commune@1", year=2026)
OPENED = AssessmentOpened(UNIT, "commune@1", 2026)
AT = rules.At("2026-11-20", HERE)

COPIES = Answer("copies", met=True, value=2100)
ALL = (
    COPIES,
    Answer("periodicals", met=True, value=3),
    Answer("floor", met=False, value=30),
    Answer("access", met=True),
    Answer("education", met=True, proof="12/QĐ"),
    Answer("worker", met=True, value=1),
)
SHORT = Found("copies", met=False, value=1900, why="counted_anew", due_on="2027-03-01")


def code(wish: tuple[Draft, ...] | Refusal) -> str:
    return wish.code if isinstance(wish, Refusal) else ""


def asked(wish: tuple[Draft, ...] | Refusal) -> tuple[str, ...]:
    """Of which criteria a refusal speaks."""
    assert isinstance(wish, Refusal)
    return tuple(wish.values["criteria"])


def opened(name: str = "A", **more: Any) -> Teller:
    teller = Teller(name, **more)
    teller.tell(rules.begin(AssessmentState(ONE), OPENED, AT))
    return teller


def state(teller: Teller) -> AssessmentState:
    found: AssessmentState = teller.state(ONE)
    return found


def answered(teller: Teller, *answers: Answer, on: str = AT.on) -> Held:
    at = rules.At(on, HERE)
    return teller.tell(rules.answer(state(teller), answers or ALL, COMMUNE, at))[0]


def seen(teller: Teller, *found: Found, on: str = AT.on) -> AssessmentInspected:
    now = state(teller).given
    return AssessmentInspected(on, found, now.fact if now else "")


def test_it_is_opened_once_and_stands_as_far_as_it_came() -> None:
    a = Teller("A")
    assert (AssessmentState(ONE).standing, AssessmentState(ONE).is_submitted) == ("", False)
    assert code(rules.answer(AssessmentState(ONE), ALL, COMMUNE, AT)) == "assessment.unknown"
    a = opened()
    assert code(rules.begin(state(a), OPENED, AT)) == "assessment.open_already"
    assert code(rules.submit(state(a), SETS["community@1"], AT)) == "assessment.unknown"
    standings = [state(a).standing]
    answered(a)
    standings.append(state(a).standing)
    a.tell(rules.submit(state(a), COMMUNE, AT))
    standings.append(state(a).standing)
    assert state(a).submitted_on == AT.on
    a.tell(rules.inspect(state(a), seen(a, SHORT), COMMUNE, AT))
    standings.append(state(a).standing)
    answered(a, COPIES)
    standings.append(state(a).standing)
    assert standings == ["opened", "answered", "submitted", "inspected", "answered"]


@pytest.mark.parametrize(
    ("answers", "refused", "of"),
    [
        ((), "assessment.answers_missing", ()),
        ((Answer("wings", met=True),), "assessment.criteria_odd", ()),
        ((COPIES, COPIES), "assessment.criteria_odd", ()),
        ((Answer("copies", met=True),), "assessment.value_odd", ("copies",)),
        ((Answer("copies", met=True, value=1999),), "assessment.value_odd", ("copies",)),
        ((Answer("copies", met=False, value=2000),), "assessment.value_odd", ("copies",)),
        ((Answer("copies", met=True, value=10**9),), "assessment.value_odd", ("copies",)),
        ((Answer("access", met=True, value=1),), "assessment.value_odd", ("access",)),
        ((Answer("education", met=True),), "assessment.proof_missing", ("education",)),
        ((Answer("education", met=True, proof="1 A"),), "assessment.proof_odd", ("education",)),
        ((Answer("access", met=True, proof="1" * 41),), "assessment.proof_odd", ("access",)),
        ((Answer("education", met=False),), "", ()),
        (ALL, "", ()),
    ],
)
def test_an_answer_fits_its_criterion_and_its_number(
    answers: tuple[Answer, ...], refused: str, of: tuple[str, ...]
) -> None:
    wish = rules.answer(state(opened()), answers, COMMUNE, AT)
    assert code(wish) == refused
    if of:
        assert asked(wish) == of


def test_it_is_not_handed_in_while_a_must_have_is_unknown_and_may_be_with_one_unmet() -> None:
    a = opened()
    assert code(rules.submit(state(a), COMMUNE, AT)) == "assessment.answers_missing"
    answered(a, *(one for one in ALL if one.criterion not in ("floor", "worker")))
    wish = rules.submit(state(a), COMMUNE, AT)
    assert code(wish) == "assessment.must_unknown"
    assert asked(wish) == ("floor", "worker")
    answered(a)
    assert code(rules.answer(state(a), ALL, COMMUNE, AT)) == "assessment.nothing_new"
    a.tell(rules.submit(state(a), COMMUNE, AT))
    assert code(rules.submit(state(a), COMMUNE, AT)) == "assessment.submitted_already"


@pytest.mark.parametrize(
    ("found", "refused"),
    [
        ((), "assessment.found_missing"),
        ((SHORT,), ""),
        ((Found("copies", met=True, value=2100),), ""),
        ((Found("copies", met=True, value=2200),), "assessment.why_missing"),
        ((Found("copies", met=True, value=2200, why="I say so"),), "assessment.why_missing"),
        ((Found("copies", met=True, value=2200, why="changed_since"),), ""),
        ((Found("floor", met=False, value=30),), "assessment.due_missing"),
        ((Found("access", met=True, due_on="2027-01-01"),), "assessment.due_missing"),
        ((Found("floor", met=False, value=30, due_on=AT.on),), "assessment.due_early"),
        ((Found("event", met=False, value=0, due_on="2027-01-01"),), ""),
        ((Found("copies", met=True, value=1),), "assessment.value_odd"),
    ],
)
def test_an_inspector_says_why_it_is_otherwise_and_until_when_it_is_mended(
    found: tuple[Found, ...], refused: str
) -> None:
    a = opened()
    answered(a)
    assert code(rules.inspect(state(a), seen(a, *found), COMMUNE, AT)) == refused


def test_an_inspection_lies_in_the_past_and_is_of_the_answers_that_stand() -> None:
    a = opened()
    early = seen(a, Found("access", met=True))
    a.tell(rules.inspect(state(a), early, COMMUNE, AT))
    assert state(a).standing == "inspected"
    assert code(rules.inspect(state(a), early, COMMUNE, AT)) == "assessment.nothing_new"
    answered(a)
    assert code(rules.inspect(state(a), early, COMMUNE, AT)) == "assessment.answered_meanwhile"
    late = seen(a, SHORT, on="2026-11-21")
    assert code(rules.inspect(state(a), late, COMMUNE, AT)) == "assessment.inspected_later"


def test_lines_have_three_answers_and_unmet_must_haves_come_first() -> None:
    a = opened()
    answered(a, *(one for one in ALL if one.criterion != "worker"))
    a.tell(rules.inspect(state(a), seen(a, SHORT), COMMUNE, AT))
    found = lines(state(a), COMMUNE, {"copies": 2050, "worker": 0})
    assert [one.criterion.code for one in found] == [
        *("copies", "floor", "worker", "stock", "agreement", "event"),
        *("periodicals", "access", "education"),
    ]
    copies, floor, worker = found[:3]
    assert (copies.own, copies.counted, copies.found, copies.found_on) == (
        *(COPIES, 2050, SHORT),
        AT.on,
    )
    assert (copies.met, copies.by_records, copies.is_doubted) == (False, True, False)
    assert (floor.met, floor.by_records, floor.is_doubted) == (False, None, False)
    assert (worker.met, worker.by_records, worker.is_doubted) == (None, False, False)
    doubted = lines(state(a), COMMUNE, {"copies": 300})[0]
    assert doubted.is_doubted
    assert not differs(None, SHORT)


def test_what_records_do_not_bear_out_comes_before_what_is_unknown() -> None:
    a = opened()
    answered(a, COPIES, *ALL[2:4])
    found = lines(state(a), COMMUNE, {"copies": 300, "stock": 300})
    assert [one.criterion.code for one in found] == [
        *("floor", "copies", "periodicals", "education", "worker"),
        *("stock", "agreement", "event"),
        "access",
    ]


def test_unknown_is_neither_met_nor_unmet() -> None:
    a = opened()
    assert has_all_musts(state(a), COMMUNE) is None
    met = tuple(one for one in ALL if one.criterion != "floor")
    answered(a, *met)
    assert has_all_musts(state(a), COMMUNE) is None
    answered(a)
    assert has_all_musts(state(a), COMMUNE) is False
    answered(a, *met, Answer("floor", met=True, value=41))
    assert has_all_musts(state(a), COMMUNE) is True


def test_a_finding_is_late_mended_and_closed_only_when_it_was_looked_at_again() -> None:
    a = opened()
    answered(a)
    floor = Found("floor", met=False, value=30, due_on="2027-02-01")
    a.tell(rules.inspect(state(a), seen(a, SHORT, floor), COMMUNE, AT))
    first, second = tasks(state(a))
    assert (first.criterion, first.due_on, first.mended_on) == ("floor", "2027-02-01", None)
    assert [first.is_late(day) for day in ("2027-02-01", "2027-02-02")] == [False, True]
    assert second.criterion == "copies"
    answered(a, *(one for one in ALL if one.criterion != "copies"), on="2027-01-10")
    assert [one.mended_on for one in tasks(state(a))] == [None, None]
    answered(a, COPIES, Answer("floor", met=True, value=44), on="2027-01-15")
    assert [one.mended_on for one in tasks(state(a))] == ["2027-01-15", "2027-01-15"]
    later = rules.At("2027-02-10", HERE)
    again = Found("floor", met=False, value=38, why="counted_anew", due_on="2027-05-01")
    good = Found("copies", met=True, value=2100)
    never = Found("event", met=True, value=1)
    a.tell(rules.inspect(state(a), seen(a, again, good, never, on=later.on), COMMUNE, later))
    open_one, done = tasks(state(a))
    assert (open_one.criterion, open_one.found_on, open_one.due_on, open_one.mended_on) == (
        *("floor", AT.on, "2027-05-01"),
        None,
    )
    assert (done.criterion, done.rechecked_on) == ("copies", "2027-02-10")
    assert not done.is_late("2030-01-01")


def test_an_answer_dated_before_the_inspection_mends_nothing() -> None:
    a = opened()
    found = seen(a, Found("copies", met=False, value=1900, due_on="2027-03-01"))
    a.tell(rules.inspect(state(a), found, COMMUNE, AT))
    answered(a, COPIES, on="2026-11-01")
    assert tasks(state(a))[0].mended_on is None


def two() -> tuple[Teller, Teller]:
    a, b = opened(), Teller("B", now_ms=BEGAN_MS + 60_000)
    b.meet(a)
    return a, b


def test_answers_told_apart_are_shown_and_the_later_ones_count() -> None:
    for other, shown in ((ALL, []), ((COPIES,), ["assessment.answered_apart"])):
        a, b = two()
        mine = answered(a)
        a.tell(rules.submit(state(a), COMMUNE, AT))
        answered(b, *other)
        a.meet(b)
        assert codes(a.story(ONE)) == codes(b.story(ONE)) == shown
        now = state(a).given
        assert now is not None
        assert now.told.answers == other
        assert now.fact != mine.id
        assert not state(a).is_submitted


def test_inspections_of_one_day_that_found_different_things_apart_are_shown() -> None:
    for more, shown in (
        ({}, []),
        ({"value": 1901}, ["assessment.inspected_apart"]),
        ({"criterion": "floor"}, []),
    ):
        a, b = two()
        told = {"criterion": "copies", "met": False, "value": 1900, "due_on": "2027-03-01"}
        for one, found in ((a, told), (b, told | more)):
            body = AssessmentInspected(AT.on, (Found(**found),))  # type: ignore[arg-type]
            one.say("assessment.inspected/1", ONE, body, on=AT.on)
        a.meet(b)
        assert codes(a.story(ONE)) == shown
    a, b = two()
    for one, day, value in ((a, "2026-11-02", 1), (b, "2026-11-03", 2), (a, "2026-11-01", 3)):
        body = AssessmentInspected(day, (Found("copies", met=False, value=value),))
        one.say("assessment.inspected/1", ONE, body, on=day)
    a.meet(b)
    assert codes(a.story(ONE)) == []
    last = state(a).found("copies")
    assert last is not None
    assert (last[0], last[1].value) == ("2026-11-03", 2)


def _facts() -> list[Held]:
    a, b = two()
    mine = answered(a)
    a.say("assessment.submitted/1", ONE, AssessmentSubmitted(mine.id), on=AT.on)
    answered(b, COPIES)
    found = AssessmentInspected(AT.on, (SHORT,), mine.id)
    a.say("assessment.inspected/1", ONE, found, on=AT.on)
    b.say(
        "assessment.inspected/1",
        ONE,
        AssessmentInspected(AT.on, (Found("copies", True, 2000),)),
        on=AT.on,
    )
    a.meet(b)
    a.say("assessment.answered/1", ONE, AssessmentAnswered(ALL[:3]), on=AT.on)
    return a.held(ONE)


FACTS = _facts()


@given(st.permutations(FACTS), st.integers(0, len(FACTS)))
def test_it_is_the_same_in_whatever_order_twice_and_in_halves_it_arrives(
    arrived: list[Held], cut: int
) -> None:
    told = {one.id: one for one in itertools.chain(arrived[:cut], arrived, arrived[cut:])}
    story = FOLDERS.fold(ONE, list(told.values()))
    whole = FOLDERS.fold(ONE, FACTS)
    assert story.state == whole.state
    assert codes(story) == codes(whole) != []
    assert story.dead == ()
