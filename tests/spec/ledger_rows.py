"""The rows of the ledger's vectors: what each file of spec/vectors/ledger holds, by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from tests.spec import ledger_cases as cases
from tests.spec import ledger_forms as forms
from tests.spec.parcel_rows import packing_rows, parcel_rows

from tusach.ledger import fact, ident, seal, stream, vector
from tusach.ledger.folders import Folders
from tusach.ledger.order import Span

Rows = dict[str, Any]


def chain_rows() -> Rows:
    """Frames after a head: the facts that are good, and the code of what ends them."""
    desk, van = cases.Scribe(1), cases.Scribe(2)
    for oil in range(4):
        desk.light(oil)
    good = [one.raw for one in desk.links]
    start, third = stream.Head(desk.stream), stream.Head(desk.stream, 3, desk.links[2].hash)
    bent = good[2].replace(b'"oil_ml":1', b'"oil_ml":7')
    stranger = stream.written(desk.draft("lamp.lit/1", {}, tenant="11")).raw
    fake = msgspec.structs.replace(
        desk.links[0].fact, body=fact.body_of(desk.opening | {"installation": "00" * 32})
    )
    renamed = msgspec.structs.replace(desk.links[0].fact, subject=cases.LAMP)
    no_opening = msgspec.structs.replace(desk.links[0].fact, kind="lamp.lit/1")
    found = [
        ("whole", start, None, good),
        ("from the middle", third, "04", good[3:]),
        ("nothing", third, None, []),
        ("one left out", start, None, [*good[:2], *good[3:]]),
        ("one told twice", start, None, [*good[:2], good[1]]),
        ("an old one again", third, None, good[2:]),
        ("bent bytes break it one later", start, None, [*good[:2], bent, *good[3:]]),
        ("bytes that are no fact", start, None, [*good[:2], good[2] + b" ", *good[3:]]),
        ("a fact of another stream", stream.Head(van.stream), None, good),
        ("another head", stream.Head(desk.stream, 3, "ab" * 32), None, good[3:]),
        ("another tenant after the opening", start, None, [*good, stranger]),
        ("another tenant than known", third, "11", good[3:]),
        ("an opening with another key", start, None, [fact.encode(fake)]),
        ("an opening of another subject", start, None, [fact.encode(renamed)]),
        ("no opening", start, None, [fact.encode(no_opening)]),
    ]
    rows = []
    for why, head, tenant, frames in found:
        links, broken = stream.chain(head, frames, tenant=tenant)
        rows.append({
            "why": why,
            "head": msgspec.to_builtins(head),
            "tenant": tenant,
            "frames": [raw.hex() for raw in frames],
            "links": [{"number": one.fact.number, "hash": one.hash} for one in links],
            "broken": broken.code if broken else None,
        })  # fmt: skip
    return {"about": "frames after a head -> good links, then the code of the break", "rows": rows}


def story_rows() -> Rows:
    """Facts as they came: their order, what counts, with which body, what is not known."""
    folders = Folders(cases.REGISTER, ())
    rows = []
    for why, links, mended in cases.histories():
        spans = {key: [Span(**one) for one in found] for key, found in mended.items()}
        story = folders.fold(cases.LAMP, cases.held(links), spans)
        replaced = dict(story.corrected)
        links_by_id = {one.id: one for one in links}
        bodies = []
        for told in story.tellings:
            key = told.id
            body = json.loads(bytes(told.held.fact.body))
            if key in replaced:
                body = _replacement(links_by_id, replaced, replaced[key])
            bodies.append({"fact": key, "body": body})
        rows.append({
            "why": why,
            "subject": cases.LAMP,
            "facts": [one.raw.hex() for one in links],
            "clock_corrections": mended,
            "order": [one.id for one in story.held],
            "heads": list(story.heads),
            "missing": list(story.missing),
            "void": list(story.void),
            "corrected": [list(pair) for pair in story.corrected],
            "bodies": bodies,
            "disagreements": [msgspec.to_builtins(one) for one in story.disagreements],
            "needs_update": list(story.needs_update),
            "dead": [key for key, _ in story.dead],
        })  # fmt: skip
    return {
        "about": "facts of one subject -> its story; known kinds: those of the mechanism and "
        "lamp.lit/1, whose body is any object",
        "rows": rows,
    }


def _replacement(links: dict[str, Any], replaced: dict[str, str], key: str) -> Any:
    body = json.loads(bytes(links[key].fact.body))
    while key in replaced:
        key = replaced[key]
        body = json.loads(bytes(links[key].fact.body))["replacement"]
    return body["replacement"]


class _Signer:
    def __init__(self, number: int) -> None:
        from nacl.signing import SigningKey

        self._key = SigningKey(cases.seed(number))
        self.public_key = bytes(self._key.verify_key)

    def sign(self, message: bytes) -> bytes:
        return bytes(self._key.sign(message).signature)


class Ed25519:
    """Checks signatures of test keys."""

    def verifies(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        from nacl.exceptions import BadSignatureError
        from nacl.signing import VerifyKey

        try:
            VerifyKey(public_key).verify(message, signature)
        except BadSignatureError:
            return False
        return True


def seal_rows() -> Rows:
    """Seals, bent seals, vouching, and how far a set of seals covers a chain."""
    key, other, desk = _Signer(1), _Signer(2), cases.Scribe(1)
    for oil in range(3):
        desk.light(oil)
    sealed = [
        stream.Sealed(desk.stream, 4, desk.head.hash, None, "0.1.0", 1_790_000_000_123),
        stream.Sealed(desk.stream, 2, desk.links[1].hash, "9f" * 16, "0.1.0+hồ", 0),
    ]
    rows = []
    for one in sealed:
        made = seal.make_seal(one, key)
        rows.append({
            "sealed": msgspec.to_builtins(one),
            "public_key": key.public_key.hex(),
            "signed": stream.seal_bytes(one).hex(),
            "signature": made.signature.hex(),
        })  # fmt: skip
    first = rows[0]
    changed: dict[str, Any] = msgspec.to_builtins(sealed[0])
    bad = [
        {"why": "another key", **first, "public_key": other.public_key.hex()},
        {"why": "a bent signature", **first, "signature": "00" + str(first["signature"])[2:]},
        {"why": "a short signature", **first, "signature": str(first["signature"])[2:]},
        {"why": "another number", **first, "sealed": changed | {"number": 5}},
        {"why": "another time", **first, "sealed": changed | {"wall_ms": 1}},
        {"why": "a known control head added", **first, "sealed": changed | {"control": "9f" * 16}},
    ]
    chains = [[4], [2], [2, 4], [], [9]]
    hashes = {one.fact.number: one.hash for one in desk.links}
    covers = []
    for numbers in chains:
        marks = [{"number": one, "hash": hashes.get(one, "ab" * 32)} for one in numbers]
        covers.append({"seals": marks, "covered": max([0, *(n for n in numbers if n in hashes)])})
    covers.append({"seals": [{"number": 4, "hash": "ab" * 32}], "covered": 0})
    vouch = key.sign(seal.vouch_bytes(other.public_key))
    return {
        "about": "what a seal says -> the bytes that are signed, the signature; keys of tests only",
        "secret_seeds": {key.public_key.hex(): cases.seed(1).hex(),
                         other.public_key.hex(): cases.seed(2).hex()},
        "rows": rows,
        "bad": [{name: row[name] for name in ("why", "sealed", "public_key", "signature")}
                for row in bad],
        "chain": [one.raw.hex() for one in desk.links],
        "covers": covers,
        "vouch": {"installation": other.public_key.hex(), "succeeds": key.public_key.hex(),
                  "signed": seal.vouch_bytes(other.public_key).hex(), "vouch": vouch.hex()},
    }  # fmt: skip


def vector_rows() -> Rows:
    """Vectors of nodes, what each lacks, where they part; digests of sets."""
    names = ["0a" * 16, "0b" * 16]

    def branch(name: str, length: int, parts_at: int = 99) -> list[str]:
        return [ident.sha256(f"{name} {n} {n >= parts_at}".encode()) for n in range(1, length + 1)]

    pairs: list[tuple[str, dict[str, list[str]], dict[str, list[str]]]] = [
        ("equal", {names[0]: branch(names[0], 3)}, {names[0]: branch(names[0], 3)}),
        ("one behind", {names[0]: branch(names[0], 1)}, {names[0]: branch(names[0], 3)}),
        ("each has what the other lacks", {names[1]: branch(names[1], 2)},
         {names[0]: branch(names[0], 3), names[1]: []}),
        ("a fork at the common number", {names[0]: branch(names[0], 4)},
         {names[0]: branch(names[0], 3, parts_at=3)}),
        ("a fork below", {names[0]: branch(names[0], 4)},
         {names[0]: branch(names[0], 4, parts_at=1)}),
        ("a fork that only the other can see", {names[0]: branch(names[0], 2)},
         {names[0]: branch(names[0], 3, parts_at=1)}),
        ("nothing at all", {}, {}),
    ]  # fmt: skip
    rows = []
    for why, mine, theirs in pairs:
        marks = [vector.vector(_heads(node)) for node in (mine, theirs)]
        found = vector.compare(marks[0], marks[1], partial(_hash_at, mine))
        rows.append({"why": why, "my_hashes": mine, "mine": msgspec.to_builtins(marks[0]),
                     "theirs": msgspec.to_builtins(marks[1]),
                     "comparison": msgspec.to_builtins(found)})  # fmt: skip
    good = {"stream": names[0], "number": 1, "hash": "0" * 16}
    bad = [[good | {"stream": "0a"}], [good | {"number": 0}], [good | {"hash": "0" * 64}],
           [good, good], [good | {"stream": names[1]}, good]]  # fmt: skip
    full = branch(names[0], 3)
    other = ("fe" * 16, 1)
    sets = ([], [(names[0], 3)], [(names[0], 3), other], [(names[0], 0), other])
    return {
        "about": "full hashes by stream -> vector; two vectors -> what each lacks, forks",
        "rows": rows,
        "bad": bad,
        "digests": [{"hashes": some, "digest": vector.digest(some)} for some in ([], full)],
        "states": [_state_row(some) for some in sets],
    }


def _state_row(some: list[tuple[str, int]]) -> Rows:
    heads = [stream.Head(name, number, ident.sha256(name.encode())) for name, number in some]
    weights = [vector.weight(one) for one in heads]
    return {
        "heads": [msgspec.to_builtins(one) for one in heads],
        "parts": [vector.bucket_of(one.stream) for one in heads],
        "weights": [f"{one:064x}" for one in weights],
        "state": vector.state(sum(weights)).hex(),
    }


def _hash_at(node: dict[str, list[str]], name: str, number: int) -> str:
    return node[name][number - 1]


def _heads(node: dict[str, list[str]]) -> list[stream.Head]:
    return [stream.Head(name, len(facts), facts[-1] if facts else fact.NO_HASH)
            for name, facts in node.items()]  # fmt: skip


FILES: dict[str, Callable[[], Rows]] = {
    "canonical.json": forms.canonical_rows,
    "facts.json": forms.fact_rows,
    "ids.json": forms.id_rows,
    "chains.json": chain_rows,
    "stories.json": story_rows,
    "private.json": forms.private_rows,
    "seals.json": seal_rows,
    "vectors.json": vector_rows,
    "clock.json": forms.clock_rows,
    "packing.json": lambda: packing_rows(_Signer),
    "parcels.json": lambda: parcel_rows(_Signer, Ed25519()),
}
