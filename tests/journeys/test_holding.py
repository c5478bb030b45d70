"""A book is kept for a reader: asked for in two actions, seen on return, fetched, lent."""

import re

from playwright.sync_api import expect
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.desk import NOTE, at_desk, lend
from tests.journeys.hands import Hands


def test_a_title_is_kept_for_a_reader_by_a_scan_and_a_tap_and_the_return_says_so(
    visit: Visit, cast: Cast
) -> None:
    page, _ = at_desk(visit)
    (one, other), (book,) = cast.readers(2), cast.on_shelf(1)
    lend(page, one, book)
    page.goto(f"/desk/titles/{book.title_id}")
    hands = Hands(page)
    hands.scan(other.card)
    expect(page.locator("#hold-for")).to_have_value(re.compile(r"\d"))
    hands.tap(page.locator("#hold form button").first)
    expect(page.locator(".outcome-good")).to_be_visible()
    assert hands.actions == 2

    page.goto("/desk/return")
    hands = Hands(page)
    hands.scan(book.code)
    expect(page.locator(NOTE)).to_contain_text(f"Giữ cho {other.name}")

    page.goto("/desk/holds")
    expect(page.locator(".asked", has_text=other.name)).to_be_visible()
    hands = Hands(page)
    page.goto("/desk")
    hands.scan(other.card)
    page.wait_for_url("**/desk/readers/**")
    hands.scan(book.code)
    expect(page.locator(".loans .loan")).to_have_count(1)
    page.goto("/desk/holds")
    expect(page.locator("main")).not_to_contain_text(other.name)


def test_a_free_copy_is_on_the_list_to_fetch_and_kept_by_one_tap(visit: Visit, cast: Cast) -> None:
    page, _ = at_desk(visit)
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    page.goto(f"/desk/titles/{book.title_id}")
    hands = Hands(page)
    hands.scan(reader.card)
    expect(page.locator("#hold-for")).to_have_value(re.compile(r"\d"))
    hands.tap(page.locator("#hold form button").first)
    expect(page.locator(".outcome-good")).to_be_visible()
    page.goto("/desk/holds")
    hands = Hands(page)
    row = page.locator(".asked li", has_text=reader.name)
    hands.tap(row.locator('button[name="copy"]'))
    expect(page.locator(".asked li", has_text=reader.name)).to_contain_text("giữ đến")
    assert hands.taps == 1


def test_the_last_free_copy_is_not_lent_past_who_waits_but_by_one_more_tap(
    visit: Visit, cast: Cast
) -> None:
    page, _ = at_desk(visit)
    (waits, comes), (book,) = cast.readers(2), cast.on_shelf(1)
    others = cast.rows(
        "SELECT count(*) FROM copy WHERE title = ? AND status = 'available' AND holder = "
        "(SELECT holder FROM copy WHERE subject = ?)",
        (book.title_id, book.copy),
    )
    page.goto(f"/desk/titles/{book.title_id}")
    hands = Hands(page)
    hands.scan(waits.card)
    expect(page.locator("#hold-for")).to_have_value(re.compile(r"\d"))
    hands.tap(page.locator("#hold form button").first)
    expect(page.locator(".outcome-good")).to_be_visible()
    page.goto("/desk")
    hands.scan(comes.card)
    page.wait_for_url("**/desk/readers/**")
    hands.scan(book.code)
    if others[0][0] == 1:
        hands.tap(page.locator('.outcome form:has(input[name="despite"]) button'))
    expect(page.locator(".loans .loan")).to_have_count(1)
