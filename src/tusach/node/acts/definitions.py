"""The indicators that this node counts by: those of the program, and those that the province told.

What was told stands in one small table that is read at every look, so that a definition which came
with a parcel holds at once; the texts themselves are read once each.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import msgspec

from tusach.ledger.ident import sha256
from tusach.library.programme import facts
from tusach.library.programme.defining import SHIPPED, TooOld, Version, readable, used
from tusach.library.programme.definition import Definition
from tusach.library.programme.reading_in import definition_bytes, read_definitions
from tusach.library.programme.story import DISPUTED, IN_FORCE
from tusach.library.programme.unreadable import FAULTS
from tusach.node.acts.node import Node

_TOLD = (
    "SELECT indicator, version, standing, fact, told_on, paper, dated, definition "
    "FROM indicator_told WHERE tenant = ? ORDER BY indicator, version, fact"
)


@lru_cache(maxsize=1)
def shipped() -> tuple[Definition, ...]:
    """The indicators that come with the program; what is wrong among them fails its tests."""
    raw = resources.files("tusach.library.programme").joinpath("indicators.json").read_bytes()
    return read_definitions(raw)[0]


def shipped_of(name: str) -> Definition | None:
    """The indicator of that name as it comes with the program, whatever was told of it."""
    return next((one for one in shipped() if one.id == name), None)


def definitions(node: Node) -> tuple[Definition, ...]:
    """What this node counts by now."""
    return _used(_rows(node))[0]


def definition_of(node: Node, name: str) -> Definition | None:
    """The indicator of that name, as it is counted now."""
    return next((one for one in definitions(node) if one.id == name), None)


def too_old(node: Node) -> tuple[TooOld, ...]:
    """Definitions that hold in the province and that this program cannot count by."""
    return _used(_rows(node))[1]


def known_bytes(node: Node) -> dict[str, bytes]:
    """Every definition that this node knows, by its hash: earlier and withdrawn ones, too."""
    told = (str(row[-1]).encode() for row in _rows(node))
    return _shipped_bytes() | {sha256(raw): raw for raw in told}


@lru_cache(maxsize=1)
def _shipped_bytes() -> dict[str, bytes]:
    return {sha256(raw): raw for raw in map(definition_bytes, shipped())}


@lru_cache(maxsize=256)
def kept_definition(raw: bytes) -> Definition | None:
    """A definition by which something was counted once; None where this program is too old for it.

    It is not asked whether it keeps the rules of today: those of its own day were others.
    """
    try:
        return msgspec.json.decode(raw, type=Definition)
    except FAULTS:
        return None


def versions(node: Node) -> list[Version]:
    """Every version of every indicator, by indicator; of each the one that counts first."""
    rows = _rows(node)
    order = {one.id: nr for nr, one in enumerate(shipped())}
    taken = {row[0] for row in rows if row[2] == IN_FORCE}
    found = [
        Version(
            indicator=one.id,
            version=one.version,
            hash=sha256(definition_bytes(one)),
            standing=SHIPPED if one.id in taken else IN_FORCE,
            definition=one,
        )
        for one in shipped()
    ]
    found += [
        Version(
            indicator=indicator,
            version=version,
            hash=sha256(text.encode()),
            standing=standing,
            definition=readable(text),
            fact=fact,
            told_on=told_on,
            paper=paper,
            dated=dated,
        )
        for indicator, version, standing, fact, told_on, paper, dated, text in rows
    ]
    last = len(order)
    return sorted(
        found,
        key=lambda one: (
            order.get(one.indicator, last),
            one.indicator,
            one.standing != IN_FORCE,
            one.standing != DISPUTED,
            -one.version,
            one.fact,
        ),
    )


def _rows(node: Node) -> list[Any]:
    return list(node.store.query(_TOLD, (node.tenant,)))


def _used(rows: list[Any]) -> tuple[tuple[Definition, ...], tuple[TooOld, ...]]:
    if not rows:
        return shipped(), ()
    told = {
        row[0]: facts.IndicatorDefined(row[0], row[1], row[7], row[5], row[6])
        for row in rows
        if row[2] == IN_FORCE
    }
    return used(shipped(), told)
