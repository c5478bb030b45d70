"""The process that serves a home: pages, acts handed over by commands, seals every second."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.utils import translation

from tusach.node.acts import current
from tusach.node.acts.duties import Daily
from tusach.node.acts.jobs import end_jobs
from tusach.node.acts.node import Node
from tusach.node.cli import handover
from tusach.node.keeping import hourly
from tusach.node.keeping.hourly import Hourly
from tusach.node.pages import context
from tusach.node.people import directory
from tusach.node.people.from_ledger import LedgerDirectory
from tusach.node.settings import versions as places
from tusach.node.settings.repeated import Repeated
from tusach.node.store.protocol import StoreFault
from tusach.node.store.unsent import Counted
from tusach.node.sync import errands, reach
from tusach.node.sync.attempts import Attempts
from tusach.node.sync.finding import Multicast, Neighbours
from tusach.node.upgrading import staying

SEAL_EVERY_S, TIDY_EVERY_S = 1.0, 3_600.0
log = logging.getLogger("tusach.serving")


def hold_what_stays() -> None:
    """What lies in memory now stays, and is gone through no more for what nobody needs.

    The program and its pages are hundreds of thousands of things: to look through them all took a
    tenth of a second, each time while somebody waited for a page.
    """
    gc.collect()
    gc.freeze()


class Serving:
    """Everything that runs beside the pages; `close` ends it in the right order."""

    def __init__(self, home: Path, node: Node) -> None:
        self.node = node
        current.install(node)
        directory.install(LedgerDirectory(node))
        self._listener = handover.Listener(home, self._perform)
        self._sealing = Repeated("sealing", self._seal, every_s=SEAL_EVERY_S)
        self._sealing.begin()
        self._hourly = Hourly(home, node.store)
        hourly.install(self._hourly)
        self._hourly.begin()
        self._daily = Daily(node)
        self._daily.begin()
        self._tidying = Repeated("versions", self._tidy, every_s=TIDY_EVERY_S)
        self._tidying.begin()
        show_waiting(node)
        self._attempts = Attempts(node)
        self._attempts.begin()
        self._neighbours = Neighbours(node, Multicast())
        bound = reach.bound()
        if bound is not None:
            self._neighbours.begin(*bound)

    def _seal(self) -> None:
        try:
            if self.node.store.engine.single_writer:
                self.node.store.seal_if_told()
            else:  # other processes of this hub tell facts too
                self.node.store.vault.tidy()
                self.node.store.seal()
            self.node.indexer.tick()
        except StoreFault as fault:
            log.warning("not sealed: %s", fault.code)

    def _tidy(self) -> None:
        """What upgrades have left and nobody needs any more."""
        staying.tidy(places.versions_of(self.node.home))
        staying.tidy_copy(self.node)

    def _perform(
        self,
        name: str,
        words: dict[str, Any],
        lang: str,
        progress: Callable[[str, int, int], None],
    ) -> dict[str, Any]:
        from tusach.node.cli.command import WORDED, WritingCommand, worded

        module = import_module(f"tusach.node.cli.management.commands.{name}")
        command = module.Command()
        if not isinstance(command, WritingCommand):
            raise ValueError(f"{name} writes nothing")
        with translation.override(lang):
            try:
                outcome = command.perform(self.node, words, progress)
            except WORDED as fault:  # in the words it would have alone
                outcome = worded(fault)
        return {"fields": outcome.fields, "lines": list(outcome.lines), "exit": outcome.exit}

    def close(self) -> None:
        """End in the right order; the node itself is closed by whoever opened it."""
        self._sealing.ending.set()
        self._neighbours.end()
        self._attempts.end()
        errands.end_all()
        context.install_waiting(lambda: None)
        hourly.install(self._hourly, ended=True)
        self._hourly.end()
        self._daily.end()
        self._tidying.end()
        self._listener.close()
        end_jobs(self.node)
        self._sealing.end(patience_s=5)
        current.install(None)


def show_waiting(node: Node) -> None:
    """Every page for staff says how many entries the province has not got yet."""
    counted = Counted(node.store, node.home)

    def waiting() -> int | None:
        found = counted.now()
        return found.count if found is not None else None

    context.install_waiting(waiting)
