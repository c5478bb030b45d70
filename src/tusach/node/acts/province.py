"""A programme told: the units, places, rules and closed days of a profile as facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tusach.ledger.draft import Draft
from tusach.ledger.ident import derived
from tusach.library import scopes
from tusach.library.calendar.lunar import LunarCalendar, table
from tusach.library.copies.policy import (
    FIRST_VALUES,
    LATER_VALUES,
    LENDING,
    Lending,
    rule_subject,
)
from tusach.library.places import facts
from tusach.library.places.codes import COPY, READER
from tusach.library.profile.demonstration import DemoPlace
from tusach.library.profile.holidays import closed_dates
from tusach.library.profile.lending import LoanRule
from tusach.library.profile.profile import Profile
from tusach.library.profile.units import Unit
from tusach.node.acts.listed_markets import market_drafts
from tusach.node.acts.node import At, Node
from tusach.node.acts.numbers import grant
from tusach.node.wording.hours import clock


def unit_subject(tenant: str, unit: Unit) -> str:
    """The subject of a unit: its code together with the day from which it is valid."""
    return facts.unit_subject(tenant, unit.code, str(unit.valid_from))


def programme_drafts(profile: Profile, tenant: str, on: str) -> Iterator[Draft]:
    """Units, lending rules and markets of a profile."""
    for unit in profile.units.units:
        yield _control("unit.declared/1", unit_subject(tenant, unit), on, body=_unit(unit))
    for rule in profile.lending.rules:
        yield _rule(tenant, rule, on)
    for market in profile.markets.markets if profile.markets else ():
        yield from market_drafts(profile, tenant, market, on)


def place_drafts(profile: Profile, tenant: str, place: DemoPlace, on: str) -> Iterator[Draft]:
    """A place with its opening days, its closed days and its first blocks of numbers."""
    subject = derived(tenant, "place", place.code)
    units = {unit.code: unit for unit in profile.units.units}
    kinds = {kind.code: kind for kind in profile.places.kinds}
    language = profile.province.default_language
    unit = units.get(place.unit)
    founded = facts.PlaceFounded(
        code=place.code,
        name=place.names[language],
        kind=place.kind,
        unit=unit_subject(tenant, unit) if unit else None,
        owner=kinds[place.kind].owner[language],
        address=place.hamlet,
        demonstration=place.demonstration,
    )
    yield _control("place.founded/1", subject, on, body=founded, place=subject)
    weekdays = tuple(sorted({day for opening in place.opening for day in opening.weekdays}))
    spans = sorted({(one.from_minute, one.until_minute) for one in place.opening})
    hours = "; ".join(f"{clock(first)}–{clock(last)}" for first, last in spans)
    opening = facts.PlaceOpeningSet(weekdays, on, hours)
    yield _control("place.opening_set/1", subject, on, body=opening, place=subject)
    closed = closed_days(profile, table())
    if closed:
        days = facts.PlaceClosedDaysSet(closed, True, "holiday")
        yield _control("place.closed_days_set/1", subject, on, body=days, place=subject)


def closed_days(profile: Profile, calendar: LunarCalendar) -> tuple[str, ...]:
    """The holidays of the years for which the profile lists them, as dates."""
    holidays = profile.holidays
    return tuple(
        sorted(
            day.isoformat()
            for year in holidays.listed_years
            for day in closed_dates(holidays, year=year, calendar=calendar)
        )
    )


def first_blocks(node: Node, places: Sequence[str], on: str) -> Iterator[Draft]:
    """A block of copy numbers and one of card numbers for each place, from the start on."""
    for nr, place in enumerate(places):
        at = At(place, on)
        for digit in (COPY, READER):
            yield grant(node.tenant, digit, nr, at)


def _unit(unit: Unit) -> facts.UnitDeclared:
    estimate = unit.border_estimate
    return facts.UnitDeclared(
        code=unit.code,
        kind=unit.kind,
        names=dict(unit.names),
        valid_from=str(unit.valid_from),
        point=(unit.latitude_e6, unit.longitude_e6),
        area_ha=unit.area_ha,
        formed_from=tuple(old.full_name for old in unit.formed_from),
        border=estimate.borders if estimate else None,
    )


def _rule(tenant: str, rule: LoanRule, on: str) -> Draft:
    values = {name: getattr(rule, name) for name in FIRST_VALUES}
    plain = Lending()
    for name in LATER_VALUES:
        said = getattr(rule, name)
        if said != getattr(plain, name):
            values[name] = str(said) if name == "hard_due_on" else said
    body = facts.RuleSet(
        what=LENDING,
        values=values,
        valid_from=str(rule.valid_from) if rule.valid_from else on,
        valid_until=str(rule.valid_until) if rule.valid_until else None,
        place_kind=rule.place_kind,
        group=rule.reader_group,
        material=rule.material_kind,
        citation=rule.citation,
        provisional=rule.provisional,
    )
    subject = rule_subject(
        tenant,
        LENDING,
        place=None,
        place_kind=rule.place_kind,
        group=rule.reader_group,
        material=rule.material_kind,
    )
    return _control("rule.set/1", subject, on, body=body)


def _control(kind: str, subject: str, on: str, *, body: object, place: str | None = None) -> Draft:
    return Draft(kind=kind, subject=subject, scope=scopes.CONTROL, on=on, place=place, body=body)
