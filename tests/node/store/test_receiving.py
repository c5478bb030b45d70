"""Facts from elsewhere: any order, any halves, broken, forked, unsealed, unknown, poisonous."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.node.store.telling import (
    PLACE,
    TENANT,
    StandingClock,
    appointed,
    counted,
    described,
    draft,
    facts,
    founded,
    hand_over,
    lent,
    named,
    parcels,
    registered,
    small_library,
    stocked,
    tell,
)

from tusach.ledger.draft import Draft
from tusach.ledger.fact import Fact, trusted
from tusach.ledger.mechanism import ClockCorrected
from tusach.ledger.private import Part
from tusach.ledger.seal import Seal, make_seal
from tusach.ledger.stream import Sealed, written
from tusach.library import scopes
from tusach.library.staff.facts import StaffAppointed
from tusach.node.store.keys import Installation
from tusach.node.store.receive import Parcel, receive
from tusach.node.store.retell import retell, scope_digests, tables_digest
from tusach.node.store.store import Store
from tusach.node.store.verify import verify

NewStore = Callable[..., Store]
DE_MEN = "Dế Mèn phiêu lưu ký"


@pytest.fixture
def teller(new_store: NewStore) -> Store:
    """Another installation, which has told a small library."""
    made = new_store("memory", "B")
    small_library(made)
    return made


def parcel_of(store: Store, scope: str) -> Parcel:
    """All of one scope."""
    with store.engine.reading() as reading:
        stream = next(row.stream for row in reading.streams() if row.scope == scope)
    return next(one for one in parcels(store) if one.stream == stream)


def test_what_is_handed_over_is_held_alike_and_twice_changes_nothing(
    teller: Store, store: Store
) -> None:
    first = hand_over(teller, store)
    assert all(one.aside == () and one.unsealed == 0 for one in first)
    assert sum(one.stored for one in first) == facts(teller)
    held = tables_digest(store)
    assert (held, scope_digests(store)) == (tables_digest(teller), scope_digests(teller))
    again = hand_over(teller, store)
    assert [(one.stored, one.present) for one in again] == [(0, one.stored) for one in first]
    assert tables_digest(store) == held
    assert verify(store).faults == ()
    assert retell(store).digest_after == held


def test_private_parts_may_come_later_than_their_facts(teller: Store, store: Store) -> None:
    sealed = parcels(teller)
    for one in sealed:
        receive(store, msgspec.structs.replace(one, parts=()), source="test")
    assert store.vault.table("reader_name") == []
    for one in sealed:
        receive(store, one, source="test")
    assert tables_digest(store) == tables_digest(teller)
    assert {row[1] for row in store.vault.table("reader_name")} == {"Hoàng Văn Páo", "Lý Thị Mẩy"}
    assert list(store.open_loans(named("reader Hoàng Văn Páo")).values()) == [
        named(f"copy {DE_MEN} 1")
    ]


def test_what_comes_too_early_is_left_to_come_again_and_is_no_fault(
    teller: Store, store: Store
) -> None:
    whole = parcel_of(teller, scopes.CATALOGUE)
    late = msgspec.structs.replace(whole, frames=whole.frames[2:])
    early = receive(store, late, source="test")
    assert (early.stored, early.early, early.aside) == (0, len(whole.frames) - 2, ())
    assert receive(store, whole, source="test").stored == len(whole.frames)


def test_a_broken_frame_is_set_aside_with_its_reason_and_what_stands_before_is_kept(
    teller: Store, store: Store
) -> None:
    whole = parcel_of(teller, scopes.CATALOGUE)
    bent = whole.frames[3].replace(b'"pb"', b'"pc"')
    frames = (*whole.frames[:3], bent, *whole.frames[4:])
    for _ in range(2):
        found = receive(store, msgspec.structs.replace(whole, frames=frames), source="a stick")
        assert len(found.aside) == 1
    # Sealed only at the end: what stands before the broken frame waits for a seal of its own.
    assert found.stored == 0
    assert found.unsealed == 3
    with store.engine.reading() as reading:
        (piece,) = reading.quarantined()
    assert (piece.source, piece.raw, piece.reason) == ("a stick", bent, found.aside[0])
    with_seal = (*whole.seals, seal_at(teller, whole, 3))
    better = msgspec.structs.replace(whole, frames=frames, seals=with_seal)
    assert receive(store, better, source="a stick").stored == 3
    assert verify(store).faults == ()
    assert receive(store, whole, source="another stick").stored == len(whole.frames) - 3
    assert verify(store).faults == ()


def seal_at(teller: Store, parcel: Parcel, number: int, **changes: object) -> Seal:
    """A seal of the teller's on one of its facts."""
    with teller.engine.reading() as reading:
        row = reading.chain(parcel.stream, number, 1)[0]
    full = written(trusted(row.raw)).hash
    sealed = Sealed(parcel.stream, number, full, None, "test", 1)
    return make_seal(msgspec.structs.replace(sealed, **changes), teller.installation)


