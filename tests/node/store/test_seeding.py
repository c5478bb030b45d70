"""Salts follow from a seed per own stream and month; it goes with the first part erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.node.store.telling import (
    BEGAN_MS,
    PLACE,
    StandingClock,
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

from tusach.ledger.fact import Fact, trusted
from tusach.ledger.salting import salt
from tusach.library import scopes
from tusach.library.readers.facts import PersonErased, ReaderDescribed, ReaderPrivate
from tusach.node.store import seeding
from tusach.node.store.protocol import StoreFault
from tusach.node.store.receive import receive
from tusach.node.store.retell import retell
from tusach.node.store.store import Store
from tusach.node.store.verify import verify

NewStore = Callable[..., Store]
MONTH_MS = 31 * 86_400_000
NAME = "Sùng Thị Dợ Lìn"


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Store]:
    """A store on disk with readers and loans."""
    made = open_store(open_engine("sqlite", tmp_path, str), tmp_path)
    small_library(made)
    tell(made, *registered(NAME, "CARD-1"), described("Số đỏ"), stocked("Số đỏ"))
    yield made
    made.vault.close()


def stream_of(store: Store, scope: str) -> str:
    with store.engine.reading() as reading:
        (found,) = [row.stream for row in reading.streams() if row.scope == scope]
        return found


def people(store: Store) -> str:
    return stream_of(store, scopes.people(PLACE))


def seeds(store: Store, stream: str = "") -> list[seeding.SeedRow]:
    """The seeds of a stream; without one, of the readers."""
    return seeding.rows_of(store.vault, stream or people(store))


def facts_with_parts(store: Store) -> Iterator[Fact]:
    with store.engine.reading() as reading:
        for row in reading.streams():
            for one in reading.chain(row.stream, 1, 1000):
                fact = trusted(one.raw)
                if fact.commitment is not None and store.vault.part(fact.commitment):
                    yield fact


def follows(store: Store, fact: Fact) -> bool:
    """Whether the salt of a fact's part follows from a seed that lies here."""
    part = store.vault.part(fact.commitment or "")
    assert part is not None
    given = seeding.given(store.vault, fact.stream, fact.number, fact.number)
    return any(salt(one.seed, fact.stream, fact.number) == part.salt for one in given)


