"""The links and the switch of the network on one machine (`make network`)."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
from tools.network.link import Link
from tools.network.page import page
from tools.network.switch import Network, Switch


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that says back what it hears."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(caller,), daemon=True).start()

    def answer(caller: socket.socket) -> None:
        with caller:
            while heard := caller.recv(1024):
                caller.sendall(heard)

    threading.Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1]
    server.shutdown(socket.SHUT_RDWR)
    server.close()


@pytest.fixture
def link(echo: int) -> Iterator[Link]:
    found = Link(echo)
    yield found
    found.close()


def call(link: Link) -> socket.socket:
    found = socket.create_connection(("127.0.0.1", link.port))
    found.settimeout(10)
    return found


def said_back(caller: socket.socket, words: bytes) -> bytes:
    caller.sendall(words)
    return caller.recv(1024)


def test_a_link_carries_both_ways_and_a_cut_ends_what_is_under_way(link: Link) -> None:
    with call(link) as caller:
        assert said_back(caller, b"one") == b"one"
        link.cut()
        assert caller.recv(1024) == b""
    assert not link.joined


def test_nobody_gets_through_a_cut_link_until_it_is_joined_again(link: Link) -> None:
    link.cut()
    with call(link) as caller, contextlib.suppress(ConnectionResetError):
        assert caller.recv(1024) == b""
    link.join()
    with call(link) as caller:
        assert said_back(caller, b"two") == b"two"


TOLD = {
    "hub": {"address": "http://127.0.0.1:1", "names": {"vi": "Tỉnh", "en": "Province"}},
    "machines": [
        {
            "name": "a",
            "names": {"vi": "Xã <A>", "en": "Commune <A>"},
            "address": "http://127.0.0.1:2",
            "link": "http://127.0.0.1:3",
            "joined": False,
            "said": {"act": "exchange", "sent": 3, "received": 4, "forks": [], "aside": []},
        }
    ],
}


@pytest.mark.parametrize(("language", "words"), [("vi", "Đã gửi 3 việc"), ("en", "3 sent")])
def test_the_page_says_what_came_of_it_and_escapes_names(language: str, words: str) -> None:
    found = page(TOLD, language)
    assert words in found
    assert "&lt;A&gt;" in found
    assert "<A>" not in found
    assert 'value="join"' in found
    assert 'value="cut"' not in found


class Told(Network):
    """A network that only notes what it is told."""

    def __init__(self) -> None:
        self.acts: list[tuple[str, str]] = []

    def act(self, act: str, name: str) -> dict[str, object]:
        if name != "a":
            raise KeyError(name)
        self.acts.append((act, name))
        return {"act": act}


@pytest.fixture
def switch() -> Iterator[tuple[Switch, Told]]:
    network = Told()
    found = Switch(network, 0, "vi")
    yield found, network
    found.close()


def send(address: str, act: str, machine: str, **headers: str) -> int:
    words = urllib.parse.urlencode({"act": act, "machine": machine}).encode()
    request = urllib.request.Request(address, words, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert json.load(answer) == {"act": act}
            return int(answer.status)
    except urllib.error.HTTPError as fault:
        fault.close()
        return fault.code


def test_the_switch_does_what_its_own_page_or_a_command_says_and_nothing_for_another_site(
    switch: tuple[Switch, Told],
) -> None:
    found, network = switch
    assert send(found.address, "cut", "a") == 200
    assert send(found.address, "join", "a", Origin=found.address) == 200
    assert send(found.address, "cut", "a", Origin="http://evil.example") == 403
    assert send(found.address, "cut", "a", Host="evil.example") == 403
    assert send(found.address, "cut", "nobody") == 404
    assert network.acts == [("cut", "a"), ("join", "a")]
