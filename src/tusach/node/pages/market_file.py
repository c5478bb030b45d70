"""Sessions of markets as a calendar file, each event worded in the language that holds now."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tusach.exchange.calendars.icalendar import Day, calendar_file
from tusach.library.markets.sessions import Session
from tusach.library.markets.story import MarketState
from tusach.node.acts.markets import unit_name
from tusach.node.acts.node import Node
from tusach.node.wording.lunar import say_lunar
from tusach.node.wording.values import in_language


def of_sessions(node: Node, found: Iterable[tuple[MarketState, Session]]) -> bytes:
    """A calendar file with these sessions; fetched again, each event replaces itself."""
    days = [_day(node, market, one) for market, one in found]
    return calendar_file(_("Periodic markets"), days)


def _day(node: Node, market: MarketState, one: Session) -> Day:
    said = market.declared
    lines = []
    if one.lunar is not None:
        lunar = say_lunar(one.lunar)
        lines.append(lunar if one.certain else _("probably {lunar}").format(lunar=lunar))
    if not one.confirmed:
        lines.append(_("not confirmed by the commune"))
    return Day(
        uid=f"{market.subject}-{one.on:%Y%m%d}@tusach",
        on=one.on,
        summary=in_language(said.names) if said else "",
        description="\n".join(lines),
        location=unit_name(node, one.place),
    )
