"""Small JPEGs for tests, laid out by hand: what is beside the picture is what tests ask about."""

from __future__ import annotations


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def frame(width: int = 16, height: int = 8, marker: int = 0xC0) -> bytes:
    return segment(marker, bytes((8, *height.to_bytes(2, "big"), *width.to_bytes(2, "big"), 0)))


SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
TABLE = segment(0xDB, b"\x00" + b"\x01" * 64)
JFIF = segment(0xE0, b"JFIF\0\x01\x02\x00\x00\x48\x00\x48\x00\x00")
END = b"\xff\xd9"


def jpeg(*beside: bytes, width: int = 16, height: int = 8, scan: bytes = SCAN) -> bytes:
    """A picture as far as its parts go. beside: segments that stand before it."""
    return b"\xff\xd8" + b"".join(beside) + TABLE + frame(width, height) + scan + END
