"""A family of five on one form, and a household without a card: how many taps it takes."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.desk import LOAN, at_desk
from tests.journeys.hands import Hands

MOST_TAPS = 12
FAMILY = (
    ("Đàm Văn Thử", "1984", "male"),
    ("Đàm Thị Thử", "1986", "female"),
    ("Đàm Văn Cả", "2014", "male"),
    ("Đàm Thị Hai", "2017", "female"),
    ("Đàm Văn Ba", "2021", "male"),
)
CARDS = ".library-card:not(.library-card-back)"


def _fill(page: Page, hands: Hands) -> None:
    for nr, (name, year, sex) in enumerate(FAMILY, 1):
        page.locator(f'[name="p{nr}-name"]').fill(name)
        page.locator(f'[name="p{nr}-birth_year"]').fill(year)
        hands.names += 1
        hands.taps += 1  # the sex, one tap each
        page.locator(f'[name="p{nr}-sex"]').select_option(sex)


def test_a_family_of_five_takes_at_most_twelve_taps_and_their_names(visit: Visit) -> None:
    page, hands = at_desk(visit)
    hands.tap(page.locator('.grid-buttons a[href="/desk/family"]'))
    hands.tap(page.locator('.how-many a[href="?lines=5"]'))
    _fill(page, hands)
    hands.tap(page.locator('[name="signed"]'))
    hands.tap(page.locator('form.family button:not([name="more"])'))
    expect(page.locator(CARDS)).to_have_count(5)
    expect(page.locator(".outcome-busy")).to_have_count(0)
    assert hands.names == 5
    assert hands.taps <= MOST_TAPS - 1  # the last one prints the cards, five on one sheet


def test_the_cards_of_five_with_their_backs_lie_on_one_sheet(visit: Visit) -> None:
    page, hands = at_desk(visit)
    page.goto("/desk/family?lines=5")
    _fill(page, hands)
    page.locator('form.family button:not([name="more"])').click()
    expect(page.locator(CARDS)).to_have_count(5)
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1


def test_a_signature_that_was_missing_is_noted_by_one_tap(visit: Visit) -> None:
    page, hands = at_desk(visit)
    page.goto("/desk/family?lines=5")
    _fill(page, hands)
    page.locator('form.family button:not([name="more"])').click()
    expect(page.locator(".outcome-busy")).to_contain_text("Còn thiếu: chữ ký của cha mẹ")
    page.locator('.outcome a[href^="/desk/readers/"]').first.click()
    hands = Hands(page)
    hands.tap(page.locator('button[name="signed"]'))
    expect(page.locator("#outcome .outcome-good")).to_be_visible()
    expect(page.locator(".missing")).to_have_count(0)
    assert hands.taps == 1


def test_a_household_without_a_card_borrows_by_a_word(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit, "/desk/lend")
    (book,) = cast.on_shelf(1)
    hands.tap(page.locator("details.more summary"))
    page.locator("#trust-word").fill("nhà bên giếng")
    hands.names += 1
    hands.tap(page.locator('form[action="/desk/trust"] button'))
    expect(page.locator("#reader-name")).to_have_text("nhà bên giếng")
    hands.scan(book.code)
    expect(page.locator(LOAN)).to_have_count(1)
    assert (hands.taps, hands.names, hands.scans) == (2, 1, 1)
