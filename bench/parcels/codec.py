"""The codec alone: bytes per loan of a commune's month and year in the best packet there is.

One invented commune (300 loans and 280 returns a month, 80 readers, 2,500 copies), told with the
library's own facts and private parts, people coming one after the other on 22 days a month; the
hub already holds catalogue and readers. Bytes are those of the whole parcel file: header, every
signature, the last seal, the seed, the private section closed for one recipient. Beside it, of the
same run: the canonical bytes with their private parts, raw and as one stream of Zstandard.
"""

from __future__ import annotations

import hashlib
import random
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import zstandard
from nacl.public import PrivateKey, SealedBox
from nacl.signing import SigningKey

from tusach.ledger import fact, parcel, parcel_reading, private, stream
from tusach.ledger.ident import derived, stream_id
from tusach.ledger.mechanism import STREAM_OPENED, StreamOpened
from tusach.ledger.packet import Known, Places, Stretch
from tusach.ledger.packing import pack, unpack
from tusach.ledger.private import Part
from tusach.ledger.salting import Seed, salt
from tusach.ledger.seal import Seal, make_seal
from tusach.ledger.vector import vector
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.copies.facts import CopyLent, CopyRegistered, CopyReturned, LentPrivate
from tusach.library.places.codes import COPY, printed_code
from tusach.library.readers.facts import ReaderPrivate, ReaderRegistered

TENANT, LEVEL = "04", 19
COPIES, READERS, LOANS, RETURNS, DAYS = 2500, 80, 300, 280, 22
GROUPS = ("child", "adult", "elder")


class Signer:
    def __init__(self, nr: int) -> None:
        self._key = SigningKey(bytes([nr]) * 32)
        self.public_key = bytes(self._key.verify_key)

    def sign(self, message: bytes) -> bytes:
        return bytes(self._key.sign(message).signature)


