"""A release: one file, of which every byte is covered, read with bounds and believed as a whole.

Layout: magic; length and text of the manifest; length and text of the signatures; the files named
in the manifest one after the other; SHA-256 of everything before it. The sum says whether the file
came as it was sent, the signatures who made it: a cut or bent file and a strange one are told
apart. Both texts are canonical JSON.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import msgspec

from tusach.ledger.canonical import canonical, is_canonical
from tusach.ledger.ident import is_hash
from tusach.ledger.seal import Signer
from tusach.node.settings import machine
from tusach.node.settings.versions import numbers
from tusach.node.store.keys import Ed25519
from tusach.node.store.protocol import StoreFault

MAGIC = b"tusach release 1\n"
ENDING = ".tusach-release"
FORMAT = 1
LONGEST_TEXT, LARGEST, LARGEST_UNPACKED = 1 << 20, 1 << 30, 1 << 31
MOST_FILES, MOST_SIGNATURES, LONGEST_NOTES = 200, 8, 8_000
SUM = 32
CHUNK = 1 << 20
_LENGTH = struct.Struct(">I")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,150}\.whl\Z")
_PIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}\Z")

Step = Callable[[int, int], None]
"""step(done, all), in bytes."""


class Part(msgspec.Struct, frozen=True):
    """A wheel. size: bytes; sha256: hex."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """What a release says of itself; all of it is signed.

    follows: the oldest version that it may follow. python: least version, and the first that is
    too new. kind, platform: of compiled packages ("" where none is in it or wanted). pins: (name,
    version) of what it stands on. program: the wheel of the program itself; the other parts are
    packages, all of the pins or none. unpacked: bytes. tables: hash of the reading tables; facts,
    parcels: highest format that it knows. keys: whose releases it trusts, in hex. notes: by
    language.
    """

    format: int
    version: str
    made_ms: int
    follows: str
    python: tuple[str, str]
    kind: str = ""
    platform: str = ""
    pins: tuple[tuple[str, str], ...]
    program: str
    parts: tuple[Part, ...]
    unpacked: int
    tables: str
    facts: int
    parcels: int
    keys: tuple[str, ...] = ()
    notes: dict[str, str]

    @property
    def is_full(self) -> bool:
        """Whether it brings the packages that it stands on."""
        return len(self.parts) > 1

    @property
    def packages(self) -> str:
        """What distinguishes, on this machine, packages that fit it from others."""
        told = canonical([list(map(list, self.pins)), *machine.python_kind()])
        return hashlib.sha256(told).hexdigest()[:16]


class Signature(msgspec.Struct, frozen=True):
    """key: public, in hex; signature: in hex."""

    key: str
    signature: str


class Release(msgspec.Struct, frozen=True):
    """A release whose every byte was read and whose every signature fits. at: of the first part."""

    path: Path
    manifest: Manifest
    signatures: tuple[Signature, ...]
    at: int
    size: int

    def pieces(self, part: Part) -> Iterator[bytes]:
        """The bytes of a part."""
        before = sum(one.size for one in self.manifest.parts[: self.manifest.parts.index(part)])
        with self.path.open("rb") as file:
            file.seek(self.at + before)
            left = part.size
            while left:
                piece = file.read(min(left, CHUNK))
                if not piece:
                    raise StoreFault("upgrade.cut")
                left -= len(piece)
                yield piece


def signed_bytes(text: bytes) -> bytes:
    """What a key signs of a release: bound to this one use."""
    return MAGIC + text


def sign(text: bytes, signer: Signer) -> Signature:
    """The signature of a key over a manifest."""
    return Signature(signer.public_key.hex(), signer.sign(signed_bytes(text)).hex())


def encode(manifest: Manifest) -> bytes:
    """The canonical bytes of a manifest."""
    return canonical(msgspec.to_builtins(manifest))


def whole(text: bytes, signatures: Sequence[Signature], parts: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a release, with its sum at the end. parts: the payload in pieces."""
    signed = canonical([msgspec.to_builtins(one) for one in signatures])
    told = hashlib.sha256()
    front = (MAGIC, _LENGTH.pack(len(text)), text, _LENGTH.pack(len(signed)), signed)
    for pieces in (front, parts):
        for piece in pieces:
            told.update(piece)
            yield piece
    yield told.digest()


def with_signature(release: Release, signer: Signer) -> Iterator[bytes]:
    """The same release, signed by one more."""
    text = encode(release.manifest)
    others = [one for one in release.signatures if one.key != signer.public_key.hex()]
    payload = (piece for part in release.manifest.parts for piece in release.pieces(part))
    return whole(text, [*others, sign(text, signer)][:MOST_SIGNATURES], payload)


