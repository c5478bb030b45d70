"""A vehicle holds the readers and loans of a place for a trip, and gives them up after it.

What goes are the private parts, from the vault and its tables of names, with the seeds that lead to
their salts. The facts stay: chains need them, and nobody is named in them. What this vehicle told
itself goes only after a hub has said that it holds it. Source: docs/decisions/0023.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.fact import Fact, trusted
from tusach.ledger.kind import HUB
from tusach.library.nodes.authority import OF_A_PLACE
from tusach.library.nodes.facts import SCOPE_RELEASED, VEHICLE, ScopeReleased, node_subject
from tusach.library.nodes.standing import Standing
from tusach.library.nodes.story import NodeState
from tusach.library.scopes import CONTROL
from tusach.node.store.keys import kept
from tusach.node.store.peers import heard_of
from tusach.node.store.protocol import Reading, StoreFault, StreamRow
from tusach.node.store.store import Store
from tusach.node.store.transaction import Transaction

if TYPE_CHECKING:
    from tusach.node.acts.node import Node

AT_ONCE = 2_000


class Holder(msgspec.Struct, frozen=True):
    """A vehicle that has the readers and loans of places, as far as it has said.

    installation: its public key. places: ids, sorted. until: last day of its trip. is_over:
    whether it ought to have given them up by today.
    """

    installation: str
    label: str
    places: tuple[str, ...]
    until: str
    is_over: bool


class Released(msgspec.Struct, frozen=True):
    """What was given up: places (ids), scopes, private parts that are gone."""

    places: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    parts: int = 0


def holders(node: Node) -> list[Holder]:
    """Vehicles that have not given up places of a trip; first those whose trip is over."""
    store, today = node.store, node.today()
    found = []
    for key, standing in sorted(store.standings.known.items() if store.standings else ()):
        for over in (True, False):
            places = [one for one in held_by(standing) if standing.serves(one, today) is not over]
            if places:
                label = _label(store, key)
                found.append(Holder(key, label, tuple(places), standing.until, over))
    return sorted(found, key=lambda one: (not one.is_over, one.until, one.installation))


def held_by(standing: Standing) -> list[str]:
    """Places of trips that a vehicle still has something of, as far as it has said; sorted."""
    if standing.role != VEHICLE or standing.last_good is not None:
        return []
    lent = standing.speaks_of - standing.own
    return sorted(
        place for place in lent if any(one not in standing.released for one in scopes_at(place))
    )


def scopes_at(place: str) -> tuple[str, ...]:
    """The scopes that belong to a place."""
    return tuple(f"{family}:{place}" for family in OF_A_PLACE)


def _label(store: Store, key: str) -> str:
    state: NodeState = store.state(node_subject(store.tenant, key), "node")
    return state.certificate.label if state.certificate else ""


def give_up_in_time(node: Node) -> int:
    """Places whose day is over are given up; what no hub has yet waits. A duty."""
    over = overdue(node.store)
    ready = [one for one in over if not unsent(node.store, node.home, [one])]
    if not ready:
        return 0
    done = release(node, ready)
    if isinstance(done, Refusal):
        raise StoreFault(done.code, **done.values)
    return 1


def overdue(store: Store) -> list[str]:
    """Places that this node ought to have given up by today."""
    standing, today = own_standing(store), store.today()
    if standing is None:
        return []
    return [one for one in held_by(standing) if not standing.serves(one, today)]


def own_standing(store: Store) -> Standing | None:
    """What this node is in its network; None where it works on its own."""
    return store.standings.of(store.own_key) if store.standings else None


def unsent(store: Store, home: Path, places: Sequence[str]) -> int:
    """How many facts of these places were told here that no hub has said to hold."""
    assert store.standings is not None
    own = store.standings.own_keys() | {one.public_hex for one in kept(home)}
    held: dict[str, int] = {}
    for key, said in heard_of(home).items():
        known = store.standings.of(key)
        if known is not None and known.role == HUB:
            for mark in said.vector:
                held[mark.stream] = max(mark.number, held.get(mark.stream, 0))
    scopes = {scope for place in places for scope in scopes_at(place)}
    with store.engine.reading() as reading:
        return sum(
            max(0, row.number - held.get(row.stream, 0))
            for row in reading.streams()
            if row.scope in scopes and row.installation in own
        )


def release(node: Node, places: Sequence[str]) -> Released | Refusal:
    """Nothing private of these places is here any more, and the province is told so.

    Refused while something told here is not at the hub: it would be lost with its readers.
    """
    store = node.store
    standing = own_standing(store)
    if standing is None or standing.role != VEHICLE:
        return Refusal("release.not_a_vehicle", {})
    held = held_by(standing)
    strange = [one for one in places if one not in held]
    if strange:
        return Refusal("release.not_held", {"place": strange[0]})
    waiting = unsent(store, node.home, places)
    if waiting:
        return Refusal("release.unsent", {"n": waiting})
    scopes = tuple(sorted(scope for place in places for scope in scopes_at(place)))
    gone: list[int] = []

    def deed(transaction: Transaction) -> Sequence[Draft]:
        gone.append(_release_parts(transaction, scopes))
        return [_told(store, scopes)]

    done = store.act(None, deed)
    if isinstance(done, Refusal):
        return done
    store.forget()
    store.vault.tidy()
    store.seal_if_told()
    return Released(tuple(sorted(places)), scopes, gone[-1])


def _told(store: Store, scopes: tuple[str, ...]) -> Draft:
    return Draft(
        kind=SCOPE_RELEASED,
        subject=node_subject(store.tenant, store.own_key),
        scope=CONTROL,
        on=store.today(),
        body=ScopeReleased(scopes),
    )


def _release_parts(transaction: Transaction, scopes: Collection[str]) -> int:
    count = 0
    vault = transaction.store.vault
    for row in transaction.writing.streams():
        if row.scope in scopes:
            for fact in _with_parts(transaction.writing, row):
                if fact.commitment and vault.part(fact.commitment) is not None:
                    transaction.release(fact.commitment, fact, row.scope)
                    count += 1
    return count


def _with_parts(reading: Reading, row: StreamRow) -> Iterator[Fact]:
    first = row.first
    while rows := reading.chain(row.stream, first, AT_ONCE):
        for one in rows:
            fact = trusted(one.raw)
            if fact.commitment is not None:
                yield fact
        first = rows[-1].number + 1
