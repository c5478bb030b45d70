"""Writing a packet: each fact as what cannot be derived of it, value by value into columns.

Source: spec/wire.md, Packing. `packing.pack` is the door; the reader is `unpacker`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from tusach.ledger import packet
from tusach.ledger.canonical import canonical
from tusach.ledger.columns import FARTHEST, ColumnWriter, folded
from tusach.ledger.fact import NO_HASH, Fact, fact_hash, fact_id, trusted
from tusach.ledger.ident import is_id
from tusach.ledger.packet import Known, Packed, Places, Salts, Stretch
from tusach.ledger.private import Part, fault_of
from tusach.ledger.salting import Seed
from tusach.ledger.seal import SIGNATURE_BYTES, Seal
from tusach.ledger.value_writer import ValueWriter


class Packer(ValueWriter):
    """One packet being written. raw: the places of facts that travel as they are."""

    def __init__(
        self, known: Known, places: Places, parts: Mapping[str, Part], raw: Collection[int]
    ) -> None:
        super().__init__(known, places)
        self.parts = {key: one for key, one in parts.items() if not _is_unfit(key, one)}
        self.raw = raw
        self._salts = Salts(())

    def pack(self, stretches: Sequence[Stretch], seeds: Sequence[Seed]) -> Packed:
        """Both sections. Raises ValueError where a stretch is no stretch."""
        facts = [[trusted(raw) for raw in one.frames] for one in stretches]
        self._salts = Salts(seeds)
        out = self.public
        self.walk.tenant = facts[0][0].tenant if facts else ""
        out.number(packet.FORMAT)
        out.text(self.walk.tenant)
        out.number(len(stretches))
        out.number(len(seeds))
        self._seeds(seeds)
        self.choose_modes(self._bodies([one for many in facts for one in many]))
        for stretch, many in zip(stretches, facts, strict=True):
            self._stretch(stretch, many)
        return Packed(self.public.section(), self.private.section())

    def _seeds(self, seeds: Sequence[Seed]) -> None:
        out = self.private
        for one in seeds:
            self.stream(out, one.stream)
            out.number(one.first)
            out.number(one.last)
            out.noise += one.seed

    # Stretches and seals

    def _stretch(self, stretch: Stretch, facts: list[Fact]) -> None:
        out, walk = self.public, self.walk
        self.stream(out, stretch.stream)
        out.put("fork", int(stretch.fork_of is not None))
        if stretch.fork_of is not None:
            self.stream(out, stretch.fork_of)
        out.put("first", stretch.first)
        out.put("count", len(facts))
        self._previous(stretch)
        walk.last["ms"], walk.last["on"] = facts[0].told_ms, packet.day_number(facts[0].on)
        out.put("base ms", walk.last["ms"])
        out.put("base day", folded(walk.last["on"]))
        full = stretch.previous
        hashes = {}
        for number, (raw, fact) in enumerate(
            zip(stretch.frames, facts, strict=True), stretch.first
        ):
            if (fact.stream, fact.number, fact.previous) != (stretch.named, number, full):
                raise ValueError("the frames of a stretch are one chain from its head on")
            self._fact(fact, raw)
            full = hashes[number] = fact_hash(raw)
            walk.told(fact_id(full), fact)
        out.noise += bytes.fromhex(full)[-4:]
        out.put("seals", len(stretch.seals))
        for seal in stretch.seals:
            self._seal(seal, stretch, hashes)

    def _previous(self, stretch: Stretch) -> None:
        out = self.public
        if stretch.previous == NO_HASH and stretch.first == 1:
            out.put("previous", packet.ABSENT)
            return
        before = stretch.first - 1
        if before and self.walk.known.at(stretch.stream, before) == stretch.previous[:32]:
            out.put("previous", packet.MADE)
            out.noise += bytes.fromhex(stretch.previous[32:])
        else:
            out.put("previous", packet.WRITTEN)
            out.noise += bytes.fromhex(stretch.previous)

    def _seal(self, seal: Seal, stretch: Stretch, hashes: Mapping[int, str]) -> None:
        out, sealed = self.public, seal.sealed
        if len(seal.signature) != SIGNATURE_BYTES:
            raise ValueError(f"a signature has {SIGNATURE_BYTES} bytes")
        later_ms = sealed.wall_ms - self.walk.last["ms"]
        fits = (sealed.stream, hashes.get(sealed.number)) == (stretch.named, sealed.hash)
        knows = sealed.control is None or is_id(sealed.control)
        if fits and knows and abs(later_ms) < FARTHEST:
            out.put("sealed", 1 + max(hashes) - sealed.number)
            self.walk.starts()
            self.id(out, "control", sealed.control)
            self.value(out, "software", sealed.software)
            out.put("wall ms", folded(later_ms))
        else:
            out.put("sealed", 0)
            out.text(canonical(msgspec.to_builtins(sealed)).decode())
        out.noise += seal.signature

    # Facts

    def _fact(self, fact: Fact, raw: bytes) -> None:
        out, walk = self.public, self.walk
        body = msgspec.json.decode(fact.body)
        walk.starts()
        ms, tick = walk.step("ms", fact.told_ms), fact.tick - walk.wanted_tick(fact.told_ms)
        walk.ticked(fact.told_ms, fact.tick)
        if self._is_odd(fact, ms, tick):
            out.put("shape", 0)
            out.put("raw", len(raw))
            out.texts += raw
            walk.last["on"] = packet.day_number(fact.on)
            part = self.parts.get(fact.commitment or "")
            out.put("raw part", int(part is not None))
            if part is not None:
                self._part(fact, part)
            return
        self.shape(out, fact.kind, body)
        out.put("ms", folded(ms))
        out.put("tick", folded(tick))
        out.put("clock", packet.CLOCKS.index(fact.clock_quality))
        out.put("on", folded(walk.step("on", packet.day_number(fact.on))))
        kind = fact.kind
        self.id(out, "place", fact.place, of=kind)
        if fact.place is not None:
            walk.now[packet.PLACE] = fact.place
        self.id(out, "teller", fact.teller, of=kind)
        self.id(out, "subject", fact.subject, of=kind)
        walk.now[packet.SUBJECT] = fact.subject
        out.put((kind, "also"), len(fact.also))
        for one in fact.also:
            self.id(out, "also id", one, of=kind)
        self._after(out, kind, fact)
        walk.knows_parents(fact.after)
        self.body(out, kind, body)
        self._commitment(fact)

    def _is_odd(self, fact: Fact, ms: int, tick: int) -> bool:
        far = max(abs(ms), abs(tick)) >= FARTHEST
        return far or fact.tenant != self.walk.tenant or len(self.walk.facts) in self.raw

    def _after(self, out: ColumnWriter, kind: str, fact: Fact) -> None:
        walk = self.walk
        if walk.latest((fact.subject, *fact.also)) == list(fact.after):
            out.put((kind, "after"), 0)
            return
        out.put((kind, "after"), 1 + len(fact.after))
        for one in fact.after:
            self.id(out, "after id", one, of=kind)

    def _commitment(self, fact: Fact) -> None:
        out, column = self.public, (fact.kind, "commitment")
        if fact.commitment is None:
            out.put(column, packet.ABSENT)
            return
        part = self.parts.get(fact.commitment)
        if part is None:
            out.put(column, packet.WRITTEN)
            out.noise += bytes.fromhex(fact.commitment)
            return
        out.put(column, packet.MADE)
        self._part(fact, part)

    def _part(self, fact: Fact, part: Part) -> None:
        out = self.private
        value = msgspec.json.decode(part.raw)
        if isinstance(value, dict):
            self.shape(out, fact.kind, value)
            self.body(out, fact.kind, value)
        else:
            out.put("shape", 0)
            out.put("raw", len(part.raw))
            out.texts += part.raw
        if self._salts.salt(fact.stream, fact.number) == part.salt:
            out.put("salt", packet.MADE)
        else:
            out.put("salt", packet.WRITTEN)
            out.noise += part.salt

    def _bodies(self, facts: Sequence[Fact]) -> Iterator[tuple[bool, str, dict[str, Any]]]:
        for fact in facts:
            yield False, fact.kind, msgspec.json.decode(fact.body)
            part = self.parts.get(fact.commitment or "")
            value = None if part is None else msgspec.json.decode(part.raw)
            if isinstance(value, dict):
                yield True, fact.kind, value


def _is_unfit(commitment: str, part: Part) -> bool:
    return part.commitment != commitment or fault_of(part) is not None
