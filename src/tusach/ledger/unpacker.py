"""Reading a packet: the canonical bytes again, fact by fact. Whatever is wrong is a BadPacket.

Source: spec/wire.md, Packing. `packing.unpack` is the door; the writer is `packer`.
"""

from __future__ import annotations

import msgspec

from tusach.ledger import canonical, packet
from tusach.ledger.columns import BadPacket, unfolded
from tusach.ledger.fact import (
    LARGEST_FACT,
    NO_HASH,
    VERSION,
    BadFact,
    Fact,
    check,
    decode,
    encode,
    fact_hash,
    fact_id,
    is_tenant,
)
from tusach.ledger.packet import Known, Packed, Salts, Stretch, Unpacked
from tusach.ledger.private import Part, commitment
from tusach.ledger.salting import SEED_BYTES, Seed
from tusach.ledger.seal import SIGNATURE_BYTES, Seal
from tusach.ledger.stream import Sealed
from tusach.ledger.value_reader import ValueReader

_MOST_IDS = LARGEST_FACT // 35
"""No fact has room for more ids than that."""


class Unpacker(ValueReader):
    """One packet being read."""

    def __init__(self, packed: Packed, known: Known) -> None:
        super().__init__(packed, known)
        self._is_private = bool(packed.private)
        self._room = packet.MOST_BYTES
        self._places = packet.MOST_FACTS
        self._parts: list[Part] = []
        self._salts = Salts(())

    def unpack(self) -> Unpacked:
        """What was packed."""
        into = self.public
        if into.number() != packet.FORMAT:
            raise BadPacket("a packet of a later format")
        self.walk.tenant = into.text()
        stretches, seeds = into.number(), into.number()
        if stretches > packet.MOST_FACTS or seeds > packet.MOST_SEEDS:
            raise BadPacket("more stretches or seeds than a packet may hold", "packet.size")
        if stretches and not is_tenant(self.walk.tenant):
            raise BadPacket("the tenant is none")
        self._needs_private(seeds)
        found = [self._seed() for _ in range(seeds)]
        self._salts = Salts(found)
        read = tuple(self._stretch() for _ in range(stretches))
        self.public.finish()
        self.private.finish()
        return Unpacked(read, tuple(self._parts), tuple(found))

    def _needs_private(self, is_needed: int) -> None:
        if is_needed and not self._is_private:
            raise BadPacket("the private section is missing", "packet.private")

    def _seed(self) -> Seed:
        into = self.private
        stream = self.stream(into)
        return Seed(stream, into.number(), into.number(), into.noise(SEED_BYTES))

    # Stretches and seals

    def _stretch(self) -> Stretch:
        into, walk = self.public, self.walk
        stream = self.stream(into)
        fork_of = self.stream(into) if into.get("fork") else None
        first, count = into.get("first"), into.get("count")
        self._places -= count
        if self._places < 0:
            raise BadPacket("more facts than a packet may hold", "packet.size")
        if not (count and 1 <= first <= canonical.LARGEST - count):
            raise BadPacket("a stretch of no known form")
        full = previous = self._previous(stream, first)
        walk.last["ms"], walk.last["on"] = into.get("base ms"), unfolded(into.get("base day"))
        hashes, frames = {}, []
        for number in range(first, first + count):
            fact, raw = self._fact(fork_of or stream, number, full)
            full = hashes[number] = fact_hash(raw)
            walk.told(fact_id(full), fact)
            frames.append(raw)
        if into.noise(4) != bytes.fromhex(full)[-4:]:
            raise BadPacket("the facts came out otherwise than they were packed", "packet.check")
        seals = into.get("seals")
        if seals > packet.MOST_SEALS:
            raise BadPacket("more seals than a stretch may have", "packet.size")
        read = tuple(self._seal(fork_of or stream, hashes) for _ in range(seals))
        return Stretch(stream, first, previous, tuple(frames), read, fork_of)

    def _previous(self, stream: str, first: int) -> str:
        into = self.public
        match into.get("previous"):
            case packet.ABSENT:
                return NO_HASH
            case packet.MADE:
                before = self.walk.known.at(stream, first - 1)
                if before is None:
                    raise BadPacket("the fact before is not held here", "packet.reference")
                return before + into.noise(16).hex()
            case packet.WRITTEN:
                return into.noise(32).hex()
        raise BadPacket("a previous hash of no known form")

    def _seal(self, stream: str, hashes: dict[int, str]) -> Seal:
        into, back = self.public, self.public.get("sealed")
        if back == 0:
            try:
                sealed = msgspec.json.decode(into.text(), type=Sealed)
            except (msgspec.MsgspecError, RecursionError):
                raise BadPacket("a seal of no known form") from None
            return Seal(sealed, into.noise(SIGNATURE_BYTES))
        number = 1 + max(hashes) - back
        if number not in hashes:
            raise BadPacket("a seal of a fact that is not there")
        self.walk.starts()
        control, software = self.id(into, "control"), self.value(into, "software")
        if not isinstance(software, str):
            raise BadPacket("a seal of no known form")
        wall_ms = self.walk.last["ms"] + unfolded(into.get("wall ms"))
        sealed = Sealed(stream, number, hashes[number], control, software, wall_ms)
        return Seal(sealed, into.noise(SIGNATURE_BYTES))

    # Facts

    def _fact(self, stream: str, number: int, previous: str) -> tuple[Fact, bytes]:
        self.walk.starts()
        shape = self.shape(self.public, None)
        try:
            if shape is None:
                return self._raw(stream, number)
            fact = self._made(stream, number, previous, shape)
            check(fact)
        except BadFact as fault:
            raise BadPacket(f"not a fact: {fault}") from fault
        raw = encode(fact)
        self._takes(len(raw))
        return fact, raw

    def _takes(self, length: int) -> None:
        self._room -= length
        if self._room < 0 or length > LARGEST_FACT:
            raise BadPacket("more bytes than a packet may hold", "packet.size")

    def _raw(self, stream: str, number: int) -> tuple[Fact, bytes]:
        into, walk = self.public, self.walk
        length = into.get("raw")
        self._takes(length)
        raw = into.bytes_of_texts(length)
        fact = decode(raw)
        walk.last["ms"], walk.last["on"] = fact.told_ms, packet.day_number(fact.on)
        walk.ticked(fact.told_ms, fact.tick)
        if into.get("raw part"):
            self._part(fact.kind, stream, number)
        return fact, raw

    def _made(self, stream: str, number: int, previous: str, shape: packet.Shape) -> Fact:
        into, walk, kind = self.public, self.walk, shape.kind
        told_ms = walk.moved("ms", unfolded(into.get("ms")))
        tick = walk.wanted_tick(told_ms) + unfolded(into.get("tick"))
        walk.ticked(told_ms, tick)
        clock = into.get("clock")
        if clock >= len(packet.CLOCKS):
            raise BadPacket("a clock of no known quality")
        on = packet.day_of(walk.moved("on", unfolded(into.get("on"))))
        place = self.id(into, "place", of=kind)
        if place is not None:
            walk.now[packet.PLACE] = place
        teller = self.id(into, "teller", of=kind)
        subject = walk.now[packet.SUBJECT] = self.some_id(into, "subject", of=kind)
        also = self._ids(kind, "also id", into.get((kind, "also")))
        after = self._after(kind, subject, also)
        walk.knows_parents(after)
        body = self.body(into, kind, shape)
        return Fact(
            VERSION, stream, number, previous, told_ms, tick, packet.CLOCKS[clock], on,
            walk.tenant, place, subject, also, after, kind, teller,
            msgspec.Raw(canonical.encode(body)), self._commitment(kind, stream, number),
        )  # fmt: skip

    def _after(self, kind: str, subject: str, also: tuple[str, ...]) -> tuple[str, ...]:
        count = self.public.get((kind, "after"))
        if count:
            return self._ids(kind, "after id", count - 1)
        after = self.walk.latest((subject, *also))
        if len(after) > _MOST_IDS:
            raise BadPacket("more ids than a fact may hold", "packet.size")
        return tuple(after)

    def _ids(self, kind: str, column: str, count: int) -> tuple[str, ...]:
        if count > _MOST_IDS:
            raise BadPacket("more ids than a fact may hold", "packet.size")
        return tuple(self.some_id(self.public, column, of=kind) for _ in range(count))

    def _commitment(self, kind: str, stream: str, number: int) -> str | None:
        match self.public.get((kind, "commitment")):
            case packet.ABSENT:
                return None
            case packet.MADE:
                return self._part(kind, stream, number)
            case packet.WRITTEN:
                return self.public.noise(32).hex()
        raise BadPacket("a commitment of no known form")

    def _part(self, kind: str, stream: str, number: int) -> str:
        self._needs_private(True)
        into = self.private
        shape = self.shape(into, kind)
        if shape is None:
            raw = into.bytes_of_texts(into.get("raw"))
        else:
            raw = canonical.encode(self.body(into, kind, shape))
        self._takes(len(raw))
        fault = canonical.fault_of(raw)
        if fault:
            raise BadPacket(f"private part: {fault}")
        salt = self._salts.salt(stream, number)
        if into.get("salt") != packet.MADE:
            salt = into.noise(16)
        if salt is None:
            raise BadPacket("a salt of no seed")
        self._parts.append(Part(commitment(salt, raw), salt, raw))
        return self._parts[-1].commitment
