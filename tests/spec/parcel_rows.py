"""Rows of the ledger's vectors for salts, packets, parcels and receipts."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from tests.spec import ledger_cases as cases
from tests.spec.ledger_forms import Rows

from tusach.ledger import parcel, parcel_reading, private, receipt, salting, stream, vector
from tusach.ledger.columns import BadPacket
from tusach.ledger.packer import Packer
from tusach.ledger.packet import Known, Packed, Places, Stretch, Unpacked
from tusach.ledger.packing import unpack
from tusach.ledger.parcel import BadParcel, Plain
from tusach.ledger.parcel_reading import Spoiled
from tusach.ledger.seal import Signer, Verifier, make_seal
from tusach.ledger.vector import Mark

CODE = "100023004516"
COPY = "copy"
PLACE, READER, CLERK = "5e" * 16, "7a" * 16, "c1" * 16
HeldRow = dict[str, Any]


def known_of(rows: Sequence[HeldRow]) -> Known:
    """A reader that holds these facts."""
    ids = {(one["stream"], one["number"]): one["id"] for one in rows}
    subjects = {(one["stream"], one["number"]): one["subject"] for one in rows}
    return Known(
        at=lambda one, number: ids.get((one, number)),
        subject_at=lambda one, number: subjects.get((one, number)),
    )


def plain_unpacked(found: Unpacked) -> dict[str, Any]:
    """What was packed, as JSON."""
    stretches = [
        {
            "stream": one.stream,
            "fork_of": one.fork_of,
            "first": one.first,
            "previous": one.previous,
            "frames": [raw.hex() for raw in one.frames],
            "seals": [
                {"sealed": msgspec.to_builtins(seal.sealed), "signature": seal.signature.hex()}
                for seal in one.seals
            ],
        }
        for one in found.stretches
    ]
    return {
        "stretches": stretches,
        "parts": [
            {"commitment": one.commitment, "salt": one.salt.hex(), "raw": one.raw.hex()}
            for one in found.parts
        ],
        "seeds": [msgspec.structs.asdict(one) | {"seed": one.seed.hex()} for one in found.seeds],
    }


class Story:
    """A desk that lends and takes back; the reader of the packets holds its first facts."""

    def __init__(self, signer: Signer) -> None:
        from tusach.ledger.ident import derived

        self.desk = desk = cases.Scribe(1)
        self.copy = derived(cases.TENANT, COPY, CODE)
        known = desk.light(subject=READER)
        self.held = len(desk.links)
        seed = salting.Seed(desk.stream, 1, 99, bytes(range(32)))
        self.seeds = [seed]
        part = private.seal_part(
            {"reader": READER, "after_reader": [known.id]},
            salting.salt(seed.seed, desk.stream, self.held + 1),
        )
        other = private.seal_part({"name": "Nông Thị Bé"}, bytes(range(16)))
        self.parts = {one.commitment: one for one in (part, other)}
        body = {"due_on": "2026-12-07", "rule": known.id, "calendar": [known.id], "times": -3}
        lent = desk.tell(
            "copy.lent/1", body, subject=self.copy, place=PLACE, teller=CLERK, ms=20_000,
            commitment=part.commitment,
        )  # fmt: skip
        desk.tell("copy.returned/1", {"loan": lent.id}, subject=self.copy, after=[lent],
                  place=PLACE, teller=CLERK, ms=1_234_567, on="2026-12-01")  # fmt: skip
        desk.tell("lamp.unheard_of/3", {"deep": {"x": [None, True, "ab" * 32, {"": 2**53 - 1}]}},
                  also=(READER,), after=[known, lent], commitment=other.commitment)  # fmt: skip
        desk.tell("lamp.lit/1", {"code": CODE, "name": "ho\u0300a"}, tick=7, clock_quality="free",
                  commitment="ef" * 32, ms=2_000_000)  # fmt: skip
        head = desk.head
        sealed = stream.Sealed(
            head.stream, head.number, head.hash, known.id, "0.1.0", 1_790_002_000_500
        )
        self.seal = make_seal(sealed, signer)
        self.known = [
            {"stream": desk.stream, "number": one.fact.number, "id": one.id,
             "subject": one.fact.subject} for one in desk.links[: self.held]
        ]  # fmt: skip
        self.places = Places(
            where=lambda one: next(
                ((row["stream"], row["number"]) for row in self.known if row["id"] == one), None
            ),
            about=lambda one: next(
                ((row["stream"], row["number"]) for row in self.known if row["subject"] == one),
                None,
            ),
            codes={self.copy: (COPY, CODE)},
        )

    def stretch(self, after: int, **more: Any) -> Stretch:
        links = self.desk.links
        previous = links[after - 1].hash if after else "0" * 64
        frames = tuple(one.raw for one in links[after:])
        return Stretch(self.desk.stream, after + 1, previous, frames, (self.seal,), **more)

    def packed(self, known: list[HeldRow], one: Stretch, raw: Sequence[int] = ()) -> Packed:
        packer = Packer(known_of(known), self.places, self.parts, raw)
        return packer.pack([one], self.seeds)


def packing_rows(signer: Callable[[int], Signer]) -> Rows:
    """Salts; packets with what comes out of them; packets that are refused."""
    story = Story(signer(1))
    whole, tail = story.stretch(0), story.stretch(story.held)
    fork = msgspec.structs.replace(tail, stream="f0" * 16, fork_of=tail.stream)
    cases_ = [
        ("all of a stream, to a reader that holds nothing", [], whole, ()),
        ("the tail, to a reader that holds what was before", story.known, tail, ()),
        ("the other branch of a stream", story.known, fork, ()),
        ("facts as they are", [], whole, range(99)),
    ]
    rows = []
    for why, known, one, raw in cases_:
        packed = story.packed(known, one, raw)
        rows.append(
            {"why": why, "known": known, "public": packed.public.hex(),
             "private": packed.private.hex()}
            | plain_unpacked(unpack(packed, known_of(known)))
        )  # fmt: skip
    nothing = Packer(Known(), Places(), {}, ()).pack([], [])
    rows.append({"why": "nothing", "known": [], "public": nothing.public.hex(), "private": ""}
                | plain_unpacked(unpack(nothing, Known())))  # fmt: skip
    good = story.packed(story.known, tail)
    bent = [{**one, "subject": "0d" * 16} for one in story.known]
    bad = [
        ("the reader holds less", [], good),
        ("the reader holds others", bent, good),
        ("no private section", story.known, Packed(good.public)),
        ("cut", story.known, Packed(good.public[:-1], good.private)),
        ("more than a packet", story.known, Packed(good.public, good.private + b"\0")),
        ("a later format", story.known, Packed(nothing.public.replace(b"\1", b"\2"))),
        ("nothing at all", [], Packed(b"")),
        ("too many stretches", [], Packed(b"\5\0\0\1\0\xff\x7f\0")),
    ]
    seeds = [(bytes(32), PLACE, 1), (bytes(range(32)), READER, 2**53 - 1)]
    return {
        "about": "both sections of a packet -> stretches, parts, seeds; salts from seeds",
        "rows": rows,
        "bad": [
            {"why": why, "known": known, "public": packed.public.hex(),
             "private": packed.private.hex(), "code": _packet_code(packed, known)}
            for why, known, packed in bad
        ],
        "salts": [
            {"seed": seed.hex(), "stream": one, "number": number,
             "salt": salting.salt(seed, one, number).hex()} for seed, one, number in seeds
        ],
    }  # fmt: skip


def _packet_code(packed: Packed, known: list[HeldRow]) -> str:
    try:
        unpack(packed, known_of(known))
    except BadPacket as bad:
        return bad.code
    raise AssertionError("a packet that should be bad is good")


class OpenBox:
    """Leaves private sections as they are: how they are sealed is another page's matter."""

    def seal(self, recipient_keys: Sequence[bytes], raw: bytes) -> bytes:
        return raw

    def open(self, raw: bytes) -> bytes:
        return raw


