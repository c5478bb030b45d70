"""Versions of lending rules as a person sets them."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.copies.policy import rule_subject
from tusach.library.copies.rule_setting import set_rule
from tusach.library.places.facts import RuleSet

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


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"valid_until": "2026-12-31"}, "rule.dates_reversed"),
        ({"values": {"loan_days": -1}}, "rule.value_odd"),
        ({"values": {"limit": "many"}}, "rule.value_odd"),
        ({"place": HERE, "place_kind": "hut"}, "rule.place_and_kind"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(change: dict[str, Any], said: str) -> None:
    found = set_rule("04", replace(RULE, **change), on=ON)
    assert isinstance(found, Refusal)
    assert found.code == said
