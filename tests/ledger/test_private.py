"""Private parts: proved by salt and bytes, read from neither alone."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.ledger.private import Part, commitment, fault_of, is_proved, seal_part

SALT = bytes(range(16))


class WhoBorrowed(msgspec.Struct, frozen=True):
    reader: str
    name: str


PART = seal_part(WhoBorrowed("1a" * 16, "Nông Thị Bé"), SALT)


def test_a_private_part_is_proved_by_its_salt_and_bytes() -> None:
    assert is_proved(PART)
    assert fault_of(PART) is None
    assert PART.raw == ('{"name":"Nông Thị Bé","reader":"' + "1a" * 16 + '"}').encode()
    assert PART.commitment == commitment(SALT, PART.raw)


def test_another_salt_gives_another_commitment() -> None:
    other = seal_part(WhoBorrowed("1a" * 16, "Nông Thị Bé"), bytes(16))
    assert other.raw == PART.raw
    assert other.commitment != PART.commitment


@given(st.integers(0, 15), st.integers(0, len(PART.raw) - 1), st.integers(1, 255))
def test_a_flipped_byte_of_salt_or_part_proves_nothing(salt: int, raw: int, flip: int) -> None:
    def bent(value: bytes, place: int) -> bytes:
        return value[:place] + bytes([value[place] ^ flip]) + value[place + 1 :]

    for part in (
        Part(PART.commitment, bent(PART.salt, salt), PART.raw),
        Part(PART.commitment, PART.salt, bent(PART.raw, raw)),
    ):
        assert not is_proved(part)
        assert fault_of(part) == "the private part is not what was committed to"


def test_a_salt_of_another_length_proves_nothing() -> None:
    assert commitment(SALT + b"\0", PART.raw) == PART.commitment  # HMAC pads its key
    assert not is_proved(Part(PART.commitment, SALT + b"\0", PART.raw))
    with pytest.raises(ValueError, match="16 bytes"):
        seal_part({}, b"short")


def test_a_commitment_that_is_no_hash_proves_nothing() -> None:
    assert not is_proved(Part("é", SALT, PART.raw))


def test_a_part_that_was_committed_to_in_another_form_is_set_aside() -> None:
    raw = b'{"reader": 1}'
    part = Part(commitment(SALT, raw), SALT, raw)
    assert is_proved(part)
    assert fault_of(part) == "private part: written otherwise than its canonical form"
