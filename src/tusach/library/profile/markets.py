"""`markets.json`: periodic markets and the rules by which their days are found."""

import datetime
from typing import Annotated, Literal

from msgspec import Meta

from tusach.library.profile.parts import (
    Count,
    MinuteOfDay,
    MonthNumber,
    Part,
    Provenance,
    Slug,
    Weekday,
    Wording,
)

LunarDayNumber = Annotated[int, Meta(ge=1, le=30)]
Run = Annotated[int, Meta(ge=1, le=30)]

Tail = Annotated[int, Meta(ge=0, le=9)]
"""Last digit of a day of the month; 0 = days 10, 20 and 30."""

Branch = Annotated[int, Meta(ge=0, le=11)]
"""Earthly branch, 0 = rat … 5 = snake … 11 = pig; a number, for two of the names fold alike."""


class LunarTails(Part, frozen=True, kw_only=True, tag_field="kind", tag="lunar"):
    """Days of the lunar month with these last digits.

    short_month: what a market of day 30 does in a month of 29 days; None = nobody has said.
    """

    tails: tuple[Tail, ...]
    short_month: Literal["skip", "day_29", "day_1"] | None = None


class SolarTails(Part, frozen=True, kw_only=True, tag_field="kind", tag="solar"):
    """Days of the solar month with these last digits."""

    tails: tuple[Tail, ...]


class Zodiac(Part, frozen=True, kw_only=True, tag_field="kind", tag="zodiac"):
    """Days of these earthly branches, counted without regard to months."""

    branches: tuple[Branch, ...]


class Weekly(Part, frozen=True, kw_only=True, tag_field="kind", tag="weekly"):
    """The same weekdays every week."""

    weekdays: tuple[Weekday, ...]


class YearlyLunar(Part, frozen=True, kw_only=True, tag_field="kind", tag="yearly_lunar"):
    """One day of the lunar year, or `days` on end from it on."""

    month: MonthNumber
    day: LunarDayNumber
    days: Run = 1


class Dates(Part, frozen=True, kw_only=True, tag_field="kind", tag="dates"):
    """Days written out one by one."""

    dates: tuple[datetime.date, ...]


class Unknown(Part, frozen=True, kw_only=True, tag_field="kind", tag="unknown"):
    """Only the rhythm is known; no date may be suggested before somebody tells the days."""

    calendar: Literal["lunar", "solar", "unknown"]
    every_days: Count


MarketRule = LunarTails | SolarTails | Zodiac | Weekly | YearlyLunar | Dates | Unknown


class MarketClaim(Part, frozen=True, kw_only=True):
    """What one or more sources say about the days of a market."""

    rule: MarketRule
    sources: tuple[str, ...]
    provisional: bool = True


class Market(Part, frozen=True, kw_only=True):
    """One periodic market.

    unit: code of the unit it lies in, None where not known; unit_basis says how it was found and
    unit_certain whether the sources name it.
    claims: the first one is used; when `conflict` is set the claims contradict each other.
    """

    code: Slug
    names: Wording
    unit: str | None
    unit_basis: Wording
    unit_certain: bool
    claims: Annotated[tuple[MarketClaim, ...], Meta(min_length=1)]
    conflict: bool = False
    opens_minute: MinuteOfDay | None = None
    closes_minute: MinuteOfDay | None = None
    aliases: tuple[str, ...] = ()
    note: Wording = Wording({})


class Markets(Part, frozen=True, kw_only=True):
    """The file `markets.json`."""

    markets: tuple[Market, ...]
    provenance: Provenance
