"""A JPEG without what cameras write beside the picture: place, moment, device, previews, videos.

The picture itself is neither decoded nor changed. Source: ITU-T T.81, annex B; JFIF 1.02.
"""

from __future__ import annotations

import msgspec

START, END, SCAN = 0xD8, 0xD9, 0xDA
JFIF, ADOBE = 0xE0, 0xEE
"""Of what programs wrote beside the picture, these two say how its colours are meant."""
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD})
WITHIN_SCAN = frozenset({0x00, *range(0xD0, 0xD8)})
MOST_SIDE, MOST_PIXELS = 10_000, 20_000_000
"""Small bytes may hold a huge picture, on which a browser would choke."""


class NoPicture(ValueError):
    """These bytes are no JPEG, a torn one, or one of absurd size."""


class Picture(msgspec.Struct, frozen=True):
    """The bytes that are kept, and the size in pixels."""

    raw: bytes
    width: int
    height: int


def plain(raw: bytes) -> Picture:
    """The picture alone. Raises NoPicture.

    What stands after its end (films of a second, further pictures) is left out, too.
    """
    if raw[:2] != bytes((0xFF, START)):
        raise NoPicture("no JPEG")
    kept, at, size = bytearray(raw[:2]), 2, (0, 0)
    scanned = False
    while True:
        marker, at = _marker(raw, at)
        if marker == END:
            break
        body = _body(raw, at)
        at += 2 + len(body)
        if marker in FRAMES:
            size = _size(body)
        told = _kept(marker, body)
        if told is not None:
            kept += bytes((0xFF, marker)) + (len(told) + 2).to_bytes(2, "big") + told
        if marker == SCAN:
            scanned, end = True, _scan_end(raw, at)
            kept += raw[at:end]
            at = end
    if not scanned or 0 in size:
        raise NoPicture("nothing to be seen")
    return Picture(bytes(kept) + bytes((0xFF, END)), *size)


def _marker(raw: bytes, at: int) -> tuple[int, int]:
    """The marker that stands here, and where it ends; any number of fill bytes goes before it."""
    if raw[at : at + 1] != b"\xff":
        raise NoPicture("torn")
    while raw[at : at + 1] == b"\xff":
        at += 1
    if at >= len(raw):
        raise NoPicture("torn")
    return raw[at], at + 1


def _body(raw: bytes, at: int) -> bytes:
    length = int.from_bytes(raw[at : at + 2], "big")
    if length < 2 or at + length > len(raw):
        raise NoPicture("torn")
    return raw[at + 2 : at + length]


def _kept(marker: int, body: bytes) -> bytes | None:
    """What is kept of a segment, or None."""
    if marker in FRAMES or marker in TABLES or marker == SCAN:
        return body
    if marker == JFIF and body[:5] == b"JFIF\0" and len(body) >= 14:
        return body[:12] + b"\0\0"  # without its preview
    if marker == ADOBE and body[:5] == b"Adobe":
        return body[:12]
    return None


def _size(body: bytes) -> tuple[int, int]:
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise NoPicture("too many pixels")
    return width, height


def _scan_end(raw: bytes, at: int) -> int:
    """Where the next marker stands that is not part of the scan."""
    while True:
        at = raw.find(b"\xff", at)
        if at < 0 or at + 1 >= len(raw):
            raise NoPicture("torn")
        if raw[at + 1] not in WITHIN_SCAN:
            return at
        at += 2
