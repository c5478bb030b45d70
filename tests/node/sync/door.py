"""A node behind HTTP on loopback, whose door can be shut and opened again."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.node.cli.conftest import free_port

from tusach.node.acts.node import Node
from tusach.node.sync import coming_in
from tusach.node.sync.serving import answer


class Door:
    """The door of a node."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.server: ThreadingHTTPServer | None = None

    def open(self) -> None:
        node = self.node

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == coming_in.PATH:
                    found = coming_in.answer(node, raw)
                else:
                    found = answer(node.store, raw, node.home)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(found)

            def log_message(self, *_told: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def shut(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.thread.join()
            self.server = None
