"""The online use of one service in one month after all its facts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.digital import facts


class OnlineUseState(msgspec.Struct, frozen=True):
    """counted: the last word; by: the fact that told it."""

    subject: str
    counted: facts.OnlineUseCounted | None = None
    by: str = ""


class OnlineUseFolder:
    """Folds `use.counted`."""

    noun = "use"

    def start(self, subject: str) -> OnlineUseState:
        """A month of which nothing is known."""
        return OnlineUseState(subject)

    def step(self, state: OnlineUseState, told: Told, telling: Telling) -> OnlineUseState:
        """The month after one more word; two different ones, told apart, are shown."""
        body: Any = told.body
        assert isinstance(body, facts.OnlineUseCounted)  # no other kind is folded here
        apart = state.by and not telling.lineage.knew(told.id, state.by)
        if apart and state.counted != body:
            telling.disagree("use.counted_apart", state.by, told.id)
        return replace(state, counted=body, by=told.id)


FOLDERS = (OnlineUseFolder(),)
