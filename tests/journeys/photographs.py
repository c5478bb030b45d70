"""Pictures of pages for the documentation, small and the same in every run."""

import base64
import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "screenshots"
WIDTHS = {360: 780, 1280: 860}
TALLEST = 1_800
QUALITY = 50
SCALE = {360: 1, 1280: 0.75}
"""The wide pictures are drawn smaller: they show a layout, the words can still be read."""


def take(page: Page, name: str) -> None:
    """Write the page at both widths, when asked to. name: with `{width}` in it."""
    if os.environ.get("TUSACH_SCREENSHOTS") != "1":
        return
    folder = Path(os.environ.get("TUSACH_SCREENSHOTS_TO", FOLDER))
    folder.mkdir(parents=True, exist_ok=True)
    camera = page.context.new_cdp_session(page)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, 0); document.activeElement?.blur()")
        tall = page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": max(height, min(tall, TALLEST))}
        told = camera.send(
            "Page.captureScreenshot",
            {
                "format": "webp",
                "quality": QUALITY,
                "captureBeyondViewport": True,
                "clip": clip | {"scale": SCALE[width]},
            },
        )
        path = folder / f"{name.format(width=width)}.webp"
        path.write_bytes(base64.b64decode(told["data"]))
    camera.detach()
