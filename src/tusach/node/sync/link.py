"""HTTP to another node; what else may answer at its address is told from it."""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.parse
import urllib.request

from tusach.node.sync.messages import LARGEST, BadMessage

PATH = "/sync/v1"
PATIENCE_S = 60
_HOST = re.compile(r"[\w.:%-]{1,253}")
TYPE = "application/vnd.tusach.sync"


class HttpLink:
    """A node at an address: `http://192.168.1.5:8000` or `https://thuvien.example`."""

    def __init__(self, address: str, path: str = PATH, *, patience_s: float = PATIENCE_S) -> None:
        """Raises BadMessage where this is no address of a node."""
        try:
            parts = urllib.parse.urlsplit(address if "//" in address else f"http://{address}")
            host, port = parts.hostname or "", parts.port
            host.encode("idna")
        except ValueError as fault:
            raise BadMessage("sync.address", address=address) from fault
        is_named = _HOST.fullmatch(host) is not None and "@" not in parts.netloc and port != 0
        if parts.scheme not in ("http", "https") or not is_named:
            raise BadMessage("sync.address", address=address)
        self.address = f"{parts.scheme}://{parts.netloc}"
        self.patience_s = patience_s
        self._path = path
        # No proxy of the surroundings, and nowhere else than where was asked.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NowhereElse())

    def ask(self, raw: bytes) -> bytes:
        """The answer to a message. Raises BadMessage where none came."""
        request = urllib.request.Request(  # noqa: S310 - http or https, looked at above
            self.address + self._path, raw, {"Content-Type": TYPE}, method="POST"
        )
        try:
            with self._opener.open(request, timeout=self.patience_s) as answer:
                found: bytes = answer.read(LARGEST + 1)
        except urllib.error.HTTPError as fault:
            raise BadMessage("sync.no_node", address=self.address, said=fault.code) from fault
        except http.client.HTTPException as fault:  # what answers does not even speak HTTP
            raise BadMessage("sync.no_node", address=self.address) from fault
        except OSError as fault:
            raise BadMessage("sync.no_answer", address=self.address) from fault
        return found


class _NowhereElse(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *told: object) -> None:
        """A captive portal leads elsewhere; nothing of ours goes there."""
        return
