"""The chain of one installation in one scope."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.lamp import LAMP, Scribe, lit

from tusach.ledger.canonical import canonical
from tusach.ledger.fact import LARGEST_FACT, BadFact, fact_hash
from tusach.ledger.stream import (
    Broken,
    Head,
    Link,
    Sealed,
    chain,
    link,
    opening,
    opening_fault,
    seal_bytes,
    written,
)

LENGTH = 6


def _written() -> Scribe:
    scribe = Scribe()
    for oil in range(LENGTH - 1):
        scribe.light(oil)
    return scribe


SCRIBE = _written()
START = Head(SCRIBE.stream)


def test_an_unbroken_chain_is_read_to_its_head() -> None:
    links, broken = chain(START, SCRIBE.frames)
    assert broken is None
    assert links == SCRIBE.links
    assert links[-1].id == fact_hash(SCRIBE.frames[-1])[:32]
    assert chain(SCRIBE.head, []) == ([], None)


@given(st.integers(0, LENGTH), st.integers(0, LENGTH))
def test_a_chain_read_in_pieces_is_the_chain(one: int, other: int) -> None:
    first, second = sorted((one, other))
    links: list[Link] = []
    for frames in (SCRIBE.frames[:first], SCRIBE.frames[first:second], SCRIBE.frames[second:]):
        head = links[-1] if links else None
        start = Head(SCRIBE.stream, len(links), head.hash) if head else START
        found, broken = chain(start, frames)
        assert broken is None
        links.extend(found)
    assert links == SCRIBE.links


@given(st.integers(0, LENGTH - 1), st.data())
def test_a_bent_byte_ends_the_chain_at_the_latest_one_fact_later(
    place: int, data: st.DataObject
) -> None:
    frame = bytearray(SCRIBE.frames[place])
    bent = data.draw(st.integers(0, len(frame) - 1))
    frame[bent] ^= data.draw(st.integers(1, 255))
    links, broken = chain(
        START, [*SCRIBE.frames[:place], bytes(frame), *SCRIBE.frames[place + 1 :]]
    )
    assert links[:place] == SCRIBE.links[:place]
    assert len(links) <= place + 1
    assert broken is not None or place == LENGTH - 1


@given(st.permutations(range(LENGTH)), st.integers(0, LENGTH))
def test_lost_doubled_or_shuffled_frames_leave_only_a_true_beginning(
    order: list[int], count: int
) -> None:
    links, _ = chain(START, [SCRIBE.frames[place] for place in order[:count]])
    assert links == SCRIBE.links[: len(links)]


def broken_by(raw: bytes, head: Head = SCRIBE.head, **more: Any) -> str:
    found = link(head, raw, **more)
    assert isinstance(found, Broken)
    assert found.raw == raw
    assert found.reason
    return found.code


def test_each_break_has_its_code() -> None:
    after = SCRIBE.head
    next_fact = SCRIBE.draft("lamp.lit/1", lit(1))

    def raw(**changes: Any) -> bytes:
        return written(msgspec.structs.replace(next_fact, **changes)).raw

    assert isinstance(link(after, raw()), Link)
    assert broken_by(b"nonsense") == "fact.form"
    assert broken_by(raw() + b" ") == "fact.canonical"
    assert broken_by(raw(stream="0" * 32)) == "chain.other_stream"
    assert broken_by(raw(number=after.number + 2)) == "chain.number"
    assert broken_by(SCRIBE.frames[-1]) == "chain.number"
    assert broken_by(raw(previous="0" * 64)) == "chain.previous"
    assert broken_by(raw(), tenant="11") == "chain.other_tenant"
    assert isinstance(link(after, raw(), tenant="04"), Link)


def test_a_stream_keeps_the_tenant_of_its_opening() -> None:
    stranger = SCRIBE.draft("lamp.lit/1", lit(1), tenant="11")
    links, broken = chain(START, [*SCRIBE.frames, written(stranger).raw])
    assert links == SCRIBE.links
    assert broken is not None
    assert broken.code == "chain.other_tenant"


def opened_with(body: dict[str, Any], **changes: Any) -> str | None:
    scribe = Scribe()
    scribe.links.clear()
    fact = scribe.draft(
        changes.pop("kind", "stream.opened/1"),
        scribe.opening() | body,
        subject=scribe.stream,
        **changes,
    )
    reason = opening_fault(fact)
    if reason:
        with pytest.raises(BadFact) as bad:
            written(fact)
        assert (str(bad.value), bad.value.code) == (reason, "chain.opening")
        raw = canonical(json.loads(msgspec.json.encode(fact)))
        assert broken_by(raw, Head(scribe.stream)) == "chain.opening"
    return reason


def test_a_stream_begins_with_its_opening() -> None:
    assert opened_with({}) is None
    assert opened_with({"succeeds": "0" * 64}) is None
    assert opening(SCRIBE.links[0].fact).scope == SCRIBE.scope
    for reason in (
        opened_with({}, kind="lamp.lit/1"),
        opened_with({"more": 1}),
        opened_with({"scope": None}),
        opened_with({"scope": "people"}),
        opened_with({"scope": "peo\0ple"}),
        opened_with({"installation": "0" * 64}),
        opened_with({"installation": Scribe().key.hex().upper()}),
        opened_with({"installation": "0"}),
        opened_with({"tenant": "11"}),
        opened_with({"tenant": "11"}, tenant="11"),
    ):
        assert reason


def test_an_opening_speaks_of_its_own_stream() -> None:
    scribe = Scribe()
    scribe.links.clear()
    fact = scribe.draft("stream.opened/1", scribe.opening(), subject=LAMP)
    assert opening_fault(fact) == "the opening speaks of another tenant or stream"


def test_what_a_peer_would_set_aside_is_not_written() -> None:
    scribe = Scribe()
    good = scribe.draft("lamp.lit/1", lit(1))
    assert written(good).fact == good
    for changes, code in (
        ({"on": "2026-02-30"}, "fact.form"),
        ({"version": 2}, "fact.version"),
        ({"body": msgspec.Raw(b'{"b":1,"a":1}')}, "fact.canonical"),
        ({"body": msgspec.Raw(b"[]")}, "fact.form"),
        ({"body": msgspec.Raw(b'{"a":"' + b"x" * LARGEST_FACT + b'"}')}, "fact.size"),
    ):
        with pytest.raises(BadFact) as bad:
            written(msgspec.structs.replace(good, **changes))
        assert bad.value.code == code


def test_a_seal_signs_everything_that_it_says() -> None:
    sealed = Sealed("1a" * 16, 3, "ab" * 32, None, "1.0", 5)
    assert seal_bytes(sealed) == (
        b'tusach seal 1\0{"control":null,"hash":"' + b"ab" * 32 + b'","number":3,'
        b'"software":"1.0","stream":"' + b"1a" * 16 + b'","wall_ms":5}'
    )