class Verifier:
    def verifies(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        from nacl.signing import VerifyKey

        return bool(VerifyKey(public_key).verify(message, signature) == message)


class Zstandard:
    number = 1

    def compress(self, raw: bytes) -> bytes:
        options = zstandard.ZstdCompressionParameters.from_level(
            LEVEL, write_content_size=True, write_checksum=False, write_dict_id=False
        )
        return zstandard.ZstdCompressor(compression_params=options).compress(raw)

    def expand(self, raw: bytes, limit: int) -> bytes:
        if zstandard.frame_content_size(raw) > limit:
            raise ValueError("too large")
        return zstandard.ZstdDecompressor().decompress(raw, max_output_size=limit)


class OneBox:
    def __init__(self) -> None:
        self.key = PrivateKey(bytes([9]) * 32)

    def seal(self, recipient_keys: Any, raw: bytes) -> bytes:
        return bytes(SealedBox(self.key.public_key).encrypt(raw))

    def open(self, raw: bytes) -> bytes:
        return bytes(SealedBox(self.key).decrypt(raw))


def _id(*parts: object) -> str:
    return hashlib.md5(repr(parts).encode(), usedforsecurity=False).hexdigest()


PLACE, LIBRARIAN, RULE, WEEK, FEAST = (
    _id(one) for one in ("place", "librarian", "rule", "week", "feast")
)


class Commune:
    """A library's three streams; `now` moves on as things are told."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.signer = Signer(seed)
        self.links: dict[str, list[stream.Link]] = {}
        self.parts: dict[str, Part] = {}
        self.places: dict[str, tuple[str, int]] = {}
        self.heads: dict[str, str] = {}
        self.subjects: dict[tuple[str, int], str] = {}
        self.seals: dict[str, list[Seal]] = {}
        self.now = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
        self.on = date(2026, 1, 5)
        self.streams = {
            scope: stream_id(self.signer.public_key, TENANT, scope)
            for scope in ("control", "catalogue", f"people:{PLACE}", f"circulation:{PLACE}")
        }
        self.control, self.catalogue, self.people, self.circulation = self.streams.values()
        self.seeds = {one: hashlib.sha256(one.encode()).digest() for one in self.streams.values()}
        for scope, one in self.streams.items():
            key = self.signer.public_key.hex()
            body = StreamOpened(TENANT, scope, key)
            self.tell(one, STREAM_OPENED, one, body, place=None)
        self.loans: list[tuple[str, str]] = []
        self._stock()

    def tell(
        self,
        one: str,
        kind: str,
        subject: str,
        body: Any,
        *,
        place: str | None = PLACE,
        part: Any = None,
        also: tuple[str, ...] = (),
    ) -> str:
        links = self.links.setdefault(one, [])
        head = stream.Head(one, len(links), links[-1].hash) if links else stream.Head(one)
        sealed = None
        if part is not None:
            sealed = private.seal_part(part, salt(self.seeds[one], one, head.number + 1))
            self.parts[sealed.commitment] = sealed
        found = stream.written(
            fact.Fact(
                fact.VERSION, one, head.number + 1, head.hash,
                int(self.now.timestamp() * 1000), 0, fact.SYNCED, self.on.isoformat(), TENANT,
                place, subject, also,
                fact.unique([self.heads[s] for s in (subject, *also) if s in self.heads]),
                kind, LIBRARIAN if place else None, fact.body_of(body),
                sealed.commitment if sealed else None,
            )
        )  # fmt: skip
        links.append(found)
        self.places[found.id] = (one, head.number + 1)
        for touched in (subject, *also):
            self.heads[touched] = found.id
        self.subjects[one, head.number + 1] = subject
        self.now += timedelta(milliseconds=self.dice.randrange(2_000, 9_000))
        return found.id

    def seal(self, one: str) -> None:
        """The act group that ends now."""
        last = self.links[one][-1]
        sealed = stream.Sealed(
            one, last.fact.number, last.hash, self.heads[self.control], "0.1.0",
            int(self.now.timestamp() * 1000),
        )  # fmt: skip
        self.seals.setdefault(one, []).append(make_seal(sealed, self.signer))
        self.now += timedelta(milliseconds=self.dice.randrange(15_000, 25_000))

    def _stock(self) -> None:
        for thing in ("rule", "week", "feast"):
            self.tell(self.control, f"{thing}.set/1", _id(thing), {})
        self.copies = []
        for nr in range(COPIES):
            code = printed_code(COPY, 23, nr)
            title, copy = _id("title", nr), derived(TENANT, "copy", code)
            described = TitleDescribed(
                record=hashlib.sha256(b"%d" % nr).hexdigest(), format="typed",
                title=f"Truyện kể số {nr}", control=str(nr), source="bench",
                year=1950 + nr % 70, languages=("vi",),
            )  # fmt: skip
            self.tell(self.catalogue, "title.described/1", title, described)
            registered = CopyRegistered(title=title, code=code, owner=PLACE)
            self.tell(self.catalogue, "copy.registered/1", copy, registered)
            self.copies.append(copy)
        self.readers = [_id("reader", nr) for nr in range(READERS)]
        self.words = {}
        for nr, reader in enumerate(self.readers):
            words = {
                "group": self.dice.choice(GROUPS), "age_band": self.dice.choice(("0_14", "15_59")),
                "sex": self.dice.choice(("f", "m")),
            }  # fmt: skip
            self.words[reader] = words
            body = ReaderRegistered(valid_until="2026-12-31", **words)
            name = ReaderPrivate(name=f"Nông Thị {nr}", birth_year=1950 + nr)
            self.tell(self.people, "reader.registered/1", reader, body, part=name)
        for one in self.streams.values():
            self.seal(one)

    def month(self) -> None:
        """So many loans and returns, people coming one after the other on the open days."""
        acts = ["lend"] * LOANS + ["return"] * RETURNS
        self.dice.shuffle(acts)
        per_day = -(-len(acts) // DAYS)
        for _ in range(DAYS):
            self.on += timedelta(days=3 if self.on.weekday() == 4 else 1)
            self.now = datetime(self.on.year, self.on.month, self.on.day, 1, tzinfo=UTC)
            self.now += timedelta(milliseconds=self.dice.randrange(3_600_000))
            day, acts = acts[:per_day], acts[per_day:]
            while day:
                size = self.dice.choice((1, 1, 2, 3))
                group, day = day[:size], day[size:]
                self.now += timedelta(milliseconds=self.dice.randrange(900_000))
                reader = self.dice.choice(self.readers)
                for act in group:
                    self._act(act, reader)
                self.seal(self.circulation)

    def _act(self, act: str, reader: str) -> None:
        if act == "return" and self.loans:
            place = min(int(self.dice.expovariate(1 / 60)), len(self.loans) - 1)
            copy, loan = self.loans.pop(place)
            self.tell(self.circulation, "copy.returned/2", copy, CopyReturned(loan))
            return
        out = {copy for copy, _ in self.loans}
        copy = self.dice.choice([one for one in self.copies if one not in out])
        due = self.on + timedelta(days=14 + self.dice.choice((0, 0, 0, 1, 2)))
        calendar = (WEEK,) if self.dice.random() < 0.9 else (WEEK, FEAST)
        body = CopyLent(
            due.isoformat(), self.links[self.control][1].id, PLACE, calendar, **self.words[reader]
        )
        part = LentPrivate(reader, (self.heads[reader],))
        loan = self.tell(self.circulation, "copy.lent/2", copy, body, part=part)
        self.loans.append((copy, loan))


def stretch(commune: Commune, one: str, after: int) -> Stretch:
    """The stream from a number on, with its last seal."""
    links = commune.links[one][after:]
    previous = commune.links[one][after - 1].hash if after else fact.NO_HASH
    frames = tuple(link.raw for link in links)
    return Stretch(one, after + 1, previous, frames, tuple(commune.seals[one][-1:]))


class Held:
    """What the hub holds of the commune: its streams up to these numbers."""

    def __init__(self, commune: Commune, upto: dict[str, int]) -> None:
        self.upto = upto
        ids = {place: one for one, place in commune.places.items() if place[1] <= upto[place[0]]}
        latest: dict[str, tuple[str, int]] = {}
        for place in ids:
            latest[commune.subjects[place]] = place
        self.known = Known(
            at=lambda one, nr: ids.get((one, nr)),
            subject_at=lambda one, nr: commune.subjects[one, nr] if (one, nr) in ids else None,
        )
        self.places = Places(where=commune.places.get, about=latest.get)


def carried(commune: Commune, held: Held) -> dict[str, Any]:
    """The figures of one parcel with all that the hub lacks."""
    wanted = [one for one in commune.links if held.upto[one] < len(commune.links[one])]
    stretches = [stretch(commune, one, held.upto[one]) for one in wanted]
    raws = [raw for one in stretches for raw in one.frames]
    parts = {}
    for raw in raws:
        commitment = fact.trusted(raw).commitment
        if commitment:
            parts[commitment] = commune.parts[commitment]
    month = 30 * 10_000
    seeds = [Seed(one, 1, month, commune.seeds[one]) for one in wanted]
    began = time.perf_counter()
    packed = pack(stretches, known=held.known, places=held.places, parts=parts, seeds=seeds)
    packing = time.perf_counter() - began

    def marks(upto: dict[str, int]) -> Any:
        return vector(
            stream.Head(one, nr, commune.links[one][nr - 1].hash) for one, nr in upto.items() if nr
        )

    full = {one: len(links) for one, links in commune.links.items()}
    box, codec = OneBox(), Zstandard()
    header = parcel.Header(
        tenant=TENANT, sender=commune.signer.public_key.hex(), since=marks(held.upto),
        until=marks(full), made_ms=1_790_000_000_000, software="0.1.0",
        recipients=(parcel.Recipient(Signer(7).public_key.hex(), bytes(box.key.public_key).hex()),),
    )  # fmt: skip
    contents = [parcel.facts_frame(packed)]
    pieces = parcel.written(header, contents, signer=commune.signer, codec=codec, box=box)
    file = b"".join(pieces)
    _check(file, box, codec, held, stretches)
    began = time.perf_counter()
    unpack(packed, held.known)
    unpacking = time.perf_counter() - began
    plain = b"".join(raws) + b"".join(one.raw + one.salt for one in parts.values())
    loans = sum(b'"kd":"copy.lent/2"' in raw for raw in raws)
    public, secret = codec.compress(packed.public), codec.compress(packed.private)
    return {
        "facts": len(raws), "loans": loans, "file_bytes": len(file),
        "bytes_per_loan": round(len(file) / loans, 2) if loans else None,
        "bytes_per_fact": round(len(file) / len(raws), 2),
        "public_bytes": len(public), "private_bytes": len(secret),
        "raw_bytes": len(plain), "raw_zstd_bytes": len(codec.compress(plain)),
        "raw_per_loan": round(len(plain) / loans, 1) if loans else None,
        "raw_zstd_per_loan": round(len(codec.compress(plain)) / loans, 1) if loans else None,
        "pack_facts_per_s": round(len(raws) / packing),
        "unpack_facts_per_s": round(len(raws) / unpacking),
    }  # fmt: skip


def _check(file: bytes, box: OneBox, codec: Zstandard, held: Held, wanted: list[Stretch]) -> None:
    at = [0]

    def read(length: int) -> bytes:
        at[0] += length
        return file[at[0] - length : at[0]]

    found = parcel_reading.opened(
        read, codecs={1: codec}, verifier=Verifier(), tenant=TENANT, installation=None
    )
    (frame,) = parcel_reading.frames(found, Verifier())
    assert isinstance(frame, parcel_reading.Frame)
    packed = parcel_reading.packet_of(frame, found, box)
    assert list(unpack(packed, held.known).stretches) == wanted


def measure() -> dict[str, dict[str, Any]]:
    """The figures by parcel."""
    commune = Commune(3)
    start = {one: len(links) for one, links in commune.links.items()}
    nothing = dict.fromkeys(start, 0)
    figures = {"founding: stock and readers, to a hub that holds nothing": carried(
        commune, Held(commune, nothing))}  # fmt: skip
    for nr in range(12):
        before = {one: len(links) for one, links in commune.links.items()}
        commune.month()
        if nr in (0, 6):
            held = Held(commune, before)
            figures[f"month {nr + 1}, the hub holds what was before"] = carried(commune, held)
    held = Held(commune, start)
    figures["year of loans, the hub holds stock and readers"] = carried(commune, held)
    return figures
