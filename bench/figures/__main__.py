"""`python -m bench.figures`: how fast figures are counted, kept, read, and counted again.

The rows lie straight in the reading tables of a home, so nothing is told but what is measured as
told. The reference is the one of `bench.store`: bare commits of the same run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random

from bench.figures import duck, province
from bench.store import scene
from bench.store.__main__ import Bench

from tusach.ledger.draft import Refusal
from tusach.library.programme.evaluate import of_links
from tusach.library.programme.periods import Period, period
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import figures
from tusach.node.acts.node import Node, writing_node
from tusach.node.store import cells
from tusach.node.store.cells import Asked, Counted
from tusach.node.store.sql import SqlWriting

QUARTERS = [
    found
    for year in range(province.YEARS)
    for nr in range(1, 5)
    if (found := period(f"{province.FIRST.year + year}Q{nr}")) is not None
]
YEAR = str(province.FIRST.year + province.YEARS - 1)


Spent = tuple[float, float]
"""Milliseconds by the clock, and of the processor."""


def ms(work: Callable[[], object]) -> Spent:
    """What a piece of work takes."""
    clock, processor = time.perf_counter(), time.thread_time()
    work()
    return 1000 * (time.perf_counter() - clock), 1000 * (time.thread_time() - processor)


class Figures:
    """One home, one shape, figures as they come."""

    def __init__(self, bench: Bench, node: Node, shape: province.Shape) -> None:
        self.bench, self.node, self.shape = bench, node, shape
        self.dice = Random(shape.seed)
        self.units = [province.unit_of(nr) for nr in range(shape.units)]
        self.definitions = figures.definitions(node)

    def asked(self, periods: Sequence[Period], units: Sequence[str]) -> list[Asked]:
        """All figures that are kept: whose a loan was is asked of the vault each time."""
        found = cells.every(self.definitions, periods, units)
        return [one for one in found if not of_links(one.reading)]

    def look(self, asked: Sequence[Asked]) -> Counted:
        with self.node.store.engine.reading():
            return cells.counted(figures.Look(self.node), asked, today=self.node.today())

    def keep(self, found: Counted) -> None:
        assert cells.keep(self.node.store.engine, found)

    def note(self, name: str, spent: Sequence[Spent], *, tail: str = "p95") -> None:
        """Median and tail by the clock, and of the processor."""
        for kind, values in zip(
            ("", ", processor"), map(sorted, zip(*spent, strict=True)), strict=True
        ):
            at = len(values) * 95 // 100 if tail == "p95" else len(values) - 1
            self.bench.note(f"{name}{kind}, median", statistics.median(values), "ms")
            self.bench.note(f"{name}{kind}, {tail}", values[at], "ms")

    def rebuild(self) -> None:
        """Every indicator, each quarter, the province and each unit: from nothing to kept."""
        everything = self.asked(QUARTERS, ["", *self.units])
        found: list[Counted] = []

        def count() -> None:
            found.append(self.look(everything))
            self.keep(found[0])

        clock, processor = ms(count)
        assert found[0].stood == 0
        what = f"full rebuild, {len(everything):,} cells"
        self.bench.note(what, clock / 1000, "s", self.bench.reference())
        self.bench.note(f"{what}, processor", processor / 1000, "s")
        assert self.look(everything).stood == len(everything)

    def read(self) -> None:
        """What is kept, read with the proof that it still stands."""
        plan = [one for one in self.definitions if one.milestones]
        everywhere = ["", *self.units]
        for name, asked in (
            ("read: page of the province, a quarter", self.asked(QUARTERS[-1:], [""])),
            ("read: units and province, a quarter", self.asked(QUARTERS[-1:], everywhere)),
            ("read: the six of the plan, all quarters", cells.every(plan, QUARTERS, everywhere)),
            ("read: units and province, all quarters", self.asked(QUARTERS, everywhere)),
        ):
            self.look(asked)
            spent = [ms(partial(self.look, asked)) for _ in range(9)]
            assert self.look(asked).stood == len(asked)
            self.note(f"{name} ({len(asked):,})", spent, tail="worst")

    def tell(self, place: str, on: str) -> None:
        """A visit more, told as a desk tells it."""
        drafts = visits.count(
            VisitCounted("on_site", self.dice.randint(1, 9)),
            tenant=self.node.tenant,
            place=place,
            on=on,
            today=self.node.today(),
        )
        assert not isinstance(drafts, Refusal), drafts
        done = self.node.store.tell(None, drafts)
        assert not isinstance(done, Refusal), done

    def a_place(self) -> tuple[str, str]:
        """A place and its unit."""
        nr = self.dice.randrange(self.shape.units * self.shape.places)
        return province.place_of(nr), province.unit_of(nr // self.shape.places)

    def dirty(self) -> None:
        """One visit told late: all of its quarter again, in its unit and in the province."""
        spent: dict[str, list[Spent]] = {"a unit": [], "the province": []}
        again = []
        for _ in range(self.bench.options.changes):
            over = self.dice.choice(QUARTERS)
            place, unit = self.a_place()
            self.tell(place, f"{over.first[:8]}{self.dice.randint(1, 28):02}")
            for where, name in ((unit, "a unit"), ("", "the province")):
                asked = self.asked([over], [where])
                found: list[Counted] = []
                spent[name].append(
                    ms(lambda asked=asked, found=found: found.append(self.look(asked)))
                )
                again.append(len(asked) - found[0].stood)
                assert again[-1], "nothing was dirty"
                self.keep(found[0])
        for name, some in spent.items():
            self.note(f"dirty quarter of {name}", some)
        self.bench.note("cells counted again, each", statistics.mean(again), "")

    def fresh(self) -> None:
        """From before the telling to all figures of unit and province with it: quarter and year."""
        year = period(YEAR)
        assert year is not None
        over = QUARTERS[-1]
        for name, periods in (("quarter", [over]), ("quarter and year", [over, year])):
            spent = []
            for nr in range(self.bench.options.fresh):
                place, unit = self.a_place()
                taken = ms(partial(self.tell_and_read, place, unit, periods))
                if nr:  # the first counts the year, which nobody has asked for yet
                    spent.append(taken)
            self.note(f"fresh after a fact, {name}", spent, tail="worst")

    def known(self, since: int) -> None:
        """One figure as it was known before everything that this run has told."""
        today = self.node.today()
        year = period(YEAR)
        assert year is not None
        for name in ("visits", "loans", "stock_unused", "model"):
            said = figures.definition_of(self.node, name)
            reading = said.read_as("") if said is not None else None
            assert said is not None and reading is not None
            for over in (QUARTERS[-1], year):
                asked = Asked(said, reading, over)
                spent = [ms(partial(self.as_then, asked, since, today)) for _ in range(3)]
                told = f"{self.arrival() - since} facts told since"
                self.note(f"known then, {told}: {name}, {over.name}", spent, tail="worst")

    def as_then(self, asked: Asked, since: int, today: str) -> None:
        """The figure at the moment when that fact was the newest."""
        with figures.then(self.node, figures.Moment(since, today), asked.reading) as look:
            figures.answer_in(look, asked, today=today)

    def arrival(self) -> int:
        """The number of the newest fact."""
        return figures.Look(self.node).arrival()

    def people(self) -> None:
        """People of a period, counted while all links are known: of the vault's own links."""
        asked = [
            Asked(said, reading, QUARTERS[-1])
            for said in self.definitions
            if of_links(reading := said.readings[0])
        ]
        spent = [ms(lambda: figures.answers(self.node, asked)) for _ in range(3)]
        self.note(f"people of a quarter, {len(asked)} figures", spent, tail="worst")

    def tell_and_read(self, place: str, unit: str, periods: Sequence[Period]) -> None:
        """A visit is told, then everything of its unit and of the province is read."""
        self.tell(place, f"{QUARTERS[-1].first[:8]}17")
        figures.answers(self.node, self.asked(periods, [unit, ""]))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=250_000, help="visits and loans; 5,000,000 all")
    parser.add_argument("--changes", type=int, default=60, help="facts told late, one by one")
    parser.add_argument("--fresh", type=int, default=8, help="facts told and read at once")
    parser.add_argument("--no-duck", action="store_true", help="without DuckDB beside it")
    parser.add_argument("--runs", type=int, default=5, help="for the reference")
    options = parser.parse_args()
    share = min(1.0, options.size / 5_000_000)
    shape = province.Shape(
        visits=int(3_000_000 * share), loans=int(2_000_000 * share), readers=int(140_000 * share)
    )
    with tempfile.TemporaryDirectory(prefix="bench-figures-") as folder:
        os.environ["TUSACH_KEYS"] = str(Path(folder) / "keys")
        bench = Bench(Path(folder), options)
        home = Path(folder) / "home"
        scene.found(home)
        with writing_node(home) as node:
            node.indexer.paused = True
            began = time.perf_counter()
            with node.store.engine.much(), node.store.engine.writing() as writing:
                assert isinstance(writing, SqlWriting)
                rows = province.fill(writing, shape)
            bench.note("rows put into the tables", sum(rows.values()), "")
            bench.note("putting them", time.perf_counter() - began, "s")
            files = home.glob("ledger.sqlite*")
            bench.note("file and its log", sum(one.stat().st_size for one in files) / 2**20, "MiB")
            work = Figures(bench, node, shape)
            work.rebuild()
            work.read()
            since = work.arrival()
            work.dirty()
            work.fresh()
            work.known(since)
            work.people()
            if not options.no_duck:
                duck.measure(bench, work)


if __name__ == "__main__":
    main()
