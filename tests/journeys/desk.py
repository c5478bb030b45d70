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


def register(page: Page, name: str) -> None:
    """One adult, alone."""
    page.goto("/desk/family?lines=1")
    fill_first_person(page, name)
    page.locator('form.family button:not([name="more"])').click()
    expect(page.locator(".library-card:not(.library-card-back)")).to_have_count(1)


def fill_first_person(page: Page, name: str) -> None:
    """The first line of the form."""
    person = page.locator("fieldset.person").first
    person.locator('input[name$="name"]').fill(name)
    person.locator('input[name$="birth_year"]').fill("1985")
