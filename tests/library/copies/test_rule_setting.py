"""Versions of lending rules as a person sets them."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.copies.policy import LENDING, Case, chosen, matching, rule_subject
from tusach.library.copies.rule_setting import set_rule
from tusach.library.places.facts import RuleSet
from tusach.library.places.story import RuleState, RuleVersion

ON, HERE = "2026-11-23", "ab" * 16
RULE = RuleSet("lending", {"loan_days": 21, "limit": 4}, "2027-01-01", group="child")


def test_a_rule_is_told_of_the_subject_that_its_case_makes() -> None:
    found = set_rule("04", RULE, on=ON)
    assert not isinstance(found, Refusal)
    (draft,) = found
    assert draft.body == RULE
    assert draft.place is None
    wanted = rule_subject("04", "lending", place=None, group="child", material=None)
    assert draft.subject == wanted


def test_a_rule_of_one_place_is_told_at_that_place() -> None:
    found = set_rule("04", replace(RULE, place=HERE), on=ON)
    assert not isinstance(found, Refusal)
    assert found[0].place == HERE


@pytest.mark.parametrize("by", ["desk", "holder", "owner"])
def test_whose_rules_govern_is_told_of_places_alone(by: str) -> None:
    body = replace(RULE, what="governing", values={"by": by}, group=None)
    found = set_rule("04", body, on=ON)
    assert not isinstance(found, Refusal)
    assert found[0].body == body
    wanted = rule_subject("04", "governing", place=None, group=None, material=None)
    assert found[0].subject == wanted


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"valid_until": "2026-12-31"}, "rule.dates_reversed"),
        ({"values": {"loan_days": -1}}, "rule.value_odd"),
        ({"values": {"limit": "many"}}, "rule.value_odd"),
        ({"place": HERE, "place_kind": "hut"}, "rule.place_and_kind"),
        ({"values": {"hard_due_on": "2026-12-31"}}, "rule.hard_due_before"),
        ({"values": {"hard_due_on": "2027-02-31"}}, "rule.value_odd"),
        ({"values": {"age_from": 9, "age_until": 8}}, "rule.ages_reversed"),
        ({"values": {"suspend_per_day": 1}}, "rule.suspend_most_missing"),
        ({"what": "governing", "values": {"by": "moon"}, "group": None}, "rule.value_odd"),
        ({"what": "governing", "values": {"by": "desk"}}, "rule.governing_of_places"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(change: dict[str, Any], said: str) -> None:
    found = set_rule("04", replace(RULE, **change), on=ON)
    assert isinstance(found, Refusal)
    assert found.code == said


def version(fact: str, **told: Any) -> RuleState:
    rule = RuleSet("lending", {"loan_days": 7}, "2026-01-01", **told)
    return RuleState(fact, versions=(RuleVersion(fact, rule),))


def test_of_all_rules_that_fit_the_one_that_holds_comes_first() -> None:
    case = Case(place=HERE, place_kind="hut", group="child", material="book", on=ON)
    rules = [
        version("1" * 32),
        version("2" * 32, group="child"),
        version("3" * 32, place_kind="hut"),
        version("4" * 32, group="adult"),
        version("5" * 32, material="book", valid_until="2026-02-01"),
    ]
    found = matching(rules, LENDING, case)
    assert [one.fact[0] for one in found] == ["3", "2", "1"]
    assert found[0] == chosen(rules, LENDING, case)
    assert matching(rules, "card", case) == ()
