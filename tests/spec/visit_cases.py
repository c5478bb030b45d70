"""Examples of visits of a vehicle to a place."""

from __future__ import annotations

from tests.library.telling import BEGAN_MS, TENANT, Teller, named

from tusach.ledger.order import Held
from tusach.library.places.facts import PlaceVisitsDated
from tusach.library.visits.facts import DayStayedEmpty
from tusach.library.visits.rules import day_subject

DATED = "place.visits_dated/1"
VISITS = [
    ("nobody came", "day.stayed_empty/1", DayStayedEmpty()),
    ("least", DATED, PlaceVisitsDated(("2026-12-05", "2027-01-04"))),
    (
        "called off",
        DATED,
        PlaceVisitsDated(("2026-12-05",), named("place B"), called_off=True, source="plan"),
    ),
]


def day_rows() -> list[tuple[str, str, list[Held]]]:
    """Said once, and once more by somebody who did not know."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    b.place = a.place
    subject = day_subject(TENANT, a.place, "2026-03-02")
    for teller in (a, b):
        teller.say("day.stayed_empty/1", subject, DayStayedEmpty(), on="2026-03-02")
    alone = a.held(subject)
    a.meet(b)
    return [("nobody came", subject, alone), ("said twice", subject, a.held(subject))]
