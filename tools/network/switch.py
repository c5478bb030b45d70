"""The links as a person handles them: cut, join, exchange now, compare; a page and its answers.

Listens on loopback only. What changes something is sent by the page itself: another site in the
same browser has no say here (its Origin is looked at).
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tools.network.link import Link
from tools.network.page import page
from tools.network.running import Machine

LARGEST = 10_000
ACTS = ("cut", "join", "exchange", "compare")


@dataclass
class Road:
    """A machine that is no hub, and its way to the hub. said: what came of the last act."""

    machine: Machine
    link: Link
    said: dict[str, Any] = field(default_factory=dict)
    busy: threading.Lock = field(default_factory=threading.Lock)

    @property
    def name(self) -> str:
        """How the machine is called in commands."""
        return self.machine.member.name


class Network:
    """A hub and the roads that lead to it."""

    def __init__(self, hub: Machine, roads: list[Road]) -> None:
        self.hub = hub
        self.roads = {road.name: road for road in roads}

    def act(self, act: str, name: str) -> dict[str, Any]:
        """Do one thing to one road, or to all where the name is `all`. Raises KeyError."""
        if act not in ACTS:
            raise KeyError(act)
        if name == "all":
            return {road.name: self.act(act, road.name) for road in self.roads.values()}
        road = self.roads[name]
        with road.busy:
            found = getattr(self, f"_{act}")(road)
        road.said = {"act": act, **found}
        return road.said

    def _cut(self, road: Road) -> dict[str, Any]:
        road.link.cut()
        return {"joined": False}

    def _join(self, road: Road) -> dict[str, Any]:
        road.link.join()
        return {"joined": True}

    def _exchange(self, road: Road) -> dict[str, Any]:
        found = road.machine.tell("sync", road.link.address)
        if "refusal" in found:
            return {"refusal": found["refusal"]["message"]}
        names = ("sent", "received", "waiting", "forks", "aside")
        return {name: found.get(name) for name in names}

    def _compare(self, road: Road) -> dict[str, Any]:
        """The scopes that both hold: which agree, which do not."""
        here = road.machine.tell("digest").get("scopes", {})
        there = self.hub.tell("digest").get("scopes", {})
        shared = sorted(here.keys() & there.keys())
        apart = [scope for scope in shared if here[scope] != there[scope]]
        apart += sorted(here.keys() - there.keys())
        return {"shared": len(shared), "apart": apart}

    def told(self) -> dict[str, Any]:
        """All of it, for a page or a command."""
        return {
            "hub": {"address": self.hub.address, "names": self.hub.member.names},
            "machines": [
                {
                    "name": road.name,
                    "names": road.machine.member.names,
                    "address": road.machine.address,
                    "link": road.link.address,
                    "joined": road.link.joined,
                    "said": road.said,
                }
                for road in self.roads.values()
            ],
        }


class Switch:
    """The page at a port of loopback."""

    def __init__(self, network: Network, port: int, language: str) -> None:
        handler = type("Handler", (_Handler,), {"network": network, "language": language})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Where a browser finds the page."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """No page any more."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    network: Network
    language: str

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/state":
            return self._say(200, json.dumps(self.network.told()), "application/json")
        if parts.path != "/":
            return self._say(404, "", "text/plain")
        asked = parse_qs(parts.query).get("lang", [self.language])[0]
        language = asked if asked in ("vi", "en") else self.language
        return self._say(200, page(self.network.told(), language), "text/html")

    def do_POST(self) -> None:
        origin = self.headers.get("Origin")
        host = self.headers.get("Host", "")
        if host.partition(":")[0] not in ("127.0.0.1", "localhost") or (
            origin is not None and origin != f"http://{host}"
        ):
            return self._say(403, "", "text/plain")
        size = int(self.headers.get("Content-Length") or 0)
        if size > LARGEST:
            return self._say(413, "", "text/plain")
        words = parse_qs(self.rfile.read(size).decode("utf-8", "replace"))
        act, name = words.get("act", [""])[0], words.get("machine", [""])[0]
        try:
            found = self.network.act(act, name)
        except KeyError as fault:
            return self._say(404, json.dumps({"unknown": fault.args[0]}), "application/json")
        if "text/html" in self.headers.get("Accept", ""):
            self.send_response(303)
            language = words.get("lang", [self.language])[0]
            self.send_header("Location", "/?lang=en" if language == "en" else "/?lang=vi")
            self.end_headers()
            return None
        return self._say(200, json.dumps(found), "application/json")

    def _say(self, status: int, text: str, kind: str) -> None:
        raw = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what was done stands on the page."""
