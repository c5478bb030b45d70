"""Ids without a centre."""

import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tusach.ledger.ident import branch_id, derived, is_hash, is_id, sha256, stream_id

codes = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)


@given(st.tuples(codes, codes, codes), st.tuples(codes, codes, codes))
def test_two_things_share_an_id_only_when_they_share_their_code(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    assert is_id(derived(*one))
    if one == other:
        assert derived(*one) == derived(*other)
    elif derived(*one) == derived(*other):
        assert [unicodedata.normalize("NFC", part) for part in one] == [
            unicodedata.normalize("NFC", part) for part in other
        ]


def test_the_parts_of_a_code_do_not_run_into_each_other() -> None:
    assert len({derived("0", "4c", "1"), derived("04", "c", "1"), derived("04", "c1", "")}) == 3
    with pytest.raises(ValueError, match="zero byte"):
        derived("04", "copy", "1\0")


def test_a_code_has_one_id_however_its_marks_are_written() -> None:
    assert derived("04", "copy", "Hoà") == derived("04", "copy", "Hoa\N{COMBINING GRAVE ACCENT}")


def test_a_stream_is_named_by_key_tenant_and_scope() -> None:
    key = bytes(range(32))
    expected = hashlib.blake2b(key + b"04\0control", digest_size=16).hexdigest()
    assert stream_id(key, "04", "control") == expected
    assert stream_id(key, "0", "4control") != expected


def test_ids_and_hashes_are_lower_case_hexadecimal() -> None:
    assert is_id("0f" * 16)
    assert not is_id("0F" * 16)
    assert not is_id("0f" * 16 + "\n")
    assert is_hash(sha256(b""))
    assert not is_hash("0f" * 16)


def test_a_branch_is_named_by_its_stream_and_its_first_fact_alone() -> None:
    stream, first = "1a" * 16, "ab" * 32
    assert branch_id(stream, first) == branch_id(stream, first)
    assert is_id(branch_id(stream, first))
    assert len({stream, branch_id(stream, first), branch_id(stream, "ac" * 32)}) == 3
    assert branch_id("1b" * 16, first) != branch_id(stream, first)
