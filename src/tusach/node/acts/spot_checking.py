"""Spot checks as this node knows them: out of what is drawn, who told it, what came since."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import trusted
from tusach.library.doubts import drawing, facts, rules
from tusach.library.doubts.story import SpotcheckState
from tusach.node.acts import doubting
from tusach.node.acts.node import Node


class Drawable(msgspec.Struct, frozen=True):
    """A record that was drawn. copy, reader: of a loan, where known here. n: how many it counts."""

    fact: str
    on: str
    n: int = 1
    copy: str = ""
    reader: str = ""
    is_known: bool = True


def subject(node: Node, *, place: str, month: str, of: str) -> str:
    """The spot check of a place's month."""
    return facts.spotcheck_subject(node.tenant, place=place, month=month, of=of)


def check(node: Node, of: str) -> SpotcheckState:
    """A spot check as it stands."""
    found: SpotcheckState = node.store.state(of, "spotcheck")
    return found


def listed(node: Node) -> list[SpotcheckState]:
    """All spot checks, the latest month first."""
    rows = node.store.query(
        "SELECT subject FROM spotcheck WHERE tenant = ? "
        "ORDER BY month DESC, drawn_on DESC, subject",
        (node.tenant,),
    )
    return [check(node, str(of)) for (of,) in rows]


def told_before(node: Node, *, place: str, month: str, of: str, day: str) -> list[str]:
    """The records of a month that were told before a day."""
    return [
        one.fact for one in doubting.tellings(node, place, month, of) if one.record.told_on < day
    ]


def draw(
    node: Node, state: SpotcheckState, asked: rules.Drawing, at: rules.At
) -> tuple[Draft, ...] | Refusal:
    """So many records are drawn out of those that this node holds."""
    ids = told_before(node, place=at.place, month=asked.month, of=asked.of, day=asked.public_on)
    return rules.draw(state, asked, at, ids=ids)


def copies(node: Node, some: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Number and title of these copies, where known here."""
    if not some:
        return {}
    marks = ", ".join("?" * len(some))
    rows = node.store.query(
        f"SELECT subject, code, title FROM copy WHERE tenant = ? AND subject IN ({marks})",  # noqa: S608
        (node.tenant, *some),
    )
    return {str(copy): (str(code or ""), str(title or "")) for copy, code, title in rows}


def people(node: Node, place: str, readers: Sequence[str]) -> dict[str, str]:
    """Name and telephone of those of these readers who are registered at the place."""
    marks = ", ".join("?" * len(readers))
    if not readers:
        return {}
    own = node.store.query(
        f"SELECT subject FROM reader WHERE tenant = ? AND place = ? AND subject IN ({marks})",  # noqa: S608
        (node.tenant, place, *readers),
    )
    found = {str(reader) for (reader,) in own}
    rows = node.store.vault.query(
        f"SELECT reader, name, coalesce(phone, '') FROM reader_name WHERE reader IN ({marks})",  # noqa: S608
        tuple(readers),
    )
    return {
        str(reader): ", ".join(filter(None, (name, phone)))
        for reader, name, phone in rows
        if reader in found
    }


def tellers(node: Node, drawn: Sequence[str]) -> set[str | None]:
    """Who told these records, as far as they are held here."""
    found = [node.store.fact(one) for one in drawn]
    return {trusted(row.raw).teller for row in found if row is not None} - {None}


def came_later(node: Node, state: SpotcheckState) -> int | None:
    """How many records known now would stand among those drawn: they came after the drawing.

    None: those drawn are not what the seed gives.
    """
    drawn = state.drawn
    assert drawn is not None
    known = told_before(
        node,
        place=state.place or "",
        month=drawn.told.month,
        of=drawn.told.of,
        day=drawn.told.public_on,
    )
    return drawing.came_later(drawn.told.drawn, known, rules.seed_of(state))


def is_same_frame(node: Node, state: SpotcheckState) -> bool:
    """Whether exactly the records out of which was drawn are held here."""
    drawn = state.drawn
    assert drawn is not None
    known = told_before(
        node,
        place=state.place or "",
        month=drawn.told.month,
        of=drawn.told.of,
        day=drawn.told.public_on,
    )
    return drawing.frame(known) == drawn.told.frame


def records(node: Node, state: SpotcheckState) -> list[Drawable]:
    """What was drawn, in its order. reader: for whoever may see readers."""
    drawn = state.drawn
    assert drawn is not None
    readers = doubting.readers_of(node, drawn.told.drawn)
    found = []
    for one in drawn.told.drawn:
        row = node.store.fact(one)
        if row is None:
            found.append(Drawable(one, "", is_known=False))
            continue
        fact = trusted(row.raw)
        n = 1
        if drawn.told.of == facts.VISITS:
            n = int(msgspec.json.decode(fact.body).get("n", 1))
        copy = fact.subject if drawn.told.of == facts.LOANS else ""
        found.append(Drawable(one, fact.on, n, copy, readers.get(one, "")))
    return found
