"""Photographs go after all facts: sealed, a little at a time, and never where they may not be."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.exchange.drawn import SCAN, jpeg
from tests.node.sync.machines import Machines, machines, meet
from tests.node.sync.test_a_trip_to_the_fair import Fair, done

from tusach.ledger.ident import sha256
from tusach.library.trips.rules import Going, Where
from tusach.node.acts import photographs as acts
from tusach.node.acts import travelling
from tusach.node.acts.node import Node
from tusach.node.store import photographs
from tusach.node.sync import messages, parcels, picturing, serving
from tusach.node.sync.messages import BadMessage, Photographs
from tusach.node.sync.picturing import Exchanged


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with machines(tmp_path / "homes") as found:
        yield found


def picture(nr: int, size: int = 0) -> bytes:
    """A picture that no compressor shortens."""
    noise = b"".join(bytes.fromhex(sha256(b"%d %d" % (nr, at))) for at in range(size // 32 + 1))
    return jpeg(scan=SCAN + noise.replace(b"\xff", b"\0"))


class Line:
    """A link to another node. cut_after: messages that still get through."""

    def __init__(self, other: Node, cut_after: int = 1_000) -> None:
        self.other, self.left = other, cut_after
        self.seen: list[bytes] = []

    def ask(self, raw: bytes) -> bytes:
        if self.left == 0:
            raise BadMessage("sync.no_answer")
        self.left -= 1
        found = serving.answer(self.other.store, raw, self.other.home)
        self.seen += [raw, found]
        return found


def exchange(one: Node, other: Node, line: Line | None = None) -> Exchanged:
    found = line or Line(other)
    return picturing.exchange(one.store, one.home, found.ask, other.store.own_key)


def carry(giver: Node, taker: Node, *, whole: bool = False) -> bytes:
    """A parcel from one to the other; its bytes."""
    to = (taker.store.own_key,)
    raw = b"".join(parcels.write(giver.store, giver.home, to, whole=whole))
    done = parcels.read(taker.store, taker.home, io.BytesIO(raw))
    assert done.spoiled == ()
    return raw


def held(node: Node) -> set[str]:
    folder = node.home / photographs.FOLDER
    return {one.stem for one in folder.iterdir()} if folder.exists() else set()


class Served:
    """A vehicle at its first stop, and photographs that it takes there."""

    def __init__(self, network: Machines) -> None:
        self.fair = Fair(network)
        self.car, self.hub = self.fair.car, self.fair.hub
        self.trip, (self.stop, _) = self.fair.promised()
        self.fair.meet()
        going = Going(crew=(), others=3, least=3)
        done(travelling.depart(self.car, self.trip, self.fair.on_car(), going))
        where = Where(place=self.fair.fair, classes=())
        done(travelling.open_stop(self.car, self.trip, self.stop, self.fair.on_car(), where=where))

    def takes(self, raw: bytes) -> str:
        shot = acts.Shot(raw=raw, shows="readers_there", children="none", taken_on=self.car.today())
        done(acts.add(self.car, self.trip, self.stop, self.fair.on_car(), shot=shot))
        return sha256(raw)

    def removes(self, node: Node, digest: str) -> None:
        at = self.fair.on_car()
        done(acts.remove(node, self.trip, self.stop, at, digest=digest, reason="seen_asks"))


def test_photographs_follow_their_facts_and_both_sides_may_ask(network: Machines) -> None:
    served = Served(network)
    one, two = served.takes(picture(1)), served.takes(picture(2))
    assert exchange(served.car, served.hub) == Exchanged()
    assert held(served.hub) == set(), "no photograph goes before its fact"
    served.fair.meet()
    assert photographs.lacking(served.hub.store, served.hub.home) == tuple(sorted((one, two)))
    assert exchange(served.car, served.hub) == Exchanged(sent=2)
    assert held(served.hub) == {one, two}
    photographs.remove(served.car.home, one)
    assert exchange(served.car, served.hub) == Exchanged(received=1)
    photographs.remove(served.car.home, two)
    assert exchange(served.hub, served.car) == Exchanged(sent=1)
    assert held(served.car) == {one, two}


def test_what_broke_off_goes_on_and_many_go_a_little_at_a_time(
    network: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picturing, "AT_ONCE_BYTES", 250_000)
    served = Served(network)
    taken = {served.takes(picture(nr, 100_000)) for nr in range(5)}
    served.fair.meet()
    with pytest.raises(BadMessage):
        exchange(served.car, served.hub, Line(served.hub, cut_after=2))
    assert len(held(served.hub)) == 2
    line = Line(served.hub)
    assert exchange(served.car, served.hub, line).sent == 3
    assert held(served.hub) == taken
    assert max(map(len, line.seen)) < 260_000


def test_a_photograph_that_was_removed_goes_everywhere_and_does_not_come_back(
    network: Machines,
) -> None:
    served = Served(network)
    digest = served.takes(picture(1))
    served.fair.meet()
    exchange(served.car, served.hub)
    served.removes(served.hub, digest)
    assert held(served.hub) == set() and held(served.car) == {digest}
    assert exchange(served.hub, served.car) == Exchanged(), "removed here, whatever is held there"
    served.fair.meet()
    assert held(served.car) == set()


def test_bytes_that_nobody_spoke_of_or_that_hide_something_are_thrown_away(
    network: Machines,
) -> None:
    served = Served(network)
    served.takes(picture(1))
    served.fair.meet()
    hub = served.hub
    assert picturing.take_in(hub.store, hub.home, [picture(2), picture(1) + b"more", b""]) == 0
    assert held(hub) == set()
    assert picturing.take_in(hub.store, hub.home, [picture(1)]) == 1


def test_who_may_not_hold_the_facts_of_a_vehicle_is_given_no_photograph(
    network: Machines,
) -> None:
    served = Served(network)
    digest = served.takes(picture(1))
    served.fair.meet()
    exchange(served.car, served.hub)
    library = served.fair.trip.one
    meet(library, served.hub)
    assert exchange(library, served.hub) == Exchanged()
    said = Photographs(lacks=(bytes.fromhex(digest),))
    raw = messages.said(
        messages.PHOTOGRAPHS,
        said,
        library.store.installation,
        receiver=served.hub.store.own_key,
    )
    found = messages.heard(Line(served.hub).ask(raw), me=library.store.own_key)
    assert messages.body_of(found, Photographs) == Photographs()


def test_a_photograph_travels_closed(network: Machines) -> None:
    served = Served(network)
    served.takes(picture(7, 500))
    served.fair.meet()
    line = Line(served.hub)
    assert exchange(served.car, served.hub, line).sent == 1
    assert all(picture(7, 500)[-200:] not in one for one in line.seen)


def test_on_a_stick_photographs_stand_behind_all_facts_and_go_once(network: Machines) -> None:
    served = Served(network)
    digest = served.takes(picture(1, 900))
    raw = carry(served.car, served.hub)
    assert held(served.hub) == {digest}
    assert picture(1, 900)[-200:] not in raw
    served.fair.meet()  # the vehicle hears that the hub has the fact
    assert len(carry(served.car, served.hub)) < len(raw) - 900
    photographs.remove(served.hub.home, digest)
    carry(served.car, served.hub, whole=True)
    assert held(served.hub) == {digest}


def test_a_photograph_that_was_removed_does_not_come_with_an_old_stick(network: Machines) -> None:
    served = Served(network)
    digest = served.takes(picture(1))
    old = b"".join(parcels.write(served.car.store, served.car.home, (served.hub.store.own_key,)))
    served.fair.meet()
    served.removes(served.hub, digest)
    parcels.read(served.hub.store, served.hub.home, io.BytesIO(old))
    assert held(served.hub) == set()


def test_an_older_node_ends_nothing(network: Machines) -> None:
    served = Served(network)
    served.takes(picture(1))
    served.fair.meet()
    car, hub = served.car, served.hub

    def older(raw: bytes) -> bytes:
        return serving.answer(hub.store, raw)  # knows of no folder

    assert picturing.after_facts(car.store, car.home, older, hub.store.own_key) == Exchanged()
    with pytest.raises(BadMessage):
        picturing.exchange(car.store, car.home, older, hub.store.own_key)
