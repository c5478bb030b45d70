"""The Wi-Fi between a phone and the node: what is sent arrives, what is answered may be lost."""

from __future__ import annotations

import urllib.error
import urllib.request
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

REFUSED = "ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource"
UNSENT = "#unsent b"


def arrive(route: Route) -> None:
    """What the phone sent reaches the node, which answers; only this browser knows `node.local`."""
    asked = route.request
    address = asked.url.replace("node.local", "127.0.0.1")
    headers = {
        name: value
        for name, value in asked.all_headers().items()
        if not name.startswith(":") and name != "content-length"
    }
    headers["Host"] = urlsplit(asked.url).netloc
    sent = urllib.request.Request(address, asked.post_data_buffer, headers)
    try:
        with urllib.request.build_opener(_Stay).open(sent, timeout=30) as answer:
            assert answer.status == 200
    except urllib.error.HTTPError as answer:
        assert answer.code == 302, answer.read()  # an act was done, and leads to its page


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_more: object) -> None:
        """Nobody follows: that is the browser's."""


class Answers:
    """From `fall` to `heal` every request reaches the node, and no answer the phone."""

    def __init__(self, page: Page, *paths: str) -> None:
        self.page, self.lost = page, 0
        self.paths = paths or ("/desk/scan",)

    def fall(self) -> None:
        """From now on requests reach the node and their answers nobody."""
        for path in self.paths:
            self.page.context.route(f"**{path}", self._lose)

    def heal(self) -> None:
        """Everything arrives again; what waits is sent at once."""
        for path in self.paths:
            self.page.context.unroute(f"**{path}")
        self.page.locator("#unsent button").click()

    def _lose(self, route: Route) -> None:
        if route.request.method == "GET":
            route.abort("internetdisconnected")
            return
        arrive(route)
        self.lost += 1
        route.abort("internetdisconnected")
