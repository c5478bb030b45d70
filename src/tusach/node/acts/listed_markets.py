"""Markets of a profile as facts: what a home tells when it is founded, or takes over later."""

from __future__ import annotations

from collections.abc import Iterator

from tusach.ledger.draft import Draft
from tusach.library import scopes
from tusach.library.markets import facts, grammar
from tusach.library.places.facts import unit_subject
from tusach.library.profile import markets as listed
from tusach.library.profile.profile import Profile


def market_drafts(profile: Profile, tenant: str, market: listed.Market, on: str) -> Iterator[Draft]:
    """The market exists and meets by the rule of its first claim, as a home tells it first.

    Where claims contradict each other the rule is contested: no day is suggested by it.
    """
    units = {unit.code: unit for unit in profile.units.units}
    unit = units.get(market.unit or "")
    first = market.claims[0]
    declared = facts.MarketDeclared(
        code=market.code,
        names=dict(market.names),
        unit=unit_subject(tenant, unit.code, str(unit.valid_from)) if unit else None,
        unit_doubted=unit is not None and not market.unit_certain,
        aliases=market.aliases,
        opens_minute=market.opens_minute,
        closes_minute=market.closes_minute,
        note=dict(market.note) or None,
        source="; ".join(dict.fromkeys(text for one in market.claims for text in one.sources)),
        demonstration=profile.province.invented,
    )
    certainty = facts.PUBLISHED if first.provisional else facts.CONFIRMED
    others = market.claims[1:] if market.conflict else ()
    rule = facts.MarketRuleSet(
        rule=rule_of(first.rule),
        valid_from=on,
        certainty=facts.CONTESTED if others else certainty,
        sources=first.sources,
        others=tuple(facts.Claim(rule_of(one.rule), one.sources) for one in others),
    )
    subject = facts.market_subject(tenant, market.code)
    for kind, body in (("market.declared/1", declared), ("market.rule_set/1", rule)):
        yield Draft(kind=kind, subject=subject, scope=scopes.CONTROL, on=on, body=body)


def rule_of(rule: listed.MarketRule) -> grammar.Rule:
    """A rule of the profile in the shape of facts."""
    match rule:
        case listed.LunarTails():
            return grammar.Lunar(digits=rule.tails, short_month=rule.short_month or "")
        case listed.SolarTails():
            return grammar.Solar(digits=rule.tails)
        case listed.Zodiac():
            return grammar.Zodiac(rule.branches)
        case listed.Weekly():
            return grammar.Weekly(rule.weekdays)
        case listed.YearlyLunar():
            return grammar.YearlyLunar(rule.month, rule.day, rule.days)
        case listed.Dates():
            return grammar.Explicit(tuple(on.isoformat() for on in rule.dates))
        case listed.Unknown():
            known = "" if rule.calendar == "unknown" else rule.calendar
            return grammar.Unknown(known, rule.every_days)
