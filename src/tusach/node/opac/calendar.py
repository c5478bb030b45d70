"""One month in both calendars, with its closed days; a lunar day is looked up here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tusach.library.calendar import cycle, lunar
from tusach.library.calendar.lunar import LunarCalendar, LunarDate, LunarMonth, NoLunarDay
from tusach.library.places.calendar import Calendar
from tusach.library.profile.holidays import ClosedDay, closed_days
from tusach.node.opac.market_days import market_days
from tusach.node.opac.placing import Place, places
from tusach.node.opac.seat import Seat, seated
from tusach.node.opac.unchanged import unchanged
from tusach.node.opac.words import wording
from tusach.node.people.access import public, rule
from tusach.node.wording.lunar import (
    MONTHS,
    SHORT_WEEKDAYS,
    say_cycle,
    say_lunar,
    say_month,
    say_solar_month,
    say_year,
)
from tusach.node.wording.refusals import say_refusal
from tusach.node.wording.terms import WEEKDAYS

DAY: Final = timedelta(days=1)
MONTH: Final = re.compile(r"(\d{4})-(\d{2})\Z", re.ASCII)
FIRST: Final = (lunar.FIRST_DAY.year, lunar.FIRST_DAY.month)
LAST: Final = (lunar.LAST_DAY.year, lunar.LAST_DAY.month)

Month = tuple[int, int]
"""A year and a month of it, of the solar calendar."""


class DayShown(msgspec.Struct, frozen=True, kw_only=True):
    """One square. lunar: its number, at the first of a lunar month with the month's own.

    words: the lunar day and the name of the day, for who points at it or hears it read.
    """

    on: str
    solar: int
    lunar: str
    words: str
    is_first: bool
    is_full_moon: bool
    is_closed: bool
    is_holiday: bool
    is_today: bool
    is_asked: bool


class ClosedShown(msgspec.Struct, frozen=True):
    """Closed days on end, of one holiday or told by the place. basis: why they are known."""

    first: str
    last: str
    name: str
    basis: str


class Asked(msgspec.Struct, frozen=True):
    """What the form of lunar days holds, what was found, or why nothing was."""

    values: Mapping[str, str] = {}
    on: date | None = None
    said: str = ""
    refused: str = ""


@rule(public())
@seated()
@unchanged()
def show(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show one month; without one, that of today."""
    today = date.fromisoformat(seat.on)
    moon = seat.node.lunar
    asked = _asked(request.GET, today, moon)
    month, odd = _month(request.GET.get("m", ""), asked.on or today)
    place = _place(request, seat)
    first = date(*month, 1)
    calendar = seat.node.calendar(place.place, first.isoformat()) if place else None
    holidays = closed_days(seat.node.profile.holidays, year=month[0], calendar=moon)
    starts_on = seat.node.profile.holidays.week_starts_on
    days = _days(month)
    values = {
        "name": say_solar_month(*month),
        "place": place,
        "weekdays": [
            (str(SHORT_WEEKDAYS[at]), gettext(WEEKDAYS[at]))
            for at in ((starts_on + nr - 1) % 7 for nr in range(7))
        ],
        "weeks": _weeks(
            [
                _day(
                    on,
                    moon.to_lunar(on),
                    calendar or _usual(seat),
                    holidays,
                    marked=(today, asked.on),
                )
                for on in days
            ],
            before=(days[0].isoweekday() - starts_on) % 7,
        ),
        "closed": _closed(days, holidays, calendar, seat),
        "moons": _moons(days, moon),
        "markets": market_days(seat, days[0], days[-1]),
        "before": _address(place, _step(month, -1)),
        "after": _address(place, _step(month, 1)),
        "now": "" if month == _month_of(today) else _address(place, _month_of(today)),
        "month": f"{month[0]:04d}-{month[1]:02d}",
        "odd": odd,
        "asked": asked,
        "months": [
            {"nr": nr, "words": gettext(words), "chosen": asked.values["moon"] == str(nr)}
            for nr, words in enumerate(MONTHS, start=1)
        ],
    }
    return render(request, "opac/calendar.html", values)


def _month_of(on: date) -> Month:
    """The month of a day."""
    return on.year, on.month


def _month(text: str, otherwise: date) -> tuple[Month, bool]:
    """The month that was asked for, within the scope; and whether it could not be shown."""
    found = MONTH.match(text)
    wanted = (int(found[1]), int(found[2])) if found else None
    if wanted and 1 <= wanted[1] <= 12 and FIRST <= wanted <= LAST:
        return wanted, False
    return min(max(_month_of(otherwise), FIRST), LAST), bool(text)


