"""What waits holds nothing of people who were erased: such a parcel is written anew without it.

Frames are signed by who sent them, so the new parcel is of this machine for itself; the name of its
file goes on saying whose it is. Nobody here has proven its facts yet; chains and seals go with them
and prove them when it is read. What this machine cannot look into does not wait: without a receipt
its sender brings it again. Source: docs/decisions/0024, 0027.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import msgspec

from tusach.ledger import parcel, parcel_reading
from tusach.ledger.columns import BadPacket
from tusach.ledger.fact import trusted
from tusach.ledger.packing import Known, Places, Unpacked, pack, unpack
from tusach.ledger.parcel import BadParcel, Content, Recipient
from tusach.ledger.parcel_reading import Frame, Spoiled
from tusach.node.store.erasing import is_of_erased
from tusach.node.store.keys import Ed25519, box_key
from tusach.node.store.store import Store
from tusach.node.sync import references
from tusach.node.sync.boxes import Boxes, Zstandard
from tusach.node.sync.parcel_files import Bytes, box_for, opened


def is_free_of_erased(store: Store, file: Bytes) -> bool:
    """Whether no frame holds, or may hold, what was erased here. Raises BadParcel."""
    found = opened(store, file)
    box = box_for(store, found.header)
    for frame in parcel_reading.frames(found, Ed25519()):
        if isinstance(frame, Frame) and frame.kind == parcel.FACTS and frame.private:
            unpacked = _unpacked(store, frame, found, box)
            if unpacked is None or erased_in(store, unpacked):
                return False
    return True


def without_erased(store: Store, file: Bytes) -> Iterator[bytes]:
    """The bytes of a parcel of the same facts, without what was erased. Raises BadParcel."""
    found = opened(store, file)
    own = Recipient(store.own_key, box_key(store.own_key))
    header = msgspec.structs.replace(found.header, sender=store.own_key, recipients=(own,))
    return parcel.written(
        msgspec.structs.replace(header, since=()),
        _contents(store, found),
        signer=store.installation,
        codec=Zstandard(),
        box=Boxes(store.installation.seed),
    )


def _contents(store: Store, found: parcel_reading.Parcel) -> Iterator[Content]:
    box = box_for(store, found.header)
    for frame in parcel_reading.frames(found, Ed25519()):
        if isinstance(frame, Spoiled):
            continue
        if frame.kind == parcel.BLOBS:
            with contextlib.suppress(BadParcel):
                yield from parcel.blob_frames(parcel_reading.blobs_of(frame, found))
        elif frame.kind == parcel.FACTS:
            unpacked = _unpacked(store, frame, found, box)
            if unpacked is not None:
                gone = erased_in(store, unpacked)
                parts = (one for one in unpacked.parts if one.commitment not in gone)
                kept = {one.commitment: one for one in parts}
                packed = pack(unpacked.stretches, known=Known(), places=Places(), parts=kept)
                yield parcel.facts_frame(packed)


def erased_in(store: Store, unpacked: Unpacked) -> set[str]:
    """The commitments of private parts that are to be gone for ever."""
    parts = {one.commitment: one for one in unpacked.parts}
    facts = (trusted(raw) for one in unpacked.stretches for raw in one.frames)
    return {
        fact.commitment
        for fact in facts
        if fact.commitment in parts and is_of_erased(store, fact, parts[fact.commitment])
    }


def _unpacked(
    store: Store, frame: Frame, found: parcel_reading.Parcel, box: Boxes
) -> Unpacked | None:
    """What a frame of facts holds; None where this machine cannot look into it."""
    try:
        packed = parcel_reading.packet_of(frame, found, box)
        with store.engine.reading() as reading:
            return unpack(packed, references.known_here(reading))
    except (BadParcel, BadPacket):
        return None
