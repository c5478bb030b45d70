"""Examples of visits of a vehicle to a place."""

from __future__ import annotations

from tests.library.telling import named

from tusach.library.places.facts import PlaceVisitsDated

DATED = "place.visits_dated/1"
VISITS = [
    ("least", DATED, PlaceVisitsDated(("2026-12-05", "2027-01-04"))),
    (
        "called off",
        DATED,
        PlaceVisitsDated(("2026-12-05",), named("place B"), called_off=True, source="plan"),
    ),
]
