"""``python -m bench.search --size 100000 --seed 7``: quality, speed and size of the search."""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.search.labelled import Labelled, Labeller, bare
from bench.search.words import Press

from tusach.library.catalogue.folding import fold
from tusach.node.store.search import SearchIndex
from tusach.node.store.search_shapes import Entry, Shelf

_RUNS = 5
_MIXED = 1_000


def main() -> None:
    """Build, ask, print."""
    options = _options()
    folder = Path(options.keep) if options.keep else Path(tempfile.mkdtemp(prefix="bench-search-"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"search-{options.size}-{options.seed}.sqlite"
    index = _built(path, options)
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    stock = None if options.no_stock else _stock(options)
    _quality(index, database, stock, options)
    if not options.no_speed:
        _speed(index, stock, options)
        _changes(index, options)
    index.close()
    database.close()
    _memory(path)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7, help="of the titles")
    parser.add_argument("--queries-seed", type=int, default=None, help="default: seed + 1")
    parser.add_argument("--queries", type=int, default=150, help="a class")
    parser.add_argument("--keep", help="folder where the index is kept between runs")
    parser.add_argument("--no-stock", action="store_true", help="leave the reference out")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--misses", action="store_true", help="print the queries that missed")
    parser.add_argument("--only", help="one class")
    return parser.parse_args()


def _built(path: Path, options: argparse.Namespace) -> SearchIndex:
    fresh = not path.exists()
    index = SearchIndex(path)
    if fresh:
        began = time.perf_counter()
        index.rebuild(Press(options.seed).titles(options.size))
        took = time.perf_counter() - began
        print(f"build {options.size:,} titles: {took:.1f} s, {options.size / took:,.0f}/s")
    print(f"file {path.stat().st_size / 1e6:.1f} MB, {index.count:,} titles")
    return index


def _stock(options: argparse.Namespace) -> sqlite3.Connection:
    """The reference: what anyone gets from SQLite without thought."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE stock USING fts5(title, author, subject, title_id UNINDEXED,"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    began = time.perf_counter()
    database.executemany(
        "INSERT INTO stock VALUES (?, ?, ?, ?)",
        (
            (each.title, ", ".join(each.authors), "; ".join(each.subjects), each.title_id)
            for each in Press(options.seed).titles(options.size)
        ),
    )
    database.execute("INSERT INTO stock (stock) VALUES ('optimize')")
    print(f"reference (stock FTS5, in memory) built in {time.perf_counter() - began:.1f} s")
    return database


def _ask_stock(database: sqlite3.Connection, typed: str) -> list[tuple[str, str]]:
    words = "".join(letter if letter.isalnum() else " " for letter in typed).split()
    match = " ".join(f'"{word}"' for word in words)
    if not match:
        return []
    rows = database.execute(
        "SELECT title_id, title FROM stock WHERE stock MATCH ? ORDER BY rank LIMIT 10", (match,)
    )
    return rows.fetchall()


def _quality(
    index: SearchIndex,
    database: sqlite3.Connection,
    stock: sqlite3.Connection | None,
    options: argparse.Namespace,
) -> None:
    seed = options.seed + 1 if options.queries_seed is None else options.queries_seed
    titles = list(Press(options.seed).titles(min(options.size, 2_000)))
    real = [each for each in titles if each.title_id.startswith("real")]
    made = _some(options, seed)
    folded: dict[str, str] = {}

    def ours(typed: str) -> list[tuple[str, str]]:
        hits = [hit.title_id for hit in index.search(typed).hits]
        missing = [each for each in hits if each not in folded]
        for title_id in missing:
            row = database.execute("SELECT tf FROM titles WHERE title_id = ?", (title_id,))
            folded[title_id] = row.fetchone()[0]
        return [(each, folded[each]) for each in hits]

    print(f"\n{'class':18} {'queries':>7}   {'ours MRR/recall@10':>20}   {'stock FTS5':>14}")
    sums: list[tuple[float, float, int]] = []
    labeller = Labeller(database, seed)
    chooser = random.Random(seed)
    for name in labeller.classes:
        if options.only and options.only != name:
            continue
        asked = list(labeller.draw(name, options.queries, real, lambda: chooser.choice(made)))
        if not asked:
            print(f"{name:18} {0:7}   no title allows it")
            continue
        rank, recall = _measured(asked, ours, show=options.misses)
        line = f"{name:18} {len(asked):7}   {rank:13.3f}/{recall:.3f}"
        if stock is not None:
            base, base_recall = _measured(
                asked, lambda typed: [(i, fold(t)) for i, t in _ask_stock(stock, typed)]
            )
            line += f"   {base:8.3f}/{base_recall:.3f}"
        print(line, flush=True)
        sums.append((rank, recall, len(asked)))
    total = sum(each[2] for each in sums)
    rank = sum(each[0] * each[2] for each in sums) / total
    recall = sum(each[1] * each[2] for each in sums) / total
    print(f"{'all':18} {total:7}   {rank:13.3f}/{recall:.3f}")
    print(
        "rules, ranking, titles and queries have one author: no logs of readers, no human judgement"
    )


def _some(options: argparse.Namespace, seed: int) -> list[Entry]:
    """Titles to ask for, from the whole catalogue."""
    chooser = random.Random(seed)
    share = min(1.0, 40_000 / options.size)
    return [
        each
        for each in Press(options.seed).titles(options.size)
        if chooser.random() < share and not each.title_id.startswith("real")
    ]


def _measured(
    asked: list[Labelled], ask: Callable[[str], list[tuple[str, str]]], *, show: bool = False
) -> tuple[float, float]:
    ranks, found = 0.0, 0
    for query in asked:
        for place, (title_id, folded) in enumerate(ask(query.typed), start=1):
            if title_id == query.title_id or folded == query.folded_title:
                ranks += 1 / place
                found += 1
                break
        else:
            if show:
                print(f"   missed: {query.typed!r} meant {query.folded_title!r}")
    return ranks / len(asked), found / len(asked)


def mixed_queries(options: argparse.Namespace, seed: int) -> list[str]:
    """1 to 4 neighbouring words of a title: 45 % without marks, 15 % unfinished, 10 % mistyped."""
    chooser = random.Random(seed)
    titles = _some(options, seed)
    labeller = Labeller(sqlite3.connect(":memory:"), seed)
    queries = []
    while len(queries) < _MIXED:
        words = chooser.choice(titles).title.split()
        length = chooser.randint(1, min(4, len(words)))
        start = chooser.randrange(len(words) - length + 1)
        text = " ".join(words[start : start + length])
        draw = chooser.random()
        if draw < 0.45:
            text = bare(text)
        elif draw < 0.60:
            text = text[: -chooser.randint(1, 3)] or text
        elif draw < 0.70:
            parts = bare(text).split()
            at = chooser.randrange(len(parts))
            if len(parts[at]) >= 3:
                parts[at] = labeller._slip(parts[at])
            text = " ".join(parts)
        queries.append(text)
    return queries


def _speed(
    index: SearchIndex, stock: sqlite3.Connection | None, options: argparse.Namespace
) -> None:
    queries = mixed_queries(options, options.seed + 2)
    _timed(queries, index.search)
    runs = [_timed(queries, index.search) for _ in range(_RUNS)]
    _print_times("search, 1,000 mixed queries", runs)
    _print_times("as you type", [_timed(queries, index.suggest) for _ in range(3)])
    _print_times("facets", [_timed(queries[:200], index.facets) for _ in range(3)])
    if stock is not None:
        part = queries[:250]
        _print_times(
            "reference: stock FTS5, AND only, bm25",
            [_timed(part, lambda typed: _ask_stock(stock, typed)) for _ in range(3)],
        )


def _timed(queries: list[str], ask: Callable[[str], object]) -> list[float]:
    times = []
    for typed in queries:
        began = time.perf_counter()
        ask(typed)
        times.append((time.perf_counter() - began) * 1_000)
    return sorted(times)


def _print_times(what: str, runs: list[list[float]]) -> None:
    figures = []
    for share in (0.50, 0.95, 0.99):
        figures.append(statistics.median(run[int(share * (len(run) - 1))] for run in runs))
    p50, p95, p99 = figures
    print(f"{what:40} p50 {p50:7.2f}   p95 {p95:7.2f}   p99 {p99:7.2f} ms")


def _changes(index: SearchIndex, options: argparse.Namespace) -> None:
    extra = [
        each._replace(title_id=f"x{number}")
        for number, each in enumerate(Press(options.seed + 9).titles(300))
    ]
    adding = sorted(_one(lambda each=each: index.index([each])) for each in extra)
    _print_times("add one title, committed", [adding])
    shelves = sorted(
        _one(lambda each=each: index.set_shelves(each.title_id, [Shelf(each.title_id, "p", 3, 1)]))
        for each in extra
    )
    _print_times("set the shelves of one title", [shelves])
    began = time.perf_counter()
    index.remove([each.title_id for each in extra])
    print(f"remove 300 titles: {(time.perf_counter() - began) * 1_000:.1f} ms")


def _one(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1_000


_MEMORY = """
import sys
from pathlib import Path
def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
from tusach.node.store.search import SearchIndex
before = held()
index = SearchIndex(Path(sys.argv[1]))
for typed in ("lich su", "ky thuat trong", "nguyen"):
    index.search(typed)
after = held()
print(f"memory: {after - before:.1f} MB more after opening and three searches "
      f"({after:.1f} MB in all, {len(index._vocabulary):,} folded words)")
"""


def _memory(path: Path) -> None:
    subprocess.run([sys.executable, "-c", _MEMORY, str(path)], check=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"this bench process itself: {peak / 1024:.0f} MB at its peak")


if __name__ == "__main__":
    main()
