"""A copy that came back elsewhere is back for the place that lent it, after one exchange."""

from __future__ import annotations

import threading
from pathlib import Path

import msgspec
import pytest
from tests.node.store.telling import (
    ON,
    TENANT,
    CountedRandom,
    StandingClock,
    described,
    draft,
    facts,
    named,
    parcels,
    stocked,
    tell,
    voided,
)
from tests.node.sync.province import HUB_KEY, Province, Wire, enrolled, key

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.kind import HUB
from tusach.ledger.story import Story
from tusach.library import scopes
from tusach.library.copies.facts import CopyLent, CopyReturned, CopySeen, CopySent, LentPrivate
from tusach.library.copies.states import ON_WAY, CopyState
from tusach.library.holds.facts import AskedPrivate, HoldEnded, HoldPlaced
from tusach.library.holds.rules import assign
from tusach.library.register import FOLDERS
from tusach.node.acts.ends import settle_ends
from tusach.node.store.postgres import PostgresEngine
from tusach.node.store.receive import receive_all
from tusach.node.store.retell import retell, scope_digests
from tusach.node.store.store import Store, World
from tusach.node.store.vault import Vault
from tusach.node.store.verify import verify
from tusach.node.sync.asking import synchronise

COPY = named("copy Số đỏ 1")
LATER = "2026-02-25"


def shelved(name: str) -> Draft:
    """A copy that should stand at place A, and does."""
    wish = stocked(name)
    return msgspec.structs.replace(
        wish, body=msgspec.structs.replace(wish.body, home=named("place A"))
    )


@pytest.fixture
def province(tmp_path: Path) -> Province:
    found = Province(tmp_path)
    does_its_duty(found.hub)
    tell(found.hub, described("Số đỏ"), shelved("Số đỏ"))
    return found


def does_its_duty(store: Store) -> None:
    store.perform = lambda: settle_ends(store)


def sync(one: Store, other: Store) -> None:
    synchronise(one, Wire(other))


def lends(store: Store, on: str = ON) -> str:
    """The copy goes to a reader of the store's place; the fact's id."""
    place = store.identity.place or ""
    body = CopyLent(due_on="2026-03-16", rule=None, governed_by=place)
    own = LentPrivate(named(f"reader {place}"))
    scope = scopes.circulation(place)
    wish = draft("copy.lent/2", COPY, body, scope, private=own, place=place, on=on)
    return tell(store, wish).facts[0]


def has_in_hand(store: Store, kind: str = "copy.returned/2", on: str = LATER) -> str:
    place = store.identity.place or ""
    body = CopyReturned() if kind == "copy.returned/2" else CopySeen("shelf")
    wish = draft(kind, COPY, body, scopes.circulation(place), place=place, on=on)
    return tell(store, wish).facts[0]


def copy(store: Store) -> CopyState:
    state: CopyState = store.state(COPY, "copy")
    return state


def ends(store: Store) -> list[str]:
    """The facts by which loans ended elsewhere."""
    story: Story = store.story(COPY)
    return [one.id for one in story.tellings if one.kind == "loan.ended_elsewhere/1"]


def test_a_lends_b_takes_back_and_a_shows_it_returned_without_any_fact_of_b(
    province: Province,
) -> None:
    a, b, hub = province.library("A"), province.library("B"), province.hub
    sync(a, hub)
    sync(b, hub)
    lent = lends(a)
    sync(a, hub)
    has_in_hand(b)
    sync(b, hub)
    sync(a, hub)
    (loan,) = copy(a).loans
    assert (loan.fact, loan.ended_on, loan.ended_at) == (lent, LATER, named("place B"))
    assert copy(a).custody == copy(b).custody == copy(hub).custody == ("place", named("place B"))
    assert scopes.circulation(named("place B")) not in scope_digests(a)
    assert len(ends(hub)) == 1
    for store in (a, b, hub):
        assert verify(store).faults == ()
        assert retell(store).digest_after == retell(store).digest_before


def test_a_return_that_was_there_first_ends_the_loan_in_the_exchange_that_brings_it(
    province: Province,
) -> None:
    a, b, hub = province.library("A"), province.library("B"), province.hub
    sync(a, hub)
    sync(b, hub)
    lends(a)
    has_in_hand(b)
    sync(b, hub)
    sync(a, hub)
    assert copy(a).open_loan is None
    assert copy(a).holder == named("place B")


