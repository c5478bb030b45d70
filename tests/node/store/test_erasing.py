"""A person who is erased is nowhere: not in the vault, its log, the ledger, a database's folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.node.store.telling import (
    PLACE,
    described,
    draft,
    erased,
    hand_over,
    lent,
    named,
    open_engine,
    open_store,
    parcels,
    registered,
    returned,
    small_library,
    stocked,
    tell,
)

from tusach.library import scopes
from tusach.library.readers.facts import ReaderDescribed, ReaderPrivate
from tusach.node.store.receive import receive
from tusach.node.store.retell import retell, tables_digest
from tusach.node.store.store import Store
from tusach.node.store.verify import verify

NewStore = Callable[..., Store]
NAME, CARD, PHONE = "Sùng Thị Dợ Lìn", "CARD-48151623", "0912345678"
PERSONAL = (NAME, CARD)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Store]:
    """A store on disk in which a reader has borrowed, and many others come after."""
    made = open_store(open_engine("sqlite", tmp_path, str), tmp_path)
    borrowing(made)
    yield made
    made.vault.close()


def borrowing(store: Store) -> None:
    """A reader with a card and a loan that has ended, among others."""
    small_library(store)
    tell(store, *registered(NAME, CARD), described("Số đỏ"), stocked("Số đỏ"))
    for nr in range(20):
        tell(store, *registered(f"Reader {nr}", f"N-{nr}"))
    tell(store, lent("Số đỏ", NAME))
    tell(store, returned(store, "Số đỏ"))


def places_of(words: str, folder: Path) -> list[str]:
    """Files below a folder that hold these words anywhere, in whatever page or log."""
    wanted = words.encode()
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and wanted in path.read_bytes()
    ]


def test_the_bytes_of_an_erased_person_are_in_no_file(told: Store, tmp_path: Path) -> None:
    assert all(places_of(words, tmp_path) for words in PERSONAL)
    commitments = told.state(named(f"reader {NAME}"), "reader").parts
    assert len(commitments) == 2
    tell(told, erased(told, NAME))
    assert [places_of(words, tmp_path) for words in PERSONAL] == [[], []]
    assert told.vault.refused() >= set(commitments)
    assert all(told.vault.part(one) is None for one in commitments)
    assert verify(told).faults == ()


def test_no_loan_leads_to_an_erased_person(told: Store) -> None:
    reader = named(f"reader {NAME}")
    assert told.vault.query("SELECT copy FROM loan_reader WHERE reader = ?", (reader,))
    tell(told, erased(told, NAME))
    assert told.vault.query("SELECT copy FROM loan_reader WHERE reader = ?", (reader,)) == []
    assert all(reader.encode() not in part.raw for part in told.vault.parts())
    assert verify(told).faults == ()
    before = told.vault.refused()
    assert retell(told).digest_before == tables_digest(told)
    assert told.vault.refused() == before
    assert verify(told).faults == ()


def test_erased_bytes_go_also_where_somebody_reads_meanwhile(told: Store, tmp_path: Path) -> None:
    import sqlite3

    reader = sqlite3.connect(told.vault.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM part").fetchone()
    tell(told, erased(told, NAME))
    assert not told.vault.scrubbed
    reader.close()
    told.seal_if_told()
    assert told.vault.scrubbed
    assert [places_of(words, tmp_path) for words in PERSONAL] == [[], []]


def test_an_erased_person_does_not_come_back_with_an_old_stick(
    told: Store, tmp_path: Path, new_store: NewStore
) -> None:
    stick = parcels(told)
    tell(told, erased(told, NAME))
    for one in stick:
        receive(told, one, source="an old stick")
    assert [places_of(words, tmp_path) for words in PERSONAL] == [[], []]
    assert verify(told).faults == ()
    # A node that hears of the erasure first refuses the parts when they come.
    other = new_store("sqlite", "B")
    for one in (*parcels(told), *stick):
        receive(other, one, source="an old stick")
    assert NAME not in {row[1] for row in other.vault.table("reader_name")}
    assert not places_of(NAME, other.vault.path.parent)
    assert tables_digest(other) == tables_digest(told)
    assert verify(other).faults == ()


def test_a_node_that_holds_the_person_erases_on_hearing_it(
    told: Store, new_store: NewStore
) -> None:
    other = new_store("sqlite", "B")
    hand_over(told, other)
    assert places_of(NAME, other.vault.path.parent)
    tell(told, erased(told, NAME))
    hand_over(told, other)
    assert not places_of(NAME, other.vault.path.parent)
    assert other.vault.refused() == told.vault.refused()
    assert verify(other).faults == ()


def test_what_is_told_of_an_erased_person_afterwards_is_erased_too(
    told: Store, tmp_path: Path
) -> None:
    tell(told, erased(told, NAME))
    who, body = named(f"reader {NAME}"), ReaderDescribed("adult")
    again = ReaderPrivate(name=f"{NAME} again")
    tell(told, draft("reader.described/1", who, body, scopes.people(PLACE), private=again))
    assert not places_of(NAME, tmp_path)
    assert told.vault.query("SELECT 1 FROM reader_name WHERE reader = ?", (who,)) == []
    assert verify(told).faults == ()


@pytest.mark.postgres
def test_no_name_ever_lies_in_the_folder_of_the_database(
    new_store: NewStore, postgres_url: str
) -> None:
    data = Path(postgres_url.partition("host=")[2])
    store = new_store("postgres")
    borrowing(store)
    store.seal()
    assert not places_of(NAME, data)
    assert not places_of(CARD, data)
    assert not places_of(PHONE, data)
    tell(store, erased(store, NAME))
    assert not places_of(NAME, store.vault.path.parent)
    assert verify(store).faults == ()
