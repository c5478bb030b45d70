"""Two files, one act: whatever breaks between vault and ledger, both say the same afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.node.store.telling import (
    PLACE,
    described,
    draft,
    erased,
    facts,
    lent,
    named,
    open_engine,
    open_store,
    registered,
    small_library,
    tell,
)
from tests.node.store.telling import parcels as parcels_of

from tusach.library import scopes
from tusach.library.readers.facts import ReaderDescribed, ReaderPrivate
from tusach.node.store.protocol import StoreFault
from tusach.node.store.receive import receive_all
from tusach.node.store.retell import tables_digest
from tusach.node.store.store import Store
from tusach.node.store.verify import verify

NewStore = Callable[..., Store]
DE_MEN = "Dế Mèn phiêu lưu ký"
PAO, MAY = "Hoàng Văn Páo", "Lý Thị Mẩy"


class Broken(Exception):
    """The disk went away."""


class PowerCut(BaseException):
    """The process ends here; nothing runs any more."""


@pytest.fixture
def told(kind: str, new_store: NewStore) -> Store:
    """A store with a small library in it."""
    made = new_store(kind)
    small_library(made)
    return made


def renamed(name: str) -> list[object]:
    """The reader reads anew under another name."""
    body, private = ReaderDescribed("adult"), ReaderPrivate(name=f"{name} renamed")
    who = named(f"reader {name}")
    return [draft("reader.described/1", who, body, scopes.people(PLACE), private=private)]


ACTS = {
    "a new reader": lambda store: registered("Sùng Seo Lử", "99"),
    "a reader renamed": lambda store: renamed(PAO),
    "a loan": lambda store: [lent(DE_MEN, MAY, 2)],
    "an erasure": lambda store: [erased(store, MAY)],
}


@pytest.fixture(params=ACTS)
def act(request: pytest.FixtureRequest) -> Callable[[Store], list[object]]:
    """Each act that writes both files."""
    return ACTS[request.param]


def break_ledger(store: Store, monkeypatch: pytest.MonkeyPatch, fault: BaseException) -> None:
    """The ledger cannot be written, from now on."""
    writing = store.engine.writing

    def breaking() -> object:
        context = writing()

        class Context:
            def __enter__(self) -> object:
                found = context.__enter__()

                def put_stream(_row: object) -> None:
                    raise fault

                monkeypatch.setattr(found, "put_stream", put_stream, raising=False)
                return found

            def __exit__(self, *told: object) -> object:
                return context.__exit__(*told)

        return Context()

    monkeypatch.setattr(store.engine, "writing", breaking)


def test_a_link_that_waited_for_its_fact_goes_again_where_the_fact_could_not_be_written(
    told: Store, new_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The private part of a loan lies here already, as in a copy of a home that was put back."""
    other = new_store("memory", "B")
    small_library(other)
    tell(other, lent(DE_MEN, MAY, 2))
    other.seal()
    parcels = parcels_of(other)
    with told.batch() as transaction:
        for part in other.vault.parts():
            transaction.keep_part(part, "", named("nobody"))
    before = told.vault.table("loan_reader"), facts(told)
    with monkeypatch.context() as patch:
        break_ledger(told, patch, Broken())
        with pytest.raises(Broken):
            receive_all(told, parcels, source="B")
    assert (told.vault.table("loan_reader"), facts(told)) == before
    receive_all(told, parcels, source="B")
    assert len(told.vault.table("loan_reader")) > len(before[0])


def test_an_act_that_the_ledger_cannot_take_leaves_the_vault_as_it_was(
    told: Store, act: Callable[[Store], list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables_digest(told), facts(told), list(told.vault.parts())
    drafts = act(told)
    with monkeypatch.context() as patch:
        break_ledger(told, patch, Broken())
        with pytest.raises(Broken):
            tell(told, *drafts)
    assert (tables_digest(told), facts(told), list(told.vault.parts())) == before
    assert verify(told).faults == ()
    tell(told, *drafts)
    assert verify(told).faults == ()


def test_a_vault_that_cannot_be_written_refuses_the_act_whole(
    told: Store, act: Callable[[Store], list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables_digest(told), facts(told), list(told.vault.parts())

    def full(_wish: object) -> None:
        raise StoreFault("store.full")

    with monkeypatch.context() as patch:
        patch.setattr(told.vault, "put", full)
        with pytest.raises(StoreFault):
            tell(told, *act(told))
    assert (tables_digest(told), facts(told), list(told.vault.parts())) == before
    tell(told, *act(told))
    assert verify(told).faults == ()


@pytest.mark.parametrize("at", ["before the ledger", "after the ledger"])
def test_a_power_cut_between_the_files_is_settled_at_the_next_start(
    tmp_path: Path,
    act: Callable[[Store], list[object]],
    at: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = open_store(open_engine("sqlite", tmp_path, str), tmp_path)
    small_library(store)
    before, drafts, names = facts(store), act(store), dict(list_names(store))
    with monkeypatch.context() as patch:
        if at == "before the ledger":
            break_ledger(store, patch, PowerCut())
            patch.setattr(store, "_settle_later", lambda: None)
        else:
            patch.setattr(store, "_committed", cut)
        with pytest.raises(PowerCut):
            tell(store, *drafts)
    assert verify(store).faults == ()  # to be settled is no damage
    store.engine.close()
    store.vault.close()
    again = open_store(open_engine("sqlite", tmp_path, str), tmp_path)
    again.settle()
    assert facts(again) == before + (len(drafts) if at == "after the ledger" else 0)
    if at == "before the ledger":
        assert dict(list_names(again)) == names
    assert verify(again).faults == ()
    tell(again, described("Số đỏ"), *registered("Bế Văn Đàn"))
    assert verify(again).faults == ()
    again.engine.close()
    again.vault.close()


def cut(*_told: object) -> None:
    raise PowerCut


def list_names(store: Store) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """All tables of names."""
    for name in ("reader_name", "card", "loan_reader", "staff_name"):
        yield name, store.vault.table(name)


def test_what_the_vault_could_not_take_back_is_taken_back_before_the_next_act(
    told: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(told.vault.parts())

    def full(*_told: object) -> None:
        raise StoreFault("store.full")

    with monkeypatch.context() as patch:
        break_ledger(told, patch, Broken())
        patch.setattr(told.vault, "take_back", full)
        with pytest.raises(Broken):
            tell(told, *registered("Sùng Seo Lử", "99"))
        assert len(list(told.vault.parts())) == len(before) + 2
    tell(told, *registered("Bế Văn Đàn"))
    assert len(list(told.vault.parts())) == len(before) + 1
    assert verify(told).faults == ()


def test_a_listener_that_fails_makes_no_told_act_look_undone(told: Store) -> None:
    """The search file is one: it follows later."""
    heard = []
    told.listeners.append(heard.append)
    tell(told, described("Số đỏ"))
    assert [story.noun for story in heard[0].stories] == ["title"]


def test_a_bent_memory_of_the_last_act_takes_no_good_part_away(told: Store) -> None:
    tell(told, *registered("Sùng Seo Lử", "99"))
    parts = list(told.vault.parts())
    with told.vault._writing() as connection:
        connection.execute("UPDATE act SET value = 'f' || substr(value, 2) WHERE what = 'fact'")
    assert [fault.code for fault in verify(told).faults] == ["verify.act"]
    told._settled = "?"
    told.vault._last = None
    told.settle()
    assert list(told.vault.parts()) == parts
    assert verify(told).faults == ()
