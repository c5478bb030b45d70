"""The people of one place or commune and one period after all facts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.habit import facts
from tusach.library.habit.facts import settlement_subject

SETTLED_TWICE = "readers.settled_twice"


class SettlementState(msgspec.Struct, frozen=True):
    """settled: the word that counts, None before any; by, on: its fact and day.

    level, of: a place, a commune or the province, and which.
    """

    subject: str
    settled: facts.Body | None = None
    by: str = ""
    on: str = ""
    level: str = ""
    of: str = ""


class SettlementFolder:
    """Folds `readers.settled` and `people.settled`: who knew of one and counts anew replaces it.

    What was told of another place, commune or period than its subject is of counts for nothing.
    Of two told apart with other numbers the one that knew more loans counts; they disagree.
    """

    noun = "settlement"

    def start(self, subject: str) -> SettlementState:
        """A period that nobody has settled."""
        return SettlementState(subject)

    def step(self, state: SettlementState, told: Told, telling: Telling) -> SettlementState:
        """The period after one more settling."""
        body: Any = told.body
        assert isinstance(body, facts.ReadersSettled | facts.PeopleSettled)  # no other comes here
        if isinstance(body, facts.ReadersSettled):
            level, of = facts.PLACE, told.place or ""
        else:
            level, of = facts.UNIT if body.unit else facts.PROVINCE, body.unit
        tenant = told.held.fact.tenant
        if state.subject != settlement_subject(tenant, level=level, of=of, period=body.period):
            return state
        settled = replace(state, settled=body, by=told.id, on=told.on, level=level, of=of)
        if state.settled is None:
            return settled
        if telling.lineage.knew(told.id, state.by):
            _agree(told.id, telling)
            return settled
        if body != state.settled:
            telling.disagree(SETTLED_TWICE, state.by, told.id)
        return settled if body.loans > state.settled.loans else state


def _agree(fact: str, telling: Telling) -> None:
    """Settlings that its teller had all in hand contradict each other no more."""
    known = telling.lineage.past(fact)
    telling.disagreements[:] = [
        one
        for one in telling.disagreements
        if one.code != SETTLED_TWICE or not known.issuperset(one.facts)
    ]


FOLDERS = (SettlementFolder(),)
