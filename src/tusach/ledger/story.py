"""A story: a subject's facts in the one order, folded to its state. It never refuses a fact.

Unknown kinds are kept and named in `needs_update`; a fact that a fold cannot read becomes a dead
letter of that one subject; contradictions become disagreements, part of the state.
Source: docs/decisions/0001 and 0008; spec/wire.md sections 7 to 9.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from tusach.ledger.canonical import encode
from tusach.ledger.effective import NOTHING_AMENDED, UNREADABLE, Amendment, Verdict, judged
from tusach.ledger.kind import Register
from tusach.ledger.mechanism import FACT_CORRECTED, FACT_VOIDED
from tusach.ledger.order import (
    NO_CORRECTIONS,
    NOWHERE,
    Corrections,
    Held,
    Lineage,
    ends,
    ordered,
)

_AMENDMENTS = frozenset({FACT_CORRECTED, FACT_VOIDED})


class Disagreement(msgspec.Struct, frozen=True):
    """Facts that contradict each other: a code worded in the locale, and the facts, in order.

    proven: all that the tellers of these facts knew is held here. Where it is not, a fact that is
    still to come may show that one knew the other: pages say 'not known' and make no task of it.
    """

    code: str
    facts: tuple[str, ...]
    proven: bool = True


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
    amended: whether corrections or voidings are among these facts.
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
        elsewhere: Container[str] = NOWHERE,
    ) -> Story:
        """The story of one subject from all its facts, in whatever order they are given.

        elsewhere: ids of facts that this node holds in stories of other subjects; asked only about
        parents that are not among these facts, and only to tell 'concurrent' from 'not known'.
        """
        placed = ordered(held, corrections)
        telling = Telling(placed, elsewhere)
        reading = _Reading(self, subject, placed, telling)
        reading.judge()
        reading.read(placed)
        return reading.story(placed, ends(placed))

    def extend(
        self,
        story: Story,
        new: Iterable[Held],
        corrections: Corrections = NO_CORRECTIONS,
        elsewhere: Container[str] = NOWHERE,
    ) -> Story:
        """The story with more facts: equal to folding all of them at once (invariant I5).

        Fast where each new fact comes causally after all the old ones and nothing is amended;
        folds everything again where not. corrections and elsewhere must be those of the first fold.
        """
        fresh = ordered(new, corrections)
        if not _follows(story, fresh):
            known = {one.id for one in story.held}
            fresh = [one for one in fresh if one.id not in known]
            if not fresh:
                return story
            if not _follows(story, fresh):
                return self.fold(story.subject, (*story.held, *fresh), corrections, elsewhere)
        placed = [*story.held, *fresh]
        reading = _Reading(self, story.subject, placed, Telling(placed, elsewhere))
        reading.resume(story)
        reading.read(fresh)
        return reading.story(placed, _ends_after(story, fresh))


def _follows(story: Story, fresh: Sequence[Held]) -> bool:
    # The first knows every head, so it and all that know it stand after everything old (and none
    # of them is old: a fact that names a head would make it no head).
    if story.amended or not story.noun or not fresh:
        return False
    if not (story.heads and set(story.heads).issubset(fresh[0].fact.after)):
        return False
    later: set[str] = set()
    for one in fresh:
        if one.fact.kind in _AMENDMENTS or (later and later.isdisjoint(one.fact.after)):
            return False
        later.add(one.id)
    return True


def _ends_after(story: Story, fresh: Sequence[Held]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    # What `ends` finds for all, without going through the old facts where they are only followed.
    heads, named = ends(fresh)
    unheld = set(named).difference(story.heads)
    if unheld:
        unheld.difference_update(one.id for one in story.held)
    return heads, tuple(sorted(unheld.union(story.missing)))


class _Reading:
    """One subject while it is folded."""

    def __init__(
        self, folders: Folders, subject: str, placed: Sequence[Held], telling: Telling
    ) -> None:
        self.register = folders.register
        self.subject = subject
        self.placed = placed
        self.telling = telling
        self.verdict: Verdict = NOTHING_AMENDED
        self.noun = self._noun()
        self.folder = folders.by_noun.get(self.noun)
        self.state = self.folder.start(subject) if self.folder else None
        self.tellings: list[Told] = []
        self.void: list[str] = []
        self.corrected: list[tuple[str, str]] = []
        self.unknown: set[str] = set()
        self.dead: dict[str, str] = {}
        self.amended = False

    def _noun(self) -> str:
        for one in self.placed:
            if one.fact.subject == self.subject:
                kind = self.register.get(one.fact.kind)
                if kind is not None and kind.story != "*":
                    return kind.story
        return ""

    def judge(self) -> None:
        amendments = []
        for one in self.placed:
            if one.fact.kind in _AMENDMENTS:
                self.amended = True
                try:
                    known = self.register.body(one.fact.kind, one.fact.body)
                except UNREADABLE as fault:
                    self.dead[one.id] = _reason(one, fault)
                    continue
                if known is None:
                    self.unknown.add(one.fact.kind)
                else:
                    amendments.append(Amendment(one.id, one.fact.kind, known[1]))
        if amendments:
            self.verdict = judged(amendments, self.telling.lineage, self._replacement)
            self.dead.update(self.verdict.dead)

    def _replacement(self, kind: str, values: Mapping[str, Any]) -> Any:
        known = self.register.body(kind, encode(values))
        assert known is not None  # asked only for facts of known kinds
        return known[1]

    def resume(self, story: Story) -> None:
        self.state = story.state
        self.tellings.extend(story.tellings)
        self.unknown.update(story.needs_update)
        self.dead.update(story.dead)
        self.telling.disagreements.extend(story.disagreements)

    def read(self, facts: Iterable[Held]) -> None:
        register, subject, verdict = self.register, self.subject, self.verdict
        step = self.folder.step if self.folder else None
        for one in facts:
            fact = one.fact
            if one.id in verdict.void:
                self.void.append(one.id)
                continue
            try:
                if fact.kind in _AMENDMENTS:
                    self._note(one.id)
                    continue
                known = register.body(fact.kind, self._body(one))
                if known is None:
                    self.unknown.add(fact.kind)
                    continue
                told = Told(one.id, known[0].name, one, known[1], fact.subject == subject)
                if step is not None:
                    self.state = step(self.state, told, self.telling)
                self.tellings.append(told)
            except Exception as fault:  # the edge of a story: one bad fact, one subject (I10)
                self.dead[one.id] = _reason(one, fault)

    def _note(self, key: str) -> None:
        found = self.verdict.replaced.get(key)
        if found is not None:
            self.corrected.append((key, found[0]))
        rivals = self.verdict.rivals.get(key)
        if rivals is not None:
            self.telling.disagree("fact.corrected_twice", key, *rivals)

    def _body(self, one: Held) -> bytes | msgspec.Raw:
        # The body that counts: as told, or as the winning correction gives it where that is read.
        found = self.verdict.replaced.get(one.id)
        if found is None or self.register.get(one.fact.kind) is None:
            return one.fact.body
        key, replacement = found
        try:
            self._replacement(one.fact.kind, replacement)
        except UNREADABLE as fault:
            self.dead[key] = f"{FACT_CORRECTED}: replacement: {fault}"
            return one.fact.body
        self._note(one.id)
        return encode(replacement)

    def story(
        self, placed: Sequence[Held], ends_found: tuple[tuple[str, ...], tuple[str, ...]]
    ) -> Story:
        heads, missing = ends_found
        look_back = getattr(self.folder, "look_back", None)
        if look_back is not None:
            look_back(self.tellings, self.telling)
        dead: Iterable[tuple[str, str]] = self.dead.items()
        if self.dead:
            void = self.verdict.void
            dead = (
                (one.id, self.dead[one.id])
                for one in placed
                if one.id in self.dead and one.id not in void
            )
        return Story(
            subject=self.subject,
            noun=self.noun,
            state=self.state,
            held=tuple(placed),
            tellings=tuple(self.tellings),
            void=tuple(self.void),
            corrected=tuple(self.corrected),
            disagreements=self._open(),
            needs_update=tuple(sorted(self.unknown)),
            dead=tuple(dead),
            heads=heads,
            missing=missing,
            amended=self.amended,
        )

    def _open(self) -> tuple[Disagreement, ...]:
        """What contradicts and nobody has settled.

        Settled is what somebody who knew all of it called right as it is (`agreed`).
        """
        found = tuple(self.telling.disagreements)
        for key, target in self.verdict.agreed if found else ():
            known = self.telling.lineage.past(key)
            found = tuple(
                one for one in found if target not in one.facts or not known.issuperset(one.facts)
            )
        return found


def _reason(one: Held, fault: Exception) -> str:
    return f"{one.fact.kind}: {type(fault).__name__}: {fault}"
