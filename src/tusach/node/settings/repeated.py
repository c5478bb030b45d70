"""What a serving process does again and again by itself, each on a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger("tusach.serving")


class Repeated:
    """Calls a deed every so many seconds, from `begin` to `end`; what goes wrong is logged.

    >>> done = threading.Event()
    >>> one = Repeated("example", done.set, every_s=60)
    >>> one.begin(); done.wait(5); one.end(); one.is_ended
    True
    True
    """

    def __init__(self, name: str, deed: Callable[[], object], *, every_s: float) -> None:
        self.name = name
        self._deed = deed
        self._every_s = every_s
        self.ending = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_ended(self) -> bool:
        """Whether a deed that still goes on should leave off."""
        return self.ending.is_set()

    def begin(self) -> None:
        """From now on, by itself; the first time at once."""
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def soon(self) -> None:
        """Once more now, whatever the time."""
        self._wake.set()

    def end(self, *, patience_s: float = 10) -> None:
        """No more; a deed that goes on is waited for as long as this."""
        self.ending.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=patience_s)

    def _run(self) -> None:
        while not self.is_ended:
            try:
                self._deed()
            except Exception:  # edge: a thread of its own, where nobody else would see it
                log.exception("%s broke off; it is tried again", self.name)
            self._wake.wait(self._every_s)
            self._wake.clear()
