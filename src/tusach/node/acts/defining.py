"""An indicator of the province: looked at before it is told, told, withdrawn, proved here."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.ledger.draft import Refusal
from tusach.ledger.kind import HUB
from tusach.library.programme import defining, facts, telling
from tusach.library.programme.definition import Definition, Wrong
from tusach.library.programme.periods import Period, period_of
from tusach.library.programme.proving import disproved
from tusach.library.programme.reading_in import read_one
from tusach.library.programme.story import IndicatorState
from tusach.node.acts import aims, figures
from tusach.node.acts.definitions import definition_of, shipped_of
from tusach.node.acts.figures import Answer
from tusach.node.acts.node import Node
from tusach.node.store.cells import Asked
from tusach.node.store.store import Done

YEARS = ("library_year", "year")


class Beside(msgspec.Struct, frozen=True):
    """One reading as it would be counted today, and as it is. None: there is none on that side."""

    title: dict[str, str]
    reading: str
    new: Answer | None
    old: Answer | None


def look_at(raw: bytes) -> tuple[Definition | None, tuple[Wrong, ...]]:
    """The definition of a file, or all that is wrong with it."""
    return read_one(raw)


def beside(node: Node, said: Definition) -> list[Beside]:
    """What each reading would come to in the year that runs, beside the version that holds."""
    before = definition_of(node, said.id)
    new = {one.reading.id: one for one in counted(node, said)}
    old = {one.reading.id: one for one in counted(node, before)} if before is not None else {}
    return [
        Beside(
            (new.get(name) or old[name]).reading.title,
            name,
            new.get(name),
            old.get(name),
        )
        for name in dict.fromkeys((*new, *old))
    ]


def running(node: Node, said: Definition) -> Period:
    """The year that runs, as the definition counts years; else its longest period."""
    kind = next((one for one in YEARS if one in said.periods), said.periods[0])
    return period_of(kind, node.today())


def counted(node: Node, said: Definition) -> list[Answer]:
    """What each reading of a definition comes to in the year that runs."""
    if "province" not in said.levels:
        return []
    over = running(node, said)
    return figures.answers(node, [Asked(said, one, over) for one in said.readings])


def may_define(node: Node) -> bool:
    """Whether this node may say what the province counts: only its hub does."""
    return node.store.identity.role == HUB


def define(
    node: Node,
    by: str | None,
    said: Definition,
    *,
    paper: str,
    dated: str,
    place: str | None = None,
) -> Done | Refusal:
    """The definition is told; nothing is where it may not be."""
    if not may_define(node):
        return Refusal("indicator.hub_only", {})
    return aims.tell(
        node,
        by,
        "indicator",
        facts.indicator_subject(node.tenant, said.id),
        deed=defining_of(node, said, paper=paper, dated=dated, place=place),
    )


def defining_of(
    node: Node, said: Definition, *, paper: str, dated: str, place: str | None = None
) -> aims.Deed:
    """What is asked of the story of an indicator before a definition is told."""
    own, where = shipped_of(said.id), aims.at(node, place)
    version = own.version if own is not None else 0

    def deed(state: IndicatorState) -> telling.Answer:
        return defining.define(state, said, shipped=version, paper=paper, dated=dated, at=where)

    return deed


def withdraw(
    node: Node, by: str | None, indicator: str, *, fact: str = "", reason: str = ""
) -> Done | Refusal:
    """A definition that was told counts no longer. fact: which; empty = the one that counts."""
    if not may_define(node):
        return Refusal("indicator.hub_only", {})
    return aims.tell(
        node,
        by,
        "indicator",
        facts.indicator_subject(node.tenant, indicator),
        deed=lambda state: defining.withdraw(state, reason, aims.at(node), fact=fact),
    )


def proved(said: Sequence[Definition]) -> dict[str, tuple[Wrong, ...]]:
    """By indicator, which of its own tests do not come to what they say on this node."""
    return {one.id: disproved(one) for one in said}