@pytest.mark.parametrize("kind", ["copy.returned/2", "copy.seen/2"])
def test_it_is_told_once_however_often_nodes_meet(province: Province, kind: str) -> None:
    a, b, hub = province.library("A"), province.library("B"), province.hub
    for store in (a, b):
        sync(store, hub)
    lends(a)
    has_in_hand(b, kind)
    for _ in range(3):
        for store in (a, b):
            sync(store, hub)
        assert settle_ends(hub) == 0
    assert len(ends(hub)) == len(ends(a)) == 1
    assert ends(b) == []


def test_a_copy_lent_on_at_the_place_that_has_it_is_no_loan_of_the_first_any_more(
    province: Province,
) -> None:
    a, b, hub = province.library("A"), province.library("B"), province.hub
    for store in (a, b):
        sync(store, hub)
    lends(a)
    sync(a, hub)
    has_in_hand(b)
    lends(b, on="2026-02-26")
    sync(b, hub)
    sync(a, hub)
    assert copy(a).open_loan is None
    assert copy(hub).open_loan is not None


def test_a_copy_lent_at_both_places_at_once_is_ended_by_nobody(province: Province) -> None:
    a, b, hub = province.library("A"), province.library("B"), province.hub
    for store in (a, b):
        sync(store, hub)
        lends(store)
    for store in (a, b, a):
        sync(store, hub)
    assert [one.code for one in hub.story(COPY).disagreements] == ["copy.lent_twice"]
    assert ends(hub) == []
    assert copy(a).open_loan is not None


def test_a_return_that_is_undone_reopens_the_loan_where_it_was_lent(province: Province) -> None:
    a, b, hub = province.library("A"), province.library("B"), province.hub
    for store in (a, b):
        sync(store, hub)
    lends(a)
    sync(a, hub)
    back = has_in_hand(b)
    sync(b, hub)
    sync(a, hub)
    assert copy(a).open_loan is None
    tell(b, voided(back, COPY, scopes.circulation(named("place B"))))
    sync(b, hub)
    sync(a, hub)
    assert copy(a).open_loan is not None
    assert settle_ends(hub) == 0
    has_in_hand(b)
    sync(b, hub)
    sync(a, hub)
    assert copy(a).open_loan is None


def test_two_hubs_of_one_province_agree_whoever_told_it(province: Province) -> None:
    a, b, hub = province.library("A"), province.library("B"), province.hub
    second = province.store("second", HUB, None)
    tell(hub, enrolled(key("second"), role=HUB))
    for store in (a, b, second):
        sync(store, hub)
    lends(a)
    has_in_hand(b)
    for store in (a, b):
        sync(store, hub)
        sync(store, second)
    settle_ends(second)
    assert (len(ends(hub)), len(ends(second))) == (1, 1)
    sync(second, hub)
    assert copy(hub) == copy(second)
    assert settle_ends(hub) == settle_ends(second) == 0


def test_a_rebuilt_hub_takes_nothing_back_before_it_holds_what_the_first_one_knew(
    province: Province,
) -> None:
    a, b, hub = province.library("A"), province.library("B"), province.hub
    second = province.store("second", HUB, None)
    tell(hub, enrolled(key("second"), role=HUB))
    for store in (a, b):
        sync(store, hub)
    lends(a)
    has_in_hand(b)
    for store in (a, b, a):
        sync(store, hub)
    receive_all(second, parcels(a), source="a stick")
    assert len(ends(second)) == 1
    assert settle_ends(second) == 0
    sync(second, b)
    assert settle_ends(second) == 0
    assert copy(second) == copy(hub)


def test_a_library_and_a_hub_without_a_network_tell_nothing_of_it(province: Province) -> None:
    a, hub = province.library("A"), province.hub
    sync(a, hub)
    before = facts(a)
    assert settle_ends(a) == 0
    assert facts(a) == before
    alone = Store(
        hub.engine, hub.vault, hub.installation, folders=hub.folders, identity=hub.identity
    )
    alone.standings = None
    assert settle_ends(alone) == 0


