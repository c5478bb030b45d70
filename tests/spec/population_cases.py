"""Examples and stories of the population of a commune: told, later, corrected, withdrawn, apart."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.population import facts

ON, LATER = "2026-02-10", "2026-11-20"
UNIT = named("commune A")
POPULATION = facts.population_subject(TENANT, UNIT)
TOLD = facts.PopulationTold(
    unit=UNIT, counted_on="2025-12-31", people=8_412, paper="17/BC-UBND", dated="2026-01-20"
)
NEXT = replace(TOLD, counted_on="2026-06-30", people=8_455, paper="90/BC-UBND", dated="2026-07-15")

POPULATIONS: list[tuple[Any, ...]] = [
    ("by the report of a year", "population.told/1", TOLD),
    ("taken back", "population.withdrawn/1", facts.PopulationWithdrawn(named("told"), "mistake")),
    (
        "taken back without a reason",
        "population.withdrawn/1",
        facts.PopulationWithdrawn(named("told")),
    ),
]
_WHOLE: dict[str, Any] = {
    "unit": UNIT,
    "counted_on": "2025-12-31",
    "people": 8_412,
    "paper": "17/BC-UBND",
    "dated": "2026-01-20",
}
BAD: dict[str, list[tuple[str, Any]]] = {
    "population.told/1": [
        ("no paper", {name: one for name, one in _WHOLE.items() if name != "paper"}),
        ("less than nobody", _WHOLE | {"people": -1}),
        ("a day that is none", _WHOLE | {"counted_on": "2025"}),
    ],
    "population.withdrawn/1": [("nothing meant", {"reason": "mistake"})],
}

Row = tuple[str, str, list[Held]]


def population_rows() -> list[Row]:
    """Two days; the first corrected; the second withdrawn; one day told apart."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    a.say("population.told/1", POPULATION, TOLD, on=ON)
    second = a.say("population.told/1", POPULATION, NEXT, on=LATER)
    two = a.held(POPULATION)
    a.say("population.told/1", POPULATION, replace(TOLD, people=8_421), on=LATER)
    corrected = a.held(POPULATION)
    b.meet(a)
    a.say("population.withdrawn/1", POPULATION, facts.PopulationWithdrawn(second.id), on=LATER)
    withdrawn = a.held(POPULATION)
    last = replace(NEXT, counted_on="2026-10-01")
    a.say("population.told/1", POPULATION, last, on=LATER)
    b.say("population.told/1", POPULATION, replace(last, people=8_500), on=LATER)
    a.meet(b)
    return [
        ("two days", POPULATION, two),
        ("a day told anew", POPULATION, corrected),
        ("withdrawn", POPULATION, withdrawn),
        ("told apart", POPULATION, a.held(POPULATION)),
    ]
