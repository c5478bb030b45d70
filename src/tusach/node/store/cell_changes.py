"""When what a figure is counted from has changed last: whether a cell still stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping

import msgspec

from tusach.node.store.figure_changes import EVERYWHERE
from tusach.node.store.figure_sql import Looking


class Needs(msgspec.Struct, frozen=True):
    """What a figure is counted from. happenings: source, first and last month of it, both inside.

    states: source, last month of its beginnings. standing: the days on which states are looked at.
    """

    happenings: tuple[tuple[str, str, str], ...]
    states: tuple[tuple[str, str], ...]
    standing: str


class Changes:
    """When what figures are counted from has changed last; asked once for each unit."""

    def __init__(self, look: Looking) -> None:
        self._look = look
        self._by_unit: dict[str, Mapping[str, tuple[list[str], list[int]]]] = {}
        self._found: dict[tuple[str, str, str, str], int] = {}
        self._of_needs: dict[tuple[int, str], int] = {}
        self._latest: dict[str, int] = {}

    def latest(self, unit: str) -> int:
        """The arrival of the newest fact that has changed anything there, or everywhere."""
        found = self._latest.get(unit)
        if found is None:
            wheres = (self._of(unit), self._of(EVERYWHERE))
            some = (arrival for of in wheres for _, told in of.values() for arrival in told)
            found = self._latest[unit] = max(some, default=0)
        return found

    def newest(self, needs: Needs, unit: str) -> int:
        """The arrival of the newest fact that has changed a row of these; 0 where none has.

        needs: one that lives as long as this.
        """
        at = (id(needs), unit)
        found = self._of_needs.get(at)
        if found is None:
            parts = [self.of(source, unit, *months) for source, *months in needs.happenings]
            parts += [self._in(EVERYWHERE, source, "", last) for source, last in needs.states]
            found = self._of_needs[at] = max(parts, default=0)
        return found

    def of(self, source: str, unit: str, first: str, last: str) -> int:
        """The same for happenings of a source from one month to another, both inside."""
        return max(self._in(unit, source, first, last), self._in(EVERYWHERE, source, "", ""))

    def _in(self, unit: str, source: str, first: str, last: str) -> int:
        at = (unit, source, first, last)
        found = self._found.get(at)
        if found is None:
            months, arrivals = self._of(unit).get(source, ((), ()))
            some = arrivals[bisect_left(months, first) : bisect_right(months, last)]
            found = self._found[at] = max(some, default=0)
        return found

    def _of(self, unit: str) -> Mapping[str, tuple[list[str], list[int]]]:
        found = self._by_unit.get(unit)
        if found is None:
            made: dict[str, tuple[list[str], list[int]]] = {}
            for source, month, arrival in self._look.rows(
                "SELECT family, month, arrival FROM figure_change "
                "WHERE tenant = ? AND subject = ? ORDER BY family, month",
                self._look.tenant,
                unit,
            ):
                months, arrivals = made.setdefault(source, ([], []))
                months.append(month)
                arrivals.append(arrival)
            found = self._by_unit[unit] = made
        return found
