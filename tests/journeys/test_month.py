"""The month: visitors counted, paper typed in by the keyboard, the report in three taps."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.desk import at_desk
from tests.journeys.hands import Hands


def test_the_report_of_a_month_is_three_taps(visit: Visit) -> None:
    page, hands = at_desk(visit)
    page.evaluate("window.print = () => { document.title = 'printed' }")
    hands.tap(page.locator('.grid-buttons a[href="/desk/month"]'))
    hands.see("/desk/month")
    expect(page.locator("#odd")).to_be_visible()
    expect(page.locator(".month-rule").first).to_contain_text("Một lượt đến là")
    hands.tap(page.locator('a[href^="/desk/month/report"]'))
    expect(page.locator(".month-table")).to_be_visible()
    page.evaluate("window.print = () => { document.title = 'printed' }")
    hands.tap(page.locator("[data-print]"))
    expect(page).to_have_title("printed")
    assert (hands.actions, hands.taps) == (3, 3)


def test_a_visitor_is_one_tap_and_ten_are_one_tap(visit: Visit) -> None:
    page, hands = at_desk(visit, "/desk/visitors")
    before = _total(page)
    hands.tap(page.locator("button.tap").first)
    expect(page.locator("#visits-total")).to_have_text(str(before + 1))
    hands.tap(page.locator("button.ten").first)
    expect(page.locator("#visits-total")).to_have_text(str(before + 11))
    hands.tap(page.locator("#visits-outcome form button"))
    expect(page.locator("#visits-total")).to_have_text(str(before + 1))
    assert hands.taps == 3


def test_visitors_are_counted_by_the_keyboard_and_a_scanned_card_is_none(
    visit: Visit, cast: Cast
) -> None:
    page, hands = at_desk(visit, "/desk/visitors")
    before = _total(page)
    hands.strike_slowly("1", enter=False)
    expect(page.locator("#visits-total")).to_have_text(str(before + 1))
    page.keyboard.press("Shift+Digit0")
    expect(page.locator("#visits-total")).to_have_text(str(before + 11))
    (reader,) = cast.readers(1)
    hands.strike(reader.card, enter=False)
    # A second later, as its keys say: nobody presses a button while a scanner types.
    hands.strike("1", enter=False, at=time.time() + 1)
    expect(page.locator("#visits-total")).to_have_text(str(before + 12))


def test_presses_through_a_break_of_the_connection_are_kept_and_counted_once(
    visit: Visit,
) -> None:
    visit.watch.expect("ERR_INTERNET_DISCONNECTED|Failed to load resource|htmx:")
    page, hands = at_desk(visit, "/desk/visitors")
    before = _total(page)
    page.context.set_offline(True)
    for _ in range(3):
        hands.tap(page.locator("button.tap").first)
    expect(page.locator("#unsent b")).to_have_text("3")
    page.context.set_offline(False)
    expect(page.locator("#visits-total")).to_have_text(str(before + 3), timeout=30_000)
    expect(page.locator("#unsent b")).to_have_text("0")


def test_a_sheet_is_typed_in_by_the_keyboard_alone_and_taken_up_again(
    visit: Visit, cast: Cast
) -> None:
    page, hands = at_desk(visit, "/desk/sheets")
    (reader,) = cast.readers(1)
    books = cast.on_shelf(2)
    hands.tap(page.locator(".sheet-form button"))
    page.wait_for_url("**/desk/sheets/papers*")
    code = page.locator(".paper .code").first.inner_text().replace(" ", "")
    assert re.fullmatch("5[0-9]{11}", code)
    page.goto("/desk")
    typing = Hands(page)
    typing.scan(code)
    page.wait_for_url(re.compile("/desk/sheets/[0-9a-f]{32}"))
    for row, book in enumerate(books, start=1):
        expect(page.locator(f'#row-{row} input[name="on"]')).to_be_focused()
        if row == 1:
            # A second after the page began: earlier it would be the end of a cut scan.
            began = page.evaluate("performance.timeOrigin") / 1000
            typing.strike("1", enter=False, at=began + 1)
        page.keyboard.press("Tab")
        typing.scan(reader.card)
        expect(page.locator(f'#row-{row} input[name="copy"]')).to_be_focused()
        typing.strike_slowly(book.code)
        expect(page.locator(f"#row-{row}.sheet-done")).to_contain_text(book.title)
    page.reload()
    expect(page.locator(".sheet-done")).to_have_count(2)
    expect(page.locator('#row-3 input[name="on"]')).to_be_focused()


def _total(page: Page) -> int:
    return int(page.locator("#visits-total").inner_text().replace(".", ""))


def test_every_sheet_and_the_report_are_one_page_of_a4(visit: Visit) -> None:
    page, _hands = at_desk(visit, "/desk/sheets")
    for what in ("loans", "returns", "readers", "visits", "uses"):
        page.goto("/desk/sheets")
        page.locator("#what").select_option(what)
        page.locator("#month").select_option(index=1)  # the next one
        page.locator(".sheet-form button").click()
        page.wait_for_url("**/desk/sheets/papers*")
        assert _pages(page) == [SIDEWAYS], what
    page.goto("/desk/month/report")
    assert _pages(page) == [UPRIGHT]


SIDEWAYS, UPRIGHT = (842, 595), (595, 842)


def _pages(page: Page) -> list[tuple[int, int]]:
    """The size of each printed page, in points."""
    raw = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox *\[ *0 +0 +([0-9.]+) +([0-9.]+) *\]", raw)
    return [(round(float(wide)), round(float(high))) for wide, high in boxes]
