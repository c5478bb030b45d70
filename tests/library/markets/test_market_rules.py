"""What may be told of a market, and its story in any order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace
from tests.library.markets.fair import DECLARED, MARKET, ON, at, market, refusal, rule_of, ruled
from tests.library.telling import BEGAN_MS, Teller, codes

from tusach.library.markets import facts, grammar, rules
from tusach.library.markets.story import MarketState
from tusach.library.register import FOLDERS

SUNDAYS = grammar.Weekly((7,))
BODIES = (
    ("market.declared/1", DECLARED),
    ("market.declared/1", replace(DECLARED, unit=None)),
    ("market.rule_set/1", rule_of(SUNDAYS)),
    ("market.rule_set/1", rule_of(grammar.Lunar((2, 7)), valid_from="2027-01-01")),
    ("market.rule_set/1", rule_of(SUNDAYS, valid_until="2019-12-31")),
    ("market.days_changed/1", facts.MarketDaysChanged(ON, ON, "closed")),
    ("market.days_changed/1", facts.MarketDaysChanged(ON, "2026-03-09", "held")),
    ("market.judged/1", facts.MarketJudged(True, ON, ("space",))),
    ("market.judged/1", facts.MarketJudged(False, ON, ("road",))),
    ("market.judged/1", facts.MarketJudged(False, "2026-01-01", ("road",))),
    ("market.ended/1", facts.MarketEnded("2030-01-01")),
)
moves = some.lists(
    some.tuples(some.integers(0, 1), some.integers(0, len(BODIES) - 1), some.booleans()),
    max_size=9,
)


@given(moves, some.randoms(use_true_random=False), some.integers(0, 9))
def test_the_story_is_one_in_any_order_twice_and_in_halves(
    told: list[tuple[int, int, bool]], chance: random.Random, cut: int
) -> None:
    two = (Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000))
    for who, what, meet in told:
        kind, body = BODIES[what]
        two[who].say(kind, MARKET, body, on=ON)
        if meet:
            two[0].meet(two[1])
    two[0].meet(two[1])
    held = two[0].held(MARKET) * 2
    chance.shuffle(held)
    story = FOLDERS.fold(MARKET, two[0].held(MARKET))
    assert FOLDERS.extend(FOLDERS.fold(MARKET, held[:cut]), held[cut:]) == story
    assert story.dead == ()


def test_what_two_told_apart_and_differs_is_shown_and_the_later_word_counts() -> None:
    a = ruled(SUNDAYS)
    b = Teller("B", now_ms=BEGAN_MS + 600_000)
    b.meet(a)
    a.tell(rules.declare(market(a), replace(DECLARED, unit=None), at(a)))
    a.tell(rules.set_rule(market(a), rule_of(grammar.Lunar((2, 7))), at(a)))
    a.tell(rules.judge(market(a), facts.MarketJudged(True, ON, ("space",)), at(a)))
    b.tell(rules.declare(market(b), replace(DECLARED, aliases=("X",)), at(b)))
    b.tell(rules.set_rule(market(b), rule_of(grammar.Lunar((3, 8))), at(b)))
    b.tell(rules.judge(market(b), facts.MarketJudged(False, ON, ("road",)), at(b)))
    a.meet(b)
    story = a.story(MARKET)
    assert sorted(codes(story)) == [
        "market.declared_apart",
        "market.judged_apart",
        "market.rule_set_apart",
    ]
    rule = market(a).rule_on(ON)
    assert rule is not None
    assert rule.rule == grammar.Lunar((3, 8))
    judged = market(a).judgement_on(ON)
    assert judged is not None
    assert judged.suitable is False


def test_who_knew_the_other_word_replaces_it_and_nothing_contradicts() -> None:
    a = ruled(SUNDAYS)
    a.tell(rules.declare(market(a), replace(DECLARED, unit=None), at(a)))
    a.tell(rules.set_rule(market(a), rule_of(grammar.Lunar((2, 7))), at(a)))
    for suitable in (True, False):
        a.tell(rules.judge(market(a), facts.MarketJudged(suitable, ON, ("road",)), at(a)))
    assert codes(a.story(MARKET)) == []


def test_the_judgement_in_force_is_that_of_the_day() -> None:
    a = ruled(SUNDAYS)
    for body in (
        facts.MarketJudged(True, "2026-06-01", ("space",)),
        facts.MarketJudged(False, "2026-01-01", ("road",)),
        facts.MarketJudged(None, "2027-01-01"),
    ):
        a.tell(rules.judge(market(a), body, at(a)))

    def found(on: str) -> bool | None:
        one = market(a).judgement_on(on)
        return one.suitable if one else None

    assert market(a).judgement_on("2025-12-31") is None
    assert [found(on) for on in ("2026-03-01", "2026-06-01", "2027-02-01")] == [False, True, None]


def test_a_rule_holds_on_its_days_and_the_latest_told_of_them_counts() -> None:
    a = ruled(SUNDAYS)
    later = rule_of(grammar.Lunar((2, 7)), valid_from="2026-06-01", valid_until="2026-06-30")
    a.tell(rules.set_rule(market(a), later, at(a)))
    found = [market(a).rule_on(on) for on in ("2026-05-31", "2026-06-30", "2026-07-01")]
    assert [one.rule if one else None for one in found] == [SUNDAYS, later.rule, SUNDAYS]
    assert market(a).rule_on("2019-12-31") is None
    assert market(a).usable_rule_on("2019-12-31") is None


DECLARED_ODD = [
    (replace(DECLARED, code="Tổng Cọt"), "market.code_odd"),
    (replace(DECLARED, code="x" * 61), "market.code_odd"),
    (replace(DECLARED, names={"vi": " "}), "market.name_missing"),
    (replace(DECLARED, names={"vi": "x" * 201}), "market.name_missing"),
    (replace(DECLARED, opens_minute=600, closes_minute=600), "market.closes_before_opening"),
    (DECLARED, "market.nothing_new"),
]


@pytest.mark.parametrize(("body", "code"), DECLARED_ODD)
def test_a_market_that_cannot_be_so_is_refused(body: facts.MarketDeclared, code: str) -> None:
    a = ruled(SUNDAYS)
    assert refusal(rules.declare(market(a), body, at(a))) == code
    a.tell(rules.declare(market(a), replace(DECLARED, opens_minute=300, closes_minute=600), at(a)))


CLAIM = facts.Claim(grammar.Lunar((2, 7)), ("Y",))
RULES_ODD = [
    (rule_of(grammar.Lunar()), "market.rule_empty"),
    (rule_of(grammar.Explicit(())), "market.rule_empty"),
    (rule_of(grammar.Lunar(days=(31,))), "market.lunar_day_missing"),
    (rule_of(grammar.Lunar((1,), short_month="tidal")), "market.short_month_odd"),
    (rule_of(grammar.YearlyLunar(3, 31)), "market.lunar_day_missing"),
    (rule_of(SUNDAYS, valid_until="2019-01-01"), "market.last_before_first"),
    (rule_of(SUNDAYS, certainty=""), "market.certainty_odd"),
    (rule_of(SUNDAYS, certainty="contested"), "market.contested_by_none"),
    (rule_of(SUNDAYS, others=(CLAIM,)), "market.contested_by_none"),
    (rule_of(SUNDAYS, sources=()), "market.source_missing"),
    (rule_of(SUNDAYS, sources=("x" * 301,)), "market.source_missing"),
    (rule_of(SUNDAYS, sources=("x",) * 13), "market.source_missing"),
    (rule_of(SUNDAYS), "market.nothing_new"),
]


@pytest.mark.parametrize(("body", "code"), RULES_ODD)
def test_a_rule_that_cannot_be_right_is_refused(body: facts.MarketRuleSet, code: str) -> None:
    a = ruled(SUNDAYS)
    assert refusal(rules.set_rule(market(a), body, at(a))) == code
    right = rule_of(grammar.Lunar((5, 0), short_month="day_1"), valid_until="2030-01-01")
    a.tell(rules.set_rule(market(a), right, at(a)))
    a.tell(rules.set_rule(market(a), rule_of(grammar.Unknown()), at(a)))
    a.tell(rules.set_rule(market(a), rule_of(grammar.Zodiac((5, 11))), at(a)))
    a.tell(rules.set_rule(market(a), rule_of(grammar.YearlyLunar(3, 26)), at(a)))
    contested = rule_of(SUNDAYS, certainty="contested", others=(CLAIM,))
    a.tell(rules.set_rule(market(a), contested, at(a)))


DAYS_ODD = [
    (facts.MarketDaysChanged(ON, ON, "tidal"), "market.change_odd"),
    (facts.MarketDaysChanged(ON, ON, "closed", "because of Ms X"), "market.change_odd"),
    (facts.MarketDaysChanged(ON, "2026-03-01", "closed"), "market.last_before_first"),
    (facts.MarketDaysChanged(ON, "2028-03-01", "closed"), "market.days_too_many"),
]


@pytest.mark.parametrize(("body", "code"), DAYS_ODD)
def test_days_that_cannot_be_so_are_refused(body: facts.MarketDaysChanged, code: str) -> None:
    a = ruled(SUNDAYS)
    assert refusal(rules.change_days(market(a), body, at(a))) == code
    a.tell(rules.change_days(market(a), facts.MarketDaysChanged(ON, ON, "closed", "tet"), at(a)))


@pytest.mark.parametrize("body", [
    facts.MarketJudged(True, ON),
    facts.MarketJudged(True, ON, ("Ms X says so",)),
])  # fmt: skip
def test_a_judgement_names_its_reasons(body: facts.MarketJudged) -> None:
    a = ruled(SUNDAYS)
    assert refusal(rules.judge(market(a), body, at(a))) == "market.reasons_missing"
    said = facts.MarketJudged(True, ON, ("space",), "4/QĐ")
    a.tell(rules.judge(market(a), said, at(a)))
    assert refusal(rules.judge(market(a), said, at(a))) == "market.nothing_new"
    a.tell(rules.judge(market(a), facts.MarketJudged(None, ON), at(a)))


def test_nothing_is_told_of_a_market_that_is_not_there_or_is_no_more() -> None:
    a = ruled(SUNDAYS)
    odd = facts.MarketEnded(ON, "because of Ms X")
    assert refusal(rules.end(market(a), odd, at(a))) == "market.change_odd"
    a.tell(rules.end(market(a), facts.MarketEnded(ON, "moved"), at(a)))
    for state, code in ((market(a), "market.ended"), (MarketState(MARKET), "market.unknown")):
        closed = facts.MarketDaysChanged(ON, ON, "closed")
        assert refusal(rules.set_rule(state, rule_of(SUNDAYS), at(a))) == code
        assert refusal(rules.change_days(state, closed, at(a))) == code
        assert refusal(rules.judge(state, facts.MarketJudged(None, ON), at(a))) == code
        assert refusal(rules.end(state, facts.MarketEnded(ON), at(a))) == code
