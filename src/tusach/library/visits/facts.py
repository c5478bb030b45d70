"""The fact of a visit."""

from __future__ import annotations

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Kind


class VisitCounted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """channel: on_site, mobile, online, gathering. group: profile code or empty. n: how many came.

    sheet: id of a paper tally sheet; one sheet told twice counts once.
    """

    channel: str
    n: int
    group: str = ""
    sheet: str = ""


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
)
