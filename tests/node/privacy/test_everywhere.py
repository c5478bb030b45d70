"""A person who is erased is in no byte of any node, whatever old things are read afterwards.

A hub on PostgreSQL, a library and a vehicle that visits it: whole homes, real files.
"""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.node.store import homes as scene
from tests.node.sync.province import Wire

from tusach.ledger.draft import Refusal
from tusach.library.catalogue.folding import fold
from tusach.library.readers.rules import NewReader
from tusach.node.acts import circulation, erasing, founding, registering
from tusach.node.acts.duties import perform
from tusach.node.acts.erasure_board import board
from tusach.node.acts.node import Node, load_profile
from tusach.node.acts.verifying import verify_home
from tusach.node.keeping.hourly import Hourly, copy_into
from tusach.node.keeping.restoring import restore
from tusach.node.keeping.taking import take, take_into
from tusach.node.store import home as homes
from tusach.node.store.keys import installation
from tusach.node.sync import enrolling, parcels, requests
from tusach.node.sync.asking import synchronise

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
NAME, PHONE, HAMLET, CARD = "Sùng Thị Dợ Lìn", "0987654321", "Lũng Giàng Chải", "THE-48151623"
DAY_MS = 86_400_000


class Province:
    """Homes by name, and the nodes that are at work now."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.database = database
        self.ms = scene.LATER_MS
        self.nodes: dict[str, Node] = {}
        self.stack = contextlib.ExitStack()
        self.reader = ""

    def home(self, name: str) -> Path:
        return self.folder / name

    def open(self, name: str) -> Node:
        self.ms += 60_000
        self.nodes[name] = self.stack.enter_context(scene.at_work(self.home(name), ms=self.ms))
        return self.nodes[name]

    def close(self) -> None:
        self.stack.close()
        self.nodes.clear()

    def meet(self, name: str) -> None:
        """An exchange with the hub, and the duties that follow it, and what they told."""
        hub = self.nodes["hub"]
        for _ in range(2):
            synchronise(self.nodes[name].store, Wire(hub.store))
            perform(self.nodes[name])
            perform(hub)

    def places_of_the_person(self) -> list[str]:
        """Files of all homes, and of the database, that hold anything of the person."""
        texts = (NAME, fold(NAME), PHONE, HAMLET, CARD)
        wanted = [text.encode() for text in texts]
        found = []
        folders = [self.home(name) for name in ("hub", "library", "van")]
        for folder in [*folders, *([Path(self.database)] if self.database else [])]:
            for path in sorted(folder.rglob("*")):
                with contextlib.suppress(FileNotFoundError):  # the server removes its own
                    if path.is_file() and any(one in path.read_bytes() for one in wanted):
                        found.append(str(path.relative_to(folder.parent)))
        return found


def begin(province: Province, **words: Any) -> None:
    """The library has a reader who borrowed; hub and van know her."""
    scene.found(province.home("library"))
    scene.fill(province.home("library"), readers=3, loans=3)
    profile = load_profile(scene.PROFILE)
    own = founding.home_words(profile, profile_name=scene.PROFILE, place="centre")
    homes.create(province.home("hub"), role="hub", tenant=scene.TENANT, **own, **words)
    van = founding.home_words(profile, profile_name=scene.PROFILE, place=scene.CODE)
    homes.create(province.home("van"), role="vehicle", tenant=scene.TENANT, **van)
    hub, library = province.open("hub"), province.open("library")
    central = founding.NewPlace(code="centre", name="Central", kind=profile.places.kinds[0].code)
    founding.found(hub, central, on=scene.ON)
    at = scene.at_desk(library)
    group = profile.lending.reader_groups[0].code
    new = NewReader(
        subject="", name=NAME, group=group, card=CARD, birth_year=1980, phone=PHONE, hamlet=HAMLET
    )
    made = registering.register_readers(library, [new], at)
    assert not isinstance(made, Refusal), made
    province.reader = made.readers[0]
    copy = next(one for one in scene.copies_of(library) if _is_free(library, one))
    for told in (
        circulation.lend(library, copy, province.reader, at),
        circulation.take_back(library, copy, at),
    ):
        assert not isinstance(told, Refusal), told
    for name in ("library", "van"):
        node = province.nodes.get(name) or province.open(name)
        asked = requests.request(node, name)
        enrolling.found_place(hub, asked, name="Biblioteca", kind=profile.places.kinds[0].code)
        _, answer = enrolling.grant(hub, asked, by=None, days=400)
        enrolling.accept(node, answer)
        province.meet(name)
    province.meet("library")


def _is_free(node: Node, copy: str) -> bool:
    return node.store.state(copy, "copy").open_loan is None


@pytest.fixture
def province(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Province]:
    """A province without a database of its own."""
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    found = Province(tmp_path, "")
    begin(found)
    yield found
    found.close()


def erase(province: Province, name: str = "library") -> None:
    node = province.nodes[name]
    at = scene.at_desk(node, node.today())
    done = erasing.erase(node, province.reader, at, reason="wish")
    assert not isinstance(done, Refusal), done


def states(province: Province, name: str = "hub") -> dict[str, str]:
    """By label, how far each node is with the one erasure."""
    (one,) = board(province.nodes[name])
    return {each.label or "hub": each.state for each in one.nodes}


def knows_her(node: Node) -> bool:
    query = "SELECT 1 FROM reader_name WHERE name = ?"
    return bool(node.store.vault.query(query, (NAME,)))


def parcel_for_everybody(node: Node) -> bytes:
    keys = sorted(key for key in node.store.standings.known if key != node.store.own_key)
    return b"".join(parcels.write(node.store, node.home, tuple(keys)))


@pytest.mark.postgres
def test_after_an_erasure_and_an_exchange_the_person_is_in_no_byte_of_any_node(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    postgres_url: str,
    new_postgres_database: Callable[[], str],
) -> None:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    province = Province(tmp_path, postgres_url.partition("host=")[2])
    begin(province, database=new_postgres_database())
    try:
        assert all(knows_her(node) for node in province.nodes.values())
        held = {one.partition("/")[0] for one in province.places_of_the_person()}
        assert held == {"hub", "library", "van"}, "this test would not see her"
        copies = tmp_path / "copies"
        copies.mkdir()
        copy_into(province.home("library"), copies)
        hourly = Hourly(province.home("library"), province.nodes["library"].store)
        assert hourly.tick()
        stick = parcel_for_everybody(province.nodes["library"])
        waiting = province.home("library") / "outbox" / "for the van.parcel"
        waiting.parent.mkdir()
        waiting.write_bytes(stick)
        erase(province)
        assert not waiting.exists()
        assert states(province, "library") == {
            "library": "done", "hub": "waits", "van": "waits"
        }  # fmt: skip
        province.meet("library")
        assert states(province) == {"library": "done", "hub": "done", "van": "waits"}
        province.meet("van")
        province.meet("library")
        for name in province.nodes:
            assert set(states(province, name).values()) == {"done"}, name
            province.nodes[name].indexer.tick()
        assert province.places_of_the_person() == []
        for node in province.nodes.values():
            if node.store.own_key != province.nodes["library"].store.own_key:
                parcels.read(node.store, node.home, io.BytesIO(stick))
            assert not knows_her(node)
        assert province.places_of_the_person() == []
    finally:
        province.close()
    assert province.places_of_the_person() == []
    for name in ("hub", "library", "van"):
        assert verify_home(province.home(name)).faults == ()


def test_a_backup_from_before_brings_nobody_back(province: Province, tmp_path: Path) -> None:
    path = tmp_path / "before.backup"
    take(province.home("van"), province.nodes["van"].store, path)
    erase(province)
    province.meet("library")
    province.meet("van")
    province.close()
    found = restore(path, province.home("van"))
    assert found.aside
    for name in ("hub", "van"):
        province.open(name)
    assert not knows_her(province.nodes["van"])
    province.meet("van")
    assert not knows_her(province.nodes["van"])


def test_a_backup_restored_where_the_old_home_is_gone_erases_with_the_next_exchange(
    province: Province, tmp_path: Path
) -> None:
    path = tmp_path / "before.backup"
    take(province.home("van"), province.nodes["van"].store, path)
    erase(province)
    province.meet("library")
    province.close()
    shutil.rmtree(province.home("van"))
    restore(path, province.home("van"))
    for name in ("hub", "library", "van"):
        province.open(name)
    assert knows_her(province.nodes["van"])
    province.meet("van")
    assert not knows_her(province.nodes["van"])
    assert province.places_of_the_person() == []
    province.meet("library")
    assert board(province.nodes["hub"])[0].done


def test_a_copy_of_a_home_erases_too_and_confirms_for_itself(
    province: Province, tmp_path: Path
) -> None:
    province.close()
    clone = scene.copied(province.home("van"), tmp_path / "clone")
    for name in ("hub", "library", "van", "clone"):
        province.open(name)
    assert clone.is_dir()
    erase(province)
    for name in ("library", "van", "clone", "library"):
        province.meet(name)
    assert not knows_her(province.nodes["clone"])
    keys = {province.nodes[name].store.own_key for name in ("van", "clone")}
    assert len(keys) == 2
    (one,) = board(province.nodes["hub"])
    assert one.done
    assert len(one.nodes) == 4
    assert installation(province.home("clone")).succeeds is not None


def test_whoever_had_nothing_yet_takes_nothing_in_from_an_old_stick(province: Province) -> None:
    stick = parcel_for_everybody(province.nodes["library"])
    erase(province)
    province.meet("library")
    hub = province.nodes["hub"]
    parcels.read(hub.store, hub.home, io.BytesIO(stick))
    assert not knows_her(hub)
    assert states(province)["hub"] == "done"


def test_automatic_copies_from_before_go_when_the_period_of_the_law_is_over(
    province: Province, tmp_path: Path
) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    library, home = province.nodes["library"], province.home("library")
    before = take_into(home, library.store, copies).path
    erase(province)
    province.ms += 29 * DAY_MS
    later_taken = []
    for _ in range(2):
        library.store.clock.ms = province.ms  # type: ignore[attr-defined]
        later_taken.append(take_into(home, library.store, copies).path)
        province.ms += 3 * DAY_MS
    held = {str(path) for path in copies.iterdir()}
    assert held == set(later_taken)
    assert before not in held


def test_within_the_period_the_copies_from_before_stay(province: Province, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    library, home = province.nodes["library"], province.home("library")
    before = take_into(home, library.store, copies).path
    erase(province)
    library.store.clock.ms = province.ms + 20 * DAY_MS  # type: ignore[attr-defined]
    after = take_into(home, library.store, copies).path
    assert {str(path) for path in copies.iterdir()} == {before, after}
