"""A story: a subject's facts in the one order, folded to its state. It never refuses a fact.

Unknown kinds are kept and named in `needs_update`; a fact that a fold cannot read becomes a dead
letter of that one subject; contradictions become disagreements, part of the state.
Source: docs/decisions/0001 and 0008; spec/wire.md sections 7 to 9.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any, Protocol

import msgspec

from tusach.ledger.order import NOWHERE, Held, Lineage


class Disagreement(msgspec.Struct, frozen=True):
    """Facts that contradict each other: a code worded in the locale, and the facts, in order.

    proven: all that the tellers of these facts knew is held here. Where it is not, a fact that is
    still to come may show that one knew the other: pages say 'not known' and make no task of it.
    """

    code: str
    facts: tuple[str, ...]
    proven: bool = True


class Mark(msgspec.Struct, frozen=True, gc=False):
    """How far a fold was before the fact at this place; a late one goes on from the last before it.

    tellings: how many of them. Never kept beyond the story, so never of an older fold.
    """

    place: int
    state: Any
    tellings: int
    disagreements: tuple[Disagreement, ...]
    unknown: frozenset[str]
    dead: tuple[tuple[str, str], ...]


class Told(msgspec.Struct, frozen=True, gc=False):
    """One fact as a fold sees it: its id, envelope, and body in the newest shape of its kind.

    kind: the name of that newest shape. main: whether the subject is the fact's main subject.
    """

    id: str
    kind: str
    held: Held
    body: Any
    main: bool

    @property
    def on(self) -> str:
        """The business date, `YYYY-MM-DD`."""
        return self.held.fact.on

    @property
    def place(self) -> str | None:
        """The id of the place where it happened."""
        return self.held.fact.place

    @property
    def teller(self) -> str | None:
        """The id of the staff member who told it."""
        return self.held.fact.teller


class Telling:
    """What a step may ask and say while a story is folded."""

    def __init__(self, placed: Sequence[Held], elsewhere: Container[str] = NOWHERE) -> None:
        self.disagreements: list[Disagreement] = []
        self._placed = placed
        self._elsewhere = elsewhere
        self._lineage: Lineage | None = None

    @property
    def lineage(self) -> Lineage:
        """Who knew whom; made when first asked, since most stories never do."""
        if self._lineage is None:
            self._lineage = Lineage(self._placed, self._elsewhere)
        return self._lineage

    def disagree(self, code: str, *facts: str) -> None:
        """These facts contradict each other; said once, kept in the state."""
        found = Disagreement(code, facts, all(map(self.lineage.whole, facts)))
        if found not in self.disagreements:
            self.disagreements.append(found)


class Folder(Protocol):
    """How the facts of one noun become its state; one for each noun, pure."""

    noun: str

    def start(self, subject: str) -> Any:
        """The state before any fact."""

    def step(self, state: Any, told: Told, telling: Telling) -> Any:
        """The state after one more fact; facts come in the one order."""


class LooksBack(Protocol):
    """A folder that also says what only all tellings together show."""

    def look_back(self, tellings: Sequence[Told], telling: Telling) -> None:
        """Say what contradicts among all facts that count, in the one order; also said twice."""


class Story(msgspec.Struct, frozen=True, gc=False):
    """A subject's folded state with everything a person should know about it.

    noun: whose story, empty where no known kind has it as main subject. held: all facts in the one
    order. tellings: those that count, read. void: those that do not. corrected: (fact, correction
    that counts). needs_update: unknown kinds. dead: (fact id, reason). heads: the latest facts,
    what the next fact will name as its parents. missing: parents named by these facts and not among
    them: not here yet, or facts of another subject that was touched together with this one.
    amended: whether corrections or voidings are among these facts. marks: of a long one, how far
    the fold was in between. newest_ms: of their clocks, corrected, the one that is furthest on.
    """

    subject: str
    noun: str
    state: Any
    held: tuple[Held, ...]
    tellings: tuple[Told, ...]
    void: tuple[str, ...]
    corrected: tuple[tuple[str, str], ...]
    disagreements: tuple[Disagreement, ...]
    needs_update: tuple[str, ...]
    dead: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    missing: tuple[str, ...] = ()
    amended: bool = False
    marks: tuple[Mark, ...] = ()
    newest_ms: int = 0
