"""Roads, classes, services and requests at a node: told, kept, found again, reckoned with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.node.store import homes as scene

from tusach.ledger.draft import Refusal
from tusach.library.places.served_facts import (
    Classed,
    PlaceServiceSet,
    VisitAnswered,
    VisitRequested,
)
from tusach.library.profile.markets import (
    Dates,
    LunarTails,
    MarketClaim,
    SolarTails,
    Unknown,
    YearlyLunar,
    Zodiac,
)
from tusach.library.roads import facts
from tusach.library.roads.travel import ESTIMATED, TOLD, Leg, NoWay
from tusach.node.acts import markets, roads, serving
from tusach.node.acts.node import At, Node


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Node]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    home = tmp_path / "home"
    is_hub = request.param == "postgres"
    url = str(request.getfixturevalue("new_postgres_database")()) if is_hub else ""
    scene.found(home, database=url)
    with scene.at_work(home) as found:
        yield found


def test_markets_are_found_by_commune_and_by_day(node: Node) -> None:
    every = markets.all_markets(node)
    codes = [one.declared.code for one in every if one.declared]
    assert codes == ["alba_market", "brisa_fair", "wandering"]
    unit = markets.unit_of(node, "AL01", on=at(node).on)
    assert unit is not None
    assert markets.unit_code(node, unit) == "AL01"
    assert [one.subject for one in markets.all_markets(node, unit=unit)] == [every[0].subject]
    found = markets.next_in_unit(node, unit, after=date(2026, 11, 22), within_days=7)
    assert found is not None
    assert found[1].on == date(2026, 11, 25)
    assert markets.untold(node) == ()
    assert isinstance(markets.take_over(node, at(node)), Refusal)


def at(node: Node) -> At:
    return scene.at_desk(node)


def units(node: Node) -> list[str]:
    rows = node.store.query(
        "SELECT subject FROM unit WHERE tenant = ? ORDER BY code", (node.tenant,)
    )
    return [str(row[0]) for row in rows]


def rows(node: Node, table: str) -> list[tuple[object, ...]]:
    return node.store.query(f"SELECT * FROM {table} WHERE tenant = ?", (node.tenant,))


def done(wish: object) -> None:
    assert not isinstance(wish, Refusal), wish


def test_a_market_that_a_newer_profile_lists_is_taken_over_once(node: Node) -> None:
    listed = node.profile.markets
    assert listed is not None
    rules = (
        LunarTails(tails=(5, 0)),
        SolarTails(tails=(2,)),
        Zodiac(branches=(5, 11)),
        YearlyLunar(month=3, day=26, days=2),
        Dates(dates=(date(2027, 6, 24),)),
        Unknown(calendar="unknown", every_days=5),
    )
    new = tuple(
        replace(
            listed.markets[0],
            code=f"new_{nr}",
            claims=(MarketClaim(rule=rule, sources=("x",)),),
        )
        for nr, rule in enumerate(rules)
    )
    node.profile = replace(node.profile, markets=replace(listed, markets=(*listed.markets, *new)))
    assert [one.code for one in markets.untold(node)] == [one.code for one in new]
    assert markets.take_over(node, at(node)) == len(new)
    assert markets.untold(node) == ()
    told = [one.rule_on(at(node).on) for one in markets.all_markets(node)]
    kinds = {type(one.rule).__name__ for one in told if one}
    assert kinds == {"Lunar", "Solar", "Weekly", "Zodiac", "YearlyLunar", "Explicit", "Unknown"}


def test_a_leg_is_estimated_until_somebody_says_and_gone_while_the_road_is_closed(
    node: Node,
) -> None:
    one, other, *_ = units(node)
    on = at(node).on
    found = roads.network(node, on, []).leg(one, other)
    assert isinstance(found, Leg)
    assert found.source == ESTIMATED
    done(roads.tell(node, facts.RoadTold((one, other), 75, 30_000, source="driver"), at(node)))
    found = roads.network(node, on, []).leg(other, one)
    assert found == Leg(75, 30_000, TOLD, on)
    done(roads.close(node, facts.RoadClosed((other, one), "landslide"), at(node)))
    assert isinstance(roads.network(node, on, []).leg(one, other), NoWay)
    assert [one.ends for one in roads.closed_roads(node, on)] == [tuple(sorted((one, other)))]
    done(roads.open_again(node, (one, other), at(node)))
    assert roads.closed_roads(node, on) == ()
    assert isinstance(roads.open_again(node, (one, other), at(node)), Refusal)
    done(roads.measure(node, facts.RoadMeasured((one, other), 70), at(node)))
    found = roads.network(node, on, []).leg(one, other)
    assert isinstance(found, Leg)
    assert (found.minutes, found.drives) == (70, 1)


def test_a_road_closed_until_a_day_that_is_over_is_not_on_the_board(node: Node) -> None:
    one, other, *_ = units(node)
    done(roads.close(node, facts.RoadClosed((one,), "flood", at(node).on), at(node)))
    assert len(roads.closed_roads(node, at(node).on)) == 1
    assert roads.closed_roads(node, "2099-01-01") == ()
    assert isinstance(roads.network(node, at(node).on, []).leg(other, one), NoWay)


def test_a_place_lies_where_its_service_says_else_in_its_commune(node: Node) -> None:
    place, on = at(node).place, at(node).on
    assert place not in roads.points(node, on, [place])
    point = (1_000_000, 2_000_000)
    done(serving.serve_so(node, place, PlaceServiceSet(on, point=point), at(node)))
    assert roads.points(node, on, [place])[place] == point
    assert len(rows(node, "place_service")) == 1


def test_classes_are_those_of_the_profile_and_stand_in_a_table(node: Node) -> None:
    place, on = at(node).place, at(node).on
    known = Classed("high_valley", on, provisional=True)
    done(serving.classify(node, place, "place", known, at=at(node)))
    done(serving.classify(node, units(node)[0], "unit", known, at=at(node)))
    odd = serving.classify(node, place, "place", Classed("border", on, decision="x"), at=at(node))
    assert isinstance(odd, Refusal)
    assert len(rows(node, "place_class")) == 2


def test_a_request_stands_before_those_that_are_answered(node: Node) -> None:
    place, on = at(node).place, at(node).on
    for last in ("2099-01-01", "2099-02-01"):
        done(serving.request(node, VisitRequested(place, on, last), at(node)))
    first, second = serving.requests(node)
    done(serving.answer(node, first.subject, VisitAnswered("accepted", on), at(node)))
    assert [one.subject for one in serving.requests(node)] == [second.subject, first.subject]
    assert len(serving.requests(node, place=place)) == 2
    assert serving.requests(node, place=units(node)[0]) == ()
