"""The facts of crates. `su` is the crate, whose id is derived from its printed code.

All but the signatures lie in the catalogue, which every node holds: so the crate is known before it
comes, and any library says where a book is. Source: docs/decisions/0041.
"""

from __future__ import annotations

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring
from tusach.library.copies.in_crates import CratePacked, CrateReceived, CrateSent, CrateUnpacked
from tusach.library.shapes import Code, Count, Id


class CrateMade(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """code: the 12 digits on its label. owner: place to which it comes home.

    nr: what people call it by, within its owner. room: how many books go in, None = not said.
    """

    code: str
    owner: Id
    nr: Count
    room: Count | None = None


class CrateHandedOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """It was signed for. side: gave, took, both. how: key (at one's own node), paper (both hands).

    sent: the journey, None where it is not known here. copies: as they stand in the minutes. paper:
    number of the minutes.
    """

    side: Code
    how: Code
    copies: Count
    sent: Id | None = None
    paper: str = ""


class Signer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One who signed: name, and what for (post, office), in words."""

    name: str
    post: str = ""


class SignersPrivate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who signed: gave, took; one of them is None where that side signed elsewhere."""

    gave: Signer | None = None
    took: Signer | None = None


class CrateRetired(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """reason: broken, lost, other."""

    reason: Code


_DESK = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})


def crate_subject(tenant: str, code: str) -> str:
    """The id of the crate with this label."""
    return derived(tenant, "crate", code)


_kind = Declaring(folder="crates", scope="catalogue", told_by=_DESK)

KINDS = (
    _kind("crate.made/1", CrateMade, "a crate belongs to a place"),
    _kind("crate.packed/1", CratePacked, "copies lie in a crate"),
    _kind("crate.unpacked/1", CrateUnpacked, "copies are out of a crate"),
    _kind("crate.sent/1", CrateSent, "a crate is on its way"),
    _kind("crate.received/1", CrateReceived, "a crate is here"),
    _kind(
        "crate.handed_over/1",
        CrateHandedOver,
        "a crate was signed for",
        scope="operations",
        private=SignersPrivate,
    ),
    _kind("crate.retired/1", CrateRetired, "a crate carries nothing any more"),
)
