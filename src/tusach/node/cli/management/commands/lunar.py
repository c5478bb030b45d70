"""Say which lunar day a date is, or with --to-solar which date a lunar day is."""

from __future__ import annotations

import argparse
import re
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.ledger.fact import is_day
from tusach.library.calendar import cycle
from tusach.library.calendar.lunar import LunarCalendar, LunarDate, NoLunarDay, table
from tusach.node.acts.node import open_node
from tusach.node.cli import command
from tusach.node.cli.command import Outcome, refused
from tusach.node.settings.home import read_home
from tusach.node.wording.lunar import say_cycle, say_lunar, say_year
from tusach.node.wording.terms import WEEKDAYS
from tusach.node.wording.values import say_day

DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
LUNAR = re.compile(r"(\d{1,2})/(\d{1,2})(/leap)?/(\d{4})\Z", re.ASCII | re.IGNORECASE)


class Command(command.Command):
    """tusach lunar DATE."""

    signs = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("date", nargs="?", type=_date, help="a date, as 2027-02-06")
        asked.add_argument(
            "--to-solar",
            type=_lunar,
            metavar="D/M[/leap]/Y",
            help="a lunar day, as 8/1/2027, or as 8/6/leap/2025 in a leap month",
        )

    def handle(self) -> Outcome:
        asked: LunarDate | None = self.options.to_solar
        if asked is None and not is_day(self.options.date):
            return refused(Refusal("date.malformed", {"on": self.options.date}))
        try:
            calendar = self._calendar()
            day = self.options.date
            on = date.fromisoformat(day) if asked is None else calendar.to_solar(asked)
            lunar = calendar.to_lunar(on)
        except NoLunarDay as fault:
            return refused(fault.refusal)
        return Outcome(_fields(on, lunar), _lines(on, lunar))

    def _calendar(self) -> LunarCalendar:
        """That of the home, with what was announced; where there is no home, the table."""
        if "role" not in read_home(self.home):
            return table()
        node = open_node(self.home, readonly=True)
        try:
            return node.lunar
        finally:
            node.indexer.close()
            node.store.engine.close()
            node.store.vault.close()


def _fields(on: date, lunar: LunarDate) -> dict[str, str | int | bool]:
    with translation.override("vi"):  # a script gets the same name whatever the language
        name = say_cycle(cycle.of_day(on))
    return {
        "date": on.isoformat(),
        "day": lunar.day,
        "month": lunar.month,
        "leap": lunar.leap,
        "year": lunar.year,
        "day_name": name,
        "certain": lunar.certain,
    }


def _lines(on: date, lunar: LunarDate) -> tuple[str, ...]:
    solar = f"{_(WEEKDAYS[on.isoweekday() - 1])}, {say_day(on.isoformat())}"
    line = _("{solar}: {lunar}, {year}; day of the {name}").format(
        solar=solar,
        lunar=say_lunar(lunar),
        year=say_year(lunar.year),
        name=say_cycle(cycle.of_day(on)),
    )
    if lunar.certain:
        return (line,)
    doubt = _(
        "Not certain by a day: the new moon or a solar term falls within three minutes of midnight "
        "there. Wait for the official calendar before you print it."
    )
    return line, doubt


def _date(text: str) -> str:
    if not DATE.match(text):
        raise argparse.ArgumentTypeError(
            _("{text} is no date. Write it as 2027-02-06.").format(text=text)
        )
    return text


def _lunar(text: str) -> LunarDate:
    found = LUNAR.match(text)
    if not found:
        words = _("{text} is no lunar day. Write it as 8/1/2027, or 8/6/leap/2025 in a leap month.")
        raise argparse.ArgumentTypeError(words.format(text=text))
    day, month, leap, year = found.groups()
    return LunarDate(int(day), int(month), int(year), leap=leap is not None)
