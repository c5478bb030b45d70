"""What is announced moves one first day and nothing else, and what does not fit changes nothing."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.library.telling import BEGAN_MS, TENANT, Teller, codes

from tusach.ledger.draft import Refusal
from tusach.library.calendar import rules
from tusach.library.calendar.announced import LENGTHS, Start, unfit, with_announced
from tusach.library.calendar.facts import CalendarAnnounced, calendar_subject
from tusach.library.calendar.lunar import FIRST_DAY, LAST_DAY, LunarDate, table
from tusach.library.calendar.story import CalendarState
from tusach.library.register import FOLDERS

ON = "2026-03-02"
SUBJECT = calendar_subject(TENANT)
MONTHS = table().months
DAY = timedelta(days=1)


def moved(index: int, days: int) -> Start:
    one = MONTHS[index]
    return Start(one.year, one.month, one.leap, (one.starts_on + days * DAY).isoformat())


starts = some.lists(
    some.builds(moved, some.integers(700, 730), some.sampled_from([-2, -1, 0, 1, 2, 40])),
    max_size=8,
    unique_by=lambda one: one.name,
)


@given(starts, some.randoms(use_true_random=False))
def test_every_month_keeps_29_or_30_days_and_every_day_a_name_in_any_order(
    told: list[Start], chance: random.Random
) -> None:
    found = with_announced(told)
    assert {one.days for one in found.months} <= set(LENGTHS)
    for one, following in zip(found.months, found.months[1:], strict=False):
        assert one.starts_on + one.days * DAY == following.starts_on
    odd = unfit(told)
    for start in told:
        held = found.known.get(start.name)
        assert (held is not None and held.starts_on.isoformat() == start.starts_on) or start in odd
    other = list(told)
    chance.shuffle(other)
    assert with_announced(other).months == found.months
    for step in range(0, 900, 30):
        on = MONTHS[700].starts_on + step * DAY
        assert found.to_solar(found.to_lunar(on)) == on


def test_nothing_announced_is_the_table_itself() -> None:
    assert with_announced(()) is table()
    assert unfit(()) == ()


def test_tet_announced_a_day_later_moves_only_the_days_around_it() -> None:
    on = date(2030, 2, 2)
    found = with_announced([Start(2030, 1, False, "2030-02-03")])
    assert found.new_year(2030) == on + DAY
    assert found.to_lunar(on) == LunarDate(30, 12, 2029)
    assert table().to_lunar(on) == LunarDate(1, 1, 2030)
    days = [FIRST_DAY + nr * DAY for nr in range((LAST_DAY - FIRST_DAY).days + 1)]
    other = [one for one in days if found.to_lunar(one) != table().to_lunar(one)]
    month = table().month_of(on)
    assert other == [on + nr * DAY for nr in range(month.days)]


def test_an_announced_month_is_certain() -> None:
    on = date(2031, 4, 22)
    assert not table().to_lunar(on).certain
    assert with_announced([Start(2031, 3, True, on.isoformat())]).to_lunar(on).certain


@pytest.mark.parametrize(
    "start",
    [
        Start(2030, 1, False, "2030-02-05"),
        Start(2030, 1, True, "2030-02-03"),
        Start(2200, 1, False, "2200-02-03"),
    ],
)
def test_what_does_not_fit_changes_nothing_and_is_named(start: Start) -> None:
    fits = Start(2031, 1, False, table().new_year(2031).isoformat())
    assert unfit([start, fits]) == (start,)
    assert with_announced([start]).months == table().months


def test_two_starts_of_one_month_cannot_both_be() -> None:
    one, other = Start(2030, 1, False, "2030-02-03"), Start(2030, 1, False, "2030-02-02")
    assert unfit([one, other]) == (other, one)


def test_a_month_that_fits_only_with_the_next_one_is_applied_with_it() -> None:
    """After a month of 29 days, one of 29 that begins a day later needs the next to do so too."""
    lengths = [one.days for one in MONTHS]
    at = next(nr for nr in range(700, 760) if lengths[nr - 1 : nr + 2] == [29, 29, 30])
    assert unfit([moved(at, 1)]) == (moved(at, 1),)
    both = [moved(at, 1), moved(at + 1, 1)]
    assert unfit(both) == ()
    assert [one.days for one in with_announced(both).months[at - 1 : at + 2]] == [30, 29, 29]


@given(some.randoms(use_true_random=False), some.integers(0, 5))
def test_the_story_is_one_in_any_order_twice_and_in_halves(chance: random.Random, cut: int) -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    for teller, day in ((a, "2030-02-03"), (a, "2030-02-02"), (b, "2030-02-03")):
        body = CalendarAnnounced(2030, 1, day, citation="x")
        teller.say("calendar.announced/1", SUBJECT, body, on=ON)
    a.meet(b)
    facts = a.held(SUBJECT) * 2
    chance.shuffle(facts)
    story = FOLDERS.fold(SUBJECT, facts)
    assert FOLDERS.extend(FOLDERS.fold(SUBJECT, facts[:cut]), facts[cut:]) == story
    assert codes(story) == ["calendar.announced_apart"]
    assert story.state.calendar().new_year(2030) == date(2030, 2, 3)
    assert story.state.unfit() == ()


def announced(day: str = "2030-02-03", **more: str) -> CalendarAnnounced:
    return CalendarAnnounced(2030, 1, day, **({"citation": "TB 1"} | more))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (announced("2030-02-07"), "calendar.unfit"),
        (announced(citation=" "), "calendar.citation_missing"),
        (announced(citation="x" * 301), "calendar.citation_missing"),
    ],
)
def test_what_cannot_be_announced_is_refused_beside_what_can(
    body: CalendarAnnounced, code: str
) -> None:
    a = Teller("A")
    refused = rules.announce(CalendarState(SUBJECT), body, on=ON, place=a.place)
    assert isinstance(refused, Refusal)
    assert refused.code == code
    a.tell(rules.announce(CalendarState(SUBJECT), announced(), on=ON, place=a.place))
    again = rules.announce(a.state(SUBJECT), announced(), on=ON, place=a.place)
    assert isinstance(again, Refusal)
    assert again.code == "calendar.nothing_new"
    a.tell(rules.announce(a.state(SUBJECT), announced("2030-02-02"), on=ON, place=None))
    assert a.state(SUBJECT).calendar().new_year(2030) == date(2030, 2, 2)


def test_an_announcement_that_does_not_fit_is_kept_and_named() -> None:
    a = Teller("A")
    a.say("calendar.announced/1", SUBJECT, announced("2030-02-09"), on=ON)
    state: CalendarState = a.state(SUBJECT)
    assert [one.citation for one in state.unfit()] == ["TB 1"]
    assert state.calendar().months == table().months
