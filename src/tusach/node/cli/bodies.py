"""The server's reading of requests: a body larger than its address takes is thrown away unread.

Waitress gathers a whole body, beyond half a megabyte on the disk, before any of our code runs, and
knows one limit for all addresses. Here the head alone decides (`pages.bodies`), so that nobody on
the library's Wi-Fi fills memory or disk without having logged in.
"""

from __future__ import annotations

import io
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser

from tusach.node.pages.bodies import REFUSED, SMALL, most_bytes_for

DISCARDED = 64 << 20
"""Bytes that are still taken off the line, and dropped, of a body that is too large: a browser
shows our page only once it has sent its form. Beyond that the line is cut."""
ANY_SIZE = 1 << 62


class Discarding:
    """Takes the place of a body that is not wanted; holds none of it."""

    completed = False
    error = None

    def __init__(self, announced: int) -> None:
        self.left = min(announced, DISCARDED)

    def received(self, raw: bytes) -> int:
        """Drop some bytes, and tell how many."""
        taken = min(len(raw), self.left)
        self.left -= taken
        self.completed = self.left == 0
        return taken

    def __len__(self) -> int:
        return 0

    def getfile(self) -> io.BytesIO:
        """What the page is given for a body: nothing."""
        return io.BytesIO()

    def getbuf(self) -> io.BytesIO:
        """The same, for whoever closes it."""
        return io.BytesIO()


class BoundedParser(HTTPRequestParser):  # type: ignore[misc]
    """Reads one request; the body of one that is too large is dropped as it comes."""

    body_rcv: Any
    expect_continue: bool
    most_bytes = ANY_SIZE
    refused = False

    def __init__(self, adj: Adjustments) -> None:
        super().__init__(adj)
        self._taken = 0

    def received(self, raw: bytes) -> int:
        """Take some bytes off the line, and tell how many."""
        in_head = self.body_rcv is None
        consumed = int(super().received(raw))
        if in_head:
            if self.body_rcv is not None and self.error is None:
                self._bound()
            return consumed
        self._taken += consumed
        if self.chunked and not self.refused and self._taken > self.most_bytes:
            # How much is still to come is not known: answer now, and read no further.
            self._refuse(0)
        return len(raw) if self.refused and self.completed else consumed

    def _bound(self) -> None:
        if self.chunked or self.content_length > SMALL:
            self.most_bytes = most_bytes_for(self._environ())
        if self.content_length > self.most_bytes:
            self._refuse(self.content_length)

    def _refuse(self, announced: int) -> None:
        """Give the page an empty body and a mark; whoever asks before sending need not send."""
        self.refused = True
        if self.expect_continue:
            self.expect_continue, announced = False, 0
        waiting, self.body_rcv = self.body_rcv, Discarding(announced)
        waiting.getbuf().close()
        self.completed = announced == 0
        self.headers[REFUSED.removeprefix("HTTP_")] = "yes"
        self.headers["CONTENT_LENGTH"] = "0"
        self.headers["CONNECTION"] = "close"
        self.connection_close = True

    def _environ(self) -> dict[str, Any]:
        """As much of the request as tells its address and who sends it."""
        return {
            "REQUEST_METHOD": self.command,
            "PATH_INFO": "/" + self.path.lstrip("/"),
            "QUERY_STRING": "",
            "HTTP_COOKIE": self.headers.get("COOKIE", ""),
        }


class BoundedChannel(HTTPChannel):  # type: ignore[misc]
    """A line to a browser, with requests read by `BoundedParser`."""

    parser_class = BoundedParser
