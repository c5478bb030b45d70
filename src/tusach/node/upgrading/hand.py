"""What pages and commands ask of the process that serves: an upgrade beside its work, then a start.

Only `tusach serve` can begin anew by itself; a hub behind gunicorn is stopped first.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from tusach.node.acts.node import Node
from tusach.node.settings import versions as places
from tusach.node.store.protocol import StoreFault
from tusach.node.upgrading import course

ANSWER_S = 0.5
"""So long a page or command has to hear the answer before the process begins anew."""

log = logging.getLogger("tusach.upgrading")


class AtWork:
    """The process that serves, as an upgrade knows it. anew: how it begins again."""

    def __init__(self, anew: Callable[[], None]) -> None:
        self._anew = anew
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.progress: tuple[str, int, int] = ("", 0, 0)
        self.asked = False

    @property
    def is_busy(self) -> bool:
        """Whether an upgrade goes on in this process."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, node: Node, path: Path | None) -> None:
        """Upgrade from this file, or go back, on a thread of its own. Raises StoreFault if busy."""
        with self._lock:
            if self.is_busy or self.asked:
                raise StoreFault("upgrade.under_way")
            course.refuse_now(node, places.versions_of(node.home))
            self._thread = threading.Thread(
                target=self._run, args=(node, path), name="upgrade", daemon=True
            )
            self._thread.start()

    def _run(self, node: Node, path: Path | None) -> None:
        try:
            if path is None:
                course.back(node, self._say)
            else:
                course.upgrade(node, path, self._say)
        except StoreFault as fault:
            log.warning("no upgrade: %s", fault.code)
            return
        except Exception as fault:  # edge: a thread of its own, where nobody else would see it
            log.exception("an upgrade broke off")
            _note(node, StoreFault("upgrade.broken", said=type(fault).__name__))
            return
        self.begin_anew()

    def _say(self, step: str, done: int, total: int) -> None:
        self.progress = (step, done, total)

    def join(self, seconds: float | None = None) -> None:
        """Wait for the upgrade that goes on."""
        if self._thread is not None:
            self._thread.join(seconds)

    def begin_anew(self) -> None:
        """The process ends as if it was stopped, and begins again, when the answer is out."""
        self.asked = True
        threading.Timer(ANSWER_S, self._anew).start()


def _note(node: Node, fault: StoreFault) -> None:
    versions = places.versions_of(node.home)
    found = places.read_course(versions)
    if found is not None:
        values = {key: str(value) for key, value in fault.values.items()}
        told = msgspec.structs.replace(found, state=places.REFUSED, fault=fault.code, values=values)
        places.write_course(versions, told)


_at_work: AtWork | None = None


def install(found: AtWork | None) -> None:
    """Pages and commands find it from now on; None: no more."""
    global _at_work
    _at_work = found


def at_work() -> AtWork | None:
    """The process that serves, where this is one that can begin anew."""
    return _at_work
