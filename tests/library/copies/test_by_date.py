"""Rows of paper laid among what the desk did: by their day, whenever they are typed."""

from __future__ import annotations

import pytest
from tests.library.copies.scene import (
    COPY,
    OTHER,
    POLICY,
    at_desk,
    copy,
    desk,
    desks,
    lend,
    take_back,
)
from tests.library.telling import Teller, codes

from tusach.ledger.draft import Refusal
from tusach.library.copies import caring, rules, written
from tusach.library.copies.facts import CopySeen
from tusach.library.copies.policy import Lending
from tusach.library.copies.states import AVAILABLE, LOST, ON_LOAN, WITHHELD, CopyState
from tusach.library.places.calendar import Calendar

LATE = "2026-03-20"


def paper_lend(teller: Teller, on: str, row: int = 1) -> None:
    wish = rules.lend(copy(teller), at_desk(OTHER), desk(teller, on), POLICY, paper=f"5/{row}")
    teller.tell(wish)


def paper_back(teller: Teller, on: str, row: int = 1) -> None:
    teller.tell(rules.take_back(copy(teller), desk(teller, on), paper=f"5/{row}"))


def loans(teller: Teller) -> list[tuple[str, str | None, bool]]:
    return [(one.lent_on, one.ended_on, one.implied) for one in copy(teller).loans]


@pytest.fixture
def a() -> Teller:
    return desks()[0]


def test_a_row_before_what_the_desk_saw_is_history(a: Teller) -> None:
    lend(a, "2026-03-10")
    take_back(a, "2026-03-12")
    paper_lend(a, "2026-03-02")
    assert loans(a) == [("2026-03-10", "2026-03-12", False), ("2026-03-02", "2026-03-10", True)]
    assert copy(a).status == AVAILABLE
    assert copy(a).holder == a.place
    assert codes(a.story(COPY)) == []


def test_a_row_after_what_the_desk_saw_is_the_loan_that_runs(a: Teller) -> None:
    lend(a, "2026-03-10")
    paper_lend(a, "2026-03-15")
    assert loans(a) == [("2026-03-10", "2026-03-15", True), ("2026-03-15", None, False)]
    assert (copy(a).status, copy(a).holder, copy(a).standing) == (ON_LOAN, None, 1)
    paper_back(a, "2026-03-13", row=9)
    assert loans(a)[0] == ("2026-03-10", "2026-03-13", False)
    assert copy(a).status == ON_LOAN


def test_two_loans_of_one_day_end_by_what_came_back_on_it(a: Teller) -> None:
    paper_lend(a, "2026-03-02", row=1)
    paper_back(a, "2026-03-02", row=1)
    paper_lend(a, "2026-03-02", row=2)
    assert loans(a) == [("2026-03-02", "2026-03-02", False), ("2026-03-02", None, False)]
    paper_back(a, "2026-03-05", row=9)
    assert loans(a)[1] == ("2026-03-02", "2026-03-05", False)


def test_a_return_that_was_laid_to_a_loan_of_the_desk_goes_to_the_row_that_explains_it(
    a: Teller,
) -> None:
    lend(a, "2026-03-02")
    paper_back(a, "2026-03-10", row=9)
    assert loans(a) == [("2026-03-02", "2026-03-10", False)]
    paper_lend(a, "2026-03-05")
    assert loans(a) == [("2026-03-02", "2026-03-05", True), ("2026-03-05", "2026-03-10", False)]


def test_a_later_loan_of_the_desk_is_open_again_when_its_return_was_an_earlier_ones(
    a: Teller,
) -> None:
    b = Teller("B", now_ms=a.now_ms + 60_000)
    a.meet(b)
    lend(a, "2026-03-02")
    paper_back(b, "2026-03-08", row=9)
    a.meet(b)
    assert loans(a) == [("2026-03-02", "2026-03-08", False)]
    paper_back(a, "2026-03-04", row=8)
    assert loans(a) == [("2026-03-02", "2026-03-04", False)]
    assert [one.on for one in copy(a).unmatched] == ["2026-03-08"]


