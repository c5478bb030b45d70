"""Plans that are promised, for the tests of one node and of two."""

from __future__ import annotations

from msgspec.structs import replace

from tusach.library.profile.places import PlaceKind
from tusach.library.trips.plan import Plan
from tusach.library.trips.problem import Problem
from tusach.library.trips.story import TripState
from tusach.node.acts import travelling
from tusach.node.acts.node import At, Node
from tusach.node.trips import publishing
from tusach.node.trips.publishing import Promised


def travels(node: Node, kind: str) -> None:
    """Places of one kind move, and there is a kind of place that is only a stop."""
    places = node.profile.places
    kinds = tuple(replace(one, moves=one.code == kind) for one in places.kinds)
    stop = PlaceKind(
        code="stop",
        names={"en": "Stop", "vi": "Điểm dừng", "pt": "Parada"},
        owner={"en": "The village", "vi": "Làng", "pt": "Aldeia"},
        grassroots=False,
        stop_only=True,
        defined_by=kinds[0].defined_by,
    )
    node.profile = replace(node.profile, places=replace(places, kinds=(*kinds, stop)))


def promised(node: Node, made: tuple[Problem, Plan], at: At) -> Promised:
    done = publishing.promise(node, *made, at, made_by="greedy")
    assert isinstance(done, Promised), done
    return done


def trips(node: Node, *statuses: str) -> list[TripState]:
    rows = node.store.query("SELECT subject FROM trip ORDER BY first_on, subject")
    found = [travelling.trip_of(node, str(row[0])) for row in rows]
    return [one for one in found if not statuses or one.status in statuses]


def days_of(node: Node) -> set[tuple[str, str]]:
    """Which places see which days."""
    rows = node.store.query("SELECT subject, day FROM place_visit WHERE called_off = 0")
    return {(str(place), str(day)) for place, day in rows}
