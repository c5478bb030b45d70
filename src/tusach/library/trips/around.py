"""Plans around what may not be touched: days on which a vehicle is taken, visits that stand there.

A trip that a person typed, or one that has set out, keeps its days and its visits. A plan that used
them could not be promised.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from msgspec.structs import replace

from tusach.library.trips.problem import Problem, Slot, Vehicle


def around(problem: Problem, taken: Mapping[str, Collection[date]]) -> Problem:
    """The problem without the days that vehicles (by id) are taken.

    A visit pinned to such a day and vehicle is met already: it is no wish any more, and the other
    wishes of its stop keep their distance from it. One that has no day left stays, without a day.
    """
    if not any(taken.values()):
        return problem
    met = [one for one in problem.slots if one.pinned and _is_met(one, taken)]
    days: dict[str, list[date]] = {}
    for one in met:
        days.setdefault(one.stop, []).append(one.days[0])
    gone = {one.id for one in met}
    slots = [one for one in problem.slots if one.id not in gone]
    return replace(
        problem,
        slots=tuple(_apart(problem, one, days.get(one.stop, ())) for one in slots),
        vehicles=tuple(_busy(one, taken.get(one.id, ())) for one in problem.vehicles),
    )


def _is_met(slot: Slot, taken: Mapping[str, Collection[date]]) -> bool:
    return slot.days[0] in taken.get(slot.vehicle, ())


def _apart(problem: Problem, slot: Slot, met: Collection[date]) -> Slot:
    if slot.pinned or not met:
        return slot
    gap = max(problem.stop_by_id[slot.stop].gap_days, 1)
    days = tuple(on for on in slot.days if all(abs((on - one).days) >= gap for one in met))
    return replace(slot, days=days)


def _busy(vehicle: Vehicle, taken: Collection[date]) -> Vehicle:
    return replace(vehicle, days_off=tuple(sorted({*vehicle.days_off, *taken})))
