"""Returns, ends and slips that come late, early, or from another place."""

from __future__ import annotations

import pytest
from tests.library.copies.scene import (
    COPY,
    MONTH_MS,
    OTHER,
    copy,
    desk,
    desks,
    lend,
    take_back,
    third,
)
from tests.library.telling import BEGAN_MS, Teller, codes, named

from tusach.ledger.order import Span
from tusach.library.copies import facts, rules
from tusach.library.copies.states import AVAILABLE, Custody
from tusach.library.register import FOLDERS

# ---- returned where never lent ----


def test_a_return_where_the_loan_was_never_known_closes_it_though_it_arrives_later() -> None:
    a, b = desks()
    lent = lend(a, "2026-03-02")
    returned = take_back(b, "2026-03-09")
    assert [one.fact for one in copy(b).unmatched] == [returned.id]
    for order in ((a, b), (b, a)):
        c = third()
        for teller in order:
            c.meet(teller)
        state = copy(c)
        assert (state.open_loans, state.unmatched) == ((), ())
        assert (state.loans[0].fact, state.loans[0].ended_by) == (lent.id, returned.id)
        assert (state.loans[0].ended_on, state.loans[0].ended_at) == ("2026-03-09", b.place)
        assert state.custody == Custody("place", b.place)
        assert codes(c.story(COPY)) == []


def test_a_return_before_its_loan_by_a_wrong_clock_still_closes_it() -> None:
    a, b = desks(apart_ms=-MONTH_MS)
    lend(a, "2026-03-02")
    take_back(b, "2026-03-02")
    a.meet(b)
    state = copy(a)
    assert (state.open_loans, state.unmatched) == ((), ())
    assert state.custody == Custody("place", b.place)


def test_a_return_of_long_ago_does_not_close_a_loan_of_today() -> None:
    a, b = desks()
    take_back(b, "2026-03-02")
    lent = lend(a, "2026-08-10")
    a.meet(b)
    state = copy(a)
    assert [loan.fact for loan in state.open_loans] == [lent.id]
    assert len(state.unmatched) == 1
    assert state.custody == Custody("reader", lent.id)


def test_a_return_closes_the_loan_of_a_reader_whom_its_desk_did_not_know() -> None:
    a, b = desks()
    lend(a, "2026-03-02")
    b.meet(a)
    take_back(a, "2026-03-05")
    again = lend(a, "2026-03-06", OTHER)
    late = take_back(b, "2026-03-09")  # b knows the first loan only, and names it
    a.meet(b)
    state = copy(a)
    assert state.open_loans == ()
    assert (state.loans[1].fact, state.loans[1].ended_by) == (again.id, late.id)


def test_a_return_told_late_for_an_earlier_day_leaves_the_newer_loan_alone() -> None:
    a, b = desks(apart_ms=MONTH_MS)
    lent = lend(a, "2026-03-10")
    late = take_back(b, "2026-03-02")  # typed from paper, a month later
    a.meet(b)
    state = copy(a)
    assert [loan.fact for loan in state.open_loans] == [lent.id]
    assert [one.fact for one in state.unmatched] == [late.id]
    assert state.custody == Custody("reader", lent.id)


def test_a_return_told_late_does_not_move_a_copy_that_was_seen_since() -> None:
    a, b = desks(apart_ms=MONTH_MS)
    a.tell(rules.see(copy(a), desk(a, "2026-03-20"), by="count"))
    take_back(b, "2026-03-02")
    a.meet(b)
    assert copy(a).custody == Custody("place", a.place)


def test_two_returns_of_one_loan_end_it_once_and_the_later_place_has_the_copy() -> None:
    a, b = desks()
    lend(a, "2026-03-02")
    b.meet(a)
    first = take_back(a, "2026-03-05")
    take_back(b, "2026-03-06")
    a.meet(b)
    state = copy(a)
    assert [loan.ended_by for loan in state.loans] == [first.id]
    assert (state.unmatched, state.early) == ((), ())
    assert state.custody == Custody("place", b.place)


