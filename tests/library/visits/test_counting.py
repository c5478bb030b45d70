"""What makes one visit: one rule, which adds no more than the loans of a day prove."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.places.facts import RuleSet
from tusach.library.places.story import RuleState, RuleVersion
from tusach.library.visits.counting import (
    EACH,
    LEAST,
    LOANS,
    NEVER,
    VISIT,
    Counted,
    Lent,
    VisitRule,
    set_visit_rule,
    visit_rule,
    visits,
)

DEFAULT = VisitRule()
CHANNELS, GROUPS = ("gathering", "mobile", "on_site"), ("", "adult", "child")
counts = some.lists(
    some.builds(
        Counted, some.sampled_from(CHANNELS), some.sampled_from(GROUPS), some.integers(1, 30)
    ),
    max_size=6,
)
lent = some.lists(
    some.builds(
        Lent,
        some.sampled_from(GROUPS[1:]),
        some.sampled_from(("", "a6_10")),
        some.sampled_from(("", "female")),
        some.integers(1, 5),
    ),
    max_size=6,
)


def total(found: tuple[Counted, ...], channel: str = "") -> int:
    return sum(one.n for one in found if channel in ("", one.channel))


def test_without_a_press_of_a_button_each_kind_of_borrower_came_at_least_once() -> None:
    loans = [Lent("child", "a6_10", "female", 3), Lent("child", "a6_10", "male", 1), Lent("adult")]
    assert visits(DEFAULT, [], loans) == (
        Counted("on_site", "adult", 1, by_loans=1),
        Counted("on_site", "child", 2, by_loans=2),
    )


def test_who_was_counted_is_not_counted_again_by_the_loan() -> None:
    counted = [Counted("on_site", "", 3, paper=3)]
    assert visits(DEFAULT, counted, [Lent("child"), Lent("adult")]) == tuple(counted)


def test_each_loan_is_a_visit_where_the_rule_says_so() -> None:
    loans = [Lent("child", n=4)]
    rule = replace(DEFAULT, loans=EACH, loan_channel="mobile")
    assert visits(rule, [], loans) == (Counted("mobile", "child", 4, by_loans=4),)
    assert visits(replace(rule, loans=NEVER), [], loans) == ()


def test_a_channel_that_is_left_out_counts_for_nothing() -> None:
    rule = replace(DEFAULT, leave_out="online on_site")
    counted = [Counted("on_site", "child", 2), Counted("online", "", 5), Counted("mobile", "", 1)]
    assert visits(rule, counted, [Lent("child")]) == (Counted("mobile", "", 1),)


@given(counts, lent, some.sampled_from(LOANS))
def test_a_rule_never_takes_away_and_adds_no_more_than_loans_prove(
    counted: list[Counted], loans: list[Lent], how: str
) -> None:
    found = visits(replace(DEFAULT, loans=how), counted, loans)
    told, shown = Counter[str](), Counter[str]()
    for one in counted:
        told[one.channel] += one.n
    for one in found:
        shown[one.channel] += one.n
    kinds = len({(one.group, one.age_band, one.sex) for one in loans})
    proved = {NEVER: 0, LEAST: kinds, EACH: sum(one.n for one in loans)}[how]
    assert shown["on_site"] == max(told["on_site"], proved)
    assert {one: shown[one] for one in CHANNELS[:2]} == {one: told[one] for one in CHANNELS[:2]}
    assert sum(one.by_loans for one in found) == shown["on_site"] - told["on_site"]
    assert visits(replace(DEFAULT, loans=how), reversed(counted), reversed(loans)) == found


def body(**values: int | str | bool | None) -> RuleSet:
    return RuleSet(VISIT, dict(values), "2026-01-01")


def test_the_rule_of_a_kind_of_place_goes_before_that_of_all() -> None:
    wide = RuleState("1" * 32, (RuleVersion("a" * 32, body(loans=EACH)),))
    bookcase = replace(body(loans=NEVER), place_kind="bookcase")
    narrow = RuleState("2" * 32, (RuleVersion("b" * 32, bookcase),))
    asked = {"place": "p" * 32, "on": "2026-03-02"}
    assert visit_rule([wide, narrow], place_kind="bookcase", **asked).loans == NEVER
    found = visit_rule([wide, narrow], place_kind="library", **asked)
    assert (found.loans, found.rule, found.valid_from) == (EACH, "a" * 32, "2026-01-01")
    assert visit_rule([narrow], place_kind="library", **asked) == DEFAULT


def test_what_a_newer_program_says_is_left_alone() -> None:
    told = RuleState("1" * 32, (RuleVersion("a" * 32, body(loans="sometimes", stops=3)),))
    found = visit_rule([told], place="p", place_kind="", on="2026-03-02")
    assert (found.loans, found.rule) == (LEAST, "a" * 32)


@pytest.mark.parametrize(
    "wrong",
    [
        body(loans="sometimes"),
        body(stops=3),
        replace(body(), group="child"),
        replace(body(), what="lending"),
    ],
)
def test_a_rule_that_says_nothing_of_visits_is_not_set(wrong: RuleSet) -> None:
    told = set_visit_rule("04", wrong, on="2026-01-01")
    assert isinstance(told, Refusal)
    assert told.code == "rule.value_odd"


def test_a_rule_is_told_beside_the_earlier_ones() -> None:
    told = set_visit_rule("04", body(loans=NEVER), on="2026-01-01")
    assert not isinstance(told, Refusal)
    assert told[0].kind == "rule.set/1"
