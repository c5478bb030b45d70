"""Packets that were made wrong: each is refused with a code, none is half read."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.ledger.lamp import LAMP, ROOM, Scribe
from tests.ledger.packets import CODES, PLAIN_IDS, SEED

from tusach.ledger import packet, private, salting, unpacker
from tusach.ledger.columns import BadPacket, ColumnReader, ColumnWriter, folded, unfolded, varint
from tusach.ledger.packer import Packer
from tusach.ledger.packet import Known, Packed, Places, Stretch
from tusach.ledger.packing import pack, unpack
from tusach.ledger.salting import Seed
from tusach.ledger.seal import Seal
from tusach.ledger.stream import Sealed
from tusach.ledger.value_reader import ValueReader


def rich() -> tuple[Stretch, dict[str, private.Part], list[Seed]]:
    """One stretch with a bit of everything."""
    scribe = Scribe(1)
    seed = Seed(scribe.stream, 2, 2, bytes(32))
    elsewhen = Seed(scribe.stream, 8, 9, bytes(32))
    salt = salting.salt(seed.seed, seed.stream, 2)
    parts = [
        private.seal_part({"reader": ROOM, "after_reader": []}, salt),
        private.seal_part([1], bytes(16)),
    ]
    codes = list(CODES)
    many: list[Any] = [None, True, {"y": -5, "z": "ab" * 32}, False, 7]
    before = scribe.light(commitment=parts[0].commitment, place=PLAIN_IDS[0])
    scribe.tell("lamp.lit/1", {"on": "2026-01-02", "code": "100023004516", "n": -7, "x": [LAMP]},
                after=[before], commitment=parts[1].commitment, teller=codes[1])  # fmt: skip
    many.append(before.id)
    scribe.tell("lamp.lit/1", {"x": many, "who": before.id},
                also=(codes[2],), commitment="ef" * 32, place=PLAIN_IDS[1])  # fmt: skip
    scribe.tell("lamp.lit/1", {"x": [LAMP]}, after=[before], subject=ROOM, place=ROOM,
                teller=codes[4], also=(codes[5],))  # fmt: skip
    head = scribe.head
    seals = (
        Seal(Sealed(head.stream, 3, scribe.links[2].hash, before.id, "0.1.0", 7), b"s" * 64),
        Seal(Sealed(head.stream, 9, "ab" * 32, None, "0.1.0", 7), b"s" * 64),
    )
    stretch = Stretch(scribe.stream, 1, "0" * 64, tuple(scribe.frames), seals)
    return stretch, {one.commitment: one for one in parts}, [elsewhen, seed]


STRETCH, PARTS, SEEDS = rich()
PACKED = Packer(Known(), Places(codes=CODES), PARTS, ()).pack([STRETCH], SEEDS)
AS_IT_IS = Packer(Known(), Places(), PARTS, range(9)).pack([STRETCH], SEEDS)


def test_both_ways_of_travelling_give_the_same() -> None:
    for packed in (PACKED, AS_IT_IS):
        found = unpack(packed, Known())
        assert found.stretches == (STRETCH,)
        assert found.parts == tuple(PARTS.values())
        assert list(found.seeds) == SEEDS


@pytest.mark.parametrize("packed", [PACKED, AS_IT_IS])
@pytest.mark.parametrize("section", ["public", "private"])
def test_no_single_byte_makes_a_reader_fall(packed: Packed, section: str) -> None:
    good = getattr(packed, section)
    answers = set()
    for place in range(0, len(good), 7):
        value = (0, 255, 1, 2, 128, good[place] ^ 1)[place // 7 % 6]
        bent = good[:place] + bytes([value]) + good[place + 1 :]
        try:
            unpack(_with(packed, section, bent), Known(at=lambda *_: None))
        except BadPacket as bad:
            answers.add(bad.code.partition(".")[0])
    assert answers == {"packet"}


@pytest.mark.parametrize("packed", [PACKED, AS_IT_IS])
@pytest.mark.parametrize("section", ["public", "private"])
def test_a_section_cut_or_with_more_is_refused(packed: Packed, section: str) -> None:
    good = getattr(packed, section)
    for bent in [*(good[:cut] for cut in range(0, len(good), 3)), good + b"x"]:
        with pytest.raises(BadPacket):
            unpack(_with(packed, section, bent), Known())


def _with(packed: Packed, section: str, raw: bytes) -> Packed:
    return Packed(raw, packed.private) if section == "public" else Packed(packed.public, raw)


class Liar(Packer):
    """Writes another value into one column."""

    def __init__(self, lies: dict[Any, int], section: str = "public", **more: Any) -> None:
        super().__init__(Known(), Places(codes=CODES), PARTS, more.get("raw", ()))
        getattr(self, section).put = self._lie(getattr(self, section).put, lies)

    @staticmethod
    def _lie(put: Any, lies: dict[Any, int]) -> Any:
        return lambda column, value: put(column, lies.get(column, value))


KIND = "lamp.lit/1"
LIES: list[tuple[Any, int]] = [
    ("count", 10_001), ("count", 0), ("first", 0), ("previous", 3), ("previous", packet.MADE),
    ("seals", 10_001), ("sealed", 1000), ("shape", 99), ("shape", 0), ("clock", 3), ("stream", 9),
    ("base day", 10**9), ("on", 10**9), ((KIND, "subject"), packet.NOTHING),
    ((KIND, "subject"), packet.PARENT), ((KIND, "subject"), 99), ((KIND, "after"), 40_000),
    ((KIND, "also"), 40_000), ((KIND, "commitment"), 3), ((KIND, "body", "x"), 0),
    ((KIND, "body", "x"), 9), ((KIND, "body", "code"), 10**12), ("entry", 9),
    ("entry", packet.KNOWN), ("entry", packet.SUBJECT_OF), ("software", 2), ("fork", 1),
    ("owner", 99), ((KIND, "place", packet.LISTED), 99), ("base ms", 2**53 - 1),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value"), LIES)
def test_a_column_that_lies_is_refused(column: Any, value: int) -> None:
    packed = Liar({column: value}).pack([STRETCH], SEEDS)
    with pytest.raises(BadPacket):
        unpack(packed, Known())


@pytest.mark.parametrize(("column", "value"), [("salt", packet.MADE), ("shape", 0), ("shape", 9)])
def test_a_private_column_that_lies_is_refused(column: Any, value: int) -> None:
    packed = Liar({column: value}, "private").pack([STRETCH], SEEDS)
    with pytest.raises(BadPacket):
        unpack(packed, Known())


def test_the_other_branch_of_a_stream_keeps_its_bytes() -> None:
    branch = msgspec.structs.replace(STRETCH, stream="f0" * 16, fork_of=STRETCH.stream)
    packed = pack([branch], known=Known(), places=Places(), parts=PARTS, seeds=SEEDS)
    assert unpack(packed, Known()).stretches == (branch,)


def test_a_seal_of_a_software_that_is_no_text_is_refused() -> None:
    seal = msgspec.structs.replace(STRETCH.seals[0].sealed, software=7)
    bent = msgspec.structs.replace(STRETCH, seals=(Seal(seal, b"s" * 64),))
    with pytest.raises(BadPacket):
        unpack(Packer(Known(), Places(), PARTS, ()).pack([bent], SEEDS), Known())


def test_bytes_that_are_no_fact_or_no_part_are_refused() -> None:
    for good, bad in ((b'"ct":0', b'"ct":x'), (b'"v":1', b'"v":2')):
        public = AS_IT_IS.public.replace(good, bad)
        with pytest.raises(BadPacket, match="not a fact"):
            unpack(Packed(public, AS_IT_IS.private), Known())
    private_ = AS_IT_IS.private.replace(b"[1]", b"[.]")
    with pytest.raises(BadPacket, match="private part"):
        unpack(Packed(AS_IT_IS.public, private_), Known())


def test_more_parents_than_a_fact_has_room_for_are_not_made(monkeypatch: Any) -> None:
    monkeypatch.setattr(unpacker, "_MOST_IDS", 0)
    scribe = Scribe(1)
    before = scribe.light()
    scribe.light(after=[before])
    stretch = Stretch(scribe.stream, 1, "0" * 64, tuple(scribe.frames))
    packed = Packer(Known(), Places(), {}, ()).pack([stretch], [])
    with pytest.raises(BadPacket) as bad:
        unpack(packed, Known())
    assert bad.value.code == "packet.size"


def _texts(*numbers: int) -> bytes:
    return bytes(numbers)


@pytest.mark.parametrize(
    "texts",
    [
        _texts(2),  # a later format
        _texts(1, 0, 1, 0),  # no tenant
        _texts(1, 1, 200, 0, 0),  # no UTF-8
        _texts(1, 0, *varint(10_001), 0),
        _texts(1, 0, 0, *varint(1_001)),
        _texts(255, 255, 255, 255, 255, 255, 255, 255, 255, 1),
    ],
)
def test_a_packet_that_begins_wrong_is_refused(texts: bytes) -> None:
    with pytest.raises(BadPacket):
        unpack(Packed(varint(len(texts)) + b"\0\0" + texts), Known())


def test_nothing_packs_as_nothing() -> None:
    packed = pack([], known=Known(), places=Places(), parts={})
    assert packed.private == b""
    assert unpack(packed, Known()).stretches == ()


def test_columns_hold_every_number_in_the_least_room() -> None:
    for values in ([5, 5], [0, 1], [3, 0], [15, 1], [16, 2], [255] * 9 + [0], [2**53 - 1, 0]):
        out = ColumnWriter()
        for value in values:
            out.put("one", value)
        into = ColumnReader(out.section())
        assert [into.get("one") for _ in values] == values
        into.finish()
    assert [unfolded(folded(one)) for one in (0, -1, 1, -(2**51))] == [0, -1, 1, -(2**51)]


def test_columns_made_wrong_are_refused() -> None:
    sections = [
        b"\0\0\1\2\3\0",  # bits of no known form
        b"\0\0\1\0\0\0",  # a column of nothing
        b"\0\0\1\1\x38" + b"\xff" * 7,  # a number beyond 2**53 - 1
        b"\0\1\0",  # lengths that do not fit
    ]
    for raw in sections:
        with pytest.raises(BadPacket):
            ColumnReader(raw).get("one")
    with pytest.raises(BadPacket):
        ColumnReader(b"\0\1\0x").noise(2)
    with pytest.raises(BadPacket):
        ColumnReader(b"").noise(1)
    with pytest.raises(BadPacket):
        ColumnReader(b"\0\0\0").get("one")
    one = ColumnReader(b"\0\0\1\1\0\7")
    assert one.get("one") == 7
    with pytest.raises(BadPacket):
        one.get("one")


def test_a_salt_is_made_of_seed_stream_and_number_and_of_nothing_less() -> None:
    stream = PLAIN_IDS[0]
    salts = {salting.salt(SEED.seed, stream, 1), salting.salt(SEED.seed, stream, 2),
             salting.salt(bytes(32), stream, 1), salting.salt(SEED.seed, LAMP, 1)}  # fmt: skip
    assert len(salts) == 4
    for seed, one, number in ((b"", stream, 1), (SEED.seed, "x", 1), (SEED.seed, stream, 0)):
        with pytest.raises(ValueError, match="32 bytes"):
            salting.salt(seed, one, number)


def test_a_shape_or_value_of_no_known_form_is_refused() -> None:
    shape = ColumnWriter()
    shape.put("shape", 1)
    shape.text("lamp.lit/1")
    shape.number(1)
    shape.text("x")
    shape.number(packet.CODES + 1)
    reader = ValueReader(Packed(shape.section()), Known())
    with pytest.raises(BadPacket, match="a shape of no known form"):
        reader.shape(reader.public, None)
    longer = ColumnWriter()
    longer.put("x", 0)
    longer.number(packet.LIST)
    longer.number(99)
    reader = ValueReader(Packed(longer.section()), Known())
    with pytest.raises(BadPacket, match="longer than its bytes"):
        reader.value(reader.public, "x")
