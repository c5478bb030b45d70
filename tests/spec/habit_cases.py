"""Examples and stories of people counted at the close of a period."""

from __future__ import annotations

from typing import Any

from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.habit.facts import (
    PEOPLE_SETTLED,
    READERS_SETTLED,
    PeopleSettled,
    ReadersSettled,
    SettledFigure,
    SettledGroup,
    settlement_subject,
)

Row = tuple[str, str, list[Held]]
ON, PLACE, UNIT = "2026-03-02", named("place A"), named("unit")
SUBJECT = settlement_subject(TENANT, level="place", of=PLACE, period="2026-02")
GROUPS = (SettledGroup(7, "child", "f"), SettledGroup(6, "child", "m"))
FIGURE = SettledFigure("active_borrowers", "borrowed", "ab" * 32, 13, None, GROUPS)
SHARE = SettledFigure("reading_habit", "three_months", "cd" * 32, 4, 13)
SETTLED = ReadersSettled("2026-02", "2026-02-01", "2026-02-28", 40, (FIGURE,))

HABIT: list[tuple[Any, ...]] = [
    ("of a place and a month", READERS_SETTLED, SETTLED),
    (
        "of the province and a library year",
        PEOPLE_SETTLED,
        PeopleSettled("L2026", "2025-12-01", "2026-11-30", 900, (FIGURE, SHARE)),
    ),
    (
        "of a commune",
        PEOPLE_SETTLED,
        PeopleSettled("2026Q1", "2026-01-01", "2026-03-31", 60, (FIGURE,), UNIT),
    ),
]
BAD: dict[str, list[tuple[str, Any]]] = {
    READERS_SETTLED: [
        ("a count below nothing", {"num": -1}),
        ("no figures", {}),
    ],
    PEOPLE_SETTLED: [("no figures", {"unit": UNIT})],
}


def settled(**more: Any) -> ReadersSettled:
    """The same with other words."""
    import msgspec

    return msgspec.structs.replace(SETTLED, **more)


def settlement_rows() -> list[Row]:
    """Settled, counted anew by who knew of it, settled apart."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    a.say(READERS_SETTLED, SUBJECT, SETTLED, on=ON)
    b.meet(a)
    b.say(READERS_SETTLED, SUBJECT, settled(loans=41), on="2026-03-05")
    whole = b.held(SUBJECT)
    a.say(READERS_SETTLED, SUBJECT, settled(loans=44), on="2026-03-06")
    a.meet(b)
    return [("counted anew", SUBJECT, whole), ("settled apart", SUBJECT, a.held(SUBJECT))]
