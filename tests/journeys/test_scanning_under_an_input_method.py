"""A wedge scanner while a Vietnamese input method is on: the digits of a code arrive."""

import time

import pytest
from playwright.sync_api import Page, Route, expect
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit, Watch
from tests.journeys.desk import LOAN
from tests.journeys.hands import Hands

LETTERED = {"plain": "0123", "composing": "120124", "rewriting": "120125"}
VNI = """() => {
  // As VNI rewrites in the field: a digit after a vowel is swallowed and gives it its mark.
  const MARKS = ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"];
  addEventListener("keydown", (event) => {
    const field = event.target;
    const mark = MARKS[Number(event.key)];
    if (!event.isTrusted || !mark || !/[aeiouy]$/.test(field.value ?? "")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const made = field.value.slice(-1) + mark;
    const back = { key: "Backspace", code: "Backspace", bubbles: true };
    field.dispatchEvent(new KeyboardEvent("keydown", back));
    field.value = field.value.slice(0, -1) + made.normalize("NFC");
    field.dispatchEvent(new InputEvent("input", { data: made, bubbles: true }));
  }, true);
}"""
"""Stands before every listener of the page."""


def listening(visit: Visit, width: int, language: str) -> tuple[Page, Hands]:
    """A librarian at the desk, on a wide or a narrow screen."""
    page = visit("librarian", width=width, language=language)
    page.goto("/desk")
    return page, Hands(page)


@pytest.mark.parametrize("how", ["composing", "layout"])
@pytest.mark.parametrize(("width", "language"), [(1280, "vi"), (360, "en")])
def test_what_the_keys_are_made_into_changes_no_code(
    visit: Visit, cast: Cast, how: str, width: int, language: str
) -> None:
    page, hands = listening(visit, width, language)
    (reader,), books = cast.readers(1), cast.on_shelf(2)
    hands.scan_bent(reader.card, how=how)
    expect(page.locator("#reader-name")).to_have_text(reader.name)
    for nr, book in enumerate(books, start=1):
        hands.scan_bent(book.code, how=how)
        expect(page.locator(LOAN)).to_have_count(nr)
    expect(page.locator("[data-scan-field]")).to_have_value("")


@pytest.mark.parametrize("how", ["composing", "layout"])
def test_another_field_keeps_what_was_in_it(
    visit: Visit, cast: Cast, watch: Watch, how: str
) -> None:
    watch.expect("502")
    page, hands = listening(visit, 1280, "vi")
    (book,) = cast.on_shelf(1)
    page.locator("details.settings summary").click()
    page.locator("#desk-on").fill("24/11")
    page.locator("#desk-on").focus()
    heard: list[str] = []

    def hear(route: Route) -> None:
        heard.append(route.request.post_data or "")
        route.fulfill(status=502)

    page.route("**/desk/scan", hear)
    hands.scan_bent(book.code, how=how)
    expect(page.locator("#unsent b")).to_have_text("1")
    expect(page.locator("#unsent [role=status]")).not_to_be_empty()
    expect(page.locator("#desk-on")).to_have_value("24/11")
    assert f"code={book.code}" in heard[0]


def test_a_person_who_composes_a_name_is_left_alone(visit: Visit) -> None:
    page, hands = listening(visit, 1280, "vi")
    page.locator("[data-scan-field]").focus()
    keys = page.context.new_cdp_session(page)
    for text in ("h", "ho", "hoà"):
        caret = {"selectionStart": len(text), "selectionEnd": len(text)}
        keys.send("Input.imeSetComposition", {"text": text, **caret})
    keys.send("Input.insertText", {"text": "hoàng"})
    expect(page.locator("[data-scan-field]")).to_have_value("hoàng")


def test_a_digit_that_became_a_mark_does_nothing_and_the_next_scan_arrives(
    visit: Visit, cast: Cast
) -> None:
    page, hands = listening(visit, 1280, "vi")
    page.evaluate(VNI)
    (book,) = cast.on_shelf(1)
    page.locator("[data-scan-field]").press_sequentially("Hoa")
    hands.strike(book.code, at=time.time() + 1)
    expect(page.locator("#outcome .outcome-bad")).to_contain_text("quét lại")
    expect(page.locator("[data-scan-field]")).to_have_value("")
    hands.scan(book.code)
    expect(page.locator("#work")).to_contain_text(book.title)


@pytest.mark.parametrize("how", ["plain", "composing", "rewriting"])
def test_an_older_code_with_letters_arrives_whatever_the_input_method_makes_of_it(
    visit: Visit, cast: Cast, how: str
) -> None:
    page, hands = listening(visit, 1280, "vi")
    (book,) = cast.on_shelf(1)
    code = f"DD.{LETTERED[how]}"
    page.goto(f"/desk/titles/{book.title_id}")
    page.locator("details.papers summary").last.click()
    page.locator("#id_code").fill(code)
    page.locator("details.papers form button").last.click()
    expect(page.locator("main")).to_contain_text(code)
    page.goto("/desk")
    hands.scan_letters(code, how=how)
    expect(page.locator("#work")).to_contain_text(book.title)
    expect(page.locator("#work")).to_contain_text(code)


def test_a_code_whose_keys_nobody_can_find_out_is_refused_with_words(visit: Visit) -> None:
    page, hands = listening(visit, 1280, "vi")
    hands.scan_letters("DD.990099", how="rewriting")
    expect(page.locator("#outcome .outcome-bad")).to_contain_text("bàn phím")
    expect(page.locator("[data-scan-field]")).to_have_value("")


@pytest.mark.parametrize("letters", ["Nguyễn Thị Hòa", "ddaaw", "123456 quyển"])
def test_letters_typed_by_hand_stay_letters(visit: Visit, letters: str) -> None:
    page, _hands = listening(visit, 1280, "vi")
    page.locator("[data-scan-field]").press_sequentially(letters, delay=60)
    expect(page.locator("[data-scan-field]")).to_have_value(letters)
