"""What a province knows of markets, roads and places before its first trip; all of it invented.

Market rules are those of the profile. Decisions, classes, services and requests are there so that
the pages and a planner have something to show; each says `demonstration` where a paper would stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tusach.ledger.draft import Refusal
from tusach.library.markets import facts as market_facts
from tusach.library.markets import rules as market_rules
from tusach.library.markets.sessions import asks
from tusach.library.places.served_facts import (
    Classed,
    PlaceServiceSet,
    VisitRequested,
    Window,
)
from tusach.library.places.story import PlaceState
from tusach.library.profile.demonstration import DemoPlace
from tusach.library.roads.facts import RoadClosed, RoadMeasured, RoadTold
from tusach.node.acts import markets, roads, serving
from tusach.node.acts.node import At, Node
from tusach.node.acts.province import unit_subject
from tusach.node.store.store import Done

PAPER = "demonstration"
LANGUAGES = ("vi", "tyz")
MOST_WINDOWS = 3


def tell_of_places(node: Node, places: Sequence[DemoPlace], at: At) -> None:
    """Markets are judged, places served, some asked for, a road is closed. at: the province."""
    _judge(node, at)
    kinds = {one.code: one for one in node.profile.places.kinds}
    served = [one for one in places if not kinds[one.kind].moves and not kinds[one.kind].central]
    for nr, place in enumerate(served):
        _serve(node, place, At(node.place_id(place.code), at.on, at.by), far=nr % 3 == 0)
    _classify(node, served, at)
    _roads(node, served, at)
    _ask(node, served, at)


def _judge(node: Node, at: At) -> None:
    """Markets of which the commune is sure suit a vehicle, but for every fifth."""
    on = date.fromisoformat(at.on)
    sure = [
        one
        for one in markets.all_markets(node)
        if not {"no_rule", "contested", "unit_unknown", "unit_doubted"} & set(asks(one, on))
    ]
    for nr, market in enumerate(sure):
        suits = nr % 5 != 4
        body = market_facts.MarketJudged(suits, at.on, ("space",) if suits else ("road",), PAPER)
        _done(markets.tell(node, market.subject, at, _judging(body)))


def _judging(body: market_facts.MarketJudged) -> markets.Deed:
    return lambda state, where: market_rules.judge(state, body, where)


def _serve(node: Node, place: DemoPlace, at: At, *, far: bool) -> None:
    units = {one.code: one for one in node.profile.units.units}
    unit = units.get(place.unit)
    known = {one.code for one in node.profile.province.languages}
    # A bookcase that opens in the evening is served by day, as the profile has it.
    trips = node.profile.trips
    by_day = [one for one in place.opening if not trips or one.until_minute <= trips.ends_minute]
    spans = [
        Window(one.from_minute, one.until_minute, one.weekdays) for one in by_day[:MOST_WINDOWS]
    ]
    body = PlaceServiceSet(
        valid_from=at.on,
        point=(unit.latitude_e6, unit.longitude_e6) if unit else None,
        service_minutes=90,
        windows=tuple(spans),
        languages=tuple(code for code in LANGUAGES if code in known),
        crates=2,
        visits_a_year=4,
        least_days=45,
        most_days=150,
        rain_level=3 if far else None,
        overnight=far,
    )
    _done(serving.serve_so(node, at.place, body, at))


def _classify(node: Node, served: Sequence[DemoPlace], at: At) -> None:
    """Units that may lie on the border are of that class as an estimate."""
    if "border" not in serving.classes(node):
        return
    wanted = {one.unit for one in served}
    before = (date.fromisoformat(at.on) - timedelta(days=90)).isoformat()
    for unit in node.profile.units.units:
        estimate = unit.border_estimate
        if unit.code in wanted and estimate is not None and estimate.borders:
            body = Classed("border", before, provisional=True)
            _done(serving.classify(node, unit_subject(node.tenant, unit), "unit", body, at=at))


def _roads(node: Node, served: Sequence[DemoPlace], at: At) -> None:
    """From the centre to three communes: driven, told, closed."""
    first: PlaceState = node.place(at.place)
    ends = [
        state.unit
        for state in (node.place(node.place_id(one.code)) for one in served)
        if state.unit is not None and state.unit != first.unit
    ]
    ends = list(dict.fromkeys(ends))[:3]
    if first.unit is None or len(ends) < 3:
        return
    _done(roads.measure(node, RoadMeasured((first.unit, ends[0]), 55, 24_000), at))
    _done(roads.tell(node, RoadTold((first.unit, ends[1]), 95, 41_000, source="driver"), at))
    until = (date.fromisoformat(at.on) + timedelta(days=21)).isoformat()
    _done(roads.close(node, RoadClosed((ends[1], ends[2]), "landslide", until), at))


def _ask(node: Node, served: Sequence[DemoPlace], at: At) -> None:
    """Two places ask for a visit; the plan of the quarter answers one of them."""
    on = date.fromisoformat(at.on)
    first, last = ((on + timedelta(days=n)).isoformat() for n in (7, 85))
    for nr, place in enumerate(served[:2]):
        where = At(node.place_id(place.code), at.on, at.by)
        _done(
            serving.request(
                node, VisitRequested(where.place, first, last, people=60 + 20 * nr), where
            )
        )


def _done(told: Done | Refusal) -> None:
    """Nothing of a demonstration is refused in silence."""
    assert not isinstance(told, Refusal), told
