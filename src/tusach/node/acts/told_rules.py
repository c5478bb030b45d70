"""The rules of lending as they were told, read once: each act asks, few change them."""

from __future__ import annotations

from collections.abc import Collection

from tusach.library.copies.policy import LENDING, Case, Lending, as_lending, lending
from tusach.library.places.story import RuleState

CASES = 2_000


class ToldRules:
    """What one state of the rules says. Made anew whenever a rule is told.

    by_fact: each lending rule by the fact that told it, whatever holds today. grace: days of grace
    by that fact, of the rules that have some. asks_age: whether any has bounds of age.
    """

    def __init__(self, states: tuple[RuleState, ...], *, inside_only: Collection[str]) -> None:
        self.states = states
        self._inside_only = inside_only
        versions = [one for state in states for one in state.versions]
        told = {one.fact: as_lending(one) for one in versions if one.rule.what == LENDING}
        self.by_fact: dict[str, Lending] = told
        self.grace = {one: rule.grace_days for one, rule in told.items() if rule.grace_days}
        self.asks_age = any((one.age_from, one.age_until) != (None, None) for one in told.values())
        self._cases: dict[Case, Lending] = {}

    def lending(self, case: Case) -> Lending:
        """The rule that holds in a case."""
        found = self._cases.get(case)
        if found is None:
            if len(self._cases) > CASES:
                self._cases.clear()
            found = lending(self.states, case, inside_only=self._inside_only)
            self._cases[case] = found
        return found
