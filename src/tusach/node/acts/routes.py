"""The journeys of some days as a map draws them: from home over their stops and back."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tusach.node.acts import roads
from tusach.node.acts.node import Node

Point = tuple[int, int]
MOST_SHOWN = 200

_TRIPS = (
    "SELECT subject, vehicle, first_on, last_on, status, promised, metres FROM trip "
    "WHERE tenant = ? AND last_on >= ? AND first_on <= ? AND (? = '' OR vehicle = ?) "
    "AND status IN ('planned', 'published', 'under_way') ORDER BY first_on, vehicle, subject "
    "LIMIT ?"
)
_STOPS = (
    "SELECT stop, place, day, market FROM trip_stop WHERE tenant = ? AND subject = ? ORDER BY nr"
)


class Halt(msgspec.Struct, frozen=True):
    """A stop on the way. point: latitude and longitude in millionths, None where nobody said."""

    stop: str
    place: str
    day: str
    at_market: bool
    point: Point | None


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A journey. status: planned, published, under_way. promised: published as it stands."""

    trip: str
    vehicle: str
    first_on: str
    last_on: str
    status: str
    promised: bool
    metres: int | None
    halts: tuple[Halt, ...]


def routes(node: Node, first: str, last: str, *, vehicle: str = "") -> tuple[Route, ...]:
    """The journeys that touch these days, by first day; of one vehicle, or of all."""
    rows = node.store.query(_TRIPS, (node.tenant, first, last, vehicle, vehicle, MOST_SHOWN))
    found = [(row, node.store.query(_STOPS, (node.tenant, row[0]))) for row in list(rows)]
    told = [(row, list(stops)) for row, stops in found]
    points = roads.points(node, first, {stop[1] for _row, stops in told for stop in stops})
    return tuple(_route(row, stops, points) for row, stops in told)


def _route(
    row: tuple[str, str, str, str, str, int, int | None],
    stops: Iterable[tuple[str, str, str, str | None]],
    points: dict[str, Point],
) -> Route:
    trip, vehicle, first_on, last_on, status, promised, metres = row
    return Route(
        trip=trip,
        vehicle=vehicle,
        first_on=first_on,
        last_on=last_on,
        status=status,
        promised=bool(promised),
        metres=metres,
        halts=tuple(
            Halt(stop, place, day, market is not None, points.get(place))
            for stop, place, day, market in stops
        ),
    )


def home_point(node: Node, on: str) -> Point | None:
    """Where vehicles stand by the profile, if anybody said."""
    terms = node.profile.trips
    rows = node.store.query(
        "SELECT latitude, longitude FROM unit WHERE tenant = ? AND code = ? AND valid_from <= ? "
        "AND (ended_on IS NULL OR ended_on > ?) AND latitude IS NOT NULL",
        (node.tenant, terms.home if terms else "", on, on),
    )
    return next(((int(lat), int(lon)) for lat, lon in rows), None)
