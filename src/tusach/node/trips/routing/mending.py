"""Days made to keep the rules again: what lost its place is put where it costs least."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from msgspec.structs import replace

from tusach.library.trips.greedy import insert_all
from tusach.library.trips.plan import Day, Plan
from tusach.library.trips.problem import Problem


def mended(problem: Problem, days: Sequence[Day], lost: Collection[str] = ()) -> tuple[Day, ...]:
    """The days, with as many of the lost slots as find room; no month of a crew is overfull.

    Slots that neither stand in the days nor are lost stay out of it.
    """
    days, thrown = _within_months(problem, days)
    wanted = {call.slot for day in days for call in day.calls} | set(lost) | set(thrown)
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
