"""Examples and stories of indicators: told, a new version, withdrawn, told apart."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.programme import facts

ON, LATER = "2026-10-05", "2026-11-20"
INDICATOR = facts.indicator_subject(TENANT, "fair_visits")
TEXT = '{"id":"fair_visits","version":%s}'
"""What a fold keeps: whether a program can read it is no matter of the story."""

DEFINED = facts.IndicatorDefined(
    indicator="fair_visits",
    version=1,
    definition=TEXT % 1,
    paper="109/KH-UBND",
    dated="2026-02-03",
)
SECOND = replace(DEFINED, version=2, definition=TEXT % 2, paper="7", dated="2026-10-01")

INDICATORS: list[tuple[Any, ...]] = [
    ("the first version", "indicator.defined/1", DEFINED),
    ("a new version by another paper", "indicator.defined/1", SECOND),
    ("taken back", "indicator.withdrawn/1", facts.IndicatorWithdrawn(named("told"), "mistake")),
    (
        "taken back without a reason",
        "indicator.withdrawn/1",
        facts.IndicatorWithdrawn(named("told")),
    ),
]
BAD: dict[str, list[tuple[str, Any]]] = {
    "indicator.defined/1": [
        ("no text", {"indicator": "a", "version": 1, "paper": "1", "dated": "2026-01-01"}),
        (
            "no version",
            {
                "indicator": "a",
                "version": 0,
                "definition": "{}",
                "paper": "1",
                "dated": "2026-01-01",
            },
        ),
    ],
    "indicator.withdrawn/1": [("nothing meant", {"reason": "mistake"})],
}

Row = tuple[str, str, list[Held]]


def indicator_rows() -> list[Row]:
    """Two versions; the second withdrawn; one version said apart; one of both withdrawn."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    a.say("indicator.defined/1", INDICATOR, DEFINED, on=ON)
    second = a.say("indicator.defined/1", INDICATOR, SECOND, on=ON)
    two = a.held(INDICATOR)
    a.say("indicator.withdrawn/1", INDICATOR, facts.IndicatorWithdrawn(second.id), on=LATER)
    withdrawn = a.held(INDICATOR)
    b.meet(a)
    third = replace(SECOND, version=3, definition=TEXT % 3)
    a.say("indicator.defined/1", INDICATOR, third, on=LATER)
    other = b.say("indicator.defined/1", INDICATOR, replace(third, definition="{}"), on=LATER)
    a.meet(b)
    apart = a.held(INDICATOR)
    a.say("indicator.withdrawn/1", INDICATOR, facts.IndicatorWithdrawn(other.id), on=LATER)
    return [
        ("a new version", INDICATOR, two),
        ("withdrawn", INDICATOR, withdrawn),
        ("told apart", INDICATOR, apart),
        ("one of both withdrawn", INDICATOR, a.held(INDICATOR)),
    ]
