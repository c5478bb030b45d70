"""What is wished of the vehicles of a home: its profile, and the vehicles it knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.library.markets.sessions import meets
from tusach.library.trips.around import around
from tusach.library.trips.problem import Problem, Vehicle
from tusach.library.trips.wishes import (
    LONGEST_DAYS,
    Promise,
    pinned,
    wished,
)
from tusach.node.acts.listed_markets import rule_of
from tusach.node.acts.node import Node
from tusach.node.trips import told_wishes
from tusach.node.trips.standing_trips import taken_days
from tusach.node.trips.stop_places import StopsOfPlaces


def vehicles(node: Node, many: int) -> tuple[str, ...]:
    """Codes of so many vehicles: those that are places of this home, then numbered ones.

    One that is to leave goes on until it does.
    """
    terms = node.profile.trips
    rows = node.store.query(
        "SELECT code FROM place WHERE tenant = ? AND kind = ? "
        "AND (closed_on IS NULL OR closed_on > ?) ORDER BY closed_on IS NOT NULL, code",
        (node.tenant, terms.vehicle_kind if terms else "", node.today()),
    )
    known = [str(row[0]) for row in rows]
    numbered = [f"vehicle-{at + 1}" for at in range(many)]
    return tuple([*known, *numbered][:many])


def problem_of(
    node: Node, from_on: date, until_on: date, names: Sequence[str]
) -> Problem | Refusal:
    """The problem of these days for these vehicles; what is promised already stays.

    Trips that no plan may change keep their days and visits to themselves.

    What facts tell of places, markets and roads comes first, the profile where they tell nothing.
    """
    calendar = node.lunar
    facts: dict[str, Any] = {}
    if 0 <= (until_on - from_on).days < LONGEST_DAYS:
        told, rows = told_wishes.told_of(node, from_on, until_on)
        facts = {
            "told": told,
            "known": told_wishes.known_legs(node, rows, from_on, until_on),
            "closures": told_wishes.closures(node, rows, from_on, until_on),
        }
    found = wished(
        node.profile,
        from_on=from_on,
        until_on=until_on,
        vehicles=names,
        calendar=calendar,
        meets=lambda market, on: meets(rule_of(market.claims[0].rule), on, calendar),
        **facts,
    )
    if isinstance(found, Refusal):
        return found
    there = tuple(_while_there(node, one) for one in found.vehicles)
    wanted = pinned(replace(found, vehicles=there), _promised(node, found))
    return around(wanted, taken_days(node, wanted))


def _while_there(node: Node, vehicle: Vehicle) -> Vehicle:
    """The vehicle with its last day, where it was told that it leaves."""
    gone_on = node.place(node.place_id(vehicle.id)).closed_on
    if gone_on is None:
        return vehicle
    return replace(vehicle, until_on=date.fromisoformat(gone_on) - timedelta(days=1))


def _promised(node: Node, problem: Problem) -> list[Promise]:
    """The visits dated at markets and at places of the communes that are stops, one a day each."""
    stops = StopsOfPlaces(node, problem)
    rows = node.store.query(
        "SELECT place.unit, place_visit.day, vehicle.code, place.subject, place.code "
        "FROM place_visit "
        "JOIN place ON place.tenant = place_visit.tenant AND place.subject = place_visit.subject "
        "LEFT JOIN place vehicle ON vehicle.tenant = place_visit.tenant "
        "AND vehicle.subject = place_visit.vehicle "
        "WHERE place_visit.tenant = ? AND place_visit.day BETWEEN ? AND ? "
        "AND place_visit.called_off = 0 ORDER BY place_visit.day, place.unit",
        (node.tenant, problem.from_on.isoformat(), problem.until_on.isoformat()),
    )
    found: dict[tuple[str, str], Promise] = {}
    for unit, day, vehicle, place, name in rows:
        stop = stops.of(place, name, unit or "")
        if stop is not None:
            found.setdefault((stop, day), (stop, date.fromisoformat(day), vehicle or ""))
    return list(found.values())
