"""Days made to keep the rules again: what lost its place is put where it costs least."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from msgspec.structs import replace

from tusach.library.trips.greedy import insert_all
from tusach.library.trips.plan import Day, Plan, week_of, wheel_minutes
from tusach.library.trips.problem import Problem


def mended(problem: Problem, days: Sequence[Day], lost: Collection[str] = ()) -> tuple[Day, ...]:
    """The days, with as many of the lost slots as find room; no month, no week is overfull.

    Slots that neither stand in the days nor are lost stay out of it.
    """
    days, thrown = _within_months(problem, days)
    days, late = _within_weeks(problem, days)
    wanted = {call.slot for day in days for call in day.calls} | {*lost, *thrown, *late}
    slots = tuple(one for one in problem.slots if one.id in wanted)
    kept = Plan(days=tuple(days))
    return insert_all(replace(problem, slots=slots), kept=kept).days


def _within_months(problem: Problem, days: Sequence[Day]) -> tuple[list[Day], list[str]]:
    """Days up to the limit of each month; of too many those with the fewest visits go."""
    months: dict[tuple[str, int, int], list[Day]] = defaultdict(list)
    for day in days:
        months[day.vehicle, day.on.year, day.on.month].append(day)
    gone: set[tuple[date, str]] = set()
    thrown: list[str] = []
    for (name, _, _), mine in months.items():
        vehicle = problem.vehicle_by_id[name]
        plain = [day for day in mine if day.start == day.end == vehicle.home]
        plain.sort(key=lambda day: (len(day.calls), day.on))
        for day in plain[: max(len(mine) - vehicle.month_days, 0)]:
            gone.add((day.on, day.vehicle))
            thrown.extend(call.slot for call in day.calls)
    return [day for day in days if (day.on, day.vehicle) not in gone], thrown


def _within_weeks(problem: Problem, days: Sequence[Day]) -> tuple[list[Day], list[str]]:
    """Days up to the hours at the wheel of each week; of too many those with fewest visits go."""
    most = problem.terms.week_driving_minutes
    weeks: dict[tuple[str, int, int], list[Day]] = defaultdict(list)
    for day in days if most else ():
        weeks[week_of(day)].append(day)
    gone: set[tuple[date, str]] = set()
    thrown: list[str] = []
    for (name, _, _), mine in weeks.items():
        home = problem.vehicle_by_id[name].home
        over = sum(wheel_minutes(problem, day) for day in mine) - most
        plain = [day for day in mine if day.start == day.end == home]
        for day in sorted(plain, key=lambda one: (len(one.calls), one.on)):
            if over <= 0:
                break
            over -= wheel_minutes(problem, day)
            gone.add((day.on, day.vehicle))
            thrown.extend(call.slot for call in day.calls)
    return [day for day in days if (day.on, day.vehicle) not in gone], thrown
