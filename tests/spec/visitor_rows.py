"""The rows of the vectors of visitors' cards: texts that are read, and texts that are refused."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from tusach.ledger.draft import Refusal
from tusach.library.readers.visiting import (
    HEAD,
    SignerKnown,
    VisitorCard,
    read_card,
    sealed_text,
    spelled,
)
from tusach.node.store.keys import Ed25519, Installation

TENANT, ON = "04", "2026-11-23"
PLACE, ELSEWHERE = "a1" * 16, "b2" * 16
CARD = VisitorCard(
    reader="17" * 16,
    place=PLACE,
    valid_until="2027-11-22",
    number="200023004517",
    group="child",
    age_band="6-10",
)


def _key(name: str) -> Installation:
    return Installation(hashlib.sha256(f"visitor vector {name}".encode()).digest())


KEYS = {
    name: (_key(name), known)
    for name, known in (
        ("library", SignerKnown(frozenset({PLACE}))),
        ("hub", SignerKnown(frozenset(), is_hub=True)),
        ("neighbour", SignerKnown(frozenset({ELSEWHERE}))),
        ("stolen", SignerKnown(frozenset({PLACE}), revoked=True)),
    )
}
KNOWN = {key.public_hex: known for key, known in KEYS.values()}


def _text(name: str, **changes: str) -> str:
    card = msgspec.structs.replace(CARD, **changes)
    return sealed_text(card, tenant=TENANT, signer=KEYS[name][0])


def texts() -> list[tuple[str, str]]:
    """Why each text is here, and the text."""
    whole = _text("library")
    stranger = sealed_text(CARD, tenant=TENANT, signer=_key("stranger"))
    other = "B" if whole[12] != "B" else "C"
    return [
        ("sealed by the machine of the home place", whole),
        ("sealed by a hub", _text("hub")),
        ("least: no number, group or age band", _text("hub", number="", group="", age_band="")),
        (
            "small letters and gaps, as some scanners send them",
            f"{whole[:70].lower()} {whole[70:]}",
        ),
        ("an older number", _text("library", number="TV/0815-b")),
        ("the day after its last", _text("library", valid_until="2026-11-22")),
        ("its last day", _text("library", valid_until=ON)),
        ("sealed by a machine of another place", _text("neighbour")),
        ("sealed by a machine that was shut out", _text("stolen")),
        ("sealed by nobody known", stranger),
        ("one letter wrong", whole[:12] + other + whole[13:]),
        ("read by half", whole[:90]),
        ("of a later version", HEAD + spelled(bytes((2,)) + bytes(120))),
        ("nothing", HEAD),
    ]


def read(text: str) -> dict[str, Any]:
    """What a text says on the day of these vectors."""
    found = read_card(text, tenant=TENANT, known=KNOWN, verifier=Ed25519(), on=ON)
    if isinstance(found, Refusal):
        return {"card": None, "refused": found.code}
    return {"card": msgspec.to_builtins(found), "refused": None}


def rows() -> dict[str, Any]:
    """The file."""
    known = [
        {"key": key, "places": sorted(one.places), "hub": one.is_hub, "revoked": one.revoked}
        for key, one in sorted(KNOWN.items())
    ]
    return {
        "about": "the back of a reader's card -> what it says, or why it is refused",
        "tenant": TENANT,
        "on": ON,
        "known": known,
        "rows": [{"why": why, "text": text, **read(text)} for why, text in texts()],
    }
