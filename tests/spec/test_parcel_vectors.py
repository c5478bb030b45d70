"""Packets, parcels and receipts against spec/vectors/ledger: what is frozen is what is done."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.spec.ledger_rows import Ed25519
from tests.spec.parcel_rows import known_of, plain_unpacked, read_parcel
from tests.spec.test_ledger_vectors import Row, rows

from tusach.ledger import fact, receipt, salting
from tusach.ledger.columns import BadPacket
from tusach.ledger.packet import Packed
from tusach.ledger.packing import unpack
from tusach.ledger.parcel import BadParcel


def packed_of(row: Row) -> Packed:
    return Packed(bytes.fromhex(row["public"]), bytes.fromhex(row["private"]))


@rows("packing.json")
def test_a_packet_gives_its_stretches_parts_and_seeds(row: Row) -> None:
    found = plain_unpacked(unpack(packed_of(row), known_of(row["known"])))
    assert found == {key: row[key] for key in found}
    for one in row["stretches"]:
        for frame in one["frames"]:
            fact.decode(bytes.fromhex(frame))


@rows("packing.json", "bad")
def test_a_bad_packet_is_refused_with_its_code(row: Row) -> None:
    with pytest.raises(BadPacket) as bad:
        unpack(packed_of(row), known_of(row["known"]))
    assert bad.value.code == row["code"]


@rows("packing.json", "salts")
def test_a_salt_follows_from_its_seed(row: Row) -> None:
    seed = bytes.fromhex(row["seed"])
    assert salting.salt(seed, row["stream"], row["number"]).hex() == row["salt"]


@rows("parcels.json")
def test_a_parcel_gives_its_whole_frames_and_names_the_others(row: Row) -> None:
    found = read_parcel(bytes.fromhex(row["file"]), Ed25519(), row)
    assert found == {key: row[key] for key in found}


@rows("parcels.json", "bad")
def test_a_bad_parcel_is_refused_with_its_code(row: Row) -> None:
    with pytest.raises(BadParcel) as bad:
        read_parcel(bytes.fromhex(row["file"]), Ed25519(), row)
    assert bad.value.code == row["code"]


@rows("parcels.json", "receipts")
def test_a_receipt_is_what_its_holder_signed(row: Row) -> None:
    told: Any = msgspec.convert(row["receipt"], receipt.Receipt)
    signed = receipt.SignedReceipt(told, bytes.fromhex(row["signature"]))
    assert receipt.is_received(signed, Ed25519()) == row["good"]
    if "signed" in row:
        assert receipt.receipt_bytes(told).hex() == row["signed"]