def test_nothing_is_admitted_beyond_the_last_seal(teller: Store, store: Store) -> None:
    whole = parcel_of(teller, scopes.CATALOGUE)
    unsealed = receive(store, msgspec.structs.replace(whole, seals=()), source="test")
    assert (unsealed.stored, unsealed.unsealed) == (0, len(whole.frames))
    assert facts(store) == 0
    some = msgspec.structs.replace(whole, seals=(seal_at(teller, whole, 2),))
    found = receive(store, some, source="test")
    assert (found.stored, found.unsealed) == (2, len(whole.frames) - 2)
    with store.engine.reading() as reading:
        row = reading.stream(whole.stream)
    assert row is not None
    assert row.sealed == row.number == 2


def test_a_wrong_seal_covers_nothing(teller: Store, store: Store) -> None:
    whole = parcel_of(teller, scopes.CATALOGUE)
    stranger = Installation(b"s" * 32)
    right = seal_at(teller, whole, 2)
    for seal in (
        make_seal(right.sealed, stranger),
        Seal(right.sealed, bytes(64)),
        seal_at(teller, whole, 2, hash="0" * 64),
        seal_at(teller, whole, 2, stream="0" * 32),
        Seal(msgspec.structs.replace(right.sealed, number=3), right.signature),
    ):
        found = receive(store, msgspec.structs.replace(whole, seals=(seal,)), source="test")
        assert found.stored == 0
    assert receive(store, whole, source="test").stored == len(whole.frames)


def foreign(teller: Store, scope: str, kind: str, subject: str, body: bytes) -> None:
    """One fact told by another installation past all rules, as newer or broken software may."""
    with teller.batch() as transaction:
        row = transaction.own_stream(scope)
        fact = Fact(
            1, row.stream, row.number + 1, row.hash, 1_772_000_500_000, 0, "free", "2026-02-20",
            TENANT, PLACE, subject, (), transaction.story(subject).heads, kind, None,
            msgspec.Raw(body), None,
        )  # fmt: skip
        link = written(fact)
        transaction.take(fact, link.raw, link.hash)


def test_an_unknown_kind_is_kept_chained_relayed_and_shown(
    teller: Store, store: Store, new_store: NewStore
) -> None:
    copy = named(f"copy {DE_MEN} 2")
    foreign(teller, scopes.CATALOGUE, "copy.rebound/1", copy, b'{"by":"hand"}')
    hand_over(teller, store)
    assert store.story(copy).needs_update == ("copy.rebound/1",)
    with store.engine.reading() as reading:
        assert list(reading.table("needs_update")) == [(TENANT, copy, "copy.rebound/1")]
    onwards = new_store("memory", "C")
    hand_over(store, onwards)
    for scope in (scopes.CATALOGUE, scopes.CONTROL):
        assert scope_digests(onwards).get(scope) == scope_digests(teller)[scope]
    assert retell(store).digest_after == tables_digest(teller)
    assert verify(store).faults == ()


def test_a_poisonous_body_is_a_dead_letter_of_its_subject_alone(
    teller: Store, store: Store
) -> None:
    title = named(f"title {DE_MEN}")
    rows = {subject: teller.story(subject).state for subject, _ in teller.engine.subjects()}
    foreign(teller, scopes.CATALOGUE, "title.described/1", title, b'{"title":7}')
    hand_over(teller, store)
    with store.engine.reading() as reading:
        (letter,) = reading.table("dead_letter")
    assert letter[1] == title
    for subject, state in rows.items():
        assert store.story(subject).state == state
    tell(store, described(DE_MEN, edition="2"))
    assert store.story(title).state.described.edition == "2"
    assert verify(store).faults == ()


