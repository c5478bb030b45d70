"""Tellers for tests: each makes real facts from drafts, after what it knew, and may hear others'.

No store, no clock, no chance: ids and salts are made from the teller's name and its count, and time
goes on by one second a fact, unless a test sets `now_ms`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import SYNCED, VERSION, Fact, body_of, encode, fact_hash
from tusach.ledger.ident import derived, stream_id
from tusach.ledger.order import Held, heads
from tusach.ledger.private import Part, seal_part
from tusach.ledger.story import Story
from tusach.library import scopes
from tusach.library.register import FOLDERS, REGISTER

TENANT = "04"
BEGAN_MS = 1_772_000_000_000


def named(name: str) -> str:
    """A stable id for a thing of a test."""
    return derived(TENANT, "test", name)


class Teller:
    """An installation that tells facts at one place and knows what it told and heard."""

    def __init__(self, name: str, *, now_ms: int = BEGAN_MS, first: bool = False) -> None:
        """first: it runs the first version of the program, whose kinds all have the version 1."""
        self.name = name
        self.first = first
        self.place = named(f"place {name}")
        self.staff = named(f"staff {name}")
        self.now_ms = now_ms
        self.count = 0
        self.known: dict[str, dict[str, Held]] = {}
        self.vault: dict[str, Part] = {}
        self._streams: dict[str, tuple[int, str]] = {}

    def tell(self, wishes: tuple[Draft, ...] | Refusal) -> list[Held]:
        """The facts of these wishes, known to this teller from now on; a refusal fails the test."""
        assert not isinstance(wishes, Refusal), wishes
        return [self._tell(wish) for wish in wishes]

    def _tell(self, wish: Draft) -> Held:
        self.count += 1
        self.now_ms += 1_000
        stream = stream_id(hashlib.sha256(self.name.encode()).digest(), TENANT, wish.scope)
        # Fact 1 of a stream is its opening, which is no part of these tests.
        opened = hashlib.sha256(stream.encode()).hexdigest()
        number, previous = self._streams.get(stream, (1, opened))
        touched = (wish.subject, *wish.also)
        after = {head for subject in touched for head in heads(self.held(subject))}
        part = None
        if wish.private is not None:
            salt = hashlib.sha256(f"{self.name} {self.count}".encode()).digest()[:16]
            part = seal_part(wish.private, salt)
            self.vault[part.commitment] = part
        fact = Fact(
            version=VERSION,
            stream=stream,
            number=number + 1,
            previous=previous,
            told_ms=self.now_ms,
            tick=0,
            clock_quality=SYNCED,
            on=wish.on,
            tenant=TENANT,
            place=wish.place,
            subject=wish.subject,
            also=tuple(sorted(wish.also)),
            after=tuple(sorted(after)),
            kind=f"{wish.kind.partition('/')[0]}/1" if self.first else wish.kind,
            teller=self.staff,
            body=body_of(wish.body),
            commitment=part.commitment if part else None,
        )
        full = fact_hash(encode(fact))
        self._streams[stream] = (number + 1, full)
        one = Held(full[:32], fact)
        self.hear([one])
        return one

    def say(self, kind: str, subject: str, body: Any, *, on: str, **more: Any) -> Held:
        """One fact of a kind, without asking any rule; place and scope are this teller's."""
        place = more.pop("place", self.place)
        scope = more.pop("scope", None) or self.scope_of(kind)
        wish = Draft(kind=kind, subject=subject, scope=scope, on=on, place=place, body=body, **more)
        return self._tell(wish)

    def scope_of(self, kind: str) -> str:
        """Where a fact of this kind told here lies."""
        declared = REGISTER.get(kind)
        family = declared.scope if declared else "control"
        if family in ("circulation", "people", "operations"):
            return f"{family}:{self.place}"
        return scopes.CONTROL if family == "*" else family

    def hear(self, facts: Iterable[Held]) -> None:
        """Know these facts too."""
        for one in facts:
            for subject in (one.fact.subject, *one.fact.also):
                self.known.setdefault(subject, {})[one.id] = one

    def meet(self, other: Teller) -> None:
        """Both know what either knew."""
        for giver, taker in ((self, other), (other, self)):
            taker.hear(one for facts in tuple(giver.known.values()) for one in facts.values())
            taker.vault.update(giver.vault)

    def held(self, subject: str) -> list[Held]:
        """What this teller holds of a subject."""
        return list(self.known.get(subject, {}).values())

    def story(self, subject: str) -> Story:
        """The subject as this teller sees it."""
        known = {one for facts in self.known.values() for one in facts}
        return FOLDERS.fold(subject, self.held(subject), elsewhere=known)

    def state(self, subject: str) -> Any:
        """The subject's state as this teller sees it; no fact of it may be a dead letter."""
        story = self.story(subject)
        assert story.dead == ()
        return story.state


def codes(story: Story) -> list[str]:
    """The disagreements of a story, by code, in order."""
    return [one.code for one in story.disagreements]
