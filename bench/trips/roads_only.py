"""Routing instances of the Solomon form, drawn by us: a guard that the solver got no worse.

A square of 100 by 100, one depot, 100 clients with a demand, a window and ten minutes of service;
clustered (C), scattered (R) or both (RC), with narrow (1) or wide (2) windows. Costs that were
found by long runs stand beside; a run that is more than the allowed share above says so.
"""

from __future__ import annotations

import time
from math import hypot
from random import Random

import msgspec

GUARD_PERCENT = 0.6
CLIENTS = 100
BEST = {"R1": 18_349, "C1": 10_446, "RC1": 15_607, "R2": 13_014, "C2": 6_253, "RC2": 10_492}
"""Lengths in tenths: the shorter of two runs of 12 s of a processor, so not proven best."""


class Client(msgspec.Struct, frozen=True):
    """A client of the square; window and service in tenths of a minute."""

    x: int
    y: int
    demand: int
    opens: int
    closes: int


def drawn(name: str) -> tuple[Client, ...]:
    """The depot, then the clients, of `R1`, `C2`, `RC1` … with its own seed."""
    form, wide = name[:-1], name[-1] == "2"
    by = Random(f"tusach {name}")
    centres = [(by.randint(10, 90), by.randint(10, 90)) for _ in range(10)]
    horizon = 10_000 if wide else 2_300
    found = [Client(50, 50, 0, 0, horizon)]
    for at in range(CLIENTS):
        if form == "C" or (form == "RC" and at % 2):
            x, y = centres[at % len(centres)]
            x, y = x + by.randint(-5, 5), y + by.randint(-5, 5)
        else:
            x, y = by.randint(0, 100), by.randint(0, 100)
        away = round(10 * hypot(x - 50, y - 50))
        width = by.randint(1_000, 4_000) if wide else by.randint(200, 900)
        first = by.randint(away, max(horizon - away - 100 - width, away))
        found.append(
            Client(x, y, by.randint(5, 40), first, min(first + width, horizon - away - 100))
        )
    return tuple(found)


def length(name: str, seconds: float, seed: int = 1) -> int:
    """The length that the solver finds in so many seconds of the processor, in tenths."""
    from pyvrp import Model

    clients = drawn(name)
    model = Model()
    places = [model.add_location(one.x, one.y) for one in clients]
    model.add_depot(places[0], tw_early=0, tw_late=clients[0].closes)
    for at, one in enumerate(clients[1:], 1):
        model.add_client(
            places[at],
            delivery=[one.demand],
            service_duration=100,
            tw_early=one.opens,
            tw_late=one.closes,
        )
    model.add_vehicle_type(25, capacity=[1000 if name[-1] == "2" else 200])
    for at, one in enumerate(clients):
        for to, other in enumerate(clients):
            if at != to:
                far = int(10 * hypot(one.x - other.x, one.y - other.y))
                model.add_edge(places[at], places[to], distance=far, duration=far)
    stop = time.process_time() + seconds
    result = model.solve(
        stop=lambda _: time.process_time() >= stop, seed=seed, collect_stats=False, display=False
    )
    return result.best.distance() if result.is_feasible() else 0


def measure(seconds: float) -> None:
    """Each instance, beside the best length known."""
    from tusach.node.trips.routing.router import has_solver

    if not has_solver():
        return
    gaps = []
    for name, best in BEST.items():
        found = length(name, seconds)
        gaps.append(100 * (found / best - 1))
        print(f"  routes {name}: {found / 10:.1f}, best {best / 10:.1f}, {gaps[-1]:+.2f} %")
    mean = sum(gaps) / len(gaps)
    said = f"{'within' if mean <= GUARD_PERCENT else 'ABOVE'} the guard of {GUARD_PERCENT} %"
    print(f"routes, {seconds:.0f} s of a processor each: mean {mean:+.2f} %, {said}")
