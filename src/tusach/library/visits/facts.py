"""The facts of visits, and of days without any."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Kind
from tusach.library.shapes import Code


class VisitCounted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """channel: on_site, mobile, online, gathering. group: profile code or empty. n: how many came.

    sheet: number of a paper tally sheet; one row (channel and group) of a sheet counts once.
    """

    channel: Code
    n: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    group: Code = ""
    sheet: str = ""


class DayStayedEmpty(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The place was open on the day of the fact, and nobody came. Whoever is counted later did."""


KINDS = (
    Kind(
        name="visit.counted/1",
        folder="visits",
        scope="operations",
        story="visits",
        told_by=frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR}),
        body=VisitCounted,
        says="so many people came",
    ),
    Kind(
        name="day.stayed_empty/1",
        folder="visits",
        scope="operations",
        story="day",
        told_by=frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR}),
        body=DayStayedEmpty,
        says="the place was open and nobody came",
    ),
)
