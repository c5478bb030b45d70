"""How long a photographed code takes: `python -m bench.photographs`, in the system's Chromium.

A made photograph of 12 megapixels (JPEG, with the grain of a dim room) with one label, read by the
page's own `photo.js`: the first time, when the decoder is fetched from this machine and begun, and
again. Only the main thread is slowed: Chromium does not slow workers, in which the code is read.
"""

from __future__ import annotations

import functools
import http.server
import statistics
import threading
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from tests.chromium import chromium_or_skip, flags
from tests.journeys.camera import photograph

STATIC = Path(__file__).parents[1] / "src/tusach/node/pages/static"
CODE = "200000000017"
SLOWNESSES, AGAIN = (1, 6), 7
_MAKE = """async ([png, wide, high]) => {
    const picture = await createImageBitmap(await (await fetch(png)).blob());
    const canvas = new OffscreenCanvas(wide, high);
    const drawn = canvas.getContext("2d");
    drawn.drawImage(picture, 0, 0, wide, high);
    const all = drawn.getImageData(0, 0, wide, high);
    for (let at = 0, grain = 7; at < all.data.length; at += 1) {
        grain = (Math.imul(grain, 1103515245) + 12345) & 0x7fffffff;
        if (at % 4 < 3) all.data[at] += (grain >> 16) % 41 - 20;
    }
    drawn.putImageData(all, 0, 0);
    taken = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
    return taken.size;
}"""
_READ = """async () => {
    const files = { worker: "/tusach/decoder.js", reader: "/vendor/zxing-reader.js",
                    wasm: "/vendor/zxing_reader.wasm" };
    const began = performance.now();
    const { read } = await import("/tusach/photo.js");
    const found = await read(taken, files);
    return [performance.now() - began, found.code ?? found.why];
}"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
    }
    picture = b""

    def do_GET(self) -> None:
        if self.path not in ("/", "/photo.png"):
            super().do_GET()
            return
        held = self.picture if self.path == "/photo.png" else b"<!doctype html><title>bench</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if self.path == "/" else "image/png")
        self.end_headers()
        self.wfile.write(held)

    def log_message(self, *words: Any) -> None:
        """Nothing."""


def main() -> None:
    """Print milliseconds, first and median of the others."""
    _Quiet.picture = photograph(CODE, module=9)
    handler = functools.partial(_Quiet, directory=str(STATIC))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    with sync_playwright() as playwright:
        for slowness in SLOWNESSES:
            browser = playwright.chromium.launch(executable_path=chromium_or_skip(), args=flags())
            page = browser.new_page()
            page.goto(address)
            size = page.evaluate(_MAKE, ["/photo.png", 4000, 3000])
            first, *again = _timed(page, slowness)
            print(
                f"{slowness}x, {size:,} bytes: first {first:.0f} ms, then median "
                f"{statistics.median(again):.0f}, longest {max(again):.0f} ms of {len(again)}"
            )
            browser.close()
    server.shutdown()


def _timed(page: Page, slowness: int) -> list[float]:
    keys = page.context.new_cdp_session(page)
    keys.send("Emulation.setCPUThrottlingRate", {"rate": slowness})
    found = [page.evaluate(_READ) for _ in range(AGAIN + 1)]
    assert all(code == CODE for _ms, code in found), found
    return [ms for ms, _code in found]


if __name__ == "__main__":
    main()
