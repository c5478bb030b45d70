"""Readers of a year are as many by the months that were kept as by the links that went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.node.store.figure_rows import UNITS, fill
from tests.node.store.lending_rows import links_of
from tests.node.store.telling import TENANT, open_engine
from tests.node.store.test_figures import PERIODS, READINGS, SAME, TODAY

from tusach.library.programme.evaluate import FORGOTTEN, Figure
from tusach.node.store import figure_sql
from tusach.node.store.linking import Known, lay
from tusach.node.store.marking import first_month

ASKED = [
    one
    for one in READINGS
    if any(
        select.source == "borrowing"
        for side in (one.numerator, one.denominator)
        if side is not None
        for select in side.looks_at
    )
]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    def url() -> str:
        empty: Callable[[], str] = request.getfixturevalue("emptied_database")
        return empty()

    made = open_engine(request.param, tmp_path, url)
    yield made
    made.close()


def figures(look: Any) -> list[Figure]:
    return [
        figure_sql.figure(look, asked, over, today=TODAY, unit=unit)
        for asked in ASKED
        for over in PERIODS
        if over is not None
        for unit in ("", UNITS[0], UNITS[5])
    ]


def loans(look: Any) -> dict[str, tuple[Any, ...]]:
    """By fact: place, month, inside, group, age band, sex."""
    rows = look.rows(
        "SELECT fact, place, lent_on, coalesce(inside, 0), coalesce(grp, ''), "
        "coalesce(age_band, ''), coalesce(sex, '') FROM loan WHERE tenant = ?",
        TENANT,
    )
    return {fact: (place, lent_on[:7], *said) for fact, place, lent_on, *said in rows}


def purged(known: dict[str, str], rows: dict[str, tuple[Any, ...]], gone: set[str]) -> Known:
    """What is left when these links went and their months were kept."""
    months = {(known[fact], *rows[fact]) for fact in gone}
    marked = [(fact, *rows[fact][:2]) for fact in sorted(gone)]
    left = {fact: SAME.get(one, one) for fact, one in known.items() if fact not in gone}
    return Known(left, SAME, sorted(months), marked)


@pytest.mark.parametrize("seed", range(1, 9, 2))
def test_whatever_links_went_the_readers_are_as_many(engine: Any, seed: int) -> None:
    with engine.writing() as writing:
        fill(writing, seed)
    known, dice = links_of(seed), Random(seed)
    with engine.own_look() as look:
        rows = loans(look)
        lay(look, Known({fact: SAME.get(x, x) for fact, x in known.items()}, SAME), today=TODAY)
        wanted = figures(look)
    assert sum(bool(one.num) for one in wanted) > 10
    for share in (0.3, 0.7, 1.0):
        gone = {fact for fact in known if fact in rows and dice.random() < share}
        with engine.own_look() as look:
            lay(look, purged(known, rows, gone), today=TODAY)
            assert figures(look) == wanted


def test_a_loan_that_went_without_its_month_leaves_no_number(engine: Any) -> None:
    with engine.writing() as writing:
        fill(writing, 1)
    known = links_of(1)
    with engine.own_look() as look:
        rows = loans(look)
        left = purged(known, rows, set(known) & set(rows))
        fact = next(one for one, (_, month, *_) in sorted(rows.items()) if month[:4] == "2026")
        marked = [one for one in left.marked if one[0] != fact]
        lay(look, Known(left.links, SAME, left.months, marked), today=TODAY)
        of_year = figure_sql.figure(look, ASKED[0], PERIODS[0], today=TODAY)  # type: ignore[arg-type]
        assert of_year.lacking == FORGOTTEN


def test_a_marked_loan_that_does_not_count_any_more_leaves_no_number(engine: Any) -> None:
    with engine.writing() as writing:
        fill(writing, 1)
    known = links_of(1)
    with engine.own_look() as look:
        rows = loans(look)
        left = purged(known, rows, set(known) & set(rows))
        marked = [*left.marked, ("undone", "place0", "2026-03")]
        lay(look, Known(left.links, SAME, left.months, marked), today=TODAY)
        of_year = figure_sql.figure(look, ASKED[0], PERIODS[0], today=TODAY)  # type: ignore[arg-type]
        assert of_year.lacking == FORGOTTEN


def test_months_before_the_oldest_that_is_kept_go() -> None:
    assert first_month("2026-11-28", 13) == "2025-10"
    assert first_month("2026-01-02", 13) == "2024-12"
    assert first_month("2026-12-31", 0) == "2026-12"
