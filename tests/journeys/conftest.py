"""Browser fixtures: the system's Chromium, a node of its own, and a watch over every page.

`page` (from pytest-playwright) fails its test when the page asks an outside host for anything,
logs an error to the console or raises. `screenshot(name)` writes into docs/screenshots only
when TUSACH_SCREENSHOTS=1. `axe(page)` asserts that a page has no accessibility violation.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
AXE = HERE / "vendor" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "docs" / "screenshots"
WIDTHS = {360: 780, 1280: 900}
OWN_HOSTS = {"127.0.0.1", "localhost", "node.local"}

# Playwright keeps an event loop in the thread of the tests; Django would then refuse its database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def find_chromium() -> str | None:
    """Path of the browser: TUSACH_CHROMIUM, or what the system offers."""
    named = os.environ.get("TUSACH_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every journey, so that one worker runs them all with one browser and one node."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium of the system, silent towards the network."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium here; `make test` says how to get it")
    flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update"]
    flags += ["--host-resolver-rules=MAP node.local 127.0.0.1"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    return browser_type_launch_args | {"executable_path": path, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Vietnamese reader's browser, in the time zone of the province."""
    size = {"width": 1280, "height": WIDTHS[1280]}
    return browser_context_args | {
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
        "viewport": size,
    }


class Watch:
    """What went wrong on the pages of one test."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.expected: list[re.Pattern[str]] = []

    def expect(self, pattern: str) -> None:
        """Allow faults whose text matches, for a test that provokes one."""
        self.expected.append(re.compile(pattern))

    def on_request(self, request: Request) -> None:
        """Note a request to any host but the node's own."""
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in OWN_HOSTS:
            self.faults.append(f"request to an outside host: {request.url}")

    def on_console(self, message: ConsoleMessage) -> None:
        """Note an error in the console."""
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def unexpected(self) -> list[str]:
        """The faults that the test did not announce."""
        return [
            fault for fault in self.faults if not any(rule.search(fault) for rule in self.expected)
        ]


@pytest.fixture(autouse=True)
def watch(context: BrowserContext) -> Iterator[Watch]:
    """Watches every page of the test; `watch.expect(pattern)` allows what a test provokes."""
    seen = Watch()
    context.on("request", seen.on_request)
    context.on("console", seen.on_console)
    context.on("weberror", lambda error: seen.faults.append(f"page error: {error.error}"))
    yield seen
    faults = seen.unexpected()
    assert not faults, "\n".join(faults)


@pytest.fixture
def screenshot(page: Page) -> Callable[..., None]:
    """`screenshot(name, language="vi")` writes the page at 360 and 1280 px when asked to."""

    def take(name: str, *, language: str = "vi", full_page: bool = True) -> None:
        if os.environ.get("TUSACH_SCREENSHOTS") != "1":
            return
        before = page.viewport_size
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            path = SCREENSHOTS / f"{name}-{width}-{language}.png"
            page.screenshot(path=path, full_page=full_page, animations="disabled")
        if before is not None:
            page.set_viewport_size(before)

    return take


@pytest.fixture
def axe() -> Callable[..., None]:
    """`axe(page)` asserts that the page breaks none of axe's rules for WCAG 2.2 A and AA."""

    def check(page: Page, *, without: tuple[str, ...] = ()) -> None:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        result = page.evaluate(
            "options => axe.run(document, options)",
            {
                "runOnly": {"type": "tag", "values": tags},
                "rules": {rule: {"enabled": False} for rule in without},
            },
        )
        lines = [
            f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check


def _tusach(*arguments: str | Path) -> list[str]:
    return [str(Path(sys.executable).with_name("tusach")), *map(str, arguments)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(process: subprocess.Popen[str], address: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=10).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.05)
        else:
            return
    raise RuntimeError(f"serve did not start:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home filled with the small demonstration province; its keys lie beside it."""
    home = tmp_path_factory.mktemp("journeys") / "home"
    made = subprocess.run(
        _tusach("demo", "--size", "small", "--home", home),
        capture_output=True,
        text=True,
        check=False,
        env=_environment(home),
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return home


def _environment(home: Path) -> dict[str, str]:
    return os.environ | {"TUSACH_KEYS": str(home.with_name("keys"))}


@pytest.fixture(scope="session")
def demo_logins(demo_home: Path) -> dict[str, tuple[str, str]]:
    """By role (librarian, provincial, administrator, reader): the name and the password or PIN."""
    told = json.loads((demo_home / "home.json").read_text(encoding="utf-8"))
    return {
        one["what"]: (one["login"], one["password"].removeprefix("PIN "))
        for one in told["demo_logins"]
    }


@pytest.fixture(scope="session")
def base_url(demo_home: Path) -> Iterator[str]:
    """Address of a node serving the demonstration province; ends with the tests."""
    log = demo_home.with_name("serve.log")
    port = _free_port()
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            _tusach("serve", "--bind", f"127.0.0.1:{port}", "--home", demo_home),
            stdout=stream,
            stderr=subprocess.STDOUT,
            text=True,
            env=_environment(demo_home),
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(process, f"{address}/", log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)
