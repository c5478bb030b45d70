"""What loans prove beyond the visits that were told: named beside a figure, and never in it.

A figure of visits sums what somebody counted. The month of a place adds, by the rule of visits in
force there, what the loans of a day show where the counter says less (decision 34). Both are right;
they differ by this, which opens to the places and from there to their months.
"""

from __future__ import annotations

import msgspec

from tusach.library.programme.parts import meets
from tusach.node.acts.figures import Answer, Look, span_asked
from tusach.node.acts.month_visits import visits_between
from tusach.node.acts.node import Node
from tusach.node.store import figure_sql


class Beyond(msgspec.Struct, frozen=True):
    """more: visits by loans alone. places: those that have some, the most first."""

    more: int
    places: tuple[tuple[str, int], ...]


def is_of_visits(one: Answer) -> bool:
    """Whether a figure sums visits, so that loans may prove more than it says."""
    numerator = one.reading.numerator
    return numerator.sum == "n" and numerator.selects[0].source == "visit"


def beyond(node: Node, one: Answer) -> Beyond:
    """How many visits of the figure's time and kinds of places only loans show."""
    where = one.reading.numerator.selects[0].where
    span = figure_sql.as_seen(Look(node), span_asked(node, one))
    in_unit, more = figure_sql.in_units("p.unit", span)
    rows = node.store.query(
        "SELECT DISTINCT p.subject, p.kind FROM loan l JOIN place p ON p.tenant = l.tenant "  # noqa: S608
        f"AND p.subject = l.place WHERE l.tenant = ? AND l.lent_on BETWEEN ? AND ?{in_unit}",
        (node.tenant, one.over.first, one.over.last, *more),
    )
    found: list[tuple[str, int]] = []
    for place, kind in rows:
        if "place_kind" in where and not meets(where["place_kind"], kind):
            continue
        n = 0
        for part in visits_between(node, place, one.over.first, one.over.last).summed():
            said = {"channel": part.channel, "grp": part.group}
            if all(meets(ask, said[name]) for name, ask in where.items() if name in said):
                n += part.by_loans
        if n:
            found.append((place, n))
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return Beyond(sum(n for _, n in found), tuple(found))
