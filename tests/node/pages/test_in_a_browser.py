"""The shared pages in the system's Chromium: scanner, doors, reading, reaching, at any width."""

import gzip
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Playwright
from tests.chromium import chromium_or_skip, flags
from tests.node.conftest import CARD, PASSWORD, PIN, READER

from tusach.node.pages import style
from tusach.node.people import directory, doors, joining, pins
from tusach.node.people.models import Login

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
AXE = Path(__file__).parents[2] / "journeys" / "vendor" / "axe-core" / "axe.min.js"
OPEN = ("/login", "/first-login", "/join", "/card", "/start", "/style", "/nowhere")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium, for which node.local is this machine."""
    opened = playwright.chromium.launch(executable_path=chromium_or_skip(), args=flags())
    yield opened
    opened.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """A function that opens an address; console errors and outside requests fail the test."""
    faults: list[str] = []
    contexts = []

    def note_request(address: str) -> None:
        if not address.startswith(("http://localhost:", "http://node.local:", "data:")):
            faults.append(f"request to {address}")

    def note_console(kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:
            faults.append(text)

    def opened(address: str, *, host: str = "localhost", width: int = 1280, **more: Any) -> Page:
        port = live_server.url.rpartition(":")[2]
        context = chromium.new_context(viewport={"width": width, "height": 800}, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: note_request(request.url))
        page.on("console", lambda message: note_console(message.type, message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"http://{host}:{port}{address}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(autouse=True)
def _lands_on_shared_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes in stays on pages that need no ledger; the journeys go further."""
    for module in (doors, joining):
        monkeypatch.setattr(module, "landing", lambda actor: "/place")
    monkeypatch.setattr(style, "landing", lambda actor: "/start")


def hear(page: Page) -> None:
    """Collect the scans of a page instead of sending them."""
    page.evaluate(
        "heard = []; document.addEventListener('tusach:scan',"
        " e => { heard.push(e.detail.code); e.preventDefault(); })"
    )


def heard(page: Page) -> list[str]:
    found: list[str] = page.evaluate("heard")
    return found


def keys(
    page: Page, text: str, *, end: str = "Enter", gap: int = 5, composing: bool = False
) -> None:
    """Type as a scanner does, `gap` milliseconds between keys, without waiting for them to pass.

    A loaded machine types slower than a scanner, so the keys carry the instants they would have.
    """
    page.evaluate(
        """([typed, gap, composing, start = Math.round(performance.now())]) =>
          typed.forEach((key, number) => {
            const event = new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true,
                                                        isComposing: composing});
            Object.defineProperty(event, 'timeStamp', {value: start + gap * number});
            const field = document.activeElement;
            if (field.dispatchEvent(event) && key.length === 1 && 'value' in field) {
                field.value += key;
            }
        })""",
        [[*text, end], gap, composing],
    )


@pytest.mark.parametrize("end", ["Enter", "Tab"])
def test_a_scan_is_heard_wherever_the_cursor_stands(
    open_page: Callable[..., Page], end: str
) -> None:
    page = open_page("/style")
    hear(page)
    page.fill("#id_note", "half a note")
    page.focus("#id_note")
    keys(page, CARD, end=end)
    assert heard(page) == [CARD]
    assert page.input_value("#id_note") == "half a note"


