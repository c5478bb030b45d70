"""Library workers: what may be told of them, and who counts as trained and capable, and when."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.library.telling import Teller, named

from tusach.ledger.draft import Draft, Refusal
from tusach.library.workers import rules
from tusach.library.workers.ability import Measure, covered, is_capable, is_trained, shown
from tusach.library.workers.facts import (
    CourseCalledOff,
    CourseOffered,
    WorkerEngaged,
    WorkerLeft,
    WorkerNamedPrivate,
    WorkerObserved,
    WorkerTrained,
    WorkerUnproved,
)
from tusach.library.workers.rules import At
from tusach.library.workers.story import CourseState, WorkerState

ON = "2026-03-02"
WHO, COURSE = named("worker"), named("course")
OFFERED = CourseOffered({"vi": "Tập huấn"}, ("services", "promotion"), "2026-01-12", "2026-01-16")
PASSED = WorkerTrained(COURSE, "2026-01-16", passed=True)


def at(teller: Teller, on: str = ON) -> At:
    return At(on, teller.place)


def worker(teller: Teller) -> WorkerState:
    found: WorkerState = teller.state(WHO)
    return found


def course(teller: Teller) -> CourseState:
    found: CourseState = teller.state(COURSE)
    return found


def works_at(teller: Teller, **more: Any) -> WorkerEngaged:
    return WorkerEngaged(**{"place": teller.place, "how": "doubling", "valid_from": ON} | more)


def engaged(**more: Any) -> Teller:
    """A teller who knows a worker and a course."""
    a = Teller("A")
    body = works_at(a, valid_from="2025-01-01", **more)
    a.tell(rules.engage(WorkerState(WHO), body, at(a), name="  Nông  Thị Hoa "))
    a.tell(rules.offer(CourseState(COURSE), OFFERED, at(a)))
    return a


def code(wish: tuple[Draft, ...] | Refusal) -> str:
    return wish.code if isinstance(wish, Refusal) else ""


def test_a_name_is_private_and_its_spaces_are_put_right() -> None:
    drafts = rules.engage(WorkerState(WHO), works_at(Teller("A")), at(Teller("A")), name=" A  B ")
    assert not isinstance(drafts, Refusal)
    assert drafts[1].private == WorkerNamedPrivate("A B")
    assert drafts[1].scope.startswith("people:")


@pytest.mark.parametrize(
    ("more", "name", "refused"),
    [
        ({}, "Hoa", ""),
        ({"how": "sometimes"}, "Hoa", "worker.how_odd"),
        ({"valid_until": "2026-03-01"}, "Hoa", "worker.dates_reversed"),
        ({"decision": "1" * 61}, "Hoa", "worker.number_long"),
        ({}, " ", "worker.name_missing"),
        ({}, "H" * 301, "worker.name_long"),
    ],
)
def test_who_begins_has_a_way_of_working_days_in_order_and_a_name(
    more: dict[str, Any], name: str, refused: str
) -> None:
    a = Teller("A")
    assert code(rules.engage(WorkerState(WHO), works_at(a, **more), at(a), name=name)) == refused


def test_nobody_begins_twice_at_one_place_but_may_come_again_without_a_new_name() -> None:
    a = engaged()
    assert code(rules.engage(worker(a), works_at(a), at(a), name="")) == "worker.works_there"
    a.tell(rules.leave(worker(a), WorkerLeft(a.place, "2026-02-28", "moved"), at(a)))
    a.tell(rules.engage(worker(a), works_at(a), at(a), name=""))
    assert [one.valid_until for one in worker(a).works] == ["2026-02-28", None]
    assert len(worker(a).works_on(ON)) == 1
    assert worker(a).works_on("2026-03-01") == ()


@pytest.mark.parametrize(
    ("last_on", "reason", "refused"),
    [
        ("2026-02-28", "", ""),
        ("2026-02-28", "Moved away", "worker.reason_odd"),
        ("2024-12-31", "", "worker.leaves_before_beginning"),
    ],
)
def test_work_ends_after_it_began(last_on: str, reason: str, refused: str) -> None:
    a = engaged()
    assert code(rules.leave(worker(a), WorkerLeft(a.place, last_on, reason), at(a))) == refused


def test_who_works_elsewhere_or_no_more_cannot_leave() -> None:
    a = engaged(valid_until="2025-12-31")
    elsewhere = WorkerLeft(named("elsewhere"), ON)
    assert code(rules.leave(worker(a), elsewhere, at(a))) == "worker.works_not_there"
    later = WorkerLeft(a.place, ON)
    assert code(rules.leave(worker(a), later, at(a))) == "worker.works_not_there"
    a.say("worker.left/1", WHO, elsewhere, on=ON)
    a.say("worker.left/1", WHO, WorkerLeft(a.place, "2024-01-01"), on=ON)
    assert worker(a).works[0].valid_until == "2025-12-31"


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (CourseOffered({"vi": " "}, ("law",), ON, ON), "course.name_missing"),
        (CourseOffered({"vi": "X"}, (), ON, ON), "course.covers_nothing"),
        (CourseOffered({"vi": "X"}, ("magic",), ON, ON), "course.covers_nothing"),
        (CourseOffered({"vi": "X"}, ("law",), ON, "2026-03-01"), "course.dates_reversed"),
        (OFFERED, "course.nothing_new"),
        (CourseOffered({"vi": "X"}, ("law",), ON, ON), ""),
    ],
)
def test_a_course_has_a_name_covers_something_and_ends_after_it_begins(
    body: CourseOffered, refused: str
) -> None:
    a = engaged()
    assert code(rules.offer(course(a), body, at(a))) == refused


def test_a_course_is_called_off_once_and_may_be_offered_again() -> None:
    a = engaged()
    odd = CourseCalledOff("Nobody came")
    assert code(rules.call_off(course(a), odd, at(a))) == "worker.reason_odd"
    a.tell(rules.call_off(course(a), CourseCalledOff("weather"), at(a)))
    assert code(rules.call_off(course(a), CourseCalledOff(), at(a))) == "course.unknown"
    assert code(rules.train(worker(a), course(a), PASSED, at(a))) == "course.unknown"
    a.tell(rules.offer(course(a), OFFERED, at(a)))
    assert course(a).called_off is None


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (PASSED, ""),
        (WorkerTrained(COURSE, "2026-03-03"), "date.future"),
        (WorkerTrained(COURSE, "2026-01-11"), "course.not_begun"),
        (WorkerTrained(COURSE, ON, passed=True, missed=True), "worker.passed_unseen"),
        (WorkerTrained(COURSE, ON, certificate="1" * 61), "worker.number_long"),
    ],
)
def test_a_result_is_of_a_course_that_began(body: WorkerTrained, refused: str) -> None:
    a = engaged()
    assert code(rules.train(worker(a), course(a), body, at(a))) == refused


def test_of_somebody_who_never_worked_nothing_is_told() -> None:
    a = engaged()
    nobody = WorkerState(named("nobody"))
    assert code(rules.train(nobody, course(a), PASSED, at(a))) == "worker.unknown"
    seen = WorkerObserved(ON, ("lending",))
    assert code(rules.observe(nobody, seen, at(a))) == "worker.unknown"


def test_a_result_told_again_is_nothing_new_and_a_better_one_replaces_it() -> None:
    a = engaged()
    a.tell(rules.train(worker(a), course(a), PASSED, at(a)))
    assert code(rules.train(worker(a), course(a), PASSED, at(a))) == "worker.nothing_new"
    a.tell(rules.train(worker(a), course(a), WorkerTrained(COURSE, ON, passed=False), at(a)))
    assert [one.told.passed for one in worker(a).results] == [False]


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (WorkerObserved(ON, ("lending",), ("crates",)), ""),
        (WorkerObserved(ON, ()), "worker.items_missing"),
        (WorkerObserved(ON, ("lending",), ("lending",)), "worker.items_missing"),
        (WorkerObserved(ON, ("dancing",)), "worker.items_missing"),
        (WorkerObserved("2026-03-03", ("lending",)), "date.future"),
    ],
)
def test_what_was_seen_is_of_the_list_and_not_in_the_future(
    body: WorkerObserved, refused: str
) -> None:
    a = engaged()
    assert code(rules.observe(worker(a), body, at(a))) == refused


def test_a_proof_is_taken_back_once() -> None:
    a = engaged()
    (result,) = a.tell(rules.train(worker(a), course(a), PASSED, at(a)))
    (seen,) = a.tell(rules.observe(worker(a), WorkerObserved(ON, ("lending",)), at(a)))
    odd = WorkerUnproved(result.id, ON, "Not so")
    assert code(rules.unprove(worker(a), odd, at(a))) == "worker.reason_odd"
    for one in (result, seen):
        a.tell(rules.unprove(worker(a), WorkerUnproved(one.id, ON), at(a)))
        again = rules.unprove(worker(a), WorkerUnproved(one.id, ON), at(a))
        assert code(again) == "worker.proof_unknown"
    assert covered(worker(a), {COURSE: OFFERED}, "2026-03-01", proof="passed")
    assert not covered(worker(a), {COURSE: OFFERED}, ON, proof="passed")
    assert not shown(worker(a), ON, months=36)


def test_a_name_is_forgotten_and_what_was_done_stays() -> None:
    a = engaged()
    parts = worker(a).parts
    assert code(rules.forget(worker(a), (), at(a), reason="asked")) == "worker.nobody_named"
    assert code(rules.forget(worker(a), parts, at(a), reason="Asked!")) == "reason.missing"
    a.tell(rules.forget(worker(a), parts, at(a), reason="asked"))
    state = worker(a)
    assert (state.named, state.erased_on, len(state.works)) == (None, ON, 1)
    assert code(rules.forget(state, parts, at(a), reason="asked")) == "worker.nobody_named"


def test_who_was_there_is_not_who_passed() -> None:
    a = engaged()
    a.tell(rules.train(worker(a), course(a), WorkerTrained(COURSE, "2026-01-16"), at(a)))
    courses = {COURSE: OFFERED}
    assert is_trained(worker(a), courses, ON, measure=Measure(), proof="attended")
    assert not is_trained(worker(a), courses, ON, measure=Measure())
    assert not is_trained(worker(a), {}, ON, measure=Measure(), proof="attended")


@pytest.mark.parametrize(
    ("on", "valid"), [("2026-01-15", False), ("2026-01-16", True), ("2029-01-16", True)]
)
def test_a_result_holds_from_its_day_as_long_as_its_course_says(on: str, valid: bool) -> None:
    a = engaged()
    a.tell(rules.train(worker(a), course(a), PASSED, at(a)))
    lasting = CourseOffered(OFFERED.names, OFFERED.covers, ON, ON, valid_months=36)
    assert is_trained(worker(a), {COURSE: lasting}, on, measure=Measure()) is valid
    assert not is_trained(worker(a), {COURSE: lasting}, "2029-01-17", measure=Measure())


def test_a_later_look_counts_instead_of_an_earlier_one_until_it_is_too_old() -> None:
    a = engaged()
    a.tell(rules.train(worker(a), course(a), PASSED, at(a)))
    for seen in (
        WorkerObserved("2026-01-20", ("lending", "crates")),
        WorkerObserved("2026-02-20", ("readers",), ("crates",)),
        WorkerObserved("2022-01-01", ("finding",)),
    ):
        a.tell(rules.observe(worker(a), seen, at(a)))
    assert shown(worker(a), "2026-02-01", months=36) == {"lending", "crates"}
    assert shown(worker(a), ON, months=36) == {"lending", "readers"}
    courses = {COURSE: OFFERED}
    assert is_capable(worker(a), courses, ON, measure=Measure(items=2))
    assert not is_capable(worker(a), courses, ON, measure=Measure(items=3))
    assert not is_capable(worker(a), {}, ON, measure=Measure(items=2))


@given(some.permutations(range(4)))
def test_in_whatever_order_it_is_heard_the_worker_is_the_same(order: list[int]) -> None:
    a = engaged()
    a.tell(rules.train(worker(a), course(a), PASSED, at(a)))
    a.tell(rules.observe(worker(a), WorkerObserved(ON, ("lending",)), at(a)))
    held = a.held(WHO)
    assert len(held) == 4
    b = Teller("B")
    b.hear(held[nr] for nr in order)
    assert worker(b) == worker(a)
