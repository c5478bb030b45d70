"""Visits are sums of facts; a line of a tally sheet counts once."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.library.telling import BEGAN_MS, TENANT, Teller, codes

from tusach.ledger.draft import Refusal
from tusach.library.register import FOLDERS
from tusach.library.visits import rules
from tusach.library.visits.facts import VisitCounted
from tusach.library.visits.story import DayFolder, VisitsFolder, VisitsState

ON = "2026-03-02"


def subject(teller: Teller) -> str:
    return rules.visits_subject(TENANT, teller.place, ON)


def count(teller: Teller, body: VisitCounted) -> str:
    wish = rules.count(body, tenant=TENANT, place=teller.place, on=ON, today=ON)
    return teller.tell(wish)[0].id


counted = some.lists(
    some.tuples(
        some.sampled_from(("on_site", "mobile")),
        some.integers(1, 500),
        some.sampled_from(("", "child", "adult")),
    ),
    max_size=12,
)


@given(counted, some.randoms(use_true_random=False))
def test_visits_are_the_sum_of_what_was_told_in_whatever_order(
    told: list[tuple[str, int, str]], chance: random.Random
) -> None:
    a = Teller("A")
    wanted: Counter[tuple[str, str]] = Counter()
    for channel, n, group in told:
        count(a, VisitCounted(channel, n, group))
        wanted[channel, group] += n
    held = a.held(subject(a))
    chance.shuffle(held)
    state = FOLDERS.fold(subject(a), held).state or VisitsState(subject(a))
    assert state.counts == tuple(sorted((*key, n) for key, n in wanted.items()))
    assert state.total == sum(wanted.values())
    if told:
        assert (state.place, state.on) == (a.place, ON)


def test_a_line_of_a_sheet_told_at_two_desks_counts_once_and_is_shown() -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    b.place = a.place
    first = count(a, VisitCounted("on_site", 12, "child", "P-7"))
    second = count(b, VisitCounted("on_site", 12, "child", "P-7"))
    a.meet(b)
    story = a.story(subject(a))
    assert story.state.total == 12
    assert [(one.code, one.facts) for one in story.disagreements] == [
        ("visit.sheet_twice", (first, second))
    ]


def test_several_lines_of_one_sheet_all_count() -> None:
    a = Teller("A")
    for channel, group, n in (
        ("on_site", "child", 12),
        ("on_site", "adult", 8),
        ("mobile", "child", 3),
    ):
        count(a, VisitCounted(channel, n, group, "P-7"))
    count(a, VisitCounted("on_site", 12, "child", "P-8"))
    story = a.story(subject(a))
    assert (story.state.total, codes(story)) == (35, [])


@pytest.mark.parametrize(
    ("on", "n", "code"),
    [
        (ON, 1, None),
        (ON, 5_000, None),
        (ON, 0, "visit.number_odd"),
        (ON, 5_001, "visit.number_odd"),
        ("2026-03-03", 1, "date.future"),
    ],
)
def test_how_many_may_come_and_when(on: str, n: int, code: str | None) -> None:
    wish = rules.count(VisitCounted("on_site", n), tenant=TENANT, place="p", on=on, today=ON)
    assert (wish.code if isinstance(wish, Refusal) else None) == code


def test_a_stranger_among_the_facts_changes_nothing() -> None:
    a = Teller("A")
    count(a, VisitCounted("on_site", 1))
    (told,) = a.story(subject(a)).tellings
    stranger = told.__class__(told.id, told.kind, told.held, object(), False)
    state = VisitsState(subject(a))
    assert VisitsFolder().step(state, stranger, None) is state  # type: ignore[arg-type]


def test_a_day_stays_empty_once_and_not_where_somebody_came() -> None:
    a = Teller("A")
    none = VisitsState(subject(a))
    day = rules.day_subject(TENANT, a.place, ON)

    def wish(visits: VisitsState, on: str = ON) -> object:
        return rules.stay_empty(visits, tenant=TENANT, place=a.place, on=on, today=ON)

    assert DayFolder().start(day).place is None
    assert wish(none, "2026-03-03") == Refusal("date.future", {"on": "2026-03-03", "today": ON})
    a.tell(wish(none))  # type: ignore[arg-type]
    assert (a.state(day).place, a.state(day).on) == (a.place, ON)
    count(a, VisitCounted("on_site", 3))
    assert wish(a.state(subject(a))) == Refusal("visit.some_came", {"n": 3})