def read_parcel(raw: bytes, verifier: Verifier, row: Rows) -> dict[str, Any]:
    """What a reader finds in a file, as JSON. Raises BadParcel."""
    found = parcel_reading.opened(
        io.BytesIO(raw).read,
        codecs={0: Plain()},
        verifier=verifier,
        tenant=row["tenant"],
        installation=row["installation"],
    )
    frames, spoiled = [], []
    for one in parcel_reading.frames(found, verifier):
        if isinstance(one, Spoiled):
            spoiled.append(msgspec.to_builtins(one))
            continue
        frames.append({"kind": one.kind, "number": one.number, "public": one.public.hex(),
                       "private": one.private.hex()})  # fmt: skip
    header = json.loads(parcel.header_bytes(found.header))
    return {"header": header, "frames": frames, "spoiled": spoiled}


def parcel_rows(signer: Callable[[int], Signer], verifier: Verifier) -> Rows:
    """Files, whole, torn and spoiled, with what a reader finds; receipts."""
    sender, reader = signer(1), signer(2)
    story = Story(sender)
    marks = [vector.vector([stream.Head(story.desk.stream, one.fact.number, one.hash)])
             for one in (story.desk.links[story.held - 1], story.desk.links[-1])]  # fmt: skip
    header = parcel.Header(
        tenant=cases.TENANT, sender=sender.public_key.hex(), since=marks[0], until=marks[1],
        recipients=(parcel.Recipient(reader.public_key.hex(), "b0" * 32),),
        made_ms=1_790_002_000_501, software="0.1.0",
    )  # fmt: skip
    word = receipt.Receipt(cases.TENANT, reader.public_key.hex(), marks[0], 1_790_000_100_000)
    signed = receipt.make_receipt(word, reader)
    packed = story.packed(story.known, story.stretch(story.held))
    contents = [parcel.facts_frame(packed), *parcel.blob_frames([b"a blob", b""]),
                parcel.receipts_frame([signed])]  # fmt: skip

    def pieces(head: parcel.Header) -> list[bytes]:
        written = parcel.written(head, contents, signer=sender, codec=Plain(), box=OpenBox())
        return list(written)

    good = pieces(header)
    file, start = b"".join(good), len(good[0])
    other = pieces(msgspec.structs.replace(header, made_ms=1))
    bent = bytearray(file)
    bent[start + len(good[1]) - 1] ^= 1
    lost = bytearray(file)
    lost[start + 6] ^= 1
    meant = {"tenant": cases.TENANT, "installation": reader.public_key.hex()}
    rows = [
        ("whole", file, meant),
        ("for one who only carries", file, {"tenant": None, "installation": None}),
        ("torn within its second frame", file[: start + len(good[1]) + 30], meant),
        ("torn between frames", b"".join(good[:3]), meant),
        ("a byte flipped in the first frame", bytes(bent), meant),
        ("a byte flipped in the head of the first frame", bytes(lost), meant),
        ("a frame left out", b"".join([*good[:2], *good[3:]]), meant),
        ("a frame told twice", b"".join([*good[:2], *good[1:]]), meant),
        ("a frame of another parcel", b"".join([*good[:2], other[2], *good[3:]]), meant),
    ]
    stranger = signer(3).public_key.hex()
    bad = _bad_files(file, start, meant, stranger)
    return {
        "about": "file, tenant and installation of its reader -> header, frames, what is spoiled; "
        "private sections are left open here; bad: the code of the whole",
        "rows": [{"why": why, "file": raw.hex(), **more, **read_parcel(raw, verifier, more)}
                 for why, raw, more in rows],
        "bad": [{"why": why, "file": raw.hex(), **more, "code": _parcel_code(raw, verifier, more)}
                for why, raw, more in bad],
        "receipts": _receipt_rows(word, signed),
    }  # fmt: skip


