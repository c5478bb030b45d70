"""May this be said of a market now? The facts to tell, or a refusal that says what to do."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.markets import facts, grammar
from tusach.library.markets.story import MarketState
from tusach.library.shapes import is_code

LONGEST_NAME, LONGEST_SOURCE, MOST_SOURCES = 200, 300, 12
MOST_DAYS = 400
"""Days changed at once: more than a year of them is a slip."""
REASONS_OF_JUDGING = (
    "crowd",
    "space",
    "parking",
    "road",
    "distance",
    "safety",
    "early_end",
    "small",
    "commune_agrees",
    "commune_declines",
)
REASONS_OF_DAYS = ("tet", "festival", "works", "flood", "disease", "moved", "weather", "other")

_CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")

Answer = tuple[Draft, ...] | Refusal


class At(msgspec.Struct, frozen=True):
    """The day of the fact and the place of whoever tells it."""

    on: str
    place: str | None = None


def declare(market: MarketState, body: facts.MarketDeclared, at: At) -> Answer:
    """The market exists, described as `body` says, whole."""
    if len(body.code) > 60 or not _CODE.fullmatch(body.code):
        return Refusal("market.code_odd", {})
    names = [name for name in body.names.values() if name.strip()]
    if not names or any(len(name) > LONGEST_NAME for name in names):
        return Refusal("market.name_missing", {"most": LONGEST_NAME})
    opens, closes = body.opens_minute, body.closes_minute
    if opens is not None and closes is not None and closes <= opens:
        return Refusal("market.closes_before_opening", {})
    if market.declared == body:
        return Refusal("market.nothing_new", {})
    return (_draft("market.declared/1", market, at, body=body),)


def set_rule(market: MarketState, body: facts.MarketRuleSet, at: At) -> Answer:
    """The market meets by this rule; one that names no day says so as `unknown`."""
    refused = _gone(market) or rule_fault(body.rule) or _dates_fault(body)
    if refused:
        return refused
    if body.certainty not in facts.CERTAINTIES:
        return Refusal("market.certainty_odd", {})
    if (body.certainty == facts.CONTESTED) != bool(body.others):
        return Refusal("market.contested_by_none", {})
    named = [one for one in body.sources if one.strip()]
    if not named or len(named) > MOST_SOURCES or any(len(x) > LONGEST_SOURCE for x in named):
        return Refusal("market.source_missing", {"most": LONGEST_SOURCE})
    if market.rules and market.rules[-1].told == body:
        return Refusal("market.nothing_new", {})
    return (_draft("market.rule_set/1", market, at, body=body),)


def change_days(market: MarketState, body: facts.MarketDaysChanged, at: At) -> Answer:
    """On these days it does not meet, meets besides its rule, or follows the rule again."""
    refused = _gone(market)
    if refused:
        return refused
    if body.how not in facts.CHANGES or (body.reason and not is_code(body.reason)):
        return Refusal("market.change_odd", {})
    if body.last < body.first:
        return Refusal("market.last_before_first", {"first": body.first, "last": body.last})
    days = (date.fromisoformat(body.last) - date.fromisoformat(body.first)).days + 1
    if days > MOST_DAYS:
        return Refusal("market.days_too_many", {"days": days, "most": MOST_DAYS})
    return (_draft("market.days_changed/1", market, at, body=body),)


def judge(market: MarketState, body: facts.MarketJudged, at: At) -> Answer:
    """It was decided whether the market suits a vehicle, for reasons that are named."""
    refused = _gone(market)
    if refused:
        return refused
    if body.suitable is not None and not body.reasons:
        return Refusal("market.reasons_missing", {})
    if not all(map(is_code, body.reasons)):
        return Refusal("market.reasons_missing", {})
    if market.judgement_on(body.valid_from) == body:
        return Refusal("market.nothing_new", {})
    return (_draft("market.judged/1", market, at, body=body),)


def end(market: MarketState, body: facts.MarketEnded, at: At) -> Answer:
    """The market is no more from that day on."""
    refused = _gone(market)
    if refused:
        return refused
    if body.reason and not is_code(body.reason):
        return Refusal("market.change_odd", {})
    return (_draft("market.ended/1", market, at, body=body),)


def rule_fault(rule: grammar.Rule) -> Refusal | None:
    """Why a rule cannot be right: it names no day, or days that do not exist."""
    if isinstance(rule, grammar.Unknown):
        return None
    if not grammar.says_days(rule):
        return Refusal("market.rule_empty", {})
    if isinstance(rule, grammar.Lunar):
        if any(not 1 <= day <= 30 for day in rule.days):
            return Refusal("market.lunar_day_missing", {"day": max(rule.days)})
        if rule.short_month and rule.short_month not in grammar.SHORT_MONTH:
            return Refusal("market.short_month_odd", {})
    if isinstance(rule, grammar.YearlyLunar) and not 1 <= rule.day <= 30:
        return Refusal("market.lunar_day_missing", {"day": rule.day})
    return None


def _dates_fault(body: facts.MarketRuleSet) -> Refusal | None:
    if body.valid_until is not None and body.valid_until < body.valid_from:
        return Refusal(
            "market.last_before_first", {"first": body.valid_from, "last": body.valid_until}
        )
    return None


def _gone(market: MarketState) -> Refusal | None:
    if market.declared is None:
        return Refusal("market.unknown", {})
    if market.ended_on is not None:
        return Refusal("market.ended", {"on": market.ended_on})
    return None


def _draft(kind: str, market: MarketState, at: At, *, body: msgspec.Struct) -> Draft:
    return Draft(
        kind=kind,
        subject=market.subject,
        scope=scopes.CONTROL,
        on=at.on,
        place=at.place,
        body=body,
    )
