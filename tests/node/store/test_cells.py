"""Figures that are kept are those that would be counted anew, in whatever order rows arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from tests.node.store.figure_rows import UNITS, made
from tests.node.store.telling import TENANT, named, open_engine

from tusach.library.programme.definition import Definition
from tusach.library.programme.evaluate import FORGOTTEN, of_links
from tusach.library.programme.periods import Period, period
from tusach.library.programme.reading_in import read_definitions
from tusach.node.store import cells, figure_sql
from tusach.node.store.cells import Asked
from tusach.node.store.figure_changes import SEEN
from tusach.node.store.protocol import FactRow, SubjectRows, TableRows
from tusach.node.store.row_changes import compared
from tusach.node.store.schema import BY_NAME
from tusach.node.store.sql import SqlWriting

RAW = resources.files("tusach.library.programme").joinpath("indicators.json").read_bytes()
DEFINITIONS = read_definitions(RAW)[0]
TODAY = "2026-11-20"
ORDERS = {"sqlite": 1_000, "postgres": 20}
Stories = dict[str, TableRows]


class Undone(Exception):
    """Nothing of this was."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    def url() -> str:
        empty: Callable[[], str] = request.getfixturevalue("emptied_database")
        return empty()

    made_engine = open_engine(request.param, tmp_path, url)
    yield made_engine
    made_engine.close()


def over(name: str) -> Period:
    found = period(name)
    assert found is not None
    return found


def asked_of(names: Sequence[str], units: Sequence[str] = ("", *UNITS[:2])) -> list[Asked]:
    """Every reading of every indicator."""
    return [
        Asked(said, reading, over(name), unit)
        for name in names
        for unit in units
        for said in DEFINITIONS
        for reading in said.readings
        if not of_links(reading)
    ]


def stories_of(seed: int) -> Stories:
    """The rows of one seed by subject."""
    found: Stories = {}
    for name, rows in made(Random(seed), TENANT).items():
        names = BY_NAME[name].names
        key = [names.index(one) for one in BY_NAME[name].whole_key]
        apart = {}
        for row in rows:
            whole = tuple(row.get(column) for column in names)
            apart[tuple(whole[at] for at in key)] = whole
        for whole in apart.values():
            found.setdefault(whole[1], {}).setdefault(name, []).append(whole)
    return found


def noun_of(rows: TableRows) -> str:
    return BY_NAME[next(iter(rows))].nouns[0]


class Telling:
    """A transaction into which stories come with a fact each."""

    def __init__(self, writing: SqlWriting) -> None:
        self.writing = writing
        self.now: Stories = {}
        self._numbers = count(writing.arrival() + 1)

    def put(self, subject: str, rows: TableRows) -> None:
        """These are all rows of a subject from now on."""
        nr = next(self._numbers)
        fact = named(f"fact {nr}")
        self.writing.append([FactRow(nr, fact, "s" * 32, nr, "x/1", (subject,), b"{}")])
        was = self.now.get(subject)
        if was is None:
            self.writing.put_stories([SubjectRows(subject, noun_of(rows), rows, fresh=True)])
        else:
            self.writing.put_stories([compared(subject, was, rows)])
        self.now[subject] = rows

    def look(self, asked: Sequence[Asked], today: str = TODAY) -> cells.Counted:
        """What is asked, and what was counted is kept."""
        found = cells.counted(self.writing, asked, today=today)
        for put, rows in ((cells.PUT, found.fresh), (cells.PUT_SUM, found.sums)):
            if rows:
                self.writing.cursor.executemany(self.writing.say(put), sorted(rows))
        return found

    def batch(self, asked: Sequence[Asked], today: str = TODAY) -> tuple[Any, ...]:
        """The same, without anything that was kept."""
        return tuple(
            figure_sql.figure(self.writing, one.reading, one.over, today=today, unit=one.unit)
            for one in asked
        )


def test_what_is_kept_is_what_is_counted_after_each_change(engine: Any) -> None:
    asked = asked_of(["2026", "L2026", "2025Q1", "2026-03"])
    dice = Random(5)
    stood = 0
    with engine.writing() as writing:
        telling = Telling(writing)
        for seed in range(3):
            some = list(stories_of(seed).items())
            dice.shuffle(some)
            for at, (subject, rows) in enumerate(some):
                telling.put(subject, rows)
                if at % 24 == 0:
                    found = telling.look(asked)
                    assert found.figures == telling.batch(asked)
                    stood += found.stood
        assert telling.look(asked).figures == telling.batch(asked)
        assert telling.look(asked).stood == len(asked)
    assert stood > len(asked)


