"""The people of communes and wards: what was told, and many communes told by one paper at once."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from tusach.ledger.draft import Draft, Refusal
from tusach.library.population import facts, rules
from tusach.library.population.story import PopulationState
from tusach.node.acts.node import Node
from tusach.node.store.store import Done
from tusach.node.store.transaction import Transaction

NOUN = "population"


class Row(msgspec.Struct, frozen=True):
    """What holds for a commune on a day. people: None = nothing was told of it."""

    unit: str
    people: int | None = None
    counted_on: str = ""
    paper: str = ""
    dated: str = ""


def on(node: Node, day: str) -> dict[str, Row]:
    """By commune, what holds on a day."""
    rows = node.store.query(
        "SELECT unit, people, counted_on, paper, dated FROM population WHERE tenant = ? "
        "AND counted_on <= ? AND (next_on IS NULL OR next_on > ?)",
        (node.tenant, day, day),
    )
    return {unit: Row(unit, *more) for unit, *more in rows}


def state(node: Node, unit: str) -> PopulationState:
    """Every number of a commune that counts."""
    found: PopulationState = node.store.state(facts.population_subject(node.tenant, unit), NOUN)
    return found


def tell(
    node: Node,
    by: str | None,
    people: Mapping[str, int],
    said: facts.PopulationTold,
    *,
    place: str | None,
) -> Done | Refusal:
    """So many people in each of these communes, all by one paper and of one day; all or nothing.

    said: what all have in common. What is told already is not told again.
    """
    today = node.today()

    def deed(transaction: Transaction) -> tuple[Draft, ...] | Refusal:
        told: list[Draft] = []
        for unit, n in sorted(people.items()):
            subject = facts.population_subject(node.tenant, unit)
            body = replace(said, unit=unit, people=n)
            found = rules.tell(transaction.state(subject, NOUN), body, on=today, place=place)
            if not isinstance(found, Refusal):
                told += found
            elif found.code != "population.nothing_new":
                return found
        return tuple(told) or Refusal("population.nothing_new", {})

    return node.store.act(by, deed)
