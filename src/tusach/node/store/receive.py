"""Facts that come from elsewhere: checked, then taken in with the tables of what they touch.

Idempotent. Only what stands at or below a seal is taken; a broken frame is set aside with its
reason and all before it stays; the same number with another hash is a fork, and both branches
are kept (`branching`). What comes too early (its forerunners are not here) is left to come again,
and is no fault; what an installation tells that nobody here knows is not taken at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from tusach.ledger import clock as clocks
from tusach.ledger.fact import BadFact, Fact, decode, fact_hash
from tusach.ledger.ident import sha256
from tusach.ledger.kind import HUB, NODE
from tusach.ledger.private import Part, fault_of
from tusach.ledger.seal import Seal, covered, is_sealed
from tusach.ledger.stream import Broken, Head, Link, follow, opening
from tusach.library.staff.story import StaffState
from tusach.node.store import branching
from tusach.node.store.asking import absences_of, parts_of
from tusach.node.store.erasing import is_link_to_erased
from tusach.node.store.keys import Ed25519
from tusach.node.store.protocol import Quarantined, StreamRow
from tusach.node.store.store import Store
from tusach.node.store.transaction import Transaction
from tusach.node.store.vault_tables import RELEASED


class Parcel(msgspec.Struct, frozen=True):
    """What arrived of one stream. frames: facts in order of number, as bytes."""

    stream: str
    frames: tuple[bytes, ...]
    seals: tuple[Seal, ...]
    parts: tuple[Part, ...] = ()
    blobs: tuple[bytes, ...] = ()


class Received(msgspec.Struct, frozen=True):
    """stored: new here. present: held already. aside: the reason of each piece set aside.

    unsealed: not taken, since no seal covers them. early: not taken, since others come before.
    unknown: not taken, since nobody here knows their installation. branches: ways on of the stream
    that were not known before; stored counts what stands on them too.
    """

    stored: int
    present: int
    unsealed: int
    aside: tuple[str, ...]
    early: int = 0
    unknown: int = 0
    branches: int = 0


def receive(store: Store, parcel: Parcel, *, source: str) -> Received:
    """Take in what is good of a parcel, in one transaction. source: who brought it, in words."""
    return _received(store, (parcel,), source)[0]


def _received(store: Store, parcels: Sequence[Parcel], source: str) -> list[Received]:
    """Parcels of different streams, in one transaction."""
    with store.alone():
        _seal_own(store, parcels)
        with store.batch() as transaction:
            transaction.heard = True
            each = [Receiving(store, transaction, one, source) for one in parcels]
            found = [one.receive() for one in each]
    for one, got in zip(each, found, strict=True):
        if got.stored and one.known and one.known.installation == store.own_key:
            # Somebody holds facts of this very installation that lie not here: this home is a copy,
            # or was put back. It goes on under another key: no number is given twice again.
            store.succeed()
    return found


def _seal_own(store: Store, parcels: Sequence[Parcel]) -> None:
    """What was told here last is sealed before a stream of this very installation is taken in.

    Where that stream forked, its end becomes a branch, which nobody can seal any more.
    """
    with store.engine.reading() as reading:
        rows = [reading.stream(one.stream) for one in parcels]
    if any(row and row.installation == store.own_key and row.sealed < row.number for row in rows):
        store.seal()


def receive_all(store: Store, parcels: Sequence[Parcel], *, source: str) -> list[Received]:
    """Take in several parcels, each whole, so that what one says of installations serves others.

    What the network says of itself comes first; the rest in as few transactions as can be.
    """
    waiting = sorted(joined(parcels), key=lambda one: not _speaks_of_nodes(one))
    answers: list[Received] = []
    while waiting:
        unknown: list[Parcel] = []
        stored = 0
        last: list[Received] = []
        for group in _groups(waiting):
            for parcel, found in zip(group, _received(store, group, source), strict=True):
                stored += found.stored
                if found.unknown:
                    unknown.append(parcel)
                    last.append(found)
                else:
                    answers.append(found)
        if not stored or not unknown:
            return answers + last
        waiting = unknown
    return answers


def joined(parcels: Sequence[Parcel]) -> list[Parcel]:
    """Parcels that go on from each other as one, and the others as they are."""
    found: list[Parcel] = []
    ends: dict[str, tuple[int, str]] = {}
    for one in parcels:
        at = ends.get(one.stream)
        if at and one.frames and f'"pv":"{at[1]}"'.encode() in one.frames[0]:
            before = found[at[0]]
            found[at[0]] = Parcel(
                one.stream,
                before.frames + one.frames,
                before.seals + one.seals,
                before.parts + one.parts,
                before.blobs + one.blobs,
            )
            where = at[0]
        else:
            found.append(one)
            where = len(found) - 1
        if one.frames:
            ends[one.stream] = (where, fact_hash(one.frames[-1]))
    return found


def _groups(parcels: Sequence[Parcel]) -> Iterator[list[Parcel]]:
    """Parcels that can be taken in together: each stream once, what speaks of nodes alone."""
    group: list[Parcel] = []
    streams: set[str] = set()
    for one in parcels:
        alone = _speaks_of_nodes(one)
        if group and (alone or one.stream in streams):
            yield group
            group, streams = [], set()
        group.append(one)
        streams.add(one.stream)
        if alone:
            yield group
            group, streams = [], set()
    if group:
        yield group


def _speaks_of_nodes(parcel: Parcel) -> bool:
    return any(b'"kd":"node.' in raw for raw in parcel.frames)


class Receiving:
    """One parcel while it is taken in."""

    def __init__(self, store: Store, transaction: Transaction, parcel: Parcel, source: str) -> None:
        self.store = store
        self.transaction = transaction
        self.parcel = parcel
        self.source = source
        self.known = transaction.stream_row(parcel.stream)
        self.aside: list[Broken] = []
        self.parts: dict[str, Part] = {}
        self.present: list[Link] = []
        self.strays: list[Link] = []
        self.early = 0
        self.absent: dict[str, str] = {}
        self.parts_here: frozenset[str] = frozenset()
        self.head = Head(parcel.stream)

    def receive(self) -> Received:
        if self._is_unknown():
            return Received(0, 0, 0, (), unknown=len(self.parcel.frames))
        if self._is_foreign():
            return Received(0, 0, 0, ())
        self._check_parts()
        head = Head(self.parcel.stream)
        if self.known is not None:
            head = Head(self.parcel.stream, self.known.number, self.known.hash)
        self.head = head
        links = self._fresh(head)
        seals = self._valid_seals(links)
        taken = links[: covered(links, seals)]
        self._ask_vault((*taken, *self.present, *self.strays))
        stored = self._take_all(taken)
        grown = branching.take(self, self.strays, seals) if self.strays else branching.NONE
        for link in self.present:
            self._bring(link.fact, link.id, fresh=False)
        for raw in self.parcel.blobs:
            self.transaction.keep_blob(raw)
        for seal in seals:
            if stored and seal.sealed.number <= taken[stored - 1].fact.number:
                self.transaction.writing.put_seal(seal)
                self.transaction.sealed_until(self.parcel.stream, seal.sealed.number)
        now_ms = max(self.store.now_ms(), 0)
        for one in self.aside:
            self.transaction.set_aside(Quarantined(self.source, one.raw, one.reason, now_ms))
        reasons = tuple(one.reason for one in self.aside)
        return Received(
            stored + grown.stored,
            len(self.present),
            len(links) - len(taken) + grown.unsealed,
            reasons,
            self.early,
            branches=grown.branches,
        )

    def _is_unknown(self) -> bool:
        """Whether the stream's installation is nobody that this node has heard of."""
        standings = self.store.standings
        if standings is None or self.known is not None or not self.parcel.frames:
            return False
        try:
            opened = opening(decode(self.parcel.frames[0]))
        except BadFact:
            return False
        return not standings.knows(opened)

    def _is_foreign(self) -> bool:
        """Whether this node may not hold the stream's scope (any more), whoever gives it.

        What it has told itself, and holds in part since before it belonged here, goes on.
        """
        standings = self.store.standings
        if standings is None or not self.parcel.frames:
            return False
        if self.known is not None:
            scope, writer = self.known.scope, self.known.installation
            if not standings.is_lent(scope):
                return False
        else:
            try:
                opened = opening(decode(self.parcel.frames[0]))
            except BadFact:
                return False
            scope, writer = opened.scope, opened.installation
        return writer != self.store.own_key and not self._may_have(scope)

    def _check_parts(self) -> None:
        for part in self.parcel.parts:
            reason = fault_of(part)
            if reason is None:
                self.parts[part.commitment] = part
            else:
                # Never its bytes: what is set aside lies outside the vault.
                key = sha256(part.commitment.encode() + part.salt + part.raw)
                self.aside.append(Broken(f"part {key}".encode(), reason))

    def _ask_vault(self, links: Iterable[Link]) -> None:
        named = [one.fact.commitment for one in links if one.fact.commitment]
        self.absent = absences_of(self.store.vault, named)
        self.parts_here = frozenset(parts_of(self.store.vault, named))

    def _fresh(self, head: Head) -> list[Link]:
        """The unbroken run that continues the stream; whatever else came is sorted out."""
        fresh: list[Link] = []
        held: list[Link] = []
        trunk = head.stream
        forked, ended = bool(self.transaction.branches(trunk)), False
        for raw in self.parcel.frames:
            try:
                fact = decode(raw)
            except BadFact as fault:
                if not ended:
                    self.aside.append(Broken(raw, str(fault), fault.code))
                ended = True
                continue
            if fact.stream != trunk:
                self.aside.append(Broken(raw, "belongs to another stream"))
            elif forked or fact.number <= self.head.number:
                held.append(Link(fact, raw, fact_hash(raw)))
            elif fact.number > head.number + 1 or ended:
                self.early += 1
            elif fact.number == head.number + 1 and (fresh or fact.previous == head.hash):
                found = follow(head, fact, raw, tenant=self.store.tenant)
                if isinstance(found, Broken):
                    self.aside.append(found)
                    ended = True
                else:
                    fresh.append(found)
                    head = Head(trunk, fact.number, found.hash)
            elif not any(raw == one.raw for one in fresh):
                # From here on the frames stand on another way than the one that is held.
                held.append(Link(fact, raw, fact_hash(raw)))
                forked = True
        self._sort_held(held)
        return fresh

    def _sort_held(self, held: Sequence[Link]) -> None:
        if not held:
            return
        first = min(one.fact.number for one in held)
        last = max(one.fact.number for one in held)
        rows = self.transaction.writing.chain(self.parcel.stream, first, last - first + 1)
        ours = {row.id for row in rows}
        for link in held:
            if link.id in ours or self.transaction.writing.fact(link.id) is not None:
                self.present.append(link)
            else:
                self.strays.append(link)

    def _valid_seals(self, links: Sequence[Link]) -> tuple[Seal, ...]:
        key = self.known.installation if self.known else None
        if key is None and links:
            key = opening(links[0].fact).installation
        if key is None:
            return ()
        public, verifier = bytes.fromhex(key), Ed25519()
        return tuple(
            seal
            for seal in sorted(self.parcel.seals, key=lambda one: one.sealed.number)
            if seal.sealed.stream == self.parcel.stream and is_sealed(seal, public, verifier)
        )

    def _take_all(self, links: Sequence[Link]) -> int:
        for stored, link in enumerate(links):
            breach = self._breach(link)
            if breach:
                self.aside.append(Broken(link.raw, breach))
                return stored
            if self.known is None:
                opened = opening(link.fact)
                self.known = StreamRow(
                    link.fact.stream, opened.scope, opened.installation, 0, "0" * 64
                )
                self.transaction.open_stream(self.known)
            self.take(link)
        return len(links)

    def _breach(self, link: Link) -> str | None:
        """Why this fact may not be told where it stands; what cannot be judged here passes.

        In a network facts are judged when they are folded, and nothing stops their stream.
        """
        if self.store.standings is not None:
            return None
        kind = self.store.folders.register.get(link.fact.kind)
        if kind is None:
            return None
        scope = self.known.scope if self.known else opening(link.fact).scope
        teller = link.fact.teller
        if teller is None:
            roles = frozenset({NODE, HUB})
        else:
            state: StaffState = self.transaction.state(teller, "staff")
            roles = state.roles(link.fact.on, link.fact.place)
            if not roles:
                return None
        return self.store.folders.register.breach(kind, scope=scope, roles=roles)

    def take(self, link: Link, *, lies_in: str = "") -> None:
        """A checked fact is held from now on; lies_in: the branch it stands on, if on one."""
        fact = link.fact
        stamp = clocks.Clock(fact.told_ms, fact.tick)
        now_ms = self.store.now_ms()
        self.transaction.clock = clocks.hear(self.transaction.clock, stamp, now_ms)
        self._bring(fact, link.id, fresh=True)
        self.transaction.take(fact, link.raw, link.hash, lies_in=lies_in)

    def _bring(self, fact: Fact, key: str, *, fresh: bool) -> None:
        part = self.parts.get(fact.commitment or "")
        why = self.absent.get(fact.commitment or "", "")
        is_away = why.startswith(RELEASED)
        if fact.commitment and why and not is_away:
            self.transaction.seeds.forget(fact.commitment, fact)
            return
        if is_away and not self._may_have(why.removeprefix(RELEASED)):
            return
        if part is None:
            if fact.commitment and is_away and self._is_from_hub():
                self.transaction.miss(fact.commitment)
            return
        if is_link_to_erased(self.transaction.state, fact.kind, part.raw):
            self.transaction.refuse_part(part.commitment, fact)
        elif part.commitment not in self.parts_here:
            self.transaction.bring_part(part, key, fact)
        elif fresh:
            self.transaction.name_anew(key, fact)

    def _may_have(self, scope: str) -> bool:
        standings, on = self.store.standings, self.store.today()
        return standings is None or standings.may_hold(self.store.own_key, scope, on=on)

    def _is_from_hub(self) -> bool:
        """Whether this comes from one that holds every part there is."""
        standing = self.store.standings.of(self.source) if self.store.standings else None
        return standing is not None and standing.role == HUB
