"""Every rule that a plan breaks, whoever made it; shares no code with what makes plans.

A fault has a code, worded by the node, and says the day, the vehicle and the slot it is about.
It looks at nothing but the problem and the plan: all times and sums are reckoned here once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

from tusach.library.trips.plan import Call, Day, Plan
from tusach.library.trips.problem import NO_ROAD, Problem, Slot, Stop, Vehicle


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One broken rule. on, vehicle, slot: what it is about, where it is about one of them.

    found, allowed: the numbers or days that do not agree, as text.
    """

    code: str
    on: str = ""
    vehicle: str = ""
    slot: str = ""
    found: str = ""
    allowed: str = ""


class _Road(msgspec.Struct, frozen=True):
    """One leg of a day, as it is driven."""

    start: int
    end: int
    minutes: int


def faults(problem: Problem, plan: Plan) -> tuple[Fault, ...]:
    """Every fault of a plan, by day, vehicle, slot and code; an empty tuple: it keeps the rules."""
    found = [
        *_of_days(problem, plan),
        *_of_slots(problem, plan),
        *_of_nights(problem, plan),
        *_of_months(problem, plan),
        *_of_weeks(problem, plan),
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.vehicle, one.slot, one.code)))


def _of_days(problem: Problem, plan: Plan) -> Iterator[Fault]:
    vehicles = {one.id: one for one in problem.vehicles}
    seen: set[tuple[date, str]] = set()
    for day in plan.days:
        at = {"on": day.on.isoformat(), "vehicle": day.vehicle}
        vehicle = vehicles.get(day.vehicle)
        if vehicle is None:
            yield Fault(code="vehicle.unknown", **at)
            continue
        if (day.on, day.vehicle) in seen:
            yield Fault(code="day.vehicle_twice", **at)
        seen.add((day.on, day.vehicle))
        for code, found, allowed in (*_may_go(problem, vehicle, day), *_hours(problem, day)):
            yield Fault(code=code, found=str(found), allowed=str(allowed), **at)
        yield from _of_calls(problem, vehicle, day)


def _may_go(problem: Problem, vehicle: Vehicle, day: Day) -> Iterator[tuple[str, object, object]]:
    """Whether this vehicle and its crew may be out on that day."""
    on = day.on
    if not problem.from_on <= on <= problem.until_on:
        yield "day.outside_plan", on, f"{problem.from_on}..{problem.until_on}"
    if on in problem.rest:
        yield "day.rest", on, ""
    if on in vehicle.days_off:
        yield "vehicle.day_off", on, ""
    if vehicle.from_on is not None and on < vehicle.from_on:
        yield "vehicle.not_there", on, vehicle.from_on
    if vehicle.until_on is not None and on > vehicle.until_on:
        yield "vehicle.not_there", on, vehicle.until_on
    if vehicle.crew < problem.terms.crew:
        yield "crew.too_few", vehicle.crew, problem.terms.crew


def _hours(problem: Problem, day: Day) -> Iterator[tuple[str, object, object]]:
    """Whether the day is short enough, by the times it says."""
    terms = problem.terms
    if day.leaves_minute < terms.starts_minute:
        yield "day.leaves_early", day.leaves_minute, terms.starts_minute
    if day.returns_minute > terms.ends_minute:
        yield "day.returns_late", day.returns_minute, terms.ends_minute
    if day.returns_minute - day.leaves_minute > terms.shift_minutes:
        yield "day.shift_too_long", day.returns_minute - day.leaves_minute, terms.shift_minutes


def _of_calls(problem: Problem, vehicle: Vehicle, day: Day) -> Iterator[Fault]:
    """What is wrong on the way of one day: legs, arrivals, stays, load."""
    slots = {one.id: one for one in problem.slots}
    stops = {one.id: one for one in problem.stops}
    at = {"on": day.on.isoformat(), "vehicle": day.vehicle}
    here, clock, wheel, load = day.start, day.leaves_minute, 0, 0
    for call in day.calls:
        slot = slots.get(call.slot)
        if slot is None:
            yield Fault(code="slot.unknown", slot=call.slot, **at)
            continue
        stop = stops[slot.stop]
        road = _road(problem, here, stop.at)
        for code, found, allowed in (
            *_on_road(problem, day.on, road),
            *_at_stop(problem, slot, stop, call),
            *_asked(slot, day),
        ):
            yield Fault(code=code, slot=slot.id, found=str(found), allowed=str(allowed), **at)
        if call.arrive_minute < clock + max(road.minutes, 0):
            need = clock + max(road.minutes, 0)
            found = str(call.arrive_minute)
            yield Fault(
                code="arrival.too_early", slot=slot.id, found=found, allowed=str(need), **at
            )
        here, clock = stop.at, call.leave_minute
        wheel, load = wheel + max(road.minutes, 0), load + slot.crates
    last = _road(problem, here, day.end)
    ends = [*_on_road(problem, day.on, last)]
    if day.returns_minute < clock + max(last.minutes, 0):
        ends.append(("return.too_early", day.returns_minute, clock + max(last.minutes, 0)))
    if wheel + max(last.minutes, 0) > problem.terms.driving_minutes:
        ends.append(
            ("day.drives_too_long", wheel + max(last.minutes, 0), problem.terms.driving_minutes)
        )
    if load > vehicle.crates:
        ends.append(("load.too_much", load, vehicle.crates))
    for code, found_, allowed in ends:
        yield Fault(code=code, found=str(found_), allowed=str(allowed), **at)


def _road(problem: Problem, start: int, end: int) -> _Road:
    minutes = 0 if start == end else problem.legs.minutes[start][end]
    return _Road(start, end, minutes)


