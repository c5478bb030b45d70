"""What goes into a packet, and what writer and reader remember alike while they walk through it.

Source: spec/wire.md, Packing; docs/decisions/0021.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from tusach.ledger.columns import BadPacket
from tusach.ledger.fact import Fact
from tusach.ledger.private import Part
from tusach.ledger.salting import Seed, salt
from tusach.ledger.seal import Seal

FORMAT = 1
MOST_FACTS = 10_000
"""The most facts of one packet."""
MOST_BYTES = 2**25
"""The most bytes that the facts and private parts of one packet have together."""
MOST_SEALS = 10_000
"""The most seals of one stretch."""
MOST_SEEDS = 1_000
"""The most seeds of one packet."""

CLOCKS = ("synced", "free", "asserted")

# How the values of one key of a body are written.
VALUES, REMEMBERED, NUMBERS, DAYS, IDS, CODES = range(6)
# How an id is written.
NOTHING, NEW, PLACE, PARENT, SUBJECT, LISTED, BACK, SAME_SUBJECT = range(8)
# What a new id is.
LITERAL, KNOWN, SUBJECT_OF, PRINTED, CODED = range(5)
# Which bytes stand for a value in the texts.
NULL, FALSE, TRUE, PLUS, MINUS, TEXT, LIST, OBJECT, HASH, NEW_ID, LISTED_ID, FACT_ID = range(12)
# Where a commitment, a salt, a previous hash comes from.
ABSENT, MADE, WRITTEN = range(3)

At = Callable[[str, int], str | None]
Where = Callable[[str], tuple[str, int] | None]


def nowhere(_: str) -> None:
    """Nothing outside the packet is known."""


def nothing_at(_stream: str, _number: int) -> None:
    """Nothing outside the packet is known."""


class Stretch(msgspec.Struct, frozen=True):
    """Facts of one stream without a gap, from number first on, with seals over them.

    stream: where they are held; previous: full hash of the fact before the first, zeros before
    fact 1; frames: canonical bytes. fork_of: the stream that the facts themselves name, where this
    is its other branch, held under an id of its own.
    """

    stream: str
    first: int
    previous: str
    frames: tuple[bytes, ...]
    seals: tuple[Seal, ...] = ()
    fork_of: str | None = None

    @property
    def named(self) -> str:
        """The stream that the facts and seals themselves name."""
        return self.fork_of or self.stream


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the recipient holds already; a packet refers to nothing else outside of itself.

    at: id of its fact with this number of this stream. subject_at: that fact's subject.
    """

    at: At = nothing_at
    subject_at: At = nothing_at


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """Where the sender finds shorter names for ids; each is used only where it proves right.

    where: fact id → stream and number; about: subject id → stream and number of its latest fact
    that the recipient holds. codes: subject id → noun and code of which it is derived.
    """

    where: Where = nowhere
    about: Where = nowhere
    codes: Mapping[str, tuple[str, str]] = {}


class Packed(msgspec.Struct, frozen=True):
    """Two sections, not compressed yet; private is empty where no part and no seed travels."""

    public: bytes
    private: bytes = b""


class Unpacked(msgspec.Struct, frozen=True):
    """What was packed. parts: in the order of their facts. seeds: for nobody's store."""

    stretches: tuple[Stretch, ...]
    parts: tuple[Part, ...] = ()
    seeds: tuple[Seed, ...] = ()


class Shape(msgspec.Struct, frozen=True):
    """Kind and keys of a body or part, each key with the way its values are written."""

    kind: str
    keys: tuple[tuple[str, int], ...]

    @property
    def memory(self) -> str | None:
        """The first key that holds ids: what remembered values are remembered by."""
        return self.keys[0][0] if self.keys and self.keys[0][1] == IDS else None


