"""What was counted of people is not counted again, until anything of it may be another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.node.acts.test_erasing import erase
from tests.node.acts.test_months_kept import keeping
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

from tusach.library.programme.evaluate import Figure
from tusach.node.acts.duties import perform
from tusach.node.store import linking

__all__ = ["keeping", "library", "library_alone"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A word for each time that all links were laid out."""
    seen: list[str] = []
    real = linking.linked_look

    @contextmanager
    def heard(store: Any) -> Iterator[Any]:
        seen.append(store.today())
        with real(store) as look:
            yield look

    monkeypatch.setattr(linking, "linked_look", heard)
    return seen


def borrowers(library: Library) -> Figure:
    return answer(library, "active_borrowers", YEAR).figure


def test_who_looks_again_lays_no_link_out_again(library: Library, looks: list[str]) -> None:
    borrow(library, 0, ADULT)
    assert [borrowers(library) for _ in range(3)] == [Figure(1)] * 3
    assert len(looks) == 1


def test_another_figure_is_counted_and_the_first_one_stays(
    library: Library, looks: list[str]
) -> None:
    borrow(library, 0, ADULT)
    for _ in range(2):
        borrowers(library)
        answer(library, "reading_habit", YEAR)
        answer(library, "reading_habit", YEAR, "six_months")
        answer(library, "active_borrowers", "2026-02")
    assert len(looks) == 4


def test_a_loan_more_is_counted_at_once(library: Library, looks: list[str]) -> None:
    borrow(library, 0, ADULT)
    assert borrowers(library) == Figure(1)
    borrow(library, 1, CHILD)
    assert borrowers(library) == Figure(2)
    assert len(looks) == 2


def test_another_day_is_counted_anew(library: Library, looks: list[str]) -> None:
    borrow(library, 0, ADULT)
    borrowers(library)
    on(library, "2027-01-02")
    borrowers(library)
    assert len(looks) == 2


def test_after_purge_and_erasure_it_is_counted_of_what_is_left(keeping: Library) -> None:
    borrow(keeping, 0, ADULT)
    borrow(keeping, 1, STRANGER, lent="2026-03-02", back="2026-03-04")
    before = borrowers(keeping)
    perform(keeping.node)
    assert links(keeping) == set()
    assert borrowers(keeping) == before == Figure(2)
    erase(keeping)
    perform(keeping.node)
    keeping.node.store.vault.forget_months(reader=STRANGER)
    assert borrowers(keeping) == Figure(1)


def test_what_the_law_removed_is_said_again_the_second_time(
    library: Library, looks: list[str]
) -> None:
    borrow(library, 0, ADULT)
    perform(library.node)
    looks.clear()
    first, second = (answer(library, "active_borrowers", "2026-02") for _ in range(2))
    assert first.figure == second.figure == Figure(1)
    assert first.settled is not None and first.settled == second.settled
    assert len(looks) == 1
