"""A stocktaking after all facts. Source: spec/stories.md; docs/decisions/0035."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.stocktaking import facts

OPEN, PAUSED, CLOSED = "open", "paused", "closed"
CLOSED_APART = "stocktaking.closed_apart"


class Noted(NamedTuple):
    """Something that is no copy of the stock. fact: that told of it first."""

    code: str
    why: str
    fact: str


class StocktakingState(msgspec.Struct, frozen=True):
    """begun: what is counted; begun_on, place: when and where. paused_on: since when it rests.

    noted: things that are no copies, each code once. result: what the last closing found, told by
    `closed_by` on `closed_on`.
    """

    subject: str
    begun: facts.StocktakingBegun | None = None
    begun_by: str | None = None
    begun_on: str = ""
    place: str | None = None
    paused_on: str | None = None
    noted: tuple[Noted, ...] = ()
    result: facts.StocktakingClosed | None = None
    closed_by: str | None = None
    closed_on: str | None = None

    @property
    def status(self) -> str:
        """One word for it."""
        if self.closed_by is not None:
            return CLOSED
        return PAUSED if self.paused_on is not None else OPEN


class StocktakingFolder:
    """Folds `stocktaking.*`."""

    noun = "stocktaking"

    def start(self, subject: str) -> StocktakingState:
        """A stocktaking of which nothing is known."""
        return StocktakingState(subject)

    def step(self, state: StocktakingState, told: Told, telling: Telling) -> StocktakingState:
        """The stocktaking after one more fact."""
        body = told.body
        match body:
            case facts.StocktakingBegun():
                return state if state.begun is not None else _begun(state, told, body)
            case facts.StocktakingNoted():
                known = any(one.code == body.code for one in state.noted)
                more = (Noted(body.code, body.why, told.id),)
                return state if known else replace(state, noted=(*state.noted, *more))
            case facts.StocktakingPaused():
                return replace(state, paused_on=told.on)
            case facts.StocktakingResumed():
                return replace(state, paused_on=None)
            case facts.StocktakingClosed():
                return _closed(state, told, body, telling)
        return state


def _begun(state: StocktakingState, told: Told, body: facts.StocktakingBegun) -> StocktakingState:
    return replace(state, begun=body, begun_by=told.id, begun_on=told.on, place=told.place)


def _closed(
    state: StocktakingState, told: Told, body: facts.StocktakingClosed, telling: Telling
) -> StocktakingState:
    """The last closing counts; two that did not know of each other and differ are shown."""
    before = state.closed_by
    if before is not None and state.result != body and not telling.lineage.knew(told.id, before):
        telling.disagree(CLOSED_APART, before, told.id)
    return replace(state, result=body, closed_by=told.id, closed_on=told.on)


FOLDERS = (StocktakingFolder(),)