@pytest.mark.parametrize("table", sorted(SEEN))
def test_a_change_of_one_table_alone_is_seen_by_what_counts_it(engine: Any, table: str) -> None:
    asked = asked_of(["2026", "2025Q3"], ["", UNITS[0]])
    seen = {one.source for one in SEEN[table]}
    asked = [one for one in asked if seen & sources_of(one)]
    changed = 0
    with engine.writing() as writing:
        telling = Telling(writing)
        for subject, rows in {**stories_of(8), **able()}.items():
            telling.put(subject, rows)
        before = telling.look(asked).figures
        for subject in [one for one, rows in telling.now.items() if table in rows]:
            rest = {name: rows for name, rows in telling.now[subject].items() if name != table}
            telling.put(subject, rest)
            found = telling.look(asked).figures
            assert found == telling.batch(asked)
            changed += found != before
            before = found
    assert changed, "nothing depends on these rows: the test proves nothing"


def row(table: str, subject: str, **values: Any) -> tuple[Any, ...]:
    told = {"tenant": TENANT, "subject": subject, **values}
    return tuple(told.get(one) for one in BY_NAME[table].names)


def able() -> Stories:
    """Who has passed all that is asked, which chance hardly brings about."""
    day, who = "2025-01-01", "able"
    return {
        who: {
            "work": [row("work", who, fact="f", place="place0", how="full_time", valid_from=day)],
            "course_result": [
                row("course_result", who, course=one, done_on=day, attended=1, passed=1)
                for one in ("able0", "able1")
            ],
            "practice": [
                row("practice", who, fact="f", item=f"i{nr}", shown=1, seen_on="2025-06-01")
                for nr in range(6)
            ],
        },
        **{
            f"able{nr}": {
                "course": [row("course", f"able{nr}", valid_months=36)],
                "course_covers": [row("course_covers", f"able{nr}", what=what)],
            }
            for nr, what in enumerate(("services", "promotion"))
        },
    }


def sources_of(one: Asked) -> set[str]:
    measures = filter(None, (one.reading.numerator, one.reading.denominator))
    return {select.source for measure in measures for select in measure.selects}


def test_any_order_of_arrival_comes_to_the_same_values(engine: Any) -> None:
    kind = "sqlite" if engine.single_writer else "postgres"
    chosen = {"model", "visits", "visits_growth", "fairs", "far_trips", "visits_per_place"}
    chosen |= {"loans", "stock", "stock_unused", "holds_met", "law_uses"}
    asked = [one for one in asked_of(["2026Q1"], ["", UNITS[0]]) if one.definition.id in chosen]
    asked = [one for one in asked if one.reading.id == one.definition.reading]
    dice = Random(11)
    nouns = {"unit", "place", "market", "model", "visits", "trip", "stop", "copy", "hold"}
    first = [one for one in stories_of(3).items() if noun_of(one[1]) in nouns]
    again = [one for one in stories_of(4).items() if noun_of(one[1]) in {"visits", "trip"}]
    few = {"stop", "visits", "trip", "copy", "hold"}  # small sets, so that there can be many orders
    first = [one for at, one in enumerate(first) if noun_of(one[1]) not in few or at % 3 == 0]
    again = [one for one in again if one[0] in dict(first)]
    wanted = None
    for _ in range(ORDERS[kind]):
        # Of one story the later rows win, in whatever order the others come.
        told = [*dice.sample(first, len(first)), *dice.sample(again, len(again))]
        asking = set(dice.sample(range(len(told)), 2))
        try:
            with engine.writing() as writing:
                telling = Telling(writing)
                for at, (subject, rows) in enumerate(told):
                    telling.put(subject, rows)
                    if at in asking:
                        telling.look(asked)
                found = telling.look(asked).figures
                wanted = wanted or telling.batch(asked)
                raise Undone
        except Undone:
            assert found == wanted


def visit(subject: str, place: str, on: str, n: int) -> TableRows:
    values = {"place": place, "on_day": on, "channel": "on_site", "grp": "", "n": n, "paper": 0}
    return {"visit": [row("visit", subject, **values)]}


def place(subject: str, unit: str) -> TableRows:
    values = {"kind": "commune_library", "unit": unit, "founded_on": "2020-01-01"}
    return {"place": [row("place", subject, **values)]}


def visits(names: Sequence[str], units: Sequence[str]) -> list[Asked]:
    said = next(one for one in DEFINITIONS if one.id == "visits")
    return [Asked(said, said.readings[0], over(name), unit) for name in names for unit in units]


@pytest.fixture
def telling(engine: Any) -> Iterator[Telling]:
    """Two places in two communes, each with a visit in March and one in August."""
    with engine.writing() as writing:
        found = Telling(writing)
        for nr in (0, 1):
            found.put(f"place{nr}", place(f"place{nr}", UNITS[nr]))
            for month in ("03", "08"):
                on = f"2026-{month}-05"
                found.put(f"visit{nr}{month}", visit(f"visit{nr}{month}", f"place{nr}", on, 4))
        yield found


QUARTERS = ["2026Q1", "2026Q2", "2026Q3"]
WHERE = ["", *UNITS[:2]]


def fresh(found: cells.Counted) -> set[tuple[str, str]]:
    return {(row[1], row[2]) for row in found.fresh}


