"""A story: a subject's facts in the one order, folded to its state. It never refuses a fact.

Unknown kinds are kept and named in `needs_update`; a fact that a fold cannot read becomes a dead
letter of that one subject; contradictions become disagreements, part of the state.
Source: docs/decisions/0001 and 0008.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from tusach.ledger.effective import Verdict
from tusach.ledger.kind import Kind, Register
from tusach.ledger.mechanism import FACT_CORRECTED, FACT_VOIDED, FactCorrected, FactVoided
from tusach.ledger.order import NO_CORRECTIONS, Corrections, Held, Lineage, heads, ordered

_AMENDMENTS = frozenset({FACT_CORRECTED, FACT_VOIDED})


class Disagreement(msgspec.Struct, frozen=True):
    """Facts that contradict each other: a code worded in the locale, and the facts, in order."""

    code: str
    facts: tuple[str, ...]


class Told(msgspec.Struct, frozen=True):
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

    def __init__(self, placed: Sequence[Held]) -> None:
        self.lineage = Lineage(placed)
        self.disagreements: list[Disagreement] = []

    def disagree(self, code: str, *facts: str) -> None:
        """These facts contradict each other; said once, kept in the state."""
        found = Disagreement(code, facts)
        if found not in self.disagreements:
            self.disagreements.append(found)


class Folder(Protocol):
    """How the facts of one noun become its state; one for each noun, pure."""

    noun: str

    def start(self, subject: str) -> Any:
        """The state before any fact."""

    def step(self, state: Any, told: Told, telling: Telling) -> Any:
        """The state after one more fact; facts come in the one order."""


class Story(msgspec.Struct, frozen=True):
    """A subject's folded state with everything a person should know about it.

    noun: whose story, `` where only unknown kinds are held. tellings: the facts that count, in
    order. void: facts that do not. needs_update: unknown kinds. dead: (fact id, reason). heads: the
    latest facts, what the next fact will name as its parents. whole: no parent is missing.
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


class Folders:
    """The register of kinds together with the folder of each noun."""

    def __init__(self, register: Register, folders: Iterable[Folder]) -> None:
        self.register = register
        self.by_noun: Mapping[str, Folder] = {folder.noun: folder for folder in folders}

    def fold(
        self,
        subject: str,
        held: Iterable[Held],
        corrections: Corrections = NO_CORRECTIONS,
    ) -> Story:
        """The story of one subject from all its facts, in whatever order they are given."""
        placed = ordered(held, corrections)
        reading = _Reading(self.register, subject)
        for one in placed:
            reading.read(one)
        reading.amend()
        folder = self.by_noun.get(reading.noun)
        telling = Telling(placed)
        state = folder.start(subject) if folder else None
        kept: list[Told] = []
        for told in reading.told:
            if reading.verdict and reading.verdict.is_void(told.id):
                continue
            if folder is not None:
                try:
                    state = folder.step(state, told, telling)
                except Exception as fault:  # the edge of a story: one bad fact, one subject (I10)
                    reading.dead.append((told.id, f"{type(fault).__name__}: {fault}"))
                    continue
            kept.append(told)
        return Story(
            subject=subject,
            noun=reading.noun,
            state=state,
            held=tuple(placed),
            tellings=tuple(kept),
            void=reading.void(),
            corrected=tuple(reading.corrected),
            disagreements=(*telling.disagreements, *reading.disagreements),
            needs_update=tuple(sorted(reading.unknown)),
            dead=tuple(reading.dead),
            heads=heads(placed),
        )


class _Reading:
    """The facts of one subject, decoded, with what could not be."""

    def __init__(self, register: Register, subject: str) -> None:
        self.register = register
        self.subject = subject
        self.noun = ""
        self.told: list[Told] = []
        self.unknown: set[str] = set()
        self.dead: list[tuple[str, str]] = []
        self.corrected: list[tuple[str, str]] = []
        self.disagreements: list[Disagreement] = []
        self.verdict: Verdict | None = None
        self._amendments: list[tuple[str, FactCorrected | FactVoided]] = []

    def read(self, one: Held) -> None:
        fact = one.fact
        try:
            known = self.register.body(fact.kind, fact.body)
        except (msgspec.ValidationError, msgspec.DecodeError, KeyError, ValueError) as fault:
            self.dead.append((one.id, f"{fact.kind}: {fault}"))
            return
        if known is None:
            self.unknown.add(fact.kind)
            return
        kind, body = known
        main = fact.subject == self.subject
        if kind.name in _AMENDMENTS:
            self._amendments.append((one.id, body))
        else:
            self._choose_noun(kind, main=main)
            self.told.append(Told(one.id, kind.name, one, body, main))

    def _choose_noun(self, kind: Kind, *, main: bool) -> None:
        if main and not self.noun and kind.story != "*":
            self.noun = kind.story

    def amend(self) -> None:
        if not self._amendments:
            return
        self.verdict = Verdict(self._amendments)
        self.told = [self._amended(told, self.verdict) for told in self.told]

    def _amended(self, told: Told, verdict: Verdict) -> Told:
        found = verdict.correction(told.id)
        if found is None:
            return told
        rivals = verdict.rivals(told.id)
        if len(rivals) > 1:
            self.disagreements.append(Disagreement("fact.corrected_twice", (told.id, *rivals)))
        key, correction = found
        try:
            known = self.register.body(
                told.held.fact.kind, msgspec.json.encode(correction.replacement)
            )
        except (msgspec.ValidationError, KeyError, ValueError) as fault:
            self.dead.append((key, f"fact.corrected/1: {fault}"))
            return told
        self.corrected.append((told.id, key))
        assert known is not None  # the target's kind was known when it was read
        return Told(told.id, told.kind, told.held, known[1], told.main)

    def void(self) -> tuple[str, ...]:
        if self.verdict is None:
            return ()
        return tuple(told.id for told in self.told if self.verdict.is_void(told.id))
