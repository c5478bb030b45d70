"""A plan: which vehicle goes where on which day, and what that costs."""

from __future__ import annotations

from datetime import date

import msgspec

from tusach.library.trips.problem import Problem, row_of


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One visit as planned. slot: which wish it meets. arrive: of serving; leave: when it ends."""

    slot: str
    arrive_minute: int
    leave_minute: int


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """One vehicle on one day. start, end: rows of the legs; calls in the order of the road.

    A day without calls is the way to a town for the night, or back from it.
    """

    on: date
    vehicle: str
    start: int
    end: int
    leaves_minute: int
    returns_minute: int
    calls: tuple[Call, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Vehicle-days by day and vehicle. made_by: code of what made it; by hand: `hand`."""

    days: tuple[Day, ...]
    made_by: str = "hand"


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan costs. cost_m: metres, with vehicle-days, nights and what it leaves out priced.

    required_unserved is never priced: a plan with fewer of them is better whatever it costs.
    """

    required_unserved: int
    unserved: int
    visits: int
    vehicle_days: int
    nights: int
    metres: int
    driving_minutes: int
    cost_m: int


def served(plan: Plan) -> frozenset[str]:
    """Ids of the slots that a plan meets."""
    return frozenset(call.slot for day in plan.days for call in day.calls)


def unserved(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """Ids of the slots that it leaves out, in the order of the problem."""
    met = served(plan)
    return tuple(one.id for one in problem.slots if one.id not in met)


def price(problem: Problem, plan: Plan) -> Price:
    """The price of a plan, whether or not it keeps the rules."""
    metres = minutes = 0
    legs = problem.legs
    for day in plan.days:
        rows = rows_of(problem, day)
        for start, end in zip(rows, rows[1:], strict=False):
            metres += max(legs.metres[start][end], 0)
            minutes += max(legs.minutes[start][end], 0)
    left = [problem.slot_by_id[one] for one in unserved(problem, plan)]
    terms = problem.terms
    nights = sum(day.end != problem.vehicle_by_id[day.vehicle].home for day in plan.days)
    lost = sum(one.worth_m for one in left if not one.required)
    cost = metres + terms.day_price_m * len(plan.days) + terms.night_price_m * nights + lost
    return Price(
        required_unserved=sum(one.required for one in left),
        unserved=len(left),
        visits=len(served(plan)),
        vehicle_days=len(plan.days),
        nights=nights,
        metres=metres,
        driving_minutes=minutes,
        cost_m=cost,
    )


def rows_of(problem: Problem, day: Day) -> tuple[int, ...]:
    """The rows of the legs that a day passes, from its start to its end."""
    slots = problem.slot_by_id
    return (day.start, *(row_of(problem, slots[call.slot]) for call in day.calls), day.end)


def wheel_minutes(problem: Problem, day: Day) -> int:
    """Minutes at the wheel on a day."""
    rows, legs = rows_of(problem, day), problem.legs.minutes
    return sum(max(legs[one][two], 0) for one, two in zip(rows, rows[1:], strict=False))


def week_of(day: Day) -> tuple[str, int, int]:
    """The vehicle and the week, from Monday on, by which hours at the wheel are counted."""
    year, week, _ = day.on.isocalendar()
    return day.vehicle, year, week


def in_order(days: list[Day], made_by: str) -> Plan:
    """A plan of these days, by day and vehicle."""
    return Plan(days=tuple(sorted(days, key=lambda day: (day.on, day.vehicle))), made_by=made_by)


def better(one: Price, other: Price) -> bool:
    """Whether a price is better: fewer required left out first, then the lower cost."""
    return (one.required_unserved, one.cost_m) < (other.required_unserved, other.cost_m)
