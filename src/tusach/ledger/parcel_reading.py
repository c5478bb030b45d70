"""Reading a parcel frame by frame: what is whole is answered, what is not is named.

The caller hands over a function that reads; memory stays that of the largest frame.
Source: spec/wire.md, Parcels.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping

import msgspec

from tusach.ledger import canonical, parcel
from tusach.ledger.columns import BadPacket, ColumnReader, varint
from tusach.ledger.fact import is_tenant
from tusach.ledger.ident import is_hash
from tusach.ledger.packet import Packed
from tusach.ledger.parcel import BadParcel, Box, Codec, Header
from tusach.ledger.receipt import MOST_MARKS, Receipt, SignedReceipt
from tusach.ledger.seal import SIGNATURE_BYTES, Verifier
from tusach.ledger.vector import fault_of as vector_fault

Read = Callable[[int], bytes]
"""The next bytes of a file: up to so many, none at its end."""

CHUNK = 2**16
KINDS = frozenset({parcel.FACTS, parcel.BLOBS, parcel.RECEIPTS, parcel.END})
AFTER = frozenset({parcel.FILES, parcel.END})
"""Of the frames behind the end."""


class Frame(msgspec.Struct, frozen=True):
    """A whole frame, proven to be the sender's; sections as they were carried."""

    kind: int
    number: int
    public: bytes
    private: bytes


class Spoiled(msgspec.Struct, frozen=True):
    """What could not be read: frames first..last (last None: to an end that nobody knows)."""

    code: str
    first: int
    last: int | None


class Parcel(msgspec.Struct, frozen=True):
    """An opened parcel: its header, proven to be the sender's, and what its frames need."""

    header: Header
    raw: bytes
    codec: Codec
    source: Source


