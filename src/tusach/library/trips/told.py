"""What facts tell of where trips go. It stands before the wishes of the profile, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from tusach.library.places.served_facts import PlaceServiceSet, Window
from tusach.library.profile.trips import Wish
from tusach.library.trips.problem import Slot, Stop

PLACE = "place:"
DAYS, STAY, HOURS, VISITS, GAP, CRATES = "days", "stay", "hours", "visits", "gap", "crates"
"""What of a stop may be told; whatever is not comes from the profile."""
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


class Fair(msgspec.Struct, frozen=True, kw_only=True):
    """A market with the days on which it meets. unit: code. hours: from and to, None = not told."""

    code: str
    unit: str
    days: tuple[date, ...]
    opens_minute: int | None = None
    closes_minute: int | None = None


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """A place that told how it is served. days: sessions of its market; None: it has no market."""

    code: str
    unit: str
    how: PlaceServiceSet
    market: str = ""
    days: tuple[date, ...] | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody asked for a visit. place, unit: codes. must: it was promised. on: for that day."""

    place: str
    unit: str
    first: date
    last: date
    must: bool = False
    on: date | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that facts tell of the stops of a plan.

    markets: codes of all that were told, those with no fair as well; of these the profile is not
    asked. classes: in force, by code of the unit or `place:` code. left_out: stop and why, a code.
    """

    fairs: tuple[Fair, ...] = ()
    markets: frozenset[str] = frozenset()
    served: tuple[Served, ...] = ()
    asked: tuple[Asked, ...] = ()
    classes: Mapping[str, tuple[str, ...]] = {}
    left_out: tuple[tuple[str, str], ...] = ()


def wish_of_fair(fair: Fair, wish: Wish) -> tuple[Wish, tuple[str, ...]]:
    """How a market is visited, and which of it was told."""
    opens, closes = fair.opens_minute, fair.closes_minute
    if opens is None or closes is None:
        return wish, (DAYS,)
    # Hours that contradict each other stay so: the planner names them.
    last = closes if closes < opens else max(opens, closes - wish.stay_minutes)
    return replace(wish, opens_minute=opens, closes_minute=last), (DAYS, HOURS)


def wish_of_place(how: PlaceServiceSet, wish: Wish) -> tuple[Wish, tuple[str, ...]]:
    """How a place is visited, and which of it was told."""
    stay = how.service_minutes or wish.stay_minutes
    told = [STAY] if how.service_minutes else []
    window = _window(how.windows)
    opens, closes = wish.opens_minute, wish.closes_minute
    if window is not None:
        told.append(HOURS)
        if not how.service_minutes:
            # Hours that were told outweigh a length that nobody told.
            stay = max(min(stay, window.until_minute - window.from_minute), 1)
        opens, closes = window.from_minute, window.until_minute - stay
    figures = (
        (VISITS, how.visits_a_year),
        (GAP, how.least_days),
        (CRATES, how.crates),
    )
    told += [name for name, value in figures if value is not None]
    visits, gap, crates = (value for _, value in figures)
    found = replace(
        wish,
        stay_minutes=stay,
        opens_minute=opens,
        closes_minute=max(closes, 0),
        visits_a_year=wish.visits_a_year if visits is None else visits,
        gap_days=wish.gap_days if gap is None else gap,
        crates=wish.crates if crates is None else crates,
    )
    return found, tuple(told)


def days_of(one: Served, out: Sequence[date]) -> tuple[date, ...]:
    """The days of `out` on which a place can be served."""
    window = _window(one.how.windows)
    weekdays = _weekdays(one.how.windows, window) if window else EVERY_DAY
    return tuple(
        on
        for on in out
        if on.isoweekday() in weekdays
        and on.month not in one.how.closed_months
        and (one.days is None or on in one.days)
    )


def asked_for(
    slots: Sequence[Slot], stop: Stop, one: Asked, *, days: Sequence[date], worth_m: int
) -> tuple[Slot, ...]:
    """The slots of a stop with a request: one that has its days becomes narrower, or one more."""
    wanted = [on for on in days if one.first <= on <= one.last and one.on in (None, on)]
    for at, slot in enumerate(slots):
        both = tuple(on for on in slot.days if on in wanted)
        if both and not slot.pinned:
            new = replace(slot, days=both, required=slot.required or one.must)
            return (*slots[:at], new, *slots[at + 1 :])
    name = f"{stop.id}/{one.first.isoformat()}/asked"
    crates = slots[0].crates if slots else 1
    more = Slot(
        id=name,
        stop=stop.id,
        days=tuple(wanted),
        required=one.must,
        worth_m=0 if one.must else worth_m,
        crates=crates,
    )
    return tuple(slots) if any(slot.id == name for slot in slots) else (*slots, more)


def stop_of(one: Asked, stops: Mapping[str, Stop]) -> Stop | None:
    """The stop at which a request is met: of the place itself, else of its commune."""
    return stops.get(f"{PLACE}{one.place}") or stops.get(one.unit)


def _window(windows: Sequence[Window]) -> Window | None:
    """The hours that a visit is held to: those of most weekdays, the longer of two alike."""
    return max(
        windows,
        key=lambda one: (len(one.weekdays or EVERY_DAY), one.until_minute - one.from_minute),
        default=None,
    )


def _weekdays(windows: Sequence[Window], chosen: Window) -> frozenset[int]:
    """The weekdays of windows that hold the chosen hours."""
    return frozenset(
        day
        for one in windows
        if one.from_minute <= chosen.from_minute and chosen.until_minute <= one.until_minute
        for day in one.weekdays or EVERY_DAY
    )


def labelled(stop: Stop) -> Iterator[tuple[str, bool]]:
    """What is known of a stop, each with whether it was told; the rest is of the profile."""
    for name in (DAYS, STAY, HOURS, VISITS, GAP, CRATES):
        yield name, name in stop.told
