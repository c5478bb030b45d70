"""People are counted before the law removes whose a loan was, and the number opens to that fact."""

from __future__ import annotations

from typing import Any

import pytest
from tests.node.acts.test_purging import (
    ADULT,
    BACK,
    CHILD,
    STRANGER,
    Library,
    borrow,
    library,
    library_alone,
    links,
    on,
)

from tusach.ledger.fact import trusted
from tusach.library.habit.facts import PEOPLE_SETTLED, READERS_SETTLED, SettledFigure
from tusach.library.programme.evaluate import FORGOTTEN, Figure
from tusach.library.programme.periods import period
from tusach.node.acts import figures, purging, settled
from tusach.node.acts.duties import perform
from tusach.node.acts.figures import Answer
from tusach.node.acts.open_figures import open_figures
from tusach.node.store.cells import Asked
from tusach.node.store.retell import retell

__all__ = ["library", "library_alone"]

pytestmark = pytest.mark.django_db
MONTH, YEAR = "2026-02", "2026"
KINDS = (READERS_SETTLED, PEOPLE_SETTLED)


def asked(name: str, over: str, reading: str = "", unit: str = "") -> Asked:
    said, when = figures.shipped_of(name), period(over)
    assert said is not None and when is not None
    found = said.read_as(reading)
    assert found is not None
    return Asked(said, found, when, unit)


def answer(library: Library, name: str, over: str = MONTH, reading: str = "") -> Answer:
    return figures.answers(library.node, [asked(name, over, reading)])[0]


def told(library: Library) -> list[Any]:
    """What was settled, in order."""
    with library.node.store.engine.reading() as reading:
        rows = [row for row in reading.facts(0, 10_000) if row.kind in KINDS]
    subjects = dict.fromkeys(trusted(row.raw).subject for row in rows)
    return [library.node.store.state(one, "settlement").settled for one in subjects]


def test_a_figure_is_the_same_before_and_after_the_links_are_removed(library: Library) -> None:
    for copy, reader in ((0, ADULT), (0, ADULT), (1, CHILD), (2, CHILD)):
        borrow(library, copy, reader)
    before = answer(library, "active_borrowers")
    assert (before.figure, before.settled) == (Figure(2), None)
    perform(library.node)

    assert links(library) == set()
    after = answer(library, "active_borrowers")
    assert after.figure == Figure(2)
    assert after.settled is not None and after.settled.loans == 4
    state = library.node.store.state(after.settled.story, "settlement")
    assert (state.settled.period, state.settled.loans) == (MONTH, 4)
    assert figures.proof(library.node, after) is None


def test_what_is_removed_in_part_and_was_not_settled_is_no_figure(library: Library) -> None:
    borrow(library, 0, ADULT)
    borrow(library, 1, CHILD, lent="2026-11-01", back="2026-11-20")
    assert answer(library, "active_borrowers", YEAR).figure == Figure(2)
    assert answer(library, "reading_habit", YEAR).figure == Figure(0, 2)
    perform(library.node)

    assert len(links(library)) == 1
    for name in ("active_borrowers", "reading_habit"):
        found = answer(library, name, YEAR)  # the year is not over: nobody could settle it
        assert (found.figure, found.settled) == (Figure(None, None, FORGOTTEN), None)


def test_a_habit_is_settled_where_links_are_kept_until_the_year_is_over(library: Library) -> None:
    library.node.store.link_days = lambda place, today: 400
    for month in ("02", "03", "06"):
        borrow(library, 0, ADULT, lent=f"2026-{month}-03", back=f"2026-{month}-09")
    borrow(library, 1, CHILD)
    on(library, "2027-01-02")
    perform(library.node)
    library.node.store.link_days = lambda place, today: 90
    on(library, "2027-06-02")
    perform(library.node)

    assert links(library) == set()
    assert answer(library, "reading_habit", YEAR).figure == Figure(1, 2)
    assert answer(library, "reading_habit", YEAR, "six_months").figure == Figure(0, 2)
    assert answer(library, "reading_habit", "L2026").figure == Figure(1, 2)


