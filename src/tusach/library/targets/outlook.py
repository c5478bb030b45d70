"""What the rest of a period will probably bring, with an interval, and how well that did before.

Months are counts, divided by how many days there was service (Tết moves, market days and trips are
known ahead). A month is its share of a year, a year grows as the last one did, damped; how much
damped, and whether all this beats "as in the same month last year", is decided by what would have
come out in the past. Where it does not beat that, that is what is told.

Not enough known months: no number at all. A silent month is not 0, it is not known.

Source: PROGRAMME.md section 8; damped trend: Gardner and McKenzie, Management Science 31 (1985).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import msgspec

YEAR = 12
LEAST_MONTHS = 24
"""So many known months are asked for: with less nothing can be proved on the past."""
DAMPINGS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""How much of the last growth goes on."""
_Z = 1.2816
"""Eight of ten lie so many deviations around the middle."""
_SHRUNK = 0.5
"""As if half a year more had been seen in which every month was like the others."""


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """Expected months and their sum; of ten such sums eight lie from low to high.

    way: `damped` or `last_year`. damping: in percent. error, error_last_year: mean of the absolute
    errors of a month in the past, by this way and by taking last year's.
    """

    months: tuple[int, ...]
    total: int
    low: int
    high: int
    way: str
    damping: int
    error: int
    error_last_year: int


class NotEnough(msgspec.Struct, frozen=True):
    """Nothing is said: so many months are known, so many are asked for."""

    known: int
    wanted: int = LEAST_MONTHS


def outlook(counts: Sequence[int | None], days: Sequence[int]) -> Outlook | NotEnough:
    """The months after the last of `counts`, as many as `days` has more.

    counts: by month, oldest first; None: not known. days: of service in each of them and in each
    month that is asked for; a month without any is expected to bring nothing.
    """
    known = sum(1 for one in counts if one is not None)
    if known < LEAST_MONTHS:
        return NotEnough(known)
    length, ahead = len(counts), len(days) - len(counts)
    rates = [
        None if one is None or not served else one / served
        for one, served in zip(counts, days, strict=False)
    ]
    past = {
        way: _past(counts, days, rates, way=way, ahead=max(1, ahead)) for way in (None, *DAMPINGS)
    }
    errors = {
        way: _mean([abs(got - told) for run in runs for told, got in run])
        for way, runs in past.items()
    }
    best = min(errors, key=lambda way: (errors[way], way is not None, way or 0.0))
    told = _ahead(rates, days, length, ahead=ahead, way=best)
    total = sum(told)
    spread = total * _spread(past[best], ahead)
    return Outlook(
        months=tuple(map(round, told)),
        total=round(total),
        low=max(0, round(total - _Z * spread)),
        high=round(total + _Z * spread),
        way="last_year" if best is None else "damped",
        damping=round(100 * (best or 0.0)),
        error=round(errors[best]),
        error_last_year=round(errors[None]),
    )


_Rates = Sequence[float | None]
_Run = list[tuple[float, int]]
"""What would have been told of the months after one, and what came."""


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _known(rates: _Rates) -> list[float]:
    return [one for one in rates if one is not None]


def _past(
    counts: Sequence[int | None],
    days: Sequence[int],
    rates: _Rates,
    *,
    way: float | None,
    ahead: int,
) -> list[_Run]:
    """From each month of the past after the first year: what would have been told there."""
    runs = []
    for length in range(YEAR, len(counts)):
        most = min(ahead, len(counts) - length)
        told = _ahead(rates[:length], days, length, ahead=most, way=way)
        got = counts[length : length + most]
        runs.append([(one, came) for one, came in zip(told, got, strict=True) if came is not None])
    return runs


def _ahead(
    rates: _Rates, days: Sequence[int], length: int, *, ahead: int, way: float | None
) -> list[float]:
    """The next months by one way. way: how much of the growth goes on; None: as last year."""
    season = _season(rates, length)
    level = _level(rates[max(0, length - YEAR) : length], season, length - YEAR)
    if way is None:
        same = [_same_month(rates, length + nr, level) for nr in range(ahead)]
        return [rate * days[length + nr] for nr, rate in enumerate(same)]
    before = _level(
        rates[max(0, length - 2 * YEAR) : max(0, length - YEAR)], season, length - 2 * YEAR
    )
    grows = min(2.0, max(0.5, level / before)) if before > 0 and level > 0 else 1.0
    told = []
    for nr in range(ahead):
        # The level is that of the middle of its year, six months and a half before the next one.
        years = (nr + 6.5) / YEAR
        rate = level * grows ** (way * years) * season[(length + nr) % YEAR]
        told.append(rate * days[length + nr])
    return told


def _same_month(rates: _Rates, place: int, level: float) -> float:
    for earlier in range(place - YEAR, -1, -YEAR):
        rate = rates[earlier] if earlier < len(rates) else None
        if rate is not None:
            return rate
    return level


def _season(rates: _Rates, length: int) -> list[float]:
    """How much more than others each month of the year brings, by its place in the series."""
    shares: list[list[float]] = [[] for _ in range(YEAR)]
    for end in range(length, 0, -YEAR):
        first = max(0, end - YEAR)
        middle = _mean(_known(rates[first:end]))
        for place in range(first, end):
            rate = rates[place]
            if rate is not None and middle > 0:
                shares[place % YEAR].append(rate / middle)
    return [(sum(some) + _SHRUNK) / (len(some) + _SHRUNK) for some in shares]


def _level(rates: _Rates, season: Sequence[float], first: int) -> float:
    """The rate of a month like all others in this stretch. first: its place in the series."""
    found = [
        rate / season[(first + nr) % YEAR]
        for nr, rate in enumerate(rates)
        if rate is not None and season[(first + nr) % YEAR] > 0
    ]
    return _mean(found)


def _spread(runs: Sequence[_Run], ahead: int) -> float:
    """Deviation of a sum of so many months, as a share of it."""
    sums = [
        (sum(told for told, _ in run), sum(got for _, got in run))
        for run in runs
        if len(run) >= min(ahead, YEAR // 2)
    ]
    shares = [got / told - 1 for told, got in sums if told > 0]
    if not shares:
        return 0.0
    # Windows that overlap are not so many witnesses as they are windows.
    apart = max(1.0, len(shares) / max(1, ahead))
    return sqrt(_mean([one * one for one in shares]) * (1 + 1 / apart))
