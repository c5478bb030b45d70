"""Measures of a month that honest ones seldom have. Whole numbers; None = too little to say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

import msgspec

from tusach.library.doubts.month import AT_ONCE, LATER, Days, Month, against

LEAST_DAYS, LEAST_VISITS, LEAST_LOANS, LEAST_PEERS = 8, 16, 15, 5
"""Below so much a month says nothing about how it was written."""
_OUTLIER = 3
_NIGHT = (5 * 60, 22 * 60)
_MOST = 10**9
_WEEK = 7


class Sign(msgspec.Struct, frozen=True):
    """A measure. odd: whether high or low values are seldom."""

    code: str
    odd: Literal["high", "low"]
    measure: Callable[[Month], int | None]


def evenness(month: Month) -> int | None:
    """Variance of the days over their mean less one, in thousandths: by chance it is 1000 or more.

    Days on which nobody came are in no count, so the mean is one too high where few come. What
    varies by weekday and market makes more; the same number each day makes 0.
    """
    days = _counted(month)
    if days is None:
        return None
    counts = [n for _, n in days.days]
    mean = Fraction(sum(counts), len(counts))
    if mean == 1:
        return None
    spread = sum((n - mean) ** 2 for n in counts) / (len(counts) - 1)
    return int(1000 * spread / (mean - 1))


def roundness(month: Month) -> int | None:
    """How far days of 5 and more end in 0 or 5 oftener than one in five: square of z, times 100."""
    counts = [n for _, n in month.visits.days if n >= 5]
    if len(counts) < LEAST_DAYS:
        return None
    beyond = 5 * sum(n % 5 == 0 for n in counts) - len(counts)
    return 0 if beyond <= 0 else 100 * beyond * beyond // (4 * len(counts))


def typed_at_once(month: Month) -> int | None:
    """Share of the days that were typed on one later day without paper, in thousandths."""
    together: defaultdict[str, set[str]] = defaultdict(set)
    days: set[str] = set()
    for one in month.records:
        days.add(one.on)
        if one.grade == LATER:
            together[one.told_on].add(one.on)
    if len(days) < LEAST_DAYS:
        return None
    return 1000 * max(map(len, together.values()), default=0) // len(days)


def repetition(month: Month) -> int | None:
    """How much oftener than by chance the days have the numbers of the last month: z², times 100.

    Compared by the day of the month, by the weekday (first Monday with first), and in order.
    """
    if not month.past or _counted(month) is None:
        return None
    now, before = month.visits, month.past[0]
    found = [_alike(key(now), key(before)) for key in (_by_day, _by_weekday, _in_order)]
    some = [one for one in found if one is not None]
    return max(some) if some else None


def biggest_days(month: Month) -> int | None:
    """Share of the two largest days, in thousandths."""
    days = month.visits
    if days.total < LEAST_VISITS:
        return None
    return 1000 * sum(sorted(n for _, n in days.days)[-2:]) // days.total


def rhythm_lost(month: Month) -> int | None:
    """How far the weekdays differ less than at the same place before: square of t, times 100."""
    days = _counted(month)
    if days is None or len(month.past) < 2:
        return None
    usual = _weekdays(Days(tuple(day for one in month.past for day in one.days)))
    now = _clipped(days)
    mean = Fraction(sum(n for _, n in now), len(now))
    groups: defaultdict[int, list[Fraction]] = defaultdict(list)
    for weekday, n in now:
        if weekday in usual:
            groups[weekday].append(Fraction(n) / mean)
    free = sum(map(len, groups.values())) - len(groups)
    if free < LEAST_DAYS or len(groups) < 3:
        return None
    return _lost([(usual[at], some) for at, some in groups.items()], free)


def risen(month: Month) -> int | None:
    """How much more came than usual, against places of the same kind, in thousandths."""
    own = against(month.visits.total, [one.total for one in month.past])
    if own is None or len(month.peers) < LEAST_PEERS or month.visits.total < LEAST_VISITS:
        return None
    return 1000 * own // max(1, sorted(month.peers)[len(month.peers) // 2])


def one_reader(month: Month) -> int | None:
    """Share of the loans that the three busiest readers have, in thousandths."""
    known = Counter(one.who for one in month.loans if one.who)
    whole = sum(known.values())
    if whole < LEAST_LOANS:
        return None
    return 1000 * sum(n for _, n in known.most_common(3)) // whole


def used_once(month: Month) -> int | None:
    """Share of the loans of readers who were made on one day and borrowed once, in thousandths."""
    loans = [one for one in month.loans if one.who]
    if len(loans) < LEAST_LOANS:
        return None
    times = Counter(one.who for one in loans)
    first = min(one.on for one in month.records)[:7]
    made = Counter(one.made_on for one in loans if times[one.who] == 1 and one.made_on[:7] == first)
    return 1000 * max(made.values(), default=0) // len(loans)


def never_back(month: Month) -> int | None:
    """Share of the loans that were due long ago and never came back, in thousandths."""
    loans = month.loans
    if len(loans) < LEAST_LOANS:
        return None
    return 1000 * sum(one.is_kept for one in loans) // len(loans)


def closed_days(month: Month) -> int | None:
    """Share of the visits on days on which the place was closed, in thousandths."""
    days = month.visits
    if days.total < LEAST_VISITS:
        return None
    return 1000 * sum(n for on, n in days.days if on in month.closed) // days.total


def at_night(month: Month) -> int | None:
    """Share of what was told on its own day between 22 and 5 o'clock, in thousandths."""
    live = [one for one in month.records if one.grade == AT_ONCE]
    if len(live) < LEAST_VISITS:
        return None
    night = sum(not _NIGHT[0] <= one.minute < _NIGHT[1] for one in live)
    return 1000 * night // len(live)


