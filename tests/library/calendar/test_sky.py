"""The shipped table against two independent ephemerides, which only tests and tools have."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from tusach.library.calendar import lunar
from tusach.library.calendar.lunar import table

to_lunar = table().to_lunar

WHY = "is not installed; tools/setup.sh dev brings it"
FIRST, LAST = lunar.FIRST_DAY.toordinal(), lunar.LAST_DAY.toordinal()
NAMES = ("ephem", "astronomy-engine")
SAFE = range(FIRST, date(2053, 12, 31).toordinal() + 1)


@pytest.fixture(autouse=True)
def _ephemerides() -> None:
    pytest.importorskip("ephem", reason=f"ephem {WHY}")
    pytest.importorskip("astronomy", reason=f"astronomy-engine {WHY}")


@cache
def seen(name: str) -> Any:
    from tools.lunar.__main__ import REACH
    from tools.lunar.sky import EPHEMERIDES

    return EPHEMERIDES[name](*REACH)


def told(name: str, zone: int = 7) -> dict[int, tuple[int, int, bool, int]]:
    from tools.lunar import rules

    return dict(rules.days(rules.months_of(seen(name), zone)))


def shipped(ordinal: int) -> tuple[int, int, bool, int]:
    found = to_lunar(date.fromordinal(ordinal))
    return found.day, found.month, found.leap, found.year


@pytest.mark.parametrize("name", NAMES)
def test_the_table_is_what_the_sky_says(name: str) -> None:
    reckoned = told(name)
    apart = [one for one in range(FIRST, LAST + 1) if reckoned[one] != shipped(one)]
    assert [one for one in apart if one in SAFE] == []
    assert [one for one in apart if to_lunar(date.fromordinal(one)).certain] == []
    assert len(apart) == {"ephem": 60, "astronomy-engine": 0}[name]


def test_both_agree_to_the_minute_or_two() -> None:
    one, other = (seen(name) for name in NAMES)
    moons = [abs(a - b) for a, b in zip(one.new_moons, other.new_moons, strict=True)]
    terms = [abs(a[0] - b[0]) for a, b in zip(one.terms, other.terms, strict=True)]
    assert max(moons) < 1.5
    assert max(terms) < 1.5


def test_a_chinese_calendar_would_not_pass() -> None:
    theirs = told("astronomy-engine", zone=8)
    assert sum(theirs[one] != shipped(one) for one in range(FIRST, LAST + 1)) > 1_500
    assert theirs[date(2030, 2, 2).toordinal()] != shipped(date(2030, 2, 2).toordinal())


def test_the_table_is_the_one_that_the_tool_writes() -> None:
    from tools.lunar.__main__ import PAGE, content

    assert PAGE.read_text("utf-8") == content({name: seen(name) for name in NAMES})
