"""What stops, towns and vehicles of a problem are called, on a page and on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import get_language

from tusach.library.trips.problem import Problem
from tusach.library.trips.told import PLACE
from tusach.library.trips.wishes import MARKET, units_in_force
from tusach.node.acts.markets import all_markets
from tusach.node.acts.node import Node
from tusach.node.desk.shown import place_name

Words = Callable[[Mapping[str, str]], str]


def words_of(node: Node) -> Words:
    """One of a profile's wordings, in the language that is spoken now."""

    def words(names: Mapping[str, str]) -> str:
        language = (get_language() or "")[:2]
        fallback = node.profile.province.default_language
        return str(names.get(language) or names.get(fallback) or next(iter(names.values()), ""))

    return words


class Names:
    """Names by the ids of a problem."""

    def __init__(self, node: Node, words: Words, on: date) -> None:
        self.node = node
        profile = node.profile
        markets = profile.markets.markets if profile.markets else ()
        self.markets = {one.code: words(one.names) for one in markets}
        self.markets |= {
            one.declared.code: words(one.declared.names)
            for one in all_markets(node)
            if one.declared is not None
        }
        told = profile.serving.classes if profile.serving else ()
        self.classes = {one.code: words(one.names) for one in told}
        self.units = {one.code: words(one.names) for one in units_in_force(profile, on)}

    def stop(self, name: str) -> str:
        """A commune, a market or a place."""
        if name.startswith(MARKET):
            return self.markets.get(name.removeprefix(MARKET), name)
        if name.startswith(PLACE):
            code = name.removeprefix(PLACE)
            return place_name(self.node, self.node.place_id(code)) or code
        return self.units.get(name, name)

    def row(self, problem: Problem, row: int) -> str:
        """What lies at a row of the legs."""
        lies = [(one.id, one.at) for one in problem.hubs]
        lies += [(one.id, one.at) for one in problem.stops if not one.id.startswith(MARKET)]
        return next((self.stop(name) for name, at in lies if at == row), "")
