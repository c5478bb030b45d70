"""A parcel: facts, blobs and receipts in one file or stream, carried by anybody.

magic (8 bytes), version (1), codec (1), length of the header (4), header, its signature (64); then
frames one after the other, the last of which says that it is the last. A frame = its head (21
bytes), the sender's signature (64), a public and a private section. Each frame is signed on its
own, so that a parcel is written and read without ever knowing its whole; numbers of more than one
byte are big-endian. Source: spec/wire.md, Parcels; docs/decisions/0021.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from tusach.ledger import canonical
from tusach.ledger.columns import varint
from tusach.ledger.packet import Packed
from tusach.ledger.receipt import SignedReceipt
from tusach.ledger.seal import Signer
from tusach.ledger.vector import Mark

MAGIC = b"\x89TUSACH\n"
VERSION = 1
MARK = b"\x89TSF"
HEAD = struct.Struct(">4sBIII")
CHECKED_BYTES = HEAD.size + 4
FACTS, BLOBS, RECEIPTS, END, FILES = 1, 2, 3, 4, 5

LARGEST_HEADER = 2**23
LARGEST_SECTION = 2**25
"""The most bytes of a section, compressed or not."""
FULL_FRAME = 2**20
"""A frame of blobs is full at so many bytes; one blob may be larger, up to a section."""
MOST_RECIPIENTS = 1_000


class BadParcel(ValueError):
    """What is no parcel, not one for here, or spoiled; the rest may be good.

    code: `parcel.magic`, `parcel.version`, `parcel.torn`, `parcel.frame`, `parcel.signature`,
    `parcel.recipient`, `parcel.tenant`, `parcel.size`; worded for people in the locale.
    """

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.code = code


class Codec(Protocol):
    """Makes sections shorter. number: 0 leaves them as they are, 1 is Zstandard."""

    @property
    def number(self) -> int:
        """What a parcel calls it."""

    def compress(self, raw: bytes) -> bytes:
        """The shorter bytes."""

    def expand(self, raw: bytes, limit: int) -> bytes:
        """The bytes again. Raises ValueError where they are broken or more than the limit."""


class Box(Protocol):
    """Closes private sections for those who may read them."""

    def seal(self, recipient_keys: Sequence[bytes], raw: bytes) -> bytes:
        """The bytes, closed for all of these X25519 keys (32 bytes each)."""

    def open(self, raw: bytes) -> bytes:
        """The bytes again. Raises ValueError where they were closed for others or are broken."""


class Plain:
    """The codec that leaves sections as they are."""

    number = 0

    def compress(self, raw: bytes) -> bytes:
        """The same bytes."""
        return raw

    def expand(self, raw: bytes, limit: int) -> bytes:
        """The same bytes, if they are not more than the limit."""
        if len(raw) > limit:
            raise ValueError(f"more than {limit} bytes")
        return raw


class Recipient(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """installation: Ed25519, box: X25519 public key; 64 digits each."""

    installation: str
    box: str


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who speaks to whom, and between which vectors.

    sender: installation's Ed25519 key, 64 digits. recipients: sorted; none where it is for all and
    has no private section. since: what the recipients hold already, which packets may refer to;
    until: what they hold when they have read all.
    """

    tenant: str
    sender: str
    recipients: tuple[Recipient, ...]
    since: tuple[Mark, ...]
    until: tuple[Mark, ...]
    made_ms: int
    software: str


class Content(msgspec.Struct, frozen=True):
    """The two sections of a frame before they are compressed and closed."""

    kind: int
    public: bytes
    private: bytes = b""


def header_bytes(header: Header) -> bytes:
    """The canonical bytes of a header."""
    return canonical.canonical(msgspec.to_builtins(header))


def signed_header(raw: bytes) -> bytes:
    """What the sender signs of these canonical bytes of a header."""
    return b"tusach parcel 1\0" + raw


def signed_frame(header: bytes, head: bytes, public: bytes, private: bytes) -> bytes:
    """What the sender signs of a frame: the header it belongs to, its head, both sections."""
    parts = (hashlib.sha256(one).digest() for one in (header, public, private))
    whole, *sections = parts
    return b"tusach frame 1\0" + whole + head + b"".join(sections)


def facts_frame(packed: Packed) -> Content:
    """A frame of one packet."""
    return Content(FACTS, packed.public, packed.private)


def blob_frames(blobs: Iterable[bytes]) -> Iterator[Content]:
    """Frames of these blobs, as many in each as fit. Raises ValueError where one is too large."""
    return (Content(BLOBS, one) for one in _gathered(blobs))


def file_frames(files: Iterable[bytes]) -> Iterator[Content]:
    """The same for files that are no part of the ledger; the recipients alone can open them."""
    return (Content(FILES, b"", one) for one in _gathered(files))


def _gathered(blobs: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for blob in blobs:
        one = varint(len(blob)) + blob
        if len(one) > LARGEST_SECTION:
            raise ValueError(f"a blob of more than {LARGEST_SECTION} bytes")
        if held and len(held) + len(one) > FULL_FRAME:
            yield bytes(held)
            held.clear()
        held += one
    if held:
        yield bytes(held)


def receipts_frame(receipts: Sequence[SignedReceipt]) -> Content:
    """A frame of these receipts, whosever they are: they prove themselves."""
    rows = [
        {"receipt": msgspec.to_builtins(one.receipt), "signature": one.signature.hex()}
        for one in receipts
    ]
    return Content(RECEIPTS, canonical.canonical(rows))


def written(
    header: Header,
    contents: Iterable[Content],
    *,
    signer: Signer,
    codec: Codec,
    box: Box | None,
    after: Iterable[Content] = (),
) -> Iterator[bytes]:
    """The bytes of a parcel piece by piece: first the header, then a frame each, at last the end.

    after: frames that stand behind the end, where older readers do not look, and one more end.
    Raises ValueError where a private section has nobody who could open it, or one is too large.
    """
    raw = header_bytes(header)
    shorter = codec.compress(raw)
    opening = MAGIC + bytes([VERSION, codec.number]) + struct.pack(">I", len(shorter))
    yield opening + shorter + signer.sign(signed_header(raw))
    number = 0
    for number, one in enumerate(contents, 1):
        yield _frame(_carried(header, one, codec, box), number, raw, signer)
    number += 1
    yield _frame(Content(END, b""), number, raw, signer)
    end = number
    for number, one in enumerate(after, end + 1):
        yield _frame(_carried(header, one, codec, box), number, raw, signer)
    if number > end:
        yield _frame(Content(END, b""), number + 1, raw, signer)


def _carried(header: Header, one: Content, codec: Codec, box: Box | None) -> Content:
    """The sections as they are carried: compressed, the private one closed."""
    public, private = codec.compress(one.public), b""
    if one.private:
        if box is None or not header.recipients:
            raise ValueError("a private section needs recipients")
        keys = [bytes.fromhex(to.box) for to in header.recipients]
        private = box.seal(keys, codec.compress(one.private))
    return Content(one.kind, public, private)


def _frame(carried: Content, number: int, header: bytes, signer: Signer) -> bytes:
    public, private = carried.public, carried.private
    if max(len(public), len(private)) > LARGEST_SECTION:
        raise ValueError(f"a section of more than {LARGEST_SECTION} bytes")
    head = HEAD.pack(MARK, carried.kind, number, len(public), len(private))
    signature = signer.sign(signed_frame(header, head, public, private))
    return head + struct.pack(">I", zlib.crc32(head)) + signature + public + private
