"""Counted for all months and units at once is what is counted for each of them alone."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from tests.node.store import test_cells as cells_tests
from tests.node.store.figure_rows import UNITS
from tests.node.store.test_cells import Telling, asked_of, stories_of

from tusach.library.programme.adding import adds_up
from tusach.library.programme.definition import Measure
from tusach.library.programme.evaluate import Span
from tusach.node.store import cell_sums, figure_groups, figure_sql
from tusach.node.store.figure_changes import NOWHERE

engine = cells_tests.engine
MONTHS = [f"{year}-{nr:02}" for year in (2025, 2026) for nr in range(1, 13)]


def adding() -> dict[str, Measure]:
    return {
        f"{one.definition.id} {one.reading.id} {side}": measure
        for one in asked_of(["2026"], [""])
        for side, measure in (("num", one.reading.numerator), ("den", one.reading.denominator))
        if measure is not None and adds_up(measure)
    }


def test_all_at_once_is_each_alone(engine: Any) -> None:
    heard = lacking = 0
    with engine.writing() as writing:
        telling = Telling(writing)
        for subject, rows in stories_of(4).items():
            telling.put(subject, rows)
        for name, one in adding().items():
            found = figure_groups.by_month_and_unit(
                writing, {name: one}, f"{MONTHS[0]}-01", f"{MONTHS[-1]}-31"
            )[name]
            for month in MONTHS:
                for unit in (*UNITS, NOWHERE):
                    span = Span(f"{month}-01", f"{month}-31", "", unit)
                    alone = figure_sql.measured(writing, one, None, span)
                    assert found.get((month, unit)) == alone, (name, month, unit)
                    heard, lacking = heard + bool(alone), lacking + (alone is None)
    assert heard and lacking


def test_several_sums_of_one_source_are_read_at_once(engine: Any) -> None:
    several = {name: one for name, one in adding().items() if one.selects[0].source == "visit"}
    sums = {name: one for name, one in several.items() if one.sum}
    assert len(sums) > 3
    with engine.writing() as writing:
        telling = Telling(writing)
        for subject, rows in stories_of(7).items():
            telling.put(subject, rows)
        at_once = figure_groups.by_month_and_unit(writing, sums, "2025-01-01", "2026-12-31")
        for name, one in sums.items():
            alone = figure_groups.by_month_and_unit(
                writing, {name: one}, "2025-01-01", "2026-12-31"
            )
            assert at_once[name] == alone[name]
    assert any(at_once.values())


@pytest.mark.parametrize("many", [1, 10_000])
def test_figures_are_the_same_however_many_parts_are_lacking(
    engine: Any, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cell_sums, "MANY", many)
    asked = asked_of(["2026", "2026Q2", "2025-03"])
    some = list(stories_of(3).items())
    Random(1).shuffle(some)
    with engine.writing() as writing:
        telling = Telling(writing)
        for at, (subject, rows) in enumerate(some):
            telling.put(subject, rows)
            if at % 40 == 0:
                assert telling.look(asked).figures == telling.batch(asked)
        assert telling.look(asked).figures == telling.batch(asked)
        assert telling.look(asked).stood == len(asked)
