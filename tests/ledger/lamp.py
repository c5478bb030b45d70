"""A toy domain: lamps that are lit, dimmed and put out, and a scribe who tells of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from tusach.ledger import fact as facts
from tusach.ledger.fact import Fact
from tusach.ledger.folders import Folders
from tusach.ledger.ident import stream_id
from tusach.ledger.kind import LIBRARIAN, Kind, Register
from tusach.ledger.mechanism import FACT_CORRECTED, FACT_VOIDED, KINDS, STREAM_OPENED
from tusach.ledger.order import Held
from tusach.ledger.story import Telling, Told
from tusach.ledger.stream import Head, Link, written

TENANT = "04"
SCOPE = "operations:" + "0" * 32


class Lit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    by_hand: bool
    oil_ml: int


class Dimmed1(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    percent: int


class Dimmed2(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    per_mille: int


class PutOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Room(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str


def _finer(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"per_mille": body["percent"] * 10}


def kind(name: str, body: type[msgspec.Struct], **more: Any) -> Kind:
    more.setdefault("story", name.partition(".")[0])
    return Kind(
        name=name,
        folder="lamp",
        scope="operations",
        told_by=frozenset({LIBRARIAN}),
        body=body,
        says="",
        **more,
    )


LAMP_KINDS = (
    kind("lamp.lit/1", Lit),
    kind("lamp.dimmed/1", Dimmed1, upcast=_finer),
    kind("lamp.dimmed/2", Dimmed2),
    kind("lamp.put_out/1", PutOut),
    kind("room.named/1", Room),
)


class Lamp(msgspec.Struct, frozen=True):
    """burning: since which fact. seen: every step, in order."""

    subject: str
    burning: str | None = None
    oil_ml: int = 0
    per_mille: int = 1000
    seen: tuple[str, ...] = ()


class LampFolder:
    noun = "lamp"

    def start(self, subject: str) -> Lamp:
        return Lamp(subject)

    def step(self, state: Lamp, told: Told, telling: Telling) -> Lamp:
        state = msgspec.structs.replace(state, seen=(*state.seen, told.id))
        match told.body:
            case Lit(oil_ml=oil_ml):
                if oil_ml < 0:
                    raise ArithmeticError("less than no oil")
                if state.burning and not telling.lineage.knew(told.id, state.burning):
                    telling.disagree("lamp.lit_twice", state.burning, told.id)
                return msgspec.structs.replace(state, burning=told.id, oil_ml=oil_ml)
            case Dimmed2(per_mille=per_mille):
                return msgspec.structs.replace(state, per_mille=per_mille)
            case PutOut():
                return msgspec.structs.replace(state, burning=None)
            case _:
                return state


REGISTER = Register((*KINDS, *LAMP_KINDS))
FOLDERS = Folders(REGISTER, [LampFolder()])

LAMP = "1a" * 16
OTHER_LAMP = "2b" * 16
ROOM = "3c" * 16


def key(seed: int) -> bytes:
    """32 bytes that stand for a public key."""
    return hashlib.sha256(b"lamp %d" % seed).digest()


def held(link: Link) -> Held:
    return Held(link.id, link.fact)


class Scribe:
    """One installation in one scope; keeps what it has written."""

    def __init__(self, seed: int = 0, *, scope: str = SCOPE, tenant: str = TENANT) -> None:
        self.key = key(seed)
        self.stream = stream_id(self.key, tenant, scope)
        self.scope = scope
        self.tenant = tenant
        self.links: list[Link] = []
        self.tell(STREAM_OPENED, self.opening(), subject=self.stream, ms=0)

    @property
    def head(self) -> Head:
        if not self.links:
            return Head(self.stream)
        return Head(self.stream, len(self.links), self.links[-1].hash)

    @property
    def frames(self) -> list[bytes]:
        return [link.raw for link in self.links]

    def opening(self) -> dict[str, Any]:
        return {
            "tenant": self.tenant,
            "scope": self.scope,
            "installation": self.key.hex(),
            "succeeds": None,
            "vouch": None,
        }

    def draft(self, kind: str, body: Any, **changes: Any) -> Fact:
        subject = changes.pop("subject", LAMP)
        after = changes.pop("after", ())
        values: dict[str, Any] = {
            "version": facts.VERSION,
            "stream": self.stream,
            "number": self.head.number + 1,
            "previous": self.head.hash,
            "told_ms": changes.pop("ms", 1000 * (self.head.number + 1)),
            "tick": 0,
            "clock_quality": facts.FREE,
            "on": "2026-11-23",
            "tenant": self.tenant,
            "place": None,
            "subject": subject,
            "also": (),
            "after": facts.unique([one if isinstance(one, str) else one.id for one in after]),
            "kind": kind,
            "teller": None,
            "body": facts.body_of(body),
            "commitment": None,
        }
        return Fact(**values | changes)

    def tell(self, kind: str, body: Any, **changes: Any) -> Held:
        link = written(self.draft(kind, body, **changes))
        self.links.append(link)
        return held(link)

    def light(self, oil_ml: int = 100, **changes: Any) -> Held:
        return self.tell("lamp.lit/1", {"by_hand": True, "oil_ml": oil_ml}, **changes)

    def put_out(self, **changes: Any) -> Held:
        return self.tell("lamp.put_out/1", {}, **changes)

    def void(self, target: Held, standing: str = "teller", **changes: Any) -> Held:
        changes.setdefault("after", [target])
        body = {"target": target.id, "reason": "slip", "standing": standing}
        return self.tell(FACT_VOIDED, body, **changes)

    def correct(
        self, target: Held, replacement: Any, standing: str = "teller", **changes: Any
    ) -> Held:
        changes.setdefault("after", [target])
        body = {
            "target": target.id,
            "replacement": replacement,
            "reason": changes.pop("reason", "slip"),
            "standing": standing,
        }
        return self.tell(FACT_CORRECTED, body, **changes)


def lit(oil_ml: int) -> dict[str, Any]:
    return {"by_hand": True, "oil_ml": oil_ml}


def ids(held: Iterable[Held]) -> list[str]:
    return [one.id for one in held]
