"""Sheets of labels as the librarian gets them: one page through HTTP, from a node that serves.

The clock of a machine at work says little; what the serving process spent says more, so both are
given: seconds of its processor between asking and having the page, and the wait.
"""

from __future__ import annotations

import gzip
import statistics
import time
from pathlib import Path
from urllib.parse import urlencode

from bench.store import scene
from bench.store.__main__ import Desk, add_login, served

from tusach.node.acts.node import writing_node


def figures(folder: Path, count: int, passes: int) -> dict[str, float]:
    """Milliseconds and bytes by name; the first page of a fresh process stands by itself."""
    home = folder / "served"
    scene.found(home)
    with writing_node(home) as node:
        scene.fill_copies(node, scene.fill_titles(node, count), count)
        place = node.place_id(scene.CODE)
        codes = [
            row[0]
            for row in node.store.query(
                "SELECT accession FROM copy WHERE tenant = ? AND owner = ? ORDER BY accession",
                (node.tenant, place),
            )
        ]
        sheet = node.profile.shelving.label_sheets[0].code
    add_login(home, scene.LIBRARIAN_ID)
    asked = {"which": "numbers", "first_number": codes[0], "last_number": codes[-1],
             "kind": "code", "sheet": sheet}  # fmt: skip
    path = f"/stock/labels?{urlencode(asked)}"
    waits, spent, size = [], [], 0
    with served(home) as (port, process):
        desk = Desk(port)
        desk.log_in()
        for _ in range(passes + 1):
            before, began = _processor(process.pid), time.perf_counter()
            raw = _fetched(desk, path)
            waits.append(time.perf_counter() - began)
            spent.append(_processor(process.pid) - before)
            page = gzip.decompress(raw)
            assert page.count(b"<path") == count, page.count(b"<path")
            size = len(raw)
    return {
        "over HTTP, first, ms": round(1000 * waits[0], 1),
        "over HTTP, first, processor, ms": round(1000 * spent[0], 1),
        "over HTTP, median, ms": round(1000 * statistics.median(waits[1:]), 1),
        "over HTTP, worst, ms": round(1000 * max(waits), 1),
        "over HTTP, median, processor, ms": round(1000 * statistics.median(spent[1:]), 1),
        "page as sent, bytes": size,
    }


def _fetched(desk: Desk, path: str) -> bytes:
    """The page as a browser asks for it."""
    cookies = "; ".join(f"{name}={value}" for name, value in desk.cookies.items())
    desk.line.request("GET", path, headers={"Cookie": cookies, "Accept-Encoding": "gzip"})
    answer = desk.line.getresponse()
    if answer.status != 200 or answer.getheader("Content-Encoding") != "gzip":
        raise SystemExit(f"{path}: {answer.status} {answer.getheader('Content-Encoding')}")
    return answer.read()


def _processor(process: int) -> float:
    """Seconds that a process and what it has waited for have had of processors."""
    told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / 100
