"""The definition of an indicator, and what is wrong with one.

Integers only. A definition is data with its legal source; a new version stands beside the old one
and never in its place. Source: PROGRAMME.md section 4; formulas: DOMAIN.md section 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Literal

import msgspec

from tusach.library.programme import limits
from tusach.library.programme.periods import PeriodKind, period
from tusach.library.programme.sources import SOURCES, Source
from tusach.library.programme.wrong import Wrong as Wrong

LEAST_TESTS = 3
Scalar = str | int
Growth = Literal["average", "cumulative", "year_on_year"]
Positive = Annotated[int, msgspec.Meta(ge=1)]


class _Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Every part of a definition refuses fields that it does not know."""


class Ask(_Shape, frozen=True, kw_only=True):
    """What a field has to be. is_: one value; one_of: any of them; at_least: so much or more."""

    is_: Scalar | None = msgspec.field(default=None, name="is")
    one_of: tuple[Scalar, ...] = ()
    at_least: int | None = None


class Select(_Shape, frozen=True, kw_only=True):
    """Rows of a source. where: all of these hold. times: so many different `of` of one key."""

    source: str
    where: dict[str, Ask] = {}
    times: Positive = 1
    of: str = "evidence"


class Measure(_Shape, frozen=True, kw_only=True):
    """Either different keys are counted (`count`), or a number is summed (`sum`).

    every: of each group at least one selection holds for the key. none: no selection of these
    does. within: only keys that the denominator counts.
    """

    count: str = ""
    sum: str = ""
    every: tuple[tuple[Select, ...], ...]
    none: tuple[Select, ...] = ()
    within: bool = False

    @property
    def selects(self) -> tuple[Select, ...]:
        """All the selections that have to hold, in order."""
        return tuple(one for group in self.every for one in group)

    @property
    def looks_at(self) -> tuple[Select, ...]:
        """All selections in order, those that must not hold, too."""
        return (*self.selects, *self.none)


class Reading(_Shape, frozen=True, kw_only=True):
    """One way to read the words of the target. growth: the measure over itself in an earlier year.

    counted_from: the year with which counting begins, for what adds up over years; None = the
    period alone. base_heard: in so many months of twelve something must have been heard of the
    earlier year, a shorter period in as large a share of its own; 0 = in any.
    """

    id: str
    title: dict[str, str]
    numerator: Measure
    denominator: Measure | None = None
    growth: Growth | None = None
    base_year: int | None = None
    counted_from: int | None = None
    base_heard: Annotated[int, msgspec.Meta(ge=0, le=12)] = 0


class Milestone(_Shape, frozen=True, kw_only=True):
    """value: percent, or a number where the unit is `count`."""

    at: int
    value: Annotated[int, msgspec.Meta(ge=0)]


class Expected(_Shape, frozen=True, kw_only=True):
    """num and den, or why there is no figure."""

    num: int | None = None
    den: int | None = None
    lacking: str = ""


class Example(_Shape, frozen=True, kw_only=True):
    """A test of a definition: rows by source, and what they come to."""

    says: str
    given: dict[str, tuple[dict[str, str | int | None], ...]]
    period: str
    reading: str = ""
    unit: str = ""
    expect: Expected


class Privacy(_Shape, frozen=True, kw_only=True):
    """Smallest cell that is published, and whether a second one is hidden with it."""

    min_cell: Positive = 5
    secondary: bool = True


class Definition(_Shape, frozen=True, kw_only=True):
    """An indicator. reading: the default one. legal: clause. iso: keys of the standards, if any.

    disaggregate: fields of what is counted by which a figure is also shown in parts.
    """

    id: str
    version: Positive
    legal: str
    title: dict[str, str]
    unit: Literal["percent", "count", "per"]
    direction: Literal["up", "down"]
    periods: tuple[PeriodKind, ...]
    levels: tuple[Literal["province", "unit"], ...]
    reading: str
    readings: tuple[Reading, ...]
    iso: tuple[str, ...] = ()
    rounding: Literal["ceil_units", "exact"] = "exact"
    interpolate: Literal["linear", "growth", "step"] = "linear"
    milestones: tuple[Milestone, ...] = ()
    disaggregate: tuple[str, ...] = ()
    privacy: Privacy = Privacy()
    provisional: bool = False
    tests: tuple[Example, ...] = ()

    def read_as(self, reading: str) -> Reading | None:
        """The reading of that name; the default one where it is empty."""
        wanted = reading or self.reading
        return next((one for one in self.readings if one.id == wanted), None)


def wrong_in(definition: Definition) -> tuple[Wrong, ...]:
    """All that is wrong with a definition, in order of place; nothing where it can be used."""
    found = (*limits.beyond(limits.plain(definition)), *_wrong(definition))
    return tuple(sorted(found, key=_place))


def _place(one: Wrong) -> tuple[str, str, str]:
    return one.where, one.code, str(one.values)


