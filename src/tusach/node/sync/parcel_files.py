"""A parcel as a file for this machine, opened from its start, by the key it was closed for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from tusach.ledger import parcel_reading
from tusach.ledger.parcel import BadParcel, Header
from tusach.node.acts.machines import state_of
from tusach.node.store.keys import Ed25519, Installation
from tusach.node.store.store import Store
from tusach.node.sync.boxes import Boxes, Zstandard

FORMER = "parcel.former"


class OfFormerKey(BadParcel):
    """Closed for a key that this machine had, and has no more."""

    def __init__(self, header: Header, key: str) -> None:
        super().__init__("a parcel for a key of before", FORMER)
        self.header, self.key = header, key


class Bytes(Protocol):
    """A file to read from, more than once."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, none at the end."""

    def seek(self, at: int, /) -> int:
        """Read on from there."""


def opened(store: Store, file: Bytes) -> parcel_reading.Parcel:
    """Its header is proven and meant for here; frames follow. Raises BadParcel.

    Meant for here is also what was written for a key that this machine had before, where that key
    is still on it; where it is not, the code is `parcel.former`.
    """
    file.seek(0)
    found = parcel_reading.opened(
        file.read,
        codecs={1: Zstandard()},
        verifier=Ed25519(),
        tenant=store.tenant,
        installation=None,
    )
    if found.header.recipients and _key_for(store, found.header) is None:
        of_before = _had(store).intersection(one.installation for one in found.header.recipients)
        if of_before:
            raise OfFormerKey(found.header, min(of_before))
        raise BadParcel("a parcel for others", "parcel.recipient")
    return found


def box_for(store: Store, header: Header) -> Boxes:
    """What opens the private sections of a parcel that is meant for here."""
    return Boxes((_key_for(store, header) or store.installation).seed)


def _had(store: Store) -> set[str]:
    """The keys that this machine is known to have had before, also such as are lost."""
    if store.standings is None:
        return {store.installation.succeeds or ""} - {""}
    own = store.standings.own_keys()
    said = (state_of(store, key).certificate for key in sorted(own))
    followed = {one.succeeds for one in said if one is not None and one.succeeds}
    return (own | followed) - {store.own_key, ""}


def _key_for(store: Store, header: Header) -> Installation | None:
    """The newest key of this machine that a parcel was closed for."""
    named = {one.installation for one in header.recipients}
    if store.own_key in named:
        return store.installation
    former: Iterable[Installation] = reversed(store.former_keys())
    return next((one for one in former if one.public_hex in named), None)
