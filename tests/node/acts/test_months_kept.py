"""In which months somebody borrowed is known a while longer than what; then nothing is."""

from __future__ import annotations

import pytest
from tests.node.acts.test_erasing import erase, merged
from tests.node.acts.test_purging import (
    ADULT,
    CHILD,
    STRANGER,
    Library,
    borrow,
    library,
    library_alone,
    links,
    on,
)
from tests.node.acts.test_settled import YEAR, answer
from tests.node.store.telling import parcels

from tusach.library.habit.returning import Newcomer
from tusach.library.programme.evaluate import FORGOTTEN, Figure
from tusach.node.acts.duties import perform
from tusach.node.store import linking
from tusach.node.store.receive import receive
from tusach.node.store.retell import retell
from tusach.node.store.verify import verify

__all__ = ["library", "library_alone"]

pytestmark = pytest.mark.django_db
MONTHS = ("02", "03", "06")


@pytest.fixture
def keeping(library: Library) -> Library:
    """A library that keeps months for thirteen more; links for ninety days."""
    library.node.store.link_days = lambda place, today: 90
    library.node.store.marked_months = lambda place, today: 13
    return library


def reading(library: Library) -> None:
    """One reader in three months, one in one."""
    for month in MONTHS:
        borrow(library, 0, ADULT, lent=f"2026-{month}-03", back=f"2026-{month}-09")
    borrow(library, 1, CHILD)


def kept(library: Library) -> list[tuple[str, str]]:
    """(reader, month), as the vault has them."""
    rows = library.node.store.vault.query(
        "SELECT reader, month FROM borrowed_in ORDER BY reader, month"
    )
    return [(reader, month) for reader, month in rows]


def test_the_habit_of_a_year_is_counted_though_no_link_is_left(keeping: Library) -> None:
    reading(keeping)
    before = [answer(keeping, "reading_habit", YEAR, one).figure for one in ("", "six_months")]
    perform(keeping.node)

    assert links(keeping) == set()
    after = [answer(keeping, "reading_habit", YEAR, one).figure for one in ("", "six_months")]
    assert before == after == [Figure(1, 2), Figure(0, 2)]
    assert answer(keeping, "active_borrowers", YEAR).figure == Figure(2)


def test_it_is_settled_when_the_year_is_over_and_holds_when_the_months_are_gone(
    keeping: Library,
) -> None:
    reading(keeping)
    perform(keeping.node)
    on(keeping, "2027-01-02")
    perform(keeping.node)
    settled = answer(keeping, "reading_habit", YEAR)
    on(keeping, "2028-09-02")
    perform(keeping.node)

    assert kept(keeping) == []
    assert keeping.node.store.vault.query("SELECT 1 FROM loan_marked") == []
    assert settled.figure == Figure(1, 2)
    found = answer(keeping, "reading_habit", YEAR)
    assert (found.figure, found.settled is not None) == (Figure(1, 2), True)


def test_a_month_says_nothing_of_books_days_or_how_often(keeping: Library) -> None:
    reading(keeping)
    borrow(keeping, 2, CHILD, lent="2026-02-17")
    perform(keeping.node)

    assert kept(keeping) == sorted(
        [*((ADULT, f"2026-{one}") for one in MONTHS), (CHILD, "2026-02")]
    )
    columns = keeping.node.store.vault.query("SELECT name FROM pragma_table_info('borrowed_in')")
    assert {one for (one,) in columns} == {
        "reader", "place", "month", "inside", "grp", "age_band", "sex"
    }  # fmt: skip


def test_where_months_are_not_kept_there_are_none_and_no_year(library: Library) -> None:
    reading(library)
    perform(library.node)
    assert kept(library) == []
    assert answer(library, "reading_habit", YEAR).figure.lacking == FORGOTTEN


def test_who_is_erased_leaves_the_number_and_no_trace(keeping: Library) -> None:
    reading(keeping)
    perform(keeping.node)
    borrow(keeping, 2, ADULT, lent="2026-11-02", back="2026-11-04")
    erase(keeping)
    perform(keeping.node)

    assert ADULT not in {reader for reader, _ in kept(keeping)}
    assert len({reader for reader, _ in kept(keeping)}) == 2
    assert links(keeping) == set()
    assert answer(keeping, "reading_habit", YEAR).figure == Figure(1, 2)
    assert ADULT.encode() not in keeping.node.store.vault.path.read_bytes().split(b"borrowed_in")[0]


def test_one_person_of_two_registrations_stays_one_when_erased(keeping: Library) -> None:
    merged(keeping, ADULT, STRANGER)
    borrow(keeping, 0, ADULT)
    borrow(keeping, 1, STRANGER, lent="2026-03-02", back="2026-03-04")
    perform(keeping.node)
    assert answer(keeping, "active_borrowers", YEAR).figure == Figure(1)
    erase(keeping, STRANGER)
    perform(keeping.node)
    assert answer(keeping, "active_borrowers", YEAR).figure == Figure(1)


def test_what_comes_again_with_an_old_stick_changes_nothing(keeping: Library) -> None:
    reading(keeping)
    stick = parcels(keeping.node.store)
    perform(keeping.node)
    before = kept(keeping)
    for one in stick:
        receive(keeping.node.store, one, source="an old stick")
    perform(keeping.node)
    assert (kept(keeping), links(keeping)) == (before, set())
    assert answer(keeping, "reading_habit", YEAR).figure == Figure(1, 2)


def test_what_is_typed_months_late_is_counted_and_its_month_kept(keeping: Library) -> None:
    reading(keeping)
    perform(keeping.node)
    borrow(keeping, 2, STRANGER, lent="2026-02-11", back="2026-02-12")
    assert answer(keeping, "active_borrowers", YEAR).figure == Figure(3)
    on(keeping, "2026-11-27")
    perform(keeping.node)
    assert links(keeping) == set()
    assert (STRANGER, "2026-02") in kept(keeping)
    assert answer(keeping, "active_borrowers", YEAR).figure == Figure(3)


def test_tables_told_anew_lose_no_month(keeping: Library) -> None:
    reading(keeping)
    perform(keeping.node)
    before = kept(keeping)
    retell(keeping.node.store)
    assert kept(keeping) == before
    assert [one.code for one in verify(keeping.node.store).faults if "blob" not in one.code] == []


def test_whether_a_new_reader_of_a_trip_came_back_is_known_a_year_later(
    keeping: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = Newcomer(STRANGER, STRANGER, keeping.hut, "2026-01-20", "grown", "", "")
    monkeypatch.setattr(linking, "_newcomers", lambda look, same: [came])
    borrow(keeping, 0, STRANGER, lent="2026-02-20", back="2026-02-22")
    borrow(keeping, 1, ADULT, lent="2026-03-02", back="2026-03-04")
    before = answer(keeping, "came_back", YEAR).figure
    perform(keeping.node)
    assert links(keeping) == set()
    assert before == Figure(1, 1)
    assert answer(keeping, "came_back", YEAR).figure == Figure(1, 1)


def test_nobody_came_back_is_kept_as_well_as_somebody_did(
    keeping: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = Newcomer(STRANGER, STRANGER, keeping.hut, "2026-01-20", "grown", "", "")
    monkeypatch.setattr(linking, "_newcomers", lambda look, same: [came])
    borrow(keeping, 1, ADULT, lent="2026-03-02", back="2026-03-04")
    perform(keeping.node)
    assert links(keeping) == set()
    assert answer(keeping, "came_back", YEAR).figure == Figure(0, 1)