def _wrong(said: Definition) -> Iterator[Wrong]:
    if not said.legal.strip():
        yield Wrong("legal", "legal.missing")
    if len(said.tests) < LEAST_TESTS:
        yield Wrong("tests", "tests.few", (len(said.tests), LEAST_TESTS))
    if said.read_as("") is None:
        yield Wrong("reading", "reading.unknown", (said.reading,))
    for at, often in sorted(Counter(one.at for one in said.milestones).items()):
        if often > 1:
            yield Wrong(f"milestones.{at}", "milestones.overlap", (at,))
    steps = sorted({one.at: one.value for one in said.milestones}.items())
    for (before, less), (at, more) in pairwise(steps):
        if (more < less) if said.direction == "up" else (more > less):
            yield Wrong(f"milestones.{at}", "milestones.backward", (at, before))
    for name, often in sorted(Counter(one.id for one in said.readings).items()):
        if often > 1:
            yield Wrong(f"readings.{name}", "reading.twice", (name,))
    for one in said.readings:
        yield from _wrong_reading(one)
        for name in said.disaggregate:
            for select in one.numerator.selects:
                source = SOURCES.get(select.source)
                if source is not None and name not in source.fields:
                    where = f"disaggregate.{name}"
                    yield Wrong(where, "field.unknown", (select.source, name))
    for nr, test in enumerate(said.tests):
        yield from _wrong_test(said, test, f"tests.{nr}")


def _wrong_reading(one: Reading) -> Iterator[Wrong]:
    where = f"readings.{one.id}"
    yield from _wrong_measure(one.numerator, f"{where}.numerator")
    if one.denominator is not None:
        yield from _wrong_measure(one.denominator, f"{where}.denominator")
        if one.growth is not None:
            yield Wrong(where, "growth.with_denominator")
    if one.growth in ("average", "cumulative") and one.base_year is None:
        yield Wrong(where, "baseline.missing")
    if one.numerator.within and (
        one.denominator is None or one.denominator.count != one.numerator.count
    ):
        yield Wrong(f"{where}.numerator.within", "within.what")


def _wrong_measure(measure: Measure, where: str) -> Iterator[Wrong]:
    if bool(measure.count) == bool(measure.sum):
        yield Wrong(where, "measure.count_or_sum")
    if not measure.every or not all(measure.every):
        yield Wrong(f"{where}.every", "measure.of_nothing")
    if measure.sum and len(measure.looks_at) > 1:
        yield Wrong(f"{where}.every", "sum.of_one")
    for nr, one in enumerate(measure.looks_at):
        source = SOURCES.get(one.source)
        if source is None:
            yield Wrong(f"{where}.{nr}.source", "source.unknown", (one.source,))
            continue
        yield from _wrong_select(measure, one, source, f"{where}.{nr}")


def _wrong_select(measure: Measure, one: Select, source: Source, where: str) -> Iterator[Wrong]:
    if measure.count and measure.count not in source.keys:
        yield Wrong(where, "key.unknown", (one.source, measure.count))
    if measure.sum and source.fields.get(measure.sum) != "number":
        yield Wrong(where, "sum.unknown", (one.source, measure.sum))
    if one.of not in source.keys:
        yield Wrong(f"{where}.of", "key.unknown", (one.source, one.of))
    asked = [measure.count, *([one.of] if one.times > 1 else [])]
    for key in (key for key in asked if source.lasting and key in source.keys):
        if key not in source.lasting:
            yield Wrong(where, "key.forgotten", (one.source, key))
    if not source.has_unit and not measure.within:
        yield Wrong(where, "within.needed", (one.source,))
    for name, ask in sorted(one.where.items()):
        field = source.fields.get(name)
        if field is None:
            yield Wrong(f"{where}.where.{name}", "field.unknown", (one.source, name))
            continue
        if (ask.is_ is not None) + bool(ask.one_of) + (ask.at_least is not None) != 1:
            yield Wrong(f"{where}.where.{name}", "ask.one")
        wanted = str if field == "text" else int
        values = (ask.is_, ask.at_least, *ask.one_of)
        if any(value is not None and not isinstance(value, wanted) for value in values):
            yield Wrong(f"{where}.where.{name}", "ask.type", (field,))


def _wrong_test(said: Definition, test: Example, where: str) -> Iterator[Wrong]:
    if said.read_as(test.reading) is None:
        yield Wrong(f"{where}.reading", "reading.unknown", (test.reading,))
    if period(test.period) is None:
        yield Wrong(f"{where}.period", "period.unknown", (test.period,))
    for name, rows in sorted(test.given.items()):
        source = SOURCES.get(name)
        if source is None:
            yield Wrong(f"{where}.given.{name}", "source.unknown", (name,))
            continue
        days = ("since", "until", "ended") if source.is_state else ("on_day",)
        known = {*source.keys, *source.fields, *days}
        for field in sorted({field for row in rows for field in row} - known):
            yield Wrong(f"{where}.given.{name}", "field.unknown", (name, field))
