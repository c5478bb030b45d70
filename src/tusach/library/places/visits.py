"""When a vehicle comes to a place: dated visits, those called off, and the next one."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace


class Visit(msgspec.Struct, frozen=True):
    """One dated visit. day: ISO text. fact: that told of it last. vehicle: its place id, if said.

    source: code of what the date comes from (by hand: empty).
    """

    day: str
    fact: str
    vehicle: str | None = None
    called_off: bool = False
    source: str = ""


class Visits(msgspec.Struct, frozen=True):
    """The visits to one place, by day. closed: days on which nobody is served there, ISO text.

    A dated visit serves whatever the weekdays of the place are; a single closed day outweighs it.
    """

    rows: tuple[Visit, ...] = ()
    closed: frozenset[str] = frozenset()

    def next_from(self, first: str) -> Visit | None:
        """The first visit on or after a day that is not called off, on a day not closed."""
        return next((one for one in self.rows if one.day >= first and self.holds(one)), None)

    def holds(self, one: Visit) -> bool:
        """Whether somebody comes on that day and serves."""
        return not one.called_off and one.day not in self.closed

    def passed_over(self, first: str, until: str) -> tuple[Visit, ...]:
        """The visits from a day on and before another that do not hold."""
        return tuple(one for one in self.rows if first <= one.day < until and not self.holds(one))

    def grounds(self, first: str, last: str) -> tuple[str, ...]:
        """The facts that tell of the visits from one day to another, each once."""
        return tuple(dict.fromkeys(one.fact for one in self.rows if first <= one.day <= last))


def with_days(
    rows: tuple[Visit, ...],
    fact: str,
    days: Iterable[str],
    *,
    vehicle: str | None,
    called_off: bool,
    source: str = "",
) -> tuple[Visit, ...]:
    """The visits after some days were dated or called off; the last word on a day counts.

    Called off without a vehicle: whoever was to come that day. Dated: that vehicle only.
    """
    found = {(one.day, one.vehicle or ""): one for one in rows}
    for day in days:
        if called_off and vehicle is None:
            for key, one in list(found.items()):
                if one.day == day:
                    found[key] = replace(one, called_off=True, fact=fact)
            if any(key[0] == day for key in found):
                continue
        found[day, vehicle or ""] = Visit(day, fact, vehicle, called_off, source)
    return tuple(found[key] for key in sorted(found))