def test_nothing_is_told_twice(library: Library) -> None:
    borrow(library, 0, ADULT)
    perform(library.node)
    facts = library.facts()
    assert settled.settle(library.node) == 0
    on(library, "2026-11-26")
    perform(library.node)
    assert library.facts() == facts


def test_a_month_is_settled_on_the_day_after_its_end_though_nothing_goes(library: Library) -> None:
    borrow(library, 0, ADULT, lent="2026-11-03", back="2026-11-05")
    on(library, "2026-11-30")
    perform(library.node)
    assert [one.period for one in told(library)] == []
    on(library, "2026-12-01")
    perform(library.node)
    assert {one.period for one in told(library)} == {"2026-11", "L2026"}
    assert len(links(library)) == 1


def test_what_is_typed_late_is_counted_while_all_is_known(library: Library) -> None:
    borrow(library, 0, ADULT, lent="2026-11-03", back="2026-11-05")
    on(library, "2026-12-01")
    perform(library.node)
    borrow(library, 1, CHILD, lent="2026-11-06", back="2026-11-07")
    on(library, "2026-12-02")
    perform(library.node)
    assert {one.loans for one in told(library)} == {2}
    assert {one.figures[0].num for one in told(library)} == {2}


def test_what_is_typed_after_the_links_are_gone_leaves_the_settled_number(library: Library) -> None:
    borrow(library, 0, ADULT)
    perform(library.node)
    borrow(library, 1, CHILD)
    found = answer(library, "active_borrowers")
    assert found.settled is not None
    assert (found.figure, found.settled.loans) == (Figure(1), 1)
    with library.node.store.engine.own_look() as look:
        assert settled.later(look, found.over, loans=found.settled.loans) == 1


def test_a_retelling_keeps_what_was_settled(library: Library) -> None:
    borrow(library, 0, ADULT)
    perform(library.node)
    before = answer(library, "active_borrowers")
    done = retell(library.node.store)
    assert done.digest_before == done.digest_after
    assert answer(library, "active_borrowers") == before


def test_no_person_and_no_small_group_stands_in_what_is_told(library: Library) -> None:
    for copy, reader in enumerate((ADULT, CHILD, STRANGER)):
        borrow(library, copy, reader)
    perform(library.node)
    found = told(library)
    assert found
    for one in found:
        assert all(isinstance(each, SettledFigure) and each.groups == () for each in one.figures)
        assert not any(reader in repr(one) for reader in (ADULT, CHILD, STRANGER))


def test_as_known_before_the_settling_there_is_no_figure_any_more(library: Library) -> None:
    borrow(library, 0, ADULT)
    before = library.facts()
    perform(library.node)
    moment = figures.moment_of_fact(library.node, before)
    assert moment is not None
    with figures.then(library.node, moment) as look:
        one = figures.answer_in(look, asked("active_borrowers", MONTH), today=moment.today)
    assert one.figure == Figure(None, None, FORGOTTEN)
    now = figures.moment_of_fact(library.node, library.facts())
    assert now is not None
    with figures.then(library.node, now) as look:
        one = figures.answer_in(look, asked("active_borrowers", MONTH), today=now.today)
    assert one.figure == Figure(1)


def test_the_back_of_a_month_is_that_of_the_test() -> None:
    assert BACK.startswith(MONTH)


def test_nothing_is_removed_while_nobody_can_be_counted(library: Library) -> None:
    fact = borrow(library, 0, ADULT)
    library.clock.ms -= 3 * 86_400_000  # nothing is told by a clock that runs behind
    told, gone = purging.purge(library.node)
    assert (told, gone.gone, gone.waits) == (0, 0, 1)
    assert links(library) == {fact}
    library.clock.ms += 4 * 86_400_000
    told, gone = purging.purge(library.node)
    assert told and (gone.gone, gone.waits) == (1, 0)


def test_nothing_of_people_is_published_before_it_is_settled(library: Library) -> None:
    borrow(library, 0, ADULT)
    one = asked("active_borrowers", MONTH)
    (before,) = open_figures(library.node, [one.definition], one.over, [])
    assert before.answer.figure == Figure(None, None, FORGOTTEN)
    perform(library.node)
    (after,) = open_figures(library.node, [one.definition], one.over, [])
    assert (after.answer.figure, after.is_hidden) == (Figure(1), True)
