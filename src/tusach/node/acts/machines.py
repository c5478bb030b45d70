"""The machines of the network, as certificates and streams show them; nothing is stored of it.

A machine is a key with those that vouch for each other: a home that was restored or copied goes on
under a new key, and is still the machine that people know.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from tusach.ledger.fact import trusted
from tusach.library.nodes.facts import INVITED, VEHICLE, node_subject
from tusach.library.nodes.story import Certificate, NodeState, Revocation
from tusach.node.store.protocol import Reading, StreamRow
from tusach.node.store.store import Store

WARN_DAYS = 30
"""So long before its end a lease is spoken of."""
SHORTEST = 8
"""Digits of a key that name it."""


class Stream(msgspec.Struct, frozen=True):
    """What is held here of a stream. told_ms: of its newest fact, by the teller's clock."""

    stream: str
    scope: str
    installation: str
    number: int
    told_ms: int


class Fork(msgspec.Struct, frozen=True):
    """Two ways of one stream. since_ms: the first fact that differs; facts: on this way."""

    stream: str
    branch: str
    scope: str
    installation: str
    first: int
    facts: int
    since_ms: int


class Machine(msgspec.Struct, frozen=True):
    """keys: all that vouch for each other, the newest first; key: the one that people speak of.

    certificate: None where no hub has spoken of it (a hub's own root, a library on its own).
    follows: the key of a machine that it took the place of, as people said.
    """

    key: str
    subject: str
    role: str
    places: tuple[str, ...]
    certificate: Certificate | None
    history: tuple[Certificate, ...]
    revoked: Revocation | None
    keys: tuple[str, ...]
    is_own: bool
    forks: tuple[Fork, ...] = ()

    @property
    def follows(self) -> str | None:
        """The machine whose place it took, where people said so."""
        return self.certificate.succeeds if self.certificate else None

    @property
    def own(self) -> tuple[str, ...]:
        """Its places without those that a vehicle was given for the days of a trip."""
        if self.role == VEHICLE and self.history:
            return tuple(sorted(self.history[0].places))
        return self.places

    def days_left(self, today: str) -> int | None:
        """Days until the lease ends, negative after it; None where there is none."""
        if self.certificate is None or self.revoked is not None:
            return None
        until = date.fromisoformat(self.certificate.valid_until)
        return (until - date.fromisoformat(today)).days


def state_of(store: Store, key: str) -> NodeState:
    """What was said of an installation."""
    found: NodeState = store.state(node_subject(store.tenant, key), "node")
    return found


def is_invitation(store: Store, key: str) -> bool:
    """Whether a key lies on a stick, so that a machine of that place may follow it."""
    if store.standings is None or store.standings.known.get(key) is None:
        return False
    said = state_of(store, key).certificate
    return said is not None and said.role == INVITED


def machines(store: Store) -> list[Machine]:
    """Every machine that was let in, hubs first, then by role and key; this one among them."""
    found: dict[str, Machine] = {}
    split = forks(store)
    known = store.standings.known if store.standings else {}
    there = {key for key, one in known.items() if one.role != INVITED}
    for key in sorted(there | {store.own_key}):
        keys = lineage(store, key)
        if keys[0] not in found:
            found[keys[0]] = _machine(store, keys, split)
    order = ("hub", "vehicle", "library")
    return sorted(
        found.values(),
        key=lambda one: (
            one.revoked is not None,
            order.index(one.role) if one.role in order else len(order),
            one.places,
            one.key,
        ),
    )


def machine(store: Store, subject: str) -> Machine | None:
    """The machine of which one installation has this subject."""
    for one in machines(store):
        if any(node_subject(store.tenant, key) == subject for key in one.keys):
            return one
    return None


def machine_named(store: Store, name: str, place: str) -> Machine | None:
    """The one machine at home at a place (its id), or the one of which a key begins so."""
    found = machines(store)
    at_place = [one for one in found if place in one.own and not one.revoked]
    begun = [one for one in found if any(key.startswith(name) for key in one.keys)]
    if len(at_place) == 1:
        return at_place[0]
    return begun[0] if len(begun) == 1 and len(name) >= SHORTEST else None


def lineage(store: Store, key: str) -> tuple[str, ...]:
    """The keys that vouch for each other, the newest first."""
    pairs = {
        (new, old)
        for new, old in (store.standings.successions if store.standings else ())
        if not is_invitation(store, old)  # who came with a stick is nobody's successor
    }
    known, waiting = {key}, [key]
    while waiting:
        one = waiting.pop()
        for new, old in pairs:
            for other in {new, old} - known if one in (new, old) else ():
                known.add(other)
                waiting.append(other)
    forerunners = dict(pairs)

    def forerunners_of(one: str) -> int:
        seen = {one}
        while (one := forerunners.get(one, "")) and one not in seen:
            seen.add(one)
        return len(seen)

    return tuple(sorted(known, key=lambda one: (-forerunners_of(one), one)))


def _machine(store: Store, keys: tuple[str, ...], split: list[Fork]) -> Machine:
    states = [state_of(store, key) for key in keys]
    said = next((one for one in states if one.certificate), states[0])
    key = said.certificate.installation if said.certificate else keys[0]
    standing = store.standings.of(keys[0]) if store.standings else None
    own = store.identity
    return Machine(
        key=key,
        subject=node_subject(store.tenant, key),
        role=standing.role if standing else own.role,
        places=tuple(sorted(standing.places)) if standing else ((own.place,) if own.place else ()),
        certificate=said.certificate,
        history=said.history,
        revoked=next((one.revoked for one in states if one.revoked), None),
        keys=keys,
        is_own=store.own_key in keys,
        forks=tuple(one for one in split if one.installation in keys),
    )


def streams(store: Store, keys: tuple[str, ...]) -> list[Stream]:
    """What these installations have told, as far as it lies here; trunks and branches."""
    with store.engine.reading() as reading:
        found = [
            Stream(row.trunk, row.scope, row.installation, row.number, _told_ms(reading, row))
            for row in reading.streams()
            if row.installation in keys and row.number >= row.first
        ]
    return sorted(found, key=lambda one: (keys.index(one.installation), one.scope, one.number))


def forks(store: Store) -> list[Fork]:
    """Every way on of a stream that parted, the newest first."""
    with store.engine.reading() as reading:
        found = [
            Fork(
                row.trunk,
                row.stream,
                row.scope,
                row.installation,
                row.first,
                row.number - row.first + 1,
                _told_ms(reading, row, row.first),
            )
            for row in reading.streams()
            if row.branch_of
        ]
    return sorted(found, key=lambda one: (-one.since_ms, one.branch))


def lapsing(store: Store) -> list[tuple[Machine, int]]:
    """Machines whose lease ends soon or has ended, with the days left: at a hub all, else this."""
    today, is_hub = store.today(), store.identity.role == "hub"
    found = []
    for one in machines(store):
        left = one.days_left(today)
        if left is not None and left <= WARN_DAYS and (is_hub or one.is_own):
            found.append((one, left))
    return sorted(found, key=lambda one: one[1])


def _told_ms(reading: Reading, row: StreamRow, number: int = 0) -> int:
    for one in reading.chain(row.stream, number or row.number, 1):
        return trusted(one.raw).told_ms
    return 0


def unseen(store: Store, seen: set[str]) -> Iterator[Machine]:
    """Machines of which a stream parted in a way that nobody here has looked at."""
    for one in machines(store):
        if any(fork.branch not in seen for fork in one.forks):
            yield one