def test_a_loan_typed_late_that_fits_between_two_others_is_history_and_contests_nothing() -> None:
    a, b = desks(apart_ms=MONTH_MS)
    lend(a, "2026-03-02")
    take_back(a, "2026-03-04")
    lend(a, "2026-03-10", OTHER)
    last = take_back(a, "2026-03-12")
    slip = lend(b, "2026-03-06")  # typed from paper, a month later, by a desk that knew of nothing
    a.meet(b)
    state = copy(a)
    assert codes(a.story(COPY)) == []
    assert state.open_loans == ()
    between = next(loan for loan in state.loans if loan.fact == slip.id)
    assert (between.implied, between.ended_by) == (True, last.id)
    assert state.custody == Custody("place", a.place)


# ---- ended elsewhere: a place never holds the circulation of another ----


@pytest.mark.parametrize("hub_ahead_ms", [MONTH_MS, -10 * MONTH_MS])
def test_a_lends_b_takes_back_and_a_learns_it_from_the_hub(hub_ahead_ms: int) -> None:
    a, b = desks()
    hub = Teller("hub", now_ms=BEGAN_MS + hub_ahead_ms)
    lent = lend(a, "2026-03-02")
    returned = take_back(b, "2026-03-09")
    hub.meet(a)
    hub.meet(b)
    body = facts.LoanEndedElsewhere(loan=lent.id, ended_on="2026-03-09", at=b.place)
    told = hub.say("loan.ended_elsewhere/1", COPY, body, on="2026-03-10", place=a.place)
    assert told.fact.after == tuple(sorted([returned.id, lent.id]))
    alone = Teller("A without B")
    alone.hear([one for one in a.held(COPY) if one.id != returned.id])
    alone.hear([told])
    state = copy(alone)
    assert state.status == AVAILABLE
    assert state.custody == Custody("place", b.place)
    assert (state.loans[0].ended_by, state.loans[0].ended_on) == (told.id, "2026-03-09")
    assert (state.loans[0].ended_at, state.early) == (b.place, ())
    # And where everything is held, the return itself has ended it.
    assert copy(hub).loans[0].ended_by == returned.id
    assert copy(hub).custody == Custody("place", b.place)


def test_an_end_that_stands_before_its_loan_waits_for_it() -> None:
    a, _ = desks()
    hub = Teller("hub", now_ms=BEGAN_MS - MONTH_MS)
    lent = lend(a, "2026-03-02")
    for body in (
        facts.LoanEndedElsewhere(loan=lent.id, ended_on="2026-03-09", at=named("B")),
        facts.LoanRenewed(loan=lent.id, due_on="2026-05-01", rule=None, governed_by=a.place),
        facts.LoanEndedElsewhere(loan=lent.id, ended_on="2026-03-12", at=named("C")),
        facts.LoanEndedElsewhere(loan=named("not held"), ended_on="2026-03-01"),
    ):
        renewed = isinstance(body, facts.LoanRenewed)
        kind = "loan.renewed/1" if renewed else "loan.ended_elsewhere/1"
        hub.say(kind, COPY, body, on="2026-03-10", place=a.place)
    assert [one.loan for one in copy(hub).early] == [lent.id] * 3 + [named("not held")]
    hub.meet(a)
    state = copy(hub)
    (loan,) = state.loans
    assert (loan.ended_on, loan.due_on, len(loan.renewals)) == ("2026-03-09", "2026-05-01", 1)
    assert [one.loan for one in state.early] == [named("not held")]
    assert state.custody == Custody("place", named("C"))


