"""A prepared stick lets one machine in, once; a second one, or a thief, waits for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.node.store import homes as scene
from tests.node.sync.machines import (
    Machines,
    carry,
    files_with,
    lend,
    machines,
    meet,
    reader,
    stock,
)
from tests.node.sync.province import Wire

from tusach.ledger import parcel, parcel_reading
from tusach.library.nodes.facts import LIBRARY
from tusach.library.readers.rules import NewReader
from tusach.node.acts import founding, inviting, registering
from tusach.node.acts.machines import machines as listed
from tusach.node.acts.machines import state_of
from tusach.node.acts.node import At, Node, load_profile
from tusach.node.store import home as homes
from tusach.node.store import keys
from tusach.node.store.keys import Ed25519
from tusach.node.store.retell import retell, scope_digests
from tusach.node.store.verify import verify
from tusach.node.sync import by_stick, preparing
from tusach.node.sync.asking import synchronise
from tusach.node.sync.boxes import Zstandard
from tusach.node.sync.enrolling import is_member
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.preparing import Invitation

DAY_MS = 86_400_000
VALLEY, HILL, BUS = "valley", "hill", "bus"


class Scene:
    """A hub with titles of its own, and two places without a machine."""

    def __init__(self, network: Machines, open_homes: ExitStack, folder: Path) -> None:
        self.network, self.hub, self.folder = network, network.hub, folder
        self._open = open_homes
        self._made = 0
        kind = next(one.code for one in self.hub.profile.places.kinds if not one.central)
        for code in (VALLEY, HILL):
            new = founding.NewPlace(code=code, name=f"Thư viện {code}", kind=kind)
            self.hub.store.tell(None, founding.place_drafts(self.hub, new, scene.ON))
        stock(self.hub, "Dế Mèn phiêu lưu ký")

    def prepare(self, *codes: str, days: int = 60) -> dict[str, Path]:
        """The folders of these places on a stick, by code."""
        made = preparing.invitations(self.hub, places=codes, days=days)
        self._made += 1
        to = self.folder / f"stick {self._made}"
        folders = preparing.write(self.hub, to, made, label=_name, readme=_name)
        return {one.place: folder for one, folder in zip(made, folders, strict=True)}

    def library(self, folder: Path) -> Node:
        """A machine made from what lies in a folder, as `init --from` makes one."""
        self._made += 1
        stick = by_stick.opened(folder)
        home = self.folder / f"home {self._made}"
        code = stick.invitation.place
        profile = load_profile(scene.PROFILE)
        words = founding.home_words(profile, profile_name=scene.PROFILE, place=code)
        words |= by_stick.home_words(stick)
        role = stick.invitation.role or LIBRARY
        homes.create(home, role=role, tenant=scene.TENANT, **words)
        keys.follow(home, bytes.fromhex(stick.invitation.seed))
        at = scene.LATER_MS + 30_000_000 + 1_000_000 * self._made
        node = self._open.enter_context(scene.at_work(home, ms=at))
        by_stick.take_in(node, stick)
        return node

    def bus(self) -> str:
        """A place that serves where it stops; its id."""
        kinds = self.hub.profile.places.kinds
        kind = replace(kinds[0], code=BUS, central=False, moves=True)
        places = replace(self.hub.profile.places, kinds=(*kinds, kind))
        self.hub.profile = replace(self.hub.profile, places=places)
        new = founding.NewPlace(code=BUS, name="Xe thư viện", kind=BUS)
        self.hub.store.tell(None, founding.place_drafts(self.hub, new, scene.ON))
        return self.hub.place_id(BUS)

    def place(self, code: str) -> str:
        return self.hub.place_id(code)


def _name(one: Invitation) -> str:
    return f"{one.name}\n"


@pytest.fixture
def at_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with machines(tmp_path / "homes") as network, ExitStack() as stack:
        yield Scene(network, stack, tmp_path)


def works(node: Node, name: str = "Vàng Thị Dế") -> str:
    """The library registers a reader and lends; the copy."""
    copy = stock(node, f"Quyển {len(name)} của {node.home.name}")
    lend(node, copy, reader(node, name))
    return copy


def states(hub: Node) -> list[tuple[str, list[str]]]:
    return [(one.why, [use.state for use in one.uses]) for one in inviting.invitations(hub.store)]


def agree(one: Node, hub: Node) -> None:
    here, there = scope_digests(one.store), scope_digests(hub.store)
    assert here.items() <= there.items()
    for node in (one, hub):
        assert verify(node.store).faults == ()
        told = retell(node.store)
        assert told.digest_after == told.digest_before


def test_a_library_made_from_a_stick_works_at_once_and_belongs_to_the_network_after_one_exchange(
    at_hub: Scene,
) -> None:
    hub = at_hub.hub
    node = at_hub.library(at_hub.prepare(VALLEY)[VALLEY])
    assert node.place(node.own_place() or "").name == f"Thư viện {VALLEY}"
    assert node.rules() and node.store.query("SELECT title FROM title")
    copy = works(node)
    assert node.store.state(copy, "copy").loans != ()
    done = meet(node, hub)
    assert (done.aside, done.waiting, done.branches) == ((), 0, 0)
    assert is_member(node.store)
    assert hub.store.state(copy, "copy").loans != ()
    said = state_of(hub.store, node.store.own_key).certificate
    assert said is not None
    assert (said.role, said.places) == (LIBRARY, (at_hub.place(VALLEY),))
    assert [one.key for one in listed(hub.store) if one.role == LIBRARY] == [node.store.own_key]
    assert inviting.to_look_at(hub.store) == []
    agree(node, hub)


def test_its_first_parcel_tells_who_it_is_and_the_answer_lets_it_in(at_hub: Scene) -> None:
    hub = at_hub.hub
    node = at_hub.library(at_hub.prepare(VALLEY)[VALLEY])
    copy = works(node)
    carry(node, hub)
    assert hub.store.state(copy, "copy").loans != ()
    assert not is_member(node.store)
    carry(hub, node, at_hub.place(VALLEY))
    assert is_member(node.store)
    agree(node, hub)


def test_a_stick_holds_no_reader_and_nothing_private_of_anybody(at_hub: Scene) -> None:
    hub = at_hub.hub
    other = at_hub.network.join("nui")
    works(other, "Lò Thị Mỷ")
    works(hub, "Giàng A Páo")
    meet(other, hub)
    folder = at_hub.prepare(VALLEY)[VALLEY]
    assert sorted(one.name for one in folder.iterdir()) == [
        "DOC-TRUOC.txt",
        "catalogue.tusach",
        "invitation.json",
        "label.html",
    ]
    with (folder / preparing.CATALOGUE).open("rb") as file:
        found = parcel_reading.opened(
            file.read, codecs={1: Zstandard()}, verifier=Ed25519(), tenant=None, installation=None
        )
        frames = list(parcel_reading.frames(found, Ed25519()))
    assert frames and not any(isinstance(one, parcel_reading.Spoiled) for one in frames)
    assert {one.kind for one in frames} >= {parcel.FACTS, parcel.BLOBS}  # type: ignore[union-attr]
    assert all(not one.private for one in frames)  # type: ignore[union-attr]
    thief = at_hub.library(folder)
    meet(thief, hub)
    with thief.store.engine.reading() as reading:
        held = {row.scope.partition(":")[2] for row in reading.streams()}
    assert held <= {"", at_hub.place(VALLEY)}, "nothing of another place"
    for name in ("Lò Thị Mỷ", "Giàng A Páo"):
        assert files_with(folder, name) == set()
        assert files_with(thief.home, name) == set()


@pytest.mark.parametrize("first_is_known", [True, False])
def test_of_two_machines_with_one_stick_neither_comes_in_unseen(
    at_hub: Scene, first_is_known: bool
) -> None:
    hub, folder = at_hub.hub, at_hub.prepare(VALLEY)[VALLEY]
    one, other = at_hub.library(folder), at_hub.library(folder)
    copies = works(one, "Reader One"), works(other, "Reader Two")
    if first_is_known:
        meet(one, hub)
        assert is_member(one.store)
    else:
        # Both arrive before this hub has said anything of either.
        with pytest.MonkeyPatch.context() as away:
            away.setattr(hub.store, "perform", lambda: None)
            meet(one, hub)
            meet(other, hub)
        inviting.let_in(hub)
    if first_is_known:
        with pytest.raises(BadMessage, match=r"enrol\.stick_used"):
            synchronise(other.store, Wire(hub.store))
        carry(other, hub)
    assert not is_member(other.store)
    (case,) = inviting.to_look_at(hub.store)
    assert (case.place, case.why) == (at_hub.place(VALLEY), inviting.TWICE)
    assert {use.key for use in case.uses} == {one.store.own_key, other.store.own_key}
    for copy, counts in zip(copies, (first_is_known, False), strict=True):
        assert (hub.store.state(copy, "copy").registered is not None) == counts
    wanted = other.store.own_key
    if first_is_known:
        refused = inviting.admit(hub.store, wanted, by=None)
        assert refused is not None and refused.code == "invited.other_inside"
        assert inviting.refuse(hub.store, wanted, by=None) is None
        right, wrong = one, other
    else:
        assert inviting.admit(hub.store, wanted, by=None) is None
        right, wrong = other, one
    assert inviting.to_look_at(hub.store) == []
    meet(right, hub)
    assert is_member(right.store)
    with pytest.raises(BadMessage, match=r"node\.revoked"):
        synchronise(wrong.store, Wire(hub.store))
    loans = [hub.store.state(copy, "copy").loans != () for copy in copies]
    assert loans == [right is one, right is other]
    agree(right, hub)
    refused = inviting.refuse(hub.store, wrong.store.own_key, by=None)
    assert refused is not None and refused.code == "invited.nobody"


def test_a_copy_of_its_home_before_the_first_exchange_is_the_same_machine(
    at_hub: Scene, tmp_path: Path
) -> None:
    hub = at_hub.hub
    node = at_hub.library(at_hub.prepare(VALLEY)[VALLEY])
    works(node)
    node.store.succeed()  # as a restored home does
    copy = works(node, "Sau Khi Phục Hồi")
    meet(node, hub)
    meet(node, hub)
    assert inviting.to_look_at(hub.store) == []
    assert hub.store.state(copy, "copy").loans != ()
    (machine,) = [one for one in listed(hub.store) if one.role == LIBRARY]
    assert len(machine.keys) == 2
    agree(node, hub)


def test_after_its_last_day_or_after_a_newer_stick_people_decide(at_hub: Scene) -> None:
    hub = at_hub.hub
    late = at_hub.library(at_hub.prepare(VALLEY, days=3)[VALLEY])
    ended = at_hub.library(at_hub.prepare(HILL)[HILL])
    at_hub.prepare(HILL)
    hub.store.clock.ms += 4 * DAY_MS  # type: ignore[attr-defined]
    meet(late, hub)
    with pytest.raises(BadMessage, match=r"enrol\.stick_used"):
        synchronise(ended.store, Wire(hub.store))
    cases = {one.place: one.why for one in inviting.to_look_at(hub.store)}
    assert cases == {at_hub.place(VALLEY): inviting.LATE, at_hub.place(HILL): inviting.ENDED}
    for node in (late, ended):
        assert inviting.admit(hub.store, node.store.own_key, by=None) is None
        copy = works(node, node.home.name)
        meet(node, hub)
        assert is_member(node.store)
        assert hub.store.state(copy, "copy").loans != ()


def test_where_readers_are_known_the_stick_gives_no_right(at_hub: Scene) -> None:
    hub = at_hub.hub
    with_key = at_hub.prepare(VALLEY, HILL)
    group = hub.profile.lending.reader_groups[0].code
    new = NewReader(subject="", name="Lý Thị Mẩy", group=group, birth_year=1980)
    registering.register_readers(hub, [new], At(at_hub.place(VALLEY), scene.ON))
    early = at_hub.library(with_key[VALLEY])
    meet(early, hub)
    (case,) = inviting.to_look_at(hub.store)
    assert case.why == inviting.READERS
    assert files_with(early.home, "Lý Thị Mẩy") == set()
    again = at_hub.prepare(VALLEY)[VALLEY]
    said = json.loads((again / preparing.FILE).read_bytes())
    assert (said["seed"], said["until"]) == ("", "")
    assert not (again / preparing.CATALOGUE).exists()


def test_a_place_with_a_machine_gets_no_stick_and_no_second_machine_by_itself(
    at_hub: Scene,
) -> None:
    hub = at_hub.hub
    folder = at_hub.prepare(VALLEY)[VALLEY]
    at_hub.network.join(VALLEY)
    with pytest.raises(BadMessage, match=r"enrol\.not_free"):
        at_hub.prepare(VALLEY)
    assert [one.code for one in preparing.free_places(hub)] == [HILL]
    meet(at_hub.library(folder), hub)
    (case,) = inviting.to_look_at(hub.store)
    assert case.why == inviting.SERVED


def test_only_a_whole_and_true_stick_makes_a_library(at_hub: Scene, tmp_path: Path) -> None:
    folder = at_hub.prepare(VALLEY)[VALLEY]
    told = json.loads((folder / preparing.FILE).read_bytes())
    with pytest.raises(BadMessage, match=r"enrol\.no_stick"):
        by_stick.opened(tmp_path)
    with pytest.raises(BadMessage, match=r"enrol\.stick_over"):
        by_stick.opened(folder, today="2099-01-01")
    other = tmp_path / "other"
    other.mkdir()
    for wrong, code in (
        ({"place": HILL}, "sync.signature"),
        ({"root": "00" * 32}, "sync.signature"),
        ({"seed": "zz"}, "enrol.no_invitation"),
        ({"form": "tusach invitation 9"}, "enrol.no_invitation"),
        ({"signature": "no hex"}, "enrol.no_invitation"),
    ):
        (other / preparing.FILE).write_text(json.dumps({**told, **wrong}))
        with pytest.raises(BadMessage, match=code.replace(".", r"\.")):
            by_stick.opened(other)
    (other / preparing.FILE).write_text(json.dumps(told))
    with pytest.raises(BadMessage, match=r"enrol\.stick_torn"):
        by_stick.opened(other)
    raw = (folder / preparing.CATALOGUE).read_bytes()
    for bent in (raw[: len(raw) // 2], raw[:40], b"", raw[:-200] + bytes(100) + raw[-100:]):
        (other / preparing.CATALOGUE).write_bytes(bent)
        with pytest.raises(BadMessage, match=r"enrol\.stick_torn"):
            at_hub.library(other)


def test_only_a_hub_invites_and_decides(at_hub: Scene) -> None:
    node = at_hub.library(at_hub.prepare(VALLEY)[VALLEY])
    with pytest.raises(BadMessage, match=r"enrol\.not_a_hub"):
        preparing.invitations(node)
    refused = inviting.admit(node.store, "00" * 32, by=None)
    assert refused is not None and refused.code == "invited.not_a_hub"
    assert inviting.let_in(node) == 0
