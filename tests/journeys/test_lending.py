"""Lending at the desk: how many actions it takes, and what a refusal says."""

import re

from playwright.sync_api import expect
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.desk import BAD, GOOD, LOAN, at_desk
from tests.journeys.hands import Hands

from tusach.library.places.codes import READER, printed_code


def test_three_books_are_lent_by_four_scans_and_no_tap(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit)
    (reader,), books = cast.readers(1), cast.on_shelf(3)
    hands.scan(reader.card)
    hands.scan_all(book.code for book in books)
    expect(page.locator(LOAN)).to_have_count(3)
    expect(page.locator("#reader-name")).to_have_text(reader.name)
    for book in books:
        expect(page.locator(f'.loans a[href="/desk/copies/{book.copy}"]')).to_have_text(book.title)
    assert (hands.taps, hands.scans) == (0, 4)


def test_three_books_are_lent_without_a_card_by_a_name_and_a_tap(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit)
    (reader,), books = cast.readers(1), cast.on_shelf(3)
    hands.type_name(reader.name)
    hands.tap(page.locator(f'form[action="/desk/readers/{reader.reader}/choose"] button').first)
    expect(page.locator("#reader-name")).to_have_text(reader.name)
    hands.scan_all(book.code for book in books)
    expect(page.locator(LOAN)).to_have_count(3)
    assert hands.actions <= 5


def test_the_reader_of_a_moment_ago_is_one_tap_away(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit)
    (reader,), (first, second) = cast.readers(1), cast.on_shelf(2)
    hands.scan(reader.card)
    hands.scan(first.code)
    expect(page.locator(LOAN)).to_have_count(1)
    page.goto("/desk")
    hands = Hands(page)
    hands.tap(page.locator(f'.people form[action="/desk/readers/{reader.reader}/choose"] button'))
    expect(page.locator("#reader-name")).to_have_text(reader.name)
    hands.scan(second.code)
    expect(page.locator(LOAN)).to_have_count(2)
    assert (hands.taps, hands.scans) == (1, 1)


def test_the_date_to_bring_it_back_is_said_large(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit)
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    hands.scan(reader.card)
    hands.scan(book.code)
    outcome = page.locator(GOOD)
    expect(outcome.locator(".outcome-title")).to_have_text(book.title)
    expect(outcome.locator(".big")).to_have_text(re.compile(r"\d{1,2}/\d{1,2}"))


def test_a_copy_lent_to_this_reader_already_is_not_lent_twice(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit)
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    hands.scan(reader.card)
    hands.scan(book.code)
    expect(page.locator(GOOD)).to_be_visible()
    hands.scan(book.code)
    expect(page.locator(GOOD)).to_have_count(0)
    expect(page.locator("#outcome .outcome")).to_contain_text(book.title)
    expect(page.locator(LOAN)).to_have_count(1)


def test_a_copy_another_reader_has_is_offered_to_be_taken_back_first(
    visit: Visit, cast: Cast
) -> None:
    page, hands = at_desk(visit)
    (one, other), (book,) = cast.readers(2), cast.on_shelf(1)
    hands.scan(one.card)
    hands.scan(book.code)
    expect(page.locator(LOAN)).to_have_count(1)
    hands.scan(other.card)
    expect(page.locator("#reader-name")).to_have_text(other.name)
    hands.scan(book.code)
    refused = page.locator(BAD)
    expect(refused).to_contain_text(one.name)
    before = hands.taps
    hands.tap(refused.locator("button").first)
    expect(page.locator(GOOD)).to_contain_text(book.title)
    expect(page.locator(LOAN)).to_have_count(1)
    assert hands.taps - before == 1


def test_an_act_is_undone_by_one_tap_and_without_a_question(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit)
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    hands.scan(reader.card)
    hands.scan(book.code)
    expect(page.locator(LOAN)).to_have_count(1)
    hands.tap(page.locator('#outcome form[action^="/desk/undo/"] button'))
    expect(page.locator(LOAN)).to_have_count(0)


def test_a_scan_is_heard_while_the_cursor_stands_in_another_field(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit)
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    hands.scan(reader.card)
    page.locator("details.papers summary").first.click()
    field = page.locator("#new-pin")
    field.fill("24")
    hands.scan(book.code)
    expect(page.locator(LOAN)).to_have_count(1)
    expect(page.locator(GOOD)).to_contain_text(book.title)


def test_what_a_person_types_stays_in_the_field_they_type_into(visit: Visit, cast: Cast) -> None:
    page, hands = at_desk(visit)
    (reader,) = cast.readers(1)
    hands.scan(reader.card)
    page.locator("details.papers summary").first.click()
    field = page.locator("#new-pin")
    field.focus()
    hands.strike_slowly("135790", enter=False)
    expect(field).to_have_value("135790")


def test_the_number_of_a_printed_card_is_scanned_into_the_field_that_asks_for_it(
    visit: Visit, cast: Cast
) -> None:
    page, hands = at_desk(visit)
    (reader,) = cast.readers(1)
    hands.scan(reader.card)
    page.locator("details.papers summary").first.click()
    page.locator("#card-number").focus()
    card = printed_code(READER, 2, 9_999)
    hands.scan(card)
    expect(page.locator("#card-number")).to_have_value(card)
    expect(page.locator(BAD)).to_have_count(0)
