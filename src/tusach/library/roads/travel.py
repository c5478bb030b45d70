"""How long a leg takes and how far it is, always with the source and the age of the figure.

In this order: driven in that season; told by somebody; driven in other seasons; the shortest way
over such legs; the great circle with a detour, as an estimate with a buffer. Nothing is mixed: a
figure says which of them it is. A closed road has no time.
Source: design study of logistics, section 5; detour, speed and buffer are assumptions of a profile.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from statistics import median_high

import msgspec

from tusach.library.roads.story import Closure, RoadState, Word

DRIVEN, TOLD, DRIVEN_OTHERWISE, PIECED, ESTIMATED = (
    "driven",
    "told",
    "driven_otherwise",
    "pieced",
    "estimated",
)
SOURCES = (DRIVEN, TOLD, DRIVEN_OTHERWISE, PIECED, ESTIMATED)
EARTH_RADIUS_M = 6_371_009
"""Mean radius of the earth (IUGG), in metres."""
E6 = 1_000_000

Point = tuple[int, int]
"""Latitude and longitude in millionths of a degree."""


class Season(msgspec.Struct, frozen=True):
    """A part of the year with roads of its own. months: 1..12."""

    code: str
    months: tuple[int, ...]


class Assumptions(msgspec.Struct, frozen=True, kw_only=True):
    """What is assumed where nothing is known; all of it a profile may set.

    least_drives: fewer do not make a figure. drives_days: older ones do not count.
    """

    detour_percent: int = 160
    speed_km_h: int = 30
    buffer_percent: int = 25
    least_drives: int = 1
    drives_days: int = 1_100
    seasons: tuple[Season, ...] = ()

    def season_of(self, on: str) -> str:
        """The season of a day; empty where the profile has none for its month."""
        month = int(on[5:7])
        return next((one.code for one in self.seasons if month in one.months), "")


class Leg(msgspec.Struct, frozen=True):
    """From one place to another. as_of: day of the oldest figure in it, None for an estimate.

    metres: None = not known. drives: how many were driven. estimated: with a buffer.
    """

    minutes: int
    metres: int | None
    source: str
    as_of: str | None = None
    drives: int = 0

    @property
    def is_estimated(self) -> bool:
        """Whether nobody drove it or said how long it takes."""
        return self.source == ESTIMATED


class NoWay(msgspec.Struct, frozen=True):
    """No leg. closure: what closes it; None: nothing is known of a way, not even where it is."""

    closure: Closure | None = None


class Network:
    """Every leg on one day. points: by id of place or unit. roads: every road that was told of."""

    def __init__(
        self,
        roads: Iterable[RoadState],
        points: Mapping[str, Point],
        *,
        on: str,
        assumed: Assumptions,
    ) -> None:
        self._points = points
        self._on = on
        self._assumed = assumed
        self._season = assumed.season_of(on)
        self._closed_places: dict[str, Closure] = {}
        self._closed: dict[tuple[str, str], Closure] = {}
        self._direct: dict[str, dict[str, Leg]] = {}
        for road in sorted(roads, key=lambda one: one.subject):
            self._take(road)
        self._ways: dict[str, dict[str, Leg]] = {}

    def leg(self, start: str, end: str) -> Leg | NoWay:
        """How one gets from one place to another on that day."""
        if start == end:
            return Leg(0, 0, TOLD)
        for place in (start, end):
            if place in self._closed_places:
                return NoWay(self._closed_places[place])
        direct = self._direct.get(start, {}).get(end)
        if direct is not None:
            return direct
        pieced = self._from(start).get(end)
        if pieced is not None:
            return pieced
        closed = self._closed.get((start, end))
        return NoWay(closed) if closed is not None else self._estimate(start, end)

    def _take(self, road: RoadState) -> None:
        closure = road.closed_by(self._on)
        if len(road.ends) < 2:
            if closure is not None and road.ends:
                self._closed_places[road.ends[0]] = closure
            return
        one, other = road.ends
        for start, end in ((one, other), (other, one)):
            if closure is not None:
                self._closed[start, end] = closure
            elif (found := self._known(road, start, end)) is not None:
                self._direct.setdefault(start, {})[end] = found

    def _known(self, road: RoadState, start: str, end: str) -> Leg | None:
        return (
            self._driven(road, (start, end), in_season=True)
            or self._told(road, start, end)
            or self._driven(road, (start, end), in_season=False)
        )

    def _driven(self, road: RoadState, way: tuple[str, str], *, in_season: bool) -> Leg | None:
        """The median of what was driven that way; of the other way where nobody drove this one."""
        earliest = date.fromordinal(
            max(1, date.fromisoformat(self._on).toordinal() - self._assumed.drives_days)
        ).isoformat()
        drives = [
            one
            for one in road.drives
            if earliest <= one.on <= self._on
            and (not in_season or self._assumed.season_of(one.on) == self._season)
        ]
        same = [one for one in drives if (one.start, one.end) == way]
        chosen = same if len(same) >= self._assumed.least_drives else drives
        if len(chosen) < max(1, self._assumed.least_drives):
            return None
        metres = [one.metres for one in chosen if one.metres is not None]
        return Leg(
            minutes=int(median_high(one.minutes for one in chosen)),
            metres=int(median_high(metres)) if metres else None,
            source=DRIVEN if in_season else DRIVEN_OTHERWISE,
            as_of=min(one.on for one in chosen),
            drives=len(chosen),
        )

    def _told(self, road: RoadState, start: str, end: str) -> Leg | None:
        """The word for that season, else for whenever; this way, else the other way."""
        for one in self._words(road, start, end):
            if one.minutes is not None:
                return Leg(one.minutes, one.metres, TOLD, one.on)
        return None

    def _words(self, road: RoadState, start: str, end: str) -> Iterator[Word]:
        for season in dict.fromkeys((self._season, "")):
            for way in ((start, end), (end, start)):
                for one in road.words:
                    if one.season == season and (one.start, one.end) == way and one.on <= self._on:
                        yield one

    def _from(self, start: str) -> dict[str, Leg]:
        """The shortest ways over known legs from one place."""
        if start not in self._ways:
            self._ways[start] = self._shortest(start)
        return self._ways[start]

    def _shortest(self, start: str) -> dict[str, Leg]:
        found: dict[str, Leg] = {}
        first = Leg(0, 0, PIECED)
        waiting: list[tuple[int, str, Leg]] = [(0, start, first)]
        while waiting:
            _, at, leg = heapq.heappop(waiting)
            if at in found or at in self._closed_places:
                continue
            found[at] = leg
            for to, piece in sorted(self._direct.get(at, {}).items()):
                if to not in found:
                    longer = _joined(leg, piece)
                    heapq.heappush(waiting, (longer.minutes, to, longer))
        return found

    def _estimate(self, start: str, end: str) -> Leg | NoWay:
        one, other = self._points.get(start), self._points.get(end)
        if one is None or other is None:
            return NoWay()
        assumed = self._assumed
        metres = great_circle_m(one, other) * assumed.detour_percent // 100
        minutes = metres * 60 * (100 + assumed.buffer_percent)
        return Leg(-(-minutes // (assumed.speed_km_h * 1000 * 100)), metres, ESTIMATED)


def great_circle_m(one: Point, other: Point) -> int:
    """Metres on the sphere between two points.

    >>> great_circle_m((22_000_000, 106_000_000), (23_000_000, 106_000_000))
    111195
    """
    lat1, lon1, lat2, lon2 = (math.radians(value / E6) for value in (*one, *other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return round(2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half))))


def _joined(one: Leg, more: Leg) -> Leg:
    known = one.metres is not None and more.metres is not None
    metres = (one.metres or 0) + (more.metres or 0) if known else None
    days = [day for day in (one.as_of, more.as_of) if day is not None]
    return Leg(one.minutes + more.minutes, metres, PIECED, min(days, default=None))
