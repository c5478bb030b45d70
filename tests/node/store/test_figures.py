"""Figures by SQL are those of the oracle, and what proves them comes to their value."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from tests.node.store.figure_rows import PLACES, UNITS, fill
from tests.node.store.lending_rows import links_of
from tests.node.store.telling import TENANT, open_engine

from tusach.library.programme import evaluate as oracle
from tusach.library.programme.definition import Reading
from tusach.library.programme.periods import period
from tusach.library.programme.reading_in import read_definitions
from tusach.library.programme.sources import SOURCES
from tusach.node.store import figure_sql
from tusach.node.store.linking import Known, lay

PERIODS = [period(name) for name in ("2026", "L2026", "2025H2", "2026Q1", "2025-03", "2030")]
TODAY = "2026-11-20"
SAME = {"reader3": "reader1", "reader1": "reader1"}
RAW = resources.files("tusach.library.programme").joinpath("indicators.json").read_bytes()
READINGS = [reading for said in read_definitions(RAW)[0] for reading in said.readings]


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    def url() -> str:
        empty: Callable[[], str] = request.getfixturevalue("emptied_database")
        return empty()

    made = open_engine(request.param, tmp_path, url)
    yield made
    made.close()


@pytest.mark.parametrize("seed", range(4))
def test_sql_says_what_the_oracle_says_and_its_evidence_adds_up(engine: Any, seed: int) -> None:
    with engine.writing() as writing:
        fill(writing, seed)
        fill(writing, seed + 1, tenant="05")  # a neighbour's rows are never ours
    compared = with_value = forgotten = people = 0
    with engine.own_look() as reading:
        lay(reading, Known(links_of(seed), SAME), today=TODAY)
        rows = {name: list(figure_sql.source_rows(reading, name)) for name in SOURCES}
        rows[oracle.MERGED] = [structs.asdict(one) for one in figure_sql.merged(reading)]
        for asked in READINGS:
            for over in PERIODS:
                assert over is not None
                for unit in ("", UNITS[0], UNITS[3]):
                    wanted = oracle.evaluate(asked, rows, over, today=TODAY, unit=unit)
                    found = figure_sql.figure(reading, asked, over, today=TODAY, unit=unit)
                    assert found == wanted, (asked.id, over.name, unit)
                    here = {"today": TODAY, "place": PLACES[1]}
                    wanted_here = oracle.evaluate(asked, rows, over, **here)
                    assert figure_sql.figure(reading, asked, over, **here) == wanted_here
                    forgotten += found.lacking == oracle.FORGOTTEN
                    people += bool(found.num) and oracle.of_links(asked)
                    span = oracle.span_of(asked, over, today=TODAY, unit=unit)
                    assert proved(reading, asked, span) == oracle.evidence(
                        asked.numerator, asked.denominator, rows, span
                    )
                    compared += 1
                    if found.num:
                        with_value += 1
                        assert sum(one.n for one in proved(reading, asked, span)) == found.num
    assert compared == len(READINGS) * len(PERIODS) * 3
    assert with_value > compared // 10
    assert (people and not forgotten) if seed % 2 else forgotten


def proved(reading: Any, asked: Reading, span: oracle.Span) -> tuple[oracle.Evidence, ...]:
    span = figure_sql.as_seen(reading, span)
    sql, params = figure_sql.evidence_sql(asked.numerator, asked.denominator, span, TENANT)
    stories: dict[tuple[str, int], set[str]] = {}
    for key, n, story in reading.rows(sql, *params):
        stories.setdefault((key, int(n)), set()).add(story)
    return tuple(
        oracle.Evidence(key, n, tuple(sorted(some))) for (key, n), some in sorted(stories.items())
    )
