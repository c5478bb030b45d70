"""An agreement after all its facts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.agreements import facts


class AgreementState(msgspec.Struct, frozen=True):
    """signed: as it was told last. last_on: the last day of it, None = until further notice."""

    subject: str
    signed: facts.AgreementSigned | None = None
    signed_by: str = ""
    ended: facts.AgreementEnded | None = None

    @property
    def last_on(self) -> str | None:
        """The last day on which it holds."""
        days = [
            self.signed.valid_until if self.signed else None,
            self.ended.last_on if self.ended else None,
        ]
        return min(filter(None, days), default=None)

    def holds(self, on: str) -> bool:
        """Whether it is in force on a day."""
        if self.signed is None or on < self.signed.valid_from:
            return False
        return self.last_on is None or on <= self.last_on


class AgreementFolder:
    """Folds `agreement.*`."""

    noun = "agreement"

    def start(self, subject: str) -> AgreementState:
        """An agreement of which nothing is known."""
        return AgreementState(subject)

    def step(self, state: AgreementState, told: Told, telling: Telling) -> AgreementState:
        """The agreement after one more fact; two texts of it, told apart, are shown."""
        body: Any = told.body
        match body:
            case facts.AgreementSigned():
                apart = state.signed_by and not telling.lineage.knew(told.id, state.signed_by)
                if apart and state.signed != body:
                    telling.disagree("agreement.signed_apart", state.signed_by, told.id)
                return replace(state, signed=body, signed_by=told.id)
            case _:
                assert isinstance(body, facts.AgreementEnded)  # no other kind is folded here
                return replace(state, ended=body)


FOLDERS = (AgreementFolder(),)
