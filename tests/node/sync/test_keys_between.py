"""A home that lost its key twice before people let it in: what it told in between is not lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.node.store import homes as scene
from tests.node.sync.machines import Machines, machines, meet, reader, stock
from tests.node.sync.province import key

from tusach.node.acts.machines import state_of
from tusach.node.acts.node import Node
from tusach.node.settings.home import write_home
from tusach.node.store.verify import verify
from tusach.node.sync import enrolling, requests
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.requests import read_request

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(120)]


class Laptop:
    """A library's home that loses its key, as one does that is restored on another machine."""

    def __init__(self, province: Machines, keys: Path) -> None:
        self.province, self.keys = province, keys
        self.home = province.folder / "branch"
        self.stack = ExitStack()
        self.hours = 20
        before, province._open = province._open, self.stack
        self.node: Node = province.join("branch")
        province._open = before

    def loses_its_key(self, *, tells: str = "") -> str:
        """It goes on under a key for which nobody vouches; which one."""
        old = self.node.store.own_key
        self.stack.close()
        own = {path for path in self.keys.iterdir() if old[:8] in path.read_text()}
        own |= {path for path in self.keys.glob("*installation*") if old in path.read_text()}
        assert own, "the key of this home was not found"
        for path in own:
            path.unlink()
        write_home(self.home, succeeds=old)
        self.hours += 1
        self.node = self.stack.enter_context(
            scene.at_work(self.home, ms=scene.LATER_MS + 1_000_000 * self.hours)
        )
        fresh = self.node.store.own_key
        assert self.node.store.installation.vouch is None
        assert fresh != old
        if tells:
            stock(self.node, tells)
        return fresh

    def is_let_in(self) -> None:
        raw = requests.request(self.node)
        _, answer = enrolling.grant(self.province.hub, raw, by=None, days=90)
        enrolling.accept(self.node, answer)


@pytest.fixture
def laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Laptop]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with machines(tmp_path) as province:
        found = Laptop(province, tmp_path / "keys")
        yield found
        found.stack.close()


def titles(node: Node) -> set[str]:
    return {row[0] for row in node.store.query("SELECT title FROM title")}


def test_what_was_told_under_keys_that_nobody_ever_let_in_reaches_the_hub(laptop: Laptop) -> None:
    hub, first = laptop.province.hub, laptop.node.store.own_key
    stock(laptop.node, "Dưới khóa đầu")
    reader(laptop.node, "Lò Thị Mỷ")
    meet(laptop.node, hub)
    second = laptop.loses_its_key(tells="Dưới khóa hai")
    third = laptop.loses_its_key(tells="Dưới khóa ba")
    fourth = laptop.loses_its_key(tells="Dưới khóa tư")
    asked = read_request(requests.request(laptop.node), laptop.node.tenant)
    assert (asked.installations, asked.succeeds) == ((fourth, third, second), first)
    spread = requests.compact(requests.request(laptop.node)).encode()
    assert read_request(spread, laptop.node.tenant).installations == asked.installations
    laptop.is_let_in()
    meet(laptop.node, hub)
    wanted = {f"Dưới khóa {which}" for which in ("đầu", "hai", "ba", "tư")}
    assert titles(hub) == titles(laptop.node) == wanted
    assert state_of(hub.store, fourth).certificate.succeeds == first  # type: ignore[union-attr]
    assert verify(hub.store).faults == verify(laptop.node.store).faults == ()


def test_nobody_is_given_the_places_of_another_by_naming_that_ones_key(laptop: Laptop) -> None:
    hub = laptop.province.hub
    other = laptop.province.join("elsewhere")
    before = state_of(hub.store, other.store.own_key).certificate
    stranger = key("stranger").public_hex
    own = laptop.node.store.installation
    asked = read_request(requests.request(laptop.node), laptop.node.tenant)
    names = (own.public_hex, other.store.own_key, stranger)
    false = requests.signed(replace(asked, installations=names), own)
    enrolling.grant(hub, requests.written(false), by=None, days=90)
    assert state_of(hub.store, other.store.own_key).certificate == before
    assert state_of(hub.store, stranger).certificate is not None, "nobody had it"


def test_a_request_that_names_what_is_no_key_is_no_request(laptop: Laptop) -> None:
    own = laptop.node.store.installation
    asked = read_request(requests.request(laptop.node), laptop.node.tenant)
    for names, succeeds in (((own.public_hex, "ab" * 32), ""), ((own.public_hex,), "ab" * 32)):
        false = requests.signed(replace(asked, installations=names, succeeds=succeeds), own)
        with pytest.raises(BadMessage, match=r"enrol\.no_request"):
            read_request(requests.written(false), laptop.node.tenant)
