"""Packing: what was packed comes out byte for byte, whatever it was."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.lamp import LAMP, OTHER_LAMP, ROOM, Scribe, lit
from tests.ledger.packets import CODES, PLAIN_IDS, SEED, Bundle, bundles

from tusach.ledger import fact as facts
from tusach.ledger import packet, private
from tusach.ledger.columns import BadPacket
from tusach.ledger.packer import Packer
from tusach.ledger.packet import Known, Packed, Places, Stretch
from tusach.ledger.packing import pack, unpack
from tusach.ledger.seal import Seal
from tusach.ledger.stream import Sealed

FEWER = settings(max_examples=settings().max_examples // 2)


def packed_of(bundle: Bundle) -> Packed:
    # Not through `pack`, which would hide a fault by sending everything as it is.
    return Packer(Known(), Places(codes=CODES), bundle.parts, ()).pack(bundle.stretches, [SEED])


@FEWER
@given(bundles())
def test_whatever_is_packed_comes_out_byte_for_byte(bundle: Bundle) -> None:
    found = unpack(packed_of(bundle), Known())
    assert list(found.stretches) == bundle.stretches
    assert {one.commitment: one for one in found.parts} == bundle.parts
    assert found.seeds == (SEED,)


@FEWER
@given(bundles(most=3), st.data())
def test_whatever_is_changed_answers_badpacket_or_facts(bundle: Bundle, data: Any) -> None:
    good = packed_of(bundle)
    raws = [bytearray(good.public), bytearray(good.private)]
    for raw in raws:
        for _ in range(data.draw(st.integers(0, 2))):
            raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
        if data.draw(st.booleans()):
            del raw[data.draw(st.integers(0, len(raw))) :]
    try:
        found = unpack(Packed(*map(bytes, raws)), Known())
    except BadPacket as bad:
        assert bad.code.startswith("packet.")
        return
    for stretch in found.stretches:
        for frame in stretch.frames:
            facts.decode(frame)


@given(st.binary(max_size=60))
def test_rubbish_is_no_packet(raw: bytes) -> None:
    for packed in (Packed(raw), Packed(b"\x04\0\0\1\0\0\1", raw)):
        with pytest.raises(BadPacket):
            unpack(packed, Known())


class Library:
    """A scribe of whom the recipient holds the first facts."""

    def __init__(self) -> None:
        self.scribe = Scribe(1)
        self.first = self.scribe.light(subject=LAMP)
        self.other = self.scribe.light(subject=OTHER_LAMP)
        self.held = len(self.scribe.links)
        ids = {(self.scribe.stream, one.fact.number): one for one in self.scribe.links}
        self.known = Known(
            at=lambda stream, nr: ids[stream, nr].id if (stream, nr) in ids else None,
            subject_at=lambda stream, nr: ids[stream, nr].fact.subject,
        )
        place = {one.id: (self.scribe.stream, one.fact.number) for one in self.scribe.links}
        about = {one.fact.subject: key for key, one in ids.items()}
        self.places = Places(where=place.get, about=about.get, codes=CODES)

    def stretch(self, **more: Any) -> Stretch:
        links = self.scribe.links
        frames = tuple(one.raw for one in links[self.held :])
        return Stretch(self.scribe.stream, self.held + 1, links[self.held - 1].hash, frames, **more)

    def packed(self, **more: Any) -> Packed:
        values: dict[str, Any] = {"known": self.known, "places": self.places, "parts": {}} | more
        return pack([self.stretch()], **values)


def test_what_the_recipient_holds_is_named_and_not_told_again() -> None:
    library = Library()
    second = library.scribe.light(after=[library.first])
    library.scribe.tell("lamp.put_out/1", {"of": second.id, "with": [library.other.id]},
                        also=(OTHER_LAMP,), after=[second, library.other])  # fmt: skip
    packed = library.packed()
    assert unpack(packed, library.known).stretches == (library.stretch(),)
    for one in (LAMP, OTHER_LAMP, library.first.id, library.other.id, second.id):
        assert bytes.fromhex(one) not in packed.public
    with pytest.raises(BadPacket) as bad:
        unpack(packed, Known())
    assert bad.value.code == "packet.reference"


def test_a_recipient_that_holds_others_finds_that_out() -> None:
    library = Library()
    library.scribe.light(after=[library.first])
    packed = library.packed()
    elsewhere = Known(at=library.known.at, subject_at=lambda *_: ROOM)
    with pytest.raises(BadPacket) as bad:
        unpack(packed, elsewhere)
    assert bad.value.code == "packet.check"
    nothing_there = Known(at=library.known.at, subject_at=lambda *_: None)
    with pytest.raises(BadPacket) as bad:
        unpack(packed, nothing_there)
    assert bad.value.code == "packet.reference"


def test_a_head_that_is_not_held_gives_no_parent() -> None:
    library = Library()
    library.scribe.light(after=[])
    half = Known(subject_at=library.known.subject_at)
    packed = library.packed(known=half)
    assert unpack(packed, half).stretches == (library.stretch(),)


def test_places_that_prove_wrong_are_not_used() -> None:
    library = Library()
    library.scribe.light(subject=ROOM, after=[library.first])
    wrong = Places(
        where=lambda _: (library.scribe.stream, 3),
        about=lambda _: (library.scribe.stream, 2),
        codes={ROOM: ("room", "7"), LAMP: ("a\0", "")},
    )
    packed = library.packed(places=wrong)
    assert unpack(packed, library.known).stretches == (library.stretch(),)
    assert bytes.fromhex(ROOM) in packed.public


def test_where_reading_back_fails_everything_travels_as_it_is() -> None:
    library = Library()
    library.scribe.light(after=[library.first])
    answers = iter([library.first.id] * 2)
    fickle = Known(at=lambda *_: next(answers, None), subject_at=library.known.subject_at)
    packed = library.packed(known=fickle)
    assert unpack(packed, Known()).stretches == (library.stretch(),)
    assert library.scribe.frames[-1] in packed.public


def test_a_part_needs_the_private_section_and_unproven_ones_stay_behind() -> None:
    library = Library()
    good = private.seal_part({"reader": ROOM, "after_reader": [ROOM]}, bytes(16))
    wrong = msgspec.structs.replace(good, salt=bytes(15))
    library.scribe.light(commitment=good.commitment)
    packed = library.packed(parts={good.commitment: good})
    assert unpack(packed, library.known).parts == (good,)
    with pytest.raises(BadPacket) as bad:
        unpack(Packed(packed.public), library.known)
    assert bad.value.code == "packet.private"
    for parts in ({good.commitment: wrong}, {"ab" * 32: good}):
        packed = library.packed(parts=parts)
        assert packed.private == b""
        assert unpack(packed, library.known).stretches == (library.stretch(),)


def test_what_is_no_chain_is_not_packed() -> None:
    library = Library()
    library.scribe.light()
    library.scribe.light()
    good = library.stretch()
    bent = [
        msgspec.structs.replace(good, frames=good.frames[::-1]),
        msgspec.structs.replace(good, frames=()),
        msgspec.structs.replace(good, stream=LAMP),
        msgspec.structs.replace(good, seals=(Seal(Sealed(LAMP, 1, "ab", None, "", 0), b""),)),
        msgspec.structs.replace(good, frames=good.frames * 10_000),
    ]
    for one in bent:
        with pytest.raises(ValueError, match="stretch|chain|signature"):
            pack([one], known=Known(), places=Places(), parts={})


def test_more_than_a_packet_holds_is_neither_packed_nor_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = Library()
    library.scribe.light(after=[library.first])
    packed = library.packed()
    for name in ("MOST_BYTES", "MOST_FACTS"):
        with monkeypatch.context() as bent:
            bent.setattr(packet, name, 0)
            with pytest.raises(BadPacket) as bad:
                unpack(packed, library.known)
            assert bad.value.code == "packet.size"
            with pytest.raises(ValueError, match="packet"):
                library.packed()


def test_a_day_of_facts_about_one_subject_costs_few_bytes() -> None:
    library = Library()
    before = library.first
    for _ in range(200):
        before = library.scribe.light(after=[before], ms=2000 * len(library.scribe.links))
    assert len(library.packed().public) < 1000
    assert sum(map(len, library.stretch().frames)) > 200 * 300


def test_bodies_of_any_kind_travel_and_salts_follow_from_seeds() -> None:
    library = Library()
    for nr in range(3):
        body = lit(nr) | {"code": "100023004516", "due_on": "2026-12-24", "of": PLAIN_IDS[nr]}
        library.scribe.tell("lamp.unheard_of/7", body, subject=PLAIN_IDS[3])
    packed = library.packed()
    assert unpack(packed, library.known).stretches == (library.stretch(),)
    assert b"100023004516" not in packed.public
