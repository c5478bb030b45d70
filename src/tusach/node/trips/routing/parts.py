"""A stretch of a plan: its days, the slots that are free in it and on which days, its journeys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from tusach.library.trips.plan import Day
from tusach.library.trips.problem import Problem, Slot, works_on


class Journey(msgspec.Struct, frozen=True, order=True):
    """Days away in a row: from home to a town on the first, home on the last. days: 2 or more."""

    first: date
    vehicle: str
    town: int
    days: int

    def ends(self, home: int) -> list[tuple[date, int, int]]:
        """Each day with the rows where it begins and ends."""
        rows = [home, *[self.town] * (self.days - 1), home]
        return [(self.first + timedelta(days=at), *pair) for at, pair in enumerate(pairwise(rows))]

    def dates(self) -> list[date]:
        """Its days."""
        return [self.first + timedelta(days=at) for at in range(self.days)]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What is planned at a time, all else being settled.

    free: slots with the days they may have here, spaced by construction. open: vehicle-days that
    may be used. now: days of a plan that is there already, what the search begins with.
    """

    free: tuple[tuple[str, tuple[date, ...]], ...]
    open: tuple[tuple[date, str], ...]
    journeys: tuple[Journey, ...] = ()
    now: tuple[Day, ...] = ()


def part_of(
    problem: Problem, days: Sequence[Day], first: date, last: date, *, new: Iterable[Slot] = ()
) -> Part:
    """The part from one day to another of a plan; all else of the plan stays.

    new: slots that the plan does not serve yet and that shall be served here. A journey that
    crosses a border stays whole, outside.
    """
    journeys = journeys_of(problem, days)
    inside = tuple(one for one in journeys if first <= one.first and one.dates()[-1] <= last)
    crossing = {(on, one.vehicle) for one in journeys if one not in inside for on in one.dates()}
    mine = [
        day for day in days if first <= day.on <= last and (day.on, day.vehicle) not in crossing
    ]
    kept = [day for day in days if day not in mine]
    served = {call.slot: day.on for day in mine for call in day.calls}
    free = [problem.slot_by_id[one] for one in served]
    fixed: dict[str, list[date]] = defaultdict(list)
    for day in kept:
        for call in day.calls:
            fixed[problem.slot_by_id[call.slot].stop].append(day.on)
    open_days = tuple(
        (on, vehicle.id)
        for on in _days(first, last)
        for vehicle in problem.vehicles
        if works_on(problem, vehicle, on) and (on, vehicle.id) not in crossing
    )
    spaced = _spaced(
        problem,
        [*free, *new],
        now=served,
        fixed=fixed,
        open_days={on for on, _ in open_days},
    )
    return Part(free=spaced, open=open_days, journeys=inside, now=tuple(mine))


def within(problem: Problem, part: Part) -> Problem:
    """The problem of a part alone: its slots on their days here, its vehicle-days and no others."""
    if not part.open:
        return replace(problem, slots=())
    first, last = min(on for on, _ in part.open), max(on for on, _ in part.open)
    open_days = set(part.open)
    free = dict(part.free)
    return replace(
        problem,
        from_on=first,
        until_on=last,
        slots=tuple(replace(one, days=free[one.id]) for one in problem.slots if one.id in free),
        vehicles=tuple(
            replace(
                vehicle,
                days_off=tuple(
                    on for on in _days(first, last) if (on, vehicle.id) not in open_days
                ),
            )
            for vehicle in problem.vehicles
        ),
    )


