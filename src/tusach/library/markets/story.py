"""A market after all its facts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.markets import facts
from tusach.library.markets.facts import CONTESTED


class RuleVersion(msgspec.Struct, frozen=True):
    """One version of a market's rule with the fact that told it."""

    fact: str
    told: facts.MarketRuleSet


class Change(msgspec.Struct, frozen=True):
    """Days on which it is otherwise than the rule says, with the fact that told it."""

    fact: str
    first: str
    last: str
    how: str
    reason: str = ""


class Judgement(msgspec.Struct, frozen=True):
    """A decision whether it suits a vehicle, with the fact that told it."""

    fact: str
    told: facts.MarketJudged


class MarketState(msgspec.Struct, frozen=True):
    """A market as it stands; rules, changes and judgements as told, the latest last."""

    subject: str
    declared: facts.MarketDeclared | None = None
    declared_by: str = ""
    rules: tuple[RuleVersion, ...] = ()
    changes: tuple[Change, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    ended_on: str | None = None

    def rule_on(self, on: str) -> facts.MarketRuleSet | None:
        """The rule in force on a day: the latest told of those whose dates include it."""
        for version in reversed(self.rules):
            told = version.told
            if told.valid_from <= on and (told.valid_until is None or on <= told.valid_until):
                return told
        return None

    def usable_rule_on(self, on: str) -> facts.MarketRuleSet | None:
        """The rule in force, unless sources contradict each other about it."""
        told = self.rule_on(on)
        return None if told is None or told.certainty == CONTESTED else told

    def change_on(self, on: str) -> Change | None:
        """The last word on a single day, None where nothing was told of it."""
        return next((one for one in reversed(self.changes) if one.first <= on <= one.last), None)

    def judgement_on(self, on: str) -> facts.MarketJudged | None:
        """The decision in force on a day: of the latest first day, the latest told."""
        found: facts.MarketJudged | None = None
        for one in self.judgements:
            if one.told.valid_from <= on and (
                found is None or found.valid_from <= one.told.valid_from
            ):
                found = one.told
        return found

    def is_ended(self, on: str) -> bool:
        """Whether it is no more on a day."""
        return self.ended_on is not None and self.ended_on <= on


class MarketFolder:
    """Folds `market.*`."""

    noun = "market"

    def start(self, subject: str) -> MarketState:
        """A market of which nothing is known."""
        return MarketState(subject)

    def step(self, state: MarketState, told: Told, telling: Telling) -> MarketState:
        """The market after one more fact; what was told apart and differs is shown."""
        body: Any = told.body
        match body:
            case facts.MarketDeclared():
                before = state.declared
                if before not in (None, body) and _apart(state.declared_by, told, telling):
                    telling.disagree("market.declared_apart", state.declared_by, told.id)
                return replace(state, declared=body, declared_by=told.id)
            case facts.MarketRuleSet():
                for version in state.rules:
                    differs = version.told != body and _overlap(version.told, body)
                    if differs and _apart(version.fact, told, telling):
                        telling.disagree("market.rule_set_apart", version.fact, told.id)
                return replace(state, rules=(*state.rules, RuleVersion(told.id, body)))
            case facts.MarketDaysChanged():
                change = Change(told.id, body.first, body.last, body.how, body.reason)
                return replace(state, changes=(*state.changes, change))
            case facts.MarketJudged():
                for one in state.judgements:
                    differs = one.told.suitable != body.suitable
                    same_day = one.told.valid_from == body.valid_from
                    if same_day and differs and _apart(one.fact, told, telling):
                        telling.disagree("market.judged_apart", one.fact, told.id)
                return replace(state, judgements=(*state.judgements, Judgement(told.id, body)))
            case _:
                assert isinstance(body, facts.MarketEnded)  # no other kind is folded here
                return replace(state, ended_on=body.ended_on)


def _apart(before: str, told: Told, telling: Telling) -> bool:
    """Whether the teller of a fact did not know of the one before."""
    return not telling.lineage.knew(told.id, before)


def _overlap(one: facts.MarketRuleSet, other: facts.MarketRuleSet) -> bool:
    begins = max(one.valid_from, other.valid_from)
    return begins <= min(one.valid_until or begins, other.valid_until or begins)


FOLDERS = (MarketFolder(),)
