"""Scanning at once after a tap, while the next page is still on its way."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.journeys.cast import Cast, Volume
from tests.journeys.conftest import Visit
from tests.journeys.hands import Hands

AGAIN = ".toast[data-again]"
EAR = """
addEventListener("keydown", (event) => {
  const heard = JSON.parse(sessionStorage.heard ?? "[]");
  heard.push([performance.timeOrigin, event.key]);
  sessionStorage.heard = JSON.stringify(heard);
}, true);
document.addEventListener("DOMContentLoaded", () => {
  const look = () => {
    if (document.querySelector("[data-again], .outcome-bad")) sessionStorage.told = "yes";
  };
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
});
"""
"""Writes down every key that the browser gave to any page, and to which; and whether any of them
asked for another scan."""
HOLD = """() => {
  addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    goOn = () => { location.href = link.href; };
  });
  addEventListener("submit", (event) => {
    event.preventDefault();
    goOn = () => event.target.submit();
  });
}"""
"""Stands behind all listeners of the page: a way that has begun waits for `goOn`."""


def listening(visit: Visit) -> tuple[Page, Hands]:
    """A librarian at the desk; the page remembers what it hears."""
    page = visit("librarian")
    page.add_init_script(EAR)
    page.goto("/desk")
    return page, Hands(page)


def to(address: str) -> str:
    """A link of the desk's first page."""
    return f'.grid-buttons a[href="{address}"]'


def bursts(page: Page) -> list[str]:
    """What the pages heard, cut at Enter (shown as a point) and where the page changed."""
    text, before = "", 0.0
    for now, key in json.loads(page.evaluate("sessionStorage.heard ?? '[]'")):
        text += ("|" if now != before else "") + ("." if key == "Enter" else key)
        before = now
    return re.findall(r"\d+\.?|\.", text)


def held_back(page: Page, hands: Hands, target: Locator) -> None:
    """Tap; the page that is asked for does not come before `go_on`."""
    page.evaluate(HOLD)
    hands.tap_and_go_on(target)
    assert page.evaluate("typeof goOn") == "function"


def go_on(page: Page, path: str) -> None:
    """The page that was asked for comes."""
    page.evaluate("goOn()")
    page.wait_for_url(f"**{path}", wait_until="load")


def in_pile(page: Page, books: list[Volume]) -> list[str]:
    """The codes of the books that were taken back."""
    return [
        book.code
        for book in books
        if page.locator(f'.pile a[href="/desk/copies/{book.copy}"]').count() == 1
    ]


def test_every_scan_that_any_page_heard_is_kept_and_a_half_one_is_told(
    visit: Visit, cast: Cast
) -> None:
    page, hands = listening(visit)
    books = cast.on_loan(4)
    hands.tap_and_go_on(page.locator(to("/desk/return")))
    hands.scan_all(book.code for book in books)
    hands.see("/desk/return")
    all_heard = bursts(page)
    whole = [book.code for book in books if f"{book.code}." in all_heard]
    expect(page.locator(".pile > li")).to_have_count(len(whole), timeout=60_000)
    assert in_pile(page, books) == whole
    if len(all_heard) > len(whole):
        assert page.evaluate("sessionStorage.told") == "yes", all_heard


def test_scans_made_while_the_next_page_is_slow_are_acts_of_the_next_page(
    visit: Visit, cast: Cast
) -> None:
    page, hands = listening(visit)
    (reader,), books = cast.readers(1), cast.on_loan(3)
    hands.scan(reader.card)
    expect(page.locator("#reader-name")).to_have_text(reader.name)
    held_back(page, hands, page.locator('.desk-nav a[href="/desk/return"]'))
    hands.scan_all(book.code for book in books)
    expect(page.locator(".loans .loan")).to_have_count(0)
    go_on(page, "/desk/return")
    expect(page.locator(".pile > li")).to_have_count(3, timeout=60_000)
    assert len(in_pile(page, books)) == 3
    expect(page.locator(AGAIN)).to_have_count(0)
    page.reload()
    expect(page.locator(".pile > li")).to_have_count(3, timeout=60_000)


@pytest.mark.parametrize("cut", [1, 6, 12])
def test_a_scan_cut_by_the_change_of_page_is_asked_for_again_and_does_nothing(
    visit: Visit, cast: Cast, cut: int
) -> None:
    page, hands = listening(visit)
    first, second = cast.on_loan(2)
    held_back(page, hands, page.locator(to("/desk/return")))
    hands.scan(first.code)
    hands.strike(second.code[:cut], enter=False)
    go_on(page, "/desk/return")
    hands.strike(second.code[cut:], at=page.evaluate("performance.timeOrigin") / 1000)
    expect(page.locator(AGAIN)).to_contain_text("quét lại")
    expect(page.locator(".pile > li")).to_have_count(1, timeout=60_000)
    expect(page.locator("[data-scan-field]")).to_have_value("")
    hands.scan(second.code)
    expect(page.locator(".pile > li")).to_have_count(2, timeout=60_000)
    expect(page.locator(AGAIN)).to_have_count(0)


def test_the_end_of_a_scan_whose_beginning_nobody_heard_does_nothing(
    visit: Visit, cast: Cast
) -> None:
    page, hands = listening(visit)
    page.goto("/desk/return")
    (book,) = cast.on_loan(1)
    hands.strike(book.code[-2:], at=page.evaluate("performance.timeOrigin") / 1000)
    expect(page.locator(AGAIN)).to_be_visible()
    expect(page.locator("#outcome .outcome-title")).to_have_count(0)


@pytest.mark.parametrize("away", ["/desk/find", "/logout"])
def test_a_scan_for_a_page_that_cannot_take_it_is_asked_for_again(
    visit: Visit, cast: Cast, away: str
) -> None:
    page, hands = listening(visit)
    (book,) = cast.on_loan(1)
    link = 'form[action="/logout"] button' if away == "/logout" else to(away)
    held_back(page, hands, page.locator(link).first)
    hands.scan(book.code)
    go_on(page, "/" if away == "/logout" else away)
    expect(page.locator(AGAIN)).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('tusach:kept')") is None


def test_a_way_that_leads_nowhere_takes_no_scan_along_in_silence(visit: Visit, cast: Cast) -> None:
    page, hands = listening(visit)
    (book,) = cast.on_shelf(1)
    # What a page does after seconds it does here at once.
    page.evaluate(
        """() => {
          const later = setTimeout;
          setTimeout = (act, ms) => ms > 5000 ? later(act, 500) : later(act, ms);
        }"""
    )
    held_back(page, hands, page.locator(to("/desk/return")))
    hands.scan(book.code)
    expect(page.locator(AGAIN)).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('tusach:kept')") is None
    hands.scan(book.code)
    expect(page.locator(f"#work :text('{book.title}')").first).to_be_visible(timeout=60_000)
