"""What every engine promises: one suite on memory, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.node.store.telling import (
    PLACE,
    counted,
    described,
    facts,
    founded,
    lent,
    named,
    open_store,
    registered,
    returned,
    small_library,
    stocked,
    tell,
    voided,
)

from tusach.ledger.ident import sha256, stream_id
from tusach.ledger.stream import Broken, Head, link
from tusach.library import scopes
from tusach.node.store.protocol import Engine, Quarantined, SubjectRows
from tusach.node.store.retell import retell, scope_digests, tables_digest
from tusach.node.store.schema import TABLES
from tusach.node.store.store import Store
from tusach.node.store.verify import verify

DE_MEN = "Dế Mèn phiêu lưu ký"


def test_what_was_told_is_read_back_as_it_was_told(store: Store) -> None:
    done = tell(store, founded(), described(DE_MEN))
    with store.engine.reading() as reading:
        assert reading.arrival() == 4  # each of the two streams is opened by a fact of its own
        for key in done.facts:
            row = reading.fact(key)
            assert row is not None
            assert sha256(row.raw)[:32] == key == row.id
        assert reading.fact("0" * 32) is None
        assert [row.arrival for row in reading.facts(0, 10)] == [1, 2, 3, 4]
        assert [row.arrival for row in reading.facts(2, 1)] == [3]


def test_every_stream_is_an_unbroken_chain_up_to_its_head(store: Store) -> None:
    small_library(store)
    with store.engine.reading() as reading:
        streams = reading.streams()
        assert [row.stream for row in streams] == sorted(row.stream for row in streams)
        for row in streams:
            head = Head(row.stream)
            for one in reading.chain(row.stream, 1, 1000):
                found = link(head, one.raw)
                assert not isinstance(found, Broken), found
                head = Head(row.stream, found.fact.number, found.hash)
            assert (head.number, head.hash) == (row.number, row.hash)
            assert reading.stream(row.stream) == row
            assert [one.number for one in reading.chain(row.stream, row.number, 5)] == [row.number]
        assert reading.stream("0" * 32) is None


def test_a_subject_is_found_by_all_facts_that_touch_it_in_order(store: Store) -> None:
    small_library(store)
    copy = named(f"copy {DE_MEN} 1")
    with store.engine.reading() as reading:
        kinds = [one.fact.kind for one in reading.held(copy)]
        touches = list(reading.touches())
        assert reading.held(named("nobody")) == []
    assert kinds == ["copy.registered/1", "copy.lent/2"]
    assert touches == sorted(touches)
    assert len({arrival for arrival, _ in touches}) == facts(store)


def test_subjects_come_in_order_each_with_all_its_facts(store: Store) -> None:
    small_library(store)
    found = list(store.engine.subjects())
    assert [subject for subject, _ in found] == sorted(subject for subject, _ in found)
    with store.engine.reading() as reading:
        for subject, held in found:
            assert [one.id for one in held] == [one.id for one in reading.held(subject)]
    assert sum(len(held) for _, held in found) == facts(store)


def test_bulky_bytes_are_kept_once_by_their_hash(engine: Engine) -> None:
    raw = b"\0\xff" * 5_000
    for _ in range(2):
        with engine.writing() as writing:
            writing.put_blob(sha256(raw), raw)
            writing.put_blob(sha256(b""), b"")
    with engine.reading() as reading:
        assert reading.blob(sha256(raw)) == raw
        assert reading.blob(sha256(b"")) == b""
        assert reading.blob("0" * 64) is None
        assert dict(reading.blobs()) == {sha256(raw): raw, sha256(b""): b""}


def test_seals_stand_on_the_heads_and_come_back_whole(store: Store) -> None:
    small_library(store)
    assert store.seal() > 0
    assert store.seal() == 0
    tell(store, counted(1))
    assert store.seal() == 1
    with store.engine.reading() as reading:
        for row in reading.streams():
            numbers = [seal.sealed.number for seal in reading.seals(row.stream)]
            assert numbers == sorted(numbers)
            assert numbers[-1] == row.number == row.sealed
    assert verify(store).faults == ()


def test_the_same_piece_is_set_aside_once(engine: Engine) -> None:
    pieces = [
        Quarantined("a stick", b"bent", "no fact", 5),
        Quarantined("a stick", b"bent", "no fact, told again", 9),
        Quarantined("another stick", b"bent", "no fact", 6),
        Quarantined("a stick", b"bent otherwise", "no fact", 7),
    ]
    for piece in pieces:
        with engine.writing() as writing:
            writing.put_quarantine(piece)
    with engine.reading() as reading:
        assert reading.quarantined() == [pieces[0], pieces[2], pieces[3]]
        assert reading.bent_aside() == []


def test_the_rows_of_a_subject_are_replaced_and_no_others(engine: Engine) -> None:
    one, other = named("one"), named("other")

    def loan(subject: str, fact: str) -> tuple[object, ...]:
        return (engine.tenant, subject, fact, PLACE, "2026-02-20", None, None, None, None,
                0, None, None, None, None, None, None, 0, 0, 0, None, None, None)  # fmt: skip

    rows = {one: [loan(one, "a" * 32), loan(one, "b" * 32)], other: [loan(other, "c" * 32)]}
    with engine.writing() as writing:
        writing.put_stories(
            SubjectRows(subject, "copy", {"loan": found}, fresh=True)
            for subject, found in rows.items()
        )
    with engine.writing() as writing:
        writing.put_stories([SubjectRows(one, "copy", {"loan": [loan(one, "d" * 32)]})])
    with engine.reading() as reading:
        assert reading.subject_rows("loan", one) == [loan(one, "d" * 32)]
        assert reading.subject_rows("loan", other) == rows[other]
        assert list(reading.table("loan")) == sorted(
            [loan(one, "d" * 32), *rows[other]], key=lambda row: row[:3]
        )
    with engine.writing() as writing:
        writing.put_stories([SubjectRows(one, "copy", {})])
    with engine.reading() as reading:
        assert reading.subject_rows("loan", one) == []


class Cut(Exception):
    """Something went wrong in the middle of an act."""


def test_an_act_that_breaks_off_leaves_nothing(store: Store) -> None:
    small_library(store)
    before = tables_digest(store), facts(store), scope_digests(store)
    with pytest.raises(Cut), store.batch() as transaction:
        transaction.tell([described("Số đỏ"), *registered("Sùng Seo Lử", "99")], None)
        transaction.set_aside(Quarantined("test", b"x", "y", 1))
        raise Cut
    assert (tables_digest(store), facts(store), scope_digests(store)) == before
    with store.engine.reading() as reading:
        assert reading.quarantined() == []
        assert len(dict(reading.blobs())) == 2
    assert verify(store).faults == ()
    tell(store, described("Số đỏ"))
    assert verify(store).faults == ()


def test_an_act_sees_what_was_told_before_it_in_the_same_batch(store: Store) -> None:
    small_library(store)
    reader = named("reader Lý Thị Mẩy")
    with store.batch() as transaction:
        assert transaction.open_loans(reader) == {}
        (fact,) = transaction.tell([lent(DE_MEN, "Lý Thị Mẩy", 2)], None)
        assert transaction.state(named(f"copy {DE_MEN} 2"), "copy").open_loan.fact == fact
        assert list(transaction.open_loans(reader)) == [fact]
        assert transaction.borrower(fact) == reader
        # Nobody else sees it before it is told.
        assert store.open_loans(reader) == {}
        assert store.state(named(f"copy {DE_MEN} 2"), "copy").open_loan is None
    assert list(store.open_loans(reader)) == [fact]


def test_a_batch_within_a_batch_is_a_mistake_of_ours_and_harms_nothing(store: Store) -> None:
    with store.batch() as transaction:
        transaction.tell([founded()], None)
        with pytest.raises(RuntimeError), store.batch():
            pass
    assert facts(store) == 2
    assert verify(store).faults == ()


def test_a_loan_that_was_undone_or_ended_counts_no_more_and_again_if_that_is_undone(
    store: Store,
) -> None:
    small_library(store)
    reader, copy = named("reader Hoàng Văn Páo"), named(f"copy {DE_MEN} 1")
    scope = scopes.circulation(PLACE)
    (loan,) = store.open_loans(reader)
    (back,) = tell(store, returned(store, DE_MEN)).facts
    assert store.open_loans(reader) == {}
    (slip,) = tell(store, voided(back, copy, scope)).facts
    assert list(store.open_loans(reader)) == [loan]
    tell(store, voided(slip, copy, scope))
    assert store.open_loans(reader) == {}
    (other,) = tell(store, lent(DE_MEN, "Hoàng Văn Páo", 2)).facts
    tell(store, voided(other, named(f"copy {DE_MEN} 2"), scope))
    assert store.open_loans(reader) == {}


def test_what_is_remembered_is_what_a_fresh_look_finds(store: Store) -> None:
    small_library(store)
    loans = {one: store.open_loans(named(f"reader {one}")) for one in ("Hoàng Văn Páo", "?")}
    stories = {subject: store.story(subject) for subject, _ in store.engine.subjects()}
    store.forget()
    assert {one: store.open_loans(named(f"reader {one}")) for one in loans} == loans
    assert {subject: store.story(subject) for subject in stories} == stories


def test_tables_told_act_by_act_equal_tables_told_anew(store: Store) -> None:
    small_library(store)
    found = retell(store)
    assert found.digest_before == found.digest_after == tables_digest(store)
    assert found.facts == facts(store)
    tell(store, lent(DE_MEN, "Lý Thị Mẩy", 2))
    assert verify(store).faults == ()


def test_a_store_that_is_opened_again_goes_on_where_it_was(
    store: Store, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    small_library(store)
    folder = tmp_path_factory.mktemp("again")
    (folder / "vault.sqlite").write_bytes(store.vault.path.read_bytes())
    store.vault.scrub()
    (folder / "vault.sqlite").write_bytes(store.vault.path.read_bytes())
    again = open_store(store.engine, folder, clock=store.clock)
    tell(again, lent(DE_MEN, "Lý Thị Mẩy", 2))
    assert again.clock_state.ms >= store.clock_state.ms
    assert verify(again).faults == ()
    again.vault.close()


@pytest.mark.postgres
def test_equal_facts_give_equal_tables_on_every_engine(new_store: Callable[..., Store]) -> None:
    digests = set()
    for kind in ("memory", "sqlite", "postgres"):
        told = new_store(kind)
        small_library(told)
        digests.add((tables_digest(told), str(scope_digests(told))))
    assert len(digests) == 1


def test_each_table_of_the_schema_can_be_read_empty_and_dropped(engine: Engine) -> None:
    with engine.writing() as writing:
        writing.drop_tables()
        writing.make_indexes()
    with engine.reading() as reading:
        assert all(list(reading.table(table.name)) == [] for table in TABLES)


def test_streams_are_made_of_key_tenant_and_scope(store: Store) -> None:
    tell(store, founded(), stocked(DE_MEN))
    with store.engine.reading() as reading:
        found = {row.scope: row for row in reading.streams()}
    assert set(found) == {scopes.CONTROL, scopes.CATALOGUE}
    for scope, row in found.items():
        assert row.stream == stream_id(store.installation.public_key, store.tenant, scope)
        assert row.installation == store.installation.public_hex
