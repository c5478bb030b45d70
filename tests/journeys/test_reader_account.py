"""A reader's own loans: by card and PIN, nobody else's, and closed after five wrong tries."""

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.cast import DESK, Cast, Person
from tests.journeys.conftest import Visit
from tests.journeys.desk import GOOD, lend
from tests.journeys.hands import Hands

PIN = "135790"
LAST_WEEK = "2026-11-18"


@pytest.fixture
def reader(visit: Visit, cast: Cast) -> Person:
    """A reader who has one book and has just chosen a PIN at the desk."""
    (found,), (book,) = cast.readers(1), cast.on_shelf(1)
    page = visit("librarian")
    lend(page, found, book)
    set_pin(page, found)
    return found


def set_pin(page: Page, reader: Person, pin: str = PIN) -> None:
    """At the desk, on the reader's page."""
    page.goto(f"/desk/readers/{reader.reader}")
    page.locator("details.papers summary").first.click()
    page.locator("#new-pin").fill(pin)
    page.locator(f'form[action="/desk/readers/{reader.reader}/pin"] button').click()
    expect(page.locator(GOOD)).to_be_visible()


def enter(page: Page, card: str, pin: str) -> None:
    """At the door."""
    page.goto("/card")
    page.locator("#id_card").fill(card)
    page.locator("#id_pin").fill(pin)
    page.locator("main form button").click()


def test_a_reader_sees_their_own_loans_and_nothing_of_the_desk(
    visit: Visit, reader: Person
) -> None:
    visit.watch.expect("403")
    page = visit()
    enter(page, reader.card, PIN)
    page.wait_for_url("**/loans")
    expect(page.locator(".loans > li")).to_have_count(1)
    for address in (f"/desk/readers/{reader.reader}", "/desk", "/desk/overdue"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 403


def test_a_reader_renews_a_loan_of_last_week_from_home(visit: Visit, cast: Cast) -> None:
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    visit.node.tell("lend", book.code, reader.card, "--on", LAST_WEEK, "--place", DESK)
    set_pin(visit("librarian"), reader)
    page = visit()
    enter(page, reader.card, PIN)
    page.wait_for_url("**/loans")
    page.locator(".loans form button").first.click()
    expect(page.locator(".loans [role=status]")).to_be_visible()


def test_a_renewal_that_would_change_nothing_is_refused_in_words(
    visit: Visit, reader: Person
) -> None:
    visit.watch.expect("409")
    page = visit()
    enter(page, reader.card, PIN)
    page.wait_for_url("**/loans")
    page.locator(".loans form button").click()
    expect(page.locator(".loans [role=alert]")).to_contain_text("09/12/2026")


def test_after_five_wrong_tries_the_right_pin_opens_nothing(visit: Visit, reader: Person) -> None:
    visit.watch.expect("403|429")
    page = visit()
    for wrong in ("1111", "2222", "3333", "4444", "5555"):
        enter(page, reader.card, wrong)
        expect(page.locator(".error-summary")).to_be_visible()
    enter(page, reader.card, PIN)
    expect(page.locator(".error-summary")).to_be_visible()
    desk = visit("librarian")
    set_pin(desk, reader, "864209")
    enter(page, reader.card, "864209")
    page.wait_for_url("**/loans")


def test_a_card_scanned_at_the_door_leaves_only_the_pin_to_type(
    visit: Visit, reader: Person
) -> None:
    page = visit()
    page.goto("/card")
    hands = Hands(page)
    hands.scan(reader.card)
    expect(page.locator("#id_card")).to_have_value(reader.card)
    expect(page.locator("#id_pin")).to_be_focused()
    hands.strike_slowly(PIN)
    page.wait_for_url("**/loans")


def test_the_session_ends_with_the_log_out(visit: Visit, reader: Person) -> None:
    page = visit()
    enter(page, reader.card, PIN)
    page.wait_for_url("**/loans")
    page.locator('form[action="/logout"] button').click()
    page.goto("/loans")
    expect(page.locator("#id_pin")).to_be_visible()
