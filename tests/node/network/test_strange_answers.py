"""“Exchange now” where something else answers than the province: said in words, nothing touched."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from tests.node.network.conftest import Network, followed, words

from tusach.node.store import links
from tusach.node.store.retell import scope_digests
from tusach.node.store.verify import verify
from tusach.node.sync.exchanging import Way, exchange
from tusach.node.sync.messages import BadMessage

At = Callable[..., Client]
HTML = b"<!doctype html><title>Wi-Fi</title>Please log in"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: "
PORTAL = OK + str(len(HTML)).encode() + b"\r\nContent-Type: text/html\r\n\r\n" + HTML
GARBAGE = OK + b"4096\r\n\r\n" + bytes(range(256)) * 16
SENT_AWAY = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
SILENT = b"silent"
CUT = OK + b"99999\r\n\r\n" + b"half a"


@contextmanager
def answering(raw: bytes | None) -> Iterator[str]:
    """The address of something that answers this to whatever it is asked, and hangs up.

    None: nobody is there.
    """
    if raw is None:
        yield "http://127.0.0.1:9"
        return
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            while True:
                try:
                    line, _ = door.accept()
                except OSError:
                    return
                with line:
                    line.settimeout(5)
                    try:
                        line.recv(1 << 20)
                        while raw is SILENT and line.recv(1 << 20):
                            pass  # until the other side gives up
                        line.sendall(raw)
                    except OSError:
                        continue

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            door.shutdown(socket.SHUT_RDWR)
    thread.join(10)


NO_NODE = ("it is no library of this kind", "không phải")
NO_ANSWER = ("does not answer", "không trả lời")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param(PORTAL, NO_NODE, id="the page of a Wi-Fi"),
        pytest.param(SENT_AWAY, NO_NODE, id="sent away to the page of a Wi-Fi"),
        pytest.param(GARBAGE, NO_NODE, id="garbage"),
        pytest.param(b"\x00\xff garbage that is no HTTP", None, id="no HTTP"),
        pytest.param(CUT, None, id="cut off in the middle"),
        pytest.param(b"", NO_NODE, id="hung up"),
        pytest.param(None, NO_ANSWER, id="nobody there"),
    ],
)
def test_what_answers_in_place_of_the_province_is_said_and_nothing_is_touched(
    network: Network,
    at: At,
    raw: bytes | None,
    said: tuple[str, str] | None,
) -> None:
    branch, door = network.branch, network.door
    door.open()
    client = at(branch)
    followed(client, client.post("/network/addresses", {"address": door.address}))
    network.count_one()
    before = scope_digests(branch.store)
    with answering(raw) as address:
        for language, wanted in zip(("en", "vi"), said or ("", ""), strict=True):
            client = at(branch, language=language)
            told = {"address": address}
            page = followed(client, client.post("/network/addresses", told))
            page = followed(client, client.post("/network/exchange", told))
            assert wanted in page, re.findall("outcome-bad.*", page)
            assert "outcome-bad" in page
            assert "Traceback" not in page and "sync." not in page
    assert scope_digests(branch.store) == before
    assert verify(branch.store).faults == ()
    known = {one.address: one.node for one in links.links_of(branch.home)}
    assert known[door.address] == network.hub.store.own_key, "the province is remembered"
    client = at(branch)
    page = followed(client, client.post("/network/exchange", {"address": door.address}))
    assert "Sent: " in page
    assert scope_digests(network.hub.store).items() >= scope_digests(branch.store).items()
    assert "The province has everything up to" in words(client.get("/network/"))


def test_what_takes_the_call_and_never_answers_is_given_up(network: Network) -> None:
    network.count_one()
    before = scope_digests(network.branch.store)
    with answering(SILENT) as address, pytest.raises(BadMessage, match=r"sync\.no_answer"):
        exchange(network.branch, address, Way(patience_s=0.3))
    assert scope_digests(network.branch.store) == before