def test_a_row_within_a_loan_that_was_taken_back_by_name_is_shown(a: Teller) -> None:
    lend(a, "2026-03-02")
    take_back(a, LATE)
    paper_lend(a, "2026-03-08")
    assert codes(a.story(COPY)) == ["copy.lent_twice"]
    assert copy(a).status == AVAILABLE


def test_a_row_ends_what_was_told_before_it_and_not_what_came_after(a: Teller) -> None:
    a.tell(caring.withhold(copy(a), desk(a, "2026-03-01"), reason="repair"))
    paper_lend(a, "2026-03-02")
    assert copy(a).withheld is None
    paper_back(a, "2026-03-04")
    a.tell(caring.withhold(copy(a), desk(a, "2026-03-10"), reason="repair"))
    paper_lend(a, "2026-03-06", row=2)
    assert copy(a).status == WITHHELD
    assert loans(a)[1] == ("2026-03-06", "2026-03-10", True)


def test_a_loss_is_found_by_a_later_row_and_stands_against_an_earlier_one(a: Teller) -> None:
    a.tell(rules.lose(copy(a), desk(a, "2026-03-10"), reason="missing"))
    paper_lend(a, "2026-03-05")
    paper_back(a, "2026-03-06")
    assert copy(a).status == LOST
    paper_lend(a, "2026-03-12", row=2)
    assert copy(a).status == ON_LOAN
    paper_back(a, "2026-03-14", row=2)
    assert copy(a).status == AVAILABLE


def test_a_copy_that_left_the_stock_has_no_holder_whatever_is_typed(a: Teller) -> None:
    a.tell(rules.withdraw(copy(a), desk(a, "2026-03-10"), reason="worn"))
    paper_lend(a, "2026-03-05")
    paper_back(a, "2026-03-06")
    assert (copy(a).status, copy(a).holder, codes(a.story(COPY))) == ("withdrawn", None, [])
    paper_lend(a, "2026-03-12", row=2)
    assert codes(a.story(COPY)) == ["copy.lent_after_withdrawal"]


def test_a_loan_of_the_desk_ends_an_earlier_row_that_its_teller_did_not_know() -> None:
    a, b = desks()
    paper_lend(a, "2026-03-02")
    lend(b, "2026-03-08")
    a.meet(b)
    assert sorted(loans(a)) == [("2026-03-02", "2026-03-08", True), ("2026-03-08", None, False)]
    assert not any(one.contested for one in copy(a).loans)


def test_two_desks_that_lent_it_apart_and_a_row_leave_one_loan_open() -> None:
    a, b = desks()
    lend(a, "2026-03-02")
    lend(b, "2026-03-03")
    a.meet(b)
    paper_lend(a, "2026-03-05")
    assert [one.lent_on for one in copy(a).open_loans] == ["2026-03-05"]


def counted(teller: Teller, on: str) -> None:
    """The copy stood in the teller's place on a day, whatever the loans say."""
    teller.say("copy.seen/2", COPY, CopySeen("count"), on=on)


def test_a_loan_of_the_desk_that_a_count_ended_stays_ended_by_it(a: Teller) -> None:
    lend(a, "2026-03-10")
    counted(a, "2026-03-12")
    paper_lend(a, "2026-03-02")
    assert loans(a) == [("2026-03-10", "2026-03-12", True), ("2026-03-02", "2026-03-10", True)]
    paper_lend(a, "2026-03-15", row=2)
    assert loans(a)[0] == ("2026-03-10", "2026-03-12", True)
    assert copy(a).status == ON_LOAN


