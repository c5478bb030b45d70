"""What a desk answers to codes and names that are odd: always in words, never by breaking."""

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.cast import Cast, Volume
from tests.journeys.conftest import Visit
from tests.journeys.desk import BAD, LOAN, at_desk, fill_first_person, register
from tests.journeys.hands import Hands

from tusach.library.places.codes import COPY, READER, printed_code

NAMES = {
    "quotes": 'Nông «Thị» "Hoa" O\'Néang',
    "a script": "<script>document.title='bent'</script> Hoàng",
    "emoji": "Lý A Sùng 🐃📚",
    "right to left": "שרה \u202eمحمد Lục",
    "markup": "</bdi><img src=x onerror=alert(1)>{{ 7|add:7 }}",
}


def test_a_half_read_code_asks_for_another_scan_and_changes_nothing(
    visit: Visit, cast: Cast
) -> None:
    page, hands = at_desk(visit)
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    hands.scan(reader.card)
    expect(page.locator("#reader-name")).to_have_text(reader.name)
    hands.scan(book.code[:9])
    expect(page.locator(BAD)).to_contain_text("quét lại")
    expect(page.locator(LOAN)).to_have_count(0)
    expect(page.locator("#reader-name")).to_have_text(reader.name)


@pytest.mark.parametrize("kind", [COPY, READER])
def test_an_unknown_code_is_said_with_its_digits(visit: Visit, kind: int) -> None:
    page, hands = at_desk(visit)
    code = printed_code(kind, 98_765, 4_321)
    hands.scan(code)
    grouped = " ".join(code[start : start + 4] for start in (0, 4, 8))
    expect(page.locator(BAD)).to_contain_text(grouped)


def test_an_isbn_that_nobody_has_offers_what_to_do(visit: Visit) -> None:
    page, hands = at_desk(visit)
    hands.scan("9780306406157")
    expect(page.locator(BAD)).to_contain_text("9780306406157")


def test_a_blocked_reader_borrows_nothing_and_is_told_why(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit)
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    hands.scan(reader.card)
    page.locator("details.papers summary").first.click()
    page.locator(f'form[action="/desk/readers/{reader.reader}/block"] button').click()
    expect(page.locator("#blocks")).to_be_visible()
    hands.scan(book.code)
    expect(page.locator(BAD)).to_be_visible()
    expect(page.locator(LOAN)).to_have_count(0)
    page.locator(f'#blocks form[action="/desk/readers/{reader.reader}/unblock"] button').click()
    expect(page.locator("#blocks .chip-blocked")).to_have_count(0)
    hands.scan(book.code)
    expect(page.locator(LOAN)).to_have_count(1)


def test_an_expired_card_is_renewed_on_the_spot(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit)
    (reader,), (book,) = cast.expired_readers(1), cast.on_shelf(1)
    hands.scan(reader.card)
    expect(page.locator("#reader-name")).to_have_text(reader.name)
    hands.scan(book.code)
    expect(page.locator(BAD)).to_be_visible()
    expect(page.locator(LOAN)).to_have_count(0)
    renewal = f'form[action="/desk/readers/{reader.reader}/registration"] button'
    page.locator(renewal).first.click()
    expect(page.locator("#outcome .outcome-good")).to_be_visible()
    hands.scan(book.code)
    expect(page.locator(LOAN)).to_have_count(1)


def test_a_reader_of_another_library_is_not_shown(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit)
    (reader,) = cast.readers(1, place="provincial")
    hands.scan(reader.card)
    expect(page.locator(BAD)).to_contain_text("Thư viện tỉnh Cao Bằng")
    expect(page.locator("body")).not_to_contain_text(reader.name)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_an_odd_name_is_shown_as_it_was_written(visit: Visit, cast: Cast, name: str) -> None:
    page, _hands = at_desk(visit)
    register(page, name)
    page.locator(".library-card a").first.click()
    expect(page.locator("#reader-name bdi")).to_have_text(name.replace("\u202e", ""))
    assert "bent" not in page.title()
    (book,) = cast.on_shelf(1)
    lend_here(page, book)


def test_a_name_of_ten_thousand_letters_is_refused_and_nothing_is_registered(
    visit: Visit,
) -> None:
    page, _hands = at_desk(visit)
    page.goto("/desk/family?lines=1")
    fill_first_person(page, "N" * 10_000)
    page.locator('form.family button:not([name="more"])').click()
    expect(page.locator(".error-summary, .wrong").first).to_be_visible()
    expect(page.locator("form.family")).to_be_visible()


def test_ten_thousand_letters_in_the_one_field_find_nothing(visit: Visit) -> None:
    page, hands = at_desk(visit)
    hands.type_name("ă" * 10_000)
    expect(page.locator(BAD)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def lend_here(page: Page, book: Volume) -> None:
    """Lend one book to the reader on the screen."""
    Hands(page).scan(book.code)
    expect(page.locator(LOAN)).to_have_count(1)