def claimed_version(path: Path) -> str:
    """The version that a file says it is, "" where it says none. Proves nothing."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                return ""
            return _manifest(_text(file)).version
    except (OSError, StoreFault):
        return ""


def open_release(path: Path, *, step: Step = lambda done, total: None) -> Release:
    """A release, read from end to end.

    Raises StoreFault: `upgrade.no_release` (another file), `upgrade.cut`, `upgrade.damaged`,
    `upgrade.format` (of a later form), `upgrade.forged` (a signature that does not fit), OSError.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        magic = file.read(len(MAGIC))
        if magic != MAGIC:
            code = "cut" if len(magic) < len(MAGIC) and MAGIC.startswith(magic) else "no_release"
            raise StoreFault(f"upgrade.{code}")
        if size > LARGEST:
            raise StoreFault("upgrade.damaged", said="size")
        text, signed = _text(file), _text(file)
        at = file.tell()
        file.seek(0)
        is_same = _sum_is_right(file, size, step)
    try:
        manifest = _manifest(text)
    except StoreFault as fault:
        if not is_same:
            raise StoreFault("upgrade.damaged", said="sum") from fault
        raise
    wanted = at + sum(one.size for one in manifest.parts) + SUM
    if size < wanted:
        raise StoreFault("upgrade.cut")
    if size > wanted or not is_same:
        raise StoreFault("upgrade.damaged", said="sum")
    found = Release(path, manifest, _signatures(text, signed), at, size)
    for part in manifest.parts:
        told = hashlib.sha256()
        for piece in found.pieces(part):
            told.update(piece)
        if told.hexdigest() != part.sha256:
            raise StoreFault("upgrade.damaged", said=part.name)
    return found


def _text(file: IO[bytes]) -> bytes:
    length = file.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        raise StoreFault("upgrade.cut")
    size = _LENGTH.unpack(length)[0]
    if size > LONGEST_TEXT:
        raise StoreFault("upgrade.damaged", said="length")
    text = file.read(size)
    if len(text) < size:
        raise StoreFault("upgrade.cut")
    return text


def _sum_is_right(file: IO[bytes], size: int, step: Step) -> bool:
    told, left = hashlib.sha256(), size - SUM
    while left > 0:
        piece = file.read(min(left, CHUNK))
        if not piece:
            raise StoreFault("upgrade.cut")
        told.update(piece)
        left -= len(piece)
        step(size - left, size)
    return file.read() == told.digest()


class _Format(msgspec.Struct, frozen=True):
    format: int


def _manifest(text: bytes) -> Manifest:
    try:
        form = msgspec.json.decode(text, type=_Format).format
        if form > FORMAT:
            raise StoreFault("upgrade.format")
        found = msgspec.json.decode(text, type=Manifest)
    except ValueError as fault:  # of JSON, or of its letters
        raise StoreFault("upgrade.damaged", said="manifest") from fault
    wrong = next((name for name, fits in _rules(found, text) if not fits), "")
    if wrong:
        raise StoreFault("upgrade.damaged", said=wrong)
    return found


def _rules(told: Manifest, text: bytes) -> Iterator[tuple[str, bool]]:
    """What a manifest must be, whoever signed it."""
    names = [one.name for one in told.parts]
    yield "canonical", is_canonical(text)
    yield "version", all(map(numbers, (told.version, told.follows, *told.python)))
    yield "made", told.made_ms >= 0
    yield "parts", 0 < len(names) <= MOST_FILES and told.program in names
    yield (
        "names",
        all(map(_NAME.match, names)) and len({one.lower() for one in names}) == len(names),
    )
    yield "sizes", all(one.size > 0 for one in told.parts) and _fits(told)
    yield "sums", all(is_hash(one.sha256) for one in told.parts)
    yield "pins", all(_PIN.match(one) for pin in told.pins for one in pin)
    yield "keys", all(map(is_hash, told.keys))
    yield "notes", all(len(words) <= LONGEST_NOTES for words in told.notes.values())


def _fits(told: Manifest) -> bool:
    size = sum(one.size for one in told.parts)
    return size <= LARGEST and 0 < told.unpacked <= LARGEST_UNPACKED


def _signatures(text: bytes, signed: bytes) -> tuple[Signature, ...]:
    try:
        found = msgspec.json.decode(signed, type=tuple[Signature, ...])
    except ValueError as fault:  # of JSON, or of its letters
        raise StoreFault("upgrade.damaged", said="signatures") from fault
    if not is_canonical(signed) or len(found) > MOST_SIGNATURES:
        raise StoreFault("upgrade.damaged", said="signatures")
    message = signed_bytes(text)
    for one in found:
        try:
            key, signature = bytes.fromhex(one.key), bytes.fromhex(one.signature)
        except ValueError as fault:
            raise StoreFault("upgrade.damaged", said="signatures") from fault
        if not Ed25519().verifies(key, message, signature):
            raise StoreFault("upgrade.forged")
    return found
