"""Visits of a month, of one place or of all, by the rule that held on each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from tusach.library.visits.counting import Counted, Lent, VisitRule, visit_rule, visits
from tusach.node.acts.node import Node


class Visits(msgspec.Struct, frozen=True):
    """The visits of a span of days. days: by day, of all places asked for. rules: those used."""

    days: dict[str, tuple[Counted, ...]]
    rules: tuple[VisitRule, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(one.n for some in self.days.values() for one in some)

    @property
    def paper(self) -> int:
        """How many of them were told from paper."""
        return sum(one.paper for some in self.days.values() for one in some)

    @property
    def by_loans(self) -> int:
        """How many of them nobody counted: the loans of their day show them."""
        return sum(one.by_loans for some in self.days.values() for one in some)

    def summed(self) -> tuple[Counted, ...]:
        """The sums of the span, by channel and group."""
        return summed(one for some in self.days.values() for one in some)


def summed(some: Iterable[Counted]) -> tuple[Counted, ...]:
    """The sums by channel and group, sorted."""
    found: dict[tuple[str, str], Counted] = {}
    for one in some:
        key = (one.channel, one.group)
        was = found.get(key, Counted(*key, 0))
        found[key] = msgspec.structs.replace(
            was, n=was.n + one.n, paper=was.paper + one.paper, by_loans=was.by_loans + one.by_loans
        )
    return tuple(found[key] for key in sorted(found))


def visits_between(node: Node, place: str | None, first: str, last: str) -> Visits:
    """Visits from `first` to `last`, both included. place None: of all places."""
    where, at_place = ("", ()) if place is None else ("AND place = ? ", (place,))
    # `where` is written here; only values come from elsewhere.
    counted: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    for at, on, channel, group, n, paper in node.store.query(
        "SELECT place, on_day, channel, grp, n, paper FROM visit "  # noqa: S608
        f"WHERE tenant = ? {where}AND on_day >= ? AND on_day <= ?",
        (node.tenant, *at_place, first, last),
    ):
        counted[at or "", on].append(Counted(channel, group, n, paper))
    lent: dict[tuple[str, str], list[Lent]] = defaultdict(list)
    for at, on, group, age_band, sex, n in node.store.query(
        "SELECT place, lent_on, grp, age_band, sex, count(*) FROM loan "  # noqa: S608
        f"WHERE tenant = ? {where}AND lent_on >= ? AND lent_on <= ? "
        "GROUP BY place, lent_on, grp, age_band, sex",
        (node.tenant, *at_place, first, last),
    ):
        lent[at or "", on].append(Lent(group, age_band, sex, n))
    return _ruled(node, counted, lent)


def _ruled(
    node: Node,
    counted: dict[tuple[str, str], list[Counted]],
    lent: dict[tuple[str, str], list[Lent]],
) -> Visits:
    days: dict[str, list[Counted]] = defaultdict(list)
    used: dict[VisitRule, None] = {}
    kinds: dict[str, str] = {}
    for at, on in sorted({*counted, *lent}):
        if at not in kinds:
            kinds[at] = node.place(at).kind if at else ""
        rule = visit_rule(node.rules(), place=at, place_kind=kinds[at], on=on)
        used[rule] = None
        days[on].extend(visits(rule, counted.get((at, on), ()), lent.get((at, on), ())))
    return Visits({on: summed(some) for on, some in sorted(days.items())}, tuple(used))


def rule_on(node: Node, place: str, on: str) -> VisitRule:
    """The rule of visits that holds at a place on a day."""
    return visit_rule(node.rules(), place=place, place_kind=node.place(place).kind, on=on)
