"""Photographs of codes without a camera: an image file, drawn as a phone's camera would see it."""

import io
import struct
import zlib
from collections.abc import Sequence

import segno
from playwright.sync_api import Locator, Page

WIDE, HIGH = 1600, 1200
"""Of a small camera; the page makes it smaller still."""
PAPER, TABLE, INK = 235, 150, 40


def qr(text: str) -> list[bytearray]:
    """The modules of a square code: 1 is dark."""
    return [bytearray(row) for row in segno.make_qr(text, error="m").matrix]


def photograph(*texts: str, module: int = 12, wide: int = WIDE, high: int = HIGH) -> bytes:
    """A PNG of labels that lie on a table, side by side; none: the table alone."""
    rows = [bytearray([TABLE]) * wide for _ in range(high)]
    for nr, text in enumerate(texts):
        _lay(rows, qr(text), module=module, left=120 + nr * 700, top=200 + nr * 60)
    return png(rows)


def _lay(
    rows: list[bytearray], code: Sequence[bytearray], *, module: int, left: int, top: int
) -> None:
    side = (len(code) + 8) * module
    for y in range(side):
        row = rows[top + y]
        row[left : left + side] = bytes([PAPER]) * side
        inner = y // module - 4
        if 0 <= inner < len(code):
            for x, dark in enumerate(code[inner]):
                if dark:
                    at = left + (x + 4) * module
                    row[at : at + module] = bytes([INK]) * module


def png(rows: Sequence[bytearray]) -> bytes:
    """Rows of grey values as a PNG file."""
    out = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    out.seek(0, io.SEEK_END)
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 1)
    for name, held in ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b"")):
        check = zlib.crc32(name + held)
        out.write(struct.pack(">I", len(held)) + name + held + struct.pack(">I", check))
    return out.getvalue()


def box(page: Page, field: str = "[data-scan-field]") -> Locator:
    """What stands beside a field: the button, the file input, what is said of the picture."""
    return page.locator(f":is(.scan-row, .in-row):has({field}) + .photo").first


def take(page: Page, picture: bytes, *, field: str = "[data-scan-field]") -> None:
    """One tap on the button; the camera's picture is handed over as a file."""
    with page.expect_file_chooser() as chooser:
        box(page, field).locator("button").click()
    files = {"name": "photo.png", "mimeType": "image/png", "buffer": picture}
    chooser.value.set_files(files=[files])  # type: ignore[list-item]
