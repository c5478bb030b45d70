"""Different readers of a period: counted before it is removed who borrowed what."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.library.telling import TENANT, Teller, named

from tusach.ledger.draft import Refusal
from tusach.library.readers.counting import (
    Borrowed,
    borrowers_subject,
    count,
    counted,
    may_go,
    month_of,
)
from tusach.library.readers.facts import ReadersCounted, ReadersRow

FIRST, LAST, TODAY = "2026-01-01", "2026-01-31", "2026-03-02"
persons = st.none() | st.sampled_from([named(str(nr)) for nr in range(4)])
loans = st.lists(st.builds(Borrowed, persons, st.sampled_from(["adult", "child"])), max_size=30)


def test_who_borrows_twice_is_counted_once_and_who_changed_group_stands_in_both() -> None:
    one, other = named("one"), named("other")
    found = counted(
        [Borrowed(one, "child"), Borrowed(one, "child"), Borrowed(one, "pupil"), Borrowed(other)],
        first=FIRST,
        last=LAST,
    )
    rows = (ReadersRow(1), ReadersRow(1, "child"), ReadersRow(1, "pupil"))
    assert found == ReadersCounted(FIRST, LAST, 2, 4, 0, rows)


def test_a_loan_whose_reader_is_not_known_is_no_reader_and_is_said() -> None:
    found = counted([Borrowed(None, "adult"), Borrowed(named("one"))], first=FIRST, last=LAST)
    assert (found.readers, found.loans, found.unlinked) == (1, 2, 1)
    assert found.rows == (ReadersRow(1),)


@given(loans)
def test_a_count_is_the_same_in_whatever_order_and_its_rows_hold_everybody(
    found: list[Borrowed],
) -> None:
    told = counted(found, first=FIRST, last=LAST)
    assert told == counted(found[::-1], first=FIRST, last=LAST)
    assert told.readers == len({one.person for one in found} - {None})
    assert sum(row.readers for row in told.rows) >= told.readers
    assert told.loans - told.unlinked >= told.readers


def test_a_period_that_is_not_over_is_not_counted() -> None:
    body = ReadersCounted(FIRST, LAST, 1, 1, 0)
    refused = count(body, tenant=TENANT, place=named("place A"), today=LAST)
    assert isinstance(refused, Refusal)
    assert refused.code == "date.future"
    assert not isinstance(count(body, tenant=TENANT, place=named("place A"), today=TODAY), Refusal)


def test_a_month_ends_with_its_last_day() -> None:
    assert month_of("2024-02-29") == ("2024-02-01", "2024-02-29")
    assert month_of("2025-12-01") == ("2025-12-01", "2025-12-31")


def test_who_had_a_copy_is_known_for_the_days_of_the_rule_and_until_the_month_is_over() -> None:
    told = {"lent_on": "2026-01-20", "ended_on": "2026-02-10"}
    assert not may_go(**told, days=30, today="2026-03-12")
    assert may_go(**told, days=30, today="2026-03-13")
    assert not may_go(**told, days=None, today="2099-01-01")


def said(teller: Teller, readers: int, unlinked: int) -> str:
    """The fact of a counting."""
    body = ReadersCounted(FIRST, LAST, readers, 9, unlinked)
    told = teller.tell(count(body, tenant=TENANT, place=teller.place, today=TODAY))
    return told[0].id


def test_of_two_counts_told_apart_the_one_that_lacks_less_counts_and_they_disagree() -> None:
    a, b = Teller("A"), Teller("B", now_ms=1_772_000_060_000)
    b.place = a.place
    first, second = said(a, 3, 4), said(b, 5, 0)
    a.meet(b)
    story = a.story(borrowers_subject(TENANT, a.place, FIRST, LAST))
    assert story.state.counted_by == second
    assert [one.facts for one in story.disagreements] == [(first, second)]
    third = said(a, 4, 1)  # told with both in hand
    story = a.story(borrowers_subject(TENANT, a.place, FIRST, LAST))
    assert story.state.counted_by == third
    assert not story.disagreements


def test_of_two_equal_counts_the_first_stands_and_nothing_is_to_settle() -> None:
    a, b = Teller("A"), Teller("B", now_ms=1_772_000_060_000)
    b.place = a.place
    first = said(a, 3, 0)
    said(b, 3, 0)
    a.meet(b)
    story = a.story(borrowers_subject(TENANT, a.place, FIRST, LAST))
    assert story.state.counted_by == first
    assert not story.disagreements


def test_who_knew_of_a_count_and_counts_anew_replaces_it() -> None:
    a = Teller("A")
    said(a, 3, 0)
    second = said(a, 4, 2)
    story = a.story(borrowers_subject(TENANT, a.place, FIRST, LAST))
    assert story.state.counted_by == second
    assert not story.disagreements
