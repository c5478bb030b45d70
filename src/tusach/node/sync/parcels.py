"""Parcel files: what another node lacks, on a stick that anybody carries; read frame by frame.

Source: docs/decisions/0021; spec/wire.md, Parcels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from tusach import VERSION
from tusach.ledger import parcel, parcel_reading
from tusach.ledger.packing import BadPacket, unpack
from tusach.ledger.parcel import BadParcel, Content, Header, Recipient
from tusach.ledger.parcel_reading import Frame, Spoiled
from tusach.ledger.receipt import Receipt, SignedReceipt, is_received, make_receipt
from tusach.ledger.vector import Mark
from tusach.library import scopes
from tusach.node.store.holdings import may_be_given
from tusach.node.store.keys import Ed25519, box_key, fingerprint
from tusach.node.store.offering import lacking, vector_for
from tusach.node.store.peers import Heard, Report, heard_of, remember, report
from tusach.node.store.protocol import Reading
from tusach.node.store.receive import Parcel, Received, receive_all
from tusach.node.store.store import Store
from tusach.node.sync import held_parcels, packets, picturing, references
from tusach.node.sync.boxes import Boxes, Zstandard
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.parcel_files import FORMER, Bytes, OfFormerKey, box_for, opened

AT_ONCE = 50_000
"""Facts read before they are taken in; those of one stream go on from frame to frame."""


class Read(msgspec.Struct, frozen=True):
    """What a parcel has brought. spoiled: codes of frames that could not be read.

    made_ms: when it was written, by the sender's clock. early: facts that could not be taken, since
    they stand on others that are not here (any more). Nothing is lost: the next receipt tells the
    sender what to send again. kept: the parcel waits here until its sender is known. later: facts
    of parcels that waited, and could be read now.
    """

    sender: str
    stored: int
    present: int
    unknown: int
    branches: int
    spoiled: tuple[str, ...]
    aside: tuple[str, ...]
    receipts: int
    early: int = 0
    made_ms: int = 0
    kept: bool = False
    later: int = 0


def recipients_of(store: Store, whom: str) -> tuple[str, ...]:
    """The installations of `hub`, of a place (its id), or one by its key. Raises BadMessage."""
    standings = store.standings
    if standings is None:
        raise BadMessage("parcel.alone")
    found = []
    for key, standing in sorted(standings.known.items()):
        is_hub = whom == "hub" and standing.role == "hub"
        is_there = whom in standing.places and may_be_given(store, key, scopes.people(whom))
        if standing.last_good is None and (is_hub or whom == key or is_there):
            found.append(key)
    found = [key for key in found if key != store.own_key]
    if not found:
        raise BadMessage("parcel.nobody", node=whom)
    return tuple(found)


def write(
    store: Store, home: Path, recipients: tuple[str, ...], *, whole: bool = False
) -> Iterator[bytes]:
    """The bytes of a parcel for these installations: what the first lacks by its last word.

    whole: everything that they may hold, as if nothing had come there; that machine was lost.
    """
    store.seal_if_told()
    peer = recipients[0]
    heard = heard_of(home)
    goes_on = not whole and len(recipients) == 1 and peer in heard
    since = heard[peer].vector if goes_on else ()
    with store.engine.reading() as reading:
        # What one of several may not hold, none of them is sent: all can open what is inside.
        mine = vector_for(store, reading, *recipients)
        header = Header(
            tenant=store.tenant,
            sender=store.own_key,
            recipients=tuple(Recipient(one, box_key(one)) for one in sorted(recipients)),
            since=since,
            until=mine,
            made_ms=max(store.now_ms(), 0),
            software=VERSION,
        )
        contents = _contents(store, reading, mine, since, recipients=recipients)
        yield from parcel.written(
            header,
            contents,
            signer=store.installation,
            codec=Zstandard(),
            box=Boxes(store.installation.seed),
            after=parcel.file_frames(picturing.unseen(store, home, recipients, since)),
        )


def _contents(
    store: Store,
    reading: Reading,
    mine: tuple[Mark, ...],
    since: tuple[Mark, ...],
    *,
    recipients: Sequence[str],
) -> Iterator[Content]:
    held = Receipt(store.tenant, store.own_key, mine, max(store.now_ms(), 0))
    yield parcel.receipts_frame([make_receipt(held, store.installation)])
    wants = lacking(store, reading, mine, since).they_lack
    upto = references.shared(reading, since)
    for packed, blobs in packets.packets(store, reading, wants, upto=upto, readers=recipients):
        if packed is not None:
            yield parcel.facts_frame(packed)
        yield from parcel.blob_frames(blobs)


def read(store: Store, home: Path, file: Bytes) -> Read:
    """Every whole frame of a parcel is taken in. Raises BadParcel: none, or not for here.

    Whether the sender is known is not asked: facts prove themselves. Where nobody here knows who
    told them, the parcel waits, and is read by itself once that is said. Raises BadMessage where
    too many wait already, or it was closed for a key that this machine has no more.
    """
    done = _read(store, home, file)
    if done.unknown:
        held_parcels.keep(store, home, file)
        return msgspec.structs.replace(done, kept=True)
    return msgspec.structs.replace(done, later=read_again(store, home))


def read_again(store: Store, home: Path) -> int:
    """Parcels whose sender is known by now are read, and wait no more; facts that are new here."""
    stored = 0
    for path in list(held_parcels.now_known(store, home)):
        with path.open("rb") as file:
            done = _read(store, home, file)
        stored += done.stored
        if not done.unknown:
            path.unlink()
    return stored


def _read(store: Store, home: Path, file: Bytes) -> Read:
    try:
        found = opened(store, file)
    except OfFormerKey as fault:
        who, key = bytes.fromhex(fault.header.sender), bytes.fromhex(fault.key)
        values = {"node": fingerprint(who), "said": fingerprint(key)}
        raise BadMessage(FORMER, **values) from fault
    reader = _Reader(store, home, found)
    for frame in parcel_reading.frames(found, Ed25519()):
        reader.take(frame)
    done = reader.done()
    if not done.unknown:
        reader.take_files()
    return done


class _Reader:
    def __init__(self, store: Store, home: Path, found: parcel_reading.Parcel) -> None:
        self.store = store
        self.home = home
        self.found = found
        self.box = box_for(store, found.header)
        self.waiting: list[Parcel] = []
        self.facts = 0
        self.received: list[Received] = []
        self.spoiled: list[str] = []
        self.receipts = 0
        self.read = self.early = 0
        with store.engine.reading() as reading:
            self.is_behind = references.is_behind(reading, found.header.since)

    def take(self, frame: Frame | Spoiled) -> None:
        if isinstance(frame, Spoiled):
            self.spoiled.append(frame.code)
            return
        try:
            if frame.kind == parcel.FACTS:
                self._facts(frame)
            elif frame.kind == parcel.BLOBS:
                with self.store.batch() as transaction:
                    for blob in parcel_reading.blobs_of(frame, self.found):
                        transaction.keep_blob(blob)
            elif frame.kind == parcel.RECEIPTS:
                for one in parcel_reading.receipts_of(frame, self.found):
                    self._receipt(one)
        except BadParcel as fault:
            self.spoiled.append(fault.code)
        except BadPacket as fault:
            if self.is_behind and fault.code in ("packet.reference", "packet.check"):
                self.early += 1
            else:
                self.spoiled.append(fault.code)

    def take_files(self) -> None:
        """Photographs stand behind all facts; those that are lacked here are kept."""
        for frame in parcel_reading.after_end(self.found, Ed25519()):
            try:
                files = parcel_reading.files_of(frame, self.found, self.box)
            except BadParcel:
                continue
            picturing.take_in(self.store, self.home, files)

    def _facts(self, frame: Frame) -> None:
        packed = parcel_reading.packet_of(frame, self.found, self.box)
        with self.store.engine.reading() as reading:
            unpacked = unpack(packed, references.known_here(reading))
        for one in packets.parcels_of(unpacked):
            self.waiting.append(one)
            self.facts += len(one.frames)
            self.read += len(one.frames)
        if self.facts >= AT_ONCE:
            self._take_in()

    def _receipt(self, signed: SignedReceipt) -> None:
        said = signed.receipt
        if said.tenant == self.store.tenant and is_received(signed, Ed25519()):
            # A clock that once ran ahead must not make its later words seem old.
            wall_ms = min(said.wall_ms, max(self.store.now_ms(), 0))
            remember(self.home, said.holder, Heard(said.vector, wall_ms))
            if said.holder == self.found.header.sender:
                report(self.home, said.holder, Report(wall_ms, self.found.header.software[:40]))
            self.receipts += 1

    def _take_in(self) -> None:
        self.received += receive_all(self.store, self.waiting, source=self.found.header.sender)
        self.waiting, self.facts = [], 0

    def done(self) -> Read:
        self._take_in()
        got = self.received
        if any(one.stored for one in got):
            self.store.perform()
        return Read(
            self.found.header.sender,
            sum(one.stored for one in got),
            sum(one.present for one in got),
            sum(one.unknown for one in got),
            sum(one.branches for one in got),
            tuple(self.spoiled),
            tuple(reason for one in got for reason in one.aside),
            self.receipts,
            self._early(),
            self.found.header.made_ms,
        )

    def _early(self) -> int:
        early = sum(one.early for one in self.received)
        if not self.early:
            return early
        header = self.found.header
        since = {mark.stream: mark.number for mark in header.since}
        promised = sum(max(mark.number - since.get(mark.stream, 0), 0) for mark in header.until)
        return early + max(promised - self.read, 1)
