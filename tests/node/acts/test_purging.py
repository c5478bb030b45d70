"""Who borrowed what goes some time after the return; how many borrowed stays, whatever comes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.node.desk.conftest import ADULT, BEGUN, CHILD, STRANGER, Library
from tests.node.desk.conftest import library as library_alone
from tests.node.store.telling import parcels

from tusach.ledger.draft import Refusal
from tusach.library.habit.facts import READERS_SETTLED
from tusach.library.readers import rules as readers
from tusach.library.readers.facts import READERS_COUNTED, ReadersRow
from tusach.node.acts import circulation, purging
from tusach.node.acts.duties import perform
from tusach.node.acts.purging import Borrowers, borrowers
from tusach.node.store.receive import receive
from tusach.node.store.retell import retell
from tusach.node.store.seeding import rows_of
from tusach.node.store.verify import verify

__all__ = ["library_alone"]

pytestmark = pytest.mark.django_db
FEBRUARY = ("2026-02-01", "2026-02-28")
LENT, BACK = "2026-02-10", "2026-02-20"


@pytest.fixture
def library(library_alone: Library) -> Iterator[Library]:
    yield library_alone
    faults = verify(library_alone.node.store).faults  # its titles have no records
    assert [one for one in faults if one.code != "verify.blob_missing"] == []


def borrow(library: Library, copy: int, reader: str, *, lent: str = LENT, back: str = BACK) -> str:
    """A loan that has ended, as a paper list tells it; its fact."""
    fact = library.lend(library.copies[copy], reader, on=lent)
    told = circulation.take_back(library.node, library.copies[copy], library.at(on=back))
    assert not isinstance(told, Refusal)
    return fact


def links(library: Library) -> set[str]:
    """Loans of which it is known whose they were."""
    return {row[0] for row in library.node.store.vault.query("SELECT fact FROM loan_reader")}


def told_by(library: Library) -> list[str]:
    """Kinds of fact that the duties of a day tell of months; people are settled beside them."""
    before = library.facts()
    perform(library.node)
    with library.node.store.engine.reading() as reading:
        found = [row.kind for row in reading.facts(before, 1_000)]
    return [kind for kind in found if kind.startswith("readers.") and kind != READERS_SETTLED]


def on(library: Library, day: str) -> None:
    """It is noon of this day at the library."""
    from datetime import UTC, datetime

    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)
    library.clock.ms = int(noon.timestamp() * 1000)


def test_a_link_goes_after_the_days_of_the_rule_and_an_open_loan_keeps_it(library: Library) -> None:
    old = borrow(library, 0, ADULT)
    fresh = borrow(library, 1, ADULT, lent="2026-11-01", back="2026-11-20")
    out = library.lend(library.copies[2], ADULT, on=LENT)
    assert links(library) == {old, fresh, out}
    perform(library.node)
    assert links(library) == {fresh, out}
    assert library.node.store.vault.query("SELECT 1 FROM loan_reader WHERE fact = ?", (old,)) == []
    assert circulation.loan_reader(library.node, out) == ADULT


def test_the_readers_of_the_month_are_counted_before_and_the_number_holds(library: Library) -> None:
    for copy, reader in ((0, ADULT), (0, ADULT), (1, CHILD), (2, CHILD)):
        borrow(library, copy, reader)
    before = borrowers(library.node, library.main, *FEBRUARY)
    assert before == Borrowers(2, 4, 0, purging.KNOWN)
    assert told_by(library) == [READERS_COUNTED]
    assert links(library) == set()
    assert borrowers(library.node, library.main, *FEBRUARY) == Borrowers(2, 4, 0, purging.COUNTED)
    counted = purging.count(library.node, library.main, *FEBRUARY)
    assert (counted.readers, counted.unlinked) == (0, 4)


def test_a_person_with_two_registrations_is_one_reader(library: Library) -> None:
    state = library.node.store.state(ADULT, "reader")
    drafts = readers.merge(state, STRANGER, on=BEGUN)
    assert not isinstance(drafts, Refusal)
    library.node.store.tell(None, drafts)
    for copy, reader in ((0, ADULT), (1, STRANGER), (2, CHILD)):
        borrow(library, copy, reader)
    perform(library.node)
    row = library.node.store.query(
        "SELECT readers, loans, unlinked, counts FROM borrowers WHERE tenant = ?",
        (library.node.tenant,),
    )
    assert row == [(2, 3, 0, '[["grown","","",1],["young","","",1]]')]
    assert ReadersRow(1, "grown").readers == 1


def test_telling_the_tables_anew_after_a_purge_changes_neither_tables_nor_figures(
    library: Library,
) -> None:
    borrow(library, 0, ADULT)
    borrow(library, 1, CHILD, lent="2026-11-01", back="2026-11-20")
    perform(library.node)
    shown = borrowers(library.node, library.main, *FEBRUARY)
    told = retell(library.node.store)
    assert told.digest_before == told.digest_after
    assert borrowers(library.node, library.main, *FEBRUARY) == shown
    assert len(links(library)) == 1


def test_an_old_stick_brings_no_link_back(library: Library) -> None:
    borrow(library, 0, ADULT)
    stick = parcels(library.node.store)
    perform(library.node)
    assert links(library) == set()
    for one in stick:
        receive(library.node.store, one, source="an old stick")
    assert links(library) == set()


def test_the_seed_that_leads_to_a_removed_link_goes_with_it(library: Library) -> None:
    fact = borrow(library, 0, ADULT)
    row = library.node.store.fact(fact)
    assert row is not None
    assert any(one.seed for one in rows_of(library.node.store.vault, row.stream))
    perform(library.node)
    assert not any(one.seed for one in rows_of(library.node.store.vault, row.stream))


def test_nothing_goes_before_the_month_of_the_lending_is_over(library: Library) -> None:
    place = library.hut  # thirty days there
    lent, back = "2026-10-01", "2026-10-02"
    fact = circulation.lend(library.node, library.copies[0], ADULT, library.at(place, lent))
    assert not isinstance(fact, Refusal)
    circulation.take_back(library.node, library.copies[0], library.at(place, back))
    on(library, "2026-11-24")
    perform(library.node)
    assert links(library) == set()
    # With seven days the link of a loan of this month waits for the end of the month.
    library.node.store.link_days = lambda place, on: 7
    late = borrow(library, 1, ADULT, lent="2026-11-02", back="2026-11-03")
    on(library, "2026-11-30")
    perform(library.node)
    assert links(library) == {late}
    on(library, "2026-12-01")
    perform(library.node)
    assert links(library) == set()


def test_it_is_looked_once_a_day(library: Library) -> None:
    perform(library.node)
    fact = borrow(library, 0, ADULT)
    assert perform(library.node) == 0
    assert links(library) == {fact}
    on(library, "2026-11-25")
    assert told_by(library) == [READERS_COUNTED]
    assert links(library) == set()


def test_where_the_province_keeps_links_nothing_goes(library: Library) -> None:
    library.node.store.link_days = lambda place, on: None
    fact = borrow(library, 0, ADULT)
    perform(library.node)
    assert links(library) == {fact}


def test_a_lending_that_was_undone_leads_to_nobody_after_the_same_time(library: Library) -> None:
    by = library.at().by
    fact = library.lend(library.copies[0], ADULT)
    assert not isinstance(circulation.undo(library.node, fact, library.at(by=by)), Refusal)
    assert links(library) == {fact}
    on(library, "2027-03-01")
    assert perform(library.node) == 0  # no loan, so nobody to count
    assert links(library) == set()
