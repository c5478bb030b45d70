"""A node prepared for looking at: a morning's work is done, so that no page is bare.

Every act is done through the pages, in one order, on a node of its own; so two runs show the same.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.journeys import stock_work
from tests.journeys.cast import DESK, Cast, Person, Volume
from tests.journeys.company import Company
from tests.journeys.desk import LOAN
from tests.journeys.files import class_csv, damaged_file, register_csv
from tests.journeys.hands import Hands
from tests.journeys.nodes import Node

from tusach.library.readers.visiting import VisitorCard, sealed_text
from tusach.node.store.keys import installation


@dataclass
class Stage:
    """The node, who acts on it, and the sessions in which the morning's work was done."""

    node: Node
    cast: Cast
    borrower: Person
    blocked: Person
    expired: Person
    newcomer: Person
    lent: list[Volume]
    shelf: list[Volume]
    company: Company
    sessions: dict[str, Any] = field(default_factory=dict)
    imported: str = ""
    planned: str = ""
    listed: str = ""
    people: str = ""
    gift: str = ""
    counting: str = ""
    counted: str = ""
    dossier: str = ""

    def one(self, query: str, *values: str) -> str:
        """The first value that a query of the reading tables finds."""
        return str(self.cast.rows(query, values)[0][0])

    def child(self) -> str:
        """A child who reads at the desk's place."""
        return self.one(
            "SELECT r.subject FROM reader r JOIN place p ON p.subject = r.place AND p.code = ? "
            "JOIN vault.reader_name n ON n.reader = r.subject AND n.birth_year > 2012 "
            "WHERE r.ended_on IS NULL AND r.consents = '[]' ORDER BY 1",
            DESK,
        )

    def disputed(self, noun: str) -> str:
        """A subject of that kind whose facts contradict each other."""
        return self.one("SELECT subject FROM disagreement WHERE noun = ? ORDER BY 1", noun)

    def guest_code(self) -> str:
        """The back of a card of another place, as this node would have printed it."""
        home = self.node.home
        told = json.loads((home / "home.json").read_text(encoding="utf-8"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TUSACH_KEYS", str(home.with_name("keys")))
            signer = installation(home, readonly=True)
        card = VisitorCard(
            reader="9" * 32,
            place=self.one("SELECT subject FROM place WHERE code = 'provincial'"),
            valid_until="2027-06-30",
            number="200099000001",
            group="adult",
        )
        return sealed_text(card, tenant=told["tenant"], signer=signer)


def prepared(node: Node, browser: Browser, settings: dict[str, Any], company: Company) -> Stage:
    """Do the morning's work of everybody."""
    cast = Cast(node.home)
    people, books = cast.readers(3), cast.on_shelf(8)
    (expired,) = cast.expired_readers(1)
    borrower, blocked, newcomer = people
    stage = Stage(
        node=node,
        cast=cast,
        borrower=borrower,
        blocked=blocked,
        expired=expired,
        newcomer=newcomer,
        lent=books[:4],
        shelf=books[4:],
        company=company,
    )
    works: dict[str, Callable[[Page, Stage], None]] = {
        "reader": _nothing,
        "provincial": _lend_to_the_reader,
        "librarian": _a_morning_at_the_desk,
        "administrator": _bring_files_in,
    }
    for role in ("provincial", "librarian", "administrator", "reader"):
        context = browser.new_context(**(settings | {"base_url": node.address}))
        node.log_in(context, role)
        works[role](context.new_page(), stage)
        stage.sessions[role] = context.storage_state()
        context.close()
    return stage


def opened(stage: Stage, browser: Browser, settings: dict[str, Any], role: str) -> BrowserContext:
    """A browser of that role, in the session of the morning; "" is nobody."""
    more: dict[str, Any] = {"base_url": stage.node.address}
    if role:
        more["storage_state"] = stage.sessions[role]
    return browser.new_context(**(settings | more))


def _nothing(page: Page, stage: Stage) -> None:
    """A reader only looks."""


def _lend_to_the_reader(page: Page, stage: Stage) -> None:
    card, _pin = stage.node.logins()["reader"]
    page.goto("/place")
    page.locator("main button", has_text="Thư viện tỉnh Cao Bằng").click()
    page.wait_for_url("**/desk")
    hands = Hands(page)
    hands.scan(card)
    expect(page.locator("#reader-name")).to_be_visible()
    before = page.locator(LOAN).count()
    hands.scan_all(book.code for book in stage.cast.on_shelf(2, place="provincial"))
    expect(page.locator(LOAN)).to_have_count(before + 2)
    _plan_a_month(page, stage)


def _plan_a_month(page: Page, stage: Stage) -> None:
    page.goto("/trips/plans")
    for name, value in (("from_on", "01/12/2026"), ("until_on", "28/02/2027"), ("seconds", "1")):
        page.locator(f"[name={name}]").fill(value)
    page.locator("main form button").click()
    page.wait_for_url("**/trips/plans/*")
    stage.planned = page.url.rpartition("/")[2]
    expect(page.locator(".outcome-good")).to_be_visible(timeout=60_000)


def _a_morning_at_the_desk(page: Page, stage: Stage) -> None:
    for reader in (stage.newcomer, stage.expired, stage.blocked):
        page.goto(f"/desk/readers/{reader.reader}")
    page.locator("details.papers summary").first.click()
    page.locator('form[action$="/block"] button').click()
    expect(page.locator("#blocks")).to_be_visible()
    page.goto("/desk/visitors")
    for nr, times in enumerate((3, 2, 4)):
        for _ in range(times):
            page.locator("button.tap").nth(nr).click()
    expect(page.locator("#visits-total")).to_have_text("9")
    page.goto("/desk")
    hands = Hands(page)
    hands.scan(stage.borrower.card)
    hands.scan_all(book.code for book in stage.lent)
    expect(page.locator(LOAN)).to_have_count(4)
    page.goto("/desk/return")
    hands = Hands(page)
    back = (stage.lent.pop(), *stage.cast.on_loan(2, home="provincial"))
    hands.scan_all(book.code for book in back)
    expect(page.locator(".pile > li")).to_have_count(3)
    stage.gift = stock_work.take_a_gift(page)
    shelf = stage.cast.on_shelf(14)[8:]
    stage.counted = stock_work.count_the_shelves(page, shelf[:2], to_the_end=True)
    stage.counting = stock_work.count_the_shelves(page, shelf[2:4], to_the_end=False)
    stage.dossier = stock_work.propose_to_leave(page, shelf[4:])


def _bring_files_in(page: Page, stage: Stage) -> None:
    for name, content in (("sach-moi.mrc", damaged_file(40)), ("so-dang-ky.csv", register_csv())):
        page.goto("/office/imports")
        page.locator("#file").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        page.locator('form[enctype] button:not([type="button"])').click()
        page.wait_for_url("**/office/imports/**")
        job = page.url.split("/imports/")[1].split("/")[0].split("?")[0]
        if name.endswith(".csv"):
            stage.listed = job
        else:
            stage.imported = job
            expect(page.locator(".equation")).to_be_visible()
    page.goto("/office/imports/readers")
    told = {"name": "lop-3a.csv", "mimeType": "text/csv", "buffer": class_csv()}
    page.locator("#file").set_input_files(told)
    page.locator('form[enctype] button:not([type="button"])').click()
    page.wait_for_url("**/people")
    stage.people = page.url.split("/imports/")[1].split("/")[0]
