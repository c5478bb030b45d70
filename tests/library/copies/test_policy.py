"""Which lending rule holds: the most specific, place over its kind over group over material."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.library.telling import named

from tusach.library.copies.policy import (
    GOVERNING,
    LENDING,
    Case,
    Lending,
    chosen,
    governing,
    lending,
    unreadable,
)
from tusach.library.places.facts import RuleSet
from tusach.library.places.story import RuleState, RuleVersion

PLACE = named("place")
CASE = Case(place=PLACE, place_kind="bookcase", group="adult", material="book", on="2026-03-02")


def told(fact: str, values: dict[str, Any], **scope: Any) -> RuleState:
    dates = {
        "valid_from": "2026-01-01",
        **{k: v for k, v in scope.items() if k in ("valid_from", "valid_until")},
    }
    where = {key: value for key, value in scope.items() if key not in dates and key != "what"}
    rule = RuleSet(what=scope.get("what", LENDING), values=values, **dates, **where)
    return RuleState(named(fact), (RuleVersion(fact, rule),))


SCOPES = [
    {"place": PLACE},
    {"place_kind": "bookcase"},
    {"group": "adult"},
    {"material": "book"},
]


def test_without_a_rule_the_built_in_one_holds() -> None:
    assert lending((), CASE) == Lending()
    assert (Lending().loan_days, Lending().limit, Lending().renewals) == (14, 5, 2)


@pytest.mark.parametrize("on_top", range(4))
def test_a_place_outweighs_its_kind_that_the_group_that_the_material(on_top: int) -> None:
    rules = [told(f"r{nr}", {"loan_days": nr + 1}, **SCOPES[nr]) for nr in range(on_top, 4)]
    rules.append(told("any", {"loan_days": 99}))
    assert lending(rules, CASE).loan_days == on_top + 1


def test_each_part_outweighs_all_parts_below_it_together() -> None:
    for above in range(4):
        below: dict[str, Any] = {}
        for scope in SCOPES[above + 1 :]:
            below |= scope
        rules = [
            told("above", {"loan_days": 1}, **SCOPES[above]),
            told("below", {"loan_days": 2}, **below),
        ]
        assert lending(rules, CASE).loan_days == 1


@given(some.randoms(use_true_random=False), some.integers(0, 15))
def test_the_order_in_which_rules_are_held_does_not_matter(
    chance: random.Random, chosen_few: int
) -> None:
    rules = []
    for nr, parts in enumerate(product((False, True), repeat=4)):
        scope: dict[str, Any] = {}
        for wanted, part in zip(parts, SCOPES, strict=True):
            scope |= part if wanted else {}
        rules.append(told(f"rule {nr:02d}", {"loan_days": nr + 1}, **scope))
    kept = rules[: chosen_few + 1]
    chance.shuffle(kept)
    assert lending(kept, CASE).loan_days == chosen_few + 1


@pytest.mark.parametrize(
    "scope",
    [
        {"place": named("other")},
        {"place_kind": "school"},
        {"group": "child"},
        {"material": "map"},
        {"what": "card"},
        {"valid_from": "2026-03-03"},
        {"valid_until": "2026-03-01"},
    ],
)
def test_a_rule_for_another_case_or_day_does_not_hold(scope: dict[str, Any]) -> None:
    assert chosen([told("other", {"loan_days": 1}, **scope)], LENDING, CASE) is None


def test_of_equals_the_later_dated_holds() -> None:
    rules = [
        told("b", {"loan_days": 1}, valid_from="2026-01-01"),
        told("a", {"loan_days": 2}, valid_from="2026-02-01"),
    ]
    assert lending(rules, CASE).loan_days == 2


def test_a_rule_is_completed_and_names_the_fact_that_told_it() -> None:
    values = {"loan_days": 7, "limit": None, "holds": 3}
    found = lending([told("fact", values, citation="NQ 12")], CASE)
    assert found == Lending(loan_days=7, limit=None, rule="fact", citation="NQ 12")


@pytest.mark.parametrize(
    ("values", "odd"),
    [
        ({"loan_days": 7, "limit": None, "skip_closed_days": False}, ()),
        ({"loan_days": "7", "limit": -1, "renewals": True}, ("limit", "loan_days", "renewals")),
        ({"loan_days": None, "renewal_days": None}, ("loan_days",)),
        ({"loan_days": 3651}, ("loan_days",)),
        ({"rule": "x", "something_newer": 1}, ()),
    ],
)
def test_a_value_that_no_lending_can_have_is_named_and_the_built_in_one_holds(
    values: dict[str, Any], odd: tuple[str, ...]
) -> None:
    rule = told("fact", values)
    assert unreadable(rule.versions[0].rule) == odd
    found = lending([rule], CASE)
    for name in odd:
        assert getattr(found, name) == getattr(Lending(), name)


# ---- material that stays, whose rule holds ----


@pytest.mark.parametrize("on_top", range(4))
def test_only_a_rule_that_names_a_kind_kept_inside_lends_it_out(on_top: int) -> None:
    kept = frozenset({"book"})
    rules = [told("r", {"loan_days": 9}, **SCOPES[on_top])]
    assert lending(rules, CASE, inside_only=kept).inside_only == ("material" not in SCOPES[on_top])
    named_too = told("both", {"loan_days": 9}, **{**SCOPES[on_top], "material": "book"})
    assert not lending([named_too], CASE, inside_only=kept).inside_only
    assert lending((), CASE, inside_only=kept).inside_only
    assert not lending(rules, CASE, inside_only=frozenset({"map"})).inside_only


def test_whose_rule_holds_is_told_or_as_the_programme_says() -> None:
    assert governing((), CASE, default="owner") == "owner"
    everywhere = told("any", {"by": "holder"}, what=GOVERNING)
    assert governing([everywhere], CASE, default="owner") == "holder"
    here = told("here", {"by": "desk"}, what=GOVERNING, place=PLACE)
    assert governing([everywhere, here], CASE, default="owner") == "desk"
    strange = told("strange", {"by": "moon"}, what=GOVERNING)
    assert governing([strange], CASE, default="owner") == "owner"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hard_due_on", "2026-13-01"),
        ("hard_due_on", "2026-02-31"),
        ("hard_due_on", 5),
        ("until_next_visit", "yes"),
        ("visit_least_days", -1),
        ("age_from", 151),
        ("inside_limit", -1),
        ("renew_not_before_days", -3),
        ("grace_days", 61),
        ("suspend_per_day", 31),
        ("suspend_most", 366),
        ("compensation", "gold"),
    ],
)
def test_a_value_that_cannot_be_is_named_and_the_plain_one_holds(name: str, value: Any) -> None:
    state = told("r", {name: value, "loan_days": 9})
    assert unreadable(state.versions[0].rule) == (name,)
    held = lending([state], CASE)
    assert (getattr(held, name), held.loan_days) == (getattr(Lending(), name), 9)
