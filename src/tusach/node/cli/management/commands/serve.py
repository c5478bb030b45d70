"""Serve the pages of this library until it is told to stop (Ctrl+C)."""

from __future__ import annotations

import argparse
import json
import logging
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
        parser.add_argument("--threads", type=int, default=THREADS, help="requests at once")

    def handle(self) -> Outcome:
        homes.identity(self.home)
        host, port = self.options.bind
        address = own_address(host, port)
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

    def _assert_clock(self, store: Store) -> None:
        """A person's word for the time; every fact told by it says so."""
        local = self.options.now.replace(tzinfo=UTC)
        true_ms = int(local.timestamp() * 1000) - store.identity.offset_minutes * 60_000
        store.believe(true_ms)

    def _serve(self, host: str, port: int, address: str) -> None:
        from waitress.server import create_server

        # Only now: it asks Django for addresses and sessions.
        from tusach.node.cli.bodies import ANY_SIZE, BoundedChannel
        from tusach.node.settings.wsgi import application

        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        doors: dict[int, Any] = {}
        try:
            server: Any = create_server(
                application,
                map=doors,
                host=host,
                port=port,
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
        try:
            server.run()
        except (KeyboardInterrupt, SystemExit):
            server.close()

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
