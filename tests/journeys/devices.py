"""What stands on a desk: a joined phone, and a computer with a scanner under an input method."""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import cycle

from playwright.sync_api import Locator, Page, expect
from tests.journeys.camera import photograph, take
from tests.journeys.conftest import Visit
from tests.journeys.hands import Hands
from tests.journeys.nodes import Node

SLOWNESS = 6
"""By how much the processor of a cheap phone is slower than this machine's."""


def joined_phone(visit: Visit, *, language: str = "vi", node: Node | None = None) -> Page:
    """A phone that joined by the square code on the laptop's screen; its processor is slow."""
    at = visit if node is None else visit.to(node)
    screen = at("librarian")
    screen.goto("/phone")
    screen.locator("main form button").click()
    code = screen.locator(".code-digits").inner_text()
    phone = at(
        language=language, width=360, base_url=at.node.lan_address, has_touch=True, is_mobile=True
    )
    if language != "vi":
        phone.context.add_cookies(
            [{"name": "tusach-language", "value": language, "url": at.node.lan_address}]
        )
    phone.context.new_cdp_session(phone).send("Emulation.setCPUThrottlingRate", {"rate": SLOWNESS})
    phone.goto("/join")
    phone.locator("#id_code").fill(code)
    phone.locator("main form button").click()
    phone.wait_for_url("**/desk")
    return phone


class Desk(ABC):
    """One page and the hands on it; `begin` stands at the desk again, with nothing counted."""

    name: str

    def __init__(self, page: Page) -> None:
        self.page = page
        self.begin()

    def begin(self, address: str = "/desk") -> None:
        """The page before them; from now on everything counts."""
        self.page.goto(address)
        self.hands = Hands(self.page)

    def tap(self, target: Locator) -> None:
        """One tap."""
        self.hands.tap(target)

    @abstractmethod
    def scan(self, code: str, *, field: str = "[data-scan-field]") -> None:
        """One code, the way this device reads one."""

    @abstractmethod
    def type(self, target: Locator, words: str) -> None:
        """Words or a number in a field: one action, however many keys."""

    def took(self) -> tuple[int, int, int]:
        """Taps, scans and typed fields so far."""
        return self.hands.taps, self.hands.scans, self.hands.names


class Phone(Desk):
    """A phone of 360 px on the Wi-Fi, over plain HTTP: a scan is a photograph."""

    name = "phone"

    def tap(self, target: Locator) -> None:
        """One touch of a finger."""
        self.hands.taps += 1
        target.tap()

    def scan(self, code: str, *, field: str = "[data-scan-field]") -> None:
        """One photograph, answered before the next is taken: a hand has to turn the book."""
        self.hands.scans += 1
        take(self.page, photograph(code), field=field)
        expect(self.page.locator(".photo [role=status]").first).to_be_empty(timeout=30_000)

    def type(self, target: Locator, words: str) -> None:
        """Words on the phone's keyboard."""
        self.hands.names += 1
        target.fill(words)


class Scanner(Desk):
    """A computer with a wedge scanner, while an input method makes letters of its keys."""

    name = "scanner"

    def __init__(self, page: Page) -> None:
        self.ways = cycle(("composing", "layout"))
        super().__init__(page)

    def scan(self, code: str, *, field: str = "[data-scan-field]") -> None:
        """One pull of the trigger; the keys are composed, or write letters, by turns."""
        if field != "[data-scan-field]":
            self.page.locator(field).focus()
        self.hands.scan_bent(code, how=next(self.ways))

    def type(self, target: Locator, words: str) -> None:
        """Words as an input method composes them: shown as they grow, then handed over."""
        self.hands.names += 1
        target.focus()
        self.hands.compose(words)
