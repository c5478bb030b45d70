"""What tellers who do not know of each other say of one copy: every table row of the design."""

from __future__ import annotations

import pytest
from tests.library.copies.scene import (
    COPY,
    OTHER,
    READER,
    TITLE,
    copy,
    desk,
    lend,
    register,
    renew,
    stocked,
    take_back,
)
from tests.library.telling import BEGAN_MS, Teller, codes, named

from tusach.ledger.order import Span
from tusach.library.copies import facts, rules
from tusach.library.copies.states import AVAILABLE, LOST, ON_LOAN, WITHDRAWN, Custody
from tusach.library.register import FOLDERS

MONTH_MS = 30 * 24 * 3600 * 1000


def desks(*, apart_ms: int = 60_000) -> tuple[Teller, Teller]:
    """Desk A, where the copy belongs, and desk B, whose clock stands so far ahead."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + apart_ms)
    stocked(a, b)
    return a, b


def third() -> Teller:
    return Teller("C", now_ms=BEGAN_MS + 10 * MONTH_MS)


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
    assert lend(a, "2026-03-10").fact.kind == "copy.lent/1"


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
    second = a.say("copy.lent/1", COPY, body, on="2026-03-06")
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
    second = a.say("copy.lent/1", COPY, body, on="2026-03-06")
    returned = take_back(b, "2026-03-05")
    a.meet(b)
    state = copy(a)
    assert [loan.fact for loan in state.open_loans] == [second.id]
    ended = state.loans[0]
    assert (ended.fact, ended.ended_by, ended.implied) == (first.id, returned.id, False)
    assert state.custody == Custody("reader", second.id)
    assert codes(a.story(COPY)) == []


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
        facts.LoanEndedElsewhere(loan=named("not held"), ended_on="2026-03-01"),
    ):
        renewed = isinstance(body, facts.LoanRenewed)
        kind = "loan.renewed/1" if renewed else "loan.ended_elsewhere/1"
        hub.say(kind, COPY, body, on="2026-03-10", place=a.place)
    assert [one.loan for one in copy(hub).early] == [lent.id, lent.id, named("not held")]
    hub.meet(a)
    state = copy(hub)
    (loan,) = state.loans
    assert (loan.ended_on, loan.due_on, len(loan.renewals)) == ("2026-03-09", "2026-05-01", 1)
    assert [one.loan for one in state.early] == [named("not held")]
    assert state.custody == Custody("place", named("B"))


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


# ---- counts, losses, withdrawals ----


def test_a_copy_found_on_the_shelf_ends_the_loan_that_nobody_closed() -> None:
    a, b = desks()
    lent = lend(a, "2026-03-02")
    b.meet(a)
    seen = b.say("copy.seen/1", COPY, facts.CopySeen("count"), on="2026-03-09")
    story = b.story(COPY)
    assert [(one.code, one.facts) for one in story.disagreements] == [
        ("copy.seen_while_lent", (lent.id, seen.id))
    ]
    assert (story.state.loans[0].implied, story.state.open_loans) == (True, ())
    assert story.state.custody == Custody("place", b.place)


def test_a_count_of_an_earlier_day_does_not_end_a_newer_loan() -> None:
    a, _ = desks()
    lent = lend(a, "2026-03-10")
    a.say("copy.seen/1", COPY, facts.CopySeen("count"), on="2026-03-09")
    story = a.story(COPY)
    assert codes(story) == []
    assert story.state.custody == Custody("reader", lent.id)


def test_a_count_told_late_does_not_move_a_copy_that_was_taken_back_since() -> None:
    a, b = desks(apart_ms=MONTH_MS)
    lend(a, "2026-03-02")
    take_back(a, "2026-03-20")
    b.say("copy.seen/1", COPY, facts.CopySeen("count"), on="2026-03-09")
    a.meet(b)
    assert copy(a).custody == Custody("place", a.place)


def test_a_loss_told_without_knowing_that_the_copy_was_seen_elsewhere_is_shown() -> None:
    a, b = desks()
    returned = take_back(b, "2026-03-02")
    later = Teller("A", now_ms=BEGAN_MS + MONTH_MS)
    later.hear(one for one in a.held(COPY))
    (lost,) = later.tell(rules.lose(copy(later), desk(later, "2026-03-05"), reason="missing"))
    later.meet(b)
    story = later.story(COPY)
    assert [(one.code, one.facts) for one in story.disagreements] == [
        ("copy.lost_but_seen", (returned.id, lost.id))
    ]
    assert story.state.status == LOST


def test_a_loss_of_an_earlier_day_than_the_newest_sighting_is_history() -> None:
    a, b = desks()
    take_back(b, "2026-03-09")
    later = Teller("A", now_ms=BEGAN_MS + MONTH_MS)
    later.hear(one for one in a.held(COPY))
    later.tell(rules.lose(copy(later), desk(later, "2026-03-05"), reason="missing"))
    later.meet(b)
    assert copy(later).status == AVAILABLE


def test_a_loss_stands_though_the_copy_had_come_back_elsewhere_before() -> None:
    a, b = desks()
    lent = lend(a, "2026-03-02")
    a.tell(rules.lose(copy(a), desk(a, "2026-03-12"), reason="reader"))
    body = facts.LoanEndedElsewhere(loan=lent.id, ended_on="2026-03-09", at=b.place)
    a.say("loan.ended_elsewhere/1", COPY, body, on="2026-03-13")
    assert copy(a).status == LOST
    assert copy(a).open_loans == ()


def test_a_copy_withdrawn_while_a_reader_has_it_is_shown() -> None:
    a, b = desks()
    lent = lend(a, "2026-03-02")
    (gone,) = b.tell(rules.withdraw(copy(b), desk(b, "2026-03-03"), reason="worn"))
    a.meet(b)
    story = a.story(COPY)
    assert [(one.code, one.facts) for one in story.disagreements] == [
        ("copy.withdrawn_while_lent", (lent.id, gone.id))
    ]
    assert story.state.status == WITHDRAWN
    assert [loan.fact for loan in story.state.open_loans] == [lent.id]
    take_back(a, "2026-03-09")
    assert copy(a).open_loans == ()


def test_a_copy_lent_after_it_was_withdrawn_is_shown() -> None:
    a, b = desks(apart_ms=-MONTH_MS)
    (gone,) = b.tell(rules.withdraw(copy(b), desk(b, "2026-03-01"), reason="worn"))
    lent = lend(a, "2026-03-02")
    a.meet(b)
    story = a.story(COPY)
    assert [(one.code, one.facts) for one in story.disagreements] == [
        ("copy.lent_after_withdrawal", (gone.id, lent.id))
    ]


def test_a_copy_withdrawn_twice_left_the_stock_the_first_time() -> None:
    a, b = desks()
    lent = lend(a, "2026-02-02")
    take_back(a, "2026-02-03")
    (first,) = a.tell(rules.withdraw(copy(a), desk(a, "2026-03-01"), reason="worn"))
    b.tell(rules.withdraw(copy(b), desk(b, "2026-03-02"), reason="obsolete"))
    a.meet(b)
    assert copy(a).withdrawn_by == first.id
    assert copy(a).loans[0].fact == lent.id


def test_a_renewal_told_apart_from_the_return_is_shown() -> None:
    a, b = desks(apart_ms=-MONTH_MS)  # the return stands first in the order
    lend(a, "2026-03-02")
    b.meet(a)
    returned, renewed = take_back(b, "2026-03-09"), renew(a, "2026-03-10")
    a.meet(b)
    story = a.story(COPY)
    assert [(one.code, one.facts) for one in story.disagreements] == [
        ("loan.renewed_after_end", (returned.id, renewed.id))
    ]
    assert story.state.open_loans == ()
    assert story.state.custody == Custody("place", b.place)


# ---- registered twice, seen before it was registered ----


def test_one_number_on_two_copies_is_shown() -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    first, second = register(a), register(b, title=named("other title"))
    a.meet(b)
    story = a.story(COPY)
    assert [(one.code, one.facts) for one in story.disagreements] == [
        ("copy.registered_twice", (first.id, second.id))
    ]
    assert story.state.registered.title == TITLE


def test_one_registration_imported_on_two_nodes_is_one_copy() -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    register(a)
    register(b, owner=a.place)
    a.meet(b)
    assert codes(a.story(COPY)) == []


def test_a_loan_that_arrives_before_its_copy_is_registered_is_a_loan() -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS - MONTH_MS)
    body = facts.CopyLent(due_on="2026-03-20", rule=None, governed_by=b.place)
    lent = b.say("copy.lent/1", COPY, body, on="2026-03-02")
    assert copy(b).status == ON_LOAN
    register(a)
    b.meet(a)
    state = copy(b)
    assert state.custody == Custody("reader", lent.id)
    assert (state.owner, state.last_seen_at) == (a.place, b.place)


def test_readers_are_not_named_by_any_disagreement() -> None:
    a, b = desks()
    lend(a, "2026-03-02")
    lend(b, "2026-03-02", OTHER)
    a.meet(b)
    assert not {READER, OTHER} & {fact for one in a.story(COPY).disagreements for fact in one.facts}
