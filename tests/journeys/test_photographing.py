"""A photograph of a stop, as large as a camera makes it, is small when it is sent."""

from __future__ import annotations

import random
import struct
import zlib

import pytest
from playwright.sync_api import expect
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit

from tusach.library.trips.evidence import LARGEST_BYTES

OPEN = "SELECT s.trip, s.subject FROM stop s WHERE s.status = 'open' ORDER BY 1"
WIDE, HIGH = 2000, 1500


def camera_picture(seed: int) -> bytes:
    """A PNG of coarse noise, larger than any form may be: what no compressor makes small."""
    rows = random.Random(seed)
    line = b"".join(rows.randbytes(3) * 4 for _ in range(WIDE // 4))
    lines = b"".join(
        b"\0" + line[at * 3 % 997 * 3 :] + line[: at * 3 % 997 * 3] for at in range(HIGH)
    )

    def chunk(name: bytes, body: bytes) -> bytes:
        told = name + body
        return struct.pack(">I", len(body)) + told + struct.pack(">I", zlib.crc32(told))

    head = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 2, 0, 0, 0)
    body = zlib.compress(lines, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_large_photograph_is_made_small_by_the_page_and_removed_again(
    visit: Visit, cast: Cast, width: int
) -> None:
    trip, stop = cast.rows(OPEN, ())[0]
    page = visit("provincial", width=width, language="en")
    page.goto(f"/trips/trip/{trip}/stops/{stop}")
    page.locator("summary", has_text="Add a photograph").click()
    form = page.locator("form[data-shrink]")
    form.locator("input[type=file]").set_input_files(
        {"name": f"{width}.png", "mimeType": "image/png", "buffer": camera_picture(width)}
    )
    expect(form.locator("[role=status]")).to_contain_text("Small enough to send", timeout=20_000)
    size = form.locator("input[type=file]").evaluate("one => one.files[0].size")
    assert 0 < size <= LARGEST_BYTES
    form.locator("input[value=none]").check()
    form.get_by_role("button", name="Keep the photograph").click()
    expect(page.locator("form .error, .errors")).to_have_count(0)
    picture = page.locator(".photographs img").last
    expect(picture).to_be_visible()
    raw = page.request.get(str(picture.get_attribute("src"))).body()
    assert raw[:2] == b"\xff\xd8" and len(raw) <= LARGEST_BYTES and b"Exif" not in raw
    kept = page.locator(".photographs li").last
    kept.locator("summary").click()
    kept.get_by_role("button", name="Remove everywhere").click()
    expect(page.locator(".photographs li").last).to_contain_text("Removed")
