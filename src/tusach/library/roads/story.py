"""A road after all its facts."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.roads import facts


class Closure(msgspec.Struct, frozen=True):
    """Closed since a day; until: last day said. opened_on: first day on which it is open again."""

    fact: str
    on: str
    reason: str = ""
    until: str | None = None
    opened_on: str | None = None
    opened_by: str | None = None

    def holds(self, on: str) -> bool:
        """Whether the road is closed by this on a day."""
        ended = self.opened_on is not None and self.opened_on <= on
        over = self.until is not None and self.until < on
        return self.on <= on and not ended and not over


class Drive(msgspec.Struct, frozen=True):
    """Driven once. start, end: ids, in the direction driven."""

    fact: str
    on: str
    start: str
    end: str
    minutes: int
    metres: int | None = None


class Word(msgspec.Struct, frozen=True):
    """What somebody says: of each direction and season the last word."""

    fact: str
    on: str
    start: str
    end: str
    minutes: int | None = None
    metres: int | None = None
    season: str = ""
    source: str = ""


class RoadState(msgspec.Struct, frozen=True):
    """A road as it stands. ends: in order; one: every road to that place."""

    subject: str
    ends: tuple[str, ...] = ()
    closures: tuple[Closure, ...] = ()
    drives: tuple[Drive, ...] = ()
    words: tuple[Word, ...] = ()

    def closed_by(self, on: str) -> Closure | None:
        """The closure that holds on a day, the latest told; None where the road is open."""
        return next((one for one in reversed(self.closures) if one.holds(on)), None)


class RoadFolder:
    """Folds `road.*`."""

    noun = "road"

    def start(self, subject: str) -> RoadState:
        """A road of which nothing is known."""
        return RoadState(subject)

    def step(self, state: RoadState, told: Told, telling: Telling) -> RoadState:
        """The road after one more fact."""
        body: Any = told.body
        state = replace(state, ends=state.ends or tuple(sorted(body.ends)))
        match body:
            case facts.RoadClosed():
                new = Closure(told.id, told.on, body.reason, body.until)
                return replace(state, closures=(*state.closures, new))
            case facts.RoadOpened():
                ended = tuple(_opened(one, told, telling) for one in state.closures)
                return replace(state, closures=ended)
            case facts.RoadMeasured():
                start, end = body.ends[0], body.ends[-1]
                drive = Drive(told.id, told.on, start, end, body.minutes, body.metres)
                return replace(state, drives=(*state.drives, drive))
            case _:
                assert isinstance(body, facts.RoadTold)  # no other kind is folded here
                return replace(state, words=_words(state.words, told, body))


def _opened(one: Closure, told: Told, telling: Telling) -> Closure:
    """Whoever opens a road without knowing of a landslide does not open that one."""
    if one.opened_by is not None or not telling.lineage.knew(told.id, one.fact):
        return one
    return replace(one, opened_on=told.on, opened_by=told.id)


def _words(held: tuple[Word, ...], told: Told, body: facts.RoadTold) -> tuple[Word, ...]:
    start, end = body.ends[0], body.ends[-1]
    new = Word(told.id, told.on, start, end, body.minutes, body.metres, body.season, body.source)
    rest = (one for one in held if (one.start, one.end, one.season) != (start, end, new.season))
    return (*rest, new)


FOLDERS = (RoadFolder(),)
