"""Serve the pages of this library until it is told to stop (Ctrl+C)."""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext as _

from tusach.node.acts.node import open_node
from tusach.node.cli.binding import bound, is_alone, network_address, own_address
from tusach.node.cli.command import Command as Base
from tusach.node.cli.command import Outcome
from tusach.node.cli.serving import Serving, hold_what_stays
from tusach.node.settings import hosts, machine, told
from tusach.node.store import home as homes
from tusach.node.store.protocol import StoreFault
from tusach.node.store.store import Store
from tusach.node.sync import reach
from tusach.node.upgrading import hand
from tusach.node.wording.refusals import say_refusal
from tusach.node.wording.terms import ROLES

THREADS = 8
GO_ON_S, KEPT_LINE = 0.5, "TUSACH_KEPT_LINE"
"""So long an answer that is on its way may take to leave."""


class Command(Base):
    """tusach serve."""

    _announced = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--bind", type=bound, default="127.0.0.1:8000", help="address:port, either alone"
        )
        parser.add_argument(
            "--now",
            type=_moment,
            default=None,
            help="the true local time, where this machine's clock is wrong: 2026-11-23T08:00",
        )
        parser.add_argument(
            "--begin",
            action="store_true",
            help="where there is no library yet, pages on this machine make one first",
        )
        parser.add_argument("--threads", type=int, default=THREADS, help="requests at once")

    def handle(self) -> Outcome:
        host, port = self.options.bind
        address = own_address(host, port)
        if self.options.begin and self._is_missing():
            return self._begin(host, port, address)
        homes.identity(self.home)
        if told.debug() and not is_alone(host):
            words = _("TUSACH_DEBUG shows secrets in error pages: bind to 127.0.0.1, or leave it.")
            return Outcome({"refusal": {"code": "debug.not_alone", "message": words}}, (words,), 3)
        reach.listens(host, port)
        hosts.listens(host)
        with homes.writer(self.home, address):
            call_command("migrate", verbosity=0, interactive=False)
            label = _("facts")
            node = open_node(
                self.home, progress=lambda done, total: self.progress(label, done, total)
            )
            if self.options.now is not None:
                self._assert_clock(node.store)
            wrong = node.store.clock_fault()
            if wrong is not None:
                sys.stderr.write(say_refusal(wrong) + "\n")
            try:
                serving = Serving(self.home, node)
                at_work = hand.AtWork(machine.ask_to_end)
                hand.install(at_work)
                try:
                    self._serve(host, port, address)
                finally:
                    hand.install(None)
                    serving.close()
            finally:
                node.close()
        if at_work.asked:  # the pointer names another version, which begins by our own words
            machine.replace_process([sys.executable, *sys.orig_argv[1:]])
        return Outcome({"address": address}, said=self._announced)

    def _is_missing(self) -> bool:
        """Whether there is no library here, or what a try to make one had left."""
        try:
            homes.identity(self.home)
        except StoreFault as fault:
            if fault.code in ("home.missing", "home.unfinished"):
                return True
            raise
        return False

    def _begin(self, host: str, port: int, address: str) -> Outcome:
        """Pages make a library; then this process begins anew, at the same door."""
        from tusach.node.cli.beginning import Beginning, application

        going = threading.Event()

        def end() -> None:  # whoever else asks this process to end means it
            going.set()
            machine.ask_to_end()

        def go_on() -> None:
            threading.Timer(GO_ON_S, end).start()

        beginning = Beginning(go_on)
        line = self._listen(application(beginning), host, port, address)
        if going.is_set():
            again = {**os.environ, KEPT_LINE: str(line)}
            machine.replace_process([sys.executable, *sys.orig_argv[1:]], again)
        return Outcome({"address": address}, said=self._announced)

    def _assert_clock(self, store: Store) -> None:
        """A person's word for the time; every fact told by it says so."""
        local = self.options.now.replace(tzinfo=UTC)
        true_ms = int(local.timestamp() * 1000) - store.identity.offset_minutes * 60_000
        store.believe(true_ms)

    def _serve(self, host: str, port: int, address: str) -> None:
        # Only now: it asks Django for addresses and sessions.
        from tusach.node.settings.wsgi import application

        self._listen(application, host, port, address)

    def _listen(self, application: Any, host: str, port: int, address: str) -> int:
        """Answer until this process is asked to end; where one that goes on would listen."""
        from waitress.server import create_server

        from tusach.node.cli.bodies import ANY_SIZE, BoundedChannel

        kept = os.environ.pop(KEPT_LINE, "")
        where: dict[str, Any] = {"host": host, "port": port}
        if kept:
            where = {"sockets": [machine.kept_line(int(kept))]}

        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        doors: dict[int, Any] = {}
        try:
            server: Any = create_server(
                application,
                map=doors,
                **where,
                threads=self.options.threads,
                ident=None,
                # `settings.hosts` decides what a proxy's word counts; hidden from it, a request
                # that a proxy passes on would look like one from this very screen.
                clear_untrusted_proxy_headers=False,
                max_request_body_size=ANY_SIZE,  # each address has its own limit
            )
        except OSError as fault:
            raise StoreFault("address.taken", address=address, said=str(fault)) from fault
        for door in doors.values():  # one for each address that a name stands for
            if hasattr(door, "channel_class"):
                door.channel_class = BoundedChannel
        threading.Thread(target=self._announce, args=(address,), daemon=True).start()

        def stop() -> None:
            raise SystemExit(0)

        machine.when_asked_to_end(stop)
        line = 0
        if self._is_missing():  # whoever calls between two processes waits
            listening = next(one for one in doors.values() if hasattr(one, "channel_class"))
            line = machine.keep_line(listening.socket)
        with contextlib.suppress(KeyboardInterrupt, SystemExit):
            server.run()
        server.close()
        return line

    def _announce(self, address: str) -> None:
        import urllib.request

        try:
            with urllib.request.urlopen(address, timeout=30):  # noqa: S310 - our own address
                pass
        except OSError:
            return
        hold_what_stays()
        with translation.override(self.options.lang):  # this is a thread of its own
            self._say_address(address)

    def _say_address(self, address: str) -> None:
        self._announced = True
        shown = {"address": address, "home": str(Path(self.home))}
        if self.options.json:
            sys.stdout.write(json.dumps(shown) + "\n")
        else:
            sys.stdout.write(_("Open %(address)s in a browser. Stop with Ctrl+C.") % shown + "\n")
            reached = network_address(*self.options.bind)
            if reached:
                line = _("Phones and computers in the same network open %(address)s.")
                sys.stdout.write(line % {"address": reached} + "\n")
            sys.stdout.write(demo_words(self.home))
        sys.stdout.flush()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def demo_words(home: Path) -> str:
    """The logins of a demonstration, where this home is one."""
    from tusach.node.settings.home import read_home

    logins = read_home(home).get("demo_logins", [])
    lines = [f"  {line}" for line in login_lines(logins)]
    return "\n".join([_("Logins of the demonstration:"), *lines, ""]) if lines else ""


def login_lines(logins: list[dict[str, str]]) -> list[str]:
    """Each login of a demonstration, with whose it is in words."""
    whose = {code: _(words) for code, words in ROLES.items()} | {"reader": _("reader")}
    return [
        f"{whose.get(one['what'], one['what'])}: {one['login']} / {one['password']}"
        for one in logins
    ]
