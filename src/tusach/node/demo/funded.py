"""Money as a province has it late in a year: planned, spent, one task over, two unknown."""

from __future__ import annotations

from tusach.ledger.draft import Refusal
from tusach.library.money.facts import Money, MoneyPlanned, MoneySpent
from tusach.node.acts import money
from tusach.node.acts.node import At, Node

MILLION = 1_000_000
PLAN = (
    ("mechanisms", "province_budget", 60),
    ("models", "central_budget", 1_800),
    ("models", "commune_budget", 420),
    ("coordination", "province_budget", 640),
    ("digital", "province_budget", 350),
    ("training", "province_budget", 250),
    ("promotion", "province_budget", 120),
)
"""Task, source, millions of dong by one decision; for partners and inspection nobody told any."""
SPENT = (
    ("mechanisms", "province_budget", 41),
    ("models", "central_budget", 1_310),
    ("coordination", "province_budget", 702),
    ("training", "province_budget", 233),
    ("partners", "sponsor", 85),
)


def fund(node: Node, centre: At) -> int:
    """What papers say of this year and the next; how many. centre: the province."""
    year = int(centre.on[:4])
    said: list[Money] = [
        MoneyPlanned(task, source, at, n * MILLION, f"{nr}/KH-{at}")
        for at, nr in ((year, 12), (year + 1, 7))
        for task, source, n in PLAN
    ]
    said += [
        MoneySpent(task, source, year, n * MILLION, f"{nr}/QT")
        for nr, (task, source, n) in enumerate(SPENT, 21)
    ]
    for one in said:
        done = money.tell(node, one, centre)
        assert not isinstance(done, Refusal), done
    return len(said)
