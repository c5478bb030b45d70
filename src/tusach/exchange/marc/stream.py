"""A stream of chunks → unpacked bytes → pieces, in memory that a hostile file cannot fill."""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

WINDOW = 1 << 18
LONGEST_PIECE = 64 << 20
GZIP = b"\x1f\x8b"
# Records in gzip unpack to five or twenty times their size, zeros to a thousand times. What comes
# to little is not judged: a short list of much the same records packs well.
MOST_UNPACKED = 4 << 30
MOST_TIMES, NOT_JUDGED = 200, 64 << 20


class Piece(NamedTuple):
    """Some bytes of the unpacked stream, where they begin, and whether the file ended in them."""

    offset: int
    raw: bytes


class Unpacked:
    """The bytes of a stream, gunzipped where it is gzip; iterate once, then ask `damage`.

    damage: empty, or the reason why unpacking stopped early: `gzip.damaged`, or `gzip.too_much` for
    a file that unpacks to more than any list of records. What came before it has been given.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self.damage = ""

    def __iter__(self) -> Iterator[bytes]:
        first = b""
        for chunk in self._chunks:
            first += chunk
            if len(first) >= len(GZIP):
                break
        windows = _windows(first, self._chunks)
        return self._gunzip(windows) if first.startswith(GZIP) else windows

    def _gunzip(self, windows: Iterator[bytes]) -> Iterator[bytes]:
        unpack = zlib.decompressobj(wbits=31)
        packed, unpacked = 0, 0
        for window in windows:
            todo = window
            packed += len(window)
            while todo:
                if unpack.eof:
                    todo = todo.lstrip(b"\x00")
                    if not todo:
                        break
                    unpack = zlib.decompressobj(wbits=31)
                before = unpack.copy()
                try:
                    out = unpack.decompress(todo, WINDOW)
                except zlib.error:
                    self.damage = "gzip.damaged"
                    yield from _up_to_the_damage(before, todo)
                    return
                unpacked += len(out)
                if _is_too_much(unpacked, packed):
                    self.damage = "gzip.too_much"
                    return
                if out:
                    yield out
                todo = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
        rest = unpack.flush()
        if rest:
            yield rest
        if not unpack.eof:
            self.damage = "gzip.damaged"


def _is_too_much(unpacked: int, packed: int) -> bool:
    return unpacked > MOST_UNPACKED or unpacked > max(NOT_JUDGED, MOST_TIMES * packed)


def _up_to_the_damage(unpack: zlib._Decompress, todo: bytes) -> Iterator[bytes]:
    """What the last good bytes before a damage still hold: fed one by one until it fails."""
    with contextlib.suppress(zlib.error):
        for at in range(len(todo)):  # pragma: no branch (it ends by failing)
            out = unpack.decompress(todo[at : at + 1])
            if out:
                yield out


def _windows(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield from _cut(first)
    for chunk in chunks:
        yield from _cut(chunk)


def _cut(chunk: bytes) -> Iterator[bytes]:
    if len(chunk) <= WINDOW:
        if chunk:
            yield chunk
        return
    for at in range(0, len(chunk), WINDOW):
        yield chunk[at : at + WINDOW]


def split(chunks: Iterable[bytes], end: bytes) -> Iterator[Piece]:
    """Pieces that each close with the byte `end`; the last may lack it.

    A piece longer than `LONGEST_PIECE` is given in parts of that length. Each byte is held once.
    """
    offset, held = 0, io.BytesIO()
    for chunk in chunks:
        head, *rest = chunk.split(end)
        if not rest:
            held.write(chunk)
            while held.tell() >= LONGEST_PIECE:
                whole = held.getvalue()
                yield Piece(offset, whole[:LONGEST_PIECE])
                offset += LONGEST_PIECE
                held = io.BytesIO()
                held.write(whole[LONGEST_PIECE:])
            continue
        held.write(head)
        held.write(end)
        raw = held.getvalue()
        yield Piece(offset, raw)
        offset += len(raw)
        for body in rest[:-1]:
            yield Piece(offset, body + end)
            offset += len(body) + 1
        held = io.BytesIO()
        held.write(rest[-1])
    if held.tell():
        yield Piece(offset, held.getvalue())