class Walk:
    """What both sides know at one point of a packet."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.tenant = ""
        self.ids: list[str] = []
        self.id_places: dict[str, int] = {}
        self.streams: list[str] = []
        self.facts: list[str] = []
        self.fact_places: dict[str, int] = {}
        self.subjects: list[str] = []
        self.subject_places: dict[str, int] = {}
        self.heads: dict[str, dict[str, None]] = {}
        self.last: dict[Hashable, int] = {}
        self.now: dict[int, str] = {}

    def list_id(self, one: str) -> None:
        """The id stands in the list from now on."""
        self.id_places[one] = len(self.ids)
        self.ids.append(one)

    def step(self, name: Hashable, value: int) -> int:
        """How far the value is from the last one of this name."""
        before = self.last.get(name, 0)
        self.last[name] = value
        return value - before

    def moved(self, name: Hashable, by: int) -> int:
        """The value that is so far from the last one of this name."""
        value = self.last[name] = self.last.get(name, 0) + by
        return value

    def wanted_tick(self, told_ms: int) -> int:
        """The tick of a clock that told nothing but this packet's facts."""
        return self.last.get("tick", 0) + 1 if self.last.get("told", -1) == told_ms else 0

    def ticked(self, told_ms: int, tick: int) -> None:
        """The last fact bears this stamp."""
        self.last["told"], self.last["tick"] = told_ms, tick

    def starts(self) -> None:
        """Nothing of the next fact is known yet."""
        self.now = {}

    def knows_parents(self, after: Sequence[str]) -> None:
        """The fact's only parent, if it has one, has a short name from now on."""
        if len(after) == 1:
            self.now[PARENT] = after[0]

    def latest(self, subjects: Sequence[str]) -> list[str]:
        """The latest facts of these subjects in the packet or, before it, at the recipient."""
        return sorted({one for subject in subjects for one in self.heads.get(subject, ())})

    def told(self, fact_id: str, fact: Fact) -> None:
        """The fact stands in the packet."""
        place = len(self.facts)
        self.facts.append(fact_id)
        self.fact_places[fact_id] = place
        self.subjects.append(fact.subject)
        self.subject_places[fact.subject] = place
        for subject in (fact.subject, *fact.also):
            heads = self.heads.setdefault(subject, {})
            for parent in fact.after:
                heads.pop(parent, None)
            heads[fact_id] = None

    def knows_head(self, subject: str, stream: str, number: int) -> None:
        """The recipient's fact there is the subject's latest, as long as none is in the packet."""
        head = self.known.at(stream, number)
        if head is not None:
            self.heads.setdefault(subject, {head: None})


class Salts:
    """The salts that follow from the seeds of a packet."""

    def __init__(self, seeds: Sequence[Seed]) -> None:
        self._of: dict[str, list[Seed]] = {}
        for one in seeds:
            self._of.setdefault(one.stream, []).append(one)

    def salt(self, stream: str, number: int) -> bytes | None:
        """The salt of this fact by the first seed that reaches it, or None."""
        for one in self._of.get(stream, ()):
            if one.first <= number <= one.last:
                return salt(one.seed, stream, number)
        return None


_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: str) -> int:
    """Days since 1970-01-01."""
    return date.fromisoformat(day).toordinal() - _EPOCH


def day_of(number: int) -> str:
    """The day so many days after 1970-01-01. Raises BadPacket outside the years 1 to 9999."""
    try:
        return date.fromordinal(number + _EPOCH).isoformat()
    except (ValueError, OverflowError):
        raise BadPacket("no day of the calendar") from None


def printed(payload: int) -> str:
    """The printed code of 12 digits with these ten digits before its check (wire.md, section 3)."""
    if not 1_000_000_000 <= payload < 10_000_000_000:
        raise BadPacket("no printed code")
    return f"{payload}{98 - payload * 100 % 97:02d}"


def payload_of(code: Any) -> int | None:
    """The first ten digits of a printed code, or None where it is none."""
    if not (isinstance(code, str) and len(code) == 12 and code.isascii() and code.isdigit()):
        return None
    payload = int(code[:10])
    return payload if code[0] != "0" and printed(payload) == code else None
