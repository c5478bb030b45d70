"""One value, one sequence of bytes."""

import json
from enum import StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tusach.ledger.canonical import (
    DEEPEST,
    LARGEST,
    NotCanonical,
    canonical,
    composed,
    encode,
    fault_of,
    is_canonical,
)

texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(max_codepoint=127))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_canonical_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(composed(value))


@given(values)
def test_canonical_bytes_are_recognised_and_read_back_to_themselves(value: Any) -> None:
    raw = canonical(value)
    assert is_canonical(raw)
    assert canonical(json.loads(raw)) == raw


@given(values, st.sampled_from([" ", "\n", "\t"]))
def test_blanks_after_a_value_are_not_canonical(value: Any, blank: str) -> None:
    assert not is_canonical(canonical(value) + blank.encode())


@given(st.binary(max_size=40))
def test_any_bytes_are_judged_without_an_exception(raw: bytes) -> None:
    reason = fault_of(raw)
    assert (reason is None) == is_canonical(raw)
    if reason is None:
        assert rfc8785.dumps(json.loads(raw)) == raw


@given(values, st.data())
def test_bent_bytes_are_judged_without_an_exception(value: Any, data: st.DataObject) -> None:
    raw = bytearray(canonical(value))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    if is_canonical(bytes(raw)):
        assert encode(json.loads(raw)) == bytes(raw)


def test_strings_are_composed_when_a_fact_is_made() -> None:
    assert canonical("ho\N{COMBINING GRAVE ACCENT}a") == "hòa".encode()[:0] + '"hòa"'.encode()


def test_strings_that_arrive_decomposed_are_kept_as_they_came() -> None:
    assert is_canonical('"ho\N{COMBINING GRAVE ACCENT}a"'.encode())


def test_tuples_become_lists_and_text_of_an_enumeration_is_text() -> None:
    class Colour(StrEnum):
        RED = "red"

    assert canonical((1, Colour.RED)) == b'[1,"red"]'


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (1.0, "$: float has no canonical form"),
        (float("nan"), "$: float has no canonical form"),
        (LARGEST + 1, "$: integer beyond 2**53 - 1"),
        ({"a": [0, -LARGEST - 1]}, "$.a[1]: integer beyond 2**53 - 1"),
        ("\ud800", "$: half of a surrogate pair"),
        ({"á": 1}, "$: key 'á' is not ASCII text"),
        ({1: 1}, "$: key 1 is not ASCII text"),
        (b"x", "$: bytes has no canonical form"),
    ],
)
def test_values_without_canonical_bytes_are_refused_with_place_and_reason(
    value: Any, reason: str
) -> None:
    with pytest.raises(NotCanonical) as refused:
        canonical(value)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"1.0", "not JSON: 1.0 is not an integer"),
        (b"1e2", "not JSON: 1e2 is not an integer"),
        (b"[0.5]", "not JSON: 0.5 is not an integer"),
        (b"9007199254740992", "integer beyond 2**53 - 1"),
        (b"-9007199254740992", "integer beyond 2**53 - 1"),
        (b"9" * 5000, "not JSON"),
        (b'{"\xc3\xa1":1}', "key 'á' is not ASCII text"),
        (b'{"a":1,"a":1}', "written otherwise"),
        (b'{"b":1,"a":1}', "written otherwise"),
        (b'{"a" :1}', "written otherwise"),
        (rb'"\u0061"', "written otherwise"),
        (rb'"\/"', "written otherwise"),
        (rb'"\ud83d\ude00"', "written otherwise"),
        (b"-0", "written otherwise"),
        (rb'"\ud800"', "not JSON"),
        (rb'"\udc00\ud800"', "not JSON"),
        (b'"\xed\xa0\x80"', "not JSON"),
        (b'"\xff"', "not JSON"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b"NaN", "not JSON"),
        (b"Infinity", "not JSON"),
        (b"01", "not JSON"),
        (b"{}{}", "not JSON"),
        (b"", "not JSON"),
        (b"'a'", "not JSON"),
        (b"[1,]", "not JSON"),
    ],
)
def test_bytes_that_are_not_canonical_are_named(raw: bytes, reason: str) -> None:
    found = fault_of(raw)
    assert found is not None
    assert found.startswith(reason)


@pytest.mark.parametrize(("left", "right"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_depth_is_bounded_and_a_bomb_is_no_exception(left: bytes, right: bytes) -> None:
    inner = b"" if left == b"[" else b"0"
    assert is_canonical(left * DEEPEST + inner + right * DEEPEST)
    assert fault_of(left * (DEEPEST + 1) + inner + right * (DEEPEST + 1)) == (
        "nested deeper than 32 levels"
    )
    assert fault_of(left * 200_000 + inner + right * 200_000) == "nested deeper than 32 levels"
    assert not is_canonical(left * 200_000)


def test_a_value_nested_too_deep_is_refused_when_told() -> None:
    value: Any = 0
    for _ in range(DEEPEST):
        value = [value]
    assert is_canonical(canonical(value))
    with pytest.raises(NotCanonical, match="nested deeper"):
        canonical([value])
    with pytest.raises(NotCanonical, match="nested deeper"):
        canonical({"a": value})
