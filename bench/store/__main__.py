"""`python -m bench.store`: the store's figures, each the median of several runs beside a reference.

The reference is one INSERT and COMMIT of 500 bytes into a bare SQLite file with the same pragmas,
in the same folder and the same run: where it is slow, the machine is slow or busy.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import re
import resource
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

from bench.store import scene

from tusach.ledger.draft import Refusal
from tusach.node.acts import circulation, governing
from tusach.node.acts.importing import import_files
from tusach.node.acts.node import Node, writing_node
from tusach.node.store.retell import retell

PARTS = ("lend", "http", "import", "retell", "idle")
REFERENCES, LENDS, REQUESTS, PILE = 200, 400, 300, 10
LOGIN = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tusach.node.people import logins
import sys
logins.set_password(logins.create_login(sys.argv[1], "bench"), "four words of peace")
"""


class Bench:
    """One folder, one set of options, figures as they come."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.folder = folder
        self.options = options
        self.figures: dict[str, object] = {}

    def note(self, name: str, value: float, unit: str, reference: float | None = None) -> None:
        """One figure, printed at once."""
        told = f"{name:<34}{value:>12,.1f} {unit}"
        if reference is not None:
            told += f"   (reference {reference:,.0f} commits/s)"
        self.figures[name] = {"value": round(value, 1), "unit": unit, "reference": reference}
        print(told, flush=True)

    def reference(self) -> float:
        """Bare commits a second, now and here."""
        path = self.folder / "reference.sqlite"
        path.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.execute("CREATE TABLE fact (nr INTEGER PRIMARY KEY, raw BLOB)")
            began = time.perf_counter()
            for _ in range(REFERENCES):
                database.execute("BEGIN IMMEDIATE")
                database.execute("INSERT INTO fact (raw) VALUES (?)", (bytes(500),))
                database.execute("COMMIT")
            return REFERENCES / (time.perf_counter() - began)

    def medians(self, run: Callable[[], float]) -> tuple[float, float]:
        """Median of the runs, and of the references measured between them."""
        found, references = [], []
        for _ in range(self.options.runs):
            references.append(self.reference())
            found.append(run())
        return statistics.median(found), statistics.median(references)

    def lend(self) -> None:
        """Facts a second: rule, append, tables, search file, durable each by itself."""
        home = self.folder / "lend"
        with scene.filled(home, titles=500, copies=2_000, readers=800) as node:
            copies, readers, at = copies_of(node), readers_of(node), scene.at_desk(node)
            turn = iter(range(10**9))
            spent: list[float] = []

            def run() -> float:
                facts, began, worked = 0, time.perf_counter(), time.thread_time()
                for _ in range(LENDS // 2):
                    nr = next(turn)
                    copy, reader = copies[nr % len(copies)], readers[nr % len(readers)]
                    for done in (
                        circulation.lend(node, copy, reader, at),
                        circulation.take_back(node, copy, at),
                    ):
                        assert not isinstance(done, Refusal), done
                        facts += 1
                spent.append(1e6 * (time.thread_time() - worked) / facts)
                return facts / (time.perf_counter() - began)

            value, reference = self.medians(run)
        self.note("lend, return: durable facts", value, "/s", reference)
        self.note("lend, return: processor", statistics.median(spent), "us a fact")

    def http(self) -> None:
        """Requests a second through a served desk, by one client that keeps its connection."""
        home = self.folder / "http"
        with scene.filled(home, titles=500, copies=2_000, readers=800) as node:
            copies = codes_of(node)
            readers = readers_of(node)
            before = facts_of(node)
        add_login(home, scene.LIBRARIAN_ID)
        with served(home) as (port, _process):
            desk = Desk(port)
            desk.log_in()
            # With its page open, as a browser sends them; or each scan coming from another page,
            # so that the whole screen is the answer.
            told = self._scans(desk, "HTTP lend, return", copies, readers, is_open=False)
            told += self._scans(desk, "HTTP on an open page", copies, readers, is_open=True)
        with writing_node(home) as node:
            assert facts_of(node) - before >= told, "a request told nothing"

    def _scans(
        self, desk: Desk, name: str, copies: list[str], readers: list[str], *, is_open: bool
    ) -> int:
        rates, waits, references = [], [], []
        turn = iter(range(10**9))
        for _ in range(self.options.runs):
            references.append(self.reference())
            began = time.perf_counter()
            for _ in range(REQUESTS // 2):
                nr = next(turn)
                copy, reader = copies[nr % len(copies)], readers[nr % len(readers)]
                waits.append(desk.scan("reader", copy, reader=reader, is_open=is_open))
                waits.append(desk.scan("return", copy, is_open=is_open))
                if nr % PILE == PILE - 1:  # a page lists the whole pile that came back
                    desk.ask("POST", "/desk/return/clear", {})
            rates.append(REQUESTS / (time.perf_counter() - began))
        waits.sort()
        reference = statistics.median(references)
        self.note(name, statistics.median(rates), "requests/s", reference)
        self.note(f"{name}: p99", 1000 * waits[len(waits) * 99 // 100], "ms", reference)
        return len(waits)

    def importing(self) -> None:
        """Records a second from bytes to durable, searchable titles; memory at its highest."""
        options = self.options
        rates, references = [], []
        file = self.folder / "bench.mrc"
        with file.open("wb") as out:
            out.writelines(scene.records(options.records, options.source))
        for nr in range(options.runs):
            references.append(self.reference())
            home = self.folder / f"import {nr}"
            scene.found(home)
            with writing_node(home) as node:
                began = time.perf_counter()
                account = import_files(node, [file], scene.at_desk(node))
                rates.append(account.read / (time.perf_counter() - began))
                assert account.read == options.records == account.stored + account.present
        reference = statistics.median(references)
        self.note("MARC import", statistics.median(rates), "records/s", reference)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.note("MARC import: memory, all parts so far", peak, "MB")

    def retelling(self) -> None:
        """Seconds to drop and tell anew the tables of so many facts."""
        wanted = self.options.facts
        home = self.folder / "retell"
        copies = max(100, wanted // 20)
        with scene.filled(home, titles=copies // 3, copies=copies, readers=copies // 10) as node:
            node.indexer.paused = True
            tell_loans(node, wanted)
            with node.store.engine.reading() as reading:
                facts = reading.arrival()
            runs = []
            for _ in range(self.options.runs if wanted <= 50_000 else 1):
                began = time.perf_counter()
                found = retell(node.store)
                runs.append(time.perf_counter() - began)
                assert found.digest_before == found.digest_after
        seconds = statistics.median(runs)
        self.note(f"retell {facts:,} facts", seconds, "s", self.reference())
        self.note("retell: for 1,000,000 facts, at that rate", seconds * 1e6 / facts, "s")

    def idle(self) -> None:
        """Memory of a served node that has answered one page."""
        home = self.folder / "idle"
        with scene.filled(home, titles=self.options.titles, copies=1_000, readers=100):
            pass
        with served(home) as (_port, process):
            status = Path(f"/proc/{process.pid}/status").read_text()
        kib = int(re.search(r"VmRSS:\s+(\d+)", status)[1])  # type: ignore[index]
        self.note(f"idle with {self.options.titles:,} titles", kib / 1024, "MB")


def copies_of(node: Node) -> list[str]:
    return [row[0] for row in node.store.query("SELECT subject FROM copy ORDER BY subject")]


def codes_of(node: Node) -> list[str]:
    return [row[0] for row in node.store.query("SELECT code FROM copy ORDER BY code")]


def readers_of(node: Node) -> list[str]:
    return [row[0] for row in node.store.query("SELECT subject FROM reader ORDER BY subject")]


def facts_of(node: Node) -> int:
    with node.store.engine.reading() as reading:
        return reading.arrival()


def tell_loans(node: Node, wanted: int) -> None:
    """Loans and returns until the ledger holds so many facts."""
    copies, readers, at = copies_of(node), readers_of(node), scene.at_desk(node)
    with node.store.engine.reading() as reading:
        facts = reading.arrival()
    nr = 0
    while facts < wanted:
        with node.store.batch() as transaction:
            for _ in range(2_000):
                copy, reader = copies[nr % len(copies)], readers[nr % len(readers)]
                state = transaction.state(copy, "copy")
                if state.open_loan is None:
                    found = circulation.lend_in(node, transaction, copy=copy, reader=reader, at=at)
                else:
                    found = circulation.rules.take_back(state, governing.desk(node, at))
                nr += 1
                if not isinstance(found, Refusal):
                    facts += len(transaction.tell(found, at.by))


def add_login(home: Path, staff: str) -> None:
    """A login with a password, for the staff member of the home."""
    command = [sys.executable, "-c", LOGIN, staff]
    settings = {"TUSACH_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tusach.node.settings.django"}
    subprocess.run(command, check=True, env=os.environ | settings)


@contextlib.contextmanager
def served(home: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A process that serves a home, answering."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port = line.getsockname()[1]
    words = ["serve", "--home", str(home), "--bind", f"127.0.0.1:{port}", "--json"]
    start = "from tusach.node.cli.main import run; run()"
    process = subprocess.Popen(
        [sys.executable, "-c", start, *words], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline(), "the node did not answer"
        yield port, process
    finally:
        process.terminate()
        process.wait(60)


class Desk:
    """A member of staff at a browser that keeps its connection."""

    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> str:
        """One request; where it leads is not followed."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            if path != "/login":
                headers["HX-Request"] = "true"
            body = urlencode({**form, "csrfmiddlewaretoken": self.token})
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        self.token = found[1] if found else self.token
        if answer.status >= 400:
            raise SystemExit(f"{method} {path}: {answer.status}")
        return text

    def log_in(self) -> None:
        """By name and password, from this very machine."""
        self.ask("GET", "/login")
        self.ask("POST", "/login", {"username": "bench", "password": "four words of peace"})
        if "csrfmiddlewaretoken" not in self.ask("GET", "/desk"):
            raise SystemExit("the desk did not let the measurement in")

    def scan(self, screen: str, code: str, *, reader: str = "", is_open: bool = False) -> float:
        """One scan; seconds until its answer was read. is_open: the browser shows the screen."""
        form = {"screen": screen, "reader": reader, "code": code}
        if is_open:
            form["screen_address"] = f"/desk/readers/{reader}" if reader else "/desk/return"
        began = time.perf_counter()
        self.ask("POST", "/desk/scan", form)
        return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; may be repeated")
    parser.add_argument("--runs", type=int, default=5, help="runs of each part")
    parser.add_argument("--records", type=int, default=20_000, help="MARC records an import")
    parser.add_argument("--source", type=Path, help="real records, renumbered; else made ones")
    parser.add_argument("--facts", type=int, default=200_000, help="facts to retell")
    parser.add_argument("--titles", type=int, default=50_000, help="titles of the idle node")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-store-") as folder:
        os.environ["TUSACH_KEYS"] = str(Path(folder) / "keys")
        bench = Bench(Path(folder), options)
        work = {
            "lend": bench.lend,
            "http": bench.http,
            "import": bench.importing,
            "retell": bench.retelling,
            "idle": bench.idle,
        }
        for part in options.only or PARTS:
            work[part]()
    if options.json:
        print(json.dumps(bench.figures))


if __name__ == "__main__":
    main()
