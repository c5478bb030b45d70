"""Seeded instances: the communes of a province, made-up roads, markets and wishes, for a plan.

Points and the known market rules come from the profile; everything else is drawn: roads from great
circles, further markets, stays, closures after rain. Equal numbers give an equal problem, as long
as this file and the calendar stay as they are; `frozen/` holds three that never change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import exp
from pathlib import Path
from random import Random

import msgspec

from tusach.library.calendar.lunar import table
from tusach.library.markets.grammar import Lunar, Rule
from tusach.library.markets.sessions import meets
from tusach.library.profile.markets import Unknown
from tusach.library.profile.profile import Profile
from tusach.library.profile.reading import load
from tusach.library.profile.units import Unit
from tusach.library.trips.problem import (
    Closure,
    Hub,
    Legs,
    Problem,
    Slot,
    Stop,
    Terms,
    Vehicle,
)
from tusach.library.trips.roads import straight_m
from tusach.node.acts.listed_markets import rule_of

ROOT = Path(__file__).resolve().parents[2]
HOME, TOWN = "01273", "01321"
MARKET_COMMUNES = 24
MORNING = (390, 570)
KMH, LEG_MINUTES = 32, 5


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """What is drawn. visits: to a commune in each quarter; fairs: to a market in each quarter."""

    name: str
    seed: int
    from_on: date
    until_on: date
    vehicles: int
    visits: int
    fairs: int


RECIPES = (
    Recipe(
        name="season-1",
        seed=1,
        from_on=date(2027, 4, 1),
        until_on=date(2027, 6, 30),
        vehicles=1,
        visits=1,
        fairs=2,
    ),
    Recipe(
        name="year-1",
        seed=2,
        from_on=date(2027, 1, 1),
        until_on=date(2027, 12, 31),
        vehicles=1,
        visits=1,
        fairs=2,
    ),
    Recipe(
        name="year-3",
        seed=3,
        from_on=date(2027, 1, 1),
        until_on=date(2027, 12, 31),
        vehicles=3,
        visits=2,
        fairs=6,
    ),
)


def made(recipe: Recipe) -> Problem:
    """The problem that a recipe gives."""
    drawn = Random(recipe.seed)  # noqa: S311
    profile = _profile()
    units = sorted(profile.units.units, key=lambda unit: unit.code)
    rows = {unit.code: at for at, unit in enumerate(units)}
    stops, slots = [], []
    days = [*_days(recipe.from_on, recipe.until_on)]
    rest = tuple(on for on in days if _is_rest(on))
    open_days = [on for on in days if on not in rest and on.isoweekday() < 7]
    quarters = [*_quarters(recipe)]
    for unit in units:
        if unit.code == HOME:
            continue
        stay = drawn.choice((90, 105, 120))
        stops.append(_stop(unit.code, rows[unit.code], stay, gap_days=21))
        for first, last in quarters:
            for visit in range(recipe.visits):
                mine = tuple(on for on in open_days if first <= on <= last)
                name = f"{unit.code}/{first.isoformat()}/{visit}"
                slots.append(Slot(id=name, stop=unit.code, days=mine, crates=2))
    for code, rule in _markets(profile, units, drawn):
        market = f"market-{code}"
        stops.append(_stop(market, rows[code], 120, gap_days=5, hours=MORNING))
        for first, last in quarters:
            met = tuple(on for on in open_days if first <= on <= last and meets(rule, on, table()))
            for visit in range(recipe.fairs):
                name = f"{market}/{first.isoformat()}/{visit}"
                slots.append(Slot(id=name, stop=market, days=met, crates=2))
    return Problem(
        from_on=recipe.from_on,
        until_on=recipe.until_on,
        stops=tuple(stops),
        slots=tuple(slots),
        vehicles=tuple(
            Vehicle(
                id=f"van-{n + 1}",
                home=rows[HOME],
                crates=12,
                crew=3,
                month_days=22,
                days_off=tuple(on for on in days if on.isoweekday() == 7),
            )
            for n in range(recipe.vehicles)
        ),
        legs=_legs(units, drawn),
        hubs=(Hub(id=TOWN, at=rows[TOWN]),),
        rest=rest,
        closures=tuple(_closures(recipe, units, rows, drawn)),
        terms=Terms(),
    )


def _profile() -> Profile:
    folder = ROOT / "profiles" / "caobang"
    return load({path.name: path.read_bytes() for path in folder.glob("*.json")})


def _stop(
    name: str, at: int, stay: int, *, gap_days: int, hours: tuple[int, int] = (420, 1_020)
) -> Stop:
    return Stop(
        id=name,
        at=at,
        stay_minutes=stay,
        opens_minute=hours[0],
        closes_minute=hours[1],
        gap_days=gap_days,
    )


def _days(first: date, last: date) -> Iterator[date]:
    on = first
    while on <= last:
        yield on
        on += timedelta(days=1)


def _is_rest(on: date) -> bool:
    """A week before Tết until nine days after."""
    return -7 <= (on - table().new_year(on.year)).days <= 8


def _quarters(recipe: Recipe) -> Iterator[tuple[date, date]]:
    for month in (1, 4, 7, 10):
        first = date(recipe.from_on.year, month, 1)
        last = date(first.year + month // 10, (month + 2) % 12 + 1, 1) - timedelta(days=1)
        if recipe.from_on <= first and last <= recipe.until_on:
            yield first, last


def _markets(profile: Profile, units: list[Unit], drawn: Random) -> Iterator[tuple[str, Rule]]:
    """One market a commune: those whose rule is known, then drawn ones up to the number."""
    known: dict[str, Rule] = {}
    assert profile.markets is not None
    codes = {unit.code for unit in units}
    for market in profile.markets.markets:
        rule = market.claims[0].rule
        if market.unit in codes - {HOME} and not isinstance(rule, Unknown):
            known.setdefault(str(market.unit), rule_of(rule))
    others = sorted(codes - set(known) - {HOME})
    for code in drawn.sample(others, MARKET_COMMUNES - len(known)):
        digit = drawn.randrange(5)
        known[code] = Lunar(digits=(digit, digit + 5))
    yield from sorted(known.items())


def _legs(units: list[Unit], drawn: Random) -> Legs:
    """Great circle, stretched by how hilly both ends are, with noise, closed by shortest ways."""
    hilly = {unit.code: drawn.uniform(1.45, 1.80) for unit in units}
    points = [(unit.latitude_e6, unit.longitude_e6) for unit in units]
    metres, minutes = [], []
    for at, one in enumerate(units):
        row_m, row = [], []
        for to, other in enumerate(units):
            detour = (hilly[one.code] + hilly[other.code]) / 2
            road = straight_m(points[at], points[to]) * detour
            noise = exp(drawn.gauss(0, 0.05)) * drawn.uniform(0.95, 1.05)
            row_m.append(0 if at == to else round(road))
            row.append(0 if at == to else LEG_MINUTES + round(road * 60 / (KMH * 1000) * noise))
        metres.append(row_m)
        minutes.append(row)
    for by in range(len(units)):
        for at in range(len(units)):
            for to in range(len(units)):
                way = minutes[at][by] + minutes[by][to]
                if way < minutes[at][to]:
                    minutes[at][to] = way
                    metres[at][to] = metres[at][by] + metres[by][to]
    return Legs(minutes=tuple(map(tuple, minutes)), metres=tuple(map(tuple, metres)))


def _closures(
    recipe: Recipe, units: list[Unit], rows: dict[str, int], drawn: Random
) -> Iterator[Closure]:
    """From May to September a commune and its neighbours are cut off now and then."""
    wet = [on for on in _days(recipe.from_on, recipe.until_on) if 5 <= on.month <= 9]
    for _ in range(len(wet) // 30):
        unit = drawn.choice(units)
        first, days = drawn.choice(wet), drawn.randint(3, 21)
        until = first + timedelta(days=days)
        if unit.code not in (HOME, TOWN):
            yield Closure(start=rows[unit.code], from_on=first, until_on=until)
            for code in unit.neighbours[:1]:
                if code in rows and code not in (HOME, TOWN):
                    yield Closure(
                        start=rows[unit.code], end=rows[code], from_on=first, until_on=until
                    )
