"""HTTP to another node; what else may answer at its address is told from it."""

from __future__ import annotations

import http.client
import re
import urllib.parse

from tusach.node.sync.messages import LARGEST, BadMessage

PATH = "/sync/v1"
PATIENCE_S = 60
_HOST = re.compile(r"[\w.:%-]{1,253}")
TYPE = "application/vnd.tusach.sync"


class HttpLink:
    """A node at an address: `http://192.168.1.5:8000` or `https://thuvien.example`.

    One connection serves a whole exchange: over a satellite each new one costs a round trip.
    """

    apart = True

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
        # No proxy of the surroundings, and nowhere else than where was asked.
        kind: type[http.client.HTTPConnection] = http.client.HTTPConnection
        if parts.scheme == "https":
            kind = http.client.HTTPSConnection
        self.patience_s = patience_s
        self._path = path
        self._line = kind(host, port, timeout=patience_s)

    def ask(self, raw: bytes) -> bytes:
        """The answer to a message. Raises BadMessage where none came."""
        was_open = self._line.sock is not None
        try:
            try:
                return self._asked(raw)
            except (OSError, http.client.HTTPException) as fault:
                self.close()
                if not was_open or isinstance(fault, TimeoutError):
                    raise
                # The other may have closed it meanwhile; to say a message twice changes nothing.
                return self._asked(raw)
        except http.client.HTTPException as fault:
            self.close()
            raise BadMessage("sync.no_node", address=self.address) from fault
        except OSError as fault:
            self.close()
            raise BadMessage("sync.no_answer", address=self.address) from fault

    def _asked(self, raw: bytes) -> bytes:
        line = self._line
        line.putrequest("POST", self._path, skip_accept_encoding=True)
        line.putheader("Content-Type", TYPE)
        line.putheader("Content-Length", str(len(raw)))
        line.endheaders(raw)
        answer = line.getresponse()
        found = answer.read(LARGEST + 1)
        if answer.status != 200:  # a captive portal leads elsewhere; nothing of ours goes there
            self.close()
            raise BadMessage("sync.no_node", address=self.address, said=answer.status)
        if len(found) > LARGEST:
            self.close()
        return found

    def close(self) -> None:
        """End the connection; the next message opens another."""
        self._line.close()

    def __enter__(self) -> HttpLink:
        return self

    def __exit__(self, *_told: object) -> None:
        self.close()
