"""What an installation is on a day, and what of it judging looks at."""

from __future__ import annotations

import pytest

from tusach.ledger.kind import HUB
from tusach.library.nodes.facts import LIBRARY, VEHICLE
from tusach.library.nodes.standing import Standing

OWN, TRIP, OTHER = "a" * 32, "b" * 32, "c" * 32
VAN = Standing(VEHICLE, frozenset({OWN, TRIP}), own=frozenset({OWN}), until="2026-12-04")


@pytest.mark.parametrize(
    ("standing", "place", "on", "works"),
    [
        (VAN, TRIP, "2026-12-04", True),
        (VAN, TRIP, "2026-12-05", False),
        (VAN, OWN, "2026-12-05", True),
        (VAN, OTHER, "2026-12-01", False),
        (Standing(LIBRARY, frozenset({OWN}), until="2026-01-01"), OWN, "2026-12-05", True),
        (Standing(VEHICLE, frozenset({OWN})), OWN, "2026-12-05", True),
        (Standing(HUB, frozenset()), OWN, "2026-12-05", False),
    ],
)
def test_a_vehicle_serves_the_places_of_a_trip_until_its_day_is_over_and_its_own_always(
    standing: Standing, place: str, on: str, works: bool
) -> None:
    assert standing.serves(place, on) is works


def test_judging_looks_at_role_places_and_revocation_and_not_at_days() -> None:
    later = Standing(VEHICLE, frozenset({OWN, TRIP}), own=frozenset({OWN}), until="2027-01-01")
    assert later.judged_by == VAN.judged_by
    revoked = Standing(VEHICLE, VAN.places, {}, own=VAN.own, until=VAN.until)
    assert revoked.judged_by != VAN.judged_by
    before = Standing(VEHICLE, VAN.places, formerly=frozenset({OTHER}))
    assert before.judged_by != VAN.judged_by