def test_a_part_with_a_wrong_salt_is_refused_and_its_bytes_are_kept_nowhere(
    teller: Store, store: Store
) -> None:
    whole = parcel_of(teller, scopes.people(PLACE))
    bent = tuple(Part(one.commitment, b"0" * 16, one.raw) for one in whole.parts)
    found = receive(store, msgspec.structs.replace(whole, parts=bent), source="test")
    assert found.stored == len(whole.frames)
    assert len(found.aside) == len(bent)
    assert list(store.vault.parts()) == []
    with store.engine.reading() as reading:
        assert all(b"Ho" not in piece.raw for piece in reading.quarantined())
    receive(store, whole, source="test")
    assert {row[1] for row in store.vault.table("reader_name")} == {"Hoàng Văn Páo", "Lý Thị Mẩy"}


def test_a_teller_known_to_have_no_such_role_is_set_aside(
    new_store: NewStore, store: Store
) -> None:
    clerk = named("staff clerk")
    post = StaffAppointed("librarian", PLACE, "2026-01-01")
    tell(store, founded(), draft("staff.appointed/1", clerk, post, scopes.CONTROL))
    teller = new_store("memory", "B")
    with teller.batch() as transaction:
        transaction.tell([described("Số đỏ")], None)
        transaction.tell([founded()], clerk)
    found = hand_over(teller, store)
    assert [reason for one in found for reason in one.aside] == [
        "place.founded/1 may not be told by librarian"
    ]


def test_a_clock_that_was_corrected_folds_anew_whatever_it_touches(
    new_store: NewStore, store: Store
) -> None:
    """Two installations describe one title without knowing; the wrong clock was ahead."""
    ahead = new_store("memory", "B", clock=StandingClock(1_772_050_000_000))
    right = new_store("memory", "C", clock=StandingClock(1_772_000_900_000))
    title = named(f"title {DE_MEN}")
    tell(ahead, described(DE_MEN, edition="told with a wrong clock"))
    tell(right, described(DE_MEN, edition="told later in truth"))
    for one in (ahead, right):
        hand_over(one, store)
    assert store.story(title).state.described.edition == "told with a wrong clock"
    with ahead.engine.reading() as reading:
        stream = next(row.stream for row in reading.streams() if row.scope == scopes.CATALOGUE)
    body = ClockCorrected(stream, 1, 99, -49_900_000)
    mended = draft("clock.corrected/1", stream, body, scopes.CONTROL, place=None)
    assert store.clock_fault() is None  # another's clock, be it ahead, does not make ours wrong
    tell(store, mended)
    assert store.story(title).state.described.edition == "told later in truth"
    assert verify(store).faults == ()
    assert retell(store).digest_before == retell(store).digest_after
    other = new_store("memory", "D")
    for one in (store, right, ahead):
        hand_over(one, other)
    assert other.story(title).state == store.story(title).state
    assert verify(other).faults == ()


@pytest.mark.parametrize("forked", [False, True])
def test_a_clock_that_is_corrected_before_its_stream_is_here_or_of_a_stream_that_forked_counts(
    new_store: NewStore, store: Store, forked: bool
) -> None:
    """What the network says of a clock may come a week before what was told by it."""
    right = new_store("memory", "C", clock=StandingClock(1_772_000_900_000))
    title = named(f"title {DE_MEN}")
    tell(right, described(DE_MEN, edition="told later in truth"))
    hand_over(right, store)
    with store.engine.reading() as reading:
        before = {row.stream for row in reading.streams()}
    twins = [
        new_store("memory", "B", clock=StandingClock(1_772_050_000_000)) for _ in range(1 + forked)
    ]
    for nr, one in enumerate(twins):
        tell(one, described("Tắt đèn", edition=f"of twin {nr}"))
        tell(one, described(DE_MEN, edition=f"told with a wrong clock by twin {nr}"))
        one.seal()
    with twins[0].engine.reading() as reading:
        stream = next(row.stream for row in reading.streams() if row.scope == scopes.CATALOGUE)
    assert stream not in before
    body = ClockCorrected(stream, 1, 99, -49_900_000)
    tell(store, draft("clock.corrected/1", stream, body, scopes.CONTROL, place=None))
    for one in twins:
        hand_over(one, store)
    assert store.corrections
    assert store.story(title).state.described.edition == "told later in truth"
    assert verify(store).faults == ()
    assert retell(store).digest_before == retell(store).digest_after


