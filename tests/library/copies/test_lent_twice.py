"""Loans told by desks that did not know of each other."""

from __future__ import annotations

import pytest
from tests.library.copies.scene import (
    COPY,
    MONTH_MS,
    OTHER,
    copy,
    desks,
    lend,
    take_back,
    third,
)
from tests.library.telling import codes

from tusach.library.copies import facts, rules
from tusach.library.copies.states import Custody

# ---- lent twice ----


def test_two_desks_lending_one_copy_keeps_both_loans_and_says_so() -> None:
    a, b = desks()
    first, second = lend(a, "2026-03-02"), lend(b, "2026-03-02", OTHER)
    a.meet(b)
    story = a.story(COPY)
    assert [(one.code, one.facts) for one in story.disagreements] == [
        ("copy.lent_twice", (first.id, second.id))
    ]
    assert [loan.contested for loan in story.state.open_loans] == [True, True]
    assert story.state.custody == Custody("reader", first.id)
    assert not any(rules.is_overdue(loan, "2030-01-01") for loan in story.state.open_loans)


def test_what_is_not_held_whole_is_only_perhaps_lent_twice() -> None:
    a, b = desks()
    lend(b, "2026-03-01")
    take_back(b, "2026-03-01")
    first, second = lend(a, "2026-03-02"), lend(b, "2026-03-02", OTHER)
    c = third()
    c.hear([*a.held(COPY), second])
    assert codes(c.story(COPY)) == ["copy.lent_perhaps_twice"]
    a.meet(b)
    assert codes(a.story(COPY)) == ["copy.lent_twice"]
    assert {first.id, second.id} == {loan.fact for loan in a.story(COPY).state.open_loans}


def test_a_return_at_one_of_the_desks_shows_which_loan_was_real() -> None:
    a, b = desks()
    first, second = lend(a, "2026-03-02"), lend(b, "2026-03-02", OTHER)
    returned = take_back(a, "2026-03-09")
    a.meet(b)
    story = a.story(COPY)
    assert story.state.custody == Custody("place", a.place)
    assert [(one.fact, one.ended_by, one.implied) for one in story.state.loans] == [
        (first.id, returned.id, False),
        (second.id, returned.id, True),
    ]
    assert codes(story) == ["copy.lent_twice"]
    assert lend(a, "2026-03-10").fact.kind == "copy.lent/2"


@pytest.mark.parametrize("apart_ms", [500, 60_000, MONTH_MS])
def test_it_makes_no_difference_which_clock_went_first(apart_ms: int) -> None:
    a, b = desks(apart_ms=apart_ms)
    first, second = lend(a, "2026-03-02"), lend(b, "2026-03-02", OTHER)
    returned = take_back(a, "2026-03-09")
    a.meet(b)
    state = copy(a)
    ended = {loan.fact: loan for loan in state.loans}
    assert (ended[first.id].ended_by, ended[first.id].implied) == (returned.id, False)
    assert ended[second.id].implied
    assert state.custody == Custody("place", a.place)


@pytest.mark.parametrize("apart_ms", [-MONTH_MS, 500, 60_000, MONTH_MS])
def test_slips_typed_late_contest_nothing_once_their_return_is_typed_too(apart_ms: int) -> None:
    a, b = desks(apart_ms=apart_ms)
    today = lend(a, "2026-03-10")
    slip = lend(b, "2026-03-01", OTHER)
    returned = take_back(b, "2026-03-05")
    a.meet(b)
    story = a.story(COPY)
    assert codes(story) == []
    assert [(one.fact, one.contested) for one in story.state.open_loans] == [(today.id, False)]
    ended = next(one for one in story.state.loans if one.fact == slip.id)
    assert (ended.ended_by, ended.ended_on, ended.implied) == (returned.id, "2026-03-05", False)
    assert story.state.custody == Custody("reader", today.id)


def test_a_return_by_a_desk_that_knows_both_loans_ends_both() -> None:
    a, b = desks()
    lend(a, "2026-03-02")
    lend(b, "2026-03-02", OTHER)
    c = third()
    c.meet(a)
    c.meet(b)
    take_back(c, "2026-03-20")
    assert copy(c).open_loans == ()
    assert copy(c).custody == Custody("place", c.place)


def test_the_other_reader_may_still_bring_it_where_it_is_not_thought_to_be() -> None:
    a, b = desks()
    lend(a, "2026-03-02")
    lend(b, "2026-03-02", OTHER)
    take_back(a, "2026-03-09")
    a.meet(b)
    take_back(b, "2026-03-12")
    state = copy(b)
    assert state.open_loans == ()
    assert state.custody == Custody("place", b.place)


def test_of_contested_loans_the_renewed_one_has_the_copy() -> None:
    a, b = desks()
    lend(a, "2026-03-02")
    second = lend(b, "2026-03-02", OTHER)
    a.meet(b)
    assert copy(b).custody.of != second.id
    body = facts.LoanRenewed(loan=second.id, due_on="2026-04-01", rule=None, governed_by=b.place)
    b.say("loan.renewed/1", COPY, body, on="2026-03-10")
    state = copy(b)
    assert state.custody == Custody("reader", second.id)
    assert state.open_loans[1].due_on == "2026-04-01"


def test_a_slip_at_another_place_does_not_contest_the_place_that_had_the_copy() -> None:
    a, b = desks(apart_ms=-60_000)  # b's slip stands first in the order
    slip, real = lend(b, "2026-03-02", OTHER), lend(a, "2026-03-02")
    a.meet(b)
    story = a.story(COPY)
    assert codes(story) == ["copy.lent_out_of_custody"]
    assert [loan.fact for loan in story.state.open_loans] == [real.id]
    assert rules.is_overdue(story.state.open_loans[0], "2026-04-01")
    assert story.state.loans[0].fact == slip.id
    assert story.state.loans[0].implied


def test_lending_what_is_known_to_be_lent_closes_the_earlier_loan() -> None:
    a, _ = desks()
    first = lend(a, "2026-03-02")
    body = facts.CopyLent(due_on="2026-03-20", rule=None, governed_by=a.place)
    second = a.say("copy.lent/2", COPY, body, on="2026-03-06")
    story = a.story(COPY)
    assert codes(story) == ["copy.lent_without_return"]
    assert [loan.fact for loan in story.state.open_loans] == [second.id]
    (ended, _) = story.state.loans
    assert (ended.fact, ended.implied, ended.ended_on) == (first.id, True, "2026-03-06")


def test_a_forgotten_return_that_arrives_late_ends_its_own_loan_only() -> None:
    a, b = desks(apart_ms=MONTH_MS)  # b told late, by its clock
    first = lend(a, "2026-03-02")
    b.meet(a)
    body = facts.CopyLent(due_on="2026-03-20", rule=None, governed_by=a.place)
    second = a.say("copy.lent/2", COPY, body, on="2026-03-06")
    returned = take_back(b, "2026-03-05")
    a.meet(b)
    state = copy(a)
    assert [loan.fact for loan in state.open_loans] == [second.id]
    ended = state.loans[0]
    assert (ended.fact, ended.ended_by, ended.implied) == (first.id, returned.id, False)
    assert state.custody == Custody("reader", second.id)
    assert codes(a.story(COPY)) == []
