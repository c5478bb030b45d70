"""How the things that a figure counts are known: its provenance, beside its value."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.library.digital.facts import ESTIMATE
from tusach.library.doubts.month import ENTERED, ESTIMATED, RECORD, TALLY
from tusach.library.programme.definition import Measure
from tusach.node.acts import figures
from tusach.node.acts.figures import Answer, Look, span_asked
from tusach.node.acts.node import Node
from tusach.node.store import figure_sql
from tusach.node.store.cells import Asked

Mix = tuple[tuple[str, int], ...]


def mixes(node: Node, some: Sequence[Answer]) -> list[Mix]:
    """Of each figure, how many things are known in which way; empty where nothing was counted.

    Visits from tally sheets are counted and kept like any figure, so a page costs no scan.
    """
    asked = [(at, _from_paper(one)) for at, one in enumerate(some) if _is_visits(one)]
    paper = dict(
        zip(
            (at for at, _ in asked),
            figures.answers(node, [one for _, one in asked]),
            strict=True,
        )
    )
    return [_mix(node, one, paper.get(at)) for at, one in enumerate(some)]


def mix(node: Node, one: Answer) -> Mix:
    """The same of one figure."""
    return mixes(node, [one])[0]


def _mix(node: Node, one: Answer, paper: Answer | None) -> Mix:
    whole = one.figure.num or 0
    if not whole:
        return ()
    if paper is not None:
        tally = paper.figure.num or 0
        return _parts((ENTERED, whole - tally), (TALLY, tally))
    if one.reading.numerator.sum == "paper":
        return _parts((TALLY, whole))
    if {select.source for select in one.reading.numerator.selects} == {"online"}:
        guessed = _guessed(node, one)
        return _parts((RECORD, whole - guessed), (ESTIMATED, guessed))
    return _parts((RECORD, whole))


def _parts(*parts: tuple[str, int]) -> Mix:
    return tuple(one for one in parts if one[1] > 0)


def _is_visits(one: Answer) -> bool:
    numerator = one.reading.numerator
    return numerator.sum == "n" and {x.source for x in numerator.selects} == {"visit"}


def _from_paper(one: Answer) -> Asked:
    """The same selection, of which only what came from tally sheets is summed."""
    reading = msgspec.structs.replace(
        one.reading,
        id=f"{one.reading.id}.paper",
        numerator=Measure(sum="paper", every=one.reading.numerator.every),
        denominator=None,
        growth=None,
        base_year=None,
    )
    return Asked(one.definition, reading, one.over, one.unit)


def _guessed(node: Node, one: Answer) -> int:
    span = figure_sql.as_seen(Look(node), span_asked(node, one))
    in_unit, more = figure_sql.in_units("p.unit", span)
    rows = node.store.query(
        "SELECT coalesce(sum(o.uses), 0) FROM online_use o LEFT JOIN place p "  # noqa: S608
        "ON p.tenant = o.tenant AND p.subject = o.place WHERE o.tenant = ? AND o.source = ? "
        f"AND o.month >= ? AND o.month <= ?{in_unit}",
        (node.tenant, ESTIMATE, one.over.first[:7], one.over.last[:7], *more),
    )
    return int(rows[0][0])
