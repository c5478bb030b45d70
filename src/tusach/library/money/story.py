"""What one paper says of one task, source and year, after all its facts."""

from __future__ import annotations

from typing import Any

import msgspec

from tusach.ledger.story import Telling, Told
from tusach.library.money import facts

TOLD_APART = "money.told_apart"


class MoneyState(msgspec.Struct, frozen=True):
    """said: the last word, None where it was taken back or never told. by: the fact; on: its day.

    taken_back: why, empty where it counts.
    """

    subject: str
    said: facts.Money | None = None
    by: str = ""
    on: str = ""
    taken_back: str = ""

    @property
    def side(self) -> str:
        """Planned or spent; empty where nothing counts."""
        if self.said is None:
            return ""
        return facts.PLANNED if isinstance(self.said, facts.MoneyPlanned) else facts.SPENT


class MoneyFolder:
    """Folds `money.*`."""

    noun = "money"

    def start(self, subject: str) -> MoneyState:
        """A paper of which nothing is known."""
        return MoneyState(subject)

    def step(self, state: MoneyState, told: Told, telling: Telling) -> MoneyState:
        """The paper after one more word; two different amounts, told apart, are shown."""
        body: Any = told.body
        if isinstance(body, facts.MoneyTakenBack):
            return MoneyState(state.subject, by=told.id, on=told.on, taken_back=body.reason)
        assert isinstance(body, facts.MoneyPlanned | facts.MoneySpent)  # no other is folded here
        apart = state.said is not None and not telling.lineage.knew(told.id, state.by)
        if apart and state.said != body:
            telling.disagree(TOLD_APART, state.by, told.id)
        return MoneyState(state.subject, said=body, by=told.id, on=told.on)


FOLDERS = (MoneyFolder(),)
