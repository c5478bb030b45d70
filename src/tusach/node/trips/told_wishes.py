"""What this node's facts tell a planner: places served, markets, requests, classes, roads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from tusach.library.markets.grammar import says_days
from tusach.library.markets.sessions import sessions
from tusach.library.markets.story import MarketState
from tusach.library.places.facts import unit_subject
from tusach.library.places.requests import RequestState
from tusach.library.places.served import classes_on, service_on
from tusach.library.roads.story import RoadState
from tusach.library.roads.travel import (
    DRIVEN,
    DRIVEN_OTHERWISE,
    ESTIMATED,
    PIECED,
    TOLD,
    Leg,
    Network,
)
from tusach.library.trips import roads as legs
from tusach.library.trips.problem import NO_ROAD, Closure
from tusach.library.trips.roads import Known
from tusach.library.trips.told import PLACE, Asked, Fair, Served, Told
from tusach.library.trips.wishes import MARKET, units_in_force
from tusach.node.acts import markets, roads, serving
from tusach.node.acts.node import Node

SOURCES = {
    DRIVEN: legs.MEASURED,
    DRIVEN_OTHERWISE: legs.MEASURED,
    TOLD: legs.TYPED,
    PIECED: legs.JOINED,
    ESTIMATED: legs.ESTIMATED,
}
ACCEPTED = "accepted"


class Rows:
    """The rows of the table of legs: every unit in force, then every place that told how."""

    def __init__(self, node: Node, from_on: date) -> None:
        units = units_in_force(node.profile, from_on)
        self.units = {
            unit_subject(node.tenant, one.code, str(one.valid_from)): one.code for one in units
        }
        self.row = {subject: at for at, subject in enumerate(self.units)}
        self.places: dict[str, str] = {}

    def add(self, place: str, unit: str) -> None:
        """One more row, of a place in a unit."""
        self.row[place] = len(self.row)
        self.places[place] = unit

    def of(self, end: str) -> tuple[int, ...]:
        """The rows that an end of a road means: a unit with all its places, or one place."""
        inside = [self.row[place] for place, unit in self.places.items() if unit == end]
        return (*((self.row[end],) if end in self.row else ()), *inside)


def told_of(node: Node, from_on: date, until_on: date) -> tuple[Told, Rows]:
    """What facts tell of the stops of these days, and the rows of their roads."""
    rows = Rows(node, from_on)
    fairs, left = _fairs(node, rows, from_on, until_on)
    served = tuple(_served(node, rows, fairs, from_on))
    told = Told(
        fairs=tuple(one for one in fairs if one is not None),
        markets=frozenset(_codes(node)),
        served=served,
        asked=tuple(_asked(node, rows, from_on, until_on)),
        classes=_classes(node, rows, from_on.isoformat()),
        left_out=tuple(left),
    )
    return told, rows


def known_legs(node: Node, rows: Rows, from_on: date, until_on: date) -> Known:
    """Every leg, as long as in the slowest of the seasons of these days.

    A closure without an end is driven round, and where no way leads round there is no road; those
    with a last day are for the planner, who may go before or after.
    """
    known: dict[tuple[int, int], tuple[int, int, str, str]] = {}
    told = tuple(_lasting(one) for one in roads.all_roads(node))
    for on in _seasons(node, from_on, until_on):
        points = roads.points(node, on, rows.places)
        network = Network(told, points, on=on, assumed=roads.assumptions(node))
        for start, at in rows.row.items():
            for end, to in rows.row.items():
                if at == to or start not in points or end not in points:
                    continue
                leg = network.leg(start, end)
                new = _known(leg, (points[start], points[end])) if isinstance(leg, Leg) else _NONE
                known[at, to] = max(known.get((at, to), new), new, key=_slowness)
    return known


def closures(node: Node, rows: Rows, from_on: date, until_on: date) -> tuple[Closure, ...]:
    """Closures with a last day that touch these days, by row."""
    found = []
    for road in roads.all_roads(node):
        for one in road.closures:
            last = _last(one.until, one.opened_on)
            if last is None or last < from_on or date.fromisoformat(one.on) > until_on:
                continue
            span = max(from_on, date.fromisoformat(one.on)), min(until_on, last)
            ends = [rows.of(end) for end in road.ends]
            if len(ends) == 1:
                pairs: list[tuple[int, int | None]] = [(at, None) for at in ends[0]]
            else:
                pairs = [(at, to) for at in ends[0] for to in ends[1] if at != to]
            found += [
                Closure(start=at, end=to, from_on=span[0], until_on=span[1]) for at, to in pairs
            ]
    return tuple(found)


_NONE = (NO_ROAD, NO_ROAD, legs.ESTIMATED, "")


def _slowness(leg: tuple[int, int, str, str]) -> tuple[bool, int]:
    """No road at all is the slowest."""
    return leg[0] == NO_ROAD, leg[0]


def _known(leg: Leg, ends: tuple[legs.Point, legs.Point]) -> tuple[int, int, str, str]:
    metres = leg.metres
    if metres is None:
        metres = legs.straight_m(*ends) * legs.DETOUR_PERCENT // 100
    return leg.minutes, metres, SOURCES[leg.source], leg.as_of or ""


def _lasting(road: RoadState) -> RoadState:
    """The road with those closures only that nobody says an end of."""
    kept = tuple(one for one in road.closures if _last(one.until, one.opened_on) is None)
    return replace(road, closures=kept)


def _last(until: str | None, opened_on: str | None) -> date | None:
    """The last day of a closure; None where nobody knows it."""
    days = [date.fromisoformat(until)] if until else []
    if opened_on:
        days.append(date.fromisoformat(opened_on) - timedelta(days=1))
    return min(days, default=None)


def _seasons(node: Node, from_on: date, until_on: date) -> list[str]:
    """The first day of each season that lies in these days."""
    assumed = roads.assumptions(node)
    found: dict[str, str] = {}
    for at in range((until_on - from_on).days + 1):
        on = (from_on + timedelta(days=at)).isoformat()
        found.setdefault(assumed.season_of(on), on)
    return list(found.values())


def _codes(node: Node) -> Iterator[str]:
    for one in markets.all_markets(node):
        if one.declared is not None:
            yield one.declared.code


def _fairs(
    node: Node, rows: Rows, from_on: date, until_on: date
) -> tuple[list[Fair], list[tuple[str, str]]]:
    """Markets that vehicles may go to, and those that are left out, each with why."""
    found, left = [], []
    for one in markets.all_markets(node):
        said = one.declared
        if said is None or one.is_ended(from_on.isoformat()):
            continue
        why = _against(one, rows, from_on)
        if why:
            left.append((f"{MARKET}{said.code}", why))
            continue
        days = tuple(each.on for each in sessions(one, from_on, until_on, node.lunar))
        found.append(
            Fair(
                code=said.code,
                unit=rows.units[str(said.unit)],
                days=days,
                opens_minute=said.opens_minute,
                closes_minute=said.closes_minute,
            )
        )
    return found, left


def _against(one: MarketState, rows: Rows, on: date) -> str:
    """Why no vehicle is sent to a market, a code; empty where one may be."""
    said, rule = one.declared, one.rule_on(on.isoformat())
    judged = one.judgement_on(on.isoformat())
    if said is None or said.unit not in rows.units:
        return "unit_unknown"
    if said.unit_doubted:
        return "unit_doubted"
    if judged is not None and judged.suitable is False:
        return "unsuitable"
    has_days = any(change.how == "held" for change in one.changes)
    if (rule is None or not says_days(rule.rule)) and not has_days:
        return "no_rule"
    return "contested" if one.usable_rule_on(on.isoformat()) is None and not has_days else ""


def _served(node: Node, rows: Rows, fairs: Sequence[Fair], from_on: date) -> Iterator[Served]:
    subjects = node.store.query(
        "SELECT DISTINCT place.subject, place.code FROM place JOIN place_service "
        "ON place_service.tenant = place.tenant AND place_service.subject = place.subject "
        "WHERE place.tenant = ? AND place.closed_on IS NULL ORDER BY place.code",
        (node.tenant,),
    )
    by_subject = {one.subject: one for one in markets.all_markets(node)}
    days = {one.code: one.days for one in fairs}
    for subject, _code in subjects:
        state = node.place(str(subject))
        told = service_on(state.services, from_on.isoformat())
        if told is None or state.unit not in rows.units:
            continue
        rows.add(state.subject, state.unit)
        market = by_subject.get(told.told.market or "")
        code = market.declared.code if market is not None and market.declared else ""
        yield Served(
            code=state.code,
            unit=rows.units[state.unit],
            how=told.told,
            market=code,
            days=days.get(code, ()) if code else None,
        )


def _asked(node: Node, rows: Rows, from_on: date, until_on: date) -> Iterator[Asked]:
    """Requests that wait or were accepted, and that these days can meet."""
    for one in serving.requests(node):
        asked = one.asked
        if asked is None or not _is_wanted(one):
            continue
        first, last = date.fromisoformat(asked.first), date.fromisoformat(asked.last)
        on = one.answer.on if one.answer else None
        day = date.fromisoformat(on) if on else None
        if last < from_on or first > until_on or not from_on <= (day or from_on) <= until_on:
            continue
        place = node.place(asked.place)
        yield Asked(
            place=place.code,
            unit=rows.units.get(place.unit or "", ""),
            first=min(first, day or first),
            last=max(last, day or last),
            must=one.answer is not None,
            on=day,
        )


def _is_wanted(one: RequestState) -> bool:
    return one.answer is None or one.answer.answer == ACCEPTED


def _classes(node: Node, rows: Rows, on: str) -> Mapping[str, tuple[str, ...]]:
    found = {}
    for subject, code in rows.units.items():
        told = classes_on(node.store.state(subject, "unit").classes, on)
        found[code] = tuple(one.told.place_class for one in told)
    for subject in rows.places:
        state = node.place(subject)
        told = classes_on(state.classes, on)
        found[f"{PLACE}{state.code}"] = tuple(one.told.place_class for one in told)
    return found
