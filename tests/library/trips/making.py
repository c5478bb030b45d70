"""A small country to plan in: one home, one town, stops on a line, made from plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tusach.library.trips.problem import (
    NO_ROAD,
    Hub,
    Legs,
    Problem,
    Slot,
    Stop,
    Terms,
    Vehicle,
)

FIRST = date(2027, 3, 1)
HOME, TOWN = 0, 1


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def days(*numbers: int) -> tuple[date, ...]:
    return tuple(on(one) for one in numbers)


def legs(places: Sequence[int | None]) -> Legs:
    """Points on a line, by minutes from home; None = no road leads there. 500 m a minute."""

    def apart(one: int | None, other: int | None) -> int:
        return NO_ROAD if one is None or other is None else abs(one - other)

    minutes = tuple(
        tuple(0 if at == to else apart(one, other) for to, other in enumerate(places))
        for at, one in enumerate(places)
    )
    metres = tuple(
        tuple(NO_ROAD if one == NO_ROAD else one * 500 for one in row) for row in minutes
    )
    return Legs(minutes=minutes, metres=metres)


def slot(stop: int, *numbers: int, **more: Any) -> Slot:
    name = more.pop("id", f"s{stop}/{numbers[0] if numbers else 'x'}")
    return Slot(id=name, stop=f"s{stop}", days=days(*numbers), **more)


def problem(
    places: Sequence[int | None], slots: Sequence[Slot], *, stay: int = 60, **more: Any
) -> Problem:
    """Home at 0, the town at 200 minutes from it, then the places as stops s0, s1, …"""
    at = more.pop("stops", {})
    stops = tuple(
        Stop(id=f"s{n}", at=n + 2, **{"stay_minutes": stay, **at.get(n, {})})
        for n in range(len(places))
    )
    values: dict[str, Any] = {
        "from_on": FIRST,
        "until_on": on(59),
        "vehicles": (Vehicle(id="v", home=HOME, crates=10, crew=3),),
        "hubs": (Hub(id="town", at=TOWN),),
        "terms": Terms(),
    }
    return Problem(
        stops=stops, slots=tuple(slots), legs=legs([0, 200, *places]), **{**values, **more}
    )
