"""Days of the lunar calendar in words: what a month, a day and one of the sixty are called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_noop as _

from tusach.library.calendar import cycle
from tusach.library.calendar.cycle import Cycle
from tusach.library.calendar.lunar import LunarCalendar, LunarDate, OutOfScope, table
from tusach.node.wording.terms import WEEKDAYS
from tusach.node.wording.values import say_day

MONTHS = (
    _("1st lunar month"),
    _("2nd lunar month"),
    _("3rd lunar month"),
    _("4th lunar month"),
    _("5th lunar month"),
    _("6th lunar month"),
    _("7th lunar month"),
    _("8th lunar month"),
    _("9th lunar month"),
    _("10th lunar month"),
    _("11th lunar month"),
    _("12th lunar month"),
)
SOLAR_MONTHS = (
    _("January {year}"),
    _("February {year}"),
    _("March {year}"),
    _("April {year}"),
    _("May {year}"),
    _("June {year}"),
    _("July {year}"),
    _("August {year}"),
    _("September {year}"),
    _("October {year}"),
    _("November {year}"),
    _("December {year}"),
)
SHORT_WEEKDAYS = (
    pgettext_lazy("short weekday", "Mon"),
    pgettext_lazy("short weekday", "Tue"),
    pgettext_lazy("short weekday", "Wed"),
    pgettext_lazy("short weekday", "Thu"),
    pgettext_lazy("short weekday", "Fri"),
    pgettext_lazy("short weekday", "Sat"),
    pgettext_lazy("short weekday", "Sun"),
)
STEMS = (
    pgettext_lazy("yang stem", "Wood"),
    pgettext_lazy("yin stem", "Wood"),
    pgettext_lazy("yang stem", "Fire"),
    pgettext_lazy("yin stem", "Fire"),
    pgettext_lazy("yang stem", "Earth"),
    pgettext_lazy("yin stem", "Earth"),
    pgettext_lazy("yang stem", "Metal"),
    pgettext_lazy("yin stem", "Metal"),
    pgettext_lazy("yang stem", "Water"),
    pgettext_lazy("yin stem", "Water"),
)
BRANCHES = (
    pgettext_lazy("branch", "Rat"),
    pgettext_lazy("branch", "Buffalo"),
    pgettext_lazy("branch", "Tiger"),
    pgettext_lazy("branch", "Cat"),
    pgettext_lazy("branch", "Dragon"),
    pgettext_lazy("branch", "Snake"),
    pgettext_lazy("branch", "Horse"),
    pgettext_lazy("branch", "Goat"),
    pgettext_lazy("branch", "Monkey"),
    pgettext_lazy("branch", "Rooster"),
    pgettext_lazy("branch", "Dog"),
    pgettext_lazy("branch", "Pig"),
)
FULL_MOON, LAST_EARLY = 15, 10

_ask: Callable[[], LunarCalendar] = table


def ask(calendar: Callable[[], LunarCalendar]) -> None:
    """From now on days in words are those of this calendar: that of the node at work."""
    global _ask
    _ask = calendar


def say_cycle(one: Cycle) -> str:
    """One of the sixty: in English by element and animal, in Vietnamese by stem and branch."""
    return f"{STEMS[one.stem]} {BRANCHES[one.branch]}"


def say_month(month: int, *, leap: bool = False) -> str:
    """A lunar month; a leap month by the number that it bears a second time."""
    if leap:
        return gettext("leap {nth} lunar month").format(nth=_nth(month))
    return gettext(MONTHS[month - 1])


def say_solar_month(year: int, month: int) -> str:
    """A month of the solar year: February 2027."""
    return gettext(SOLAR_MONTHS[month - 1]).format(year=year)


def say_lunar(lunar: LunarDate) -> str:
    """Day and month, without the year.

    >>> say_lunar(LunarDate(8, 1, 2027))
    '8th of the 1st lunar month'
    """
    month = say_month(lunar.month, leap=lunar.leap)
    if lunar.day == FULL_MOON:
        return gettext("15th of the {month}").format(month=month)
    words = (
        pgettext("lunar day 1 to 10", "{nth} of the {month}")
        if lunar.day <= LAST_EARLY
        else pgettext("lunar day after 10", "{nth} of the {month}")
    )
    return words.format(nth=_nth(lunar.day), month=month)


def say_year(year: int) -> str:
    """A lunar year by its name of the sixty."""
    return gettext("year of the {name}").format(name=say_cycle(cycle.of_year(year)))


def both_calendars(day: str, *, calendar: LunarCalendar | None = None) -> str:
    """A day with its weekday and, in brackets, its lunar day; where that is not known, without.

    day: `YYYY-MM-DD`. A lunar day that is not certain says so. calendar: None = that of the node
    at work.
    """
    on = date.fromisoformat(day)
    solar = f"{gettext(WEEKDAYS[on.isoweekday() - 1])}, {say_day(day)}"
    try:
        lunar = (calendar or _ask()).to_lunar(on)
    except OutOfScope:
        return solar
    said = say_lunar(lunar)
    if not lunar.certain:
        said = gettext("probably {lunar}").format(lunar=said)
    return f"{solar} ({said})"


def _nth(number: int) -> str:
    """A number in a row, as the language writes it inside the words above."""
    if (get_language() or "").startswith("vi"):
        return str(number)
    ending = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
