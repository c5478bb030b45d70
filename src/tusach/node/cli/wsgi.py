"""The hub behind gunicorn: several processes, one PostgreSQL, each with a node of its own.

    TUSACH_HOME=… gunicorn --workers 4 tusach.node.cli.wsgi:application

Only for a home whose ledger lies in PostgreSQL: SQLite has one writing process (`tusach serve`).
The process that gets the home's lock seals, feeds the search file and takes acts from commands;
the others serve pages and find what it has indexed.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tusach.node.settings.django")

# Django must know its settings before anything that words a message is imported.
from tusach.node.settings.wsgi import application as application  # isort: skip

from tusach.node.acts import current
from tusach.node.acts.node import open_node
from tusach.node.cli import launching
from tusach.node.cli.serving import Serving, hold_what_stays
from tusach.node.opac import front
from tusach.node.people import directory
from tusach.node.people.from_ledger import LedgerDirectory
from tusach.node.settings import machine, told
from tusach.node.settings.home import home_folder, read_home
from tusach.node.store import home as homes
from tusach.node.store import workers
from tusach.node.store.protocol import StoreFault
from tusach.node.wording.faults import say_fault

CANNOT_BOOT = 3
"""After this code gunicorn gives up, and does not begin its workers again and again."""


def _start() -> None:
    machine.only_for_owner()
    home = home_folder()
    told.assert_secret()
    homes.identity(home)
    if not read_home(home).get("database"):
        raise StoreFault("home.one_process", path=str(home))
    closing = contextlib.ExitStack()
    if not closing.enter_context(workers.serving(home)):
        raise StoreFault("upgrade.under_way")
    launching.refuse_another(home)
    try:
        closing.enter_context(homes.writer(home, "gunicorn"))
        leads = True
    except homes.Busy:
        leads = False
    node = open_node(home, follow=not leads)
    closing.callback(node.close)
    if leads:
        closing.callback(Serving(home, node).close)
    else:
        current.install(node)
        directory.install(LedgerDirectory(node))
    atexit.register(closing.close)
    # `tusach serve` asks for its own first page before it says that it is ready.
    threading.Thread(target=front.warm, args=(node,), name="front", daemon=True).start()
    hold_what_stays()


try:
    _start()
except StoreFault as fault:
    sys.stderr.write(f"{say_fault(fault.code, fault.values)}\n")
    raise SystemExit(CANNOT_BOOT) from None
