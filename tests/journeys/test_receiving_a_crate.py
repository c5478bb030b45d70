"""A crate arrives: one scan, one tap; its books are on this library's shelves and in the catalogue.

Job 4 of the screens: two actions, at a phone and at a laptop, in both languages.
"""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.cast import DESK, Cast
from tests.journeys.conftest import Visit
from tests.journeys.hands import Hands

ON_ITS_WAY = """
    SELECT r.subject, r.code, r.inside FROM crate r
    JOIN place p ON p.subject = r.to_place AND p.code = ?
    """


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_crate_is_received_by_one_scan_and_one_tap_and_taken_back(
    visit: Visit, cast: Cast, width: int, language: str
) -> None:
    ((crate, code, inside),) = cast.rows(ON_ITS_WAY, (DESK,))
    page = visit("librarian", width=width, language=language)
    page.goto("/desk")
    hands = Hands(page)
    hands.scan(code)
    hands.see(f"/trips/crates/{crate}")
    hands.tap(page.locator("[data-enough]"))
    told = page.locator(".toast, .toasts").first
    expect(told).to_contain_text(str(inside))
    assert (hands.scans, hands.taps) == (1, 1)
    assert cast.rows(ON_ITS_WAY, (DESK,)) == []
    # Taken back, so that the crate is on its way again for the next one.
    undo = page.locator(f'form[action^="/trips/crates/{crate}/undo/"] button')
    undo.click()
    expect(page.locator("[data-enough]")).to_be_visible()


def test_one_book_that_is_missing_is_found_by_scanning_the_others(visit: Visit, cast: Cast) -> None:
    ((crate, code, inside),) = cast.rows(ON_ITS_WAY, (DESK,))
    books = cast.rows("SELECT k.code FROM copy k WHERE k.crate = ? ORDER BY k.code", (crate,))
    assert len(books) == int(inside)
    page = visit("librarian", width=360)
    page.goto("/desk")
    hands = Hands(page)
    hands.scan(code)
    hands.see(f"/trips/crates/{crate}")
    hands.tap(page.locator(f'a[href="/trips/crates/{crate}/check"]').first)
    hands.see(f"/trips/crates/{crate}/check")
    for nr, (book,) in enumerate(books[1:], start=1):
        hands.scan(book)
        expect(page.locator('input[name="damaged"]')).to_have_count(nr)
    hands.tap(page.locator('button[form="closing"]'))
    hands.see(f"/trips/crates/{crate}")
    expect(page.locator("main")).to_contain_text(re.compile(r"Thiếu 1 cuốn|thiếu 1"))
    page.locator(f'form[action^="/trips/crates/{crate}/undo/"] button').click()
    expect(page.locator("[data-enough]")).to_be_visible()
