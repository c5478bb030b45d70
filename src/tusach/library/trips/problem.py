"""What is asked of a plan of trips: plain values, told by nobody and solved by nobody.

Places are rows of one table of legs (`at`), so that a matrix stays small however long the plan is.
Minutes are counted from midnight of a day, distances in metres, the rest in whole days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated

import msgspec

from tusach.ledger.draft import Refusal
from tusach.library.shapes import Count

NO_ROAD = -1
"""Minutes and metres of a leg that no road makes."""
LAST_MINUTE = 1_440

Minute = Annotated[int, msgspec.Meta(ge=0, le=LAST_MINUTE)]
Row = Annotated[int, msgspec.Meta(ge=0)]


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Where a vehicle serves. at: row of the legs. stay_minutes: how long it serves.

    opens_minute, closes_minute: the first and the last minute at which it may arrive to serve.
    gap_days: two visits lie at least so many days apart, 0 = none on one day. unit: code of its
    commune. classes: of it on the first day. told: what of it facts tell (see `told`).
    """

    id: str
    at: Row
    stay_minutes: Annotated[int, msgspec.Meta(ge=1, le=LAST_MINUTE)]
    opens_minute: Minute = 0
    closes_minute: Minute = LAST_MINUTE
    gap_days: Annotated[int, msgspec.Meta(ge=0, le=366)] = 0
    unit: str = ""
    classes: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """One wished visit of a stop. days: on which it may be, ascending, reckoned by the calendar.

    required: a plan without it is not whole. worth_m: metres one would drive for one that is not.
    crates: carried there. opens_minute, closes_minute: narrower than those of the stop, as on a
    market morning. vehicle: only by this one; empty: any. pinned: its day is published.
    """

    id: str
    stop: str
    days: tuple[date, ...]
    required: bool = True
    worth_m: Count = 0
    crates: Count = 1
    opens_minute: Minute | None = None
    closes_minute: Minute | None = None
    vehicle: str = ""
    pinned: bool = False