def journeys_of(problem: Problem, days: Iterable[Day]) -> tuple[Journey, ...]:
    """The journeys of a plan: runs of days that end away from home."""
    found = []
    by_vehicle: dict[str, list[Day]] = defaultdict(list)
    for day in days:
        by_vehicle[day.vehicle].append(day)
    for name, mine in by_vehicle.items():
        home = problem.vehicle_by_id[name].home
        run: list[Day] = []
        for day in sorted(mine, key=lambda one: one.on):
            run.append(day)
            if day.end == home:
                if len(run) > 1:
                    found.append(Journey(run[0].on, name, run[0].end, len(run)))
                run = []
    return tuple(sorted(found))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def _spaced(
    problem: Problem,
    slots: Sequence[Slot],
    *,
    now: dict[str, date],
    fixed: dict[str, list[date]],
    open_days: set[date],
) -> tuple[tuple[str, tuple[date, ...]], ...]:
    """For each slot the days on which it is far enough from every other of its stop.

    Free slots of one stop share their days out between them: halfway between the days they have
    now, else in equal shares. So whatever day each takes, the spacing holds.
    """
    found: list[tuple[str, tuple[date, ...]]] = []
    by_stop: dict[str, list[Slot]] = defaultdict(list)
    for slot in slots:
        by_stop[slot.stop].append(slot)
    for stop, mine in by_stop.items():
        gap = max(problem.stop_by_id[stop].gap_days, 1)
        shut = [(on - timedelta(days=gap - 1), on + timedelta(days=gap - 1)) for on in fixed[stop]]
        days = {
            one.id: tuple(
                on
                for on in one.days
                if on in open_days and not any(low <= on <= high for low, high in shut)
            )
            for one in mine
        }
        mine.sort(key=lambda one: (now.get(one.id) or _middle(days[one.id]), one.days[:1], one.id))
        found.extend(_shared(mine, days, now, gap))
    return tuple(found)


def _middle(days: Sequence[date]) -> date:
    return days[len(days) // 2] if days else date.max


def _shared(
    slots: Sequence[Slot], days: dict[str, tuple[date, ...]], now: dict[str, date], gap: int
) -> list[tuple[str, tuple[date, ...]]]:
    """The days of each of several slots of one stop, in order, none nearer than the gap."""
    bounds: list[tuple[date, date]] = [(date.min, date.max)] * len(slots)
    at = 0
    while at < len(slots):
        # A run of slots with the same days and none now: equal shares of these days.
        end = at + 1
        while end < len(slots) and days[slots[end].id] == days[slots[at].id]:
            end += 1
        run = slots[at:end]
        if len(run) > 1 and not all(one.id in now for one in run):
            for index, share in enumerate(_shares(days[run[0].id], len(run), gap)):
                bounds[at + index] = share
        at = end
    for at, (one, other) in enumerate(pairwise(slots)):
        first, second = now.get(one.id), now.get(other.id)
        if first is not None and second is not None and second > first:
            slack = (second - first).days - gap
            if slack < 0:
                continue
            middle = first + timedelta(days=slack // 2)
            bounds[at] = (bounds[at][0], min(bounds[at][1], middle))
            low = middle + timedelta(days=gap)
            bounds[at + 1] = (max(bounds[at + 1][0], low), bounds[at + 1][1])
        elif bounds[at][1] == date.max and days[one.id] and days[other.id]:
            _part_by_ends(bounds, at, (days[one.id], days[other.id]), gap)
    return [
        (one.id, tuple(on for on in days[one.id] if low <= on <= high))
        for one, (low, high) in zip(slots, bounds, strict=True)
    ]


def _part_by_ends(
    bounds: list[tuple[date, date]],
    at: int,
    days: tuple[tuple[date, ...], tuple[date, ...]],
    gap: int,
) -> None:
    """Slots with different days and no day now: each gives up half of what lies too close."""
    over = gap - (days[1][0] - days[0][-1]).days
    if over > 0:
        last = days[0][-1] - timedelta(days=over // 2)
        bounds[at] = (bounds[at][0], last)
        low = max(bounds[at + 1][0], last + timedelta(days=gap))
        bounds[at + 1] = (low, bounds[at + 1][1])


def _shares(days: Sequence[date], many: int, gap: int) -> list[tuple[date, date]]:
    """First and last day of equal shares; two that lie too close both give up half of what lacks.

    A share keeps at least its first day, unless there are fewer days than shares.
    """
    parts = [days[at * len(days) // many : (at + 1) * len(days) // many] for at in range(many)]
    shares = [(mine[0], mine[-1]) if mine else (date.max, date.min) for mine in parts]
    for at in range(many - 1):
        low, high = shares[at]
        if low > high or not parts[at + 1]:
            continue
        over = gap - (shares[at + 1][0] - high).days
        if over > 0:
            high = max(high - timedelta(days=over // 2), low)
            shares[at] = (low, high)
            shares[at + 1] = (high + timedelta(days=gap), shares[at + 1][1])
    return shares
