"""On which days of a month markets meet, for the calendar page."""

from __future__ import annotations

from datetime import date

import msgspec

from tusach.node.acts import markets
from tusach.node.opac.seat import Seat
from tusach.node.opac.words import wording


class MarketDays(msgspec.Struct, frozen=True, kw_only=True):
    """One market with its days of the month; probable: the commune has not confirmed them."""

    name: str
    commune: str
    days: list[str]
    probable: bool


def market_days(seat: Seat, first: date, last: date) -> list[MarketDays]:
    """Every market that meets between two days, by its first day there, then by name."""
    found: dict[str, MarketDays] = {}
    for market, one in markets.sessions_between(seat.node, first, last):
        said = market.declared
        if said is None:
            continue
        kept = found.setdefault(
            market.subject,
            MarketDays(
                name=wording(said.names, seat.node.profile),
                commune="" if said.unit_doubted else markets.unit_name(seat.node, said.unit),
                days=[],
                probable=not one.confirmed or not one.certain,
            ),
        )
        kept.days.append(one.on.isoformat())
    return sorted(found.values(), key=lambda one: (one.days[0], one.name))
