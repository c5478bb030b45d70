"""Finding a book: with marks or without, typed or half typed, down to where a copy stands."""

import unicodedata

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.desk import lend

RESULT = ".results > .result h2 a"
SPELLINGS = ("hà nội", "Hà Nội", unicodedata.normalize("NFD", "hà nội"), "HA NOI")


def find(page: Page, words: str) -> list[str]:
    """The addresses of the titles found, in the order of the list."""
    page.goto("/")
    page.locator("#find-words").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    return [str(one.get_attribute("href")) for one in page.locator(RESULT).all()]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_title_is_found_however_its_marks_are_typed(visit: Visit, spelling: str) -> None:
    page = visit()
    plain = find(page, "ha noi")
    assert len(plain) >= 3
    assert set(find(page, spelling)) == set(plain)


def test_the_first_result_is_the_book_that_was_meant(visit: Visit) -> None:
    page = visit()
    find(page, "de men phieu luu ky")
    expect(page.locator(RESULT).first).to_contain_text("Dế Mèn")


def test_suggestions_come_while_somebody_types_and_are_taken_by_keyboard(visit: Visit) -> None:
    page = visit()
    page.goto("/")
    page.locator("#find-words").press_sequentially("de me")
    first = page.locator("#suggestions a").first
    expect(first).to_contain_text("Dế Mèn")
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".title-page h1")).to_contain_text("Dế Mèn")


def test_a_facet_narrows_the_list_and_is_taken_away_again(visit: Visit) -> None:
    page = visit()
    page.goto("/search?q=")
    value = page.locator('#facets a[href*="audience=child"]').first
    said = _number(value.locator(".number").inner_text())
    whole = _number(page.locator(".results-title").inner_text())
    value.click()
    expect(page.locator(".chosen li")).to_have_count(1)
    narrowed = _number(page.locator(".results-title").inner_text())
    # An import of another journey may still be adding titles: a list grows, it never shrinks.
    assert said <= narrowed < whole
    page.locator(".chosen a").click()
    expect(page.locator(".chosen li")).to_have_count(0)
    assert _number(page.locator(".results-title").inner_text()) >= whole


def _number(text: str) -> int:
    return int("".join(filter(str.isdigit, text)))


def test_every_result_says_where_a_copy_stands(visit: Visit) -> None:
    page = visit()
    find(page, "ha noi")
    results = page.locator(".results > .result")
    expect(results.locator(".where")).to_have_count(results.count())
    for where in results.locator(".where").all():
        assert where.inner_text().strip()


def test_a_copy_lent_a_moment_ago_is_not_on_the_shelf_any_more(visit: Visit, cast: Cast) -> None:
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    outside = visit()
    outside.goto(f"/title/{book.title_id}")
    here = outside.locator(".copies tr", has_text="Hoà An")
    before = here.all_inner_texts()
    lend(visit("librarian"), reader, book)
    outside.reload()
    assert here.all_inner_texts() != before
    expect(here.locator(".chip-busy")).not_to_have_count(0)
    expect(outside.locator("body")).not_to_contain_text(reader.name)


def test_a_word_that_nothing_bears_offers_a_way_on(visit: Visit) -> None:
    page = visit()
    assert find(page, "zzqxwv") == []
    expect(page.locator(".empty a").first).to_be_visible()


@pytest.mark.parametrize(
    "words", ["'\" OR 1=1 --", "<script>alert(1)</script>", "🐃", "\u202eabc", "*", "a" * 200]
)
def test_odd_words_are_searched_like_others(visit: Visit, words: str) -> None:
    page = visit()
    find(page, words)
    expect(page.locator(".results-title")).to_be_visible()