class Source:
    """Bytes to come, with those that were looked at already."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._held = bytearray()

    def peek(self, length: int) -> bytes:
        """The next bytes, fewer only at the end."""
        while len(self._held) < length:
            more = self._read(max(CHUNK, length - len(self._held)))
            if not more:
                break
            self._held += more
        return bytes(self._held[:length])

    def skip(self, length: int) -> None:
        """Those bytes, looked at before, are gone."""
        del self._held[:length]

    def take(self, length: int) -> bytes:
        """The next bytes. Raises BadParcel where there are fewer."""
        found = self.peek(length)
        if len(found) < length:
            raise BadParcel("the file ends too early", "parcel.torn")
        self.skip(length)
        return found

    def seek(self, mark: bytes) -> bool:
        """The bytes go on with the mark; False where it comes no more."""
        while True:
            at = self._held.find(mark)
            if at >= 0:
                self.skip(at)
                return True
            self.skip(max(0, len(self._held) - len(mark) + 1))
            before = len(self._held)
            if len(self.peek(before + CHUNK)) == before:
                return False


def opened(
    read: Read,
    *,
    codecs: Mapping[int, Codec],
    verifier: Verifier,
    tenant: str | None,
    installation: str | None,
) -> Parcel:
    """The parcel, its header proven and meant for here.

    tenant and installation: of the reader; None where it only carries. Raises BadParcel. Whether
    the sender may be believed is not asked: facts are proven by their own seals.
    """
    source = Source(read)
    start = source.peek(len(parcel.MAGIC))
    if start != parcel.MAGIC:
        torn = bool(start) and parcel.MAGIC.startswith(start)
        raise BadParcel("not a parcel", "parcel.torn" if torn else "parcel.magic")
    source.skip(len(parcel.MAGIC))
    version, number = source.take(2)
    codec = codecs.get(number)
    if version != parcel.VERSION or codec is None:
        raise BadParcel(f"version {version} with codec {number} is not known", "parcel.version")
    (length,) = struct.unpack(">I", source.take(4))
    if length > parcel.LARGEST_HEADER:
        raise BadParcel("the header is too large", "parcel.size")
    shorter, signature = source.take(length), source.take(SIGNATURE_BYTES)
    raw = _expanded(codec, shorter, parcel.LARGEST_HEADER, "parcel.signature")
    header = _header(raw)
    message = parcel.signed_header(raw)
    if not verifier.verifies(bytes.fromhex(header.sender), message, signature):
        raise BadParcel("the header is not signed by its sender", "parcel.signature")
    if tenant is not None and header.tenant != tenant:
        raise BadParcel(f"a parcel of {header.tenant}", "parcel.tenant")
    for_all = installation is None or not header.recipients
    if not for_all and all(one.installation != installation for one in header.recipients):
        raise BadParcel("a parcel for others", "parcel.recipient")
    return Parcel(header, raw, codec, source)


def frames(found: Parcel, verifier: Verifier) -> Iterator[Frame | Spoiled]:
    """Every whole frame, and between them what is not; the end itself is not answered."""
    source, expected, bad = found.source, 1, ""
    while True:
        head = source.peek(parcel.CHECKED_BYTES)
        frame = _frame(found, head, verifier, KINDS)
        if isinstance(frame, str):
            bad = bad or frame
            if not source.seek(parcel.MARK):
                yield Spoiled("parcel.torn", expected, None)
                return
            continue
        if frame.number < expected:
            continue
        if frame.number > expected:
            yield Spoiled(bad or "parcel.frame", expected, frame.number - 1)
        expected, bad = frame.number + 1, ""
        if frame.kind == parcel.END:
            return
        yield frame


def after_end(found: Parcel, verifier: Verifier) -> Iterator[Frame]:
    """Every whole frame that stands behind the end, once `frames` has come to it.

    What is spoiled there is passed over: what these frames carry is asked for by other ways, too.
    """
    source = found.source
    while True:
        head = source.peek(parcel.CHECKED_BYTES)
        frame = _frame(found, head, verifier, AFTER)
        if isinstance(frame, str):
            if not source.seek(parcel.MARK):
                return
            continue
        if frame.kind == parcel.END:
            return
        yield frame


def packet_of(frame: Frame, found: Parcel, box: Box | None) -> Packed:
    """The packet of a frame of facts. box: None where nobody here may read private sections.

    Raises BadParcel. A private section that is not for here stays closed, and is left out.
    """
    public = _expanded(found.codec, frame.public, parcel.LARGEST_SECTION, "parcel.frame")
    if box is None or not frame.private:
        return Packed(public)
    try:
        private = box.open(frame.private)
    except ValueError as fault:
        raise BadParcel(f"the private section stays closed: {fault}", "parcel.recipient") from fault
    return Packed(public, _expanded(found.codec, private, parcel.LARGEST_SECTION, "parcel.frame"))


def blobs_of(frame: Frame, found: Parcel) -> tuple[bytes, ...]:
    """The blobs of a frame; each is named by its own hash. Raises BadParcel."""
    return _split(_expanded(found.codec, frame.public, parcel.LARGEST_SECTION, "parcel.frame"))


def files_of(frame: Frame, found: Parcel, box: Box) -> tuple[bytes, ...]:
    """The files of a frame behind the end, not verified yet. Raises BadParcel."""
    try:
        raw = box.open(frame.private)
    except ValueError as fault:
        raise BadParcel(f"the private section stays closed: {fault}", "parcel.recipient") from fault
    return _split(_expanded(found.codec, raw, parcel.LARGEST_SECTION, "parcel.frame"))


def _split(raw: bytes) -> tuple[bytes, ...]:
    into = ColumnReader(_as_texts(raw))
    blobs = []
    try:
        while into.left():
            blobs.append(into.bytes_of_texts(into.number()))
    except BadPacket as fault:
        raise BadParcel(str(fault), "parcel.frame") from fault
    return tuple(blobs)


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    receipt: Receipt
    signature: str


def receipts_of(frame: Frame, found: Parcel) -> tuple[SignedReceipt, ...]:
    """The receipts of a frame, not verified yet (`receipt.is_received`). Raises BadParcel."""
    raw = _expanded(found.codec, frame.public, parcel.LARGEST_SECTION, "parcel.frame")
    try:
        rows = msgspec.json.decode(raw, type=list[_Row])
        return tuple(SignedReceipt(one.receipt, bytes.fromhex(one.signature)) for one in rows)
    except (ValueError, RecursionError) as fault:
        raise BadParcel(f"receipts: {fault}", "parcel.frame") from fault


def _as_texts(raw: bytes) -> bytes:
    return varint(len(raw)) + b"\0\0" + raw


def _expanded(codec: Codec, raw: bytes, limit: int, code: str) -> bytes:
    try:
        found = codec.expand(raw, limit)
    except ValueError as fault:
        raise BadParcel(str(fault), code) from fault
    return found


def _header(raw: bytes) -> Header:
    try:
        header = msgspec.json.decode(raw, type=Header)
    except (ValueError, RecursionError) as fault:
        raise BadParcel(f"header: {fault}", "parcel.signature") from fault
    keys = [
        header.sender,
        *(key for one in header.recipients for key in (one.installation, one.box)),
    ]
    if not (
        is_tenant(header.tenant)
        and all(map(is_hash, keys))
        and len(header.recipients) <= parcel.MOST_RECIPIENTS
        and max(len(header.since), len(header.until)) <= MOST_MARKS
        and 0 <= header.made_ms <= canonical.LARGEST
        and not vector_fault(header.since)
        and not vector_fault(header.until)
    ):
        raise BadParcel("a header of no known form", "parcel.signature")
    return header


def _frame(found: Parcel, checked: bytes, verifier: Verifier, kinds: frozenset[int]) -> Frame | str:
    """The frame that begins here, or the code of what is wrong; its bytes are gone either way.

    Where its head is right, a whole frame is passed over even if it is spoiled: bytes within are
    never searched for further frames, so that time stays proportional to the file.
    """
    source = found.source
    if len(checked) < parcel.CHECKED_BYTES:
        source.skip(len(checked))
        return "parcel.torn"
    head = checked[: parcel.HEAD.size]
    mark, kind, number, public, private = parcel.HEAD.unpack(head)
    (sum_,) = struct.unpack(">I", checked[parcel.HEAD.size :])
    if mark != parcel.MARK or zlib.crc32(head) != sum_ or kind not in kinds:
        source.skip(1)
        return "parcel.frame"
    if max(public, private) > parcel.LARGEST_SECTION:
        source.skip(parcel.CHECKED_BYTES)
        return "parcel.size"
    start = parcel.CHECKED_BYTES + SIGNATURE_BYTES
    whole = source.peek(start + public + private)
    source.skip(len(whole))
    if len(whole) < start + public + private:
        return "parcel.torn"
    first, second = whole[start : start + public], whole[start + public :]
    message = parcel.signed_frame(found.raw, head, first, second)
    signature = whole[parcel.CHECKED_BYTES : start]
    if not verifier.verifies(bytes.fromhex(found.header.sender), message, signature):
        return "parcel.frame"
    return Frame(kind, number, first, second)
