"""Parcels: what is whole is read, what is spoiled is named, and nothing else is believed."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.test_seal import ToyKey, ToyVerifier

from tusach.ledger import parcel, parcel_reading, receipt
from tusach.ledger.packet import Packed
from tusach.ledger.parcel import BadParcel, Content, Header, Plain, Recipient
from tusach.ledger.parcel_reading import Frame, Parcel, Spoiled, frames, opened
from tusach.ledger.receipt import Receipt, SignedReceipt
from tusach.ledger.vector import Mark

SENDER, READER = ToyKey(1), ToyKey(2)
VERIFIER = ToyVerifier()
MARK = Mark("1a" * 16, 7, "ab" * 8)
HEADER = Header(
    tenant="04",
    sender=SENDER.public_key.hex(),
    recipients=(Recipient(READER.public_key.hex(), "0b" * 32),),
    since=(MARK,),
    until=(MARK, Mark("1b" * 16, 1, "ac" * 8)),
    made_ms=1_790_000_000_000,
    software="0.1.0",
)
CONTENTS = [
    Content(parcel.FACTS, b"public of the first", b"private of the first"),
    Content(parcel.FACTS, b"public of the second"),
    *parcel.blob_frames([b"a blob", b"", b"another"]),
]


class ToyBox:
    """Turns bytes around where X25519 belongs, behind the keys that may turn them back."""

    def __init__(self, key: bytes = b"\x0b" * 32) -> None:
        self.key = key

    def seal(self, recipient_keys: Sequence[bytes], raw: bytes) -> bytes:
        return bytes([len(recipient_keys)]) + b"".join(recipient_keys) + raw[::-1]

    def open(self, raw: bytes) -> bytes:
        keys, rest = raw[1 : 1 + 32 * raw[0]], raw[1 + 32 * raw[0] :]
        if self.key not in [keys[at : at + 32] for at in range(0, len(keys), 32)]:
            raise ValueError("closed for others")
        return rest[::-1]


def written(header: Header = HEADER, contents: Any = CONTENTS) -> list[bytes]:
    box = ToyBox()
    return list(parcel.written(header, contents, signer=SENDER, codec=Plain(), box=box))


def open_bytes(raw: bytes, tenant: str | None = "04", key: ToyKey | None = READER) -> Parcel:
    return opened(
        io.BytesIO(raw).read,
        codecs={0: Plain()},
        verifier=VERIFIER,
        tenant=tenant,
        installation=key and key.public_key.hex(),
    )


def read(raw: bytes) -> list[Frame | Spoiled]:
    return list(frames(open_bytes(raw), VERIFIER))


def code_of(raw: bytes, **more: Any) -> str:
    with pytest.raises(BadParcel) as bad:
        open_bytes(raw, **more)
    assert str(bad.value)
    return bad.value.code


PIECES = written()
WHOLE = b"".join(PIECES)
GOOD = read(WHOLE)


def test_a_parcel_gives_back_header_packets_and_blobs() -> None:
    found = open_bytes(WHOLE)
    assert found.header == HEADER
    first, second, blobs = frames(found, VERIFIER)
    assert isinstance(first, Frame) and isinstance(second, Frame) and isinstance(blobs, Frame)
    packet = parcel_reading.packet_of(first, found, ToyBox())
    assert packet == Packed(b"public of the first", b"private of the first")
    assert parcel_reading.packet_of(first, found, None) == Packed(b"public of the first")
    assert parcel_reading.packet_of(second, found, ToyBox()) == Packed(b"public of the second")
    assert parcel_reading.blobs_of(blobs, found) == (b"a blob", b"", b"another")
    with pytest.raises(BadParcel) as bad:
        parcel_reading.packet_of(first, found, ToyBox(b"x" * 32))
    assert bad.value.code == "parcel.recipient"


ENDS = list(itertools.accumulate(map(len, PIECES)))


def test_a_torn_file_gives_every_frame_before_the_cut_and_says_what_is_missing() -> None:
    for cut in range(ENDS[0], len(WHOLE)):
        whole = sum(end <= cut for end in ENDS[1:-1])
        assert read(WHOLE[:cut]) == [*GOOD[:whole], Spoiled("parcel.torn", whole + 1, None)]


def test_a_file_torn_within_its_header_says_so() -> None:
    for cut in range(1, ENDS[0]):
        assert code_of(WHOLE[:cut]) == "parcel.torn"
    assert code_of(b"") == "parcel.magic"


def test_a_flipped_byte_spoils_only_its_frame() -> None:
    for place in range(ENDS[0], ENDS[-2]):
        bent = bytearray(WHOLE)
        bent[place] ^= 0x10
        number = sum(end <= place for end in ENDS)
        spoiled = Spoiled("parcel.frame", number, number)
        assert read(bytes(bent)) == [*GOOD[: number - 1], spoiled, *GOOD[number:]]


def test_a_spoiled_end_leaves_it_open_what_is_missing() -> None:
    assert read(WHOLE[:-1] + b"?")[-1] == Spoiled("parcel.torn", 4, None)


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=9))
def test_whatever_is_flipped_nothing_but_true_frames_comes_out(flips: list[Any]) -> None:
    bent = bytearray(WHOLE)
    for place, value in flips:
        bent[place] = value
    try:
        found = read(bytes(bent))
    except BadParcel:
        return
    assert [one for one in found if isinstance(one, Frame)] == [one for one in GOOD if one in found]


def test_other_files_versions_and_readers_are_told_apart() -> None:
    assert code_of(b"PK\x03\x04" + WHOLE) == "parcel.magic"
    assert code_of(b"<!DOCTYPE html>") == "parcel.magic"
    assert code_of(WHOLE.replace(b"\n\x01\x00", b"\n\x02\x00", 1)) == "parcel.version"
    assert code_of(WHOLE.replace(b"\n\x01\x00", b"\n\x01\x07", 1)) == "parcel.version"
    assert code_of(WHOLE[:10] + b"\xff" + WHOLE[11:]) == "parcel.size"
    assert code_of(WHOLE, tenant="11") == "parcel.tenant"
    assert code_of(WHOLE, key=ToyKey(3)) == "parcel.recipient"
    assert open_bytes(WHOLE, tenant=None, key=None).header == HEADER


def test_a_parcel_for_all_is_for_everyone() -> None:
    header = msgspec.structs.replace(HEADER, recipients=())
    raw = b"".join(written(header, CONTENTS[1:]))
    assert open_bytes(raw, key=ToyKey(3)).header == header
    with pytest.raises(ValueError, match="recipients"):
        written(header)


def test_a_header_changed_on_the_way_is_not_believed() -> None:
    for place in range(14, ENDS[0]):
        bent = bytearray(WHOLE)
        bent[place] ^= 0x01
        assert code_of(bytes(bent)) == "parcel.signature"


@pytest.mark.parametrize(
    "changes",
    [
        {"sender": "x"},
        {"tenant": "Cao Bằng"},
        {"made_ms": -1},
        {"since": (MARK, MARK)},
        {"until": (Mark("x", 1, "ab" * 8),)},
        {"recipients": (Recipient("0b" * 32, ""),)},
        {"recipients": (Recipient("0b" * 32, "0b" * 32),) * 1001},
    ],
)
def test_a_header_of_no_known_form_is_not_believed(changes: dict[str, Any]) -> None:
    raw = b"".join(written(msgspec.structs.replace(HEADER, **changes), CONTENTS[1:]))
    assert code_of(raw) == "parcel.signature"


def test_frames_of_another_parcel_do_not_count() -> None:
    other = written(msgspec.structs.replace(HEADER, made_ms=7))
    mixed = [*PIECES[:2], other[2], *PIECES[3:]]
    assert read(b"".join(mixed)) == [GOOD[0], Spoiled("parcel.frame", 2, 2), GOOD[2]]


def test_frames_told_twice_or_left_out_are_seen() -> None:
    doubled = [*PIECES[:2], PIECES[1], *PIECES[2:]]
    assert read(b"".join(doubled)) == GOOD
    shorter = [*PIECES[:2], *PIECES[3:]]
    assert read(b"".join(shorter)) == [GOOD[0], Spoiled("parcel.frame", 2, 2), GOOD[2]]


def test_a_frame_that_claims_too_much_is_passed_over() -> None:
    head = parcel.HEAD.pack(parcel.MARK, 1, 1, 2**31, 0)
    claimed = head + parcel.zlib.crc32(head).to_bytes(4)
    found = read(b"".join([PIECES[0], claimed, *PIECES[2:]]))
    assert found == [Spoiled("parcel.size", 1, 1), *GOOD[1:]]


def test_much_rubbish_between_frames_is_searched_piece_by_piece() -> None:
    rubbish = (b"\x89TS" * 50_000) + parcel.MARK * 50
    assert read(b"".join([*PIECES[:2], rubbish, *PIECES[2:]])) == GOOD


def test_large_blobs_have_frames_of_their_own() -> None:
    blobs = [b"a" * 700_000, b"b" * 700_000, b"c"]
    found = list(parcel.blob_frames(blobs))
    assert len(found) == 2
    assert list(parcel.blob_frames([])) == []
    with pytest.raises(ValueError, match="blob"):
        list(parcel.blob_frames([b"d" * parcel.LARGEST_SECTION]))
    with pytest.raises(ValueError, match="section"):
        written(contents=[Content(parcel.FACTS, b"d" * (parcel.LARGEST_SECTION + 1))])


class Broken(Plain):
    """A codec whose sections do not expand."""

    def expand(self, raw: bytes, limit: int) -> bytes:
        raise ValueError("not of this codec")


def test_a_section_that_does_not_expand_spoils_its_frame() -> None:
    content = parcel.facts_frame(Packed(b"public"))
    found = open_bytes(b"".join(written(contents=[content])))
    (frame,) = frames(found, VERIFIER)
    assert isinstance(frame, Frame)
    assert parcel_reading.packet_of(frame, found, None) == Packed(b"public")
    with pytest.raises(BadParcel) as bad:
        parcel_reading.packet_of(frame, msgspec.structs.replace(found, codec=Broken()), None)
    assert bad.value.code == "parcel.frame"


def test_sections_that_inflate_beyond_measure_or_hold_rubbish_are_refused() -> None:
    with pytest.raises(ValueError, match="more"):
        Plain().expand(b"ab", 1)
    found = open_bytes(WHOLE)
    rubbish = Frame(parcel.BLOBS, 1, b"\x09ab", b"")
    for reading in (parcel_reading.blobs_of, parcel_reading.receipts_of):
        with pytest.raises(BadParcel) as bad:
            reading(rubbish, found)
        assert bad.value.code == "parcel.frame"


RECEIPT = Receipt("04", READER.public_key.hex(), (MARK,), 1_790_000_000_000)


FILES = [b"a photograph", b"", b"another"]


def with_files(files: Sequence[bytes] = FILES) -> list[bytes]:
    after = parcel.file_frames(files)
    more = {"signer": SENDER, "codec": Plain(), "box": ToyBox(), "after": after}
    return list(parcel.written(HEADER, CONTENTS, **more))


def test_what_stands_behind_the_end_is_read_after_it_and_an_older_reader_sees_nothing() -> None:
    file = b"".join(with_files())
    assert file.startswith(b"".join(written())) and b"a photograph" not in file
    assert read(file) == read(b"".join(written()))
    found = open_bytes(file)
    assert len(list(frames(found, VERIFIER))) == len(CONTENTS)
    (behind,) = parcel_reading.after_end(found, VERIFIER)
    assert parcel_reading.files_of(behind, found, ToyBox()) == tuple(FILES)
    with pytest.raises(BadParcel, match="closed"):
        parcel_reading.files_of(behind, found, ToyBox(b"\x0c" * 32))


def test_nothing_stands_behind_the_end_where_there_is_nothing_to_carry() -> None:
    assert with_files(()) == written()
    found = open_bytes(b"".join(written()))
    list(frames(found, VERIFIER))
    assert list(parcel_reading.after_end(found, VERIFIER)) == []


def test_what_is_torn_or_spoiled_behind_the_end_is_passed_over() -> None:
    large = [bytes([nr]) * parcel.FULL_FRAME for nr in range(3)]
    pieces = with_files(large)
    behind = slice(len(CONTENTS) + 2, len(CONTENTS) + 5)
    bent = bytearray(pieces[behind][1])
    bent[-1] ^= 1
    torn = [*pieces[: behind.start + 1], bytes(bent), pieces[behind.start + 2][:-9]]
    for file, count in ((pieces, 3), (torn, 1), ([*torn[:-1], *pieces[behind.start + 2 :]], 2)):
        found = open_bytes(b"".join(file))
        assert read(b"".join(file)) == read(b"".join(written()))
        list(frames(found, VERIFIER))
        whole = [
            one
            for frame in parcel_reading.after_end(found, VERIFIER)
            for one in parcel_reading.files_of(frame, found, ToyBox())
        ]
        assert len(whole) == count and set(whole) <= set(large)


def test_a_frame_of_files_among_facts_is_of_no_known_form() -> None:
    inside = [*CONTENTS, *parcel.file_frames(FILES)]
    assert read(b"".join(written(contents=inside)))[-1] == Spoiled("parcel.frame", 4, 4)


def test_receipts_ride_along_and_prove_themselves() -> None:
    signed = receipt.make_receipt(RECEIPT, READER)
    content = parcel.receipts_frame([signed])
    found = open_bytes(b"".join(written(contents=[content])))
    (frame,) = frames(found, VERIFIER)
    assert isinstance(frame, Frame)
    assert parcel_reading.receipts_of(frame, found) == (signed,)
    assert receipt.is_received(signed, VERIFIER)


@pytest.mark.parametrize(
    "changes",
    [
        {"tenant": "11"},
        {"tenant": ""},
        {"holder": "x"},
        {"holder": SENDER.public_key.hex()},
        {"vector": (MARK, MARK)},
        {"vector": ()},
        {"wall_ms": 7},
        {"wall_ms": -1},
    ],
)
def test_a_receipt_that_was_changed_proves_nothing(changes: dict[str, Any]) -> None:
    signed = receipt.make_receipt(RECEIPT, READER)
    bent = SignedReceipt(msgspec.structs.replace(RECEIPT, **changes), signed.signature)
    assert not receipt.is_received(bent, VERIFIER)
    assert not receipt.is_received(SignedReceipt(RECEIPT, b"short"), VERIFIER)
