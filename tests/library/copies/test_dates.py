"""What makes a due date: days, a vehicle's next visit, a last day for all, the card, the place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from tests.library.copies import scene
from tests.library.copies.scene import at_desk, copy, desk, stocked
from tests.library.telling import Teller, named

from tusach.ledger.draft import Refusal
from tusach.library.copies import rules
from tusach.library.copies.ages import Ages, born_in
from tusach.library.copies.checks import first_refusal, of_lending
from tusach.library.copies.dates import Asked, Due, day_plus, due
from tusach.library.copies.facts import LoanRenewed
from tusach.library.copies.policy import Lending
from tusach.library.places.calendar import Calendar
from tusach.library.places.visits import Visit, Visits

START = date(2026, 1, 1)


def text(day: int) -> str:
    return (START + timedelta(days=day)).isoformat()


def visits_of(days: dict[int, bool], closed: frozenset[str]) -> Visits:
    rows = tuple(Visit(text(day), named("plan"), None, off) for day, off in sorted(days.items()))
    return Visits(rows, closed)


spans = some.integers(0, 400)
weeks = some.sets(some.integers(1, 7)).map(lambda week: tuple(sorted(week)))
dates = some.sets(spans.map(text), max_size=12).map(frozenset)
policies = some.builds(
    Lending,
    loan_days=some.integers(1, 120),
    hard_due_on=some.none() | spans.map(text),
    until_next_visit=some.booleans(),
    visit_least_days=some.integers(0, 60),
    skip_closed_days=some.booleans(),
    not_after_card_ends=some.booleans(),
)


@some.composite
def loans(draw: some.DrawFn) -> Asked:
    on, closed = draw(spans), draw(dates)
    opened = draw(dates)
    return Asked(
        on=text(on),
        days=draw(some.integers(1, 120)),
        calendar=Calendar(draw(weeks), closed - opened, opened),
        visits=visits_of(draw(some.dictionaries(spans, some.booleans(), max_size=8)), closed),
        card_until=text(on + draw(some.integers(0, 300))),
        after=draw(some.just("") | spans.map(text)),
        inside=draw(some.integers(0, 9)) == 0,
    )


@given(policies, loans())
def test_a_due_date_is_an_open_day_unless_the_card_ends(policy: Lending, asked: Asked) -> None:
    found = due(policy, asked)
    if isinstance(found, Refusal) or found.by in ("card", "inside") or not policy.skip_closed_days:
        return
    if found.by == "visit":
        assert found.on not in asked.visits.closed
        assert any(one.day == found.on and not one.called_off for one in asked.visits.rows)
    else:
        assert asked.calendar.is_open(date.fromisoformat(found.on))


@given(policies, loans())
def test_no_due_date_lies_after_the_last_day_for_all_or_before_the_loan(
    policy: Lending, asked: Asked
) -> None:
    found = due(policy, asked)
    if isinstance(found, Refusal):
        assert found.code in ("place.no_open_day", "loan.hard_due_past", "loan.no_day_before_hard")
        return
    assert found.on >= asked.on
    if policy.hard_due_on is not None and found.by != "inside":
        assert found.on <= policy.hard_due_on
    if policy.not_after_card_ends:
        assert found.on <= max(asked.card_until, asked.on)


@given(policies, loans())
def test_the_days_skipped_are_those_between_what_was_asked_and_the_date(
    policy: Lending, asked: Asked
) -> None:
    found = due(policy, asked)
    if isinstance(found, Refusal):
        return
    for one in found.skipped:
        assert min(found.asked, found.on) <= one.day <= (policy.hard_due_on or found.on) or (
            one.day < found.on
        )
        assert one.day != found.on
    if found.by == "" and policy.skip_closed_days:
        first, last = date.fromisoformat(found.asked), date.fromisoformat(found.on)
        assert len(found.skipped) == (last - first).days


@given(loans(), some.integers(0, 60))
def test_until_the_next_visit_is_the_first_that_holds(asked: Asked, least: int) -> None:
    policy = Lending(until_next_visit=True, visit_least_days=least, not_after_card_ends=False)
    asked = replace(asked, inside=False, after="")
    first = day_plus(asked.on, max(1, least))
    coming = [
        one.day
        for one in asked.visits.rows
        if one.day >= first and not one.called_off and one.day not in asked.visits.closed
    ]
    found = due(policy, asked)
    if coming:
        assert isinstance(found, Due)
        assert (found.on, found.by) == (min(coming), "visit")
    else:
        assert found == due(replace(policy, until_next_visit=False), asked)


@given(some.integers(0, 30), some.integers(0, 365), some.integers(0, 60), some.integers(-20, 400))
def test_borrowing_never_stops_longer_than_the_rule_says(
    per_day: int, most: int, grace: int, late: int
) -> None:
    a = Teller("A")
    stocked(a)
    a.tell(rules.lend(copy(a), at_desk(), desk(a, "2026-03-02"), Lending()))
    loan = copy(a).open_loan
    assert loan is not None
    policy = Lending(suspend_per_day=per_day, suspend_most=most, grace_days=grace)
    on = day_plus(loan.due_on, late)
    until = rules.suspended_until(policy, loan, on)
    if until is None:
        assert late <= grace or not per_day or not most
    else:
        assert on < until <= day_plus(on, most)
        assert until <= day_plus(on, (late - grace) * per_day)


@given(some.integers(1900, 2026), some.integers(0, 366))
def test_who_was_born_in_a_year_has_one_of_two_ages(year: int, day: int) -> None:
    on = text(day % 365)
    least, most = born_in(year, on)
    assert most == int(on[:4]) - year
    assert least == max(0, most - 1)


def lent(a: Teller, policy: Lending, **told: Any) -> Any:
    inside = told.pop("inside", False)
    over = told.pop("over_limit", False)
    counted = {name: told.pop(name) for name in ("ages", "open_loans") if name in told}
    reader = replace(at_desk(**told), **counted)
    asking = rules.lend(
        copy(a), reader, desk(a, "2026-03-02"), policy, inside=inside, over_limit=over
    )
    return asking.code if isinstance(asking, Refusal) else asking[0].body


@pytest.mark.parametrize(
    ("ages", "code"),
    [
        (None, ""),
        (Ages(0, None), ""),
        (Ages(9, 10), "reader.too_young"),
        (Ages(10, 11), "reader.too_young"),
        (Ages(11, 12), ""),
        (Ages(15, 16), ""),
        (Ages(16, 17), "reader.too_old"),
        (Ages(18, None), "reader.too_old"),
    ],
)
def test_only_who_is_known_to_be_outside_the_ages_is_refused(ages: Ages | None, code: str) -> None:
    a = Teller("A")
    stocked(a)
    found = lent(a, Lending(age_from=12, age_until=15), ages=ages)
    assert (found if isinstance(found, str) else "") == code


def test_what_is_read_inside_is_due_the_same_day_and_has_a_limit_of_its_own() -> None:
    a = Teller("A")
    stocked(a)
    policy = Lending(loan_days=0, limit=1, inside_limit=1)
    assert lent(a, policy) == "copy.not_for_loan"
    assert lent(a, Lending(inside_only=True)) == "copy.not_for_loan"
    body = lent(a, policy, inside=True, open_loans=1)
    assert (body.inside, body.due_by, body.due_on) == (True, "inside", "2026-03-02")
    reader = replace(at_desk(open_loans=1), inside=1)
    once = rules.lend(copy(a), reader, desk(a, "2026-03-02"), policy, inside=True)
    assert isinstance(once, Refusal) and once.code == "reader.inside_limit"
    taken_away = rules.lend(copy(a), reader, desk(a, "2026-03-02"), Lending(limit=1))
    assert not isinstance(taken_away, Refusal)


def test_a_copy_read_inside_is_not_renewed() -> None:
    a = Teller("A")
    stocked(a)
    a.tell(rules.lend(copy(a), at_desk(), desk(a, "2026-03-02"), Lending(), inside=True))
    refused = rules.renew(copy(a), at_desk(), desk(a, "2026-03-02"), Lending())
    assert isinstance(refused, Refusal) and refused.code == "loan.inside"


def test_who_may_passes_the_limit_over_and_the_loan_says_so_only_where_it_was_passed() -> None:
    a = Teller("A")
    stocked(a)
    assert lent(a, Lending(limit=2), open_loans=2) == "reader.limit"
    assert lent(a, Lending(limit=2), open_loans=2, over_limit=True).over_limit
    assert not lent(a, Lending(limit=2), open_loans=1, over_limit=True).over_limit


def test_a_loan_is_renewed_only_in_its_last_days_where_the_rule_says_so() -> None:
    a = Teller("A")
    stocked(a)
    a.tell(rules.lend(copy(a), at_desk(), desk(a, "2026-03-02"), Lending()))
    policy = Lending(renew_not_before_days=3)
    early = rules.renew(copy(a), at_desk(), desk(a, "2026-03-12"), policy)
    assert isinstance(early, Refusal)
    assert (early.code, early.values) == ("loan.renewed_too_early", {"from": "2026-03-13"})
    assert not isinstance(rules.renew(copy(a), at_desk(), desk(a, "2026-03-13"), policy), Refusal)


def test_days_of_grace_are_not_overdue_for_renewal_either() -> None:
    a = Teller("A")
    stocked(a)
    a.tell(rules.lend(copy(a), at_desk(), desk(a, "2026-03-02"), Lending()))
    loan = copy(a).open_loan
    assert loan is not None
    policy = Lending(renew_overdue=False, grace_days=2)
    assert not rules.is_overdue(loan, "2026-03-18", grace_days=2)
    assert rules.is_overdue(loan, "2026-03-19", grace_days=2)
    for on, code in (("2026-03-18", ""), ("2026-03-19", "loan.overdue")):
        found = rules.renew(copy(a), at_desk(), desk(a, on), policy)
        assert (found.code if isinstance(found, Refusal) else "") == code


@given(
    some.sampled_from(["2026-01-01", "2026-03-02", "2027-05-01"]),
    some.integers(0, 6),
    some.integers(0, 3),
    some.booleans(),
    policies,
)
def test_what_is_refused_is_the_first_no_of_what_is_asked(
    on: str, open_loans: int, overdue: int, inside: bool, policy: Lending
) -> None:
    a = Teller("A")
    stocked(a)
    reader = at_desk(open_loans=open_loans)
    here = desk(a, on)
    told = rules.lend(copy(a), reader, here, policy, inside=inside)
    first = first_refusal(of_lending(copy(a), reader, here, policy, inside=inside))
    if first is None:
        date_of = rules.due_date(reader, here, policy, days=policy.loan_days, inside=inside)
        if isinstance(date_of, Refusal):
            assert told == date_of
        else:
            assert not isinstance(told, Refusal)
            assert told[0].body.due_on == date_of.on  # type: ignore[attr-defined]
    else:
        assert told == first


def closing(hard: str, *closed: str) -> Due | Refusal:
    """Lent on 2026-03-02 for thirty days, until a last day for all at the latest."""
    calendar = Calendar(closed=frozenset(closed))
    return due(Lending(hard_due_on=hard), Asked(on="2026-03-02", days=30, calendar=calendar))


def test_a_closed_last_day_for_all_gives_the_open_day_before_it() -> None:
    found = closing("2026-03-10", "2026-03-09", "2026-03-10")
    assert isinstance(found, Due)
    assert (found.on, found.by, found.asked) == ("2026-03-08", "hard", "2026-03-10")
    assert [one.day for one in found.skipped] == ["2026-03-09", "2026-03-10"]


def test_no_open_day_until_the_last_one_for_all_is_no_loan() -> None:
    found = closing("2026-03-03", "2026-03-02", "2026-03-03")
    assert found == Refusal("loan.no_day_before_hard", {"on": "2026-03-03"})


def test_a_visit_after_the_last_day_for_all_is_too_late() -> None:
    visits = visits_of({(date(2026, 4, 1) - START).days: False}, frozenset())
    policy = Lending(until_next_visit=True, hard_due_on="2026-03-10")
    found = due(policy, Asked(on="2026-03-02", days=5, calendar=Calendar(), visits=visits))
    assert isinstance(found, Due)
    assert (found.on, found.by) == ("2026-03-10", "hard")


def test_a_renewal_says_what_made_its_date_where_its_version_does() -> None:
    a, _ = scene.desks()
    lent = scene.lend(a, "2026-03-02")
    (loan,) = scene.copy(a).loans
    assert loan.made_by == ""
    scene.renew(a, "2026-03-10")
    (loan,) = scene.copy(a).loans
    assert (loan.renewed_by, loan.made_by) == ("days", "")
    for due_on, by, made_by in (
        ("2026-04-20", "visit", "visit"),
        ("2026-04-10", "card", "visit"),
        ("2026-05-01", "", None),
    ):
        body = LoanRenewed(lent.id, due_on, None, a.place, due_by=by)
        a.say("loan.renewed/2", scene.COPY, body, on="2026-03-11")
        assert scene.copy(a).loans[0].made_by == made_by
