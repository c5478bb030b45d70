"""Libraries work on while their links are cut, and agree when they are joined again."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.cast import Cast, Person, Volume
from tests.journeys.conftest import Visit
from tests.journeys.desk import LOAN, register
from tests.journeys.hands import Hands
from tests.postgres import create_database, find_programs, temporary_server
from tools.network.building import build_hub, enrol, members
from tools.network.running import Machine
from tools.network.serving import login_of, served
from tools.network.switch import Network, Switch

pytestmark = pytest.mark.timeout(600)
FIRST, SECOND, THIRD = "hoa_an_library", "trung_khanh_library", "quang_uyen_library"
GONE = "Lò Thị Xoá Sạch"


@dataclass
class Scene:
    """A network that serves, its switch, and where PostgreSQL keeps the hub's data."""

    network: Network
    switch: Switch
    logins: dict[str, tuple[str, str]]
    data: Path
    visit: Visit
    pages: dict[str, Page] = field(default_factory=dict)

    def machine(self, name: str) -> Machine:
        return self.network.hub if name == "hub" else self.network.roads[name].machine

    def machines(self) -> list[Machine]:
        return [self.network.hub, *(road.machine for road in self.network.roads.values())]

    def desk(self, name: str, path: str = "/desk", who: str = "") -> Page:
        """A page of a machine, in a browser where its librarian is logged in."""
        if name not in self.pages:
            page = self.visit(base_url=self.machine(name).address)
            page.goto("/login")
            login, password = self.logins[who or name]
            page.locator("#id_username").fill(login)
            page.locator("#id_password").fill(password)
            page.locator("main form button:not([name])").first.click()
            page.wait_for_url(lambda address: "/login" not in address)
            self.pages[name] = page
        page = self.pages[name]
        page.goto(path)
        return page

    def tap(self, name: str, act: str) -> str:
        """A button of the switch's page; what it says then."""
        page = self.pages.setdefault("switch", self.visit(base_url=self.switch.address))
        page.goto("/")
        page.locator(f'#{name} button[value="{act}"]').click()
        said = page.locator(f"#{name} .said")
        return said.inner_text() if said.count() else ""


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, visit: Visit) -> Iterator[Scene]:
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server programs here; `make test` says how to get them")
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    hub, *others = members(tmp_path)
    with temporary_server(programs, durable=False) as server:
        build_hub(hub, create_database(server, "hub"))
        enrol(hub, others)
        logins = {one.name: login_of(one) for one in others}
        told = json.loads((hub.home / "home.json").read_text(encoding="utf-8"))
        logins |= {one["what"]: (one["login"], one["password"]) for one in told["demo_logins"]}
        with served(hub, others, _free_ports(1 + len(others))) as network:
            switch = Switch(network, 0, "vi")
            try:
                data = Path(server.partition("host=")[2]) / "data"
                yield Scene(network, switch, logins, data, visit)
            finally:
                switch.close()


def _free_ports(count: int) -> list[int]:
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    found = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return found


def test_what_was_done_on_both_sides_of_a_cut_is_the_same_everywhere_after_it(
    scene: Scene,
) -> None:
    one, two = (Cast(scene.machine(name).member.home) for name in (FIRST, SECOND))
    (anna,), (ben,) = one.readers(1, place=FIRST), two.readers(1, place=SECOND)
    both, never_lent = one.on_shelf(2, place=FIRST)
    gone = _registered(scene)
    image = _image_of(scene, THIRD)
    before = _lent_at_third(scene, 0)
    scene.tap(THIRD, "exchange")

    for name in (FIRST, SECOND):
        scene.tap(name, "cut")
    _lend(scene.desk(FIRST), anna, both)
    _lend(scene.desk(SECOND), ben, both)
    _take_back(scene.desk(SECOND), never_lent)
    assert "không trả lời" in scene.tap(FIRST, "exchange")

    _erase_at_hub(scene, gone)
    _put_back(scene, THIRD, image)
    after = _lent_at_third(scene, 1)
    for name in (FIRST, SECOND):
        scene.tap(name, "join")
    for _round in range(2):
        for name in scene.network.roads:
            scene.tap(name, "exchange")

    for name in scene.network.roads:
        assert "đều khớp" in scene.tap(name, "compare"), name
    _both_tellings_stand(scene, both, anna, ben)
    _is_at(scene, never_lent, SECOND)
    _was_noticed(scene, THIRD)
    _is_nowhere(scene)
    _both_branches(scene, before, after)
    for machine in scene.machines():
        assert machine.tell("verify")["faults"] == [], machine.member.name


