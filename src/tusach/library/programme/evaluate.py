"""The figure of plain rows. What is counted in any other way must come to the same: the oracle.

Not enough data is a value of its own and never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, assert_never

import msgspec

from tusach.library.programme.definition import Ask, Measure, Reading, Select
from tusach.library.programme.followed import Followed, Merged, followed_on, members
from tusach.library.programme.periods import Period
from tusach.library.programme.sources import SOURCES

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]

SILENT = "nothing_heard"
ZERO_DENOMINATOR = "denominator_zero"
NO_BASELINE = "baseline_nothing"
PART_BASELINE = "baseline_partly"
"""Of the earlier year too few months were heard: growth over a part of it would be too large."""
NOT_BEGUN = "not_begun"
MERGED = "merged"
"""Beside the sources of the oracle: rows of `unit`, `ended_on` and `into`, one for each merger."""
FORGOTTEN = "links_removed"
"""It is not known of all of it whose it was: the rest would be too small a number."""


class Span(msgspec.Struct, frozen=True):
    """Happenings from first to last; states as they stood on `at`. unit: "" = the whole province.

    at: a day, last where the period is over. place: "" = every place. seen_on: the day of the
    report: communes are those of that day, and older ones count in them. followed: which in which;
    None = that has still to be looked up.
    """

    first: str
    last: str
    at: str
    unit: str = ""
    place: str = ""
    seen_on: str = ""
    followed: Followed | None = None

    @property
    def units(self) -> tuple[str, ...]:
        """The commune that is asked and those that count in it; none where it counts in another."""
        return members(self.unit, self.followed or ())

    @property
    def is_past(self) -> bool:
        """Whether the commune that is asked counts in another."""
        return bool(self.unit) and not self.units


class Figure(msgspec.Struct, frozen=True):
    """num over den; den None = a plain number. lacking: why there is no figure, else empty."""

    num: int | None
    den: int | None = None
    lacking: str = ""


class Evidence(msgspec.Struct, frozen=True, order=True, gc=False):
    """One thing that was counted (n = 1) or summed (n), and the stories that prove it."""

    key: str
    n: int
    stories: tuple[str, ...]


Measuring = Callable[[Measure, Measure | None, Span], int | None]
"""What a measure comes to, within another, over a span; None where nothing was heard."""


def span_of(reading: Reading, over: Period, *, today: str, unit: str = "", place: str = "") -> Span:
    """What a reading looks at in a period; later than today is nothing yet."""
    first = over.first
    if reading.counted_from is not None:
        first = min(first, over.before(over.year - reading.counted_from).first)
    at = max(over.first, min(over.last, today))
    return Span(first, over.last, at, unit, place, at)


def earlier(reading: Reading, over: Period) -> Period | None:
    """The period that growth is measured against; None where the reading is not of growth."""
    match reading.growth:
        case None:
            return None
        case "year_on_year":
            return over.before()
        case "average" | "cumulative":
            return over.before(over.year - (reading.base_year or over.year))
        case other:
            assert_never(other)


def evaluate(
    reading: Reading, rows: Rows, over: Period, *, today: str, unit: str = "", place: str = ""
) -> Figure:
    """The figure of a reading over a period, in a place, in a unit or in the whole province."""

    def measure(one: Measure, within: Measure | None, span: Span) -> int | None:
        return measured(one, within, rows, span)

    found = figure_by(measure, reading, over, today=today, unit=unit, place=place)
    if found.lacking != SILENT and any(
        SOURCES[one.source].linked and _is_forgotten(one, rows, span)
        for one, span in spans(reading, over, today=today, unit=unit, place=place)
    ):
        return Figure(None, None, FORGOTTEN)
    return found


def of_links(reading: Reading) -> bool:
    """Whether it asks whose something was, which is known only for some time."""
    sides = (reading.numerator, reading.denominator)
    return any(SOURCES[one.source].linked for side in sides if side for one in side.looks_at)


def measures(
    reading: Reading, over: Period, *, today: str, unit: str = "", place: str = ""
) -> Iterator[tuple[Measure, Span]]:
    """Everything that a reading measures and when, the earlier period of a growth, too."""
    now = span_of(reading, over, today=today, unit=unit, place=place)
    before = earlier(reading, over)
    yield reading.numerator, now
    if reading.denominator is not None:
        yield reading.denominator, now
    if before is not None:
        yield reading.numerator, _as_of(now, reading, before, today=today)


def spans(
    reading: Reading, over: Period, *, today: str, unit: str = "", place: str = ""
) -> Iterator[tuple[Select, Span]]:
    """Every selection of a reading and when it looks."""
    for measure, span in measures(reading, over, today=today, unit=unit, place=place):
        for one in measure.looks_at:
            yield one, span


def figure_by(
    measure: Measuring,
    asked: Reading,
    over: Period,
    *,
    today: str,
    unit: str = "",
    place: str = "",
) -> Figure:
    """The figure of what its measures come to, however they are measured."""
    if over.first > today:
        return Figure(None, None, NOT_BEGUN)
    span = span_of(asked, over, today=today, unit=unit, place=place)
    num = measure(asked.numerator, asked.denominator, span)
    before = earlier(asked, over)
    if before is not None:
        then = _as_of(span, asked, before, today=today)
        first = measure(asked.numerator, None, then)
        if num is not None and first and not _is_whole(measure, asked, before, then):
            return Figure(None, None, PART_BASELINE)
        return settled(num, first, is_growth=True, has_denominator=True)
    if asked.denominator is None:
        return settled(num, None)
    den = measure(asked.denominator, None, span)
    return settled(num, den, has_denominator=True)


def _is_whole(measure: Measuring, asked: Reading, over: Period, span: Span) -> bool:
    """Whether enough months of an earlier period were heard to hold growth against it."""
    if not asked.base_heard:
        return True
    months = list(over.months())
    wanted = -(-len(months) * asked.base_heard // 12)
    heard = sum(
        measure(
            asked.numerator,
            None,
            msgspec.structs.replace(span, first=f"{one}-01", last=f"{one}-31"),
        )
        is not None
        for one in months
    )
    return heard >= wanted


def _as_of(now: Span, reading: Reading, before: Period, *, today: str) -> Span:
    """The earlier span of a growth, in the communes of the later one."""
    then = span_of(reading, before, today=today, unit=now.unit, place=now.place)
    return msgspec.structs.replace(then, seen_on=now.seen_on)


def settled(
    num: int | None, den: int | None, *, is_growth: bool = False, has_denominator: bool = False
) -> Figure:
    """The figure of what was measured; nothing heard, or nothing to divide by, is said so."""
    if num is None:
        return Figure(None, None, SILENT)
    if not has_denominator:
        return Figure(num)
    if den is None or den == 0:
        return Figure(None, None, NO_BASELINE if is_growth else ZERO_DENOMINATOR)
    return Figure(num, den)


def measured(measure: Measure, within: Measure | None, rows: Rows, span: Span) -> int | None:
    """What a measure comes to; None where nothing at all was heard of what it asks."""
    span = seen(span, (Merged(**row) for row in rows.get(MERGED, ())))
    if span.is_past or not any(_heard(one, rows, span) for one in measure.selects):
        return None
    if any(_is_partly(one, rows, span) for one in measure.looks_at):
        return None
    return sum(one.n for one in evidence(measure, within, rows, span))


def seen(span: Span, merged: Iterable[Merged]) -> Span:
    """The span with the communes of its report looked up."""
    if span.followed is not None:
        return span
    return msgspec.structs.replace(span, followed=followed_on(merged, span.seen_on))


def evidence(
    measure: Measure, within: Measure | None, rows: Rows, span: Span
) -> tuple[Evidence, ...]:
    """All that makes up a value, sorted; the sum of `n` is the value."""
    span = seen(span, (Merged(**row) for row in rows.get(MERGED, ())))
    if measure.sum:
        one = measure.selects[0]
        sums: dict[str, int] = {}
        for row in _rows(one, rows, span):
            if row.get(measure.sum) is not None:
                sums[row["evidence"]] = sums.get(row["evidence"], 0) + row[measure.sum]
        return tuple(Evidence(key, n, (key,)) for key, n in sorted(sums.items()))
    kept: set[str] | None = None
    proofs: dict[str, set[str]] = {}
    for group in measure.every:
        found: set[str] = set()
        for select in group:
            for key, stories in _keys(measure.count, select, rows, span).items():
                found.add(key)
                proofs.setdefault(key, set()).update(stories)
        kept = found if kept is None else kept & found
    counted = kept or set()
    for select in measure.none:
        counted -= _keys(measure.count, select, rows, span).keys()
    if measure.within and within is not None:
        counted &= {one.key for one in evidence(within, None, rows, span)}
    return tuple(Evidence(key, 1, tuple(sorted(proofs[key]))) for key in sorted(counted))


def _keys(count: str, select: Select, rows: Rows, span: Span) -> dict[str, set[str]]:
    different: dict[str, set[str]] = {}
    stories: dict[str, set[str]] = {}
    for row in _rows(select, rows, span):
        key, of = row.get(count), row.get(select.of)
        if key is not None and of is not None:
            different.setdefault(key, set()).add(of)
            stories.setdefault(key, set()).add(row["evidence"])
    return {key: stories[key] for key, of in different.items() if len(of) >= select.times}


def _heard(select: Select, rows: Rows, span: Span) -> bool:
    """Is anything known at all? States that the province tells are asked of the whole of it."""
    source = SOURCES[select.source]
    if source.is_state:
        return any(
            row["since"] <= span.at
            for row in (
                _there(select, rows, span) if source.of_places else rows.get(select.source, ())
            )
        )
    return any(True for _ in _in_time(select, rows, span))


def _is_partly(select: Select, rows: Rows, span: Span) -> bool:
    """Whether a number is lacking that has to be known of all: the others would be too small."""
    lacking = SOURCES[select.source].whole
    return bool(lacking) and any(
        row.get(name) is None for row in _in_time(select, rows, span) for name in lacking
    )


def _is_forgotten(select: Select, rows: Rows, span: Span) -> bool:
    span = seen(span, (Merged(**row) for row in rows.get(MERGED, ())))
    key = SOURCES[select.source].linked
    return any(row.get(key) is None for row in _in_time(select, rows, span))


def _rows(select: Select, rows: Rows, span: Span) -> Iterator[Row]:
    for row in _in_time(select, rows, span):
        if all(_holds(ask, row.get(name)) for name, ask in select.where.items()):
            yield row


def _in_time(select: Select, rows: Rows, span: Span) -> Iterator[Row]:
    is_state = SOURCES[select.source].is_state
    for row in _there(select, rows, span):
        if is_state:
            if _stands(row, span.at):
                yield row
        elif span.first <= row["on_day"] <= span.last:
            yield row


def _there(select: Select, rows: Rows, span: Span) -> Iterator[Row]:
    """The rows of the place or unit that is asked, in the communes of the report date."""
    source = SOURCES[select.source]
    now = dict(span.followed or ())
    for told in rows.get(select.source, ()):
        row = told
        if source.has_unit and told.get("unit") in now:
            row = {**told, "unit": now[told["unit"]]}
        if span.unit and source.has_unit and row.get("unit") != span.unit:
            continue
        if span.place and "place" in source.keys and row.get("place") != span.place:
            continue
        yield row


def _stands(row: Row, at: str) -> bool:
    until, ended = row.get("until"), row.get("ended")
    return row["since"] <= at and (until is None or at <= until) and (ended is None or at < ended)


def _holds(ask: Ask, value: Any) -> bool:
    if value is None:
        return False
    if ask.is_ is not None:
        return bool(value == ask.is_)
    if ask.one_of:
        return value in ask.one_of
    return ask.at_least is not None and value >= ask.at_least
