"""Packing: what was packed comes out byte for byte, whatever it was."""

from __future__ import annotations

from hypothesis import given, settings
from tests.ledger.packets import CODES, SEED, Bundle, bundles

from tusach.ledger.packer import Packer
from tusach.ledger.packet import Known, Places
from tusach.ledger.packing import unpack

FEWER = settings(max_examples=settings().max_examples // 2)


@FEWER
@given(bundles())
def test_whatever_is_packed_comes_out_byte_for_byte(bundle: Bundle) -> None:
    # Not through `pack`, which would hide a fault by sending everything as it is.
    packed = Packer(Known(), Places(codes=CODES), bundle.parts, ()).pack(bundle.stretches, [SEED])
    found = unpack(packed, Known())
    assert list(found.stretches) == bundle.stretches
    assert {one.commitment: one for one in found.parts} == bundle.parts
    assert found.seeds == (SEED,)
