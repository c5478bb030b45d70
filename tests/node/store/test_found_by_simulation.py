"""What the simulator of a province found in one store, each told again in a few lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.node.store.telling import (
    BEGAN_MS,
    TENANT,
    StandingClock,
    counted,
    described,
    draft,
    erased,
    hand_over,
    named,
    open_engine,
    open_store,
    registered,
    tell,
    voided,
)
from tests.node.sync.province import Province, Wire, enrolled
from tests.node.sync.province import key as key_of

from tusach.ledger.draft import Refusal
from tusach.ledger.kind import HUB
from tusach.library import scopes
from tusach.library.holds.facts import AskedPrivate, HoldPlaced, WishPrivate, WishTold
from tusach.library.nodes.facts import NodeRevoked, node_subject
from tusach.library.readers.facts import (
    PersonErased,
    ReaderDescribed,
    ReaderPrivate,
    ReaderRegistered,
)
from tusach.node.settings.home import write_home
from tusach.node.store import home as homes
from tusach.node.store.keys import installation, keep_heads, retire
from tusach.node.store.retell import retell
from tusach.node.store.store import Store
from tusach.node.store.verify import verify
from tusach.node.sync.asking import synchronise

PLACE = named("place")
YEAR_2099 = 4_080_000_000_000


@pytest.fixture
def hub_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hub on disk, its keys beside it."""
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    home = tmp_path / "home"
    homes.create(home, role="hub", tenant="04", offset_minutes=420)
    return home


def test_a_clock_that_once_stood_in_2099_binds_nobody_after_a_person_said_what_time_it_is(
    tmp_path: Path,
) -> None:
    clock = StandingClock(YEAR_2099)
    engine = open_engine("memory", tmp_path, str)
    store = open_store(engine, tmp_path, clock=clock)
    tell(store, described("Số đỏ"), counted(1))
    store.seal()
    clock.ms = BEGAN_MS
    assert isinstance(store.tell(None, [counted(2)]), Refusal)
    store.believe(BEGAN_MS)
    tell(store, counted(2))
    store.seal()
    again = open_store(engine, tmp_path, clock=clock)
    assert again.clock_fault() is None
    tell(again, counted(3))


def test_a_name_that_was_taken_back_after_an_erasure_stays_refused_when_tables_are_retold(
    tmp_path: Path,
) -> None:
    store = open_store(open_engine("memory", tmp_path, str), tmp_path)
    who, scope = named("reader Lý Thị Mẩy"), scopes.people(PLACE)
    tell(store, *registered("Lý Thị Mẩy"))
    gone = erased(store, "Lý Thị Mẩy")
    private = ReaderPrivate(name="Lý Thị Mẩy, bản Lũng")
    late = draft("reader.described/1", who, ReaderDescribed("adult"), scope, private=private)
    tell(store, gone)
    fact = tell(store, late).facts[0]
    tell(store, voided(fact, who, scope))
    assert verify(store).faults == ()
    refused = store.vault.refused()
    assert len(refused) == 2
    retell(store)
    assert store.vault.refused() == refused


@pytest.mark.parametrize("kind", ["hold.placed/1", "wish.told/1"])
def test_what_a_reader_asked_for_comes_back_without_its_link_after_an_erasure_and_is_no_fault(
    tmp_path: Path, kind: str
) -> None:
    who, asked = named("reader Lý Thị Mẩy"), named("what was asked for")

    def opened(folder: str, name: str) -> Store:
        (tmp_path / folder).mkdir()
        return open_store(open_engine("memory", tmp_path / folder, str), tmp_path / folder, name)

    store, hub = opened("library", "A"), opened("hub", "B")
    tell(store, *registered("Lý Thị Mẩy"))
    heads = store.story(who).heads
    bodies = {
        "hold.placed/1": (HoldPlaced(pickup=PLACE, copy=named("copy")), AskedPrivate(who, heads)),
        "wish.told/1": (WishTold(), WishPrivate("Truyện Kiều", reader=who, after_reader=heads)),
    }
    body, private = bodies[kind]
    tell(store, draft(kind, asked, body, scopes.circulation(PLACE), private=private))
    hand_over(store, hub)
    tell(hub, erased(hub, "Lý Thị Mẩy"))
    put_back = opened("put back", "A")
    hand_over(hub, put_back)
    assert put_back.story(asked).held
    assert verify(put_back).faults == ()


