"""Examples and stories of money for the tasks of the plan."""

from __future__ import annotations

from typing import Any

from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.money import facts

ON = "2026-03-02"
PLANNED = facts.MoneyPlanned("training", "province_budget", 2026, 250_000_000, "12/QĐ-UBND")
SPENT = facts.MoneySpent("training", "province_budget", 2026, 0, "31/QT")
OF_PLANNED = facts.money_subject(TENANT, PLANNED)

MONEY: list[tuple[Any, ...]] = [
    ("by decision", "money.planned/1", PLANNED),
    ("nothing spent is told", "money.spent/1", SPENT),
    (
        "of who gives",
        "money.spent/1",
        facts.MoneySpent("partners", "sponsor", 2026, 9_007_199_254_740_991, "BB-7"),
    ),
    (
        "of a commune's own budget",
        "money.planned/1",
        facts.MoneyPlanned("models", "commune_budget", 2026, 40_000_000, "12/QĐ", named("unit")),
    ),
    ("typed wrong", "money.taken_back/1", facts.MoneyTakenBack("typed_wrong")),
]
_BODY = {"task": "training", "source": "other", "year": 2026, "paper": "1"}
BAD: dict[str, list[tuple[str, Any]]] = {
    "money.planned/1": [
        ("money in words", {**_BODY, "dong": "a million"}),
        ("below nothing", {**_BODY, "dong": -1}),
        ("no amount", _BODY),
    ],
    "money.spent/1": [("a year nobody can mean", {**_BODY, "dong": 1, "year": 20026})],
    "money.taken_back/1": [("no reason", {})],
}

Row = tuple[str, str, list[Held]]


def money_rows() -> list[Row]:
    """Told anew, taken back, told once more; then two amounts of one paper, told apart."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    a.say("money.planned/1", OF_PLANNED, PLANNED, on=ON)
    less = facts.MoneyPlanned("training", "province_budget", 2026, 200_000_000, "12/QĐ-UBND")
    a.say("money.planned/1", OF_PLANNED, less, on=ON)
    anew = a.held(OF_PLANNED)
    a.say("money.taken_back/1", OF_PLANNED, facts.MoneyTakenBack("typed_wrong"), on=ON)
    back = a.held(OF_PLANNED)
    b.meet(a)
    a.say("money.planned/1", OF_PLANNED, PLANNED, on=ON)
    b.say("money.planned/1", OF_PLANNED, less, on=ON)
    a.meet(b)
    return [
        ("told anew, not added", OF_PLANNED, anew),
        ("taken back", OF_PLANNED, back),
        ("two amounts told apart", OF_PLANNED, a.held(OF_PLANNED)),
    ]