def _registered(scene: Scene) -> str:
    """Somebody registers at the first library and is known at the hub; the card's number."""
    page = scene.desk(FIRST)
    register(page, GONE)
    card = page.locator(".library-card-number").first.inner_text()
    number = "".join(ch for ch in card if ch.isdigit())
    scene.tap(FIRST, "exchange")
    return number[-12:]


def _lent_at_third(scene: Scene, nth: int) -> str:
    """A copy lent at the third library, by its number. nth: of those that its disk now shows."""
    cast = Cast(scene.machine(THIRD).member.home)
    readers, books = cast.readers(2, place=THIRD), cast.on_shelf(2, place=THIRD)
    _lend(scene.desk(THIRD), readers[nth], books[nth])
    return books[nth].code


def _lend(page: Page, reader: Person, book: Volume) -> None:
    hands = Hands(page)
    hands.scan(reader.card)
    hands.scan(book.code)
    expect(page.locator(LOAN)).to_have_count(1)


def _take_back(page: Page, book: Volume) -> None:
    page.goto("/desk/return")
    Hands(page).scan(book.code)
    expect(page.locator("#outcome .outcome").first).to_contain_text(book.title)


def _erase_at_hub(scene: Scene, card: str) -> None:
    told = scene.network.hub.tell("erase", card, "--reason", "wish")
    assert "refusal" not in told, told


def _image_of(scene: Scene, name: str) -> Path:
    """Yesterday's copy of a machine's whole disk: its data and its keys."""
    machine = scene.machine(name)
    machine.stop()
    image = machine.member.folder / "image"
    shutil.copytree(machine.member.home, image)
    machine.start()
    return image


def _put_back(scene: Scene, name: str, image: Path) -> None:
    """The disk is as it was when the image was taken, and nothing on it tells that."""
    machine = scene.machine(name)
    machine.kill()
    home = machine.member.home
    for path in home.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(image, home, dirs_exist_ok=True)
    machine.start()
    del scene.pages[name]  # nobody is logged in on that disk


def _both_tellings_stand(scene: Scene, book: Volume, *readers: Person) -> None:
    """The hub, which alone holds the loans of both, lists them side by side."""
    page = scene.desk("hub", "/worklist/", who="provincial")
    case = page.locator("article.case").filter(has=page.locator(f'a[href*="{book.copy}"]'))
    expect(case).to_have_count(1)
    told = case.locator(".telling")
    expect(told).to_have_count(len(readers))
    for reader in readers:
        expect(told.filter(has_text=reader.name)).to_have_count(1)


def _is_at(scene: Scene, book: Volume, name: str) -> None:
    """What came back where it was never lent is in that place's hands, by everybody's word."""
    told = [machine.tell("copy", book.code) for machine in (scene.network.hub, scene.machine(name))]
    back = [[each for each in one["facts"] if each["kind"] == "copy.returned/2"] for one in told]
    place = back[0][-1]["place"]
    for one, returns in zip(told, back, strict=True):
        assert (one["status"], one["state"]["holder"]) == ("available", place)
        assert returns[-1]["place"] == place
    # Whoever thought to have it is told so; nobody else needs the hub's word.
    assert told[0]["facts"][-1]["kind"] == "copy.seen_elsewhere/1"


def _was_noticed(scene: Scene, name: str) -> None:
    """The hub's list of machines says of that one, and of no other, that it was put back."""
    page = scene.desk("hub", "/network/board", who="provincial")
    rows = page.locator("tbody tr").filter(has_text="chạy tiếp bằng khóa mới")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(scene.machine(name).member.names["vi"])


def _both_branches(scene: Scene, before: str, after: str) -> None:
    """What the third library told before and after its disk was put back holds everywhere."""
    for machine in (scene.network.hub, scene.machine(THIRD)):
        for code in (before, after):
            assert machine.tell("copy", code)["status"] == "on_loan", (machine.member.name, code)


def _is_nowhere(scene: Scene) -> None:
    """No byte of the erased name on any disk."""
    words = [GONE.encode(), GONE.casefold().encode(), b"lo thi xoa sach"]
    for folder in (*(machine.member.home for machine in scene.machines()), scene.data):
        for path in folder.rglob("*"):
            if path.is_file():
                raw = path.read_bytes()
                assert not any(word in raw for word in words), path