def test_what_was_erased_stays_so_when_the_machine_that_said_it_is_shut_out_from_before(
    tmp_path: Path,
) -> None:
    province = Province(tmp_path)
    hub, place = province.hub, named("place X")
    library = province.library("X")
    synchronise(library, Wire(hub))
    who, scope = named("reader Lý Thị Mẩy"), scopes.people(place)
    private = ReaderPrivate(name="Lý Thị Mẩy")
    body = ReaderRegistered("adult", "2027-12-31")
    tell(library, draft("reader.registered/1", who, body, scope, private=private, place=place))
    parts = library.state(who, "reader").parts
    gone = PersonErased(parts, "wish")
    tell(library, draft("person.erased/1", who, gone, scope, place=place))
    synchronise(library, Wire(hub))
    assert all(hub.vault.is_refused(one) for one in parts)
    key = library.own_key
    revoked = NodeRevoked("stolen", ())
    subject = node_subject(TENANT, key)
    tell(hub, draft("node.revoked/1", subject, revoked, scopes.CONTROL, place=None))
    assert hub.state(who, "reader").erased_on is None, "its word counts no more"
    assert verify(hub).faults == ()
    retell(hub)
    assert all(hub.vault.is_refused(one) for one in parts)
    assert verify(hub).faults == ()
    # What nobody ever erased is not refused by the word of such a machine, however often retold.
    late = province.store("late hub", HUB, own=key_of("second hub"))
    tell(hub, enrolled(late.installation, role=HUB))
    synchronise(late, Wire(hub))
    retell(late)
    assert not any(late.vault.is_refused(one) for one in parts)
    assert verify(late).faults == ()


def test_the_end_of_an_old_copy_is_sealed_by_a_key_that_the_machine_had_two_keys_ago(
    hub_home: Path,
) -> None:
    home, store = hub_home, homes.open_store(hub_home)
    first = store.own_key
    tell(store, described("Số đỏ"))
    # The process is killed here, nothing was sealed; the machine went on under other keys.
    store.engine.close()
    store.vault.close()
    for _ in range(2):
        retire(home)
    again = homes.open_store(home)
    try:
        assert again.own_key != first
        with again.engine.reading() as reading:
            rows = [row for row in reading.streams() if row.installation == first]
        assert rows and all(row.sealed == row.number for row in rows)
        assert verify(again).faults == ()
    finally:
        again.close()


@pytest.mark.parametrize("speaks", ["of the first key alone", "of no key"])
def test_a_new_key_follows_one_of_which_the_ledger_that_was_put_back_speaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, speaks: str
) -> None:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    home = tmp_path / "home"
    home.mkdir()
    write_home(home, role="library", tenant="04")
    first = installation(home)
    second = retire(home, {first.public_hex})
    assert second.succeeds == first.public_hex
    known = {first.public_hex} if speaks.endswith("alone") else set()
    third = retire(home, known)
    assert third.succeeds == (first.public_hex if known else second.public_hex)


def test_what_a_home_that_was_put_back_had_not_sealed_is_sealed_by_the_key_that_told_it(
    hub_home: Path,
) -> None:
    home, store = hub_home, homes.open_store(hub_home)
    tell(store, described("Số đỏ"))
    # The process is killed here, nothing was sealed; the machine knows a head that is not here.
    store.engine.close()
    store.vault.close()
    keep_heads(home, {"ab" * 16: (7, "cd" * 32)})
    again = homes.open_store(home)
    try:
        with again.engine.reading() as reading:
            rows = reading.streams()
        assert all(row.sealed == row.number for row in rows)
        assert {row.installation for row in rows} >= {store.own_key}
        assert again.own_key != store.own_key
    finally:
        again.close()