def test_a_scan_with_nothing_focused_goes_to_the_one_field_and_is_sent(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/style")
    page.evaluate("document.activeElement.blur()")
    page.evaluate(
        "document.querySelector('form.scan').addEventListener('submit',"
        " e => { sent = new FormData(e.target).get('code'); e.preventDefault(); })"
    )
    keys(page, CARD)
    assert page.evaluate("sent") == CARD


@pytest.mark.parametrize(
    ("gap", "text", "composing", "expected"),
    [
        (35, "10000010", False, ["10000010"]),
        (36, "10000010", False, []),
        (5, "10000", False, []),
        (5, "1000a0010", False, ["1000a0010"]),
        (5, "10000010", True, ["10000010"]),
        (36, "10000010", True, []),
    ],
    ids=["fast enough", "typed by hand", "too short", "letters", "composing", "composed by hand"],
)
def test_only_a_fast_run_is_a_scan(
    open_page: Callable[..., Page], gap: int, text: str, composing: bool, expected: list[str]
) -> None:
    page = open_page("/style")
    hear(page)
    # What comes in the first tenth of a second is taken for the rest of a scan of the page before.
    page.evaluate(
        "new Promise(go => { const look = () =>"
        " performance.now() > 1000 ? go() : requestAnimationFrame(look); look(); })"
    )
    page.evaluate("document.activeElement.blur()")
    keys(page, text, gap=gap, composing=composing)
    assert heard(page) == expected


def test_two_scans_in_a_row_are_two_scans(open_page: Callable[..., Page]) -> None:
    page = open_page("/style")
    hear(page)
    for code in (CARD, "978604000000"):
        keys(page, code)
    assert heard(page) == [CARD, "978604000000"]


def test_a_scanned_card_fills_its_field_at_the_readers_door(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/card", host="node.local")
    keys(page, CARD)
    assert page.input_value("#id_card") == CARD
    assert page.evaluate("document.activeElement.id") == "id_pin"


@pytest.mark.parametrize("scripts", [True, False])
def test_staff_log_in_and_a_phone_joins_at_node_local(
    open_page: Callable[..., Page], make_login: Callable[[str], Login], scripts: bool
) -> None:
    make_login("librarian")
    screen = open_page("/login?next=/phone", java_script_enabled=scripts)
    screen.fill("#id_username", "librarian")
    screen.fill("#id_password", PASSWORD)
    screen.click("main form button")
    screen.click("main form button")
    code = screen.inner_text(".code-digits")
    phone = open_page("/login", host="node.local", width=360, java_script_enabled=scripts)
    assert phone.locator("input[type=password]").count() == 0
    phone.click("main .button")
    phone.fill("#id_code", code)
    phone.click("main form button")
    phone.goto(phone.url.rpartition("/")[0] + "/account")
    assert "Nông Thị Hoa" in phone.inner_text("main")
    (held,) = [cookie for cookie in phone.context.cookies() if cookie["name"] == "tusach"]
    assert (held["secure"], held["httpOnly"], held["sameSite"]) == (False, True, "Strict")


def test_a_reader_logs_in_on_the_wifi_with_scripts_off(
    open_page: Callable[..., Page], people: directory.MemoryDirectory
) -> None:
    pins.set_pin(READER, PIN)
    page = open_page("/card", host="node.local", java_script_enabled=False)
    page.fill("#id_card", CARD)
    page.fill("#id_pin", PIN)
    page.click("main form button")
    page.goto(address_on(page, "/start"))
    assert "Hoàng Văn Páo" in page.inner_text(".banner")


def test_the_language_is_switched_with_scripts_off(open_page: Callable[..., Page]) -> None:
    page = open_page("/login", java_script_enabled=False)
    page.click("button[value=en]")
    assert page.inner_text("h1") == "Log in as staff"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Callable[..., Page], scheme: str) -> None:
    page = open_page("/start", color_scheme=scheme, reduced_motion="reduce")
    found = {}
    for address in OPEN:
        page.goto(address_on(page, address))
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found[address] = [
            (one["id"], node["html"][:120], node["failureSummary"])
            for one in page.evaluate("axe.run(document)")["violations"]
            for node in one["nodes"]
        ]
    assert found == {address: [] for address in OPEN}


def address_on(page: Page, address: str) -> str:
    return "/".join(page.url.split("/")[:3]) + address


# 48 pixels, with what a page that is scaled loses by rounding.
LOW = """[...document.querySelectorAll(`button, .button, select, summary, .grid-buttons a,
    input:not([type=hidden], [type=checkbox], [type=radio]), .banner a, .pager a,
    .links a, .facets a, fieldset label`)]
    .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 47.99)
    .map(e => e.outerHTML.slice(0, 100) + e.getBoundingClientRect().height)"""


def test_nothing_is_too_wide_for_the_narrowest_screen_or_too_low_for_a_thumb(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/start")
    for address in OPEN:
        page.goto(address_on(page, address))
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            # A busy machine hands the new size over late.
            page.wait_for_function("width => innerWidth === width", arg=width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert page.evaluate(LOW) == [], address


def test_a_first_page_weighs_less_than_45_kilobytes(
    open_page: Callable[..., Page], live_server: Any
) -> None:
    page = open_page("/style")
    addresses = page.evaluate(
        "[location.href, ...performance.getEntriesByType('resource').map(e => e.name)]"
    )
    weight = sum(
        len(gzip.compress(urlopen(address).read()))
        for address in set(addresses)
        if address.rpartition("?")[0].endswith((".css", ".js")) or address == page.url
    )
    assert 0 < weight <= 45_000
