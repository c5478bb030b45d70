"""Parcel files: what another node lacks, on a stick that anybody carries; read frame by frame.

Source: docs/decisions/0021; spec/wire.md, Parcels.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from tusach import VERSION
from tusach.ledger import parcel, parcel_reading
from tusach.ledger.fact import trusted
from tusach.ledger.packet import Known, Places, Stretch
from tusach.ledger.packing import BadPacket, pack, unpack
from tusach.ledger.parcel import BadParcel, Content, Header, Recipient
from tusach.ledger.parcel_reading import Frame, Spoiled
from tusach.ledger.receipt import Receipt, SignedReceipt, is_received, make_receipt
from tusach.ledger.vector import Mark
from tusach.library.scopes import CONTROL
from tusach.node.store.keys import Ed25519
from tusach.node.store.offering import lacking, paths, trunk_first, vector_for, with_parts
from tusach.node.store.protocol import Reading
from tusach.node.store.receive import Parcel, Received, receive_all
from tusach.node.store.store import Store
from tusach.node.sync.boxes import Boxes, Zstandard, box_key
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.peers import Heard, heard_of, remember

PIECE = 5_000
"""Facts in one frame."""
AT_ONCE = 50_000
"""Facts read before they are taken in; those of one stream go on from frame to frame."""


class Read(msgspec.Struct, frozen=True):
    """What a parcel has brought. spoiled: codes of frames that could not be read."""

    sender: str
    stored: int
    present: int
    unknown: int
    branches: int
    spoiled: tuple[str, ...]
    aside: tuple[str, ...]
    receipts: int


def recipients_of(store: Store, whom: str) -> tuple[str, ...]:
    """The installations of `hub`, of a place (its id), or one by its key. Raises BadMessage."""
    standings = store.standings
    if standings is None:
        raise BadMessage("parcel.alone")
    found = []
    for key, standing in sorted(standings.known.items()):
        is_hub = whom == "hub" and standing.role == "hub"
        if standing.last_good is None and (is_hub or whom == key or whom in standing.places):
            found.append(key)
    found = [key for key in found if key != store.own_key]
    if not found:
        raise BadMessage("parcel.nobody", node=whom)
    return tuple(found)


def write(store: Store, home: Path, recipients: tuple[str, ...]) -> Iterator[bytes]:
    """The bytes of a parcel for these installations: what the first lacks by its last word."""
    store.seal_if_told()
    peer = recipients[0]
    heard = heard_of(home)
    since = heard[peer].vector if len(recipients) == 1 and peer in heard else ()
    with store.engine.reading() as reading:
        mine = vector_for(store, reading, peer)
        header = Header(
            tenant=store.tenant,
            sender=store.own_key,
            recipients=tuple(Recipient(one, box_key(one)) for one in sorted(recipients)),
            since=since,
            until=mine,
            made_ms=max(store.now_ms(), 0),
            software=VERSION,
        )
        contents = _contents(store, reading, mine, since)
        yield from parcel.written(
            header,
            contents,
            signer=store.installation,
            codec=Zstandard(),
            box=Boxes(store.installation.seed),
        )


def _contents(
    store: Store, reading: Reading, mine: tuple[Mark, ...], since: tuple[Mark, ...]
) -> Iterator[Content]:
    held = Receipt(store.tenant, store.own_key, mine, max(store.now_ms(), 0))
    yield parcel.receipts_frame([make_receipt(held, store.installation)])
    wants = {want.stream: want for want in lacking(store, reading, mine, since).they_lack}
    rows = [row for row in reading.streams() if row.stream in wants]
    for row in sorted(rows, key=lambda one: (one.scope != CONTROL, trunk_first(one))):
        want = wants[row.stream]
        for path in paths(reading, row, want.first, min(want.last, row.number), at_once=PIECE):
            whole = with_parts(store, reading, path)
            parts = {one.commitment: one for one in whole.parts}
            for stretch in _stretches(path):
                packed = pack([stretch], known=Known(), places=Places(), parts=parts)
                yield parcel.facts_frame(packed)
            yield from parcel.blob_frames(whole.blobs)


def _stretches(path: Parcel) -> Iterator[Stretch]:
    for start in range(0, len(path.frames), PIECE):
        frames = path.frames[start : start + PIECE]
        first = trusted(frames[0])
        is_last = start + PIECE >= len(path.frames)
        seals = path.seals if is_last else ()
        yield Stretch(path.stream, first.number, first.previous, frames, seals)


def read(store: Store, home: Path, file: IO[bytes]) -> Read:
    """Every whole frame of a parcel is taken in. Raises BadParcel: none, or not for here.

    Whether the sender is known is not asked: facts prove themselves.
    """
    verifier = Ed25519()
    found = parcel_reading.opened(
        file.read,
        codecs={1: Zstandard()},
        verifier=verifier,
        tenant=store.tenant,
        installation=store.own_key,
    )
    reader = _Reader(store, home, found)
    for frame in parcel_reading.frames(found, verifier):
        reader.take(frame)
    return reader.done()


class _Reader:
    def __init__(self, store: Store, home: Path, found: parcel_reading.Parcel) -> None:
        self.store = store
        self.home = home
        self.found = found
        self.box = Boxes(store.installation.seed)
        self.waiting: list[Parcel] = []
        self.facts = 0
        self.received: list[Received] = []
        self.spoiled: list[str] = []
        self.receipts = 0

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
            self.spoiled.append(fault.code)

    def _facts(self, frame: Frame) -> None:
        packed = parcel_reading.packet_of(frame, self.found, self.box)
        unpacked = unpack(packed, Known())
        parts = {one.commitment: one for one in unpacked.parts}
        for stretch in unpacked.stretches:
            named = (trusted(raw).commitment for raw in stretch.frames)
            own = tuple(parts[one] for one in named if one in parts)
            self.waiting.append(Parcel(stretch.named, stretch.frames, stretch.seals, own))
            self.facts += len(stretch.frames)
        if self.facts >= AT_ONCE:
            self._take_in()

    def _receipt(self, signed: SignedReceipt) -> None:
        said = signed.receipt
        if said.tenant == self.store.tenant and is_received(signed, Ed25519()):
            remember(self.home, said.holder, Heard(said.vector, said.wall_ms))
            self.receipts += 1

    def _take_in(self) -> None:
        self.received += receive_all(self.store, self.waiting, source=self.found.header.sender)
        self.waiting, self.facts = [], 0

    def done(self) -> Read:
        self._take_in()
        got = self.received
        return Read(
            self.found.header.sender,
            sum(one.stored for one in got),
            sum(one.present for one in got),
            sum(one.unknown for one in got),
            sum(one.branches for one in got),
            tuple(self.spoiled),
            tuple(reason for one in got for reason in one.aside),
            self.receipts,
        )