SIGNS = (
    Sign("even", "low", evenness),
    Sign("round", "high", roundness),
    Sign("one_evening", "high", typed_at_once),
    Sign("repeated", "high", repetition),
    Sign("biggest_days", "high", biggest_days),
    Sign("rhythm", "high", rhythm_lost),
    Sign("risen", "high", risen),
    Sign("few_readers", "high", one_reader),
    Sign("used_once", "high", used_once),
    Sign("never_back", "high", never_back),
    Sign("closed", "high", closed_days),
    Sign("night", "high", at_night),
)


def _counted(month: Month) -> Days | None:
    days = month.visits
    enough = len(days.days) >= LEAST_DAYS and days.total >= LEAST_VISITS
    return days if enough else None


def _by_day(days: Days) -> dict[object, int]:
    return {on[8:]: n for on, n in days.days}


def _by_weekday(days: Days) -> dict[object, int]:
    return {
        ((int(on[8:]) - 1) // _WEEK, date.fromisoformat(on).weekday()): n for on, n in days.days
    }


def _in_order(days: Days) -> dict[object, int]:
    return {at: n for at, (_, n) in enumerate(days.days)}


def _alike(now: Mapping[object, int], before: Mapping[object, int]) -> int | None:
    """z² of equal pairs against pairs put together by chance, times 100."""
    both = [key for key in now if key in before]
    if len(both) < LEAST_DAYS:
        return None
    pairs = [(now[key], before[key]) for key in both]
    n, same = len(pairs), sum(a == b for a, b in pairs)
    ours, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(ours[value] * theirs[value] for value in ours)
    beyond = same * n - chance
    if beyond <= 0 or chance == n * n:
        return 0
    return min(_MOST, 100 * n * beyond * beyond // (chance * (n * n - chance)))


def _weekdays(days: Days) -> dict[int, Fraction]:
    """How many come on each weekday, of the mean day; a day beyond all measure counts as less."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for weekday, n in _clipped(days):
        found[weekday].append(n)
    whole = Fraction(sum(map(sum, found.values())), sum(map(len, found.values())))
    return {at: Fraction(sum(some), len(some)) / whole for at, some in found.items()}


def _clipped(days: Days) -> list[tuple[int, int]]:
    counts = sorted(n for _, n in days.days)
    most = _OUTLIER * max(1, counts[len(counts) // 2])
    return [(date.fromisoformat(on).weekday(), min(n, most)) for on, n in days.days]


def _lost(groups: Sequence[tuple[Fraction, Sequence[Fraction]]], free: int) -> int:
    """t² of the slope of the weekdays being 1, times 100; 0 where it is 1 or more."""
    size = sum(len(some) for _, some in groups)
    middle = sum(usual * len(some) for usual, some in groups) / size
    wide = sum(len(some) * (usual - middle) ** 2 for usual, some in groups)
    within = sum(
        (value - Fraction(sum(some), len(some))) ** 2 for _, some in groups for value in some
    )
    if not wide or not within:
        return 0
    slope = sum((usual - middle) * sum(some) for usual, some in groups) / wide
    return 0 if slope >= 1 else min(_MOST, int(100 * (1 - slope) ** 2 * wide * free / within))