def _bad_files(
    file: bytes, start: int, meant: Rows, stranger: str
) -> list[tuple[str, bytes, Rows]]:
    forged = bytearray(file)
    forged[start - 1] ^= 1
    return [
        ("an archive", b"PK\3\4" + file, meant),
        ("a page", b"<!DOCTYPE html>", meant),
        ("nothing", b"", meant),
        ("torn within its header", file[:60], meant),
        ("a later version", file[:8] + b"\2" + file[9:], meant),
        ("an unknown codec", file[:9] + b"\x63" + file[10:], meant),
        ("a header too large", file[:10] + b"\xff" + file[11:], meant),
        ("a bent signature", bytes(forged), meant),
        ("another province", file, meant | {"tenant": "11"}),
        ("for others", file, meant | {"installation": stranger}),
    ]


def _receipt_rows(word: receipt.Receipt, signed: receipt.SignedReceipt) -> list[Rows]:
    told, signature = msgspec.to_builtins(word), signed.signature.hex()
    wrong = [msgspec.to_builtins(Mark("x", 1, "y"))]
    return [
        {"why": "good", "receipt": told, "signed": receipt.receipt_bytes(word).hex(),
         "signature": signature, "good": True},
        {"why": "another time", "receipt": told | {"wall_ms": 7}, "signature": signature,
         "good": False},
        {"why": "no vector", "receipt": told | {"vector": wrong}, "signature": signature,
         "good": False},
    ]  # fmt: skip


def _parcel_code(raw: bytes, verifier: Verifier, row: Rows) -> str:
    try:
        read_parcel(raw, verifier, row)
    except BadParcel as bad:
        return bad.code
    raise AssertionError("a parcel that should be bad is good")
