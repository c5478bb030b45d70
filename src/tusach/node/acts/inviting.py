"""Invitations that lie on sticks: who came with one, who is let in by itself, what people decide.

An invitation is a certificate of a key that lies on a stick, with the role `invitation`. A machine
that is made from the stick names that key as the one it follows, and is vouched for by it; so its
facts are taken in, and count as soon as a hub certifies the machine itself. The hub that invited
does so by itself for the first that comes, once, in time, where the place has neither a machine nor
readers, and stays where it is: a vehicle is lent the readers of its trips, so people look at it
first. Everything else waits for people, who see who came.
Source: docs/decisions/0030, 0051.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import trusted
from tusach.ledger.kind import HUB
from tusach.library.nodes.facts import (
    INVITED,
    LIBRARY,
    NODE_ENROLLED,
    NODE_REVOKED,
    VEHICLE,
    NodeEnrolled,
    NodeRevoked,
    node_subject,
)
from tusach.library.scopes import CONTROL, people
from tusach.node.acts.machines import machines, state_of
from tusach.node.acts.travelling import vehicles
from tusach.node.store.keys import box_key
from tusach.node.store.protocol import Reading, StoreFault, StreamRow
from tusach.node.store.store import Store

if TYPE_CHECKING:
    from tusach.node.acts.node import Node

LEASE_DAYS = 180
TWICE, LATE, ENDED, SERVED = "twice", "late", "ended", "served"
READERS, MOVES = "readers", "moves"
"""Why nobody is let in by itself: two came with one stick; after its last day; the province has
made another stick since; a machine serves the place; readers of the place are known already; the
place is a vehicle, which is lent the readers of other places."""
ADMITTED, REFUSED, OPEN = "admitted", "refused", "open"
AT_ONCE = 200


class Use(msgspec.Struct, frozen=True):
    """A machine that came with a stick. told_ms: by its clock, when it was made."""

    key: str
    state: str
    told_ms: int


class Invited(msgspec.Struct, frozen=True):
    """An invitation and who came with it, the first by their clocks first.

    key: the public key on the stick. place: an id. until: last day. is_ended: taken back. why: of
    those that are open, why people have to look; "" where nobody has to.
    """

    key: str
    place: str
    until: str
    is_ended: bool
    uses: tuple[Use, ...] = ()
    why: str = ""

    @property
    def open(self) -> tuple[Use, ...]:
        """Those of whom nobody has said anything yet."""
        return tuple(one for one in self.uses if one.state == OPEN)


def invitations(store: Store, *, moving: Collection[str] = ()) -> list[Invited]:
    """Every invitation that was made, by its place; with who came.

    moving: the places that serve where they stop; whoever comes in there is a vehicle.
    """
    if store.standings is None:
        return []
    came: dict[str, list[str]] = {}
    for new, old in sorted(store.standings.successions):
        came.setdefault(old, []).append(new)
    found = []
    for key, standing in store.standings.known.items():
        if standing.role != INVITED:
            continue
        said = state_of(store, key)
        if said.certificate is None or not said.certificate.places:
            continue  # it only came with one
        one = Invited(
            key, said.certificate.places[0], said.certificate.valid_until, said.revoked is not None
        )
        if key in came:
            one = msgspec.structs.replace(one, uses=_uses(store, came[key]))
            one = msgspec.structs.replace(one, why=_why(store, one, moving))
        found.append(one)
    return sorted(found, key=lambda one: (one.place, one.until, one.key))


def to_look_at(store: Store, *, moving: Collection[str] = ()) -> list[Invited]:
    """Invitations with which somebody came of whom nobody has said yet who it is."""
    known = store.standings.known if store.standings else {}
    pairs = store.standings.successions if store.standings else frozenset()
    if not any(known[new].role == INVITED for new, _old in pairs if new in known):
        return []
    return [one for one in invitations(store, moving=moving) if one.open]


def _uses(store: Store, keys: Sequence[str]) -> tuple[Use, ...]:
    found = []
    with store.engine.reading() as reading:
        for key in keys:
            said = state_of(store, key)
            state = REFUSED if said.revoked else ADMITTED if said.certificate else OPEN
            found.append(Use(key, state, _made_ms(reading, key)))
    return tuple(sorted(found, key=lambda one: (one.told_ms, one.key)))


def _made_ms(reading: Reading, key: str) -> int:
    told = [
        trusted(row.raw).told_ms
        for stream in reading.streams()
        if stream.installation == key and stream.first == 1
        for row in reading.chain(stream.stream, 1, 1)
    ]
    return min(told, default=0)


def _why(store: Store, one: Invited, moving: Collection[str]) -> str:
    """Why people have to look at those who are open; "" where the first may simply come in."""
    if not one.open:
        return ""
    if len([use for use in one.uses if use.state != REFUSED]) > 1:
        return TWICE
    if one.is_ended:
        return ENDED
    if one.until < store.today():
        return LATE
    if one.place in served(store, moving=moving):
        return SERVED
    if one.place in with_readers(store, but=one.open[0].key):
        return READERS
    return MOVES if one.place in moving else ""


def served(store: Store, *, moving: Collection[str] = ()) -> frozenset[str]:
    """The places at which a library or a hub of the network is at home, and vehicles that run."""
    return frozenset(
        place
        for one in machines(store)
        if one.revoked is None and one.role in (LIBRARY, HUB, VEHICLE)
        for place in one.own
        if one.role != VEHICLE or place in moving  # others it only visits
    )


def with_readers(store: Store, *, but: str = "") -> frozenset[str]:
    """The places of which readers were told here, except by one installation."""
    family, found = people(""), set[str]()
    with store.engine.reading() as reading:
        for stream in reading.streams():
            place = stream.scope.removeprefix(family)
            if place == stream.scope or place in found or stream.installation == but:
                continue
            if _speaks_of_readers(reading, stream):
                found.add(place)
    return frozenset(found)


def _speaks_of_readers(reading: Reading, stream: StreamRow) -> bool:
    first = stream.first
    while rows := reading.chain(stream.stream, first, AT_ONCE):
        if any(row.kind.startswith("reader") for row in rows):
            return True
        first = rows[-1].number + 1
    return False


def let_in(node: Node) -> int:
    """Whoever came first with an invitation of this hub belongs to the network. A duty."""
    store = node.store
    if store.identity.role != HUB or node.invited_as_of is store.standings:
        return 0
    node.invited_as_of = store.standings
    told = 0
    for one in to_look_at(store, moving=vehicles(node)):
        if not one.why and _is_of_this_hub(store, one):
            told += _tell(store, None, _admission(store, one, one.open[0].key, LIBRARY))
    return told


def _is_of_this_hub(store: Store, one: Invited) -> bool:
    said = state_of(store, one.key).certificate
    assert store.standings is not None
    held = store.standings.facts[node_subject(store.tenant, one.key)]
    own = store.standings.own_keys()
    return said is not None and store.standings.written_in(held[said.fact].fact)[1] in own


def admit(
    store: Store, key: str, *, by: str | None, moving: Collection[str] = ()
) -> Refusal | None:
    """People say that this machine is the right one; of the others that came, nothing counts.

    moving: the places of which such a machine is a vehicle's.
    One that was let in before stays until people shut it out on its own page.
    """
    return _decide(store, key, by=by, let_in_at=moving)


def refuse(store: Store, key: str, *, by: str | None) -> Refusal | None:
    """People say that this machine is not theirs: nothing that it told counts."""
    return _decide(store, key, by=by, let_in_at=None)


def _decide(
    store: Store, key: str, *, by: str | None, let_in_at: Collection[str] | None
) -> Refusal | None:
    # let_in_at: the places that move, where the machine is the right one; else None.
    if store.identity.role != HUB:
        return Refusal("invited.not_a_hub", {})
    one = next((one for one in to_look_at(store) if key in {use.key for use in one.open}), None)
    if one is None:
        return Refusal("invited.nobody", {"node": key[:8]})
    if let_in_at is not None and any(use.state == ADMITTED for use in one.uses):
        return Refusal("invited.other_inside", {})
    drafts = [_refusal(store, key)]
    if let_in_at is not None:
        others = [use.key for use in one.open if use.key != key]
        role = VEHICLE if one.place in let_in_at else LIBRARY
        drafts = [*_admission(store, one, key, role), *(_refusal(store, other) for other in others)]
    try:
        _tell(store, by, drafts)
    except StoreFault as fault:
        return Refusal(fault.code, dict(fault.values))
    return None


def _admission(store: Store, one: Invited, key: str, role: str) -> list[Draft]:
    until = (date.fromisoformat(store.today()) + timedelta(days=LEASE_DAYS)).isoformat()
    said = state_of(store, one.key).certificate
    label = said.label if said else ""
    body = NodeEnrolled(key, box_key(key), role, (one.place,), until, label)
    drafts = [_draft(store, NODE_ENROLLED, key, body)]
    if not one.is_ended:
        drafts.append(end(store, one.key))
    return drafts


def invitation(store: Store, key: str, place: str, until: str) -> Draft:
    """A key that lies on a stick stands for a place from now on."""
    body = NodeEnrolled(key, box_key(key), INVITED, (place,), until)
    return _draft(store, NODE_ENROLLED, key, body)


def end(store: Store, key: str) -> Draft:
    """With an invitation nobody comes in by itself any more."""
    return _draft(store, NODE_REVOKED, key, NodeRevoked("retired", ()))


def _refusal(store: Store, key: str) -> Draft:
    return _draft(store, NODE_REVOKED, key, NodeRevoked("copied", ()))


def _draft(store: Store, kind: str, key: str, body: msgspec.Struct) -> Draft:
    subject = node_subject(store.tenant, key)
    return Draft(kind=kind, subject=subject, scope=CONTROL, on=store.today(), body=body)


def _tell(store: Store, by: str | None, drafts: list[Draft]) -> int:
    done = store.tell(by, drafts)
    if isinstance(done, Refusal):
        raise StoreFault("store.failed", said=done.code)
    store.seal()
    return len(drafts)
