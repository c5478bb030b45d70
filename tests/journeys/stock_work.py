"""A morning in the stock: a gift with its books, a count that goes on, one that is over, a dossier.

Every act is done through the pages, as on the rest of the stage.
"""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Page, expect
from tests.journeys.cast import Volume
from tests.journeys.hands import Hands


def take_a_gift(page: Page) -> str:
    """A gift is written down and one of its books entered; the delivery."""
    page.goto("/stock/deliveries")
    page.locator("details.papers summary").first.click()
    for name, words in (
        ("copies", "12"),
        ("titles", "10"),
        ("name", "Lò Thị Mai"),
        ("contact", "xóm Nà Lẹng"),
        ("paper", "03/2026"),
    ):
        page.locator(f'[name="g-{name}"]').fill(words)
    page.locator('form:has([name="g-copies"]) button').click()
    page.wait_for_url("**/stock/deliveries/*")
    delivery = page.url.rpartition("/")[2]
    page.goto("/stock/enter?q=de+men&new=1")
    page.locator('[name="title"]').fill("Truyện cổ tích Tày – Nùng")
    page.locator('form:has([name="title"]) button:not([name])').last.click()
    expect(page.locator("body")).to_contain_text("Truyện cổ tích Tày – Nùng")
    return delivery


def count_the_shelves(page: Page, books: Sequence[Volume], *, to_the_end: bool) -> str:
    """A stocktaking is begun, these books are scanned; closed, where it goes to the end."""
    page.goto("/stock/stocktaking")
    if not page.locator('form [name="decision"]').is_visible():
        page.locator("details.papers summary").first.click()
    page.locator('form:has([name="decision"]) p.actions button').click()
    page.wait_for_url("**/stock/stocktaking/*")
    count = page.url.rpartition("/")[2]
    hands = Hands(page)
    for nr, book in enumerate(books, start=1):
        hands.scan(book.code)
        expect(page.locator("#tally")).to_have_text(str(nr))
    if to_the_end:
        page.goto(f"/stock/stocktaking/{count}/found")
        page.locator('button[value="close"]').click()
        expect(page.locator('button[value="close"]')).to_have_count(0)
    return count


def propose_to_leave(page: Page, books: Sequence[Volume]) -> str:
    """A dossier with a council and copies; the dossier."""
    page.goto("/stock/weeding")
    if not page.locator('form [name="decision"]').is_visible():
        page.locator("details.papers summary").first.click()
    page.locator('form [name="decision"]').fill("12/QĐ-UBND")
    page.locator('form:has([name="decision"]) button:not([name])').last.click()
    page.wait_for_url("**/stock/weeding/*")
    dossier = page.url.rpartition("/")[2]
    for nr, book in enumerate(books, start=1):
        page.locator("#scan-code").fill(book.code)
        page.locator('form:has(#scan-code) select[name="reason"]').select_option("worn")
        page.locator('form:has(#scan-code) button:not([type="button"])').click()
        # The page comes again with each; what is typed into it before that would be lost.
        expect(page.locator('input[name="copy"][form="spare"]')).to_have_count(nr)
    page.locator('[name="name"]').first.fill("Nông Văn Páo")
    page.locator('[name="post"]').first.fill("chủ tịch")
    page.locator('button[value="council"]').click()
    expect(page.locator("body")).to_contain_text("Nông Văn Páo")
    return dossier
