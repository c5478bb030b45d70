"""Tasks: given, done, withdrawn, given anew; told apart they are shown, and done counts."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.telling import TENANT, Teller, codes, named
from tests.spec.target_cases import GIVEN, TASK, UNIT, task_rows

from tusach.ledger.draft import Draft, Refusal
from tusach.library.register import FOLDERS
from tusach.library.tasks import facts, rules
from tusach.library.tasks.story import TaskState

AT = rules.At("2026-11-20", named("place A"))
NONE = TaskState(TASK)


def code(wish: tuple[Draft, ...] | Refusal) -> str:
    return wish.code if isinstance(wish, Refusal) else ""


def given() -> tuple[Teller, TaskState]:
    teller = Teller("A")
    teller.tell(rules.give(NONE, GIVEN, AT))
    return teller, teller.state(TASK)


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, ""),
        ({"what": "Train Ms X"}, "task.what_odd"),
        ({"source": "dream"}, "task.what_odd"),
        ({"due_on": "2026-11-19", "start_on": None}, "task.due_past"),
        ({"due_on": "2026-11-19", "start_on": None, "source": "inspection"}, ""),
        ({"start_on": "2027-01-01"}, "task.dates_reversed"),
    ],
)
def test_a_task_says_what_is_wrong_with_it(more: dict[str, Any], wanted: str) -> None:
    assert code(rules.give(NONE, replace(GIVEN, **more), AT)) == wanted


def test_the_same_work_out_of_the_same_plan_is_one_task_and_told_once() -> None:
    same = facts.task_subject(TENANT, source="gap_plan", of="plan", unit=UNIT, what="train")
    assert same == TASK
    _, state = given()
    assert code(rules.give(state, GIVEN, AT)) == "task.nothing_new"
    assert code(rules.give(state, replace(GIVEN, due_on="2027-01-31"), AT)) == ""


def test_a_task_is_done_once_and_not_in_days_to_come() -> None:
    assert code(rules.finish(NONE, facts.TaskDone(AT.on), AT)) == "task.unknown"
    teller, state = given()
    assert state.standing == "to_do"
    assert code(rules.finish(state, facts.TaskDone("2026-11-21"), AT)) == "task.done_later"
    assert code(rules.finish(state, facts.TaskDone(AT.on, "of Ms X"), AT)) == "task.proof_odd"
    teller.tell(rules.finish(state, facts.TaskDone(AT.on, "8/BB"), AT))
    done = teller.state(TASK)
    assert done.standing == "done"
    assert done.ended.by == teller.staff
    assert code(rules.finish(done, facts.TaskDone(AT.on), AT)) == "task.ended_already"
    assert code(rules.withdraw(done, "", AT)) == "task.ended_already"


def test_a_task_is_withdrawn() -> None:
    assert code(rules.withdraw(NONE, "", AT)) == "task.unknown"
    teller, state = given()
    assert code(rules.withdraw(state, "No More", AT)) == "target.reason_odd"
    teller.tell(rules.withdraw(state, "mistake", AT))
    assert teller.state(TASK).standing == "withdrawn"


def test_a_task_is_late_from_the_day_after_its_last_one_until_it_ends() -> None:
    teller, state = given()
    assert not NONE.is_late("2027-01-01")
    assert NONE.standing == ""
    assert not state.is_late("2026-12-31")
    assert state.is_late("2027-01-01")
    teller.tell(rules.finish(state, facts.TaskDone(AT.on), AT))
    assert not teller.state(TASK).is_late("2027-01-01")


def test_given_anew_after_its_end_it_is_open_again() -> None:
    found = {name: FOLDERS.fold(subject, held) for name, subject, held in task_rows()}
    assert {name: one.state.standing for name, one in found.items()} == {
        "done": "done",
        "given anew": "to_do",
        "withdrawn": "withdrawn",
        "told apart": "done",
    }
    assert found["given anew"].state.given.due_on == "2027-03-31"


def test_told_apart_done_counts_and_both_are_shown() -> None:
    found = {name: codes(FOLDERS.fold(subject, held)) for name, subject, held in task_rows()}
    assert set(found["told apart"]) == {"task.given_apart", "task.done_though_withdrawn"}
    assert found["done"] == found["given anew"] == found["withdrawn"] == []


def test_withdrawn_by_one_who_did_not_know_that_it_is_done_it_stays_done() -> None:
    for first, second in (("A", "B"), ("B", "A")):
        a, b = Teller(first), Teller(second)
        a.tell(rules.give(NONE, GIVEN, AT))
        b.meet(a)
        a.tell(rules.finish(a.state(TASK), facts.TaskDone(AT.on), AT))
        b.tell(rules.withdraw(b.state(TASK), "", AT))
        a.meet(b)
        assert a.state(TASK).standing == "done"
        assert codes(a.story(TASK)) == ["task.done_though_withdrawn"]


def test_done_twice_apart_is_no_contradiction_and_withdrawn_twice_neither() -> None:
    a, b = Teller("A"), Teller("B")
    a.tell(rules.give(NONE, GIVEN, AT))
    b.meet(a)
    for one in (a, b):
        one.tell(rules.finish(one.state(TASK), facts.TaskDone(AT.on), AT))
    a.meet(b)
    assert codes(a.story(TASK)) == []
    a, b = Teller("A"), Teller("B")
    a.tell(rules.give(NONE, GIVEN, AT))
    b.meet(a)
    for one in (a, b):
        one.tell(rules.withdraw(one.state(TASK), "", AT))
    a.meet(b)
    assert codes(a.story(TASK)) == []
