"""What a store remembers between acts: stories, and who has what.

A look may have begun before the newest commit: what it found is remembered only if nothing was
committed since (`version`), so that no old state is ever asked again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from tusach.ledger.story import Story

CACHED_STORIES = 10_000
CACHED_FACTS = 100_000
"""In all remembered stories together; one fact takes some 2 kB."""
CACHED_READERS = 20_000
FEW = frozenset({"place", "rule", "staff", "unit", "block"})
"""Nouns of which a province has some hundred: their stories are always remembered."""


class Remembered:
    """Stories by subject and open loans by reader, as they are on the disk."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = 0
        self._stories: OrderedDict[str, Story] = OrderedDict()
        self._facts = 0
        self._pinned: dict[str, Story] = {}
        self._loans: dict[str, dict[str, str]] = {}
        self._borrower: dict[str, str] = {}

    @property
    def version(self) -> int:
        """To be asked before a look whose finding is to be remembered."""
        return self._version

    def story(self, subject: str) -> Story | None:
        """A story as of the newest commit, where it is remembered."""
        found = self._pinned.get(subject)
        if found is not None:
            return found
        with self._lock:
            found = self._stories.get(subject)
            if found is not None:
                self._stories.move_to_end(subject)
        return found

    def found(self, story: Story, version: int) -> None:
        """A story that a look has found, which began when the version was this."""
        with self._lock:
            if version == self._version:
                self._keep(story)

    def committed(self, stories: Iterable[Story]) -> None:
        """Stories as they are from now on."""
        with self._lock:
            self._version += 1
            for story in stories:
                self._keep(story)

    def _keep(self, story: Story) -> None:
        if story.noun in FEW:
            self._pinned[story.subject] = story
            self._let_go(story.subject)
            return
        if self._pinned:
            self._pinned.pop(story.subject, None)
        self._let_go(story.subject)
        self._stories[story.subject] = story
        self._facts += len(story.held)
        while len(self._stories) > CACHED_STORIES or self._facts > CACHED_FACTS:
            _, oldest = self._stories.popitem(last=False)
            self._facts -= len(oldest.held)

    def _let_go(self, subject: str) -> None:
        before = self._stories.pop(subject, None)
        if before is not None:
            self._facts -= len(before.held)

    @property
    def knows_loans(self) -> bool:
        """Whether the loans of any reader are remembered."""
        return bool(self._loans)

    def open_loans(self, reader: str) -> dict[str, str] | None:
        """Open loans of a reader (lending fact -> copy), where they are remembered."""
        with self._lock:
            found = self._loans.get(reader)
            return None if found is None else dict(found)

    def found_loans(self, reader: str, loans: Mapping[str, str], version: int) -> None:
        """Open loans that a look has found, which began when the version was this."""
        with self._lock:
            if version != self._version:
                return
            if len(self._loans) >= CACHED_READERS:
                self._loans.clear()
                self._borrower.clear()
            self._loans[reader] = dict(loans)
            self._borrower.update(dict.fromkeys(loans, reader))

    def borrower(self, fact: str) -> str | None:
        """Who has the copy of this open loan, where that is remembered."""
        return self._borrower.get(fact)

    def lent(self, fact: str, copy: str, reader: str) -> None:
        """This loan is open."""
        with self._lock:
            loans = self._loans.get(reader)
            if loans is not None:
                loans[fact] = copy
                self._borrower[fact] = reader

    def ended(self, fact: str) -> None:
        """This loan is open no more."""
        with self._lock:
            reader = self._borrower.pop(fact, None)
            if reader is not None:
                self._loans.get(reader, {}).pop(fact, None)

    def drop(self, subjects: Iterable[str]) -> None:
        """Others have told of these subjects; loans may be among what they told."""
        with self._lock:
            self._version += 1
            for subject in subjects:
                self._let_go(subject)
                self._pinned.pop(subject, None)
            self._loans.clear()
            self._borrower.clear()

    def forget(self) -> None:
        """Remember nothing: others may have written."""
        with self._lock:
            self._version += 1
            self._stories.clear()
            self._facts = 0
            self._pinned.clear()
            self._loans.clear()
            self._borrower.clear()
