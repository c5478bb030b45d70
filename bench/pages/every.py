"""`python -m bench.pages --only every`: what each page costs in a large home.

Every page that may be asked for by its address alone, asked in this process as a browser asks, by
everybody who may open it: seconds by the clock, and processor time of the one thread that makes the
page, in which other work on the machine has little say.
"""

from __future__ import annotations

import gzip
import os
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tusach.node.acts.node import Node

WARM, TIMES = 2, 7
NAMESPACES = ("desk", "opac", "stock", "office", "worklist")
NOT_PAGES = (
    "month-export",
    "individual-file",
    "general-file",
    "mrc",
    "xml",
    "looks-file",
    "visits-file",
)
"""Files that somebody fetches once a year; they are made row by row."""
ASKED = {
    "desk:find": ("q=ha+noi",),
    "desk:readers": ("", "q=hoang", "show=lacking", "page=3"),
    "desk:overdue": ("", "page=2"),
    "desk:reader": ("", "loans=all"),
    "opac:search": (
        "q=ha+noi",
        "q=",
        "q=&page=40",
        "q=truyen&available=1",
        "q=lich+su&language=vi",
    ),
    "opac:suggest": ("q=ha+n",),
    "opac:loans": ("", "history=1"),
    "stock:individual": ("", "page=9"),
    "stock:labels": ("", "last=65"),
}
"""Questions with which a page is asked, beside none."""


@dataclass(frozen=True)
class Seen:
    """A page as it was asked for. cpu_ms: median and longest; by the clock: every single answer.

    weight: gzipped, without files.
    """

    name: str
    who: str
    question: str
    cpu_ms: float
    longest_ms: float
    weight: int
    clock_ms: tuple[float, ...]


def clients(node: Node) -> dict[str, Any]:
    """A browser for each who may ask: nobody, a reader with loans, the two kinds of librarian."""
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest
    from django.test import Client

    from tusach.node.people import logins, pins, sessions

    found: dict[str, Any] = {"anybody": Client()}

    def seated(who: str, begin: Any) -> None:
        request = HttpRequest()
        request.session = SessionStore()
        begin(request)
        request.session.save()
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
        found[who] = client

    pins.set_pin(_busiest_reader(node), "2468")
    seated("reader", lambda request: sessions.begin_reader(request, _busiest_reader(node)))
    for role in ("librarian", "provincial"):
        login = next(
            (one for one in logins.Login.objects.all() if one.username == role), None
        ) or logins.create_login(_staff(node, role), role)
        seated(role, lambda request, login=login: sessions.begin_staff(request, login))
    return found


def _staff(node: Node, role: str) -> str:
    sql = "SELECT subject FROM post WHERE tenant = ? AND role = ? ORDER BY subject"
    return str(node.store.query(sql, (node.tenant, role))[0][0])


def _busiest_reader(node: Node) -> str:
    rows = node.store.vault.query(
        "SELECT reader FROM loan_reader GROUP BY reader ORDER BY count(*) DESC, reader LIMIT 1"
    )
    return str(rows[0][0])


def values(node: Node) -> dict[str, str]:
    """What stands in an address: the busiest of each."""

    def one(sql: str) -> str:
        rows = node.store.query(sql, (node.tenant,))
        return str(rows[0][0]) if rows else "none"

    copy = one("SELECT subject FROM copy WHERE tenant = ? AND status = 'on_loan' ORDER BY 1")
    return {
        "reader": _busiest_reader(node),
        "copy": copy,
        "subject": copy,
        "title": one(
            "SELECT title FROM copy WHERE tenant = ? GROUP BY title ORDER BY count(*) DESC, 1"
        ),
        "place": one(
            "SELECT owner FROM copy WHERE tenant = ? GROUP BY owner ORDER BY count(*) DESC"
        ),
        "code": one("SELECT code FROM place WHERE tenant = ? ORDER BY code"),
        "person": one("SELECT subject FROM post WHERE tenant = ? ORDER BY 1"),
        "hold": one("SELECT subject FROM hold WHERE tenant = ? ORDER BY 1"),
        "count": one("SELECT subject FROM stocktaking WHERE tenant = ? ORDER BY 1"),
        "dossier": one("SELECT subject FROM weeding WHERE tenant = ? ORDER BY 1"),
        "delivery": one("SELECT subject FROM delivery WHERE tenant = ? ORDER BY 1"),
        "sheet": one("SELECT subject FROM sheet WHERE tenant = ? ORDER BY 1"),
    }


def addresses(known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(name, path) of every address of the named apps whose parts are known."""
    from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

    for space in get_resolver().url_patterns:
        if not isinstance(space, URLResolver) or space.namespace not in NAMESPACES:
            continue
        for one in space.url_patterns:
            if not isinstance(one, URLPattern) or one.name in NOT_PAGES:
                continue
            name = f"{space.namespace}:{one.name}"
            if name in ("office:stock", "office:attention"):
                for what in _kinds(name):
                    yield f"{name} {what}", reverse(name, kwargs={"what": what})
                continue
            try:
                yield (
                    name,
                    reverse(name, kwargs={key: known[key] for key in one.pattern.converters}),
                )
            except (KeyError, NoReverseMatch):
                continue


def _kinds(name: str) -> tuple[str, ...]:
    stock = ("titles", "copies", "loans", "overdue", "readers")
    return stock if name == "office:stock" else ("dead", "updates", "frames")


def look(node: Node) -> Iterator[Seen]:
    """Every page by everybody who is let in."""
    known = values(node)
    seats = clients(node)
    for name, path in addresses(known):
        for question in ASKED.get(name, ("",)):
            address = f"{path}?{question}" if question else path
            for who, client in seats.items():
                seen = _timed(client, address, name=name, who=who, question=question)
                if seen is not None:
                    yield seen


def _timed(client: Any, address: str, *, name: str, who: str, question: str) -> Seen | None:
    spent: list[float] = []
    waits: list[float] = []
    for turn in range(WARM + TIMES):
        began, asked = time.thread_time(), time.perf_counter()
        answer = client.get(address, headers={"accept-language": "vi"})
        body = b"".join(answer) if answer.streaming else answer.content
        took = 1000 * (time.thread_time() - began)
        waited = 1000 * (time.perf_counter() - asked)
        if answer.status_code >= 500:
            raise SystemExit(f"{address}: {answer.status_code}")
        if answer.status_code != 200:  # not for this person, or nothing to look at
            return None
        if turn >= WARM:
            spent.append(took)
            waits.append(waited)
    weight = len(gzip.compress(body))
    return Seen(name, who, question, statistics.median(spent), max(spent), weight, tuple(waits))


def open_pages(home: Path) -> Node:
    """The home with its pages, in this process."""
    os.environ["TUSACH_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tusach.node.settings.django")
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    call_command("migrate", verbosity=0)
    setup_test_environment()
    from tusach.node.acts import current
    from tusach.node.acts.node import open_node
    from tusach.node.cli.serving import hold_what_stays
    from tusach.node.people import directory
    from tusach.node.people.from_ledger import LedgerDirectory

    node = open_node(home)
    hold_what_stays()
    current.install(node)
    directory.install(LedgerDirectory(node))
    return node
