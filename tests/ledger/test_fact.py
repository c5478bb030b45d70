"""The envelope: what is a fact, and why other bytes are not."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.ledger.lamp import LAMP, OTHER_LAMP, Scribe

from tusach.ledger import fact as facts
from tusach.ledger.canonical import LARGEST
from tusach.ledger.fact import BadFact, Fact, decode, encode, fact_hash, fact_id, trusted

GOOD = Scribe().draft("lamp.lit/1", {"by_hand": True, "oil_ml": 1}, number=7, previous="ab" * 32)
RAW = encode(GOOD)


def raw_with(**changes: Any) -> bytes:
    return json.dumps(
        json.loads(RAW) | changes, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def code_of(raw: bytes) -> str:
    with pytest.raises(BadFact) as bad:
        decode(raw)
    assert str(bad.value)
    return bad.value.code


def test_a_fact_reads_back_as_it_was_told() -> None:
    assert encode(decode(RAW)) == RAW
    assert encode(trusted(RAW)) == RAW
    assert raw_with() == RAW


def test_the_id_is_the_first_half_of_the_hash() -> None:
    full = fact_hash(RAW)
    assert len(full) == 64
    assert fact_id(full) == full[:32]


@pytest.mark.parametrize(
    "changes",
    [
        {"st": "1A" * 16},
        {"st": "1a" * 15},
        {"su": ""},
        {"sq": 0},
        {"sq": LARGEST + 1},
        {"ms": -1},
        {"ms": LARGEST + 1},
        {"ct": -1},
        {"ct": LARGEST + 1},
        {"pv": "0" * 63},
        {"ph": ""},
        {"ph": "0" * 63},
        {"rf": ["x"]},
        {"rf": [OTHER_LAMP, OTHER_LAMP]},
        {"rf": ["ff" * 16, "ee" * 16]},
        {"rf": [LAMP]},
        {"dp": ["ff" * 16, "ee" * 16]},
        {"dp": ["ff" * 16 + "\n"]},
        {"pl": ""},
        {"by": "nobody"},
        {"ck": "perhaps"},
        {"occ": "2026-02-29"},
        {"occ": "2026-13-01"},
        {"occ": "0000-01-01"},
        {"occ": "20261123"},
        {"occ": "2026-W48-1"},
        {"occ": "2026-11-23\n"},
        {"occ": "２０２６-11-23"},
        {"tn": ""},
        {"tn": "x" * 33},
        {"tn": "0\u00004"},
        {"kd": "lamp.lit"},
        {"kd": "lamp.lit/0"},
        {"kd": "lamp.lit/01"},
        {"kd": "Lamp.lit/1"},
        {"kd": "lamp.lit/1\n"},
        {"pb": []},
        {"pb": 1},
        {"pb": None},
    ],
)
def test_a_malformed_field_is_a_bad_fact(changes: dict[str, Any]) -> None:
    assert code_of(raw_with(**changes)) == "fact.form"


@pytest.mark.parametrize("key", [pytest.param(key, id=key) for key in json.loads(RAW)])
@pytest.mark.parametrize("value", [1.5, True, {}, [1], "\U0001f600", 10**40, [None]])
def test_no_field_takes_a_value_of_another_type(key: str, value: Any) -> None:
    if (key, value) == ("pb", {}):
        assert decode(raw_with(pb={}))
    else:
        assert code_of(raw_with(**{key: value}))


@pytest.mark.parametrize("key", json.loads(RAW))
def test_every_field_is_needed(key: str) -> None:
    fields = json.loads(RAW)
    del fields[key]
    assert code_of(json.dumps(fields).encode()) == "fact.form"


def test_a_field_that_version_1_does_not_know_is_a_bad_fact() -> None:
    assert code_of(raw_with(zz=1)) == "fact.form"


@pytest.mark.parametrize("more", [{}, {"zz": 1}])
def test_another_version_says_so_whatever_its_fields(more: dict[str, int]) -> None:
    assert code_of(raw_with(v=2, **more)) == "fact.version"


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1.0}',
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'{"\xc3\xa1":1}',
        b'{"a":9007199254740992}',
        b'{"a":"\xff"}',
        b'{"a":-0}',
        b'{"a":' + b"[" * 32 + b"]" * 32 + b"}",
    ],
)
def test_a_body_that_is_not_canonical_is_a_bad_fact(body: bytes) -> None:
    assert code_of(RAW.replace(bytes(GOOD.body), body)) == "fact.canonical"


@pytest.mark.parametrize(
    "raw",
    [
        RAW.replace(b'"ct":0', b'"ct":-0'),
        RAW.replace(b'"ct":0', b'"ct":0,"ct":0'),
        RAW.replace(b'"ct":0', b'"ct": 0'),
        RAW.replace(b'"tn":"04"', rb'"tn":"\u00304"'),
        RAW.replace(b'"rf":[]', b'"rf":[ ]'),
        b" " + RAW,
        RAW + b"\n",
        b"{" + RAW[1:-1].replace(b'"by":null,', b"") + b',"by":null}',
        RAW.replace(bytes(GOOD.body), b'{"a":' + b"[" * 90_000 + b"]" * 90_000 + b"}"),
    ],
)
def test_another_way_of_writing_a_fact_is_a_bad_fact(raw: bytes) -> None:
    assert code_of(raw) == "fact.canonical"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"null",
        b"[" * 100_000,
        RAW.replace(b'"oil_ml":1', rb'"oil_ml":"\ud800"'),
        b"\xef\xbb\xbf" + RAW,
        RAW + RAW,
        RAW[:-1],
        RAW.replace(b'"ct":0', b'"ct":NaN'),
        RAW.replace(b'"ct":0', b'"ct":' + b"9" * 6000),
        RAW.replace(b'"ct":0', b'"ct":1.0'),
        RAW.replace(b'"tn":"04"', b'"tn":"\xff"'),
        RAW.replace(b'"tn":"04"', rb'"tn":"\ud800"'),
    ],
)
def test_bytes_that_are_no_envelope_are_a_bad_fact(raw: bytes) -> None:
    assert code_of(raw) == "fact.form"


def test_a_fact_larger_than_the_limit_is_a_bad_fact() -> None:
    room = facts.LARGEST_FACT - len(raw_with(pb={"a": ""}))
    assert decode(raw_with(pb={"a": "x" * room}))
    assert code_of(raw_with(pb={"a": "x" * (room + 1)})) == "fact.size"


@given(st.binary(max_size=600))
@example(b"{" * 5000)
def test_random_bytes_are_never_another_exception(raw: bytes) -> None:
    assert code_of(raw) in {"fact.form", "fact.canonical", "fact.version"}


@given(st.integers(0, len(RAW) - 1), st.binary(max_size=3), st.integers(0, 3))
def test_bent_facts_are_bad_or_another_fact(place: int, new: bytes, gone: int) -> None:
    raw = RAW[:place] + new + RAW[place + gone :]
    try:
        fact = decode(raw)
    except BadFact as bad:
        assert bad.code.startswith("fact.")
    else:
        assert encode(fact) == raw


def test_a_business_date_is_a_day_of_the_calendar() -> None:
    assert facts.is_day("2024-02-29")
    assert facts.is_day("0001-01-01")
    assert not facts.is_day("2100-02-29")


def test_a_body_is_made_from_a_struct_or_a_mapping() -> None:
    class Lit(msgspec.Struct):
        oil_ml: int
        by: str = "Đàm"

    expected = '{"by":"Đàm","oil_ml":3}'.encode()
    assert bytes(facts.body_of(Lit(3))) == expected
    assert bytes(facts.body_of({"oil_ml": 3, "by": "Đàm"})) == expected


def test_facts_are_values() -> None:
    fact: Fact = decode(RAW)
    with pytest.raises(AttributeError):
        fact.number = 8  # type: ignore[misc]


def _bent(raw: bytes, at: int, new: bytes, cut: int) -> bytes:
    at %= len(raw) + 1
    return raw[:at] + new + raw[at + cut :]


_PIECES = st.sampled_from(
    [b"", b" ", b"0", b"9", b"-", b"A", b"g", b'"', b",", b"null", b"\\u0061", b"\n", b"[]", b"1e2"]
) | st.binary(max_size=3)


@given(
    st.builds(
        lambda after, also, body, number, ms: encode(
            Scribe().draft(
                "lamp.lit/1",
                body,
                number=number,
                ms=ms,
                previous="ab" * 32,
                after=sorted(set(after)),
                also=tuple(sorted(set(also))),
            )
        ),
        st.lists(st.sampled_from(["a" * 32, "b" * 32, "c" * 32]), max_size=3),
        st.lists(st.sampled_from(["d" * 32, "e" * 32]), max_size=2),
        st.sampled_from([{}, {"a": 1}, {"text": ',"ph":null', "n": [1, {"pb": None}]}]),
        st.sampled_from([2, 10**15, LARGEST]),
        st.sampled_from([0, 1, LARGEST]),
    ),
    st.lists(st.tuples(st.integers(0, 1000), _PIECES, st.integers(0, 3)), max_size=2),
)
def test_what_is_read_at_one_glance_is_well_formed_and_canonical(
    raw: bytes, bends: list[tuple[int, bytes, int]]
) -> None:
    for bend in bends:
        raw = _bent(raw, *bend)
    try:
        fact = decode(raw)
    except BadFact:
        assert bends
        return
    facts.check(fact)
    assert encode(fact) == raw
