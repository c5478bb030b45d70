"""A version of the program at work for us: one command, or serving until it answers.

What is relied on is what scripts may rely on: `--json`, exit codes, and that `serve` prints its
address when it answers. Any version keeps that.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from tusach.node.settings import machine
from tusach.node.store.protocol import StoreFault

SILENCE_S = 300.0
"""So long a version may say nothing before it is taken for stuck; telling tables anew it speaks
every two seconds."""
END_S = 30.0
LAST_WORDS = 400


class Ran(msgspec.Struct, frozen=True):
    """How a command of a version ended. told: the object on its last line, or empty."""

    exit: int
    told: dict[str, Any]
    last_words: str


def run(words: Sequence[str], environ: Mapping[str, str]) -> Ran:
    """A command of a version, to its end. Raises StoreFault `upgrade.silent`."""
    with _begun(words, environ) as listening:
        last = ""
        while (line := listening.line()) is not None:
            last = line if line.startswith("{") else last
        code = listening.process.wait(END_S)
        try:
            told = json.loads(last) if last else {}
        except ValueError:
            told = {}
        return Ran(code, told if isinstance(told, dict) else {}, listening.last_words())


@contextlib.contextmanager
def serving(
    words: Sequence[str],
    environ: Mapping[str, str],
    heard: Callable[[str], None] = lambda line: None,
) -> Iterator[str]:
    """The address at which a version serves, for as long as the block lasts.

    Raises StoreFault before the block: `upgrade.died`, `upgrade.silent`, `upgrade.no_answer`.
    """
    with _begun(words, environ) as listening:
        address = ""
        while not address:
            line = listening.line()
            if line is None:
                code = listening.process.wait(END_S)
                raise StoreFault("upgrade.died", exit=str(code), said=listening.last_words())
            heard(line)
            address = _address(line)
        listening.forward(heard)
        if not answers(address):
            raise StoreFault("upgrade.no_answer", address=address)
        yield address
        machine.end_process(listening.process, END_S)


def _address(line: str) -> str:
    if not line.startswith("{"):
        return ""
    try:
        found = json.loads(line)
        return str(found.get("address", "")) if isinstance(found, dict) else ""
    except ValueError:
        return ""


def answers(address: str) -> bool:
    """Whether a page comes from there."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=60) as answer:  # our own address
            return int(answer.status) == 200
    except (OSError, urllib.error.URLError, ValueError):
        return False


def free_address() -> str:
    """An address of this machine alone at which nobody listens."""
    return f"127.0.0.1:{machine.free_port()}"


def environment(**more: str) -> dict[str, str]:
    """Of a version that works for us: as ours, and what it prints comes line by line."""
    return {**os.environ, "PYTHONUNBUFFERED": "1", **more}


class _Listening:
    """A process and the lines that it prints, on either way."""

    def __init__(self, process: machine.Process) -> None:
        self.process = process
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._last: list[str] = []
        self._open = 2
        self._readers = [
            threading.Thread(target=self._read, args=(stream,), daemon=True)
            for stream in (process.stdout, process.stderr)
        ]
        for one in self._readers:
            one.start()

    def _read(self, stream: Any) -> None:
        for raw in stream:
            line = raw.decode("utf-8", "replace").rstrip()
            if stream is self.process.stderr:
                self._last = [*self._last[-4:], line]
            self._lines.put(line)
        self._lines.put(None)
        stream.close()

    def end(self) -> None:
        """What it still says when it has ended is read, and its lines are closed."""
        for one in self._readers:
            one.join(END_S)

    def line(self) -> str | None:
        """The next line; None when it has ended. Raises StoreFault `upgrade.silent`."""
        end = time.monotonic() + SILENCE_S
        while self._open:
            try:
                found = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise StoreFault("upgrade.silent", said=self.last_words()) from None
            if found is not None:
                return found
            self._open -= 1
        return None

    def forward(self, heard: Callable[[str], None]) -> None:
        """Whatever it says from now on is heard too."""

        def on() -> None:
            while self._open:
                found = self._lines.get()
                self._open -= found is None
                if found is not None:
                    heard(found)

        threading.Thread(target=on, daemon=True).start()

    def last_words(self) -> str:
        """What it said last, for whoever looks after the program."""
        return " / ".join(self._last)[-LAST_WORDS:]


@contextlib.contextmanager
def _begun(words: Sequence[str], environ: Mapping[str, str]) -> Iterator[_Listening]:
    """A process of this thread; nothing of it is left after the block."""
    process = machine.start_with_us(words, environ)
    listening = _Listening(process)
    try:
        yield listening
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        listening.end()
