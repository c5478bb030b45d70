"""The facts of installations: certificates, revocations, what a node has removed."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, NODE, PROVINCIAL, Kind
from tusach.library.shapes import Code, Day, Id, Key

LIBRARY = "library"
VEHICLE = "vehicle"
ROLES = (HUB, LIBRARY, VEHICLE)
INVITED = "invitation"
"""Of a key that lies on a stick: whoever follows it may be let in for that place, once."""

NODE_ENROLLED = "node.enrolled/1"
NODE_REVOKED = "node.revoked/1"
SCOPE_RELEASED = "scope.released/1"
ERASURE_DONE = "erasure.done/1"


def node_subject(tenant: str, installation: str) -> str:
    """The subject of an installation, from its public key (64 hex digits).

    >>> node_subject("04", "07" * 32)
    'f6688112ebb52219efad749f1ae93e9b'
    """
    return derived(tenant, "node", installation)


class NodeEnrolled(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The certificate of an installation; a later one of the same subject renews or changes it.

    installation, box: its Ed25519 and X25519 public keys. role: hub, library or vehicle, or
    invitation. places: those it serves, sorted, once each. valid_until: a lease, after which people
    are warned and nothing is locked. label: of the place or device, never of a person. succeeds:
    public key of the installation it follows, where people confirmed it because that key is gone.
    """

    installation: Key
    box: Key
    role: Code
    places: tuple[Id, ...]
    valid_until: Day
    label: str = ""
    succeeds: Key | None = None


class LastGood(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last fact of a stream that counts: its number and full hash."""

    stream: Id
    number: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    hash: Key


class NodeRevoked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The installation counts no more. reason: a code.

    last_good: sorted by stream, once each; of streams that are not named, nothing is good.
    """

    reason: Code
    last_good: tuple[LastGood, ...]


class ScopeReleased(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The node holds the private parts of these scopes no more; sorted, once each."""

    scopes: tuple[str, ...]


class ErasureDone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The node has removed every private part that the `person.erased` fact `erased` names."""

    erased: Id


_HUB = frozenset({HUB, PROVINCIAL, ADMINISTRATOR})


KINDS = (
    Kind(
        name=NODE_ENROLLED,
        folder="nodes",
        scope="control",
        story="node",
        told_by=_HUB | {NODE},
        body=NodeEnrolled,
        says="an installation serves these places in this role",
    ),
    Kind(
        name=NODE_REVOKED,
        folder="nodes",
        scope="control",
        story="node",
        told_by=_HUB,
        body=NodeRevoked,
        says="an installation counts no more from here on",
    ),
    Kind(
        name=SCOPE_RELEASED,
        folder="nodes",
        scope="control",
        story="node",
        told_by=frozenset({NODE}),
        body=ScopeReleased,
        says="a node holds the private parts of these scopes no more",
    ),
    Kind(
        name=ERASURE_DONE,
        folder="nodes",
        scope="people",
        story="node",
        told_by=frozenset({NODE}),
        body=ErasureDone,
        says="a node has removed what an erasure names",
    ),
)
