"""The eight jobs of every day: how many actions each takes, in both languages, on two devices.

A phone of 360 px on the Wi-Fi, its processor six times slower, where a scan is a photograph; and a
computer with a scanner whose keys an input method makes letters of. What is counted is asserted to
be just that: a job that grows longer fails here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit, Watch, served
from tests.journeys.desk import LOAN
from tests.journeys.devices import Desk, Phone, Scanner, joined_phone
from tests.journeys.nodes import Node, twin
from tests.journeys.test_registering_a_family import CARDS, FAMILY

WAIT = 60_000
"""However busy the machine is: the question is how many actions, not how soon."""
ALL = [(device, language) for device in ("phone", "scanner") for language in ("vi", "en")]


class Desks:
    """The four desks, each set up when a test first stands at it."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.set_up: dict[tuple[str, str], Desk] = {}

    def at(self, device: str, language: str) -> Desk:
        """That desk, before its first page."""
        if (device, language) not in self.set_up:
            self.set_up[device, language] = self._new(device, language)
        desk = self.set_up[device, language]
        desk.begin()
        return desk

    def _new(self, device: str, language: str) -> Desk:
        if device == "phone":
            return Phone(joined_phone(self.visit, language=language))
        return Scanner(self.visit("librarian", language=language))


@pytest.fixture(scope="module")
def library(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node for these jobs: they take back forty books, and the others need those they have."""
    yield from served(twin(built_home, tmp_path_factory.mktemp("jobs")))


@pytest.fixture(scope="module")
def cast(library: Node) -> Cast:
    """Readers and copies of that node, each given out once."""
    return Cast(library.home)


@pytest.fixture(scope="module")
def desks(browser: Browser, browser_context_args: dict[str, Any], library: Node) -> Iterator[Desks]:
    """Browsers that all jobs share."""
    watch = Watch()
    visit = Visit(browser, browser_context_args, library, watch)
    yield Desks(visit)
    for context in visit.opened:
        context.close()
    assert watch.unexpected() == []


def print_here(desk: Desk) -> None:
    """The tap that prints; it ends in the browser's own window, so here it is only noted."""
    desk.page.evaluate("window.print = () => { document.title = 'printed' }")
    desk.tap(desk.page.locator("[data-print]").first)
    expect(desk.page).to_have_title("printed")


@pytest.fixture(params=ALL, ids=lambda one: "-".join(one))
def desk(request: pytest.FixtureRequest, desks: Desks) -> Desk:
    """One of the four, at its first page."""
    return desks.at(*request.param)


def test_three_books_are_lent_by_four_scans(desk: Desk, cast: Cast) -> None:
    (reader,), books = cast.readers(1), cast.on_shelf(3)
    desk.scan(reader.card)
    expect(desk.page.locator("#reader-name")).to_have_text(reader.name, timeout=WAIT)
    for nr, book in enumerate(books, start=1):
        desk.scan(book.code)
        expect(desk.page.locator(LOAN)).to_have_count(nr, timeout=WAIT)
    assert desk.took() == (0, 4, 0)


def test_ten_books_are_taken_back_by_one_tap_and_ten_scans(desk: Desk, cast: Cast) -> None:
    books = cast.on_loan(10)
    desk.tap(desk.page.locator('.grid-buttons a[href="/desk/return"]'))
    desk.hands.see("/desk/return")
    before = desk.page.locator(".pile > li").count()
    for nr, book in enumerate(books, start=1):
        desk.scan(book.code)
        if desk.name == "phone":
            expect(desk.page.locator(".pile > li")).to_have_count(before + nr, timeout=WAIT)
    expect(desk.page.locator(".pile > li")).to_have_count(before + 10, timeout=WAIT)
    assert desk.took() == (1, 10, 0)


def test_a_family_of_five_is_one_form(desk: Desk) -> None:
    page = desk.page
    desk.tap(page.locator('.grid-buttons a[href="/desk/family"]'))
    desk.tap(page.locator('.how-many a[href="?lines=5"]'))
    page.wait_for_url("**lines=5")
    for nr, (name, year, sex) in enumerate(FAMILY, 1):
        desk.type(page.locator(f'[name="p{nr}-name"]'), name)
        desk.type(page.locator(f'[name="p{nr}-birth_year"]'), year)
        desk.hands.taps += 1
        page.locator(f'[name="p{nr}-sex"]').select_option(sex)
    desk.tap(page.locator('[name="signed"]'))
    desk.tap(page.locator('form.family button:not([name="more"])'))
    expect(page.locator(CARDS)).to_have_count(5, timeout=WAIT)
    page.evaluate("window.print = () => { document.title = 'printed' }")
    desk.tap(page.locator("[data-print]").first)
    expect(page).to_have_title("printed")
    expect(page.locator(CARDS).first).to_contain_text(FAMILY[0][0])
    assert desk.took() == (10, 0, 10)  # five names and five years


def test_a_visitor_is_one_tap(desk: Desk) -> None:
    desk.tap(desk.page.locator('.grid-buttons a[href="/desk/visitors"]'))
    desk.hands.see("/desk/visitors")
    total = desk.page.locator("#visits-total")
    before = int(re.sub(r"\D", "", total.inner_text()))
    desk.tap(desk.page.locator("button.tap").first)
    expect(total).to_have_text(re.compile(rf"^{before + 1}$"), timeout=WAIT)
    assert desk.took() == (2, 0, 0)  # the page stays open: one for each who comes


def test_a_book_is_found_by_three_letters_and_says_where_it_is(desk: Desk) -> None:
    page = desk.page
    desk.tap(page.locator('.grid-buttons a[href="/desk/find"]'))
    page.wait_for_url("**/desk/find")
    desk.type(page.locator("#words"), "men")
    page.keyboard.press("Enter")
    expect(page.locator(".results .result h2").first).to_contain_text(
        re.compile("m[êèẽẹéeễ]n", re.IGNORECASE), timeout=WAIT
    )
    expect(page.locator(".results .where li").first).to_have_text(re.compile(r"\S"))
    assert desk.took() == (1, 0, 1)


def test_a_title_is_kept_for_a_reader_by_a_scan_and_a_tap(desk: Desk, cast: Cast) -> None:
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    desk.begin(f"/desk/titles/{book.title_id}")
    desk.scan(reader.card, field="#hold-for")
    expect(desk.page.locator("#hold-for")).to_have_value(reader.card, timeout=WAIT)
    desk.tap(desk.page.locator("#hold form .in-row button").first)
    expect(desk.page.locator(".outcome-good")).to_be_visible(timeout=WAIT)
    assert desk.took() == (1, 1, 0)


def test_a_list_for_the_table_is_two_taps_to_paper(desk: Desk) -> None:
    page = desk.page
    desk.tap(page.locator('.grid-buttons a[href="/desk/sheets"]'))
    desk.tap(page.locator(".sheet-form button"))
    page.wait_for_url("**/desk/sheets/papers*")
    expect(page.locator(".paper .qr").first).to_be_visible(timeout=WAIT)
    assert desk.took() == (2, 0, 0)


def test_labels_of_what_was_entered_are_two_taps_to_paper(desk: Desk, cast: Cast) -> None:
    page, (book,) = desk.page, cast.on_shelf(1)
    desk.begin(f"/stock/enter?title={book.title_id}")
    page.locator("form.narrow [name=source]").select_option(index=1)
    page.locator("form.narrow .actions button").first.click()
    expect(page.locator("#entered")).to_be_visible(timeout=WAIT)
    desk.tap(page.locator('#entered ~ .actions a[href^="/stock/labels"]'))
    expect(page.locator(".label-page svg").first).to_be_visible(timeout=WAIT)
    print_here(desk)
    assert desk.took() == (2, 0, 0)


def test_the_report_of_the_month_is_three_taps(desk: Desk) -> None:
    page = desk.page
    desk.tap(page.locator('.grid-buttons a[href="/desk/month"]'))
    expect(page.locator("#odd")).to_be_visible(timeout=WAIT)
    desk.tap(page.locator('a[href^="/desk/month/report"]'))
    expect(page.locator(".month-table")).to_be_visible(timeout=WAIT)
    print_here(desk)
    assert desk.took() == (3, 0, 0)
