"""What a person wants of a plan: this place on this day, never on that day, by this vehicle.

Pins are wishes of one plan, kept with it and taken back there; they are no facts. A plan that
cannot keep one says so, and the smallest set that cannot be met together names the pins in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.trips.conflicts import Conflict, conflicts
from tusach.library.trips.problem import Problem, Slot

ON, NEVER, VEHICLE = "on", "never", "vehicle"
KINDS = (ON, NEVER, VEHICLE)


class Pin(msgspec.Struct, frozen=True, kw_only=True):
    """One wish of a person. on: for `on` and `never`. vehicle: for `vehicle`. by: who set it."""

    id: str
    kind: str
    stop: str
    on: date | None = None
    vehicle: str = ""
    by: str = ""


def odd(problem: Problem, pin: Pin, held: Sequence[Pin] = ()) -> Refusal | None:
    """Why this is no pin of these days, or one that is held already."""
    if pin.stop not in problem.stop_by_id:
        return Refusal("pin.stop_unknown", {})
    if pin.kind == VEHICLE:
        if pin.vehicle not in problem.vehicle_by_id:
            return Refusal("pin.vehicle_unknown", {})
    elif pin.on is None or not problem.from_on <= pin.on <= problem.until_on:
        first, last = problem.from_on.isoformat(), problem.until_on.isoformat()
        return Refusal("pin.day_outside", {"from": first, "to": last})
    same = [one for one in held if _says(one) == _says(pin)]
    return Refusal("pin.held", {}) if same else None


def with_pins(problem: Problem, pins: Sequence[Pin]) -> Problem:
    """The problem with these pins. Days that are published keep their day and vehicle."""
    never = {(one.stop, one.on) for one in pins if one.kind == NEVER}
    by = {one.stop: one.vehicle for one in pins if one.kind == VEHICLE}
    slots = {one.id: one for one in problem.slots}
    wanted: set[str] = set()
    for stop, on in sorted((one.stop, one.on) for one in pins if one.kind == ON and one.on):
        mine = [slot for slot in slots.values() if slot.stop == stop and slot.id not in wanted]
        met = next((slot for slot in mine if on in slot.days), None)
        name = met.id if met else f"{stop}/{on.isoformat()}/wanted"
        crates = mine[0].crates if mine else 1
        before = met or Slot(id=name, stop=stop, days=(), crates=crates)
        slots[name] = replace(before, days=(on,), required=True, worth_m=0)
        wanted.add(name)
    found = tuple(
        slot
        if slot.pinned
        else replace(
            slot,
            days=tuple(on for on in slot.days if (slot.stop, on) not in never),
            vehicle=by.get(slot.stop, slot.vehicle),
        )
        for slot in slots.values()
    )
    return replace(problem, slots=found)


def pins_in(problem: Problem, pins: Sequence[Pin], conflict: Conflict) -> tuple[Pin, ...]:
    """The pins without any one of which these wishes are no proven conflict any more.

    problem: without the pins. Empty where they cannot be met together whatever was pinned.
    """
    stops = {slot.stop for slot in with_pins(problem, pins).slots if slot.id in set(conflict.slots)}
    mine = [one for one in pins if one.stop in stops]
    for one in list(mine):
        fewer = [other for other in mine if other is not one]
        if _holds(problem, fewer, conflict):
            mine = fewer
    return tuple(mine)


def _holds(problem: Problem, pins: Sequence[Pin], conflict: Conflict) -> bool:
    """Whether these wishes alone still cannot be met together."""
    named = set(conflict.slots)
    asked = with_pins(problem, pins)
    alone = replace(asked, slots=tuple(one for one in asked.slots if one.id in named))
    return bool(conflicts(alone))


def _says(pin: Pin) -> tuple[str, str, date | None, str]:
    return pin.kind, pin.stop, pin.on, pin.vehicle
