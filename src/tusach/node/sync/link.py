"""HTTP to another node; what else may answer at its address is told from it."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request

from tusach.node.sync.messages import LARGEST, BadMessage

PATH = "/sync/v1"
PATIENCE_S = 60
TYPE = "application/vnd.tusach.sync"


class HttpLink:
    """A node at an address: `http://192.168.1.5:8000` or `https://thuvien.example`."""

    def __init__(self, address: str, path: str = PATH) -> None:
        """Raises BadMessage where this is no address of a node."""
        parts = urllib.parse.urlsplit(address if "//" in address else f"http://{address}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadMessage("sync.address", address=address)
        self.address = f"{parts.scheme}://{parts.netloc}"
        self._path = path
        # No proxy of the surroundings, and nowhere else than where was asked.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NowhereElse())

    def ask(self, raw: bytes) -> bytes:
        """The answer to a message. Raises BadMessage where none came."""
        request = urllib.request.Request(  # noqa: S310 - http or https, looked at above
            self.address + self._path, raw, {"Content-Type": TYPE}, method="POST"
        )
        try:
            with self._opener.open(request, timeout=PATIENCE_S) as answer:
                found: bytes = answer.read(LARGEST + 1)
        except urllib.error.HTTPError as fault:
            raise BadMessage("sync.no_node", address=self.address, said=fault.code) from fault
        except OSError as fault:
            raise BadMessage("sync.no_answer", address=self.address) from fault
        return found


class _NowhereElse(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *told: object) -> None:
        """A captive portal leads elsewhere; nothing of ours goes there."""
        return
