"""Folding: the facts of one subject, in the one order, become its story.

Told on, a story goes on from where it stood; a late fact makes it go on from a mark.
Source: docs/decisions/0001, 0008 and 0033; spec/wire.md sections 7 to 9.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tusach.ledger.canonical import encode
from tusach.ledger.effective import NOTHING_AMENDED, UNREADABLE, Amendment, Verdict, judged
from tusach.ledger.following import AMENDMENTS, ends_after, newest_ms, stand_last
from tusach.ledger.kind import Register
from tusach.ledger.mechanism import FACT_CORRECTED
from tusach.ledger.order import NO_CORRECTIONS, NOWHERE, Corrections, Held, ends, ordered
from tusach.ledger.story import Disagreement, Folder, Mark, Story, Telling, Told


class Folders:
    """The register of kinds together with the folder of each noun.

    mark_every: so many facts lie between two marks of a story; a late one folds about half as many
    in vain.
    """

    mark_every = 64

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
        return reading.story(placed, ends(placed), newest_ms(placed, corrections))

    def extend(
        self,
        story: Story,
        new: Iterable[Held],
        corrections: Corrections = NO_CORRECTIONS,
        elsewhere: Container[str] = NOWHERE,
    ) -> Story:
        """The story with more facts: equal to folding all of them at once (invariant I5).

        Fast where the new facts stand last in the one order and amend nothing; goes on from a mark
        where a late one comes into a long story; folds everything again where not. corrections and
        elsewhere must be those of the first fold.
        """
        fresh = ordered(new, corrections)
        if not stand_last(story, fresh, corrections):
            known = {one.id for one in story.held}
            fresh = [one for one in fresh if one.id not in known]
            if not fresh:
                return story
        newest = max(story.newest_ms, newest_ms(fresh, corrections))
        if stand_last(story, fresh, corrections):
            placed = [*story.held, *fresh]
            reading = _Reading(self, story.subject, placed, Telling(placed, elsewhere))
            if reading.resume(story):
                reading.read(fresh, len(story.held))
                return reading.story(placed, ends_after(story, fresh), newest)
            return self.fold(story.subject, placed, corrections, elsewhere)
        placed = ordered((*story.held, *fresh), corrections)
        mark = _mark_before(story, fresh, placed)
        reading = _Reading(self, story.subject, placed, Telling(placed, elsewhere))
        if mark is None or reading.noun != story.noun:
            return self.fold(story.subject, placed, corrections, elsewhere)
        reading.go_on(story, mark)
        reading.read(placed[mark.place :], mark.place)
        return reading.story(placed, ends_after(story, fresh), newest)


def _mark_before(story: Story, fresh: Sequence[Held], placed: Sequence[Held]) -> Mark | None:
    """The last mark before the first of these facts that came late; None: none that holds."""
    if not story.marks or any(one.fact.kind in AMENDMENTS for one in fresh):
        return None
    ids = {one.id for one in fresh}
    if not ids.isdisjoint(story.missing):
        return None  # facts before it named it: what they say of it is another thing now
    first = next(place for place, one in enumerate(placed) if one.id in ids)
    found = next((mark for mark in reversed(story.marks) if mark.place <= first), None)
    if found is None or tuple(placed[: found.place]) != story.held[: found.place]:
        return None
    return found


class _Reading:
    """One subject while it is folded."""

    def __init__(
        self, folders: Folders, subject: str, placed: Sequence[Held], telling: Telling
    ) -> None:
        self.register, self.mark_every = folders.register, folders.mark_every
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
        # What only all tellings together show is no part of a mark.
        self.marks: list[Mark] | None = None if hasattr(self.folder, "look_back") else []

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
            if one.fact.kind in AMENDMENTS:
                self.amended, self.marks = True, None
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

    def resume(self, story: Story) -> bool:
        """Go on where a story ended; False where its end does not show what was said on the way."""
        if story.disagreements and hasattr(self.folder, "look_back"):
            return False  # said on the way or at the end: the order of the next would be another
        if story.amended:
            self.judge()
            self.void.extend(story.void)
            self.corrected.extend(story.corrected)
        self.state = story.state
        self.tellings.extend(story.tellings)
        self.unknown.update(story.needs_update)
        self.dead.update(story.dead)
        self.telling.disagreements.extend(story.disagreements)
        if self.marks is not None:
            self.marks.extend(story.marks)
        return True

    def go_on(self, story: Story, mark: Mark) -> None:
        self.state = mark.state
        self.tellings.extend(story.tellings[: mark.tellings])
        self.unknown.update(mark.unknown)
        self.dead.update(mark.dead)
        self.telling.disagreements.extend(mark.disagreements)
        self.marks = [one for one in story.marks if one.place < mark.place]

    def _mark(self, place: int) -> Mark:
        return Mark(
            place,
            self.state,
            len(self.tellings),
            tuple(self.telling.disagreements),
            frozenset(self.unknown),
            tuple(self.dead.items()),
        )

    def read(self, facts: Iterable[Held], first: int = 0) -> None:
        """The next facts of the story; first: the place of the first of them."""
        subject, telling, void = self.subject, self.telling, self.verdict.void
        every = self.mark_every
        body_of, keep = self.register.body, self.tellings.append
        step = self.folder.step if self.folder else None
        for place, one in enumerate(facts, first):
            if not place % every and place and self.marks is not None:
                self.marks.append(self._mark(place))
            fact = one.fact
            if void and one.id in void:
                self.void.append(one.id)
                continue
            try:
                if fact.kind in AMENDMENTS:
                    self._note(one.id)
                    continue
                known = body_of(fact.kind, self._body(one) if self.amended else fact.body)
                if known is None:
                    self.unknown.add(fact.kind)
                    continue
                told = Told(one.id, known[0].name, one, known[1], fact.subject == subject)
                if step is not None:
                    self.state = step(self.state, told, telling)
                keep(told)
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
        self,
        placed: Sequence[Held],
        ends_found: tuple[tuple[str, ...], tuple[str, ...]],
        newest: int,
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
            marks=tuple(self.marks or ()),
            newest_ms=newest,
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