def _on_road(problem: Problem, on: date, road: _Road) -> Iterator[tuple[str, object, object]]:
    if road.minutes == NO_ROAD:
        yield "road.none", f"{road.start}-{road.end}", ""
    for closure in problem.closures:
        if not closure.from_on <= on <= closure.until_on:
            continue
        ends = {road.start, road.end}
        shut = {closure.start} if closure.end is None else {closure.start, closure.end}
        if shut == ends if closure.end is not None else closure.start == road.end:
            yield "road.closed", f"{road.start}-{road.end}", closure.until_on


def _at_stop(
    problem: Problem, slot: Slot, stop: Stop, call: Call
) -> Iterator[tuple[str, object, object]]:
    opens = max(stop.opens_minute, slot.opens_minute or 0)
    closes = stop.closes_minute
    if slot.closes_minute is not None:
        closes = min(closes, slot.closes_minute)
    if not opens <= call.arrive_minute <= closes:
        yield "arrival.outside_window", call.arrive_minute, f"{opens}..{closes}"
    if call.leave_minute - call.arrive_minute < stop.stay_minutes:
        yield "stay.too_short", call.leave_minute - call.arrive_minute, stop.stay_minutes


def _asked(slot: Slot, day: Day) -> Iterator[tuple[str, object, object]]:
    if day.on not in slot.days:
        yield "slot.day_not_feasible", day.on, ""
    if slot.vehicle and slot.vehicle != day.vehicle:
        yield "slot.other_vehicle", day.vehicle, slot.vehicle


def _of_slots(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """Required ones served, none twice, visits of a stop far enough apart."""
    met: dict[str, list[date]] = defaultdict(list)
    for day in plan.days:
        for call in day.calls:
            met[call.slot].append(day.on)
    visits: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for slot in problem.slots:
        days = sorted(met.get(slot.id, ()))
        if slot.required and not days:
            yield Fault(code="slot.unserved", slot=slot.id)
        if len(days) > 1:
            yield Fault(code="slot.twice", slot=slot.id, on=days[1].isoformat())
        visits[slot.stop].extend((on, slot.id) for on in days)
    for stop in problem.stops:
        yield from _too_close(sorted(visits[stop.id]), stop)


def _too_close(visits: Sequence[tuple[date, str]], stop: Stop) -> Iterator[Fault]:
    for (first, one), (second, other) in zip(visits, visits[1:], strict=False):
        if one != other and (second - first).days < max(stop.gap_days, 1):
            yield Fault(
                code="spacing.too_close",
                on=second.isoformat(),
                slot=other,
                found=str((second - first).days),
                allowed=str(max(stop.gap_days, 1)),
            )


def _of_nights(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """Each day begins where the one before ended, nights are in towns, and few in a row."""
    towns = {hub.at for hub in problem.hubs}
    for vehicle in problem.vehicles:
        where, nights = vehicle.home, 0
        before: date | None = None
        days = sorted((day for day in plan.days if day.vehicle == vehicle.id), key=lambda d: d.on)
        for day in days:
            at = {"on": day.on.isoformat(), "vehicle": vehicle.id}
            if day.start != where:
                yield Fault(code="night.elsewhere", found=str(day.start), allowed=str(where), **at)
            if nights and before is not None and day.on - before > timedelta(days=1):
                yield Fault(code="night.no_next_day", found=before.isoformat(), **at)
            nights = 0 if day.end == vehicle.home else nights + 1
            if nights and day.end not in towns:
                yield Fault(code="night.no_town", found=str(day.end), **at)
            if nights > problem.terms.nights:
                yield Fault(
                    code="night.too_many",
                    found=str(nights),
                    allowed=str(problem.terms.nights),
                    **at,
                )
            where, before = day.end, day.on
        if before is not None and where != vehicle.home:
            yield Fault(code="night.never_home", on=before.isoformat(), vehicle=vehicle.id)


def _of_months(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """No crew is out on more days of a month than it may be."""
    for vehicle in problem.vehicles:
        months: dict[str, list[date]] = defaultdict(list)
        for day in plan.days:
            if day.vehicle == vehicle.id:
                months[day.on.isoformat()[:7]].append(day.on)
        for days in months.values():
            if len(days) > vehicle.month_days:
                yield Fault(
                    code="crew.month_full",
                    on=max(days).isoformat(),
                    vehicle=vehicle.id,
                    found=str(len(days)),
                    allowed=str(vehicle.month_days),
                )


def _of_weeks(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """Nobody drives longer in a week than the law allows; the checker adds up its own roads."""
    most = problem.terms.week_driving_minutes
    weeks: dict[tuple[str, int, int], list[Day]] = defaultdict(list)
    for day in plan.days if most else ():
        if day.vehicle in problem.vehicle_by_id:
            weeks[day.vehicle, *day.on.isocalendar()[:2]].append(day)
    for (vehicle, _year, _week), days in weeks.items():
        driven = sum(_driven(problem, day) for day in days)
        if driven > most:
            on = max(day.on for day in days).isoformat()
            values = {"found": str(driven), "allowed": str(most)}
            yield Fault(code="crew.week_full", on=on, vehicle=vehicle, **values)


def _driven(problem: Problem, day: Day) -> int:
    """Minutes at the wheel on a day, on the roads that there are."""
    here, wheel = day.start, 0
    for call in day.calls:
        slot = problem.slot_by_id.get(call.slot)
        if slot is not None:
            road = _road(problem, here, problem.stop_by_id[slot.stop].at)
            here, wheel = road.end, wheel + max(road.minutes, 0)
    return wheel + max(_road(problem, here, day.end).minutes, 0)
