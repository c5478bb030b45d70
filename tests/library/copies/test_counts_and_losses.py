"""Counts, losses, withdrawals and registrations told apart."""

from __future__ import annotations

from tests.library.copies.scene import (
    COPY,
    MONTH_MS,
    OTHER,
    READER,
    TITLE,
    copy,
    desk,
    desks,
    lend,
    register,
    renew,
    take_back,
)
from tests.library.telling import BEGAN_MS, Teller, codes, named

from tusach.library.copies import facts, rules
from tusach.library.copies.states import AVAILABLE, LOST, ON_LOAN, WITHDRAWN, Custody

# ---- counts, losses, withdrawals ----


def test_a_copy_found_on_the_shelf_ends_the_loan_that_nobody_closed() -> None:
    a, b = desks()
    lent = lend(a, "2026-03-02")
    b.meet(a)
    seen = b.say("copy.seen/2", COPY, facts.CopySeen("count"), on="2026-03-09")
    story = b.story(COPY)
    assert [(one.code, one.facts) for one in story.disagreements] == [
        ("copy.seen_while_lent", (lent.id, seen.id))
    ]
    assert (story.state.loans[0].implied, story.state.open_loans) == (True, ())
    assert story.state.custody == Custody("place", b.place)


def test_a_count_of_an_earlier_day_does_not_end_a_newer_loan() -> None:
    a, _ = desks()
    lent = lend(a, "2026-03-10")
    a.say("copy.seen/2", COPY, facts.CopySeen("count"), on="2026-03-09")
    story = a.story(COPY)
    assert codes(story) == []
    assert story.state.custody == Custody("reader", lent.id)


def test_a_count_told_late_does_not_move_a_copy_that_was_taken_back_since() -> None:
    a, b = desks(apart_ms=MONTH_MS)
    lend(a, "2026-03-02")
    take_back(a, "2026-03-20")
    b.say("copy.seen/2", COPY, facts.CopySeen("count"), on="2026-03-09")
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
    lent = b.say("copy.lent/2", COPY, body, on="2026-03-02")
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
