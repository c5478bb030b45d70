"""The facts of roads, in the shapes that are for ever."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring
from tusach.library.shapes import Code, Count, Day, Id

_OWN = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})

Ends = Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=2)]
"""One place or unit: every road to it. Two: the road between them, in the direction meant."""


def road_subject(tenant: str, ends: tuple[str, ...]) -> str:
    """The subject of a road: the same in both directions."""
    return derived(tenant, "road", " ".join(sorted(ends)))


class RoadClosed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """It cannot be driven from the fact's day on. until: last day, None = until it is opened."""

    ends: Ends
    reason: Code = ""
    until: Day | None = None


class RoadOpened(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """It can be driven from the fact's day on: ends the closures that the teller knew."""

    ends: Ends


class RoadMeasured(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Driven on the fact's day from the first end to the second, without stops.

    vehicle: its place. trip: the trip's id. metres: None = not read.
    """

    ends: Ends
    minutes: Count
    metres: Count | None = None
    vehicle: Id | None = None
    trip: Id | None = None


class RoadTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody says how long it takes, both ways unless the other way is told too.

    season: code of the profile, empty = whenever. source: code (driver, map, office).
    """

    ends: Ends
    minutes: Count | None = None
    metres: Count | None = None
    season: Code = ""
    source: Code = ""


_kind = Declaring(folder="roads", scope="control", told_by=_OWN)

KINDS = (
    _kind("road.closed/1", RoadClosed, "a road cannot be driven"),
    _kind("road.opened/1", RoadOpened, "a road can be driven again"),
    _kind("road.measured/1", RoadMeasured, "a road was driven in so many minutes"),
    _kind("road.told/1", RoadTold, "how long a road takes, as somebody says"),
)
