"""Handing an act to the process that serves a home, over a local socket in the home.

One JSON object a line: the act, then progress lines, then the outcome. Who may open the home's
folder may use it: the socket has mode 0600.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tusach.node.settings import machine
from tusach.node.store.protocol import StoreFault

SOCKET = "node.sock"
Serve = Callable[[str, dict[str, Any], str, Callable[[str, int, int], None]], dict[str, Any]]

log = logging.getLogger("tusach.handover")


def ask(
    home: Path,
    name: str,
    words: dict[str, Any],
    *,
    lang: str,
    progress: Callable[[str, int, int], None],
) -> dict[str, Any]:
    """The outcome of an act that the serving process does for us."""
    try:
        called = machine.call_local(home / SOCKET)
    except OSError as fault:
        raise StoreFault("home.busy_elsewhere", path=str(home), said=str(fault)) from fault
    with called as line:
        told = {"name": name, "words": words, "lang": lang}
        line.sendall(json.dumps(told).encode() + b"\n")
        with line.makefile("r", encoding="utf-8") as answers:
            for text in answers:
                answer = json.loads(text)
                if "progress" in answer:
                    progress(*answer["progress"])
                else:
                    found: dict[str, Any] = answer
                    return found
    raise StoreFault("home.busy_elsewhere", path=str(home), said="no answer")


class Listener:
    """Takes acts from commands while the node serves; one at a time, on a thread of its own."""

    def __init__(self, home: Path, serve: Serve) -> None:
        self._serve = serve
        self._home = home
        self._socket = machine.listen_local(home / SOCKET)
        self._thread = threading.Thread(target=self._run, name="handover", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(line,), daemon=True).start()

    def _one(self, line: machine.Line) -> None:
        def send(told: dict[str, Any]) -> None:
            line.sendall(json.dumps(told, ensure_ascii=False).encode() + b"\n")

        try:
            with line, line.makefile("r", encoding="utf-8") as asked:
                told = json.loads(asked.readline())
                found = self._serve(
                    told["name"],
                    told["words"],
                    told["lang"],
                    lambda what, done, total: send({"progress": [what, done, total]}),
                )
                send(found)
        except (OSError, ValueError, KeyError) as fault:
            log.warning("an act that was handed over was not answered: %s", type(fault).__name__)

    def close(self) -> None:
        """Take no more acts."""
        machine.hang_up(self._socket)
        (self._home / SOCKET).unlink(missing_ok=True)
