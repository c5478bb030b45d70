"""One piece of an ISO 2709 file → the records in it, and what gave none.

Rules of reading, each answering a damage seen in real files:

* The record length and the base address are ignored: the directory ends at the first 0x1E.
* Offsets of the directory are trusted only if every slice ends in exactly one 0x1E; otherwise
  tags and slices are paired in order, if there are as many of the one as of the other.
* A leader in the midst of a piece begins a new record: the end of the one before it was lost.
* A record whose fields are fewer than its directory says was cut off: it is refused, because its
  title might be the title of half a record.
* An empty directory loses the tags. They are guessed from the shape of the fields, and the record
  says so.

What is mended is told in codes (`Record.repaired`); what is refused keeps all its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tusach.exchange.marc.decoding import Encoding, decoded, settled
from tusach.exchange.marc.record import Record
from tusach.exchange.marc.shapes import guessed_tags

FIELD_END, RECORD_END = b"\x1e", b"\x1d"
LEADER = 24
ENTRY = 12

# A leader and the beginning of its directory: strict enough never to be found in a text.
_LEADER_INSIDE = re.compile(
    rb"[ -~]{5}[acdnpo][acdefgijkmoprtuvxyzw][a-z ][a-z ][ a]22[ -~]{5}[ -~]{3}45[ -~]{2}"
    rb"(?=[0-9A-Z]{3}[0-9]{9}|\x1e)"
)
_NUMBERS_INSIDE = re.compile(rb"2(?=2[ -~]{8}45)")
_ENTRY = re.compile(rb"([0-9A-Za-z]{3})([0-9]{4})([0-9]{5})")
_TYPES = b"acdefgijkmopqrtuvwxyz"
_PAD = b"\r\n\x00\x1a\x1d"
_PADDING = re.compile(rb"[\r\n\x00\x1a\x1d]*")
# The standard ends at 99,999 bytes; some systems write more. Beyond this it is no record, and is
# neither cut nor copied: a piece may be as long as memory bears.
LONGEST_RECORD = 4 << 20


class Sliced(NamedTuple):
    """A record cut into leader, tags and bodies, still in bytes, and what had to be mended."""

    leader: bytes
    tags: tuple[str, ...]
    bodies: tuple[bytes, ...]
    repaired: tuple[str, ...]


class Broken(NamedTuple):
    """A part of a piece that gives no record, and why."""

    start: int
    end: int
    reason: str


class Found(NamedTuple):
    """A part of a piece that gives a record."""

    start: int
    end: int
    record: Record


def records_in(piece: bytes, *, encoding: Encoding = "auto") -> Iterator[Found | Broken]:
    """Every record in `piece`, with what lies between them; together they cover its bytes.

    Only CR, LF, NUL, 0x1A and further record ends, before and between records, are left out.
    """
    start = _end_of_padding(piece, 0)
    whole = _clean(piece, start, encoding) if len(piece) <= LONGEST_RECORD else None
    if whole is not None:
        yield Found(start, len(piece), whole)
        return
    cuts = list(_leaders_inside(piece, start))
    if not cuts or cuts[0] != start:
        cuts.insert(0, start)
    for begin, end in zip(cuts, [*cuts[1:], len(piece)], strict=True):
        if _end_of_padding(piece, begin) < end:
            yield _part(piece, begin, end, encoding)


def _leaders_inside(piece: bytes, start: int) -> Iterator[int]:
    """Where leaders begin. The two numbers in them are searched for, which is quick."""
    end = start
    for found in _NUMBERS_INSIDE.finditer(piece, start):
        begin = found.start() - 10
        if begin >= end and (leader := _LEADER_INSIDE.match(piece, begin)):
            end = leader.end()
            yield begin


def sliced(raw: bytes) -> Sliced | str:
    """The bytes of one record, cut; or the reason why it cannot be."""
    body = raw.rstrip(_PAD)
    repaired: list[str] = []
    directory_end = body.find(FIELD_END)
    if len(body) < LEADER + 2 or directory_end < 0:
        return "record.short" if len(body) < LEADER + 2 else "directory.missing"
    leader, entries = _directory(body, directory_end)
    if leader is None:
        return "leader.broken"
    if len(leader) != LEADER or leader[6:7] not in _TYPES:
        repaired.append("leader.broken")
    rest = body[directory_end + 1 :]
    if not entries:
        return _without_directory(leader, rest, directory_end)
    cut = _by_offsets(entries, rest) or _in_order(entries, rest)
    if isinstance(cut, str):
        return cut
    bodies, how = cut
    tags = tuple(entry[:3].decode("latin-1") for entry in entries)
    if how:
        repaired.append(how)
    if not raw.endswith(RECORD_END):
        repaired.append("terminator.missing")
    if leader[:5] != b"%05d" % min(len(raw), 99_999):
        repaired.append("leader.length")
    if leader[12:17] != b"%05d" % (directory_end + 1):
        repaired.append("leader.base")
    return Sliced(leader, tags, bodies, tuple(repaired))


def parsed(raw: bytes, *, encoding: Encoding = "auto") -> Record | str:
    """The record that the bytes of one record hold; or the reason why they hold none."""
    whole = _clean(raw, 0, encoding)
    if whole is not None:
        return whole
    cut = sliced(raw)
    if isinstance(cut, str):
        return cut
    return _decoded(cut, encoding)


def _decoded(cut: Sliced, encoding: Encoding) -> Record:
    texts, name, codes = decoded(
        cut.bodies, encoding=encoding, flagged_marc8=cut.leader[9:10] != b"a"
    )
    leader = cut.leader.decode("latin-1")
    repaired = tuple(dict.fromkeys(cut.repaired + codes))
    return Record(leader, cut.tags, texts, encoding=name, repaired=repaired)


def _end_of_padding(piece: bytes, at: int) -> int:
    padding = _PADDING.match(piece, at)
    return padding.end() if padding else at


def _part(piece: bytes, begin: int, end: int, encoding: Encoding) -> Found | Broken:
    if end - begin > LONGEST_RECORD:
        return Broken(begin, end, "record.too_long")
    record = parsed(piece[begin:end], encoding=encoding)
    if isinstance(record, str):
        return Broken(begin, end, record)
    return Found(begin, end, record)


def _clean(piece: bytes, start: int, encoding: Encoding) -> Record | None:
    """The record of a piece in which nothing at all is wrong, by the shortest way; else None."""
    directory_end = piece.find(FIELD_END, start)
    size = len(piece) - start
    if directory_end < start + LEADER + ENTRY or (directory_end - start) % ENTRY:
        return None
    if piece[start : start + 5] != b"%05d" % size or piece[-2:] != b"\x1e\x1d":
        return None
    slices = piece[directory_end + 1 : -2].split(FIELD_END)
    at_entry, at, tags = start + LEADER, 0, []
    if len(slices) * ENTRY != directory_end - at_entry:
        return None
    if piece[start + 12 : start + 17] != b"%05d" % (directory_end + 1 - start):
        return None
    try:
        for body in slices:
            length = len(body) + 1
            if int(piece[at_entry + 3 : at_entry + ENTRY]) != length * 100_000 + at:
                return None
            tags.append(piece[at_entry : at_entry + 3].decode("ascii"))
            at += length
            at_entry += ENTRY
        text = piece[directory_end + 1 : -2].decode("utf-8")
    except ValueError:
        text = None
    leader = piece[start : start + LEADER]
    if len(tags) != len(slices) or not leader.isascii():
        return None
    if text is None or encoding not in ("auto", "utf-8"):
        return _decoded(Sliced(leader, tuple(tags), tuple(slices), ()), encoding)
    texts: tuple[str, ...] = tuple(text.split("\x1e"))
    if encoding == "utf-8":
        return Record(leader.decode("ascii"), tuple(tags), texts)
    texts, name, codes = settled(texts)
    return Record(leader.decode("ascii"), tuple(tags), texts, encoding=name, repaired=codes)


def _directory(body: bytes, end: int) -> tuple[bytes | None, tuple[bytes, ...]]:
    """The leader and the entries of the directory that ends at `end`.

    A leader that lost or gained bytes shifts the directory: it is then found from its end.
    """
    if end >= LEADER and (end - LEADER) % ENTRY == 0:
        return body[:LEADER], tuple(body[at : at + ENTRY] for at in range(LEADER, end, ENTRY))
    begin = end
    while begin >= ENTRY and _ENTRY.fullmatch(body, begin - ENTRY, begin):
        begin -= ENTRY
    if begin == end or abs(begin - LEADER) >= ENTRY:
        return None, ()
    return body[:begin], tuple(body[at : at + ENTRY] for at in range(begin, end, ENTRY))


def _by_offsets(entries: Sequence[bytes], rest: bytes) -> tuple[tuple[bytes, ...], str] | None:
    """The slices that the directory names, if every one ends in a 0x1E and they cover the rest."""
    bodies, spans, inside = [], [], False
    for entry in entries:
        shape = _ENTRY.fullmatch(entry)
        if shape is None:
            return None
        length, at = int(shape[2]), int(shape[3])
        body = rest[at : at + length]
        if len(body) != length or not body.endswith(FIELD_END):
            return None
        inside = inside or FIELD_END in body[:-1]
        bodies.append(body[:-1])
        spans.append((at, at + length))
    spans.sort()
    joined = all(here[1] == then[0] for here, then in zip(spans, spans[1:], strict=False))
    if not joined or spans[0][0] != 0 or spans[-1][1] != len(rest):
        return None
    return tuple(bodies), "terminator.inside" if inside else ""


def _in_order(entries: Sequence[bytes], rest: bytes) -> tuple[tuple[bytes, ...], str] | str:
    """Tags and slices paired in their order; or why they cannot be."""
    slices = rest.split(FIELD_END)
    if slices[-1] == b"":
        slices.pop()
    if len(slices) == len(entries):
        cut_off = not rest.endswith(FIELD_END) and _misses(entries, rest)
        return "record.truncated" if cut_off else (tuple(slices), "directory.offsets")
    if len(slices) > len(entries):
        return "directory.mismatch"
    if _misses(entries, rest):
        return "record.truncated"
    bodies = _by_length(entries, rest)
    return (bodies, "terminator.field") if bodies else "directory.mismatch"


def _misses(entries: Sequence[bytes], rest: bytes) -> bool:
    """Whether the directory names more bytes than there are."""
    ends = [
        int(shape[2]) + int(shape[3])
        for shape in (_ENTRY.fullmatch(entry) for entry in entries)
        if shape is not None
    ]
    return max(ends, default=0) > len(rest) + 1


def _by_length(entries: Sequence[bytes], rest: bytes) -> tuple[bytes, ...]:
    """The slices cut by their lengths alone, where some field lost its 0x1E; else nothing."""
    bodies, at = [], 0
    for entry in entries:
        shape = _ENTRY.fullmatch(entry)
        if shape is None or int(shape[3]) != at:
            return ()
        bodies.append(rest[at : at + int(shape[2])].removesuffix(FIELD_END))
        at += int(shape[2])
    return tuple(bodies) if at in (len(rest), len(rest) + 1) else ()


def _without_directory(leader: bytes, rest: bytes, directory_end: int) -> Sliced | str:
    slices = rest.removesuffix(FIELD_END).split(FIELD_END)
    tags = guessed_tags(slices)
    if "245" not in tags:
        return "directory.empty"
    return Sliced(leader, tags, tuple(slices), ("directory.guessed",))
