"""The desk without a mouse: everything can be reached, seen and done by keys."""

from playwright.sync_api import Page, expect
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit
from tests.journeys.desk import LOAN
from tests.journeys.hands import Hands

_FOCUS = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const box = here.getBoundingClientRect(), look = getComputedStyle(here);
    const marked = [here, ...(here.labels ?? []), here.closest('.scan-row')].some(one => {
        if (!one) return false;
        const style = getComputedStyle(one);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
            || style.boxShadow !== 'none';
    });
    return {
        what: here.outerHTML.slice(0, 90), marked,
        seen: box.width > 0 && box.height > 0 && look.visibility !== 'hidden',
        covered: !document.elementsFromPoint(
            Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1),
            Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1),
        ).some(one => one === here || here.contains(one) || one.contains(here)),
    };
}"""


def walk(page: Page, most: int = 80) -> list[dict[str, object]]:
    """What has the cursor after each Tab, once around the page."""
    seen: list[dict[str, object]] = []
    page.locator(".skip").focus()
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(_FOCUS)
        if here is None:
            break
        seen.append(here)
    return seen


def test_lending_needs_no_mouse(visit: Visit, cast: Cast) -> None:
    page = visit("librarian")
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    page.goto("/desk")
    expect(page.locator("[data-scan-field]")).to_be_focused()
    page.keyboard.type(reader.name, delay=40)
    page.keyboard.press("Enter")
    choice = page.locator(f'form[action="/desk/readers/{reader.reader}/choose"] button').first
    expect(choice).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if choice.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#reader-name")).to_have_text(reader.name)
    expect(page.locator("[data-scan-field]")).to_be_focused()
    Hands(page).strike_slowly(book.code)
    expect(page.locator(LOAN)).to_have_count(1)
    expect(page.locator("[data-scan-field]")).to_be_focused()


def test_slash_leads_to_the_one_field_from_anywhere(visit: Visit, cast: Cast) -> None:
    page = visit("librarian")
    page.goto("/desk")
    page.locator('.grid-buttons a[href="/desk/overdue"]').focus()
    page.keyboard.press("/")
    expect(page.locator("[data-scan-field]")).to_be_focused()
    expect(page.locator("[data-scan-field]")).to_have_value("")


def test_the_first_tab_offers_to_skip_to_the_content(visit: Visit) -> None:
    page = visit()
    page.goto("/libraries")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_cursor_is_always_seen(visit: Visit, cast: Cast) -> None:
    page = visit("librarian")
    (reader,) = cast.readers(1)
    for address in ("/desk", f"/desk/readers/{reader.reader}", "/", "/login", "/office/"):
        page.goto(address)
        stops = walk(page)
        assert len(stops) > 5
        for stop in stops:
            assert stop["seen"], (address, stop)
            assert stop["marked"], (address, stop)
            assert not stop["covered"], (address, stop)


def test_buttons_are_large_enough_for_a_thumb(visit: Visit) -> None:
    page = visit("librarian", width=360)
    for address in ("/desk", "/desk/visitors", "/desk/return"):
        page.goto(address)
        small = page.evaluate(
            """() => [...document.querySelectorAll('main button, main .grid-buttons a')]
                .filter(one => one.offsetParent && !one.matches('.link'))
                .filter(one => one.getBoundingClientRect().height < 44)
                .map(one => one.outerHTML.slice(0, 100))"""
        )
        assert small == [], address
