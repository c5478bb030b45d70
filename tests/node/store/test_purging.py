"""A link that is older than the rule allows is not taken in, wherever it comes from."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.node.store.telling import (
    ON,
    PLACE,
    TENANT,
    described,
    lent,
    named,
    parcels,
    registered,
    returned,
    small_library,
    stocked,
    tell,
)

from tusach.library.readers import counting
from tusach.library.readers.facts import ReadersCounted
from tusach.node.store.purging import old_links, purge
from tusach.node.store.receive import receive
from tusach.node.store.store import Store
from tusach.node.store.verify import verify

NewStore = Callable[..., Store]
DAY_MS = 24 * 3_600_000
READER = "Sùng Thị Dợ"


def lent_and_back(store: Store) -> None:
    small_library(store)
    tell(store, *registered(READER), described("Số đỏ"), stocked("Số đỏ"))
    tell(store, lent("Số đỏ", READER))
    tell(store, returned(store, "Số đỏ"))


def later(store: Store, days: int) -> None:
    """The rule is thirty days, and so many days have passed."""
    store.clock.ms += days * DAY_MS  # type: ignore[attr-defined]
    store.link_days = lambda place, on: 30


def counted(store: Store) -> None:
    """The place has counted its readers of the month."""
    first, last = counting.month_of(ON)
    body = ReadersCounted(first, last, 3, 3, 0)
    drafts = counting.count(body, tenant=TENANT, place=PLACE, today=store.today())
    assert isinstance(drafts, tuple)
    tell(store, *drafts)


def known(store: Store) -> bool:
    rows = store.vault.query(
        "SELECT 1 FROM loan_reader WHERE reader = ?", (named(f"reader {READER}"),)
    )
    return bool(rows)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_node_that_hears_of_it_late_takes_the_loan_and_not_whose_it_was(
    new_store: NewStore, kind: str
) -> None:
    teller, other = new_store(kind), new_store(kind, "B")
    lent_and_back(teller)
    teller.clock.ms += 60 * DAY_MS  # type: ignore[attr-defined]
    counted(teller)
    later(other, 60)
    for one in parcels(teller):
        receive(other, one, source="an old stick")
    for one in parcels(teller):
        receive(other, one, source="the same stick")
    copy = other.state(named("copy Số đỏ 1"), "copy")
    assert [loan.ended_on for loan in copy.loans] == [ON]
    assert known(teller)
    assert not known(other)
    assert old_links(other) == []
    assert verify(other).faults == ()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_of_a_link_that_is_not_taken_in_the_month_is_kept_where_months_are(
    new_store: NewStore, kind: str
) -> None:
    teller, other = new_store(kind), new_store(kind, "B")
    lent_and_back(teller)
    teller.clock.ms += 60 * DAY_MS  # type: ignore[attr-defined]
    counted(teller)
    later(other, 60)
    other.marked_months = lambda place, today: 13
    for one in [*parcels(teller), *parcels(teller)]:
        receive(other, one, source="an old stick")
    assert not known(other)
    months = other.vault.query("SELECT reader, place, month FROM borrowed_in")
    assert (named(f"reader {READER}"), PLACE, ON[:7]) in months
    marked = other.vault.query("SELECT fact, place, month FROM loan_marked")
    copy = other.state(named("copy Số đỏ 1"), "copy")
    assert (copy.loans[0].fact, PLACE, ON[:7]) in marked
    assert len(marked) == len(months)


@pytest.mark.parametrize(("days", "left"), [(35, True), (100, False)])
def test_a_link_waits_for_the_count_of_its_place_but_not_for_ever(
    new_store: NewStore, days: int, left: bool
) -> None:
    teller, other = new_store("sqlite"), new_store("sqlite", "B")
    lent_and_back(teller)
    later(other, days)
    for one in parcels(teller):
        receive(other, one, source="an old stick")
    assert known(other) is left
    assert (purge(other, old_links(other)).waits > 0) is left
    assert known(other) is left


def test_a_link_is_kept_while_entries_about_its_copy_contradict_each_other(
    new_store: NewStore,
) -> None:
    store = new_store("sqlite")
    lent_and_back(store)
    tell(store, lent("Số đỏ", READER), lent("Số đỏ", "Hoàng Văn Páo"))
    tell(store, returned(store, "Số đỏ"))
    later(store, 100)
    assert store.story(named("copy Số đỏ 1")).disagreements
    assert named("copy Số đỏ 1") not in {one.copy for one in old_links(store)}
    assert known(store)
