"""What a programme wishes of its vehicles between two days, as a problem to plan.

Every commune in force is a stop; so is every market whose place and rule nobody contradicts. The
visits of a year are spread over equal stretches of it, each a slot with the days of its stretch.
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
    known: Known | None = None,
    closures: Sequence[Closure] = (),
) -> Problem | Refusal:
    """The problem of these days, both included, for vehicles of these ids.

    known, closures: rows are those of `units_in_force`.
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
    stops: list[Stop] = []
    slots: list[Slot] = []
    for unit in units:
        if unit.code != terms.home:
            stops.append(_stop(unit.code, rows[unit.code], terms.commune))
            slots.extend(_slots(stops[-1], terms.commune, out, (from_on, until_on)))
    for market in _markets(profile, rows):
        stops.append(_stop(f"{MARKET}{market.code}", rows[str(market.unit)], terms.fair))
        met = [on for on in out if meets(market, on)]
        slots.extend(_slots(stops[-1], terms.fair, met, (from_on, until_on)))
    return Problem(
        from_on=from_on,
        until_on=until_on,
        stops=tuple(stops),
        slots=tuple(slots),
        vehicles=tuple(_vehicle(terms, name, rows[terms.home], days) for name in vehicles),
        legs=legs_between([(unit.latitude_e6, unit.longitude_e6) for unit in units], known),
        hubs=tuple(Hub(id=code, at=rows[code]) for code in terms.towns if code in rows),
        rest=tuple(sorted(rest)),
        closures=tuple(closures),
        terms=_terms(terms),
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
