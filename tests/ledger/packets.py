"""Arbitrary streams for the tests of packing: any envelope, any body, any private part."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from tusach.ledger import fact as facts
from tusach.ledger import private, salting
from tusach.ledger.canonical import LARGEST
from tusach.ledger.fact import Fact, encode, fact_hash, unique
from tusach.ledger.ident import derived
from tusach.ledger.packet import Stretch
from tusach.ledger.private import Part
from tusach.ledger.seal import Seal
from tusach.ledger.stream import Sealed

TENANT = "04"
PLAIN_IDS = [f"{nr:02x}" * 16 for nr in range(1, 9)]
CODES = {
    derived(TENANT, noun, code): (noun, code)
    for noun, code in [
        ("copy", "100000000158"),
        ("copy", "100023004516"),
        ("copy", f"{PLAIN_IDS[0]}/ĐKCB 12"),
        ("copy", f"{PLAIN_IDS[1]}/7"),
        ("crate", "7"),
        ("title", "a code that is longer than its id"),
    ]
}
IDS = st.sampled_from([*PLAIN_IDS, *CODES])
INTEGERS = st.integers(-LARGEST, LARGEST) | st.integers(0, 300)
TEXTS = (
    st.text(max_size=8)
    | IDS
    | st.sampled_from(["ab" * 32, "2026-11-23", "9999-12-31", "0001-01-01", "100023004516"])
)
KEYS = st.sampled_from(["a", "b", "after_reader", "code", "reader", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
BODIES = st.dictionaries(KEYS, VALUES, max_size=4)
DAYS = st.dates().map(lambda day: f"{day.year:04d}-{day.month:02d}-{day.day:02d}")
STAMPS = st.integers(0, LARGEST) | st.integers(1_790_000_000_000, 1_790_000_900_000)
KINDS = st.sampled_from(["copy.lent/1", "copy.returned/1", "lamp.lit/999"])
SEED = salting.Seed(PLAIN_IDS[0], 1, LARGEST, bytes(range(32)))


class Bundle(msgspec.Struct):
    """Stretches with what goes with them, and all fact ids and subjects by place."""

    stretches: list[Stretch]
    parts: dict[str, Part]


@st.composite
def bundles(draw: st.DrawFn, *, most: int = 6) -> Bundle:
    """Up to two stretches of facts that refer to each other in every way."""
    found = Bundle([], {})
    told: list[str] = []
    for stream in PLAIN_IDS[: draw(st.integers(0, 2))]:
        first = draw(st.integers(1, 5) | st.just(LARGEST - most - 1))
        full = previous = facts.NO_HASH if first == 1 else draw(st.sampled_from(["ab", "cd"])) * 32
        fork_of = draw(st.none() | st.just("f0" * 16))
        frames = []
        last_ms = 0
        for number in range(first, first + draw(st.integers(1, most))):
            fact = draw(_facts(fork_of or stream, number, full, told, found.parts))
            raw = encode(fact)
            facts.check(fact)
            frames.append(raw)
            full, last_ms = fact_hash(raw), fact.told_ms
            told.append(full[:32])
        seals = draw(_seals(fork_of or stream, first + len(frames) - 1, full, last_ms, told))
        found.stretches.append(Stretch(stream, first, previous, tuple(frames), seals, fork_of))
    return found


@st.composite
def _facts(
    draw: st.DrawFn, stream: str, number: int, previous: str, told: list[str], parts: dict[str, Any]
) -> Fact:
    any_id = IDS | st.sampled_from(told) if told else IDS
    subject = draw(any_id)
    bodies = BODIES
    commitment = draw(st.none() | st.just("ef" * 32))
    if draw(st.booleans()):
        salt = draw(st.just(salting.salt(SEED.seed, stream, number)) | st.just(b"\7" * 16))
        part = private.seal_part(draw(BODIES | VALUES), salt)
        commitment = part.commitment
        parts[commitment] = part
    body = draw(bodies)
    if told and draw(st.booleans()):
        body = body | {"loan": draw(any_id), "calendar": draw(st.lists(any_id, max_size=2))}
    return Fact(
        version=1,
        stream=stream,
        number=number,
        previous=previous,
        told_ms=draw(STAMPS),
        tick=draw(st.integers(0, 2) | st.just(LARGEST)),
        clock_quality=draw(st.sampled_from(sorted(facts.CLOCK_QUALITIES))),
        on=draw(DAYS),
        tenant=draw(st.just(TENANT) | st.just("VN-04")),
        place=draw(st.none() | any_id),
        subject=subject,
        also=tuple(one for one in unique(draw(st.lists(any_id, max_size=2))) if one != subject),
        after=unique(draw(st.lists(any_id, max_size=3))),
        kind=draw(KINDS),
        teller=draw(st.none() | any_id),
        body=facts.body_of(body),
        commitment=commitment,
    )


@st.composite
def _seals(
    draw: st.DrawFn, stream: str, number: int, full: str, last_ms: int, told: list[str]
) -> tuple[Seal, ...]:
    if draw(st.booleans()):
        return ()
    control = draw(st.none() | st.sampled_from([*PLAIN_IDS, *told, "no id"]))
    wall_ms = draw(st.just(last_ms) | st.sampled_from([0, LARGEST]))
    head = draw(st.sampled_from([(number, full), (number, "ab" * 32), (number + 1, full)]))
    return (Seal(Sealed(stream, *head, control, "0.1.0", wall_ms), bytes([draw(BYTES)]) * 64),)


BYTES = st.integers(0, 255)
