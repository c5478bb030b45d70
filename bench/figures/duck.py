"""The peer: DuckDB 2.0.1 over the same rows, asked the same statements; a reference, no rival.

It is installed into an environment of its own for the run, never into this project's. Where it
cannot be had, that is said and nothing is measured.
"""

from __future__ import annotations

import csv
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.store.__main__ import Bench

from tusach.node.acts import figures
from tusach.node.store import figure_sql
from tusach.node.store.figure_changes import SEEN
from tusach.node.store.schema import BY_NAME

if TYPE_CHECKING:
    from bench.figures.__main__ import Figures

VERSION, PATIENCE_S, RUNS = "2.0.1", 1_800, 3
PEER = Path(__file__).with_name("peer.py")
TABLES = sorted(SEEN)
TYPES = {"TEXT": "VARCHAR", "INTEGER": "BIGINT"}
MATRIX = (
    "SELECT p.unit, substr(v.on_day, 1, 4), (CAST(substr(v.on_day, 6, 2) AS INTEGER) + 2) / 3, "
    "sum(v.n) FROM visit v JOIN place p ON p.tenant = v.tenant AND p.subject = v.place "
    "GROUP BY 1, 2, 3"
)


class _Noting:
    """A look that remembers what was asked."""

    has_links = False

    def __init__(self, look: figures.Look) -> None:
        self.tenant, self._look = look.tenant, look
        self.asked: list[tuple[str, tuple[Any, ...]]] = []

    def rows(self, sql: str, *params: Any) -> list[Any]:
        self.asked.append((sql, params))
        return self._look.rows(sql, *params)


def measure(bench: Bench, work: Figures) -> None:
    """The same statements over the same rows: SQLite without cells, and DuckDB."""
    folder = bench.folder / "duck"
    folder.mkdir()
    try:
        python = _installed(folder)
    except (OSError, subprocess.TimeoutExpired) as fault:
        print(f"DuckDB {VERSION}: not measured: {fault}")
        return
    if python is None:
        return
    groups = _groups(work)
    tables = {
        name: {
            one: TYPES[kind]
            for one, kind in (("tenant", "TEXT"), ("subject", "TEXT"), *_columns(name))
        }
        for name in TABLES
    }
    for name in TABLES:
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(BY_NAME[name].names)
            with work.node.store.engine.reading() as reading:
                for row in reading.table(name):
                    out.writerow(["\\N" if one is None else one for one in row])
    said = {"tables": tables, "groups": groups, "runs": RUNS}
    (folder / "statements.json").write_text(json.dumps(said))
    ran = subprocess.run(
        [str(python), str(PEER), str(folder)], capture_output=True, text=True, timeout=PATIENCE_S
    )
    if ran.returncode:
        print(f"DuckDB {VERSION}: not measured: {ran.stderr.strip()[-400:]}")
        return
    found = json.loads(ran.stdout)
    bench.note("DuckDB: rows laid in", found["load_s"], "s")
    for name, statements in groups.items():
        spent, values = [], []
        for _ in range(RUNS):
            began = time.perf_counter()
            values = [work.node.store.query(sql, params) for sql, params in statements]
            spent.append(1000 * (time.perf_counter() - began))
        theirs = found["groups"][name]
        for (sql, _), ours, other in zip(statements, values, theirs["values"], strict=True):
            assert sorted(map(list, ours)) == sorted(other), f"{sql}: {ours[:3]} {other[:3]}"
        bench.note(f"{name} ({len(statements)}): SQLite, counted", statistics.median(spent), "ms")
        bench.note(f"{name} ({len(statements)}): DuckDB", theirs["ms"], "ms")


def _columns(name: str) -> list[tuple[str, str]]:
    return [(one.split()[0], one.split()[1]) for one in BY_NAME[name].columns]


def _groups(work: Figures) -> dict[str, list[tuple[str, list[Any]]]]:
    """Statements by what they are for."""
    from bench.figures.__main__ import QUARTERS

    groups: dict[str, list[tuple[str, list[Any]]]] = {}
    for name, unit in (("a unit, a quarter", work.units[7]), ("the province, a quarter", "")):
        noting = _Noting(figures.Look(work.node))
        for one in work.asked(QUARTERS[-2:-1], [unit]):
            figure_sql.figure(noting, one.reading, one.over, today=work.node.today(), unit=one.unit)
        groups[f"all of {name}"] = [(sql, list(params)) for sql, params in noting.asked]
    groups["visits by unit and quarter, grouped"] = [(MATRIX, [])]
    return groups


def _installed(folder: Path) -> Path | None:
    python = folder / "venv" / "bin" / "python"
    commands = (
        [sys.executable, "-m", "venv", str(folder / "venv")],
        [str(python), "-m", "pip", "install", "-q", f"duckdb=={VERSION}"],
    )
    for command in commands:
        found = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
        if found.returncode:
            print(f"DuckDB {VERSION}: not measured: {found.stderr.strip()[-300:]}")
            return None
    return python
