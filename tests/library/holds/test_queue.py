"""Who comes next for a copy is the same on every machine, and fair by the rule that holds."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as some

from tusach.library.holds.queue import (
    FIRST_COME,
    HERE_FIRST,
    ORDERS,
    Waiting,
    next_for,
    queue,
    wanted_by,
)

DAYS = [f"2026-11-{day:02}" for day in range(1, 10)]
TITLE, COPY = "t", "c"

holds = some.builds(
    Waiting,
    hold=some.uuids().map(str),
    placed_on=some.sampled_from(DAYS),
    placed_ms=some.integers(0, 3),
    placed_by=some.uuids().map(str),
    pickup=some.sampled_from(["A", "B"]),
    title=some.sampled_from([TITLE, "other", None]),
    wants=some.sampled_from([None, COPY, "another"]),
    suspended_until=some.sampled_from(["", *DAYS]),
    needed_until=some.sampled_from(["", *DAYS]),
    copy=some.sampled_from([None, "held"]),
)


@given(
    some.lists(holds, max_size=8),
    some.sampled_from(ORDERS),
    some.sampled_from(DAYS),
    some.randoms(use_true_random=False),
)
def test_whoever_comes_next_may_have_it_and_nobody_with_a_better_right_is_passed_over(
    waiting: list[Waiting], order: str, on: str, chance: random.Random
) -> None:
    first = next_for(waiting, copy=COPY, title=TITLE, here="A", on=on, order=order)
    chance.shuffle(waiting)
    assert next_for(waiting, copy=COPY, title=TITLE, here="A", on=on, order=order) == first
    may = [one for one in waiting if one.fits(copy=COPY, title=TITLE) and one.counts_on(on)]
    if first is None:
        assert may == []
        return
    assert first in may
    assert first.copy is None
    near = [one for one in may if order == FIRST_COME or one.pickup == "A"]
    assert first.placed_on == min(one.placed_on for one in near or may)


@given(some.lists(holds, max_size=8), some.sampled_from(ORDERS))
def test_a_queue_holds_everybody_once(waiting: list[Waiting], order: str) -> None:
    assert sorted(queue(waiting, here="A", order=order)) == sorted(waiting)


def test_one_who_fetches_it_here_comes_first_only_where_the_rule_says_so() -> None:
    early = Waiting("one", DAYS[0], 1, "1", "B", title=TITLE)
    here = Waiting("two", DAYS[1], 0, "2", "A", title=TITLE)
    asked = {"copy": COPY, "title": TITLE, "here": "A", "on": DAYS[5]}
    assert next_for([here, early], **asked) == early
    assert next_for([here, early], order=HERE_FIRST, **asked) == here


def test_of_one_day_whoever_asked_first_comes_first() -> None:
    later = Waiting("later", DAYS[0], 2, "0", "A", title=TITLE)
    first = Waiting("first", DAYS[0], 1, "9", "A", title=TITLE)
    assert [one.hold for one in queue([later, first], here="A")] == ["first", "later"]


def test_those_who_asked_before_are_counted_where_too_few_copies_are_free() -> None:
    line = [Waiting(str(nr), DAYS[nr], 0, str(nr), "A", title=TITLE) for nr in range(3)]
    asked = {"copy": COPY, "title": TITLE, "here": "A", "on": DAYS[5]}
    assert wanted_by(line, **asked) == 3
    assert wanted_by(line, free=2, **asked) == 3
    assert wanted_by(line, free=3, **asked) == 0
    assert wanted_by(line, mine={"1"}, **asked) == 1
    assert wanted_by(line, mine={"0"}, **asked) == 0
    assert wanted_by([], **asked) == 0