def test_a_fact_that_comes_months_late_is_counted_in_its_own_quarter_and_commune_alone(
    telling: Telling,
) -> None:
    asked = visits(QUARTERS, WHERE)
    telling.look(asked)
    telling.put("late", visit("late", "place0", "2026-03-30", 7))
    found = telling.look(asked)

    assert fresh(found) == {("", "2026Q1"), (UNITS[0], "2026Q1")}
    assert found.figures == telling.batch(asked)
    assert found.figures[0].num == 15


def test_what_is_corrected_moves_from_one_quarter_to_the_other(telling: Telling) -> None:
    asked = visits(QUARTERS, WHERE)
    telling.look(asked)
    telling.put("visit003", visit("visit003", "place0", "2026-04-01", 4))
    found = telling.look(asked)

    touched = {(unit, name) for unit in ("", UNITS[0]) for name in ("2026Q1", "2026Q2")}
    assert fresh(found) == touched
    assert found.figures == telling.batch(asked)


def test_what_is_undone_is_counted_no_more(telling: Telling) -> None:
    asked = visits(QUARTERS, WHERE)
    telling.look(asked)
    telling.put("visit103", {})
    found = telling.look(asked)

    assert fresh(found) == {("", "2026Q1"), (UNITS[1], "2026Q1")}
    assert [one.num for one in found.figures[:3]] == [4, 4, None]


def test_a_place_that_belongs_elsewhere_takes_its_past_with_it(telling: Telling) -> None:
    asked = visits(QUARTERS, WHERE)
    telling.look(asked)
    telling.put("place1", place("place1", UNITS[0]))
    found = telling.look(asked)

    assert found.stood == 0
    assert found.figures == telling.batch(asked)
    assert [one.num for one in found.figures[:3]] == [8, 8, None]


def test_what_no_figure_counts_leaves_them_as_they_are(telling: Telling) -> None:
    asked = visits(QUARTERS, WHERE)
    telling.look(asked)
    named_otherwise = list(place("place0", UNITS[0])["place"][0])
    named_otherwise[BY_NAME["place"].names.index("name")] = "Thư viện xã"
    telling.put("place0", {"place": [tuple(named_otherwise)]})

    assert telling.look(asked).stood == len(asked)


def test_a_state_is_looked_at_anew_each_day_until_its_period_is_over(telling: Telling) -> None:
    said = next(one for one in DEFINITIONS if one.id == "visits_per_place")
    asked = [Asked(said, said.readings[0], over(name)) for name in ("2026Q1", "2026")]
    telling.look(asked, today="2026-11-20")

    assert fresh(telling.look(asked, today="2026-11-21")) == {("", "2026")}
    assert telling.look(visits(["2026"], [""]), today="2026-11-21").stood == 0
    assert telling.look(visits(["2026"], [""]), today="2026-11-22").stood == 1


def test_another_version_of_a_definition_does_not_read_the_cells_of_the_one_before(
    telling: Telling,
) -> None:
    asked = visits(QUARTERS, WHERE)
    telling.look(asked)
    said: Definition = msgspec.structs.replace(asked[0].definition, version=9)
    newer = [msgspec.structs.replace(one, definition=said) for one in asked]

    assert telling.look(newer).stood == 0
    assert telling.look(newer).stood == len(newer)
    assert telling.look(asked).stood == len(asked)


def test_what_asks_whose_a_loan_was_is_never_kept(telling: Telling) -> None:
    said = next(one for one in DEFINITIONS if one.id == "active_borrowers")
    found = telling.look([Asked(said, said.readings[0], over("2026"))])

    assert (found.fresh, found.sums, found.stood) == ((), (), 0)
    assert [one.lacking for one in found.figures] == [FORGOTTEN]


def test_who_looked_before_a_change_does_not_keep_what_it_saw_over_what_came_after(
    engine: Any,
) -> None:
    asked = visits(["2026Q1"], ["", UNITS[0]])
    with engine.writing() as writing:
        Telling(writing).put("place0", place("place0", UNITS[0]))
    with engine.reading() as reading:
        seen = cells.counted(reading, asked, today=TODAY)
    with engine.writing() as writing:
        Telling(writing).put("new", visit("new", "place0", "2026-03-01", 9))
    assert cells.keep(engine, seen)
    with engine.reading() as reading:
        now = cells.counted(reading, asked, today=TODAY)
    assert [one.num for one in now.figures] == [9, 9]
    assert cells.keep(engine, now) and cells.keep(engine, seen)
    with engine.reading() as reading:
        assert cells.counted(reading, asked, today=TODAY).stood == len(asked)


def test_nobody_waits_for_cells_to_be_kept(engine: Any) -> None:
    asked = visits(["2026Q1"], [""])
    with engine.reading() as reading:
        seen = cells.counted(reading, asked, today=TODAY)
    with engine.writing():
        assert not cells.keep(engine, seen)
    assert cells.keep(engine, seen)
