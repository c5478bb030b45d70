"""A market of tests, told by tellers as they would tell it."""

from __future__ import annotations

from typing import Any

from tests.library.telling import TENANT, Teller, named

from tusach.ledger.draft import Refusal
from tusach.library.markets import facts, grammar, rules
from tusach.library.markets.rules import At
from tusach.library.markets.story import MarketState

ON = "2026-03-02"
UNIT = named("unit")
MARKET = facts.market_subject(TENANT, "tong_cot")
DECLARED = facts.MarketDeclared("tong_cot", {"vi": "Chợ Tổng Cọt"}, UNIT)


def at(teller: Teller, on: str = ON) -> At:
    return At(on, teller.place)


def market(teller: Teller) -> MarketState:
    found: MarketState = teller.state(MARKET)
    return found


def refusal(wish: object) -> str:
    assert isinstance(wish, Refusal), wish
    return wish.code


def rule_of(rule: grammar.Rule, **more: Any) -> facts.MarketRuleSet:
    told = {"valid_from": "2020-01-01", "certainty": "confirmed", "sources": ("UBND xã",)}
    return facts.MarketRuleSet(rule, **(told | more))


def ruled(rule: grammar.Rule, **more: Any) -> Teller:
    """A teller who knows the market with this rule."""
    a = Teller("A")
    a.tell(rules.declare(MarketState(MARKET), DECLARED, at(a)))
    a.tell(rules.set_rule(market(a), rule_of(rule, **more), at(a)))
    return a
