"""Whatever is printed every week is two taps from where one works: choose it, print it.

A tap that prints ends in the browser's own window; here it is noted instead.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.hands import Hands
from tests.journeys.stock_work import take_a_gift

NOTED = "window.print = () => { document.title = 'printed' }"


def printing(visit: Visit, address: str) -> tuple[Page, Hands]:
    """A librarian on a page, whose printer only takes note."""
    page = visit("librarian")
    page.add_init_script(NOTED)
    page.goto(address)
    return page, Hands(page)


def printed(page: Page, hands: Hands) -> None:
    """The last tap, and that it was the second one."""
    hands.tap(page.locator("[data-print]").first)
    expect(page).to_have_title("printed")
    assert (hands.actions, hands.taps) == (2, 2)


@pytest.mark.parametrize(
    ("where", "link"),
    [
        ("/stock/", 'main a[href="/stock/registers/general"]'),
        ("/stock/", 'main a[href="/stock/registers/individual"]'),
        ("/desk/month", 'main a[href^="/desk/month/report"]'),
        ("/desk/month", 'main a[href^="/desk/month/visits"]'),
        ("/desk/sheets", ".sheet-form button"),
    ],
)
def test_a_list_or_a_book_is_printed_in_two_taps(visit: Visit, where: str, link: str) -> None:
    page, hands = printing(visit, where)
    hands.tap(page.locator(link).first)
    expect(page.locator("[data-print]").first).to_be_visible()
    printed(page, hands)


def test_a_card_is_printed_in_two_taps_from_its_reader(visit: Visit, cast: Cast) -> None:
    (reader,) = cast.readers(1)
    page, hands = printing(visit, f"/desk/readers/{reader.reader}")
    page.locator("details.papers").first.evaluate("one => { one.open = true }")
    hands.tap(page.locator('a[href^="/desk/cards"]').first)
    printed(page, hands)


def test_labels_and_a_receipt_are_printed_in_two_taps_after_entering(visit: Visit) -> None:
    page, hands = printing(visit, "/stock/")
    delivery = take_a_gift(page)
    page.goto("/stock/enter")
    hands.tap(page.locator('a[href*="which=entered"]').first)
    expect(page.locator(".label-page svg").first).to_be_visible()
    printed(page, hands)
    page.goto("/stock/deliveries")
    hands = Hands(page)
    hands.tap(page.locator(f'a[href="/stock/deliveries/{delivery}"]'))
    printed(page, hands)
