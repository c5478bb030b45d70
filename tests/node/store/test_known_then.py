"""A figure as it was known then is the one that was shown then."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from tests.node.store.telling import (
    PLACE,
    TENANT,
    StandingClock,
    draft,
    ids,
    small_library,
    tell,
    voided,
)
from tests.node.store.test_cells_told import AFAR, ASKED, PLACES, TODAY, NewStore, founded, visited

from tusach.ledger.mechanism import ClockCorrected
from tusach.library import scopes
from tusach.library.visits.rules import visits_subject
from tusach.node.store import figure_sql
from tusach.node.store.known_then import (
    COUNTED,
    arrival_on,
    known_then,
    rows_of_then,
    tables_for,
)
from tusach.node.store.store import Store

DAY_MS = 86_400_000


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, new_store: NewStore) -> Store:
    return new_store(request.param)


def seen(look: Any) -> tuple[Any, ...]:
    """Every figure, and every row that figures are counted from."""
    figures = [
        figure_sql.figure(look, one.reading, one.over, today=TODAY, unit=one.unit) for one in ASKED
    ]
    tables = {name: sorted(rows_of_then(look, name), key=repr) for name in COUNTED}
    return figures, tables


def now(store: Store) -> tuple[Any, ...]:
    with store.engine.reading() as reading:
        return seen(reading)


def arrival(store: Store) -> int:
    with store.engine.reading() as reading:
        return reading.arrival()


def test_each_moment_is_known_again_as_it_was(store: Store) -> None:
    dice = Random(4)
    shown = {}
    tell(store, *(founded(place) for place in PLACES))
    slips: list[tuple[str, str]] = []
    for nr in range(12):
        place, on = dice.choice(list(PLACES)), f"2025-0{dice.randint(1, 5)}-01"
        if slips and nr % 4 == 3:
            slip, subject = slips.pop()
            tell(store, voided(slip, subject, scopes.operations(AFAR)))
        else:
            (fact,) = ids(tell(store, visited(place, on, dice.randint(1, 9))))
            if place == AFAR:
                slips.append((fact, visits_subject(TENANT, place, on)))
        shown[arrival(store)] = now(store)
    assert len({repr(one) for one in shown.values()}) == len(shown)

    for at, was in shown.items():
        with known_then(store, at) as look:
            assert look.arrival() == at
            assert seen(look) == was
    assert now(store) == shown[max(shown)]


def test_nothing_was_known_before_the_first_fact(store: Store) -> None:
    tell(store, *(founded(place) for place in PLACES), visited(PLACE, "2025-02-01", 4))
    with known_then(store, 0) as look:
        figures, tables = seen(look)
    assert {one.num for one in figures} == {None}
    assert not any(tables.values())


def test_a_clock_that_was_put_right_later_was_wrong_then(store: Store) -> None:
    small_library(store)
    tell(store, *(founded(place) for place in PLACES), visited(PLACE, "2025-02-01", 4))
    at, was = arrival(store), now(store)
    with store.engine.reading() as reading:
        stream = next(row for row in reading.streams() if row.scope == scopes.operations(PLACE))
    body = ClockCorrected(stream.stream, 1, stream.number, 1_000)
    tell(store, draft("clock.corrected/1", stream.stream, body, scopes.CONTROL, place=None))
    assert store.corrections

    with known_then(store, at) as look:
        assert seen(look) == was


def test_a_day_ends_before_the_first_fact_that_is_told_on_a_later_one(store: Store) -> None:
    clock = StandingClock()
    store.clock = clock
    first = store.today()
    tell(store, *(founded(place) for place in PLACES))
    known = arrival(store)
    assert arrival_on(store, first) == known
    clock.ms += 3 * DAY_MS
    tell(store, visited(PLACE, "2025-02-01", 4))
    tell(store, visited(AFAR, "2025-02-01", 4))
    last = store.today()

    assert last > first
    assert arrival_on(store, first) == known
    assert arrival_on(store, last) == arrival(store)
    assert arrival_on(store, "2020-01-01") == 0


def test_a_figure_needs_only_the_tables_that_it_is_counted_from(store: Store) -> None:
    tell(store, *(founded(place) for place in PLACES), visited(PLACE, "2025-02-01", 4))
    at = arrival(store)
    wanted = now(store)[0]
    tell(store, visited(PLACE, "2025-02-01", 9), visited(AFAR, "2025-01-04", 2))
    (slip,) = ids(tell(store, visited(AFAR, "2025-02-04", 50)))
    subject = visits_subject(TENANT, AFAR, "2025-02-04")
    tell(store, voided(slip, subject, scopes.operations(AFAR)))
    for one, was in zip(ASKED, wanted, strict=True):
        with known_then(store, at, tables_for(one.reading)) as look:
            figure = figure_sql.figure(look, one.reading, one.over, today=TODAY, unit=one.unit)
            assert figure == was, one.definition.id
    assert "loan" not in tables_for(next(o for o in ASKED if o.definition.id == "visits").reading)