def test_a_return_that_an_earlier_row_explains_leaves_the_loan_of_the_desk_open(
    a: Teller,
) -> None:
    lend(a, "2026-03-10")
    paper_back(a, "2026-03-10", row=9)
    assert (loans(a), copy(a).status) == ([("2026-03-10", "2026-03-10", False)], AVAILABLE)
    paper_lend(a, "2026-03-05")
    assert loans(a) == [("2026-03-10", None, False), ("2026-03-05", "2026-03-10", False)]
    assert (copy(a).status, copy(a).holder) == (ON_LOAN, None)


def test_what_came_back_on_the_day_of_a_count_is_where_it_was_counted(a: Teller) -> None:
    counted(a, "2026-03-10")
    paper_lend(a, "2026-03-10")
    assert copy(a).holder is None
    paper_back(a, "2026-03-10")
    assert (copy(a).status, copy(a).holder) == (AVAILABLE, a.place)


def test_a_copy_that_came_back_with_its_loan_is_told_as_a_return_of_its_row(a: Teller) -> None:
    paper_lend(a, "2026-03-02")
    a.tell((written.back_with_its_loan(copy(a), desk(a, "2026-03-04"), "5/1"),))
    assert loans(a) == [("2026-03-02", "2026-03-04", False)]
    assert copy(a).papers == ("5/1",)


def refusal(wish: object) -> str:
    assert isinstance(wish, Refusal), wish
    return wish.code


def test_what_a_row_is_refused_for(a: Teller) -> None:
    paper_lend(a, "2026-03-02")
    lent = rules.lend(copy(a), at_desk(), desk(a, "2026-03-03"), POLICY, paper="5/1")
    assert refusal(lent) == "copy.paper_known"
    early = rules.take_back(copy(a), desk(a, "2026-03-01"), paper="5/1")
    assert refusal(early) == "loan.returned_before_lent"
    paper_back(a, "2026-03-04")
    again = rules.take_back(copy(a), desk(a, "2026-03-04"), paper="5/1")
    assert refusal(again) == "copy.paper_known"
    pile = rules.take_back(copy(a), desk(a, "2026-03-04"), paper="5/9")
    assert refusal(pile) == "copy.returned_already"
    future = rules.take_back(copy(a), desk(a, "2027-03-04"), paper="5/9")
    assert refusal(future) == "date.future"
    erased = at_desk(erased_on="2026-02-01")
    gone = rules.lend(copy(a), erased, desk(a, "2026-03-05"), POLICY, paper="5/3")
    assert refusal(gone) == "reader.unknown"
    unknown = rules.lend(CopyState(COPY), at_desk(), desk(a, "2026-03-05"), POLICY, paper="5/3")
    assert refusal(unknown) == "copy.unregistered"


def test_a_row_against_the_rules_of_today_is_marked(a: Teller) -> None:
    expired = at_desk(valid_until="2026-02-01")
    full = at_desk(open_loans=99)
    here = Lending(loan_days=0)
    for reader, policy, marked in (
        (expired, POLICY, True),
        (full, POLICY, True),
        (at_desk(), here, True),
        (at_desk(), POLICY, False),
    ):
        wish = rules.lend(copy(a), reader, desk(a, "2026-03-05"), policy, paper="5/1")
        assert not isinstance(wish, Refusal)
        assert wish[0].body.over_limit is marked
        assert wish[0].body.due_on >= "2026-03-05"
    never = desk(a, "2026-03-05", calendar=Calendar(weekdays=()))
    wish = rules.lend(copy(a), at_desk(), never, POLICY, paper="5/1")
    assert not isinstance(wish, Refusal)
    assert wish[0].body.due_on == "2026-03-05"


def test_a_use_on_paper_counts_and_moves_nothing(a: Teller) -> None:
    lend(a, "2026-03-10")
    a.tell(caring.use(copy(a), desk(a, "2026-03-12"), times=3, paper="6/1"))
    assert (copy(a).uses, copy(a).status) == (3, ON_LOAN)
    again = caring.use(copy(a), desk(a, "2026-03-12"), times=3, paper="6/1")
    assert refusal(again) == "copy.paper_known"
    assert codes(a.story(COPY)) == []
