"""What a desk may do with a copy: each refusal stands beside its success."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.copies.scene import (
    COPY,
    OTHER,
    POLICY,
    READER,
    at_desk,
    copy,
    desk,
    lend,
    renew,
    stocked,
    take_back,
)
from tests.library.telling import Teller, codes, named

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies import rules
from tusach.library.copies.states import (
    AVAILABLE,
    ON_LOAN,
    UNREGISTERED,
    CopyState,
    Custody,
)
from tusach.library.places.calendar import Calendar
from tusach.library.profile.lending import BlockRule
from tusach.library.profile.parts import Wording
from tusach.library.readers.story import Block

CLOSED_SATURDAY = Calendar(
    weekdays=(1, 2, 3, 4, 5),
    closed=frozenset({"2026-03-16"}),
    facts=("11" * 16, "22" * 16, "33" * 16),
    weekly="11" * 16,
    told={"2026-03-16": "22" * 16, "2026-09-02": "33" * 16},
)


@pytest.fixture
def a() -> Teller:
    teller = Teller("A")
    stocked(teller)
    return teller


def body_of(wish: tuple[Draft, ...] | Refusal) -> Any:
    assert not isinstance(wish, Refusal), wish
    return wish[0].body


def code_of(wish: tuple[Draft, ...] | Refusal) -> str:
    assert isinstance(wish, Refusal)
    return wish.code


# ---- lend ----


def test_a_lent_copy_is_with_the_reader_until_the_day_kept_with_the_act(a: Teller) -> None:
    lent = lend(a, "2026-03-02")
    state = copy(a)
    assert state.status == ON_LOAN
    assert state.custody == Custody("reader", lent.id)
    assert state.holder is None
    assert state.open_loan is not None
    assert (state.open_loan.lent_on, state.open_loan.due_on) == ("2026-03-02", "2026-03-16")
    assert (state.owner, state.home, state.last_seen_at) == (a.place, a.place, a.place)


def test_no_reader_stands_in_the_hashed_part_of_a_loan(a: Teller) -> None:
    lent = lend(a, "2026-03-02")
    assert READER.encode() not in bytes(lent.fact.body)
    assert READER not in (*lent.fact.after, *lent.fact.also, lent.fact.subject)
    assert lent.fact.commitment is not None
    assert READER.encode() in a.vault[lent.fact.commitment].raw


def test_the_decision_is_kept_with_the_act(a: Teller) -> None:
    policy = replace(POLICY, rule="ab" * 16)
    reader = at_desk(age_band="a18_35", sex="f")
    at = desk(a, "2026-03-02", calendar=CLOSED_SATURDAY, governed_by=named("owner"))
    body = body_of(rules.lend(copy(a), reader, at, policy))
    assert body.due_on == "2026-03-17"  # 16 March is closed
    assert (body.rule, body.governed_by) == ("ab" * 16, named("owner"))
    assert (body.group, body.age_band, body.sex, body.material) == ("adult", "a18_35", "f", "book")


def test_a_loan_keeps_only_the_facts_that_its_due_date_stands_on(a: Teller) -> None:
    at = desk(a, "2026-03-02", calendar=CLOSED_SATURDAY)
    body = body_of(rules.lend(copy(a), at_desk(), at, POLICY))
    assert body.calendar == ("11" * 16, "22" * 16)


def test_a_rule_may_count_closed_days_too(a: Teller) -> None:
    policy = replace(POLICY, skip_closed_days=False)
    at = desk(a, "2026-03-02", calendar=CLOSED_SATURDAY)
    body = body_of(rules.lend(copy(a), at_desk(), at, policy))
    assert (body.due_on, body.calendar) == ("2026-03-16", ())


@pytest.mark.parametrize(
    ("ends_with_card", "due_on"), [(True, "2026-03-05"), (False, "2026-03-16")]
)
def test_no_loan_outlives_its_card_unless_the_rule_says_so(
    a: Teller, ends_with_card: bool, due_on: str
) -> None:
    policy = replace(POLICY, not_after_card_ends=ends_with_card)
    reader = at_desk(valid_until="2026-03-05")
    assert body_of(rules.lend(copy(a), reader, desk(a, "2026-03-02"), policy)).due_on == due_on


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"registered_on": None}, "reader.unknown"),
        ({"erased_on": "2026-02-01"}, "reader.unknown"),
        ({"ended_on": "2026-02-01"}, "reader.ended"),
        ({"valid_until": "2026-03-01"}, "reader.expired"),
        ({"blocks": (Block("f", ("lend",), "barred", None),)}, "reader.blocked"),
        ({"blocks": (Block("f", ("lend",), "barred", "2026-03-02"),)}, "reader.blocked"),
        ({"blocks": (Block("f", ("lend",), "barred", "2026-03-01"),)}, None),
        ({"blocks": (Block("f", ("hold", "renew"), "barred", None),)}, None),
        ({"open_loans": 5}, "reader.limit"),
        ({"open_loans": 4}, None),
        ({"valid_until": "2026-03-02"}, None),
        ({"registered_on": "2026-03-03"}, "reader.registered_later"),
        ({"registered_on": "2026-03-02"}, None),
    ],
)
def test_who_may_borrow(a: Teller, changes: dict[str, Any], code: str | None) -> None:
    wish = rules.lend(copy(a), at_desk(**changes), desk(a, "2026-03-02"), POLICY)
    assert (wish.code if isinstance(wish, Refusal) else None) == code


@pytest.mark.parametrize(
    ("on", "code"), [("2026-01-01", "copy.registered_later"), ("2026-01-02", None)]
)
def test_a_copy_is_not_lent_on_a_day_before_it_came_into_the_stock(
    a: Teller, on: str, code: str | None
) -> None:
    wish = rules.lend(copy(a), at_desk(), desk(a, on), POLICY)
    assert (wish.code if isinstance(wish, Refusal) else None) == code


def stop(cause: str, from_count: int, *acts: str, **days: Any) -> BlockRule:
    """A rule of a programme."""
    told = {"citation": "", "valid_from": None, "names": Wording({}), **days}
    return BlockRule(code="rule", cause=cause, from_count=from_count, stops=acts, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "counted", "lends", "renews"),
    [
        (stop("overdue", 3, "lend"), {"overdue": 2}, "", ""),
        (stop("overdue", 3, "lend"), {"overdue": 3}, "reader.overdue_many", ""),
        (stop("overdue", 1, "renew"), {"overdue": 1}, "", "reader.overdue_many"),
        (stop("lost", 1, "lend", "renew"), {"lost": 1}, *["reader.lost_unsettled"] * 2),
        (stop("lost", 1, "lend"), {"overdue": 9}, "", ""),
        (stop("card_lost", 1, "lend"), {"overdue": 9, "lost": 9}, "", ""),
        (stop("overdue", 1, "lend", valid_from=date(2026, 3, 3)), {"overdue": 1}, "", ""),
        (stop("overdue", 1, "lend", valid_until=date(2026, 3, 1)), {"overdue": 1}, "", ""),
        (
            stop("overdue", 1, "lend", valid_from=date(2026, 3, 2), valid_until=date(2026, 3, 2)),
            *({"overdue": 1}, "reader.overdue_many", ""),
        ),
    ],
)
def test_a_rule_of_the_programme_says_which_acts_unsettled_copies_stop(
    a: Teller, rule: BlockRule, counted: dict[str, int], lends: str, renews: str
) -> None:
    reader = replace(at_desk(), **counted)
    at = replace(desk(a, "2026-03-02"), blocks=(rule,))
    wish = rules.lend(copy(a), reader, at, POLICY)
    assert (wish.code if isinstance(wish, Refusal) else "") == lends
    a.tell(rules.lend(copy(a), at_desk(), desk(a, "2026-03-01"), POLICY))
    wish = rules.renew(copy(a), reader, at, POLICY)
    assert (wish.code if isinstance(wish, Refusal) else "") == renews
    assert not isinstance(rules.take_back(copy(a), at), Refusal)


def test_what_is_not_for_loan_is_refused(a: Teller) -> None:
    policy = replace(POLICY, loan_days=0)
    wish = rules.lend(copy(a), at_desk(), desk(a, "2026-03-02"), policy)
    assert code_of(wish) == "copy.not_for_loan"


def test_a_rule_without_a_limit_lends_any_number(a: Teller) -> None:
    policy = replace(POLICY, limit=None)
    wish = rules.lend(copy(a), at_desk(open_loans=99), desk(a, "2026-03-02"), policy)
    assert body_of(wish).due_on == "2026-03-16"


def test_a_day_to_come_is_refused_for_every_act(a: Teller) -> None:
    at = desk(a, "2027-01-01")
    state = copy(a)
    wishes = [
        rules.lend(state, at_desk(), at, POLICY),
        rules.take_back(state, at),
        rules.lose(state, at, reason="missing"),
        rules.withdraw(state, at, reason="worn"),
        rules.see(state, at, by="count"),
        rules.assign(state, at, home=named("B")),
    ]
    assert {code_of(wish) for wish in wishes} == {"date.future"}
    lend(a, "2026-03-02")
    assert code_of(rules.renew(copy(a), at_desk(), at, POLICY)) == "date.future"


def test_a_place_that_never_opens_cannot_lend(a: Teller) -> None:
    at = desk(a, "2026-03-02", calendar=Calendar(weekdays=()))
    wish = rules.lend(copy(a), at_desk(), at, POLICY)
    assert wish == Refusal("place.no_open_day", {"from": "2026-03-16"})


def test_a_copy_on_loan_is_not_lent_again(a: Teller) -> None:
    lent = lend(a, "2026-03-02")
    wish = rules.lend(copy(a), at_desk(OTHER), desk(a, "2026-03-03"), POLICY)
    assert wish == Refusal("copy.on_loan", {"due_on": "2026-03-16", "loan": lent.id})


def test_a_copy_that_nobody_registered_is_not_lent(a: Teller) -> None:
    unknown = CopyState(named("unknown copy"))
    assert unknown.status == UNREGISTERED
    assert unknown.custody == Custody("unknown", None)
    wish = rules.lend(unknown, at_desk(), desk(a, "2026-03-02"), POLICY)
    assert code_of(wish) == "copy.unregistered"


# ---- take back ----


def test_a_returned_copy_stands_where_it_was_taken_back(a: Teller) -> None:
    b = Teller("B")
    lent = lend(a, "2026-03-02")
    a.meet(b)
    returned = take_back(b, "2026-03-09")
    state = copy(b)
    assert state.status == AVAILABLE
    assert state.custody == Custody("place", b.place)
    assert (state.owner, state.home) == (a.place, a.place)
    (loan,) = state.loans
    assert (loan.fact, loan.ended_by, loan.ended_on) == (lent.id, returned.id, "2026-03-09")
    assert (loan.ended_at, loan.implied) == (b.place, False)
    assert codes(b.story(COPY)) == []


def test_only_a_copy_that_stands_here_and_nobody_has_cannot_be_taken_back(a: Teller) -> None:
    b = Teller("B")
    a.meet(b)
    assert code_of(rules.take_back(copy(a), desk(a, "2026-03-02"))) == "copy.not_on_loan"
    assert body_of(rules.take_back(copy(b), desk(b, "2026-03-02"))).loan is None


def test_a_return_before_the_lending_is_refused(a: Teller) -> None:
    lend(a, "2026-03-02")
    wish = rules.take_back(copy(a), desk(a, "2026-03-01"))
    assert wish == Refusal("loan.returned_before_lent", {"lent_on": "2026-03-02"})
    assert body_of(rules.take_back(copy(a), desk(a, "2026-03-02"))).loan is not None


def test_no_block_ever_stops_a_return(a: Teller) -> None:
    lend(a, "2026-03-02")
    a.say(
        "reader.blocked/1", READER, {"acts": ["lend", "renew"], "reason": "barred"}, on="2026-03-03"
    )
    take_back(a, "2026-03-04")
    assert copy(a).status == AVAILABLE


# ---- renew ----


def test_a_renewed_loan_runs_from_the_day_of_renewal(a: Teller) -> None:
    lend(a, "2026-03-02")
    renewed = renew(a, "2026-03-10")
    (loan,) = copy(a).loans
    assert (loan.due_on, loan.renewals) == ("2026-03-24", (renewed.id,))


@pytest.mark.parametrize(
    ("on", "changes", "code"),
    [
        ("2026-03-10", {}, None),
        ("2026-03-10", {"renewals": 0}, "loan.renewals_used"),
        ("2026-03-17", {}, None),
        ("2026-03-17", {"renew_overdue": False}, "loan.overdue"),
        ("2026-03-16", {"renew_overdue": False}, None),
        ("2026-03-02", {}, "loan.renewal_not_later"),
        ("2026-03-10", {"renewal_days": 3}, "loan.renewal_not_later"),
        ("2026-03-10", {"renewal_days": 7}, None),
        ("2026-03-10", {"renewal_days": 0}, "copy.not_for_loan"),
        ("2026-03-10", {"loan_days": 0}, "copy.not_for_loan"),
    ],
)
def test_when_a_loan_may_be_renewed(
    a: Teller, on: str, changes: dict[str, Any], code: str | None
) -> None:
    lend(a, "2026-03-02")
    wish = rules.renew(copy(a), at_desk(), desk(a, on), replace(POLICY, **changes))
    assert (wish.code if isinstance(wish, Refusal) else None) == code


def test_a_renewal_is_refused_where_no_loan_no_standing_or_no_open_day_is(a: Teller) -> None:
    at = desk(a, "2026-03-10")
    assert code_of(rules.renew(copy(a), at_desk(), at, POLICY)) == "loan.none"
    lend(a, "2026-03-02")
    blocked = at_desk(blocks=(Block("f", ("renew",), "barred", None),))
    assert code_of(rules.renew(copy(a), blocked, at, POLICY)) == "reader.blocked"
    never = desk(a, "2026-03-10", calendar=Calendar(weekdays=()))
    assert code_of(rules.renew(copy(a), at_desk(), never, POLICY)) == "place.no_open_day"


# ---- overdue ----


def test_a_loan_is_overdue_the_day_after_its_due_date_and_while_it_is_open(a: Teller) -> None:
    lend(a, "2026-03-02")
    (loan,) = copy(a).loans
    assert not rules.is_overdue(loan, "2026-03-16")
    assert rules.is_overdue(loan, "2026-03-17")
    assert not rules.is_overdue(replace(loan, contested=True), "2026-03-17")
    assert not rules.is_overdue(replace(loan, ended_by="x"), "2026-03-17")
