"""Months made by chance: honest ones of many kinds of places, and invented ones in eight styles.

All of it is this file's own opinion of honest and of invented months; nobody gave real ones.
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random

import msgspec

from tusach.library.doubts.month import LOAN, VISIT, Days, Month, Record, against, days_of

YEAR = 2026
TET = set(range(date(YEAR, 2, 15).toordinal(), date(YEAR, 2, 23).toordinal()))
PAST = 4
PEERS = 8
LIVE, SHEETS, CATCH_UP = "live", "sheets", "catch_up"


class Place(msgspec.Struct, kw_only=True):
    """mean: visits of a usual day. market: every fifth day from this one, None = no market near."""

    mean: float
    weekday: tuple[float, ...]
    closed: frozenset[int]
    market: int | None
    market_times: float
    spread: float
    habit: str
    rounds: float
    classes: float
    readers: tuple[float, ...]
    lends: float


def a_place(dice: Random) -> Place:
    """A place: a village bookcase, a commune library or the library of a ward."""
    mean = dice.choice((0.8, 1.5, 2.5, 4, 6, 9, 14, 22, 35)) * dice.uniform(0.8, 1.25)
    closed = dice.choice(((6,), (6,), (0,), (5, 6), ()))
    weekday = [dice.uniform(0.7, 1.3) for _ in range(7)]
    for at in (5, 6):
        weekday[at] *= dice.uniform(0.9, 1.9)
    return Place(
        mean=mean,
        weekday=tuple(weekday),
        closed=frozenset(closed),
        market=dice.randrange(5) if dice.random() < 0.5 else None,
        market_times=dice.uniform(1.3, 2.5),
        spread=dice.uniform(0.15, 0.45),
        habit=dice.choices((LIVE, SHEETS, CATCH_UP), (70, 22, 8))[0],
        rounds=dice.choices((0.0, 0.05, 0.15), (70, 22, 8))[0],
        classes=dice.choice((0.0, 0.1, 0.3)),
        readers=tuple(
            1 / (1 + at) ** dice.uniform(0.3, 0.8) for at in range(max(15, int(mean * 8)))
        ),
        lends=dice.uniform(0.15, 0.45),
    )


def poisson(dice: Random, mean: float) -> int:
    """A number by chance around a mean (Knuth; by the normal above 60)."""
    if mean > 60:
        return max(0, round(dice.gauss(mean, math.sqrt(mean))))
    limit, product, n = math.exp(-mean), dice.random(), 0
    while product > limit:
        product *= dice.random()
        n += 1
    return n


def open_days(place: Place, nr: int) -> list[date]:
    """The days of a month on which the place is open; nr: 0 = January."""
    month = nr % 12 + 1
    return [
        on
        for day in range(1, monthrange(YEAR, month)[1] + 1)
        if (on := date(YEAR, month, day)).weekday() not in place.closed
        and on.toordinal() not in TET
    ]


def honest_days(dice: Random, place: Place, nr: int) -> list[tuple[date, int]]:
    """The visits of each open day of a month."""
    season = dice.uniform(0.75, 1.25) * (0.8 if nr % 12 in (5, 6) else 1)
    found = []
    for on in open_days(place, nr):
        mean = place.mean * place.weekday[on.weekday()] * season
        if place.market is not None and on.toordinal() % 5 == place.market:
            mean *= place.market_times
        shape = 1 / place.spread**2
        n = poisson(dice, mean * dice.gammavariate(shape, 1 / shape))
        if n >= 4 and dice.random() < place.rounds:
            n = 5 * round(n / 5)
        found.append((on, n))
    if found and dice.random() < place.classes:
        at = dice.randrange(len(found))
        found[at] = (found[at][0], found[at][1] + dice.randint(18, 35))
    return found


def _text(on: date) -> str:
    return on.isoformat()


def _visits(dice: Random, days: Sequence[tuple[date, int]], habit: str) -> list[Record]:
    """Each count told as the place does: at the desk through the day, from a sheet, or later."""
    told: list[Record] = []
    last = days[-1][0] + timedelta(days=dice.randint(1, 6)) if days else None
    waiting: list[tuple[date, int]] = []
    for on, n in days:
        if not n:
            continue
        if habit == SHEETS and last is not None:
            told.append(_one(VISIT, on, last, 14 * 60 + dice.randrange(90), n=n, is_paper=True))
        elif habit == CATCH_UP and dice.random() < 0.5:
            waiting.append((on, n))
            if dice.random() < 0.35:
                told += [_one(VISIT, old, on, 16 * 60, n=k) for old, k in waiting]
                waiting = []
        else:
            left = n
            while left:
                some = min(left, dice.choices((1, 2, 3, 5), (60, 20, 12, 8))[0])
                told.append(_one(VISIT, on, on, _minute(dice), n=some))
                left -= some
    if waiting and last is not None:
        told += [_one(VISIT, old, last, 16 * 60, n=k) for old, k in waiting]
    return told


def _minute(dice: Random) -> int:
    return int(min(1230, max(430, dice.gauss(dice.choice((560, 930)), 70))))


def _one(what: str, on: date, told_on: date, minute: int, **more: object) -> Record:
    values = {"what": what, "on": _text(on), "told_on": _text(told_on), "minute": minute % 1440}
    return msgspec.convert(values | more, Record)


def _loans(dice: Random, place: Place, days: Sequence[tuple[date, int]]) -> list[Record]:
    """Loans of whoever came: some readers often, a few new ones, a class now and then."""
    told: list[Record] = []
    new = 10_000
    for on, n in days:
        is_class = n > 3 * place.mean + 15
        borrowers = sum(dice.random() < place.lends for _ in range(n))
        for _ in range(borrowers):
            made, who = "2024-01-01", 0
            if dice.random() < (0.5 if is_class else 0.06):
                new += 1
                who, made = new, _text(on)
            else:
                who = 1 + dice.choices(range(len(place.readers)), place.readers)[0]
            is_kept = dice.random() < 0.06
            is_paper = place.habit == SHEETS
            told.append(
                _one(
                    LOAN,
                    on,
                    on + timedelta(days=3 if is_paper else 0),
                    _minute(dice),
                    is_paper=is_paper,
                    who=who,
                    made_on=made,
                    is_kept=is_kept,
                )
            )
    return told


def honest(dice: Random, place: Place, nr: int, past: Sequence[Days]) -> Month:
    """A month as it was."""
    days = honest_days(dice, place, nr)
    records = _visits(dice, days, place.habit) + _loans(dice, place, days)
    return _month(place, nr, records, past)


def _month(place: Place, nr: int, records: list[Record], past: Sequence[Days]) -> Month:
    month = nr % 12 + 1
    every = {date(YEAR, month, day) for day in range(1, monthrange(YEAR, month)[1] + 1)}
    closed = frozenset(map(_text, every.difference(open_days(place, nr))))
    changes = _pool()[nr % 12]
    begins = len(records) * 7 % (len(changes) - PEERS)
    peers = changes[begins : begins + PEERS]
    return Month(records=tuple(records), past=tuple(past), closed=closed, peers=peers)


@lru_cache(maxsize=1)
def _pool() -> tuple[tuple[int, ...], ...]:
    """By month, how much came to some places against their months before."""
    dice, found = Random(7), []
    for nr in range(12):
        changes = []
        for _ in range(6 * PEERS):
            place = a_place(dice)
            before = [one.total for one in history(dice, place, nr)]
            now = sum(n for _on, n in honest_days(dice, place, nr))
            changes.append(against(now, before) or 0)
        found.append(tuple(changes))
    return tuple(found)


def history(dice: Random, place: Place, nr: int) -> tuple[Days, ...]:
    """The months before, the latest first."""
    return tuple(
        days_of(_visits(dice, honest_days(dice, place, (nr - back) % 12), LIVE))
        for back in range(1, PAST + 1)
    )


Inventing = Callable[[Random, Place, int, Sequence[Days]], Month]


def _level(dice: Random, place: Place) -> float:
    """What a forger thinks the place should have: rather more than it has."""
    return max(3.0, place.mean * dice.uniform(1.0, 1.6))


def equal_days(dice: Random, place: Place, nr: int, past: Sequence[Days]) -> Month:
    """The same number each day, now and then one more or less."""
    level = round(_level(dice, place))
    days = [
        (on, max(1, level + dice.choices((0, 1, -1), (70, 15, 15))[0]))
        for on in open_days(place, nr)
    ]
    return _month(place, nr, _visits(dice, days, LIVE) + _loans(dice, place, days), past)


def one_evening(dice: Random, place: Place, nr: int, past: Sequence[Days]) -> Month:
    """Likely numbers, all typed in one evening, without a sheet."""
    level = _level(dice, place)
    days = [(on, 1 + poisson(dice, level)) for on in open_days(place, nr)]
    told = days[-1][0] + timedelta(days=dice.randint(1, 9))
    begins = 19 * 60 + dice.randrange(90)
    records = [_one(VISIT, on, told, begins + at, n=n) for at, (on, n) in enumerate(days)]
    loans = [
        msgspec.structs.replace(one, told_on=_text(told), minute=begins + 40, is_paper=False)
        for one in _loans(dice, place, days)
    ]
    return _month(place, nr, records + loans, past)


def round_numbers(dice: Random, place: Place, nr: int, past: Sequence[Days]) -> Month:
    """10, 15, 20: nearly always a multiple of five."""
    level = max(8.0, _level(dice, place))
    days = []
    for on in open_days(place, nr):
        n = max(5, 5 * round(dice.gauss(level, level / 3) / 5))
        days.append((on, n + (dice.choice((-1, 1, 2)) if dice.random() < 0.1 else 0)))
    return _month(place, nr, _visits(dice, days, LIVE) + _loans(dice, place, days), past)


def last_month_again(dice: Random, place: Place, nr: int, past: Sequence[Days]) -> Month:
    """The numbers of last month, a few of them changed."""
    before = [n for _, n in past[0].days]
    by_day = {int(on[8:]): n for on, n in past[0].days}
    days = []
    in_order = dice.random() < 0.5
    for at, on in enumerate(open_days(place, nr)):
        n = before[at % len(before)] if in_order else by_day.get(on.day, before[at % len(before)])
        n += dice.choice((-1, 1, 2)) if dice.random() < 0.15 else 0
        days.append((on, max(1, n)))
    return _month(place, nr, _visits(dice, days, LIVE) + _loans(dice, place, days), past)


def one_day(dice: Random, place: Place, nr: int, past: Sequence[Days]) -> Month:
    """The month in one or two sums."""
    days = open_days(place, nr)
    whole = max(30, round(_level(dice, place) * len(days)))
    if dice.random() < 0.5:
        some = [(days[-1], whole)]
    else:
        first = round(whole * dice.uniform(0.35, 0.65))
        some = [(days[len(days) // 2], first), (days[-1], whole - first)]
    records = [_one(VISIT, on, on, 17 * 60, n=n) for on, n in some]
    return _month(place, nr, records, past)


def few_readers(dice: Random, place: Place, nr: int, past: Sequence[Days]) -> Month:
    """An honest count of visits, and loans in the name of two to four people."""
    days = honest_days(dice, place, nr)
    names = range(1, dice.randint(2, 4) + 1)
    loans = [
        _one(LOAN, on, on, _minute(dice), who=dice.choice(names), made_on="2024-01-01")
        for on, n in days
        for _ in range(max(1, round(n * 0.4)))
    ]
    return _month(place, nr, _visits(dice, days, LIVE) + loans, past)


def made_readers(dice: Random, place: Place, nr: int, past: Sequence[Days]) -> Month:
    """Readers made on one day, each of whom borrowed once."""
    days = honest_days(dice, place, nr)
    made = _text(dice.choice(days)[0])
    count = dice.randint(25, 60)
    loans = [
        _one(LOAN, dice.choice(days)[0], days[-1][0], 17 * 60, who=20_000 + at, made_on=made)
        for at in range(count)
    ]
    few = [one for one in _loans(dice, place, days) if dice.random() < 0.1]
    return _month(place, nr, _visits(dice, days, LIVE) + loans + few, past)


def careful(dice: Random, place: Place, nr: int, past: Sequence[Days]) -> Month:
    """Likely numbers, told day by day at likely hours, for many readers; no market, no weekday."""
    level = _level(dice, place)
    days = [(on, poisson(dice, level)) for on in open_days(place, nr)]
    return _month(place, nr, _visits(dice, days, LIVE) + _loans(dice, place, days), past)


def careful_always(dice: Random, place: Place, nr: int, past: Sequence[Days]) -> Month:
    """The same by somebody who invented the months before as well."""
    before = tuple(careful(dice, place, (nr - back) % 12, ()).visits for back in (1, 2, 3, 4))
    return careful(dice, place, nr, before)


def inflated(dice: Random, place: Place, nr: int, past: Sequence[Days]) -> Month:
    """An honest month with a fifth added to each day by chance: what no measure shows."""
    days = [(on, n + poisson(dice, 0.2 * n)) for on, n in honest_days(dice, place, nr)]
    return _month(place, nr, _visits(dice, days, LIVE) + _loans(dice, place, days), past)


NAIVE: dict[str, Inventing] = {
    "the same number each day": equal_days,
    "all typed in one evening": one_evening,
    "round numbers": round_numbers,
    "last month once more": last_month_again,
    "the month in one or two sums": one_day,
    "loans of two to four readers": few_readers,
    "readers made and used once": made_readers,
}
CAREFUL: dict[str, Inventing] = {
    "careful: by chance, day by day": careful,
    "careful, and the months before too": careful_always,
    "honest, with a fifth added": inflated,
}


def a_month(seed: int, how: Inventing | None = None) -> Month:
    """The month of a seed, honest or invented."""
    dice = Random(seed)
    place, nr = a_place(dice), dice.randrange(12)
    past = history(dice, place, nr)
    return how(dice, place, nr, past) if how else honest(dice, place, nr, past)
