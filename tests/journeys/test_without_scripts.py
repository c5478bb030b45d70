"""The whole day with scripts off: forms and links are enough."""

from playwright.sync_api import Page, expect
from tests.journeys.cast import Cast, Person, Volume
from tests.journeys.conftest import Visit
from tests.journeys.files import whole_file
from tests.journeys.test_importing import account, bring_in
from tests.journeys.test_reader_account import enter


def send(page: Page, code: str) -> None:
    """A code into the one field, and Enter."""
    page.locator("[data-scan-field]").fill(code)
    page.locator("[data-scan-field]").press("Enter")
    page.wait_for_load_state()


def lend(page: Page, reader: Person, books: list[Volume]) -> None:
    """Lend at the desk."""
    page.goto("/desk")
    send(page, reader.card)
    for book in books:
        send(page, book.code)


def test_books_are_lent_taken_back_and_the_return_is_undone(visit: Visit, cast: Cast) -> None:
    page = visit("librarian", scripts=False)
    (reader,), books = cast.readers(1), cast.on_shelf(3)
    lend(page, reader, books)
    expect(page.locator(".loans .loan")).to_have_count(3)
    page.goto("/desk/return")
    for book in books:
        send(page, book.code)
    expect(page.locator(".pile > li")).to_have_count(3)
    page.locator('#outcome form[action^="/desk/undo/"] button').click()
    expect(page.locator(".pile > li")).to_have_count(2)
    page.goto(f"/desk/readers/{reader.reader}")
    expect(page.locator(".loans .loan")).to_have_count(1)


def test_a_reader_is_chosen_by_name(visit: Visit, cast: Cast) -> None:
    page = visit("librarian", scripts=False)
    (reader,) = cast.readers(1)
    page.goto("/desk")
    send(page, reader.name)
    page.locator(f'form[action="/desk/readers/{reader.reader}/choose"] button').first.click()
    expect(page.locator("#reader-name")).to_have_text(reader.name)


def test_a_refusal_reads_the_same(visit: Visit, cast: Cast) -> None:
    page = visit("librarian", scripts=False)
    (one, other), (book,) = cast.readers(2), cast.on_shelf(1)
    lend(page, one, [book])
    lend(page, other, [book])
    expect(page.locator("#outcome .outcome-bad")).to_contain_text(one.name)
    expect(page.locator(".loans .loan")).to_have_count(0)


def test_visitors_are_counted(visit: Visit) -> None:
    page = visit("librarian", scripts=False)
    page.goto("/desk/visitors")
    before = int(page.locator("#visits-total").inner_text())
    page.locator("button.tap").first.click()
    expect(page.locator("#visits-total")).to_have_text(str(before + 1))


def test_a_book_is_found_narrowed_down_and_opened(visit: Visit) -> None:
    page = visit(scripts=False)
    page.goto("/")
    page.locator("#find-words").fill("ha noi")
    page.locator("#find-words").press("Enter")
    expect(page.locator(".results > .result")).not_to_have_count(0)
    page.goto("/search?q=")
    page.locator('#facets a[href*="audience=child"]').first.click()
    expect(page.locator(".chosen li")).to_have_count(1)
    page.locator(".results > .result :is(h2, h3) a").first.click()
    expect(page.locator(".title-page h1")).to_be_visible()


def test_a_reader_sees_their_loans(visit: Visit) -> None:
    card, pin = visit.node.logins()["reader"]
    page = visit(scripts=False)
    enter(page, card, pin)
    expect(page).to_have_url(f"{visit.node.address}/loans")


def test_a_file_is_brought_in_and_accounted_for(visit: Visit) -> None:
    page = visit("librarian", scripts=False)
    bring_in(page, "khong-js.mrc", whole_file(5, first=500_000))
    assert account(page) == (5, 5, 0, 0)
