"""What `tusach serve` believes of a request, over a real connection; and where it may listen."""

import argparse
import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tusach.node.cli.binding import bound
from tusach.node.office.uploads import MOST_BYTES

Ask = Callable[..., tuple[int, str, str]]
TUSACH = (sys.executable, "-c", "from tusach.node.cli.main import run; run()")
ON_A_PROXY = {"Host": "library.example", "X-Forwarded-For": "203.0.113.9"}


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """The environment of a process of this home."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TUSACH_")}
    return kept | {"TUSACH_HOME": str(home), "TUSACH_KEYS": str(home.with_name("keys")), **more}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library made a moment ago."""
    found = tmp_path_factory.mktemp("served") / "home"
    words = ("init", "--role", "library", "--tenant", "LU", "--profile", "lumira")
    made = subprocess.run(
        [*TUSACH, *words], capture_output=True, check=False, env=surroundings(found)
    )
    assert made.returncode == 0, made.stderr
    return found


def served(home: Path, **more: str) -> Iterator[Ask]:
    """Serve the home; a function that asks it over the wire: status, cookies, page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [*TUSACH, "serve", "--bind", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=surroundings(home, **more),
        text=True,
    )
    assert process.stdout is not None
    assert str(port) in process.stdout.readline()

    def ask(address: str, method: str = "GET", **headers: str) -> tuple[int, str, str]:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as line:
            line.putrequest(method, address, skip_host="Host" in headers)
            for name, value in headers.items():
                line.putheader(name.replace("_", "-"), value)
            line.endheaders()
            with line.getresponse() as answer:
                cookies = "\n".join(answer.headers.get_all("Set-Cookie") or [])
                return answer.status, cookies, answer.read().decode()

    yield ask
    process.terminate()
    process.wait(20)
    process.stdout.close()


@pytest.fixture(scope="module")
def behind_a_proxy(home: Path) -> Iterator[Ask]:
    """The hub's way: a proxy with TLS in front, whose word counts."""
    yield from served(home, TUSACH_BEHIND_PROXY="1", TUSACH_NAMES="library.example")


def asks_for_a_password(page: str) -> bool:
    """Whether somebody is asked to type a password."""
    return 'type="password"' in page


def test_the_word_of_the_proxy_about_https_arrives(behind_a_proxy: Ask) -> None:
    status, cookies, page = behind_a_proxy("/login", **ON_A_PROXY, X_Forwarded_Proto="https")
    assert status == 200
    assert asks_for_a_password(page)
    assert cookies.strip().startswith("__Host-")
    assert "Secure" in cookies


def test_without_that_word_no_password_is_asked_for(behind_a_proxy: Ask) -> None:
    status, cookies, page = behind_a_proxy("/login", **ON_A_PROXY)
    assert status == 200
    assert not asks_for_a_password(page)
    assert "Secure" not in cookies


def test_what_a_proxy_passes_on_is_never_the_own_screen(behind_a_proxy: Ask) -> None:
    # As a proxy does that keeps its own name for us: everybody would sit at our screen.
    named = {"Host": "127.0.0.1", "X-Forwarded-For": "203.0.113.9"}
    assert not asks_for_a_password(behind_a_proxy("/login", **named)[2])
    assert asks_for_a_password(behind_a_proxy("/login", Host="127.0.0.1")[2])


def test_a_body_larger_than_any_upload_is_not_taken_in(behind_a_proxy: Ask) -> None:
    announced = str(MOST_BYTES * 2)
    status, _cookies, _page = behind_a_proxy("/login", method="POST", Content_Length=announced)
    assert status == 413


@pytest.mark.parametrize("words", ["nowhere:port", "127.0.0.1:99999", "1.2.3.4:-1", "http://a/:80"])
def test_a_place_to_listen_that_is_none_is_wrong_use(words: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=re.escape(words)):
        bound(words)


def test_pages_for_developers_are_not_shown_to_a_network(home: Path) -> None:
    done = subprocess.run(
        [*TUSACH, "serve", "--bind", "0.0.0.0"],
        capture_output=True, check=False, env=surroundings(home, TUSACH_DEBUG="1"), text=True,
    )  # fmt: skip
    assert done.returncode == 3
    assert "TUSACH_DEBUG" in done.stderr
