"""Facts a second for each step of the ledger, beside a reference operation of the same run.

`PYTHONPATH=src:. python -m bench.ledger [--json]`: the median of five runs, one process. The
reference (SHA-256 of 512 bytes) shows how fast or busy the machine is; compare ratios, not figures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import msgspec

from tusach.ledger import canonical, fact, stream
from tusach.ledger.folders import Folders
from tusach.ledger.kind import LIBRARIAN, Kind, Register
from tusach.ledger.mechanism import KINDS
from tusach.ledger.order import Held
from tusach.ledger.story import Telling, Told

SUBJECTS = 4000
FACTS_EACH = 3
RUNS = 5


class Lit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    due_on: str
    rule: str
    place: str
    times: int


class Lamp(msgspec.Struct, frozen=True):
    burning: str | None = None
    times: int = 0


class LampFolder:
    noun = "lamp"

    def start(self, subject: str) -> Lamp:
        return Lamp()

    def step(self, state: Lamp, told: Told, telling: Telling) -> Lamp:
        if state.burning and not telling.lineage.knew(told.id, state.burning):
            telling.disagree("lamp.lit_twice", state.burning, told.id)
        return Lamp(told.id, state.times + told.body.times)


FOLDERS = Folders(
    Register(
        (
            *KINDS,
            Kind(
                name="lamp.lit/1",
                folder="lamp",
                scope="operations",
                story="lamp",
                told_by=frozenset({LIBRARIAN}),
                body=Lit,
                says="",
            ),
        )
    ),
    (LampFolder(),),
)

Subjects = dict[str, list[bytes]]


def _id(*parts: object) -> str:
    return hashlib.md5(repr(parts).encode(), usedforsecurity=False).hexdigest()


def _body(place: int) -> Lit:
    return Lit("2026-12-07", _id("rule", place % 7), _id("place", place % 50), place % 9)


def _chained(subjects: int, facts_each: int) -> tuple[Subjects, list[bytes]]:
    """Facts told round by round, so that a subject's facts lie far apart, as in life."""
    told: Subjects = {_id("lamp", one): [] for one in range(subjects)}
    latest: dict[str, tuple[str, ...]] = dict.fromkeys(told, ())
    head, everything = stream.Head(_id("stream")), []
    for turn in range(facts_each):
        for place, subject in enumerate(told):
            one = fact.Fact(
                fact.VERSION,
                head.stream,
                head.number + 1,
                head.hash,
                1_790_000_000_000 + head.number * 40,
                0,
                fact.SYNCED,
                "2026-11-23",
                "04",
                _id("place", place % 50),
                subject,
                (),
                latest[subject],
                "lamp.lit/1",
                _id("staff", place % 90),
                fact.body_of(_body(place + turn)),
                None,
            )
            raw = fact.encode(one)
            head = stream.Head(head.stream, head.number + 1, fact.fact_hash(raw))
            latest[subject] = (fact.fact_id(head.hash),)
            told[subject].append(raw)
            everything.append(raw)
    return told, everything


def _rate(work: Callable[[], Any], count: int) -> float:
    rates = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        rates.append(count / (time.perf_counter() - began))
    return statistics.median(rates)


def measure() -> dict[str, float]:
    """Operations a second of each step."""
    told, frames = _chained(SUBJECTS, FACTS_EACH)
    held = {
        subject: [Held(fact.fact_id(fact.fact_hash(raw)), fact.trusted(raw)) for raw in raws]
        for subject, raws in told.items()
    }
    ids = {subject: [one.id for one in facts] for subject, facts in held.items()}
    halves = {subject: FOLDERS.fold(subject, facts[:-1]) for subject, facts in held.items()}
    long = [one for facts in _chained(1, 2000)[0].values() for one in facts]
    block, count = b"x" * 512, len(frames)
    values = [msgspec.to_builtins(_body(place)) for place in range(count)]

    # No stream.opened here: the chain is checked from its first fact on.
    opened = stream.Head(fact.trusted(frames[0]).stream, 1, fact.fact_hash(frames[0]))

    def chain() -> None:
        links, broken = stream.chain(opened, frames[1:])
        assert broken is None and len(links) == count - 1

    def retell() -> None:
        for subject, raws in told.items():
            FOLDERS.fold(
                subject,
                [Held(key, fact.trusted(raw)) for key, raw in zip(ids[subject], raws, strict=True)],
            )

    return {
        "reference: SHA-256 of 512 bytes": _rate(
            lambda: [hashlib.sha256(block).digest() for _ in range(count)], count
        ),
        "canonical bytes of a body": _rate(lambda: [canonical.canonical(v) for v in values], count),
        "decode a foreign fact, checked": _rate(lambda: [fact.decode(r) for r in frames], count),
        "decode an own fact": _rate(lambda: [fact.trusted(r) for r in frames], count),
        "check a chain": _rate(chain, count),
        "fold, three facts a subject": _rate(
            lambda: [FOLDERS.fold(s, f) for s, f in held.items()], count
        ),
        "decode and fold (retell)": _rate(retell, count),
        "extend a story by one fact": _rate(
            lambda: [FOLDERS.extend(halves[s], f[-1:]) for s, f in held.items()], len(held)
        ),
        "fold, 2,000 facts a subject": _rate(
            lambda: FOLDERS.fold(
                "x", [Held(fact.fact_id(fact.fact_hash(r)), fact.trusted(r)) for r in long]
            ),
            len(long),
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    rates = measure()
    if parser.parse_args().json:
        print(json.dumps({name: round(rate) for name, rate in rates.items()}))
        return
    for name, rate in rates.items():
        print(f"{name:<34}{rate:>12,.0f} /s{1e6 / rate:>9.2f} µs each")


if __name__ == "__main__":
    main()
