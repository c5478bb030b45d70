"""MARCXML → records, each element read on its own, so that one broken record costs one record.

The stream is cut at the end of each `record` element. A slice is parsed without the prolog of the
file: no entity can be defined, no document type fetched, no name looked up. Namespaces are not
asked for, only local names, because a slice may use a prefix bound outside it. What lies between
records is markup; if it holds fields, a start tag was lost, and it is rejected, not skipped.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.parsers import expat

from tusach.exchange.faults import Reject
from tusach.exchange.marc.decoding import settled
from tusach.exchange.marc.iso2709 import LONGEST_RECORD
from tusach.exchange.marc.record import BLANK_LEADER, DELIMITER, Record
from tusach.exchange.marc.stream import LONGEST_PIECE, Piece

_END: Final = re.compile(rb"</(?:[\w.-]{1,64}:)?record[ \t\r\n]{0,9}>")
_START: Final = re.compile(rb"<(?:[\w.-]+:)?record(?=[\s/>])")
_FIELDS: Final = re.compile(rb"<(?:[\w.-]+:)?(?:datafield|controlfield|leader|subfield)[\s/>]")
_PROLOG: Final = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_LONGEST_END: Final = 90
_MARKUP: Final = "<record id='+AGE-'>\\n &amp; {}</record>"
_FORBIDDEN: Final = (b"<!ENTITY", b"<!DOCTYPE")


def xml_pieces(chunks: Iterable[bytes]) -> Iterator[Piece]:
    """Pieces that each close with the end of a `record` element; the last may lack it."""
    offset, held = 0, io.BytesIO()
    tail = b""
    for chunk in chunks:
        window, tail = tail + chunk, b""
        at = 0
        for end in _END.finditer(window):
            held.write(window[at : end.end()])
            raw = held.getvalue()
            yield Piece(offset, raw)
            offset += len(raw)
            held, at = io.BytesIO(), end.end()
        keep = max(at, len(window) - _LONGEST_END)
        held.write(window[at:keep])
        tail = window[keep:]
        if held.tell() >= LONGEST_PIECE:
            yield Piece(offset, held.getvalue())
            offset += held.tell()
            held = io.BytesIO()
    held.write(tail)
    if held.tell():
        yield Piece(offset, held.getvalue())


def as_utf8(chunks: Iterable[bytes], head: bytes) -> Iterator[bytes]:
    """The stream in UTF-8, whatever writing its first bytes or its prolog say it is in."""
    name = _writing(head)
    if name == "utf-8":
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(name)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8")
    yield decoder.decode(b"", final=True).encode("utf-8")


def _writing(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    said = _PROLOG.search(head.decode("latin-1"))
    name = said[1] if said else "utf-8"
    try:
        plain = _MARKUP.encode("ascii").decode(name, "replace")
    except (LookupError, UnicodeError):
        return "utf-8"
    # The prolog was read as ASCII, so a writing that reads markup otherwise is none of this file:
    # UTF-16 without a mark at its start, or a packing that only calls itself a writing.
    return codecs.lookup(name).name if plain == _MARKUP else "utf-8"


def element_of(piece: Piece) -> tuple[int, Reject | None]:
    """Where the record element of `piece` begins, and what stands before it that is no markup.

    -1 if it holds no element. The rejected part has position 0: the reader counts.
    """
    starts = [found.start() for found in _START.finditer(piece.raw)]
    begin = starts[-1] if starts else len(piece.raw)
    before = piece.raw[:begin]
    lost = None
    if any(word in before for word in _FORBIDDEN[:1]):
        lost = Reject(0, piece.offset, "xml.entities", before)
    elif _FIELDS.search(before):
        lost = Reject(0, piece.offset, "xml.unclosed", before)
    return (begin if starts else -1), lost


def parsed_xml(raw: bytes) -> Record | str:
    """The record in one `record` element in UTF-8; or the reason why there is none."""
    reading = _Element()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    if len(raw) > LONGEST_RECORD:
        return "record.too_long"
    if any(word in raw for word in _FORBIDDEN):
        return "xml.entities"
    try:
        parser.Parse(raw, True)
    except expat.ExpatError:
        return "xml.broken"
    return reading.record()


class _Element:
    """Collects one record while the parser walks over it."""

    def __init__(self) -> None:
        self.leader = ""
        self.tags: list[str] = []
        self.bodies: list[str] = []
        self.body = ""
        self.tag = ""
        self.held: list[str] = []
        self.odd = False

    def start(self, name: str, said: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "leader" | "controlfield":
                self.tag = said.get("tag", "")
                self.held = []
            case "datafield":
                self.tag = said.get("tag", "")
                self.body = said.get("ind1", " ") + said.get("ind2", " ")
            case "subfield":
                code = said.get("code", "")
                self.odd = self.odd or len(code) != 1
                self.body += DELIMITER + code
                self.held = []

    def text(self, text: str) -> None:
        self.held.append(text)

    def end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "leader":
                self.leader = "".join(self.held)
            case "controlfield":
                self._field("".join(self.held))
            case "subfield":
                self.body += "".join(self.held)
            case "datafield":
                self._field(self.body)

    def _field(self, body: str) -> None:
        self.odd = self.odd or len(self.tag) != 3
        self.tags.append(self.tag)
        self.bodies.append(body)

    def record(self) -> Record | str:
        if not self.tags:
            return "record.empty"
        repaired = [] if self.leader else ["leader.missing"]
        if self.odd:
            repaired.append("field.odd")
        bodies, name, codes = settled(tuple(self.bodies))
        return Record(
            self.leader or BLANK_LEADER,
            tuple(self.tags),
            bodies,
            encoding=name,
            repaired=(*repaired, *codes),
        )
