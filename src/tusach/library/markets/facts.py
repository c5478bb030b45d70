"""The facts of markets, in the shapes that are for ever."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Kind
from tusach.library.markets.grammar import Rule
from tusach.library.shapes import Code, Day, Id

_CONTROL = frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR})
_OWN = _CONTROL | {LIBRARIAN}

CONFIRMED, PUBLISHED, CONTESTED = "confirmed", "published", "contested"
CERTAINTIES = (CONFIRMED, PUBLISHED, CONTESTED)
"""The commune said so; printed somewhere; sources contradict each other. Empty: not said."""

CLOSED, HELD, BY_RULE = "closed", "held", "by_rule"
CHANGES = (CLOSED, HELD, BY_RULE)

MinuteOfDay = Annotated[int, msgspec.Meta(ge=0, le=1440)]


def market_subject(tenant: str, code: str) -> str:
    """The subject of a market, by its code."""
    return derived(tenant, "market", code)


class MarketDeclared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A market, told whole. code: unique in the tenant. names, note: by language.

    unit: subject of its commune, None = not known or outside the province. unit_doubted: it may lie
    in another. point: latitude and longitude in millionths of a degree. opens_minute,
    closes_minute: minutes of the day, None = not known. source: who says that it exists.
    """

    code: str
    names: dict[str, str]
    unit: Id | None = None
    unit_doubted: bool = False
    aliases: tuple[str, ...] = ()
    point: tuple[int, int] | None = None
    opens_minute: MinuteOfDay | None = None
    closes_minute: MinuteOfDay | None = None
    note: dict[str, str] | None = None
    source: str = ""
    demonstration: bool = False


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What other sources say instead."""

    rule: Rule
    sources: tuple[str, ...] = ()


class MarketRuleSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """It meets by this rule on the days from valid_from to valid_until, both included.

    certainty: `confirmed` (by the commune), `published`, `contested`; empty = not said.
    sources: in words, never people. others: what contradicts it.
    """

    rule: Rule
    valid_from: Day
    valid_until: Day | None = None
    certainty: Code = ""
    sources: tuple[str, ...] = ()
    others: tuple[Claim, ...] = ()


class MarketDaysChanged(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """From first to last, both included: `closed`, `held` on each day, or `by_rule` again."""

    first: Day
    last: Day
    how: Code
    reason: Code = ""


class MarketJudged(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whether a vehicle can serve there, from valid_from on. suitable: None = not decided (again).

    reasons: codes. decision: number of the paper.
    """

    suitable: bool | None
    valid_from: Day
    reasons: tuple[Code, ...] = ()
    decision: str = ""


class MarketEnded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """ended_on: first day on which it is no more."""

    ended_on: Day
    reason: Code = ""
    decision: str = ""


def _kind(name: str, told_by: frozenset[str], body: type[msgspec.Struct], says: str) -> Kind:
    return Kind(
        name=name,
        folder="markets",
        scope="control",
        story="market",
        told_by=told_by,
        body=body,
        says=says,
    )


KINDS = (
    _kind("market.declared/1", _CONTROL, MarketDeclared, "a periodic market exists"),
    _kind("market.rule_set/1", _CONTROL, MarketRuleSet, "on which days it meets"),
    _kind("market.days_changed/1", _OWN, MarketDaysChanged, "days on which it is otherwise"),
    _kind("market.judged/1", _CONTROL, MarketJudged, "whether it suits a vehicle"),
    _kind("market.ended/1", _CONTROL, MarketEnded, "a market is no more"),
)
