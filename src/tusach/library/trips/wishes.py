"""What a programme wishes of its vehicles between two days, as a problem to plan.

What facts tell comes first (`told`), place by place and field by field. Else every commune in force
is a stop, and every market whose place and rule nobody contradicts. The visits of a year are spread
over equal stretches of it, each a slot with the days of its stretch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.calendar.lunar import LunarCalendar, NoLunarDay
from tusach.library.profile.holidays import closed_dates
from tusach.library.profile.markets import Market, Unknown
from tusach.library.profile.profile import Profile
from tusach.library.profile.trips import Trips, Wish
from tusach.library.profile.units import Unit, unit_on
from tusach.library.trips.problem import Closure, Hub, Problem, Slot, Stop, Terms, Vehicle
from tusach.library.trips.roads import Known, legs_between
from tusach.library.trips.told import (
    PLACE,
    Told,
    asked_for,
    days_of,
    stop_of,
    wish_of_fair,
    wish_of_place,
)

YEAR_DAYS = 365
LONGEST_DAYS = 400
MARKET = "market:"
Meets = Callable[[Market, date], bool]
"""Whether a market of the profile meets on a day."""
Promise = tuple[str, date, str]
"""A stop, the day on which a vehicle was promised, and which vehicle, empty where nobody said."""


def wished(
    profile: Profile,
    *,
    from_on: date,
    until_on: date,
    vehicles: Sequence[str],
    calendar: LunarCalendar,
    meets: Meets,
    told: Told | None = None,
    known: Known | None = None,
    closures: Sequence[Closure] = (),
) -> Problem | Refusal:
    """The problem of these days, both included, for vehicles of these ids.

    known, closures: rows are those of `units_in_force`, then those of `told.served`.
    """
    terms = profile.trips
    if terms is None:
        return Refusal("plan.no_terms", {})
    if until_on < from_on:
        return Refusal("plan.days_odd", {"from": from_on.isoformat(), "to": until_on.isoformat()})
    if (until_on - from_on).days >= LONGEST_DAYS:
        return Refusal("plan.too_long", {"most": LONGEST_DAYS})
    if not vehicles:
        return Refusal("plan.no_vehicle", {})
    units = units_in_force(profile, from_on)
    rows = {unit.code: at for at, unit in enumerate(units)}
    days = [from_on + timedelta(days=at) for at in range((until_on - from_on).days + 1)]
    rest = {on for on in days if _is_rest(profile, terms, calendar, on)}
    out = [on for on in days if on not in rest and on.isoweekday() in terms.weekdays]
    told = told or Told()
    stops: list[Stop] = []
    slots: dict[str, tuple[Slot, ...]] = {}
    days_by_stop: dict[str, tuple[date, ...]] = {}
    for stop, wish, on_days in _visits(profile, told, rows=rows, out=out, meets=meets):
        stops.append(stop)
        days_by_stop[stop.id] = on_days
        slots[stop.id] = tuple(_slots(stop, wish, on_days, (from_on, until_on)))
    left = _add_asked(told, stops, slots, days=days_by_stop, worth_m=terms.day_price_m // 2)
    points = [(unit.latitude_e6, unit.longitude_e6) for unit in units]
    points += [one.how.point or points[rows[one.unit]] for one in told.served]
    return Problem(
        from_on=from_on,
        until_on=until_on,
        stops=tuple(stops),
        slots=tuple(one for stop in stops for one in slots[stop.id]),
        vehicles=tuple(_vehicle(terms, name, rows[terms.home], days) for name in vehicles),
        legs=legs_between(points, known),
        hubs=tuple(_hubs(terms, told, rows)),
        rest=tuple(sorted(rest)),
        closures=tuple(closures),
        terms=_terms(terms),
        left_out=(*told.left_out, *left),
    )


def pinned(problem: Problem, promises: Sequence[Promise]) -> Problem:
    """The problem with visits on the days that are promised already, each a required slot.

    A promise takes the place of the wish of its stop that has the day; where none has, it is one
    more. Its stop must be one of the problem; a vehicle that is none of it is any.
    """
    slots = {one.id: one for one in problem.slots}
    taken: set[str] = set()
    for stop, on, vehicle in sorted(promises):
        known = vehicle if vehicle in problem.vehicle_by_id else ""
        mine = [one for one in slots.values() if one.stop == stop and one.id not in taken]
        met = next((one for one in mine if on in one.days), None)
        name = met.id if met else f"{stop}/{on.isoformat()}/promised"
        crates = met.crates if met else mine[0].crates if mine else 0
        slots[name] = Slot(
            id=name, stop=stop, days=(on,), crates=crates, vehicle=known, pinned=True
        )
        taken.add(name)
    return replace(problem, slots=tuple(slots.values()))


def units_in_force(profile: Profile, on: date) -> tuple[Unit, ...]:
    """The units of a day, by code: the rows of the legs."""
    codes = sorted({unit.code for unit in profile.units.units})
    found = (unit_on(profile.units, code, on=on) for code in codes)
    return tuple(unit for unit in found if unit is not None)


def _terms(terms: Trips) -> Terms:
    return Terms(
        starts_minute=terms.starts_minute,
        ends_minute=terms.ends_minute,
        shift_minutes=terms.shift_minutes,
        driving_minutes=terms.driving_minutes,
        week_driving_minutes=terms.week_driving_minutes or 0,
        crew=terms.crew,
        nights=terms.nights,
        day_price_m=terms.day_price_m,
        night_price_m=terms.night_price_m,
    )


def _vehicle(terms: Trips, name: str, home: int, days: Sequence[date]) -> Vehicle:
    return Vehicle(
        id=name,
        home=home,
        crates=terms.crates,
        crew=terms.crew,
        month_days=terms.month_days,
        days_off=tuple(on for on in days if on.isoweekday() not in terms.weekdays),
    )


def _visits(
    profile: Profile, told: Told, *, rows: dict[str, int], out: Sequence[date], meets: Meets
) -> Iterator[tuple[Stop, Wish, tuple[date, ...]]]:
    """Every stop with how it is visited and on which days: communes, places, markets."""
    terms = profile.trips
    assert terms is not None
    known_classes = profile.serving.classes if profile.serving else ()
    counting = {one.code for one in known_classes if one.counts_for_trips}

    def made(
        name: str, at: int, wish: Wish, days: Sequence[date], *, unit: str, told_of: tuple[str, ...]
    ) -> tuple[Stop, Wish, tuple[date, ...]]:
        own = told.classes.get(name, ()) if name.startswith(PLACE) else ()
        classes = tuple(sorted({*told.classes.get(unit, ()), *own}))
        # Of remote and border places the least number of visits is owed, whatever they cost.
        is_owed = not name.startswith(MARKET) and bool(counting.intersection(classes))
        wish = replace(wish, required=wish.required or is_owed)
        stop = replace(_stop(name, at, wish), unit=unit, classes=classes, told=told_of)
        return stop, wish, tuple(days)

    places = {one.unit for one in told.served}
    for code, at in rows.items():
        if code != terms.home and code not in places:
            yield made(code, at, terms.commune, out, unit=code, told_of=())
    for at, one in enumerate(told.served):
        wish, known = wish_of_place(one.how, terms.commune)
        name, days = f"{PLACE}{one.code}", days_of(one, out)
        yield made(name, len(rows) + at, wish, days, unit=one.unit, told_of=known)
    at_places = {one.market for one in told.served if one.market}
    for fair in told.fairs:
        if fair.code not in at_places:
            wish, known = wish_of_fair(fair, terms.fair)
            name, days = f"{MARKET}{fair.code}", tuple(on for on in out if on in fair.days)
            yield made(name, rows[fair.unit], wish, days, unit=fair.unit, told_of=known)
    for market in _markets(profile, rows):
        if market.code not in told.markets:
            unit, days = str(market.unit), tuple(on for on in out if meets(market, on))
            name = f"{MARKET}{market.code}"
            yield made(name, rows[unit], terms.fair, days, unit=unit, told_of=())


def _hubs(terms: Trips, told: Told, rows: dict[str, int]) -> Iterator[Hub]:
    """The towns of the profile, and the places that told that a crew can stay."""
    yield from (Hub(id=code, at=rows[code]) for code in terms.towns if code in rows)
    for at, one in enumerate(told.served):
        if one.how.overnight:
            yield Hub(id=f"{PLACE}{one.code}", at=len(rows) + at)


def _add_asked(
    told: Told,
    stops: Sequence[Stop],
    slots: dict[str, tuple[Slot, ...]],
    *,
    days: dict[str, tuple[date, ...]],
    worth_m: int,
) -> list[tuple[str, str]]:
    """Give each request its slot; those that no stop meets are left out, and why."""
    by_id = {one.id: one for one in stops}
    left = []
    for one in told.asked:
        stop = stop_of(one, by_id)
        if stop is None:
            left.append((f"{PLACE}{one.place}", "no_stop"))
        else:
            held = slots[stop.id]
            slots[stop.id] = asked_for(held, stop, one, days=days[stop.id], worth_m=worth_m)
    return left


def _stop(name: str, at: int, wish: Wish) -> Stop:
    return Stop(
        id=name,
        at=at,
        stay_minutes=wish.stay_minutes,
        opens_minute=wish.opens_minute,
        closes_minute=wish.closes_minute,
        gap_days=wish.gap_days,
    )


def _slots(stop: Stop, wish: Wish, days: Sequence[date], span: tuple[date, date]) -> Iterator[Slot]:
    """The visits of these days: as many of a year's as fall to them, each with its stretch."""
    length = (span[1] - span[0]).days + 1
    many = (wish.visits_a_year * length + YEAR_DAYS // 2) // YEAR_DAYS
    for at in range(many):
        first = span[0] + timedelta(days=at * length // many)
        last = span[0] + timedelta(days=(at + 1) * length // many - 1)
        yield Slot(
            id=f"{stop.id}/{first.isoformat()}",
            stop=stop.id,
            days=tuple(on for on in days if first <= on <= last),
            required=wish.required,
            worth_m=0 if wish.required else wish.worth_m,
            crates=wish.crates,
        )


def _markets(profile: Profile, rows: dict[str, int]) -> Iterator[Market]:
    """Markets of which the days are known and nobody contradicts rule or place."""
    for market in profile.markets.markets if profile.markets else ():
        sure = market.unit_certain and not market.conflict and market.unit in rows
        if sure and not isinstance(market.claims[0].rule, Unknown):
            yield market


def _is_rest(profile: Profile, terms: Trips, calendar: LunarCalendar, on: date) -> bool:
    """A day off of the programme, or one near the lunar new year."""
    if on in closed_dates(profile.holidays, year=on.year, calendar=calendar):
        return True
    if terms.new_year_before_days is None:
        return False
    try:
        apart = (on - calendar.new_year(on.year)).days
    except NoLunarDay:
        return False
    return -terms.new_year_before_days <= apart <= terms.new_year_after_days