def _step(month: Month, step: int) -> Month | None:
    at = month[0] * 12 + month[1] - 1 + step
    found = (at // 12, at % 12 + 1)
    return found if FIRST <= found <= LAST else None


def _address(place: Place | None, month: Month | None) -> str:
    if month is None:
        return ""
    return f"?m={month[0]:04d}-{month[1]:02d}" + (f"&place={place.code}" if place else "")


def _place(request: HttpRequest, seat: Seat) -> Place | None:
    """The library whose closed days are shown: the one asked for, else the one here."""
    known = places(seat)
    code = request.GET.get("place", "")
    found = next((one for one in known.values() if one.code == code), None)
    found = found or known.get(seat.here or "")
    return None if found is None or found.moves else found


def _usual(seat: Seat) -> Calendar:
    """Where no library is meant: the weekdays on which the programme's places are closed."""
    shut = seat.node.profile.holidays.closed_weekdays
    return Calendar(weekdays=tuple(nr for nr in range(1, 8) if nr not in shut))


def _asked(form: Mapping[str, str], today: date, calendar: LunarCalendar) -> Asked:
    """A lunar day that somebody looks for, and the solar one."""
    in_scope = lunar.FIRST_DAY <= today <= lunar.LAST_DAY
    here = calendar.to_lunar(today) if in_scope else LunarDate(1, 1, 1968)
    values = {
        "day": form.get("day", "").strip(),
        "moon": form.get("moon", str(here.month)),
        "leap": form.get("leap", ""),
        "year": form.get("year", str(here.year)).strip(),
    }
    if not values["day"]:
        return Asked(values)
    numbers = [values[name] for name in ("day", "moon", "year")]
    if not all(one.isascii() and one.isdigit() and len(one) <= 4 for one in numbers):
        return Asked(values, refused=gettext("Enter day and year as numbers."))
    day, moon, year = map(int, numbers)
    wanted = LunarDate(day, moon, year, leap=bool(values["leap"]))
    try:
        on = calendar.to_solar(wanted)
    except NoLunarDay as fault:
        return Asked(values, refused=say_refusal(fault.refusal))
    found = calendar.to_lunar(on)
    return Asked(values, on=on, said=f"{say_lunar(found)}, {say_year(found.year)}")


def _days(month: Month) -> list[date]:
    first = date(*month, 1)
    return [on for on in (first + nr * DAY for nr in range(31)) if on.month == month[1]]


def _day(
    on: date,
    found: LunarDate,
    calendar: Calendar,
    holidays: tuple[ClosedDay, ...],
    *,
    marked: tuple[date, date | None],
) -> DayShown:
    is_first = found.day == 1 or on.day == 1
    leap = gettext("leap") if found.leap else ""
    is_holiday = on.isoformat() not in calendar.opened and any(one.on == on for one in holidays)
    return DayShown(
        on=on.isoformat(),
        solar=on.day,
        lunar=f"{found.day}/{found.month} {leap}".strip() if is_first else str(found.day),
        words=gettext("{lunar}, day of the {name}").format(
            lunar=say_lunar(found), name=say_cycle(cycle.of_day(on))
        ),
        is_first=found.day == 1,
        is_full_moon=found.day == 15,
        is_closed=is_holiday or not calendar.is_open(on),
        is_holiday=is_holiday,
        is_today=on == marked[0],
        is_asked=on == marked[1],
    )


def _weeks(days: list[DayShown], *, before: int) -> list[list[DayShown | None]]:
    squares: list[DayShown | None] = [None] * before + list(days)
    squares += [None] * (-len(squares) % 7)
    return [squares[at : at + 7] for at in range(0, len(squares), 7)]


def _closed(
    days: list[date], holidays: tuple[ClosedDay, ...], calendar: Calendar | None, seat: Seat
) -> list[ClosedShown]:
    """Closed stretches of the month: holidays, then single days that the place told."""
    opened = calendar.opened if calendar else frozenset()
    told = [one for one in holidays if one.on in days and one.on.isoformat() not in opened]
    found = [
        ClosedShown(
            some[0].on.isoformat(),
            some[-1].on.isoformat(),
            wording(some[0].holiday.names, seat.node.profile),
            some[0].basis,
        )
        for some in _runs(told)
    ]
    known = {one.on.isoformat() for one in told}
    own = [on.isoformat() for on in days if calendar and on.isoformat() in calendar.closed]
    found += [ClosedShown(on, on, "", "place") for on in own if on not in known]
    return sorted(found, key=lambda one: one.first)


def _runs(told: list[ClosedDay]) -> list[list[ClosedDay]]:
    """Days on end of one holiday, together."""
    told = sorted(told, key=lambda one: (one.holiday.code, one.on))
    groups = groupby(
        enumerate(told), key=lambda one: (one[1].holiday.code, one[1].on.toordinal() - one[0])
    )
    return [[each for _, each in some] for _, some in groups]


def _moons(days: list[date], calendar: LunarCalendar) -> list[dict[str, object]]:
    """The lunar months that lie in these days, each with its name, its year, its length."""
    found: dict[LunarMonth, None] = dict.fromkeys(calendar.month_of(on) for on in days)
    return [
        {
            "name": say_month(one.month, leap=one.leap),
            "year": say_year(one.year),
            "cycle": say_cycle(cycle.of_month(one.year, one.month)),
            "starts_on": one.starts_on.isoformat(),
            "days": one.days,
            "certain": one.certain,
        }
        for one in found
    ]