def places_of(raw: bytes, folder: Path) -> list[str]:
    """Files below a folder that hold these bytes anywhere."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path.name for path in files if raw in path.read_bytes()]


def test_every_salt_of_ones_own_follows_from_one_seed_for_each_stream(told: Store) -> None:
    facts = list(facts_with_parts(told))
    assert len(facts) >= 6
    assert all(follows(told, fact) for fact in facts)
    rows = told.vault.query("SELECT stream, month, first, length(seed) FROM seed ORDER BY stream")
    assert {row[0] for row in rows} == {fact.stream for fact in facts}
    assert {(row[1], row[3]) for row in rows} == {("2026-03", 32)}
    assert len(rows) == len({row[0] for row in rows})
    assert verify(told).faults == ()


def test_a_seed_outlives_the_process_and_the_month_has_no_other(
    told: Store, tmp_path: Path
) -> None:
    before = seeds(told)
    told.vault.close()
    told.engine.close()
    again = open_store(open_engine("sqlite", tmp_path, str), tmp_path, clock=StandingClock())
    tell(again, *registered("Reader 2"))
    assert seeds(again) == before
    assert all(follows(again, fact) for fact in facts_with_parts(again))
    again.vault.close()


def test_a_new_month_has_a_new_seed_and_so_has_one_that_comes_again(told: Store) -> None:
    told.clock = StandingClock(BEGAN_MS + MONTH_MS)
    tell(told, *registered("Reader 2"), *registered("Reader 3"))
    march, april = seeds(told)
    assert (march.month, april.month) == ("2026-03", "2026-04")
    assert march.seed != april.seed
    assert march.first < april.first
    assert all(follows(told, fact) for fact in facts_with_parts(told))


def test_the_seed_goes_with_the_part_and_is_in_no_byte_of_the_home(
    told: Store, tmp_path: Path
) -> None:
    tell(told, lent("Số đỏ", NAME))
    tell(told, returned(told, "Số đỏ"))
    loans = stream_of(told, scopes.circulation(PLACE))
    gone = [seeds(told)[0].seed, seeds(told, loans)[0].seed]
    assert all(places_of(seed, tmp_path) for seed in gone)
    tell(told, erased(told, NAME))
    assert [places_of(seed, tmp_path) for seed in gone] == [[], []]
    assert [row.seed for row in seeds(told)] == [b""]
    assert [row.seed for row in seeds(told, loans)] == [b""]
    assert verify(told).faults == ()


def test_what_is_told_after_an_erasure_has_a_fresh_seed_of_its_own(told: Store) -> None:
    old = seeds(told)[0].seed
    tell(told, erased(told, NAME))
    tell(told, *registered("Reader 2"), *registered("Reader 3"))
    blank, fresh = seeds(told)
    assert blank.seed == b""
    assert fresh.seed not in (b"", old)
    assert fresh.month == blank.month
    after = [fact for fact in facts_with_parts(told) if fact.stream == fresh.stream]
    assert [follows(told, fact) for fact in after] == [one.number >= fresh.first for one in after]
    tell(told, erased(told, "Reader 2"))
    assert [row.seed for row in seeds(told)] == [b"", b""]
    assert verify(told).faults == ()


def test_other_stretches_keep_their_seeds(told: Store) -> None:
    told.clock = StandingClock(BEGAN_MS + MONTH_MS)
    tell(told, *registered("Reader 2"))
    march, april = seeds(told)
    tell(told, erased(told, NAME))
    assert [row.seed for row in seeds(told)] == [b"", april.seed]
    assert march.first == seeds(told)[0].first


def test_what_is_told_of_an_erased_person_leaves_no_seed(told: Store, tmp_path: Path) -> None:
    tell(told, erased(told, NAME))
    who, body = named(f"reader {NAME}"), ReaderDescribed("adult")
    again = ReaderPrivate(name=f"{NAME} again")
    tell(told, draft("reader.described/1", who, body, scopes.people(PLACE), private=again))
    assert all(row.seed == b"" for row in seeds(told))
    assert verify(told).faults == ()


def test_a_part_of_which_it_is_not_known_where_it_stands_takes_all_seeds(told: Store) -> None:
    tell(told, lent("Số đỏ", "Lý Thị Mẩy"))
    parts = told.state(named("reader Hoàng Văn Páo"), "reader").parts
    body, who = PersonErased(parts, "wish"), named(f"reader {NAME}")
    tell(told, draft("person.erased/1", who, body, scopes.people(PLACE)))
    rows = told.vault.query("SELECT seed FROM seed")
    assert len(rows) >= 2
    assert {row[0] for row in rows} == {b""}
    assert verify(told, quick=True).faults == ()


def test_who_receives_parts_keeps_their_salts_and_no_seed(told: Store, new_store: NewStore) -> None:
    other = new_store("sqlite", "B")
    hand_over(told, other)
    assert {one.salt for one in other.vault.parts()} == {one.salt for one in told.vault.parts()}
    assert other.vault.query("SELECT 1 FROM seed") == []


def test_an_act_that_never_came_leaves_no_seed(
    told: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.clock = StandingClock(BEGAN_MS + MONTH_MS)
    before = seeds(told)

    def broken(*_: object) -> None:
        raise StoreFault("store.full")

    from tusach.node.store.sql import SqlWriting

    with monkeypatch.context() as patched:
        patched.setattr(SqlWriting, "append", broken)
        with pytest.raises(StoreFault):
            told.tell(None, registered("Reader 2"))
    assert seeds(told) == before
    assert verify(told).faults == ()
    tell(told, *registered("Reader 2"))
    assert len(seeds(told)) == 2
    assert all(follows(told, fact) for fact in facts_with_parts(told))


def test_a_process_that_ends_between_the_files_leaves_no_seed(
    told: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    from tusach.node.store.sql import SqlWriting

    told.clock = StandingClock(BEGAN_MS + MONTH_MS)
    before = seeds(told)
    with monkeypatch.context() as patched:
        patched.setattr(SqlWriting, "append", cut)
        patched.setattr(told, "settle", cut)
        with pytest.raises(PowerCut):
            told.tell(None, registered("Reader 2"))
    told.vault.close()
    told.engine.close()
    again = open_store(open_engine("sqlite", tmp_path, str), tmp_path)
    again.settle()
    assert seeds(again) == before
    assert verify(again).faults == ()
    again.vault.close()


def test_a_bent_seed_is_noticed_and_serves_nothing(told: Store) -> None:
    stream, first = people(told), seeds(told)[0].first
    with told.vault._writing() as connection:
        connection.execute("UPDATE seed SET seed = zeroblob(32) WHERE stream = ?", (stream,))
    assert [one.code for one in verify(told).faults] == ["verify.seed"]
    assert seeding.given(told.vault, stream, first, first) == []
    tell(told, *registered("Reader 2"))
    assert len(seeds(told)) == 2


def test_a_seed_that_leads_to_an_erased_part_is_noticed(told: Store) -> None:
    (row,) = seeds(told)
    tell(told, erased(told, NAME))
    with told.vault._writing() as connection:
        seeding.write(connection, (row,), seeding.Forgotten())
    assert {one.code for one in verify(told).faults} == {"verify.seed"}


def test_a_home_put_back_loses_the_seed_of_what_was_erased_since(
    told: Store, new_store: NewStore
) -> None:
    stick = parcels(told)
    put_back = new_store("sqlite", "A")
    for one in stick:
        receive(put_back, one, source="copy")
    with put_back.vault._writing() as connection:
        seeding.write(connection, seeds(told), seeding.Forgotten())
    tell(told, erased(told, NAME))
    hand_over(told, put_back)
    assert [row.seed for row in seeds(put_back)] == [b""]
    assert verify(put_back).faults == ()
    retell(put_back)
    assert verify(put_back).faults == ()
