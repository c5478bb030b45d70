"""What a target asks for: the reading that is chosen, its milestones, how much by today.

All whole numbers or fractions. A target that the province told stands in place of the
definition's own milestones; a baseline that it declared in place of what is counted, and is
always known as declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal, get_args

import msgspec
from msgspec.structs import replace

from tusach.library.programme import facts
from tusach.library.programme.definition import Definition, Growth, Reading
from tusach.library.programme.evaluate import NO_BASELINE, Figure, earlier
from tusach.library.programme.periods import Period, PeriodKind, period_of
from tusach.library.programme.sources import SOURCES
from tusach.library.targets.pace import Point, Way, asked_on, units_wanted

WAYS: tuple[Way, ...] = get_args(Way)
Rounding = Literal["ceil_units", "exact"]
ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)
NOW = ".now"
"""What the reading is called that counts the later side of a growth alone."""

BaselineKey = tuple[str, str, str, str]
"""Indicator, reading, period, unit."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A target. told: the fact that set it, empty = as the definition says; then no paper.

    reading: the chosen one. milestones: year and value, by year. year: its kind of year.
    """

    reading: str
    milestones: tuple[tuple[int, int], ...]
    rounding: str
    interpolate: Way
    year: PeriodKind = "library_year"
    told: str = ""
    paper: str = ""
    dated: str = ""

    def following(self, year: int) -> tuple[int, int] | None:
        """The milestone of that year, or the next one."""
        return next((one for one in self.milestones if one[0] >= year), None)


def line_of(said: Definition, fact: str = "", told: facts.TargetSet | None = None) -> Line:
    """The target that was told, as far as this definition knows its reading; else its own."""
    way: Any = told.interpolate if told is not None else said.interpolate
    year: Any = told.period if told is not None else "library_year"
    if told is None or said.read_as(told.reading) is None or way not in WAYS:
        own = sorted((one.at, one.value) for one in said.milestones)
        return Line(
            reading=said.reading,
            milestones=tuple(own),
            rounding=said.rounding,
            interpolate=said.interpolate,
        )
    return Line(
        reading=told.reading,
        milestones=tuple(sorted({one.at: one.value for one in told.milestones}.items())),
        rounding=told.rounding,
        interpolate=way,
        year=year if year == "year" else "library_year",
        told=fact,
        paper=told.paper,
        dated=told.dated,
    )


def counted_alike(said: Definition, reading: Reading) -> str:
    """The first reading that counts the same: a baseline of one is that of all of them."""
    return next(
        one.id
        for one in said.readings
        if one.numerator == reading.numerator
        and one.denominator == reading.denominator
        and (one.growth is None) is (reading.growth is None)
    )


def baseline_key(
    said: Definition, reading: Reading, over: Period, *, unit: str = ""
) -> BaselineKey | None:
    """By what a declared baseline of this growth is known; None where none is asked for."""
    before = earlier(reading, over)
    if before is None or reading.base_year is None:
        return None
    return said.id, counted_alike(said, reading), before.name, unit


def later_side(reading: Reading) -> Reading:
    """The same measure without what it is held against: it can be counted where no baseline is."""
    return replace(reading, id=f"{reading.id}{NOW}", growth=None, base_year=None)


def rebased(now: Figure, declared: int) -> Figure:
    """The growth over a declared baseline. now: the figure of `later_side`."""
    if now.num is None:
        return now
    return Figure(now.num, declared) if declared > 0 else Figure(None, None, NO_BASELINE)


def what_is_refused(said: Definition, over: Period, *, unit: str = "") -> str:
    """The code of why this cannot be asked of the indicator; empty where it can."""
    if over.kind not in said.periods:
        return "figure.period_not_asked"
    if ("unit" if unit else "province") not in said.levels:
        return "figure.level_not_asked"
    return ""


def grown_to(kind: Growth, baseline: int, percent: Fraction, years: int) -> int:
    """So many are at least this growth over the baseline: 10 % a year over 100 in 2 years are 121.

    years: how many lie between; only the average asks for growth on growth.
    """
    each = 1 + percent / 100
    wanted = baseline * (each**years if kind == "average" else each)
    return -int(-wanted // 1)


def wanted(
    line: Line,
    reading: Reading,
    figure: Figure,
    over: Period,
    *,
    value: Fraction,
    by: int | None = None,
) -> int | None:
    """How many of what is counted a value asks for; None where it cannot be said.

    A share that is not counted in whole things (`exact`) asks for the share alone. by: the year
    until which, None = that of the figure. An average asks for growth on growth until then; growth
    over the year before is not known before that year has come.
    """
    before, year = earlier(reading, over), over.year if by is None else by
    if reading.growth is not None and before is not None:
        if figure.den is None or (reading.growth == "year_on_year" and year != over.year):
            return None
        return grown_to(reading.growth, figure.den, value, max(1, year - before.year))
    if reading.denominator is None:
        return -int(-value // 1)
    if figure.den is None or line.rounding == "exact":
        return None
    return units_wanted(value, figure.den)


def worth(reading: Reading, figure: Figure, grown: tuple[int, int] | None) -> Fraction | None:
    """The value as milestones say it: percent, or the number itself."""
    if figure.num is None:
        return None
    if reading.growth is not None:
        return 100 * Fraction(*grown) if grown is not None else None
    return Fraction(figure.num) if figure.den is None else Fraction(100 * figure.num, figure.den)


def asked_today(
    line: Line,
    reading: Reading,
    over: Period,
    *,
    today: str,
    began: tuple[str, Fraction] | None = None,
) -> Fraction | None:
    """What the line asks for on a day; None where it asks for nothing yet, or not of this period.

    began: last day and value of a declared baseline, for what stands (models, agreements). What
    happens in a year begins with 0 on its first day; growth with 0 at the end of its first year.
    """
    if over.kind not in ("year", "library_year"):
        return None
    on = max(over.first, min(today, over.last))
    marks = [Point(_end(over.kind, at), Fraction(value)) for at, value in line.milestones]
    before = earlier(reading, over)
    if before is not None:
        first = [Point(_day(before.last), Fraction(0))] if reading.base_year else []
        return _asked([*first, *marks], on, line.interpolate)
    if any(SOURCES[one.source].is_state for one in reading.numerator.selects):
        first = [Point(_day(began[0]), began[1])] if began is not None else []
        return _asked([*first, *marks], on, line.interpolate)
    if reading.counted_from is not None:
        since = over.before(over.year - reading.counted_from).first
        return _asked([Point(_day(since), Fraction(0)), *marks], on, line.interpolate)
    # Each year begins anew: its own end is asked first, and then the part of it that is gone.
    whole = _asked(marks, over.last, line.interpolate)
    if whole is None:
        return None
    share = Fraction((_day(on) - _day(over.first)).days + 1, _days(over))
    if line.interpolate == "step":
        return whole if on == over.last else None
    return whole * share


def _asked(points: Iterable[Point], on: str, way: Way) -> Fraction | None:
    by_day = {one.on: one for one in points}
    inside = [by_day[on_day] for on_day in sorted(by_day)]
    return asked_on(inside, _day(on), way) if inside else None


def _day(day: str) -> date:
    return date.fromisoformat(day)


def _days(over: Period) -> int:
    return (_day(over.last) - _day(over.first)).days + 1


def _end(kind: PeriodKind, year: int) -> date:
    return _day(period_of(kind, f"{year}-06-01").last)


def chosen(lines: Mapping[str, Line]) -> dict[str, str]:
    """The chosen reading of each indicator."""
    return {indicator: one.reading for indicator, one in lines.items()}
