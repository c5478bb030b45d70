"""The rules that a market may follow, in the shapes that are for ever.

A rule says days; what a market of day 30 does in a month of 29 days is a word of its own, since
customs differ. Codes that this software does not know count as not said.
"""

from __future__ import annotations

from typing import Annotated, assert_never

import msgspec

from tusach.library.shapes import Code, Count, Day

SKIP, DAY_29, DAY_1 = "skip", "day_29", "day_1"
SHORT_MONTH = (SKIP, DAY_29, DAY_1)

Digit = Annotated[int, msgspec.Meta(ge=0, le=9)]
"""Last digit of a day of the month; 0 = days 10, 20 and 30."""
DayOfMonth = Annotated[int, msgspec.Meta(ge=1, le=31)]
LunarDay = Annotated[int, msgspec.Meta(ge=1, le=30)]
Month = Annotated[int, msgspec.Meta(ge=1, le=12)]
Branch = Annotated[int, msgspec.Meta(ge=0, le=11)]
"""0 = rat … 11 = pig."""
Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]
"""ISO number: 1 Monday … 7 Sunday."""
Run = Annotated[int, msgspec.Meta(ge=1, le=30)]


class _Rule(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"
):
    """One rule; `kind` names which."""


class Lunar(_Rule, frozen=True, tag="lunar"):
    """Days of each lunar month, leap ones too: by last digit, or one by one.

    short_month: what stands for day 30 where there is none (`skip`, `day_29`, `day_1` of the
    following month); empty = nobody has said, which counts as `skip`.
    """

    digits: tuple[Digit, ...] = ()
    days: tuple[LunarDay, ...] = ()
    short_month: Code = ""


class Solar(_Rule, frozen=True, tag="solar"):
    """Days of each solar month: by last digit, or one by one."""

    digits: tuple[Digit, ...] = ()
    days: tuple[DayOfMonth, ...] = ()


class Zodiac(_Rule, frozen=True, tag="zodiac"):
    """Days of these earthly branches, whatever the month."""

    branches: tuple[Branch, ...]


class Weekly(_Rule, frozen=True, tag="weekly"):
    """The same weekdays every week."""

    weekdays: tuple[Weekday, ...]


class YearlyLunar(_Rule, frozen=True, tag="yearly_lunar"):
    """`days` days on end of the lunar year, from a day of a month that is no leap month."""

    month: Month
    day: LunarDay
    days: Run = 1


class Explicit(_Rule, frozen=True, tag="explicit"):
    """Days written out one by one."""

    dates: tuple[Day, ...]


class Unknown(_Rule, frozen=True, tag="unknown"):
    """Only the rhythm is known. calendar: lunar, solar or empty. every_days: None = not known."""

    calendar: Code = ""
    every_days: Count | None = None


Rule = Lunar | Solar | Zodiac | Weekly | YearlyLunar | Explicit | Unknown


def says_days(rule: Rule) -> bool:
    """Whether the rule names any day."""
    match rule:
        case Lunar() | Solar():
            return bool(rule.digits or rule.days)
        case Zodiac():
            return bool(rule.branches)
        case Weekly():
            return bool(rule.weekdays)
        case Explicit():
            return bool(rule.dates)
        case YearlyLunar():
            return True
        case Unknown():
            return False
        case _:
            assert_never(rule)


def is_lunar(rule: Rule) -> bool:
    """Whether its days hang on the moon."""
    return isinstance(rule, Lunar | YearlyLunar)


def has_day_thirty(rule: Rule) -> bool:
    """Whether it names a day that a lunar month of 29 days does not have."""
    return isinstance(rule, Lunar) and (0 in rule.digits or 30 in rule.days)
