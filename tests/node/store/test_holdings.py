"""What a store says it holds is what lies in its streams, on every engine, whoever wrote them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.store.telling import (
    TENANT,
    described,
    founded,
    open_store,
    registered,
    stocked,
    tell,
)

from tusach.ledger.stream import Head
from tusach.ledger.vector import BUCKETS, vector
from tusach.library import scopes
from tusach.node.store.holdings import ALL, Holdings, look
from tusach.node.store.news import first_after
from tusach.node.store.postgres import PostgresEngine
from tusach.node.store.protocol import StoreFault
from tusach.node.store.store import Store


def said(holdings: Holdings) -> dict[str, object]:
    """Everything that is asked of holdings."""
    areas = [ALL, *holdings.scopes()]
    return {
        name: (holdings.states([name]), holdings.parts(name), holdings.marks(name, range(BUCKETS)))
        for name in areas
    }


def anew(store: Store) -> Holdings:
    """Holdings made from the streams as they lie there."""
    fresh = Holdings()
    with store.engine.reading() as reading:
        fresh.read(reading)
    return fresh


@pytest.mark.parametrize("breaks_at", ["streams", "chain"])
def test_a_database_that_breaks_off_leaves_holdings_unknown_not_empty(
    store: Store, breaks_at: str
) -> None:
    tell(store, founded())
    fresh = Holdings()
    with store.engine.reading() as reading:

        class Broken:
            def __getattr__(self, name: str) -> object:
                if name == breaks_at:
                    raise StoreFault("store.no_database")
                return getattr(reading, name)

        with pytest.raises(StoreFault):
            fresh.read(Broken())  # type: ignore[arg-type]
        fresh.read(reading)
    assert said(fresh) == said(anew(store))
    assert fresh.states([ALL]) != {}


def test_states_moved_by_each_commit_are_those_of_the_streams(store: Store) -> None:
    tell(store, founded())
    with look(store) as (_, arrival):
        assert arrival == 2
    before = said(store.holdings)
    tell(store, described("Số đỏ"), stocked("Số đỏ"))
    tell(store, *registered("Lý Thị Mẩy"))
    with look(store) as (reading, arrival):
        now = said(store.holdings)
        heads = [Head(row.stream, row.number, row.hash) for row in reading.streams()]
        assert store.holdings.vector([ALL]) == vector(heads)
    assert now == said(anew(store))
    assert now[scopes.CONTROL] == before[scopes.CONTROL] and now[ALL] != before[ALL]
    assert store.holdings.states(["no such scope"]) == {}


def test_what_grew_is_found_from_the_end(store: Store) -> None:
    tell(store, founded(), described("Số đỏ"))
    with look(store) as (_, before):
        assert [row.scope for row in store.holdings.grown(ALL, before)] == []
    tell(store, described("Tắt đèn"), described("Lão Hạc"))
    with look(store) as (reading, _):
        (row,) = store.holdings.grown(ALL, before)
        assert (row.scope, row.number) == (scopes.CATALOGUE, 4)
        assert first_after(reading, row, before) == 3
        assert first_after(reading, row, 0) == 1
        assert first_after(reading, row, 10**6) == 5
        assert len(store.holdings.grown(ALL, 0)) == 2
    assert [one.stream for one in anew(store).grown(ALL, before)] == [row.stream]


@pytest.mark.postgres
def test_what_another_process_told_is_in_the_state_as_well(
    emptied_database: Callable[[], str], tmp_path: Path
) -> None:
    url = emptied_database()
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = open_store(PostgresEngine(url, TENANT), tmp_path / "one")
    other = open_store(PostgresEngine(url, TENANT), tmp_path / "two", "B")
    for store in (one, other):
        with look(store):
            pass
    tell(one, founded(), described("Số đỏ"))
    with look(other):
        assert said(other.holdings) == said(anew(one))
    one.close()
    other.close()
