"""The codes of places at which a vehicle stops because a plan wants it: any node finds them."""

from __future__ import annotations

from tusach.library.trips.problem import Problem
from tusach.library.trips.told import PLACE
from tusach.library.trips.wishes import MARKET, units_in_force
from tusach.node.acts.node import Node
from tusach.node.acts.province import unit_subject


def stop_place(unit: str) -> str:
    """The code of the stop of a commune.

    >>> stop_place("01273")
    'stop_01273'
    """
    return f"stop_{unit}"


def fair_place(market: str) -> str:
    """The code of the stop at a market.

    >>> fair_place("tong_cot")
    'fair_tong_cot'
    """
    return f"fair_{market}"


class StopsOfPlaces:
    """Which stop of a problem a place is: a market, a place that told how, or its commune."""

    def __init__(self, node: Node, problem: Problem) -> None:
        self._node, self._known = node, problem.stop_by_id
        self._fairs = {
            node.place_id(fair_place(one.id.removeprefix(MARKET))): one.id
            for one in problem.stops
            if one.id.startswith(MARKET)
        }
        units = units_in_force(node.profile, problem.from_on)
        self._codes = {unit_subject(node.tenant, unit): unit.code for unit in units}

    def of(self, place: str, code: str, unit: str) -> str | None:
        """The id of the stop; None where the problem has none there."""
        own = f"{PLACE}{code}"
        found = self._fairs.get(place) or (own if own in self._known else self._codes.get(unit, ""))
        return found if found in self._known else None

    def of_place(self, place: str) -> str | None:
        """The same, of a place whose code and unit are looked up."""
        state = self._node.place(place)
        return self.of(place, state.code, state.unit or "")
