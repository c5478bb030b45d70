"""Packing: stretches of streams as what cannot be derived, and the same bytes again.

A packet has a public section and, where private parts travel with it, a private one. The public
section cannot be read without the private one then: commitments are made of the parts. Neither is
compressed here. Source: spec/wire.md, Packing; docs/decisions/0021.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tusach.ledger import packet
from tusach.ledger.columns import BadPacket
from tusach.ledger.packer import Packer
from tusach.ledger.packet import Known, Packed, Places, Stretch, Unpacked
from tusach.ledger.private import Part
from tusach.ledger.salting import Seed
from tusach.ledger.unpacker import Unpacker

__all__ = ["BadPacket", "Known", "Packed", "Places", "Stretch", "Unpacked", "pack", "unpack"]


def pack(
    stretches: Sequence[Stretch],
    *,
    known: Known,
    places: Places,
    parts: Mapping[str, Part],
    seeds: Sequence[Seed] = (),
) -> Packed:
    """The packet of these stretches, in this order, read again before it is answered.

    Facts to which others refer should stand in an earlier stretch. known: what the recipient
    holds. parts: by commitment; those that prove nothing stay behind. seeds: for the salts.
    Raises ValueError where a stretch is no chain, or a packet may not hold so much.
    """
    count = sum(len(one.frames) for one in stretches)
    if count > packet.MOST_FACTS or not all(one.frames for one in stretches):
        raise ValueError(f"a packet holds up to {packet.MOST_FACTS} facts, a stretch one at least")
    packed = Packer(known, places, parts, ()).pack(stretches, seeds)
    if not _is_whole(packed, stretches, known):
        packed = Packer(Known(), Places(), parts, range(count)).pack(stretches, seeds)
        if not _is_whole(packed, stretches, Known()):
            raise ValueError("a packet does not hold so much")
    return packed


def unpack(packed: Packed, known: Known) -> Unpacked:
    """The stretches and private parts, byte for byte as they were packed.

    known: what is held here. Raises BadPacket, and nothing else, for whatever bytes. Chains and
    seals are not looked at: who receives proves them (`stream.chain`, `seal.covered`).
    """
    return Unpacker(packed, known).unpack()


def _is_whole(packed: Packed, stretches: Sequence[Stretch], known: Known) -> bool:
    try:
        return unpack(packed, known).stretches == tuple(stretches)
    except BadPacket:
        return False
