"""What is wished of the vehicles of a home: its profile, and the vehicles it knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tusach.ledger.draft import Refusal
from tusach.library.trips.problem import Problem
from tusach.library.trips.wishes import wished
from tusach.node.acts.node import Node


def vehicles(node: Node, many: int) -> tuple[str, ...]:
    """Codes of so many vehicles: those that are places of this home, then numbered ones."""
    terms = node.profile.trips
    rows = node.store.query(
        "SELECT code FROM place WHERE tenant = ? AND kind = ? AND closed_on IS NULL ORDER BY code",
        (node.tenant, terms.vehicle_kind if terms else ""),
    )
    known = [str(row[0]) for row in rows]
    numbered = [f"vehicle-{at + 1}" for at in range(many)]
    return tuple([*known, *numbered][:many])


def problem_of(
    node: Node, from_on: date, until_on: date, names: Sequence[str]
) -> Problem | Refusal:
    """The problem of these days for these vehicles."""
    return wished(node.profile, from_on=from_on, until_on=until_on, vehicles=names)
