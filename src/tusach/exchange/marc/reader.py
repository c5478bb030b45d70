"""The one door for MARC coming in: a stream of bytes → what was read and what was rejected.

Always: pieces in the file = `Read` + `Reject`. Nothing is dropped without a word; outside of them
lie only line ends, padding and the markup between the records of MARCXML.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec

from tusach.exchange.faults import Reject
from tusach.exchange.marc.decoding import Encoding
from tusach.exchange.marc.iso2709 import RECORD_END, Broken, parsed, records_in
from tusach.exchange.marc.marcxml import as_utf8, element_of, parsed_xml, xml_pieces
from tusach.exchange.marc.record import Record
from tusach.exchange.marc.stream import Piece, Unpacked, split

MARC21, MARCXML = "marc21", "marcxml"
_HEAD = 2_048
_MARKUP = re.compile(rb"<[?!A-Za-z_]")
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


class Read(msgspec.Struct, frozen=True, gc=False):
    """One record that was read: where it stood, its bytes, what they hold and what was mended.

    position: 1 for the first piece of the file. offset: bytes before it in the unpacked file.
    raw: its bytes, whole. format: `marc21` or `marcxml`, which is how to read `raw` again.
    """

    position: int
    offset: int
    raw: bytes
    record: Record
    repaired: tuple[str, ...]
    format: str = MARC21


Outcome = Read | Reject


def read(chunks: Iterable[bytes], *, encoding: Encoding = "auto") -> Iterator[Outcome]:
    """Every record of a file, whole or as a reject, in the order of the file.

    chunks: the bytes of the file in parts of any length; gzip, ISO 2709 and MARCXML are told apart
    by what they hold, not by a name. encoding: what a person said of the text; `auto` finds out.
    A damaged gzip file gives what could be unpacked and one reject `gzip.damaged`, which holds
    the part of a record it broke off in; so does `gzip.too_much`, where unpacking was stopped.
    """
    unpacked = Unpacked(chunks)
    stream = iter(unpacked)
    head = b""
    for chunk in stream:
        head += chunk
        if len(head) >= _HEAD:
            break
    whole = chain((head,), stream)
    reason = _foreign(head)
    if reason == "file.empty" and not unpacked.damage:
        yield Reject(1, 0, reason, head)
        return
    items = _no_marc(whole, reason) if reason else _records(whole, head, encoding)
    yield from _numbered(items, unpacked)


def reread(raw: bytes, format: str, *, encoding: Encoding = "auto") -> Record | str:
    """The record in the bytes of a `Read`, or the reason why they hold none.

    format: as the `Read` said. A format without a MARC record gives `format.not_marc`.
    """
    if format == MARC21:
        return parsed(raw, encoding=encoding)
    if format == MARCXML:
        return parsed_xml(raw)
    return "format.not_marc"


def _numbered(items: Iterator[Outcome], unpacked: Unpacked) -> Iterator[Outcome]:
    """Give each item its position, and turn what a damaged archive broke off into its reject."""
    position, held, end = 0, None, 0
    for item in items:
        if held is not None:
            yield held
        position += 1
        held = msgspec.structs.replace(item, position=position)
        end = held.offset + len(held.raw)
    cut_off = isinstance(held, Reject) or (
        isinstance(held, Read) and "terminator.missing" in held.repaired
    )
    if held is not None and unpacked.damage and cut_off:
        yield Reject(position, held.offset, unpacked.damage, held.raw)
        return
    if held is not None:
        yield held
    if unpacked.damage:
        yield Reject(position + 1, end, unpacked.damage, b"")


def _foreign(head: bytes) -> str:
    """Why the file cannot be MARC at all, judged by its first bytes; empty if it may be."""
    plain = head.removeprefix(codecs.BOM_UTF8)
    if not plain.strip(b"\r\n\x00\x1a\x1d\t "):
        return "file.empty"
    start = plain.lstrip()[:512].lower()
    if start.startswith((b"<!doctype html", b"<html")) or (
        start.startswith(b"<") and b"<html" in start
    ):
        return "file.html"
    if head.startswith(_ZIP):
        return "file.zip"
    return "file.document" if head.startswith((_OLE, _PDF)) else ""


def _no_marc(whole: Iterable[bytes], reason: str) -> Iterator[Outcome]:
    if reason == "file.empty":
        return
    for piece in split(whole, b"\x1d" * 64):
        yield Reject(0, piece.offset, reason, piece.raw)


def _records(whole: Iterable[bytes], head: bytes, encoding: Encoding) -> Iterator[Outcome]:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _from_xml(whole, head)
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8).lstrip()):
        return _from_xml(whole, head)
    return _from_iso(whole, encoding)


def _from_iso(whole: Iterable[bytes], encoding: Encoding) -> Iterator[Outcome]:
    for piece in split(whole, RECORD_END):
        raw, skipped = piece.raw, 0
        if piece.offset == 0 and raw.startswith(codecs.BOM_UTF8):
            raw, skipped = raw[len(codecs.BOM_UTF8) :], len(codecs.BOM_UTF8)
        for part in records_in(raw, encoding=encoding):
            offset = piece.offset + skipped + part.start
            bytes_ = raw if part.end - part.start == len(raw) else raw[part.start : part.end]
            if isinstance(part, Broken):
                yield Reject(0, offset, part.reason, bytes_)
            else:
                yield Read(0, offset, bytes_, part.record, part.record.repaired)


def _from_xml(whole: Iterable[bytes], head: bytes) -> Iterator[Outcome]:
    found = False
    last = Piece(0, b"")
    for last in xml_pieces(as_utf8(whole, head)):
        begin, lost = element_of(last)
        if lost is not None:
            found = True
            yield lost
        if begin < 0:
            continue
        found = True
        raw = last.raw[begin:] if begin else last.raw
        record = parsed_xml(raw)
        if isinstance(record, str):
            yield Reject(0, last.offset + begin, record, raw)
        else:
            yield Read(0, last.offset + begin, raw, record, record.repaired, MARCXML)
    if not found:
        yield Reject(0, last.offset, "xml.no_records", last.raw)