@pytest.mark.postgres
def test_two_processes_of_a_hub_tell_it_once(
    tmp_path: Path, postgres_database: str, province: Province
) -> None:
    vault = tmp_path / "vault.sqlite"
    workers = [
        Store(
            PostgresEngine(postgres_database, TENANT),
            Vault(vault, shared=True),
            HUB_KEY,
            folders=FOLDERS,
            identity=province.hub.identity,
            world=World(clock=StandingClock(), random=CountedRandom(str(nr)), built_ms=0),
        )
        for nr in range(3)
    ]
    copies = [f"Quyển {nr}" for nr in range(20)]
    first = workers[0]
    tell(first, *(shelved(one) for one in copies))
    for one in copies:
        for at, body in ((named("place A"), loan_of()), (named("place B"), CopyReturned())):
            kind = "copy.lent/2" if isinstance(body, CopyLent) else "copy.returned/2"
            wish = draft(kind, named(f"copy {one} 1"), body, scopes.circulation(at), place=at)
            tell(first, wish)
    told: list[int] = []
    threads = [
        threading.Thread(target=lambda store=store: told.append(settle_ends(store)))
        for store in workers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(told) == len(copies)
    for store in workers:
        assert settle_ends(store) == 0
        assert verify(store).faults == ()
        store.close()


def loan_of() -> CopyLent:
    return CopyLent(due_on="2026-03-16", rule=None, governed_by=named("place A"))


def sends(store: Store, to: Store, on: str = ON) -> str:
    place, goal = store.identity.place or "", to.identity.place or ""
    scope = scopes.circulation(place)
    wish = draft("copy.sent/1", COPY, CopySent(goal, "asked_for"), scope, place=place, on=on)
    return tell(store, wish).facts[0]


def test_a_copy_that_a_sent_and_b_has_seen_is_on_its_way_no_more_at_a(province: Province) -> None:
    a, b, hub = province.library("A"), province.library("B"), province.hub
    sync(a, hub)
    sync(b, hub)
    sends(a, b)
    sync(a, hub)
    assert copy(a).status == copy(hub).status == ON_WAY
    seen = has_in_hand(b, "copy.seen/2")
    sync(b, hub)
    sync(a, hub)
    assert copy(a).on_way is None
    assert copy(a).custody == copy(b).custody == copy(hub).custody == ("place", named("place B"))
    assert scopes.circulation(named("place B")) not in scope_digests(a)
    wish = voided(seen, COPY, scopes.circulation(named("place B")))
    tell(b, msgspec.structs.replace(wish, place=named("place B")))
    sync(b, hub)
    sync(a, hub)
    assert copy(a).status == copy(hub).status == ON_WAY
    for store in (a, b, hub):
        assert verify(store).faults == ()
        assert retell(store).digest_after == retell(store).digest_before


def test_a_copy_brought_back_where_it_was_never_lent_leaves_the_shelf_of_its_owner(
    province: Province,
) -> None:
    a, b, hub = province.library("A"), province.library("B"), province.hub
    sync(a, hub)
    sync(b, hub)
    assert copy(a).custody == ("place", named("place A"))
    back = has_in_hand(b, "copy.returned/2")
    sync(b, hub)
    sync(a, hub)
    assert copy(a).custody == copy(b).custody == copy(hub).custody == ("place", named("place B"))
    assert scopes.circulation(named("place B")) not in scope_digests(a)
    assert settle_ends(hub) == 0
    wish = voided(back, COPY, scopes.circulation(named("place B")))
    tell(b, msgspec.structs.replace(wish, place=named("place B")))
    sync(b, hub)
    sync(a, hub)
    assert copy(a).custody == copy(hub).custody == ("place", named("place A"))
    for store in (a, b, hub):
        assert verify(store).faults == ()
        assert retell(store).digest_after == retell(store).digest_before


def test_a_place_that_was_asked_for_a_copy_hears_that_the_hold_is_over(
    province: Province,
) -> None:
    a, b, hub = province.library("A"), province.library("B"), province.hub
    hold, place = named("hold"), named("place B")
    sync(a, hub)
    asked = HoldPlaced(place, copy=COPY)
    own, scope = AskedPrivate(named("reader B")), scopes.circulation(place)
    tell(b, draft("hold.placed/1", hold, asked, scope, private=own, place=place))
    sync(b, hub)
    wish = assign(hub.state(hold, "hold"), COPY, holder=named("place A"), on=ON)
    assert not isinstance(wish, Refusal)
    tell(hub, *wish)
    sync(a, hub)
    assert a.state(hold, "hold").is_open
    tell(b, draft("hold.ended/1", hold, HoldEnded("wish"), scope, place=place, on=LATER))
    sync(b, hub)
    sync(a, hub)
    over = a.state(hold, "hold").ended
    assert (over.on, over.word) == (LATER, "wish")
    with hub.engine.reading() as reading:
        assert list(reading.table("owed")) == []
    assert not a.vault.query("SELECT reader FROM asked_by")
