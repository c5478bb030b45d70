"""Browser fixtures: the system's Chromium, a node of its own, and a watch over every page.

`page` (from pytest-playwright) fails its test when the page asks an outside host for anything,
logs an error to the console or raises. `axe(page)` asserts that a page breaks no rule of
accessibility.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from tests import chromium
from tests.journeys.cast import Cast
from tests.journeys.nodes import Node, build, twin

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
AXE = HERE / "vendor" / "axe-core" / "axe.min.js"
_BROKEN_RULES = """async ([part, options]) => {
    const told = await axe.run(part || document, options);
    return told.violations.flatMap(
        ({id, help, nodes}) => nodes.map(node => `${id}: ${help}: ${node.html.slice(0, 200)}`)
    );
}"""
WIDTHS = {360: 780, 1280: 900}
OWN_HOSTS = {"127.0.0.1", "localhost", "node.local"}

# Playwright keeps an event loop in the thread of the tests; Django would then refuse its database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every journey."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium of the system, silent towards the network."""
    return browser_type_launch_args | {
        "executable_path": chromium.chromium_or_skip(),
        "args": chromium.flags(),
    }


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
        host = address.hostname or ""
        is_own = host in OWN_HOSTS or host.startswith("127.0.0.")
        if address.scheme in {"http", "https", "ws", "wss"} and not is_own:
            self.faults.append(f"request to an outside host: {request.url}")

    def on_console(self, message: ConsoleMessage) -> None:
        """Note an error in the console."""
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def over(self, context: BrowserContext) -> None:
        """Watch every page of this browser from now on."""
        context.on("request", self.on_request)
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.faults.append(f"page error: {error.error}"))

    def unexpected(self) -> list[str]:
        """The faults that the test did not announce."""
        return [
            fault for fault in self.faults if not any(rule.search(fault) for rule in self.expected)
        ]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Watches every page of the test; `watch.expect(pattern)` allows what a test provokes."""
    seen = Watch()
    yield seen
    faults = seen.unexpected()
    assert not faults, "\n".join(faults)


@pytest.fixture(autouse=True)
def _watched(context: BrowserContext, watch: Watch) -> None:
    watch.over(context)


@dataclass
class Visit:
    """Opens browsers: each with a session of its own, in a language, of a width."""

    browser: Browser
    settings: dict[str, Any]
    node: Node
    watch: Watch
    opened: list[BrowserContext] = field(default_factory=list)

    def to(self, node: Node) -> "Visit":
        """The same, at another node."""
        return replace(self, node=node)

    def __call__(
        self,
        role: str | None = None,
        *,
        language: str = "vi",
        scripts: bool = True,
        width: int = 1280,
        **more: Any,
    ) -> Page:
        """A blank page in a new browser; role: who is logged in there (see `Node.log_in`)."""
        size = {"width": width, "height": WIDTHS.get(width, 800)}
        told = {"base_url": self.node.address, "java_script_enabled": scripts, "viewport": size}
        context = self.browser.new_context(**(self.settings | told | more))
        self.opened.append(context)
        self.watch.over(context)
        if language != "vi":
            context.add_cookies(
                [{"name": "tusach-language", "value": language, "url": self.node.address}]
            )
        if role is not None:
            self.node.log_in(context, role)
        return context.new_page()


@pytest.fixture
def violations() -> Callable[..., list[str]]:
    """`violations(page)` lists what axe holds against a page, for WCAG 2.2 A and AA."""

    def find(page: Page, part: str = "") -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        # Only what breaks a rule is described and handed over; all rules are looked at.
        options = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}
        found: list[str] = page.evaluate(_BROKEN_RULES, [part, options])
        return found

    return find


@pytest.fixture
def axe(violations: Callable[..., list[str]]) -> Callable[[Page], None]:
    """`axe(page)` asserts that the page breaks none of axe's rules for WCAG 2.2 A and AA."""

    def check(page: Page) -> None:
        lines = violations(page)
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home filled with the smallest demonstration province, which no journey changes.

    Made once in a run: whichever worker is first makes it for all.
    """
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "built"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "whole").exists():
            build(folder / "home")
            (folder / "whole").touch()
    return folder / "home"


@pytest.fixture(scope="session")
def node(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """The node that most journeys share: each takes readers and copies of its own from `cast`."""
    yield from served(twin(built_home, tmp_path_factory.mktemp("shared")))


@pytest.fixture
def own_node(built_home: Path, tmp_path: Path) -> Iterator[Node]:
    """A node for one journey only, which may kill it or change what others look at."""
    yield from served(twin(built_home, tmp_path))


def served(home: Path) -> Iterator[Node]:
    """The node of a home, up for as long as the fixture that yields from it."""
    node = Node(home)
    try:
        node.start()
        yield node
    finally:
        node.stop()


@pytest.fixture(scope="session")
def cast(node: Node) -> Cast:
    """Readers and copies of the shared node, each given out once."""
    return Cast(node.home)


@pytest.fixture(scope="session")
def base_url(node: Node) -> str:
    """Address of the shared node."""
    return node.address


@pytest.fixture
def visit(
    browser: Browser, browser_context_args: dict[str, Any], node: Node, watch: Watch
) -> Iterator[Visit]:
    """`visit(role)` opens a browser of its own; see `Visit`."""
    visits = Visit(browser, browser_context_args, node, watch)
    yield visits
    for context in visits.opened:
        context.close()
