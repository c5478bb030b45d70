"""Ways to the desk that several journeys share."""

from playwright.sync_api import Page, expect
from tests.journeys.cast import Person, Volume
from tests.journeys.conftest import Visit
from tests.journeys.hands import Hands

GOOD, BAD, NOTE = (f"#outcome .outcome-{tone}" for tone in ("good", "bad", "note"))
LOAN = ".loans .loan"


def at_desk(visit: Visit, address: str = "/desk") -> tuple[Page, Hands]:
    """A librarian at the desk, and hands on that page."""
    page = visit("librarian")
    page.goto(address)
    return page, Hands(page)


def lend(page: Page, reader: Person, *books: Volume) -> None:
    """Lend the books to the reader, who has nothing else."""
    page.goto("/desk")
    hands = Hands(page)
    hands.scan(reader.card)
    hands.scan_all(book.code for book in books)
    expect(page.locator(LOAN)).to_have_count(len(books))
