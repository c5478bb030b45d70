"""`python -m bench.pages`: pages of a large catalogue through HTTP, and the small demonstration.

The reference is that of `bench.store`: bare commits a second, in the same folder and run.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from bench.pages import every
from bench.search.labelled import Labeller
from bench.search.words import Press
from bench.store import scene
from bench.store.__main__ import Bench, served

from tusach.ledger.ident import sha256
from tusach.library.catalogue import rules as catalogue
from tusach.library.catalogue.facts import TitleDescribed
from tusach.node.acts.node import At, Node, writing_node
from tusach.node.store.search_shapes import Entry

PARTS = ("catalogue", "every", "demo")
MOST_CPU_MS, NEXT_BYTES, SHOWN = 40, 8_000, 12
CLASSES = ("exact", "no marks", "one typo", "prefix", "author+title")
SEED = 7


def fill(node: Node, count: int, at: At) -> list[str]:
    """So many titles with words of real ones; their subjects."""
    subjects = []
    press = iter(Press(SEED).titles(count))
    while part := list(itertools.islice(press, scene.AT_ONCE)):
        with node.store.batch() as transaction:
            for entry in part:
                raw = f"record {entry.title_id}".encode()
                body = TitleDescribed(
                    record=sha256(raw), format="typed", title=entry.title, authors=entry.authors,
                    control=entry.title_id, source="bench", subjects=entry.subjects,
                    year=entry.year, dewey=entry.dewey, languages=(entry.language[:2],),
                    audience="child" if entry.audience == "child" else "adult",
                )  # fmt: skip
                subject = catalogue.title_subject(node.tenant, body)
                transaction.tell(
                    [catalogue.describe(subject, body, on=at.on, place=at.place, raw=raw)], at.by
                )
                subjects.append(subject)
    return subjects


def queries(home: Path, count: int, wanted: int) -> list[str]:
    """Questions of several classes, drawn once, in no order."""
    chooser = random.Random(SEED + 1)
    some = [entry for entry in Press(SEED).titles(min(count, 20_000)) if entry.title]

    def made() -> Entry:
        return chooser.choice(some)

    address = f"file:{home / 'search.sqlite'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        labeller = Labeller(database, SEED + 1)
        drawn = [
            one.typed
            for name in CLASSES
            for one in labeller.draw(name, wanted // len(CLASSES), [], made)
        ]
    chooser.shuffle(drawn)
    return drawn


class Visitor:
    """Somebody who is not logged in, at a browser that keeps its connection but no page."""

    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port)

    def wait(self, path: str) -> float:
        """Milliseconds until the page was read."""
        began = time.perf_counter()
        self.line.request("GET", path)
        answer = self.line.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        return 1000 * (time.perf_counter() - began)


def pages(bench: Bench) -> None:
    """The search page, another question each time, and the first page, in a large catalogue."""
    home, count = bench.folder / "catalogue", bench.options.titles
    scene.found(home)
    with writing_node(home) as node:
        node.indexer.paused = True
        scene.fill_copies(node, fill(node, count, scene.at_desk(node)), count)
        node.indexer.rebuild()
        node.indexer.paused = False
    asked = queries(home, count, bench.options.requests)
    began = time.perf_counter()
    with served(home) as (port, _process):
        bench.note("start until the first page is there", time.perf_counter() - began, "s")
        visitor = Visitor(port)
        for name, paths in (
            ("search page", ["/search?" + urlencode({"q": typed}) for typed in asked]),
            ("first page", ["/"] * len(asked)),
        ):
            reference = bench.reference()
            waits = sorted(visitor.wait(path) for path in paths)
            bench.note(f"{name}, {count:,} titles: p50", waits[len(waits) // 2], "ms", reference)
            bench.note(f"{name}: p95", waits[len(waits) * 95 // 100], "ms", reference)
        bench.note("requests of each", len(asked), "")


def all_pages(bench: Bench) -> None:
    """Every page in a year of a whole province, with as many titles as are asked for."""
    home = bench.folder / "province"
    _demonstration(home, "full")
    with writing_node(home) as node:
        ((place,),) = node.store.query(
            "SELECT owner FROM copy WHERE tenant = ? GROUP BY owner ORDER BY count(*) DESC LIMIT 1",
            (node.tenant,),
        )
        ((have,),) = node.store.query("SELECT count(*) FROM title WHERE tenant = ?", (node.tenant,))
        fill(node, max(0, bench.options.records - have), At(place, node.today()))
    node = every.open_pages(home)
    try:
        seen = sorted(every.look(node), key=lambda one: -one.cpu_ms)
    finally:
        node.close()
    spent = [one.cpu_ms for one in reversed(seen)]
    bench.note("pages, each by everybody who may open it", len(seen), "")
    bench.note("processor of a page: p50", spent[len(spent) // 2], "ms")
    bench.note("processor of a page: p95", spent[len(spent) * 95 // 100], "ms")
    waits = sorted(wait for one in seen for wait in one.clock_ms)
    for share in (50, 95, 99):
        words = f"by the clock, every answer of every page: p{share}"
        bench.note(words, waits[len(waits) * share // 100], "ms")
    for one in seen[:SHOWN]:
        bench.note(f"  {one.name} {one.question} ({one.who})", one.cpu_ms, "ms")
    bench.note(f"above {MOST_CPU_MS} ms", sum(one.cpu_ms > MOST_CPU_MS for one in seen), "pages")
    for one in seen:
        if one.weight > NEXT_BYTES:
            bench.note(f"  {one.name} {one.question} ({one.who})", one.weight / 1000, "kB gzipped")


def demo(bench: Bench) -> None:
    """Seconds until the small demonstration is there, of a process of its own."""
    reference = bench.reference()
    began = time.perf_counter()
    _demonstration(bench.folder / "demo", "small")
    bench.note("small demonstration", time.perf_counter() - began, "s", reference)


def _demonstration(home: Path, size: str) -> None:
    start = "from tusach.node.cli.main import run; run()"
    words = ["demo", "--size", size, "--home", str(home)]
    subprocess.run([sys.executable, "-c", start, *words], check=True, capture_output=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; may be repeated")
    parser.add_argument("--titles", type=int, default=100_000)
    parser.add_argument("--records", type=int, default=50_000, help="titles for every page")
    parser.add_argument("--requests", type=int, default=250, help="of each page, 200 or more")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as folder:
        os.environ["TUSACH_KEYS"] = str(Path(folder) / "keys")
        bench = Bench(Path(folder), options)
        work = {"catalogue": pages, "every": all_pages, "demo": demo}
        for part in options.only or PARTS:
            work[part](bench)


if __name__ == "__main__":
    main()
