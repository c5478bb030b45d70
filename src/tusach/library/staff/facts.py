"""The facts of staff."""

from __future__ import annotations

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Kind
from tusach.library.shapes import Code, Day, Id

INSPECTOR = "inspector"
"""Looks at figures, reports and assessments for some days, and tells nothing."""
ROLES = (INSPECTOR, LIBRARIAN, PROVINCIAL, ADMINISTRATOR)
"""From the narrowest to the widest."""


class StaffAppointed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """role: of ROLES. place: where; both days are days in the post.

    decision: number of the paper, if any.
    """

    role: Code
    place: Id
    valid_from: Day
    valid_until: Day | None = None
    decision: str = ""


class StaffNamed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing in the open: the name is the private part."""


class StaffNamedPrivate(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """name: as the person writes it. contact: telephone or address, if given."""

    name: str
    contact: str = ""


class StaffEnded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The post of this role at this place ends; last_on: the last day in it. reason: a code."""

    role: Code
    place: Id
    last_on: Day
    reason: Code = ""


_APPOINTERS = frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR})

KINDS = (
    Kind(
        name="staff.appointed/1",
        folder="staff",
        scope="control",
        story="staff",
        told_by=_APPOINTERS,
        body=StaffAppointed,
        says="a person holds a role at a place",
    ),
    Kind(
        name="staff.named/1",
        folder="staff",
        scope="people",
        story="staff",
        told_by=_APPOINTERS | {LIBRARIAN},
        body=StaffNamed,
        private=StaffNamedPrivate,
        says="the name of a staff member (private)",
    ),
    Kind(
        name="staff.ended/1",
        folder="staff",
        scope="control",
        story="staff",
        told_by=_APPOINTERS,
        body=StaffEnded,
        says="a post ended",
    ),
)
