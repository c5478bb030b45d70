"""How a node brings another and itself to the same facts, over any link that carries bytes.

Two that have met before need one question: it brings what is new here, the answer what is new
there and the state of all that both may hold. Only where states differ are vectors compared, and
of those only the parts that differ. Source: docs/decisions/0019 and 0028.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from tusach.ledger.vector import Comparison, Mark, Want
from tusach.library.nodes.authority import Standing
from tusach.library.nodes.facts import VEHICLE
from tusach.node.store.holdings import look, shared_areas
from tusach.node.store.meetings import Bookmark, Met
from tusach.node.store.news import bookmark, is_good, news
from tusach.node.store.offering import lacking, offered, vector_for
from tusach.node.store.protocol import Reading
from tusach.node.store.receive import Parcel, receive_all
from tusach.node.store.store import Store
from tusach.node.sync import bundles, comparing, messages, noting
from tusach.node.sync.messages import (
    Answer,
    BadMessage,
    Bundle,
    Hello,
    Marks,
    News,
    Within,
)
from tusach.node.sync.references import Since
from tusach.node.sync.serving import named
from tusach.node.sync.synced import Synced

log = logging.getLogger("tusach.sync")

AT_ONCE = 10_000
ROUNDS = 4
"""Branches of forked streams that turn up in one round are asked for by name in the next."""


class Link(Protocol):
    """Carries one message to another node and its answer back.

    It may have an `address`, by which the other is known again, and say `apart = True` where the
    other works by itself meanwhile: the next message is then made ready while it does.
    """

    def ask(self, raw: bytes) -> bytes:
        """The answer. Raises BadMessage where none came."""


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
    with ThreadPoolExecutor(1) as beside:  # no thread begins before it is needed
        exchange = _Exchange(store, link, progress, beside)
        exchange.home, exchange.at_once = home, at_once
        return exchange.run()


class _Exchange:
    def __init__(
        self, store: Store, link: Link, progress: Progress | None, beside: ThreadPoolExecutor
    ) -> None:
        self.store = store
        self.link = link
        self.progress = progress
        self.beside = beside
        self.home: Path | None = None
        self.at_once = AT_ONCE
        self.ahead_ms: int | None = None
        self.address = getattr(link, "address", "")
        self.apart = getattr(link, "apart", False)
        self.peer = ""
        # Under which key this node tells may change on the way; it speaks with one throughout.
        self.key = store.installation
        self.theirs: tuple[Mark, ...] = ()
        self.is_whole = True  # `theirs` speaks of all that both may hold
        self.states: dict[str, bytes] = {}
        self.within: Within | None = None
        self.met: Met | None = None
        self.brief = False
        self.since = self.upto = Bookmark()
        self.wall_ms = self.asked = 0
        self.sent = self.received = self.branches = 0
        self.aside: list[str] = []
        self.owes = False  # something was heard, and what follows is not told yet

    def run(self) -> Synced:
        began = time.monotonic()
        said = self._greet()
        if said.news is None:
            self._by_vectors(said.vector)
        else:
            self._take_news(said.news)
            self._by_states()
        lacks = self._end(said.news)
        met = self.store.meetings.at(self.address) if self.asked > 1 and said.news else None
        if met is not None:  # the other hears how far this node is by now
            said = self._greeted(self._news_for(met))
            self._take_news(said.news or News())
            lacks = self._end(said.news)
        self._tell_owed()
        if self.home is not None:
            noting.note(self.store, self.home, self.peer, said)
            if self.is_whole:
                noting.holds(self.store, self.home, self.peer, self.theirs)
        return Synced(
            self.peer,
            self.sent,
            self.received,
            sum(want.last - want.first + 1 for want in lacks),
            self.theirs,
            self.wall_ms,
            round(1000 * (time.monotonic() - began)),
            self.branches,
            tuple(self.aside),
            self.asked,
            said.software,
            self.ahead_ms,
        )

    # ---- asking ----

    def _ask(self, what: str, body: object, shape: type[Body]) -> Body:
        self.asked += 1
        raw = messages.said(what, body, self.key, receiver=self.peer, brief=self.brief)
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

    def _later(self, what: str, body: object, shape: type[Body]) -> Callable[[], Body]:
        """The answer, when it is called for; asked meanwhile where the other works by itself."""
        if not self.apart:
            return lambda: self._ask(what, body, shape)
        return self.beside.submit(self._ask, what, body, shape).result

    def _greet(self) -> Hello:
        self.met = self.store.meetings.at(self.address)
        if self.met is not None and self._is_peer(self.met.peer):
            self.peer = self.met.peer
            try:
                return self._greeted_again(self.met)
            except BadMessage as fault:
                if fault.code not in ("sync.stranger", "sync.for_another"):
                    raise
            self._remember(None)  # somebody else is there now
        self.met, self.peer = None, ""
        return self._greeted(News())

    def _greeted_again(self, met: Met) -> Hello:
        self.brief = met.brief
        try:
            return self._greeted(self._news_for(met))
        except BadMessage as fault:
            if fault.code != "sync.no_node" or not self.brief:
                raise
        self.brief = False  # an older program may answer there now
        return self._greeted(self._news_for(met))

    def _greeted(self, news: News) -> Hello:
        hello = msgspec.structs.replace(named(self.store, self.home), news=news)
        said = self._ask(messages.HELLO, hello, Hello)
        if said.introduction and self._standing(self.peer) is None:
            receive_all(self.store, said.introduction, source=self.peer)
        if not self._is_peer(self.peer):
            raise BadMessage("sync.stranger", node=self.peer)
        if said.tenant != self.store.tenant:
            raise BadMessage("sync.tenant", tenant=said.tenant)
        self.brief = said.brief
        self.wall_ms, self.ahead_ms = said.wall_ms, said.wall_ms - self.store.now_ms()
        return said

    def _is_peer(self, peer: str) -> bool:
        standing = self._standing(peer)
        return standing is not None and standing.last_good is None

    def _standing(self, peer: str) -> Standing | None:
        return self.store.standings.of(peer) if self.store.standings else None

    def _news_for(self, met: Met) -> News:
        """What came here since, packed where it is little."""
        with look(self.store) as (reading, arrival):
            self.since = bookmark(reading, arrival)
            if not is_good(reading, met.mine):
                self.met = None  # this home was put back: nothing remembered holds any more
                return News()
            after = met.mine.arrival
            bundle = None
            wants = news(self.store, reading, met.peer, after, most=bundles.FEW, told={})
            if wants:
                since = Since(self.store, reading, met.peer, after=after, told={})
                bundle = bundles.packed(self.store, reading, wants, met.peer, upto=since)
        return News(met.theirs, bundle=bundle or Bundle(more=wants is None or bool(wants)))

    def _take_news(self, said: News) -> None:
        if said.taken is not None:
            self.sent += said.taken.stored
            self.branches += said.taken.branches
            self.aside.extend(said.taken.aside)
        self.states, self.upto = said.states, said.upto
        if said.bundle.packets:
            try:
                self._take(bundles.opened(self.store, said.bundle, self.key))
            except BadMessage as fault:
                if fault.code != "sync.early":
                    raise  # else states will differ, and it is asked for as it is
        self._report()

    # ---- agreeing ----

    def _by_states(self) -> None:
        """Compare what differs until nothing does, or nothing moves any more."""
        self._tell_owed()
        areas = self._differing()
        if self.met is None or self.store.identity.role == VEHICLE:
            areas += comparing.beyond(self.store, self.peer)
        for _ in range(ROUNDS):
            if not areas:
                return
            before = self.sent, self.received, self.branches
            self._compare(areas)
            compared = self._compared()
            if compared.i_lack or compared.forks:
                self._pull()
            self._tell_owed()
            self._push()
            if before == (self.sent, self.received, self.branches):
                return
            areas = self._differing()

    def _by_vectors(self, theirs: tuple[Mark, ...]) -> None:
        """With one that does not compare by states."""
        self.theirs = theirs
        self._look_behind()
        for _ in range(ROUNDS):
            branches, sent = self.branches, self.sent
            self._pull()
            self._tell_owed()
            self._push()
            follows = self.sent != sent and bool(self._compared().i_lack)
            if self.branches == branches and not follows:
                return

    def _differing(self) -> list[str]:
        with look(self.store):
            return comparing.differing(self.store, self.peer, self.states)

    def _compare(self, areas: list[str]) -> None:
        with look(self.store) as (reading, arrival):
            parts = comparing.parts_of(self.store, areas)
            self.since = self.since if self.since.arrival else bookmark(reading, arrival)
        said = self._ask(messages.MARKS, parts, Marks)
        self.within, self.theirs = said.within, said.vector
        self._look_behind()

    def _look_behind(self) -> None:
        if comparing.is_put_back(self.store, self.theirs):
            self.store.succeed()

    def _end(self, said: News | None) -> tuple[Want, ...]:
        """What the other still lacks by its word; how far both are is remembered."""
        if said is None:
            return self._compared().they_lack
        with look(self.store) as (reading, arrival):
            lacks: tuple[Want, ...] = ()
            mine, theirs = bookmark(reading, arrival), self.upto
            if comparing.differing(self.store, self.peer, self.states):
                mine, theirs, self.is_whole = self.since, said.upto, False
                lacks = lacking(self.store, reading, self._held(reading), self.theirs).they_lack
            else:
                self.is_whole = True
                agreed = self.store.holdings.vector(shared_areas(self.store, self.peer))
                self.theirs = comparing.joined(agreed, self.theirs)
        self._remember(Met(self.peer, mine, theirs, self.brief))
        return lacks

    def _remember(self, met: Met | None) -> None:
        """How the exchange ended, for the next one; a full disk costs that one more bytes."""
        try:
            self.store.meetings.note(self.address, met)
        except OSError as fault:
            log.warning("how an exchange ended could not be kept: %s", type(fault).__name__)

    # ---- pulling and pushing ----

    def _pull(self) -> None:
        mine = self._mine()
        said = self._ask(messages.WANT, self._want(mine), Bundle)
        while parcels := messages.opened(said, self.key):
            following = None
            if said.more and self.apart:
                mine = comparing.advanced(mine, parcels)
                following = self._later(messages.WANT, self._want(mine), Bundle)
            stored = self._take(parcels)
            self._report()
            found = following() if following else None
            if not stored or not said.more:
                return
            said = found or self._ask(messages.WANT, self._want(self._mine()), Bundle)

    def _want(self, mine: tuple[Mark, ...]) -> messages.Want:
        return messages.Want(mine, self.at_once, self.within)

    def _take(self, parcels: list[Parcel]) -> int:
        found = receive_all(self.store, parcels, source=self.peer)
        self.branches += sum(one.branches for one in found)
        self.aside.extend(reason for one in found for reason in one.aside)
        stored = sum(one.stored for one in found)
        self.received += stored
        self.owes = self.owes or bool(stored)
        return stored

    def _tell_owed(self) -> None:
        """What follows from all that was heard is told once, before anything is pushed."""
        if self.owes:
            self.owes = False
            self.store.perform()

    def _push(self) -> None:
        parcels, more = self._offered(self.theirs)
        while parcels:
            body = messages.bundle(parcels, receiver=self.peer, within=self.within, more=more)
            answer = self._later(messages.GIVE, body, Answer)
            expected = comparing.advanced(self.theirs, parcels)
            following = self._offered(expected) if self.apart else None
            said = answer()
            self.theirs, self.wall_ms = said.vector, said.wall_ms
            self.states, self.upto = said.states, said.upto
            self.sent += said.stored
            self.branches += said.branches
            self.aside.extend(said.aside)
            self._report()
            if not said.stored:
                return
            was_right = following is not None and self.theirs == expected
            parcels, more = following if following and was_right else self._offered(self.theirs)

    def _offered(self, theirs: tuple[Mark, ...]) -> tuple[list[Parcel], bool]:
        """The next of what the other lacks, where it holds this; whether there is more of it."""
        with look(self.store) as (reading, _):
            wants = lacking(self.store, reading, self._held(reading), theirs).they_lack
            return offered(self.store, reading, wants, self.peer, most=self.at_once)

    def _held(self, reading: Reading) -> tuple[Mark, ...]:
        if self.within is None:
            return vector_for(self.store, reading, self.peer)
        return comparing.marks_within(self.store, self.within)

    def _mine(self) -> tuple[Mark, ...]:
        with look(self.store) as (reading, _):
            return self._held(reading)

    def _compared(self) -> Comparison:
        with look(self.store) as (reading, _):
            return lacking(self.store, reading, self._held(reading), self.theirs)

    def _report(self) -> None:
        if self.progress:
            self.progress(self.received, self.sent)
