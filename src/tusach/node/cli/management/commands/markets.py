"""List the sessions of periodic markets between two days, each in both calendars.

A market whose days nobody knows, or about which sources contradict each other, has no session; it
stands in a list of its own, to be asked.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.ledger.fact import is_day
from tusach.library.markets.sessions import Session, asks
from tusach.library.markets.story import MarketState
from tusach.node.acts import markets
from tusach.node.acts.node import Node
from tusach.node.cli.command import Outcome, ReadingCommand, refused
from tusach.node.pages import market_file
from tusach.node.settings.whole_file import write_whole
from tusach.node.wording.lunar import both_calendars
from tusach.node.wording.roads_and_markets import say_asked
from tusach.node.wording.values import in_language

MOST_DAYS = 3_660


class Command(ReadingCommand):
    """tusach markets."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="first", required=True, metavar="DATE", help="first day, as 2027-02-06"
        )
        parser.add_argument(
            "--to", dest="last", required=True, metavar="DATE", help="last day, as 2027-03-06"
        )
        parser.add_argument(
            "--place",
            default="",
            metavar="CODE",
            help="only this commune, or that of a place",
        )
        parser.add_argument(
            "--ical", default="", metavar="FILE", help="write a calendar file (.ics) too"
        )

    def look(self, node: Node) -> Outcome:
        words = self.options
        for day in (words.first, words.last):
            if not is_day(day):
                return refused(Refusal("date.malformed", {"on": day}))
        first, last = date.fromisoformat(words.first), date.fromisoformat(words.last)
        if last < first:
            span = {"first": words.first, "last": words.last}
            return refused(Refusal("market.last_before_first", span))
        if (last - first).days > MOST_DAYS:
            return refused(Refusal("market.span_long", {"most": MOST_DAYS}))
        unit = None
        if words.place:
            unit = markets.unit_of(node, words.place, on=words.first)
            if unit is None:
                return refused(Refusal("market.place_unknown", {"place": words.place}))
        found = markets.sessions_between(node, first, last, unit=unit)
        open_ones = [
            (market, codes)
            for market in markets.all_markets(node, unit=unit)
            if (codes := [one for one in asks(market, first) if one in NO_SESSIONS])
        ]
        if words.ical:
            write_whole(Path(words.ical), market_file.of_sessions(node, found))
        fields = {
            "sessions": [_fields(node, market, one) for market, one in found],
            "asked": [{"market": _code(market), "why": codes} for market, codes in open_ones],
        }
        lines = [_line(node, market, one) for market, one in found]
        lines += [_open(market, codes) for market, codes in open_ones]
        return Outcome(fields, tuple(lines or [_("No market is known in these days.")]))


NO_SESSIONS = ("no_rule", "contested")


def _code(market: MarketState) -> str:
    return market.declared.code if market.declared else ""


def _name(market: MarketState) -> str:
    return in_language(market.declared.names) if market.declared else ""


def _fields(node: Node, market: MarketState, one: Session) -> dict[str, Any]:
    lunar = one.lunar
    return {
        "market": _code(market),
        "place": markets.unit_code(node, one.place),
        "date": one.on.isoformat(),
        "lunar_day": lunar.day if lunar else None,
        "lunar_month": lunar.month if lunar else None,
        "leap": lunar.leap if lunar else False,
        "certain": one.certain,
        "confirmed": one.confirmed,
    }


def _line(node: Node, market: MarketState, one: Session) -> str:
    day = both_calendars(one.on.isoformat(), calendar=node.lunar)
    line = f"{day}: {_name(market)}"
    if not one.confirmed:
        line += " · " + _("not confirmed by the commune")
    return line


def _open(market: MarketState, codes: list[str]) -> str:
    return "? " + _name(market) + ": " + "; ".join(say_asked(code) for code in codes)
