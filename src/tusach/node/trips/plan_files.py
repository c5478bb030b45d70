"""A plan with its wishes as one JSON object, as `tusach plan-trips --json` prints it, and back.

The wishes stand in it, so that whoever reads the file can check it without this home. A file that
holds trips only is held to the wishes of this home; a visit then stands for the first wish of its
place that has the day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from tusach.ledger.draft import Refusal
from tusach.library.trips.check import Fault, faults
from tusach.library.trips.conflicts import conflicts
from tusach.library.trips.plan import Call, Day, Plan, price, unserved
from tusach.library.trips.problem import Problem, odd
from tusach.node.acts.node import Node
from tusach.node.trips import home_wishes
from tusach.node.wording.hours import clock, minute_from

MOST_BYTES = 64 * 1024 * 1024
Wishes = Callable[[date, date, tuple[str, ...]], Problem | Refusal]


class StopRow(msgspec.Struct, frozen=True, kw_only=True):
    """One visit as it is written. arrive, leave: hour and minute of the place."""

    place: str
    arrive: str
    leave: str
    slot: str = ""


class TripRow(msgspec.Struct, frozen=True, kw_only=True, rename={"on": "date"}):
    """One vehicle-day as it is written. night_at: where it ends away from home."""

    on: date
    vehicle: str
    stops: tuple[StopRow, ...]
    leave: str = ""
    back: str = ""
    night_at: str | None = None


class PlanFile(
    msgspec.Struct, frozen=True, kw_only=True, rename={"from_on": "from", "to_on": "to"}
):
    """What a file must hold to be checked; it may hold more."""

    trips: tuple[TripRow, ...]
    from_on: date | None = None
    to_on: date | None = None
    problem: Problem | None = None


def fields_of(problem: Problem, plan: Plan) -> dict[str, Any]:
    """The object that a script gets; it is a plan file too."""
    found = price(problem, plan)
    left = unserved(problem, plan)
    broken = faults(problem, plan)
    return {
        "visits": found.visits,
        "unserved": list(left),
        "kilometres": found.metres // 1000,
        "vehicle_days": found.vehicle_days,
        "faults": [msgspec.to_builtins(one) for one in broken],
        "trips": [_trip(problem, day) for day in plan.days],
        "planner": plan.made_by,
        "nights": found.nights,
        "driving_minutes": found.driving_minutes,
        "cost_metres": found.cost_m,
        "required_unserved": found.required_unserved,
        "conflicts": [msgspec.to_builtins(one) for one in conflicts(problem)]
        if found.required_unserved
        else [],
        "legs": legs_by_source(problem, plan),
        "from": problem.from_on.isoformat(),
        "to": problem.until_on.isoformat(),
        "problem": msgspec.to_builtins(problem),
    }


def legs_by_source(problem: Problem, plan: Plan) -> dict[str, int]:
    """How many driven legs are known from which source."""
    found: dict[str, int] = {}
    for day in plan.days:
        rows = [day.start]
        for call in day.calls:
            rows.append(problem.stop_by_id[problem.slot_by_id[call.slot].stop].at)
        for start, end in zip(rows, [*rows[1:], day.end], strict=True):
            code = problem.legs.source(start, end)[0]
            found[code] = found.get(code, 0) + 1
    return found


def read(raw: bytes, wishes: Wishes) -> tuple[Problem, Plan] | Refusal:
    """The plan of a file with the wishes it is held to; a refusal says where it cannot be read."""
    try:
        found = msgspec.json.decode(raw, type=PlanFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        return Refusal("plan.file_odd", {"reason": str(fault)})
    problem: Problem | Refusal | None = found.problem
    if problem is None:
        if not found.trips:
            return Refusal("plan.file_empty", {})
        first = found.from_on or min(one.on for one in found.trips)
        last = found.to_on or max(one.on for one in found.trips)
        problem = wishes(first, last, tuple(sorted({one.vehicle for one in found.trips})))
    if isinstance(problem, Refusal):
        return problem
    refusal = odd(problem)
    if refusal is not None:
        return refusal
    days = _days(problem, sorted(found.trips, key=lambda one: (one.vehicle, one.on)))
    return days if isinstance(days, Refusal) else (problem, Plan(days=days))


def of_file(node: Node, path: Path) -> tuple[Problem, Plan] | Refusal:
    """The plan of a file, held to the wishes of this home where it brings none of its own."""
    if path.stat().st_size > MOST_BYTES:
        return Refusal("plan.file_large", {"most": MOST_BYTES // 1024 // 1024})
    return read(
        path.read_bytes(),
        lambda first, last, names: home_wishes.problem_of(node, first, last, names),
    )


def _trip(problem: Problem, day: Day) -> dict[str, Any]:
    towns = {hub.at: hub.id for hub in problem.hubs}
    home = problem.vehicle_by_id[day.vehicle].home
    return {
        "date": day.on.isoformat(),
        "vehicle": day.vehicle,
        "leave": clock(day.leaves_minute),
        "back": clock(day.returns_minute),
        "stops": [
            {
                "place": problem.slot_by_id[call.slot].stop,
                "arrive": clock(call.arrive_minute),
                "leave": clock(call.leave_minute),
                "slot": call.slot,
            }
            for call in day.calls
        ],
        "night_at": None if day.end == home else towns.get(day.end),
    }


def _days(problem: Problem, trips: Sequence[TripRow]) -> tuple[Day, ...] | Refusal:
    towns = {hub.id: hub.at for hub in problem.hubs}
    taken: set[str] = set()
    days: list[Day] = []
    where: dict[str, int] = {}
    for trip in trips:
        vehicle = problem.vehicle_by_id.get(trip.vehicle)
        home = vehicle.home if vehicle else 0
        if trip.night_at is not None and trip.night_at not in towns:
            return Refusal("plan.town_unknown", {"town": trip.night_at, "on": trip.on.isoformat()})
        start = where.get(trip.vehicle, home)
        end = home if trip.night_at is None else towns[trip.night_at]
        calls = []
        for row in trip.stops:
            arrive, leave = minute_from(row.arrive), minute_from(row.leave)
            if arrive is None or leave is None:
                return Refusal("plan.hour_odd", {"on": trip.on.isoformat(), "place": row.place})
            slot = row.slot or _slot(problem, row.place, trip.on, taken)
            taken.add(slot)
            calls.append(Call(slot=slot, arrive_minute=arrive, leave_minute=leave))
        leaves, returns = minute_from(trip.leave), minute_from(trip.back)
        if leaves is None or returns is None:
            leaves, returns = _span(problem, start, end, calls)
        where[trip.vehicle] = end
        days.append(
            Day(
                on=trip.on,
                vehicle=trip.vehicle,
                start=start,
                end=end,
                leaves_minute=leaves,
                returns_minute=returns,
                calls=tuple(calls),
            )
        )
    return tuple(sorted(days, key=lambda day: (day.on, day.vehicle)))


def _slot(problem: Problem, place: str, on: date, taken: set[str]) -> str:
    """The wish that a visit without one stands for: of those not met yet, the first of that day."""
    mine = [one for one in problem.slots if one.stop == place and one.id not in taken]
    of_day = [one for one in mine if on in one.days]
    return (of_day or mine)[0].id if mine else f"{place}/?"


def _span(problem: Problem, start: int, end: int, calls: Sequence[Call]) -> tuple[int, int]:
    """When a day that does not say so leaves and comes back: as late and as soon as roads allow."""
    known = [one for one in calls if one.slot in problem.slot_by_id]
    if not known:
        first = problem.terms.starts_minute
        return first, first + max(problem.legs.minutes[start][end], 0)
    rows = [
        problem.stop_by_id[problem.slot_by_id[one.slot].stop].at for one in (known[0], known[-1])
    ]
    legs = problem.legs.minutes
    leaves = known[0].arrive_minute - max(legs[start][rows[0]], 0)
    return max(leaves, 0), known[-1].leave_minute + max(legs[rows[1]][end], 0)


def found_faults(problem: Problem, plan: Plan) -> tuple[Fault, ...]:
    """What the checker says."""
    return faults(problem, plan)
