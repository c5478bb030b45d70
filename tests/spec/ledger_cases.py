"""What the vectors of the ledger are made of: a scribe with fixed keys, and the histories it tells.

Nothing here is random and nothing asks the time, so that the same code gives the same files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec

from tusach.ledger import fact as facts
from tusach.ledger.ident import stream_id
from tusach.ledger.kind import LIBRARIAN, Kind, Register
from tusach.ledger.mechanism import FACT_CORRECTED, FACT_VOIDED, KINDS, STREAM_OPENED
from tusach.ledger.order import Held
from tusach.ledger.stream import Head, Link, written

TENANT = "04"
SCOPE = "circulation:" + "5e" * 16
LAMP = "1a" * 16
ROOM = "3c" * 16


class AnyBody(msgspec.Struct, frozen=True):
    """The toy kind `lamp.lit/1` takes any object; what stands in it is not looked at."""


REGISTER = Register(
    (
        *KINDS,
        Kind(
            name="lamp.lit/1",
            folder="lamp",
            scope="circulation",
            story="lamp",
            told_by=frozenset({LIBRARIAN}),
            body=AnyBody,
            says="",
        ),
    )
)


def seed(number: int) -> bytes:
    """The 32 secret bytes of a test key."""
    return hashlib.sha256(b"tusach test key %d" % number).digest()


def public_key(number: int) -> bytes:
    """The Ed25519 public key of a test key."""
    from nacl.signing import SigningKey

    return bytes(SigningKey(seed(number)).verify_key)


class Scribe:
    """One installation in one scope."""

    def __init__(self, number: int, scope: str = SCOPE) -> None:
        self.key = public_key(number)
        self.stream = stream_id(self.key, TENANT, scope)
        self.links: list[Link] = []
        self.opening = {
            "tenant": TENANT,
            "scope": scope,
            "installation": self.key.hex(),
            "succeeds": None,
            "vouch": None,
        }
        self.tell(STREAM_OPENED, self.opening, subject=self.stream)

    @property
    def head(self) -> Head:
        if not self.links:
            return Head(self.stream)
        return Head(self.stream, len(self.links), self.links[-1].hash)

    def draft(self, kind: str, body: Any, **changes: Any) -> facts.Fact:
        """The next fact, not yet written."""
        after = changes.pop("after", ())
        values = {
            "version": facts.VERSION,
            "stream": self.stream,
            "number": self.head.number + 1,
            "previous": self.head.hash,
            "told_ms": 1_790_000_000_000 + changes.pop("ms", self.head.number),
            "tick": 0,
            "clock_quality": facts.SYNCED,
            "on": "2026-11-23",
            "tenant": TENANT,
            "place": None,
            "subject": LAMP,
            "also": (),
            "after": facts.unique([one.id for one in after]),
            "kind": kind,
            "teller": None,
            "body": facts.body_of(body),
            "commitment": None,
        }
        return facts.Fact(**values | changes)

    def tell(self, kind: str, body: Any, **changes: Any) -> Link:
        """The next fact, written."""
        self.links.append(written(self.draft(kind, body, **changes)))
        return self.links[-1]

    def light(self, oil_ml: int = 1, **changes: Any) -> Link:
        """A lamp was lit."""
        return self.tell("lamp.lit/1", {"oil_ml": oil_ml}, **changes)

    def void(self, target: Link, standing: str = "teller", **changes: Any) -> Link:
        """A fact does not count."""
        body = {"target": target.id, "reason": "slip", "standing": standing}
        return self.tell(FACT_VOIDED, body, **{"after": [target]} | changes)

    def correct(
        self, target: Link, replacement: Any, standing: str = "teller", **changes: Any
    ) -> Link:
        """A fact should have read so."""
        body = {
            "target": target.id,
            "replacement": replacement,
            "reason": "slip",
            "standing": standing,
        }
        return self.tell(FACT_CORRECTED, body, **{"after": [target]} | changes)


def held(links: list[Link]) -> list[Held]:
    """The facts as a node holds them."""
    return [Held(link.id, link.fact) for link in links]


History = tuple[str, list[Link], dict[str, list[dict[str, int]]]]
"""Why, the facts in the order in which they came, and the mended stretches of streams."""


def histories() -> list[History]:
    """The cases of order and of stories."""
    found: list[History] = []
    for tell in _TELLERS:
        desk, van, hub = Scribe(1), Scribe(2), Scribe(3)
        found.extend(tell(desk, van, hub))
    return found


def _order(desk: Scribe, van: Scribe, hub: Scribe) -> list[History]:
    first = desk.light(1, ms=5000)
    second = van.light(2, ms=10, after=[first])
    third = desk.light(3, ms=20, after=[second])
    apart = hub.light(4, ms=15)
    same = hub.light(5, ms=15, tick=1)
    both = van.light(6, ms=1, after=[third, apart])
    everything = [both, apart, same, third, second, first]
    mended = {desk.stream: [{"first": 2, "last": 2, "delta_ms": -4990}]}
    twice = {
        desk.stream: [
            {"first": 3, "last": 9, "delta_ms": -15},
            {"first": 1, "last": 3, "delta_ms": 1},
        ]
    }
    return [
        ("one fact", [first], {}),
        ("clocks that agree with causes", [same, apart], {}),
        ("a clock far ahead, followed by those that knew it", [third, second, first], {}),
        ("all of them, last come first told", everything, {}),
        ("told twice, counted once", [first, second, first], {}),
        ("a missing parent holds nothing up", [third, first], {}),
        ("missing parents on two sides", [both, first, same], {}),
        ("a mended clock", everything, mended),
        ("two mended stretches that overlap are added", everything, twice),
    ]


def _other_subjects(desk: Scribe, van: Scribe, hub: Scribe) -> list[History]:
    room = hub.tell("room.named/1", {"name": "kho"}, subject=ROOM, also=(LAMP,), ms=0)
    lit = desk.light(1, also=(ROOM,), after=[room])
    return [
        ("an unknown kind is kept and named", [room, lit], {}),
        ("a parent may be a fact of another subject", [lit], {}),
    ]


def _voidings(desk: Scribe, van: Scribe, hub: Scribe) -> list[History]:
    first = desk.light(1)
    one, other = van.void(first), hub.void(first)
    undone = van.void(one)
    again = van.void(undone)
    return [
        ("a voided fact", [first, one], {}),
        ("a voiding voided restores", [first, one, undone], {}),
        ("voided, restored, voided", [first, one, undone, again], {}),
        ("one of two voidings voided", [first, one, other, undone], {}),
        ("a voiding waits for its target", [one], {}),
        ("a void unknown kind", *_void_unknown(desk)),
    ]


def _void_unknown(desk: Scribe) -> tuple[list[Link], dict[str, list[dict[str, int]]]]:
    new = desk.tell("lamp.repainted/1", {"colour": "đỏ"})
    return [new, desk.void(new)], {}


def _corrections(desk: Scribe, van: Scribe, hub: Scribe) -> list[History]:
    first = desk.light(1)
    two = desk.correct(first, {"oil_ml": 2}, ms=9000)
    three = van.correct(first, {"oil_ml": 3}, after=[two], ms=1)
    apart = hub.correct(first, {"oil_ml": 4}, ms=0)
    same = hub.correct(first, {"oil_ml": 3}, ms=0)
    chief = hub.correct(first, {"oil_ml": 5}, "supervisor", after=[three])
    late = van.correct(first, {"oil_ml": 6}, after=[chief])
    return [
        ("a correction", [first, two], {}),
        (
            "the later word that knew the earlier one holds, whatever the clocks",
            [first, two, three],
            {},
        ),
        (
            "two that did not know each other: the greater id, and a disagreement",
            [first, two, apart],
            {},
        ),
        ("two that say the same do not disagree", [first, three, same], {}),
        ("not proven apart while a parent is missing", [first, three, apart], {}),
        ("a supervisor comes before tellers", [first, two, three, apart, chief], {}),
        ("even before a later teller, who disagrees", [first, two, three, chief, late], {}),
        ("a void correction gives way", [first, two, three, van.void(three)], {}),
        ("a correction of an unknown kind", *_correct_unknown(desk)),
    ]


def _correct_unknown(desk: Scribe) -> tuple[list[Link], dict[str, list[dict[str, int]]]]:
    new = desk.tell("lamp.repainted/1", {"colour": "đỏ"})
    return [new, desk.correct(new, {"colour": "xanh"})], {}


def _amended_amendments(desk: Scribe, van: Scribe, hub: Scribe) -> list[History]:
    first = desk.light(1)
    wrong = desk.correct(first, {"oil_ml": 2})
    body = msgspec.json.decode(wrong.fact.body)
    right = desk.correct(wrong, body | {"replacement": {"oil_ml": 3}})
    sly = desk.correct(wrong, body | {"target": "0" * 32})
    proud = desk.correct(wrong, body | {"standing": "supervisor"})
    unread = desk.correct(wrong, {"target": first.id})
    void = desk.void(first)
    reason = desk.correct(void, {"target": first.id, "reason": "?", "standing": "teller"})
    shapeless = desk.tell("fact.voided/1", {"target": first.id}, after=[first])
    return [
        ("a correction of a correction", [first, wrong, right], {}),
        ("it may be void itself", [first, wrong, right, desk.void(right)], {}),
        ("a correction of a voiding's reason", [first, void, reason], {}),
        ("an amendment keeps its target", [first, wrong, sly], {}),
        ("an amendment keeps its standing", [first, wrong, proud], {}),
        ("a replacement that cannot be read is a dead letter", [first, wrong, unread], {}),
        ("an amendment of a wrong shape is a dead letter", [first, shapeless], {}),
    ]


_TELLERS: tuple[Callable[[Scribe, Scribe, Scribe], list[History]], ...] = (
    _order,
    _other_subjects,
    _voidings,
    _corrections,
    _amended_amendments,
)
