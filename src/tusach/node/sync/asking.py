"""How a node brings another and itself to the same facts, over any link that carries bytes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from tusach.ledger.vector import Comparison, Mark
from tusach.library.nodes.authority import Standing
from tusach.node.store.offering import lacking, offer, vector_for
from tusach.node.store.receive import Received, receive_all
from tusach.node.store.store import Store
from tusach.node.sync import messages, noting
from tusach.node.sync.messages import Answer, BadMessage, Bundle, Hello, Want
from tusach.node.sync.serving import greeting

AT_ONCE = 10_000
ROUNDS = 4
"""Branches of forked streams that turn up in one round are asked for by name in the next."""


class Link(Protocol):
    """Carries one message to another node and its answer back."""

    def ask(self, raw: bytes) -> bytes:
        """The answer. Raises BadMessage where none came."""


class Synced(msgspec.Struct, frozen=True):
    """What an exchange has done. peer: installation; vector: what it holds durably by its word.

    sent, received: facts; waiting: facts it still lacks; branches: ways on of forked streams that
    were new here or there; aside: reasons of pieces that were set aside, here or there.
    """

    peer: str
    sent: int
    received: int
    waiting: int
    vector: tuple[Mark, ...]
    wall_ms: int
    milliseconds: int
    branches: int = 0
    aside: tuple[str, ...] = ()
    software: str = ""
    ahead_ms: int | None = None


Progress = Callable[[int, int], None]
"""progress(received, sent): facts so far."""

Body = TypeVar("Body")


def synchronise(
    store: Store,
    link: Link,
    *,
    home: Path | None = None,
    progress: Progress | None = None,
    at_once: int = AT_ONCE,
) -> Synced:
    """Both sides hold the same of what both may hold; an exchange that broke off goes on.

    home: where what the other says of itself is kept. at_once: facts in one message. Raises
    BadMessage where the other refuses, is nobody that this node knows, or does not answer.
    """
    exchange = _Exchange(store, link, progress, at_once)
    exchange.home = home
    return exchange.run()


class _Exchange:
    def __init__(self, store: Store, link: Link, progress: Progress | None, at_once: int) -> None:
        self.store = store
        self.link = link
        self.progress = progress
        self.at_once = at_once
        self.home: Path | None = None
        self.peer = ""
        # Under which key this node tells may change on the way; it speaks with one throughout.
        self.key = store.installation
        self.theirs: tuple[Mark, ...] = ()
        self.wall_ms = 0
        self.said: Hello | None = None
        self.ahead_ms: int | None = None
        self.sent = self.received = self.branches = 0
        self.aside: list[str] = []

    def run(self) -> Synced:
        began = time.monotonic()
        self._greet()
        for _ in range(ROUNDS):
            branches, received, sent = self.branches, self.received, self.sent
            self._pull()
            if self.received != received:
                self.store.perform()
            self._push()
            follows = self.sent != sent and self._lacks()
            if self.branches == branches and not follows:
                break
        self._note()
        return Synced(
            self.peer,
            self.sent,
            self.received,
            self._waiting(),
            self.theirs,
            self.wall_ms,
            round(1000 * (time.monotonic() - began)),
            self.branches,
            tuple(self.aside),
            self.said.software if self.said else "",
            self.ahead_ms,
        )

    def _ask(self, what: str, body: object, shape: type[Body]) -> Body:
        raw = messages.said(what, body, self.key, receiver=self.peer)
        found = messages.heard(self.link.ask(raw), me=self.key.public_hex)
        if self.peer and found.sender != self.peer:
            raise BadMessage("sync.stranger", node=found.sender)
        if found.what == messages.ANSWER:
            said = messages.body_of(found, Answer)
            if said.code:
                raise BadMessage(said.code, **said.values)
            if isinstance(said, shape):
                return said
            raise BadMessage("sync.no_node")
        self.peer = self.peer or found.sender
        return messages.body_of(found, shape)

    def _greet(self) -> None:
        said = self._ask(messages.HELLO, greeting(self.store, "", self.home), Hello)
        standing = self._standing()
        if standing is None and said.introduction:
            receive_all(self.store, said.introduction, source=self.peer)
            standing = self._standing()
        if standing is None or standing.last_good is not None:
            raise BadMessage("sync.stranger", node=self.peer)
        if said.tenant != self.store.tenant:
            raise BadMessage("sync.tenant", tenant=said.tenant)
        self.theirs, self.wall_ms, self.said = said.vector, said.wall_ms, said
        self.ahead_ms = said.wall_ms - self.store.now_ms()
        self._look_behind()

    def _standing(self) -> Standing | None:
        return self.store.standings.of(self.peer) if self.store.standings else None

    def _note(self) -> None:
        """What the other holds now, and how it is, for pages and the next parcel."""
        if self.home is not None and self.said is not None:
            noting.note(self.store, self.home, self.peer, self.said)
            noting.holds(self.store, self.home, self.peer, self.theirs)

    def _look_behind(self) -> None:
        """The other knows more of this very installation than it does itself: it was put back."""
        with self.store.engine.reading() as reading:
            own = {
                row.stream: row.number
                for row in reading.streams()
                if row.installation == self.store.own_key and not row.branch_of
            }
        if any(mark.number > own.get(mark.stream, mark.number) for mark in self.theirs):
            self.store.succeed()

    def _pull(self) -> None:
        while True:
            said = self._ask(messages.WANT, Want(self._mine(), self.at_once), Bundle)
            parcels = messages.opened(said, self.key)
            if not parcels:
                return
            stored = self._noted(receive_all(self.store, parcels, source=self.peer))
            self.received += stored
            self._report()
            if not stored:
                return

    def _push(self) -> None:
        while True:
            self.store.seal_if_told()
            with self.store.engine.reading() as reading:
                mine = vector_for(self.store, reading, self.peer)
                wants = lacking(self.store, reading, mine, self.theirs).they_lack
                parcels = offer(self.store, reading, wants, self.peer, most=self.at_once)
            if not parcels:
                return
            body = messages.bundle(parcels, receiver=self.peer)
            said = self._ask(messages.GIVE, body, Answer)
            self.theirs, self.wall_ms = said.vector, said.wall_ms
            self.sent += said.stored
            self.branches += said.branches
            self.aside.extend(said.aside)
            self._report()
            if not said.stored:
                return

    def _mine(self) -> tuple[Mark, ...]:
        with self.store.engine.reading() as reading:
            return vector_for(self.store, reading, self.peer)

    def _waiting(self) -> int:
        wants = self._compared().they_lack
        return sum(want.last - want.first + 1 for want in wants)

    def _lacks(self) -> bool:
        """Whether the other has told something on what it was just given."""
        return bool(self._compared().i_lack)

    def _compared(self) -> Comparison:
        with self.store.engine.reading() as reading:
            mine = vector_for(self.store, reading, self.peer)
            return lacking(self.store, reading, mine, self.theirs)

    def _noted(self, found: list[Received]) -> int:
        self.branches += sum(one.branches for one in found)
        self.aside.extend(reason for one in found for reason in one.aside)
        return sum(one.stored for one in found)

    def _report(self) -> None:
        if self.progress:
            self.progress(self.received, self.sent)
