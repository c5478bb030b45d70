"""The rows of the vectors of sessions and announced calendars, as a mirror must find them too."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from tests.library.markets.fair import DECLARED, MARKET, rule_of

from tusach.library.calendar.announced import Start, unfit, with_announced
from tusach.library.calendar.lunar import table
from tusach.library.markets import grammar
from tusach.library.markets.sessions import sessions
from tusach.library.markets.story import Change, MarketState, RuleVersion

Rows = dict[str, Any]

SPANS: list[tuple[str, grammar.Rule, str, str]] = [
    ("by digits", grammar.Lunar((3, 8)), "2026-11-01", "2026-12-31"),
    ("digit 0 over short months, not said", grammar.Lunar((5, 0)), "2026-01-01", "2026-12-31"),
    ("the 29th instead", grammar.Lunar((0,), short_month="day_29"), "2026-01-01", "2026-12-31"),
    ("the first instead", grammar.Lunar((0,), short_month="day_1"), "2026-01-01", "2026-12-31"),
    ("in a leap month too", grammar.Lunar(days=(2,)), "2025-06-20", "2025-09-30"),
    ("around a Tết unlike the Chinese one", grammar.Lunar((1, 6)), "2030-01-20", "2030-02-20"),
    ("of the solar month", grammar.Solar((2, 7), (31,)), "2027-01-01", "2027-03-31"),
    ("of two branches", grammar.Zodiac((5, 11)), "2027-01-01", "2027-02-28"),
    ("every Sunday and Saturday", grammar.Weekly((6, 7)), "2027-02-01", "2027-02-28"),
    ("once a year, two days", grammar.YearlyLunar(3, 26, 2), "2026-01-01", "2031-12-31"),
    ("the last day of the year", grammar.YearlyLunar(12, 30, 3), "2026-01-01", "2031-12-31"),
    ("by dates", grammar.Explicit(("2026-06-24", "2028-06-24")), "2026-01-01", "2028-12-31"),
    ("nothing known", grammar.Unknown("lunar", 5), "2026-01-01", "2026-12-31"),
    ("at the end of the scope", grammar.Lunar((1,)), "2099-11-01", "2100-02-28"),
]
CHANGES = (
    Change("a", "2027-02-01", "2027-02-14", "closed", "tet"),
    Change("b", "2027-02-10", "2027-02-11", "held"),
    Change("c", "2027-02-14", "2027-02-14", "by_rule"),
)


def sessions_rows() -> Rows:
    """Rules and two days -> sessions."""
    rows = [_row(why, rule, first, last) for why, rule, first, last in SPANS]
    changed = _row(
        "days told one by one", grammar.Weekly((7,)), "2027-01-31", "2027-02-28", CHANGES
    )
    return {"about": "rule, changes, two days -> sessions", "rows": [*rows, changed]}


def _row(
    why: str, rule: grammar.Rule, first: str, last: str, changes: tuple[Change, ...] = ()
) -> Rows:
    told = (RuleVersion("rule", rule_of(rule)),)
    state = MarketState(MARKET, DECLARED, "fact", told, changes)
    found = sessions(state, date.fromisoformat(first), date.fromisoformat(last), table())
    return {
        "why": why,
        "rule": msgspec.to_builtins(rule),
        "changes": [{"first": one.first, "last": one.last, "how": one.how} for one in changes],
        "first": first,
        "last": last,
        "sessions": [
            {"on": one.on.isoformat(), "told": one.told, "certain": one.certain} for one in found
        ],
    }


ANNOUNCED: list[tuple[str, list[Start]]] = [
    ("nothing", []),
    ("a day later", [Start(2030, 1, False, "2030-02-03")]),
    ("as it is", [Start(2030, 1, False, "2030-02-02")]),
    ("three days later", [Start(2030, 1, False, "2030-02-05")]),
    ("a month that does not exist", [Start(2030, 1, True, "2030-03-04")]),
    (
        "one that fits only with the next",
        [Start(2031, 3, True, "2031-04-22"), Start(2031, 4, False, "2031-05-22")],
    ),
    (
        "one that fits beside one that does not",
        [Start(2030, 1, False, "2030-02-03"), Start(2030, 6, False, "2030-07-08")],
    ),
]


def announced_rows() -> Rows:
    """First days as announced -> those that change nothing, and the months that differ."""
    return {
        "about": "announced first days -> those left out; months unlike the shipped ones",
        "rows": [_announced(why, starts) for why, starts in ANNOUNCED],
    }


def _announced(why: str, starts: list[Start]) -> Rows:
    found = with_announced(starts)
    other = [
        {
            "year": one.year,
            "month": one.month,
            "leap": one.leap,
            "starts_on": one.starts_on.isoformat(),
            "days": one.days,
            "certain": one.certain,
        }
        for one, shipped in zip(found.months, table().months, strict=True)
        if one != shipped
    ]
    return {
        "why": why,
        "announced": [msgspec.to_builtins(one) for one in starts],
        "left_out": [msgspec.to_builtins(one) for one in unfit(starts)],
        "months": other,
    }


FILES = {"markets/announced.json": announced_rows, "markets/sessions.json": sessions_rows}