def test_a_named_return_whose_loan_is_not_held_waits_for_it() -> None:
    a, b = desks()
    lent = lend(a, "2026-03-02")
    b.meet(a)
    returned = take_back(b, "2026-03-09")
    c = Teller("C", now_ms=BEGAN_MS)
    c.hear(one for one in b.held(COPY) if one.id != lent.id)
    state = copy(c)
    assert [(one.fact, one.loan) for one in state.early] == [(returned.id, lent.id)]
    assert state.unmatched == ()
    c.meet(b)
    assert copy(c).early == ()
    assert copy(c).loans[0].ended_by == returned.id


def test_an_older_end_does_not_move_a_copy_that_was_seen_since() -> None:
    a, b = desks()
    lent = lend(a, "2026-03-02")
    take_back(a, "2026-03-20")
    body = facts.LoanEndedElsewhere(loan=lent.id, ended_on="2026-03-09", at=b.place)
    b.say("loan.ended_elsewhere/1", COPY, body, on="2026-03-10", place=a.place)
    b.meet(a)
    assert copy(b).custody == Custody("place", a.place)


def test_an_end_of_one_contested_loan_leaves_the_copy_with_the_other_reader() -> None:
    a, b = desks()
    first, second = lend(a, "2026-03-02"), lend(b, "2026-03-02", OTHER)
    a.meet(b)
    body = facts.LoanEndedElsewhere(loan=first.id, ended_on="2026-03-09", at=named("C"))
    a.say("loan.ended_elsewhere/1", COPY, body, on="2026-03-10")
    assert copy(a).custody == Custody("reader", second.id)


# ---- an offline loan older than a later online event ----


def test_an_offline_loan_older_than_a_later_count_is_history_and_not_open() -> None:
    a, b = desks(apart_ms=MONTH_MS)
    (seen,) = a.tell(rules.see(copy(a), desk(a, "2026-03-20"), by="count"))
    late = lend(b, "2026-03-02")
    a.meet(b)
    state = copy(a)
    (loan,) = state.loans
    assert (loan.fact, loan.ended_by, loan.implied) == (late.id, seen.id, True)
    assert (loan.ended_on, loan.ended_at) == ("2026-03-20", a.place)
    assert state.custody == Custody("place", a.place)
    assert codes(a.story(COPY)) == []


def test_an_offline_loan_within_a_finished_loan_is_shown_as_lent_twice() -> None:
    a, b = desks(apart_ms=MONTH_MS)
    first = lend(a, "2026-03-01")
    returned = take_back(a, "2026-03-20")
    late = lend(b, "2026-03-10", OTHER)
    a.meet(b)
    story = a.story(COPY)
    assert [(one.code, one.facts) for one in story.disagreements] == [
        ("copy.lent_twice", (first.id, late.id))
    ]
    assert story.state.open_loans == ()
    assert story.state.loans[1].ended_by == returned.id


def test_two_loans_and_a_return_within_one_day_follow_what_each_knew() -> None:
    a, b = desks(apart_ms=-10 * MONTH_MS)  # a clock wrong by months
    lend(a, "2026-03-02")
    b.meet(a)
    take_back(b, "2026-03-02")
    again = lend(b, "2026-03-02", OTHER)
    a.meet(b)
    story = a.story(COPY)
    assert codes(story) == []
    assert [loan.fact for loan in story.state.open_loans] == [again.id]
    assert [one.on for one in story.tellings[1:]] == ["2026-03-02"] * 3


def test_a_mended_clock_orders_anew_what_did_not_know_of_each_other() -> None:
    a, b = desks(apart_ms=-10 * MONTH_MS)
    lent, late = lend(a, "2026-03-02"), lend(b, "2026-03-02", OTHER)
    a.meet(b)
    assert copy(a).open_loans[0].fact != late.id or copy(a).open_loans[0].contested
    spans = {late.fact.stream: (Span(first=1, last=9, delta_ms=20 * MONTH_MS),)}
    story = FOLDERS.fold(COPY, a.held(COPY), spans)
    assert [loan.fact for loan in story.state.open_loans] == [lent.id, late.id]
    assert codes(story) == ["copy.lent_twice"]
