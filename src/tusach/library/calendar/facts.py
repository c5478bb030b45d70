"""The one fact of the calendar: a month begins on another day than the table says, or on that."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, NODE, PROVINCIAL, Kind
from tusach.library.shapes import Day

LunarYear = Annotated[int, msgspec.Meta(ge=1, le=9999)]
LunarMonthNumber = Annotated[int, msgspec.Meta(ge=1, le=12)]


class CalendarAnnounced(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """The lunar month of that year begins on starts_on; month 1: that day is Tết.

    leap: the month that bears the number a second time. citation: who announced it, and where.
    """

    year: LunarYear
    month: LunarMonthNumber
    starts_on: Day
    leap: bool = False
    citation: str = ""


def calendar_subject(tenant: str) -> str:
    """The subject of everything announced about the calendar of a tenant."""
    return derived(tenant, "calendar", "lunar")


KINDS = (
    Kind(
        name="calendar.announced/1",
        folder="calendar",
        scope="control",
        story="calendar",
        told_by=frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR}),
        body=CalendarAnnounced,
        says="on which day a lunar month begins",
    ),
)
