"""Every rule holds in this tree, and every rule can fail."""

from pathlib import Path

import pytest
from tests.tidy import house_rules, shape_rules, word_rules
from tests.tidy.rule import ROOT, Rule

RULES = (*shape_rules.RULES, *word_rules.RULES, *house_rules.RULES)
BY_CHECK = {rule.check: rule for rule in RULES}


def by_name(rule: Rule) -> str:
    return rule.name.replace(" ", "-")


def plant(folder: Path, tree: dict[str, str]) -> Path:
    for name, words in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
    return folder


@pytest.mark.parametrize("rule", BY_CHECK.values(), ids=by_name)
def test_this_tree_keeps_the_rule(rule: Rule) -> None:
    faults = rule.check(ROOT)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_the_rule_finds_a_planted_fault(rule: Rule, tmp_path: Path) -> None:
    assert rule.check(plant(tmp_path, dict(rule.planted)))


@pytest.mark.parametrize("rule", RULES, ids=by_name)
def test_the_rule_lets_a_clean_tree_pass(rule: Rule, tmp_path: Path) -> None:
    assert rule.check(plant(tmp_path, dict(rule.clean))) == []
