"""Taking back a pile: one tap, then only scans."""

import re

from playwright.sync_api import expect
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.desk import BAD, GOOD, NOTE, at_desk, lend
from tests.journeys.hands import Hands


def test_ten_books_are_taken_back_by_one_tap_and_ten_scans(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit)
    books = cast.on_loan(10)
    hands.tap(page.locator('.grid-buttons a[href="/desk/return"]'))
    hands.see("/desk/return")
    hands.scan_all(book.code for book in books)
    # However busy the machine is: the question is whether a scan is lost, not how soon it shows.
    expect(page.locator(".pile > li")).to_have_count(10, timeout=60_000)
    for book in books:
        expect(page.locator(f'.pile a[href="/desk/copies/{book.copy}"]')).to_have_count(1)
    assert (hands.taps, hands.scans) == (1, 10)


def test_a_book_of_another_library_says_where_it_belongs(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit, "/desk/return")
    (book,) = cast.on_loan(1, home="provincial")
    hands.scan(book.code)
    expect(page.locator(f"{NOTE} .outcome-title")).to_have_text(book.title)
    expect(page.locator(".pile .pile-elsewhere")).to_contain_text("Thư viện tỉnh Cao Bằng")


def test_a_return_is_undone_by_one_tap_and_the_reader_has_the_book_again(
    visit: Visit, cast: Cast
) -> None:
    page, _hands = at_desk(visit)
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    lend(page, reader, book)
    page.goto("/desk/return")
    hands = Hands(page)
    hands.scan(book.code)
    expect(page.locator(".pile > li")).to_have_count(1)
    hands.tap(page.locator(f'{GOOD} form[action^="/desk/undo/"] button'))
    expect(page.locator(".pile > li")).to_have_count(0)
    page.goto(f"/desk/readers/{reader.reader}")
    expect(page.locator(".loans .loan")).to_have_count(1)


def test_a_copy_that_nobody_had_is_only_seen(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit, "/desk/return")
    (book,) = cast.on_shelf(1)
    hands.scan(book.code)
    expect(page.locator("#outcome .outcome-title")).to_have_text(re.compile(r"\S"))
    expect(page.locator("#outcome")).to_contain_text(book.title)
    expect(page.locator(BAD)).to_have_count(0)


def test_a_scan_of_a_reader_on_the_return_page_opens_the_reader(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit, "/desk/return")
    (reader,) = cast.readers(1)
    hands.scan(reader.card)
    expect(page.locator("#reader-name")).to_have_text(reader.name)
