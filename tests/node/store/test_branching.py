"""One key in two places: both ways on are kept, everywhere alike, in whatever order they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations

import pytest
from tests.node.store.telling import (
    described,
    facts,
    founded,
    hand_over,
    stocked,
    tell,
)

from tusach.ledger.fact import fact_hash, trusted
from tusach.ledger.ident import branch_id
from tusach.ledger.seal import Seal
from tusach.library import scopes
from tusach.node.store.keys import Installation
from tusach.node.store.offering import paths, trunk_first
from tusach.node.store.protocol import StreamRow
from tusach.node.store.receive import Parcel, Received, receive
from tusach.node.store.retell import retell, scope_digests, tables_digest
from tusach.node.store.store import Store
from tusach.node.store.verify import verify

NewStore = Callable[..., Store]
SHARED = ("Số đỏ", "Tắt đèn", "Chí Phèo")


def clones(new_store: NewStore, count: int) -> list[Store]:
    """Stores under one key that told the same first facts; each goes on alone."""
    made = [new_store("memory", "B") for _ in range(count)]
    for one in made:
        tell(one, founded(), *(described(name) for name in SHARED))
        one.seal()
    return made


def catalogue(store: Store) -> list[Parcel]:
    """Everything of the catalogue, as it would be offered to a node that has nothing."""
    store.seal()
    with store.engine.reading() as reading:
        found = [row for row in reading.streams() if row.scope == scopes.CATALOGUE]
        return [one for row in sorted(found, key=trunk_first) for one in paths(reading, row)]


def rows(store: Store) -> list[StreamRow]:
    with store.engine.reading() as reading:
        return reading.streams()


def bring(taker: Store, parcels: Sequence[Parcel]) -> list[Received]:
    return [receive(taker, one, source="a stick") for one in parcels]


def test_both_branches_of_a_cloned_node_are_kept_folded_and_named_alike(
    new_store: NewStore, store: Store
) -> None:
    one, other = clones(new_store, 2)
    tell(one, described("Lão Hạc"), described("Vợ nhặt"))
    tell(other, described("Dế Mèn"), stocked("Dế Mèn"))
    hand_over(one, store)
    (found,) = bring(store, catalogue(other))
    assert (found.stored, found.branches, found.aside) == (2, 1, ())
    assert facts(store) == facts(one) + 2
    branches = [row for row in rows(store) if row.branch_of]
    assert [row.first for row in branches] == [5, 5]
    trunk = next(row for row in rows(store) if row.stream == branches[0].branch_of)
    assert trunk.number == 4
    with store.engine.reading() as reading:
        for row in branches:
            (first,) = reading.chain(row.stream, 5, 1)
            assert row.stream == branch_id(trunk.stream, fact_hash(first.raw))
            assert trusted(first.raw).stream == trunk.stream
    assert verify(store).faults == ()
    held = tables_digest(store)
    assert retell(store).digest_after == held
    assert [one.stored for one in bring(store, catalogue(other))] == [0]
    assert tables_digest(store) == held


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_three_ways_on_from_two_points_give_the_same_rows_in_any_order(
    new_store: NewStore, order: tuple[int, ...]
) -> None:
    ways = clones(new_store, 2)
    tell(ways[0], described("Lão Hạc"), described("Vợ nhặt"), described("Đời thừa"))
    tell(ways[1], described("Dế Mèn"))
    third = clones(new_store, 1)[0]
    tell(third, described("Lão Hạc"), described("Bỉ vỏ"))
    ways.append(third)
    taken = new_store("memory", "A")
    for nr in order:
        for parcel in catalogue(ways[nr]):
            receive(taken, parcel, source="test")
    straight = new_store("memory", "A")
    for nr in range(3):
        for parcel in catalogue(ways[nr]):
            receive(straight, parcel, source="test")
    assert rows(taken) == rows(straight)
    assert tables_digest(taken) == tables_digest(straight)
    assert verify(taken).faults == ()
    relayed = new_store("memory", "C")
    bring(relayed, catalogue(taken))
    assert scope_digests(relayed)[scopes.CATALOGUE] == scope_digests(taken)[scopes.CATALOGUE]
    assert [row for row in rows(relayed) if row.scope == scopes.CATALOGUE] == [
        row for row in rows(taken) if row.scope == scopes.CATALOGUE
    ]


def test_a_branch_without_a_seal_of_its_key_is_not_taken(new_store: NewStore, store: Store) -> None:
    one, other = clones(new_store, 2)
    tell(one, described("Lão Hạc"))
    tell(other, described("Dế Mèn"))
    hand_over(one, store)
    (parcel,) = catalogue(other)
    before = tables_digest(store)
    forged = Parcel(parcel.stream, parcel.frames, _forged(parcel.seals))
    (found,) = bring(store, [forged])
    assert (found.stored, found.branches, found.unsealed) == (0, 0, 1)
    assert tables_digest(store) == before


def _forged(seals: Sequence[Seal]) -> tuple[Seal, ...]:
    return tuple(Seal(one.sealed, bytes(64)) for one in seals)


def test_a_fact_that_continues_nothing_that_is_held_is_set_aside(
    new_store: NewStore, store: Store
) -> None:
    one, other = clones(new_store, 2)
    tell(one, described("Lão Hạc"), described("Vợ nhặt"))
    tell(other, described("Dế Mèn"), described("Bỉ vỏ"))
    hand_over(one, store)
    (parcel,) = catalogue(other)
    middle = Parcel(parcel.stream, parcel.frames[-1:], parcel.seals)
    (found,) = bring(store, [middle])
    assert found.stored == 0
    assert found.aside == ("does not continue the chain",)
    (whole,) = bring(store, [parcel])
    assert whole.stored == 2


def test_a_store_that_is_brought_facts_of_its_own_key_goes_on_under_another(
    new_store: NewStore,
) -> None:
    one, restored = clones(new_store, 2)
    tell(one, described("Lão Hạc"))
    fresh = Installation(b"n" * 32, succeeds=restored.own_key)
    restored.renew = lambda: fresh
    hand_over(one, restored)
    assert restored.own_key == fresh.public_hex
    tell(restored, described("Dế Mèn"))
    titles = {row.installation for row in rows(restored) if row.scope == scopes.CATALOGUE}
    assert titles == {one.own_key, fresh.public_hex}
    assert verify(restored).faults == ()
