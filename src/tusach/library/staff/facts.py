"""The facts of staff."""

from __future__ import annotations

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Kind

ROLES = (LIBRARIAN, PROVINCIAL, ADMINISTRATOR)


class StaffAppointed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """role: librarian, provincial or administrator. place: where; dates inclusive, ISO."""

    role: str
    place: str
    valid_from: str
    valid_until: str | None = None
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
    """The post of this role at this place ends; last_on: the last day in it."""

    role: str
    place: str
    last_on: str
    reason: str = ""


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
