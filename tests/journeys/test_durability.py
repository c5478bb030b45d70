"""What the desk told somebody as done is done: a process killed at once has forgotten nothing."""

from playwright.sync_api import expect
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.desk import LOAN, lend
from tests.journeys.hands import Hands
from tests.journeys.nodes import Node

LATER = "2026-11-25T08:41"
"""Eleven minutes after the morning: too late to undo what was done then."""


def test_books_lent_before_a_power_cut_are_lent_after_it(own_node: Node, visit: Visit) -> None:
    at_own = visit.to(own_node)
    cast = Cast(own_node.home)
    (reader,), books = cast.readers(1), cast.on_shelf(3)
    page = at_own("librarian")
    lend(page, reader, *books)
    own_node.kill()
    own_node.start(LATER)
    page = at_own("librarian")
    page.goto("/desk")
    Hands(page).scan(reader.card)
    expect(page.locator("#reader-name")).to_have_text(reader.name)
    expect(page.locator(LOAN)).to_have_count(3)
    for book in books:
        page.goto(f"/desk/copies/{book.copy}")
        expect(page.locator(f'a[href="/desk/readers/{reader.reader}"]')).to_be_visible()


def test_after_ten_minutes_an_act_is_not_undone_any_more(own_node: Node, visit: Visit) -> None:
    at_own = visit.to(own_node)
    cast = Cast(own_node.home)
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    page = at_own("librarian")
    lend(page, reader, book)
    undo = page.locator('#outcome form[action^="/desk/undo/"] button')
    expect(undo).to_be_visible()
    own_node.stop()
    own_node.start(LATER)
    undo.click()
    expect(page.locator("#outcome .outcome-bad")).to_be_visible()
    expect(page.locator(LOAN)).to_have_count(1)
    page.goto("/desk")
    expect(page.locator(f'.facts a[href="/desk/copies/{book.copy}"]')).to_have_count(1)
    expect(page.locator('.facts form[action^="/desk/undo/"]')).to_have_count(0)


def test_what_is_scanned_while_the_computer_is_off_waits_and_is_sent_by_itself(
    own_node: Node, visit: Visit
) -> None:
    at_own = visit.to(own_node)
    visit.watch.expect("ERR_CONNECTION_REFUSED|Failed to load resource")
    cast = Cast(own_node.home)
    (reader,), books = cast.readers(1), cast.on_shelf(2)
    page = at_own("librarian")
    page.goto("/desk")
    hands = Hands(page)
    own_node.kill()
    # The card, too, waits: the books that follow it are this reader's.
    hands.scan(reader.card)
    hands.scan_all(book.code for book in books)
    expect(page.locator("#unsent b")).to_have_text("3")
    expect(page.locator("#unsent [role=status]")).to_contain_text("chưa trả lời")
    own_node.start(LATER)
    page.locator("#unsent button").click()
    expect(page.locator("#reader-name")).to_have_text(reader.name)
    expect(page.locator(LOAN)).to_have_count(2)
    expect(page.locator("#unsent b")).to_have_text("0")
