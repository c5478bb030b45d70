"""Facts that come from elsewhere: checked, then taken in with the tables of what they touch.

Idempotent. Only what stands at or below a seal is taken; a broken frame is set aside with its
reason and all before it stays; the same number with another hash is a fork, and both branches
are kept (`branching`). What comes too early (its forerunners are not here) is left to come again,
and is no fault; what an installation tells that nobody here knows is not taken at all.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.ledger import clock as clocks
from tusach.ledger.fact import BadFact, Fact, decode, fact_hash
from tusach.ledger.ident import sha256
from tusach.ledger.kind import HUB, NODE
from tusach.ledger.private import Part, fault_of
from tusach.ledger.seal import Seal, covered, is_sealed
from tusach.ledger.stream import Broken, Head, Link, chain, opening
from tusach.library.staff.story import StaffState
from tusach.node.store import branching
from tusach.node.store.erasing import is_link_to_erased
from tusach.node.store.keys import Ed25519
from tusach.node.store.protocol import Quarantined, StreamRow
from tusach.node.store.store import Store
from tusach.node.store.transaction import Transaction


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
    with store.batch() as transaction:
        receiving = Receiving(store, transaction, parcel, source)
        found = receiving.receive()
    if found.stored and receiving.known and receiving.known.installation == store.own_key:
        # Somebody holds facts of this very installation that lie not here: this home is a copy, or
        # was put back. It goes on under another key, so that no number is given twice again.
        store.succeed()
    return found


def receive_all(store: Store, parcels: Sequence[Parcel], *, source: str) -> list[Received]:
    """Take in several parcels, so that what one says of installations serves the others.

    What the network says of itself comes first. The answers are in the order of the parcels.
    """
    found: dict[int, Received] = {}
    waiting = sorted(range(len(parcels)), key=lambda nr: not _speaks_of_nodes(parcels[nr]))
    while waiting:
        stored = 0
        for nr in waiting:
            found[nr] = receive(store, parcels[nr], source=source)
            stored += found[nr].stored
        unknown = [nr for nr in waiting if found[nr].unknown]
        if not stored or len(unknown) == len(waiting):
            break
        waiting = unknown
    return [found[nr] for nr in range(len(parcels))]


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

    def receive(self) -> Received:
        if self._is_unknown():
            return Received(0, 0, 0, (), unknown=len(self.parcel.frames))
        self._check_parts()
        head = Head(self.parcel.stream)
        if self.known is not None:
            head = Head(self.parcel.stream, self.known.number, self.known.hash)
        links, broken = chain(head, self._fresh(head), tenant=self.store.tenant)
        if broken is not None:
            self.aside.append(broken)
        seals = self._valid_seals(links)
        taken = links[: covered(links, seals)]
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

    def _check_parts(self) -> None:
        for part in self.parcel.parts:
            reason = fault_of(part)
            if reason is None:
                self.parts[part.commitment] = part
            else:
                # Never its bytes: what is set aside lies outside the vault.
                key = sha256(part.commitment.encode() + part.salt + part.raw)
                self.aside.append(Broken(f"part {key}".encode(), reason))

    def _fresh(self, head: Head) -> list[bytes]:
        """Frames that may continue the stream; held ones, forks and strangers are sorted out."""
        frames: list[bytes] = []
        held: list[Link] = []
        forked = bool(self.transaction.branches(head.stream))
        for raw in self.parcel.frames:
            try:
                fact = decode(raw)
            except BadFact:
                frames.append(raw)
                continue
            expected = head.number + 1 + len(frames)
            if fact.stream != self.parcel.stream:
                self.aside.append(Broken(raw, "belongs to another stream"))
            elif forked or fact.number <= head.number:
                held.append(Link(fact, raw, fact_hash(raw)))
            elif fact.number > expected:
                self.early += 1
            elif fact.number == expected and (frames or fact.previous == head.hash):
                frames.append(raw)
            elif raw not in frames:
                # From here on the frames stand on another way than the one that is held.
                held.append(Link(fact, raw, fact_hash(raw)))
                forked = True
        self._sort_held(held)
        return frames

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
        vault = self.store.vault
        if part is None or vault.is_refused(part.commitment):
            return
        if is_link_to_erased(self.transaction, fact.kind, part.raw):
            self.transaction.refuse_part(part.commitment)
        elif vault.part(part.commitment) is None:
            self.transaction.bring_part(part, key, fact.subject)
        elif fresh:
            self.transaction.name_anew(fact.subject)