class Vehicle(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle with its crew. home: row of the legs where it sleeps when it is not away.

    crew: people on each trip, the driver with them. month_days: most trip days in a month of the
    solar calendar. from_on, until_on: first and last day on which it is there.
    """

    id: str
    home: Row
    crates: Count
    crew: Count
    month_days: Count = 31
    days_off: tuple[date, ...] = ()
    from_on: date | None = None
    until_on: date | None = None


class Hub(msgspec.Struct, frozen=True, kw_only=True):
    """A town where a crew may spend the night. at: row of the legs."""

    id: str
    at: Row


class Legs(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """From each row to each row: minutes, metres, and where the numbers come from.

    NO_ROAD where none leads. grounds: index into `sources`, of the same shape; a source is a code
    (measured, typed, joined, estimated) with the day it is from, empty where that is not known.
    """

    minutes: tuple[tuple[int, ...], ...]
    metres: tuple[tuple[int, ...], ...]
    grounds: tuple[tuple[int, ...], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()

    def source(self, start: int, end: int) -> tuple[str, str]:
        """The code and the day of what a leg is known from; ("unknown", "") where nobody says."""
        return self.sources[self.grounds[start][end]] if self.grounds else ("unknown", "")


class Closure(msgspec.Struct, frozen=True, kw_only=True):
    """From a day until another, both closed: a stop's row (end None), or a leg both ways."""

    start: Row
    end: Row | None = None
    from_on: date
    until_on: date


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for every vehicle-day, and what a plan costs beside its metres.

    starts_minute, ends_minute: no vehicle is on the road before or after. shift_minutes: from
    leaving to coming in. driving_minutes: of it at the wheel. week_driving_minutes: at the wheel
    from Monday to Sunday, 0 = nobody limits it. crew: least on a trip. nights: most
    in a row away from home. day_price_m, night_price_m: metres that one would drive to spare a
    vehicle-day or a night.
    """

    starts_minute: Minute = 300
    ends_minute: Minute = 1_140
    shift_minutes: Minute = 660
    driving_minutes: Minute = 600
    week_driving_minutes: Count = 0
    crew: Count = 3
    nights: Count = 2
    day_price_m: Count = 120_000
    night_price_m: Count = 0


class Problem(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Everything a plan is made of. rest: days on which nobody goes out, such as those of Tết.

    left_out: stops that are in no plan, each with a code that says why.
    """

    from_on: date
    until_on: date
    stops: tuple[Stop, ...]
    slots: tuple[Slot, ...]
    vehicles: tuple[Vehicle, ...]
    legs: Legs
    hubs: tuple[Hub, ...] = ()
    rest: tuple[date, ...] = ()
    closures: tuple[Closure, ...] = ()
    terms: Terms = Terms()
    left_out: tuple[tuple[str, str], ...] = ()

    @cached_property
    def rest_days(self) -> frozenset[date]:
        """The days on which nobody goes out."""
        return frozenset(self.rest)

    @cached_property
    def stop_by_id(self) -> Mapping[str, Stop]:
        """Stops by id."""
        return {one.id: one for one in self.stops}

    @cached_property
    def slot_by_id(self) -> Mapping[str, Slot]:
        """Slots by id."""
        return {one.id: one for one in self.slots}

    @cached_property
    def vehicle_by_id(self) -> Mapping[str, Vehicle]:
        """Vehicles by id."""
        return {one.id: one for one in self.vehicles}


def row_of(problem: Problem, slot: Slot) -> int:
    """The row of the legs at which a slot is served."""
    return problem.stop_by_id[slot.stop].at


def arrival_window(problem: Problem, slot: Slot) -> tuple[int, int]:
    """First and last minute of arrival: those of the stop, made narrower by the slot."""
    stop = problem.stop_by_id[slot.stop]
    opens = stop.opens_minute if slot.opens_minute is None else slot.opens_minute
    closes = stop.closes_minute if slot.closes_minute is None else slot.closes_minute
    return max(opens, stop.opens_minute), min(closes, stop.closes_minute)


def works_on(problem: Problem, vehicle: Vehicle, on: date) -> bool:
    """Whether a vehicle may go out on a day at all, with a whole crew."""
    if vehicle.crew < problem.terms.crew:
        return False
    if not problem.from_on <= on <= problem.until_on or on in problem.rest_days:
        return False
    if vehicle.from_on is not None and on < vehicle.from_on:
        return False
    if vehicle.until_on is not None and on > vehicle.until_on:
        return False
    return on not in vehicle.days_off


def odd(problem: Problem) -> Refusal | None:
    """Why this is no problem at all: names that do not exist or stand twice, rows beyond the legs.

    What cannot be met together is another thing: see `conflicts`.
    """
    rows = len(problem.legs.minutes)
    tables = [problem.legs.minutes, problem.legs.metres]
    if problem.legs.grounds:
        tables.append(problem.legs.grounds)
    if any(len(table) != rows or any(len(row) != rows for row in table) for table in tables):
        return Refusal("plan.legs_odd", {"rows": rows})
    if any(not 0 <= one < len(problem.legs.sources) for row in problem.legs.grounds for one in row):
        return Refusal("plan.legs_odd", {"rows": rows})
    named = (
        [one.id for one in problem.stops],
        [one.id for one in problem.slots],
        [one.id for one in problem.vehicles],
        [one.id for one in problem.hubs],
    )
    for ids in named:
        if len(set(ids)) < len(ids):
            return Refusal("plan.named_twice", {"id": max(ids, key=ids.count)})
    at = [one.at for one in problem.stops] + [one.at for one in problem.hubs]
    at += [one.home for one in problem.vehicles]
    ends = [row for one in problem.closures for row in (one.start, one.end) if row is not None]
    if any(row >= rows for row in (*at, *ends)):
        return Refusal("plan.row_odd", {"rows": rows})
    for slot in problem.slots:
        if slot.stop not in problem.stop_by_id:
            return Refusal("plan.stop_unknown", {"slot": slot.id, "stop": slot.stop})
        if slot.vehicle and slot.vehicle not in problem.vehicle_by_id:
            return Refusal("plan.vehicle_unknown", {"slot": slot.id, "vehicle": slot.vehicle})
    return None
