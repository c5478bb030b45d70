"""Plans by cheapest insertion, in pure Python: what is always there, and what others are held to.

Slots come in by the fewest days they have; each goes where it costs least: into a day there is, a
new day, or a new journey over a night where no day is long enough. `one_by_one` gives every slot a
trip of its own: the weak plan that others are compared with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from tusach.library.trips.plan import Day, Plan, in_order, week_of, wheel_minutes
from tusach.library.trips.problem import (
    NO_ROAD,
    Problem,
    Slot,
    Vehicle,
    arrival_window,
    row_of,
    works_on,
)
from tusach.library.trips.timing import timed

GREEDY, ONE_BY_ONE = "greedy", "one_by_one"
_Key = tuple[date, str]
_Change = tuple[int, tuple[Day, ...]]


def insert_all(problem: Problem, *, kept: Plan | None = None) -> Plan:
    """A plan by cheapest insertion; slots for which there is no room are left out.

    kept: a plan that keeps the rules and stays as it is; the other slots are put into it.
    """
    return _Board(problem, kept).filled(joining=True, made_by=GREEDY)


def one_by_one(problem: Problem) -> Plan:
    """A plan in which each trip serves one slot."""
    return _Board(problem, None).filled(joining=False, made_by=ONE_BY_ONE)


class _Board:
    """The days as they fill."""

    def __init__(self, problem: Problem, kept: Plan | None) -> None:
        self.problem = problem
        self.days: dict[_Key, Day] = {}
        self.visits: dict[str, list[date]] = {one.id: [] for one in problem.stops}
        self.months: Counter[tuple[str, int, int]] = Counter()
        self.weeks: Counter[tuple[str, int, int]] = Counter()
        for day in kept.days if kept else ():
            self._put(day)

    def filled(self, *, joining: bool, made_by: str) -> Plan:
        """The days after every slot was tried once, the rarest first."""
        met = {call.slot for day in self.days.values() for call in day.calls}
        wanted = [one for one in self.problem.slots if one.id not in met]
        wanted.sort(
            key=lambda one: (
                not one.required,
                len(one.days),
                not self._needs_night(one),
                one.days[:1],
                arrival_window(self.problem, one)[1] if len(one.days) == 1 else 0,
                one.id,
            )
        )
        for slot in wanted:
            best: _Change | None = None
            for on in slot.days:
                if self._too_close(slot, on):
                    continue
                for change in self._changes(slot, on, joining):
                    if best is None or change[0] < best[0]:
                        best = change
            if best is not None and (slot.required or best[0] <= slot.worth_m):
                for day in best[1]:
                    self._put(day)
        return in_order(list(self.days.values()), made_by)

    def _needs_night(self, slot: Slot) -> bool:
        """Whether a slot with one day cannot be served from home and back on it.

        Such days need the day before as well, so they come before others take it.
        """
        if len(slot.days) != 1:
            return False
        problem, on = self.problem, slot.days[0]
        return not any(
            timed(problem, on=on, vehicle=one.id, ends=(one.home, one.home), slots=[slot])
            for one in problem.vehicles
            if slot.vehicle in ("", one.id)
        )

    def _changes(self, slot: Slot, on: date, joining: bool) -> Iterator[_Change]:
        for vehicle in self.problem.vehicles:
            if slot.vehicle in ("", vehicle.id) and works_on(self.problem, vehicle, on):
                there = self.days.get((on, vehicle.id))
                if there is None:
                    yield from self._new(slot, on, vehicle)
                elif joining:
                    yield from self._into(slot, there)

    def _into(self, slot: Slot, day: Day) -> Iterator[_Change]:
        """The slot at each place in a day that is driven already."""
        problem = self.problem
        held = [problem.slot_by_id[call.slot] for call in day.calls]
        before = _metres(problem, day.start, held, day.end)
        for at in range(len(held) + 1):
            tried = [*held[:at], slot, *held[at:]]
            ends = (day.start, day.end)
            made = timed(problem, on=day.on, vehicle=day.vehicle, ends=ends, slots=tried)
            if made is not None and self._wheel(made):
                yield _metres(problem, day.start, tried, day.end) - before, (made,)

    def _new(self, slot: Slot, on: date, vehicle: Vehicle) -> Iterator[_Change]:
        """A day of its own, else two or three days by way of a town."""
        problem, home = self.problem, vehicle.home
        day = timed(problem, on=on, vehicle=vehicle.id, ends=(home, home), slots=[slot])
        if day is not None:
            if self._room(vehicle, [day]):
                yield self._cost([day]), (day,)
            return
        for hub in problem.hubs:
            for rows, at in _JOURNEYS:
                first = on - timedelta(days=at)
                ends = [hub.at if row else home for row in rows]
                days = self._journey(slot, vehicle, first, ends)
                if days and self._room(vehicle, days):
                    yield self._cost(days), tuple(days)

    def _journey(self, slot: Slot, vehicle: Vehicle, first: date, rows: Sequence[int]) -> list[Day]:
        """Days one after another from row to row, the slot on its own; empty where one fails."""
        problem, days = self.problem, []
        if len(rows) - 2 > problem.terms.nights or not self._free(vehicle, first, len(rows) - 1):
            return []
        for at, ends in enumerate(pairwise(rows)):
            on = first + timedelta(days=at)
            slots = [slot] if at == 1 else []
            day = timed(problem, on=on, vehicle=vehicle.id, ends=ends, slots=slots)
            if day is None:
                return []
            days.append(day)
        return days

    def _free(self, vehicle: Vehicle, first: date, many: int) -> bool:
        days = [first + timedelta(days=at) for at in range(many)]
        return all(
            works_on(self.problem, vehicle, on) and (on, vehicle.id) not in self.days for on in days
        )

    def _room(self, vehicle: Vehicle, days: Sequence[Day]) -> bool:
        more = Counter((vehicle.id, day.on.year, day.on.month) for day in days)
        has_days = all(self.months[key] + n <= vehicle.month_days for key, n in more.items())
        return has_days and self._wheel(*days)

    def _wheel(self, *days: Day) -> bool:
        """Whether the weeks of these days have the hours at the wheel for them."""
        most = self.problem.terms.week_driving_minutes
        if not most:
            return True
        more: Counter[tuple[str, int, int]] = Counter()
        for day in days:
            before = self.days.get((day.on, day.vehicle))
            more[week_of(day)] += wheel_minutes(self.problem, day)
            more[week_of(day)] -= wheel_minutes(self.problem, before) if before else 0
        return all(self.weeks[key] + n <= most for key, n in more.items())

    def _too_close(self, slot: Slot, on: date) -> bool:
        gap = max(self.problem.stop_by_id[slot.stop].gap_days, 1)
        return any(abs((on - other).days) < gap for other in self.visits[slot.stop])

    def _cost(self, days: Sequence[Day]) -> int:
        problem, terms = self.problem, self.problem.terms
        metres = 0
        for day in days:
            slots = [problem.slot_by_id[call.slot] for call in day.calls]
            metres += _metres(problem, day.start, slots, day.end)
        return metres + terms.day_price_m * len(days) + terms.night_price_m * (len(days) - 1)

    def _put(self, day: Day) -> None:
        key = (day.on, day.vehicle)
        before = self.days.get(key)
        known = {call.slot for call in before.calls} if before else set()
        self.months[day.vehicle, day.on.year, day.on.month] += before is None
        self.weeks[week_of(day)] += wheel_minutes(self.problem, day)
        self.weeks[week_of(day)] -= wheel_minutes(self.problem, before) if before else 0
        for call in day.calls:
            if call.slot not in known:
                self.visits[self.problem.slot_by_id[call.slot].stop].append(day.on)
        self.days[key] = day


_JOURNEYS = (((0, 1, 0), 1), ((0, 1, 1, 0), 1))
"""Ways by a town: where each day begins and ends (1 = the town), and which day is the slot's."""


def _metres(problem: Problem, start: int, slots: Sequence[Slot], end: int) -> int:
    rows = (start, *(row_of(problem, slot) for slot in slots), end)
    legs = problem.legs.metres
    return sum(max(legs[one][other], NO_ROAD + 1) for one, other in pairwise(rows))