WORDS = st.sampled_from(["Số đỏ", "Tắt đèn", "Chí Phèo"])
READERS = st.sampled_from(["Hoàng Văn Páo", "Lý Thị Mẩy"])
ACTS = st.one_of(
    st.tuples(st.just("described"), WORDS),
    st.tuples(st.just("stocked"), WORDS),
    st.tuples(st.just("lent"), WORDS, READERS),
    st.tuples(st.just("registered"), READERS, st.sampled_from(["", "7", "8"])),
    st.tuples(st.just("counted"), st.integers(1, 9)),
)


def drafts_of(act: tuple[object, ...]) -> list[Draft]:
    name, *values = act
    makers: dict[object, Callable[..., Draft | list[Draft]]] = {
        "described": described, "stocked": stocked, "lent": lent,
        "registered": registered, "counted": counted,
    }  # fmt: skip
    made = makers[name](*values)
    return made if isinstance(made, list) else [made]


@pytest.mark.postgres
def test_any_acts_in_any_batches_give_equal_tables_on_every_engine(new_store: NewStore) -> None:
    from tests.node.store.wiping import wipe

    stores = [new_store(kind) for kind in ("memory", "sqlite", "postgres")]

    @settings(max_examples=20)
    @given(st.lists(ACTS, min_size=1, max_size=8), st.data())
    def check(acts: list[tuple[object, ...]], data: st.DataObject) -> None:
        digests = set()
        for store in stores:
            wipe(store)
            at = 0
            while at < len(acts):
                count = data.draw(st.integers(1, len(acts)))
                tell(store, *(one for act in acts[at : at + count] for one in drafts_of(act)))
                at += count
            assert verify(store).faults == ()
            digests.add(tables_digest(store))
        assert len(digests) == 1

    check()


def test_parcels_in_any_order_halves_and_doubles_give_equal_digests(
    teller: Store, new_store: NewStore
) -> None:
    from tests.node.store.wiping import wipe

    other = new_store("memory", "C")
    hand_over(teller, other)
    tell(other, lent(DE_MEN, "Lý Thị Mẩy"), *appointed("Bế Văn Đàn"))
    tell(teller, lent(DE_MEN, "Hoàng Văn Páo"), counted(3))
    pieces = [*parcels(teller), *parcels(other)]
    halves = [half for one in pieces for half in _halves(one)]
    taker = new_store("sqlite", "D")
    told: set[tuple[str, str]] = set()

    @settings(max_examples=40)
    @given(st.permutations(range(len(halves))), st.permutations(range(len(halves))))
    def check(order: list[int], again: list[int]) -> None:
        wipe(taker)
        for place in (*order, *again, *order):
            receive(taker, halves[place], source="test")
        for whole in pieces:
            receive(taker, whole, source="test")
        told.add((tables_digest(taker), str(scope_digests(taker))))
        assert len(told) == 1
        assert verify(taker).faults == ()

    check()


def _halves(parcel: Parcel) -> list[Parcel]:
    middle = len(parcel.frames) // 2
    head, tail = parcel.frames[:middle], parcel.frames[middle:]
    change = msgspec.structs.replace
    return [
        change(parcel, frames=head, parts=parcel.parts[::2], blobs=()),
        change(parcel, frames=tail, parts=parcel.parts[1::2]),
    ]


def test_a_fact_that_is_no_fact_is_never_told(store: Store) -> None:
    with pytest.raises(ValueError, match="larger than"):
        tell(store, described("a" * 2_000_000))
    assert facts(store) == 0
    tell(store, described("a"))
    assert verify(store).faults == ()
