"""Any definition that is taken counts by SQL what the oracle says, and reads nothing else."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from msgspec import structs
from tests.library.programme.test_defining import WHOLE
from tests.node.store.figure_rows import UNITS, fill
from tests.node.store.lending_rows import links_of
from tests.node.store.test_figures import SAME, TODAY, engine

from tusach.library.programme import evaluate as oracle
from tusach.library.programme.definition import Reading, wrong_in
from tusach.library.programme.periods import period
from tusach.library.programme.reading_in import read_one
from tusach.library.programme.sources import SOURCES
from tusach.node.store import figure_sql
from tusach.node.store.linking import Known, lay

__all__ = ["engine"]
HOSTILE = ("'; DROP TABLE visit; --", '" OR 1=1', "?", "%s", "%(x)s", "$1", "\\", "x' UNION SELECT")
VALUES = ("served", "closed", "mobile", "on_site", "commune", "adult", *HOSTILE)
NUMBERS = (0, 1, 2, 3, 2**53 - 1, -(2**53) + 1)
TEST = {"says": "nothing", "given": {}, "period": "2026", "expect": {"lacking": "nothing_heard"}}


def drawn(chance: Random) -> dict[str, Any]:
    """A definition by chance, out of the whole closed list."""
    key = chance.choice(("evidence", "unit", "place", "copy", "n"))
    selects = [_select(chance, key) for _ in range(chance.randrange(1, 4))]
    measure: dict[str, Any] = (
        {"sum": key, "every": [selects[:1]]}
        if key == "n"
        else {"count": key, "every": [[one] for one in selects]}
    )
    if key != "n" and chance.random() < 0.3:
        measure["none"] = [_select(chance, key)]
    reading: dict[str, Any] = {
        "id": "all",
        "title": {"vi": "Tất cả", "en": "All"},
        "numerator": measure,
    }
    match chance.randrange(4):
        case 0:
            reading["denominator"] = {"count": "unit", "every": [[{"source": "unit"}]]}
        case 1:
            reading |= {"growth": "cumulative", "base_year": 2025}
        case 2:
            reading["counted_from"] = 2025
    return WHOLE | {"readings": [reading], "milestones": [], "tests": [TEST] * 3}


def _select(chance: Random, key: str) -> dict[str, Any]:
    known = [
        name
        for name, one in SOURCES.items()
        if one.has_unit and (key in one.keys or one.fields.get(key) == "number")
    ]
    name = chance.choice(known)
    where: dict[str, Any] = {}
    for field, kind in SOURCES[name].fields.items():
        if chance.random() < 0.25:
            values: tuple[Any, ...] = VALUES if kind == "text" else NUMBERS
            asks = [{"is": chance.choice(values)}, {"one_of": chance.sample(values, 3)}]
            if kind == "number":
                asks.append({"at_least": chance.choice(values)})
            where[field] = chance.choice(asks)
    return {"source": name, "where": where, "times": chance.choice((1, 1, 2))}


def taken(seed: int) -> list[Reading]:
    """Readings of definitions that are taken; what is wrong with the others is said."""
    chance, found = Random(seed), []
    while len(found) < 60:
        said, wrong = read_one(json.dumps(drawn(chance)).encode())
        assert (said is None) is bool(wrong)
        if said is not None:
            assert not wrong_in(said)
            found += said.readings
    return found


@pytest.mark.parametrize("seed", range(3))
def test_what_is_taken_counts_the_same_by_sql_and_leaves_every_table_as_it_was(
    engine: Any, seed: int
) -> None:
    with engine.writing() as writing:
        fill(writing, seed)
    with_value = 0
    with engine.own_look() as reading:
        lay(reading, Known(links_of(seed), SAME), today=TODAY)
        rows = {name: list(figure_sql.source_rows(reading, name)) for name in SOURCES}
        rows[oracle.MERGED] = [structs.asdict(one) for one in figure_sql.merged(reading)]
        for asked in taken(seed):
            for name in ("2026", "2025H2"):
                over = period(name)
                assert over is not None
                for unit in ("", UNITS[0]):
                    wanted = oracle.evaluate(asked, rows, over, today=TODAY, unit=unit)
                    found = figure_sql.figure(reading, asked, over, today=TODAY, unit=unit)
                    assert found == wanted, (asked, name, unit)
                    with_value += bool(found.num)
        assert rows["visit"] == list(figure_sql.source_rows(reading, "visit"))
    assert with_value > 20


def test_names_of_no_source_or_field_never_come_as_far_as_a_statement() -> None:
    for odd in (*HOSTILE, "sqlite_master", "pg_user", "reader; --"):
        for path in ("source", "of", "where"):
            whole = json.loads(json.dumps(WHOLE))
            select = whole["readings"][0]["numerator"]["every"][0][0]
            select[path] = {odd: {"is": 1}} if path == "where" else odd
            said, wrong = read_one(json.dumps(whole).encode())
            assert said is None
            assert {one.code for one in wrong} & {"source.unknown", "key.unknown", "field.unknown"}
