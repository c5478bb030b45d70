"""Nodes of one network find each other; who is not of the province is not asked."""

from __future__ import annotations

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import zeroconf
from tests.node.network.conftest import Network, library, library_alone, library_with_chief, network

from tusach.node.store import links
from tusach.node.sync.finding import CALLED, Found, Multicast, Neighbours, OnFound, read

__all__ = ["library", "library_alone", "library_with_chief", "network"]
ADDRESS = "http://192.168.1.5:8000"


class Silent:
    """A finder that hears nobody."""

    def __init__(self) -> None:
        self.said: list[tuple[Found, int]] = []
        self.ended = False

    def begin(self, own: Found, port: int, on_found: OnFound) -> None:
        self.said.append((own, port))

    def end(self) -> None:
        self.ended = True


def test_only_a_node_of_the_same_province_is_asked(network: Network) -> None:
    branch = network.branch
    around = Neighbours(branch, Silent())
    hub, tenant = network.hub.store.own_key, branch.tenant
    assert not around.hear(Found("ab" * 32, tenant, ADDRESS)), "nobody has enrolled it"
    assert not around.hear(Found(hub, "ZZ", ADDRESS)), "of another province"
    assert not around.hear(Found(branch.store.own_key, tenant, ADDRESS)), "that is itself"
    assert links.links_of(branch.home) == ()
    assert around.hear(Found(hub, tenant, ADDRESS))
    (link,) = links.links_of(branch.home)
    assert (link.address, link.node, link.found) == (ADDRESS, hub, True)


def test_a_node_that_moved_is_asked_where_it_is_now_and_a_persons_word_stays(
    network: Network,
) -> None:
    home, hub = network.branch.home, network.hub.store.own_key
    links.add(home, "https://province.example")
    links.found(home, ADDRESS, hub)
    links.found(home, "http://192.168.1.9:8000", hub)
    told = [one.address for one in links.links_of(home)]
    assert told == ["https://province.example", "http://192.168.1.9:8000"]
    links.add(home, "http://192.168.1.9:8000")
    assert not links.links_of(home)[1].found


def test_a_node_that_listens_for_its_own_screen_alone_neither_says_nor_hears_anything(
    network: Network,
) -> None:
    finder = Silent()
    around = Neighbours(network.branch, finder)
    for host in ("127.0.0.1", "localhost", "::1"):
        assert not around.begin(host, 8000)
    around.end()
    assert (finder.said, finder.ended) == ([], False)
    assert around.begin("192.168.1.7", 8000)
    around.end()
    ((said, port),) = finder.said
    assert (said.address, port, finder.ended) == ("192.168.1.7", 8000, True)


def info(**told: str) -> zeroconf.ServiceInfo:
    return zeroconf.ServiceInfo(
        CALLED, f"x.{CALLED}", port=8000, properties=told,
        addresses=[socket.inet_aton(told.pop("at", "192.168.1.5"))],
    )  # fmt: skip


def test_nonsense_on_the_network_is_passed_over() -> None:
    assert read(None) is None
    assert read(info()) is None
    assert read(info(node="x" * 64, tenant="LU")) is None
    assert read(info(node="ab" * 32, at="8.8.8.8")) is None, "no machine of a local network"
    assert read(info(node="ab" * 32, tenant="LU")) == Found("ab" * 32, "LU", ADDRESS)


def multicast_comes_back() -> bool:
    """Whether this machine hands a datagram to a group on its loopback to who listens there."""
    group, own = socket.inet_aton("224.0.0.251"), socket.inet_aton("127.0.0.1")
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hears,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as says,
    ):
        try:
            hears.bind(("", 0))
            hears.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group + own)
            hears.settimeout(1)
            says.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
            says.sendto(b"is it heard?", ("224.0.0.251", hears.getsockname()[1]))
            return hears.recv(100) == b"is it heard?"
        except OSError:
            return False


def test_two_nodes_on_one_machine_find_each_other() -> None:
    if not multicast_comes_back():
        pytest.skip("this machine gives no multicast back on its own loopback: nobody could hear")
    heard: dict[str, Found] = {}
    done = {"a" * 64: threading.Event(), "b" * 64: threading.Event()}

    def hears(found: Found) -> None:
        heard[found.node] = found
        done[found.node].set()

    pair = [Multicast(["127.0.0.1"]), Multicast(["127.0.0.1"])]
    try:
        for finder, node in zip(pair, done, strict=True):
            finder.begin(Found(node, "LU", "127.0.0.1"), 8000, hears)
        found = [one.wait(30) for one in done.values()]
    finally:
        for finder in pair:
            finder.end()
    assert found == [True, True], "what one says comes back here, so the other ought to hear it"
    assert heard["b" * 64] == Found("b" * 64, "LU", "http://127.0.0.1:8000")


async def _begun_where_a_loop_runs() -> threading.Event:
    """Begun on a thread whose event loop runs, and waits for nothing."""
    heard = threading.Event()
    pair = [Multicast(["127.0.0.1"]), Multicast(["127.0.0.1"])]
    try:
        for finder, node in zip(pair, ("a" * 64, "b" * 64), strict=True):
            finder.begin(Found(node, "LU", "127.0.0.1"), 8000, lambda _: heard.set())
        heard.wait(30)
    finally:
        for finder in pair:
            finder.end()
    return heard


def test_nodes_find_each_other_though_an_event_loop_runs_where_they_begin() -> None:
    if not multicast_comes_back():
        pytest.skip("this machine gives no multicast back on its own loopback: nobody could hear")
    with ThreadPoolExecutor(max_workers=1) as thread:  # a browser's test left a loop on this one
        heard = thread.submit(lambda: asyncio.run(_begun_where_a_loop_runs())).result()
    assert heard.is_set(), "what one says comes back here, so the other ought to hear it"
