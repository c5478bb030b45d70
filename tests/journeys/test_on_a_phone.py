"""Any phone on the Wi-Fi of the library's laptop, over plain HTTP: 360 px, a slow processor."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from tests.journeys import weights
from tests.journeys.camera import box, photograph, take
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit, Watch
from tests.journeys.desk import LOAN
from tests.journeys.devices import joined_phone
from tests.journeys.hands import Hands
from tests.journeys.nodes import Node
from tests.journeys.wifi import REFUSED, UNSENT, Answers, arrive

LATER = "2026-11-25T08:41"


@pytest.fixture
def phone(visit: Visit) -> Page:
    """A joined phone at the desk."""
    return joined_phone(visit)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_three_books_are_lent_by_photographs(visit: Visit, cast: Cast, language: str) -> None:
    page = joined_phone(visit, language=language)
    assert page.evaluate("isSecureContext") is False
    (reader,), books = cast.readers(1), cast.on_shelf(3)
    words = {"vi": "Chụp mã", "en": "Photograph a code"}
    expect(box(page).locator("button")).to_have_text(words[language])
    take(page, photograph(reader.card))
    expect(page.locator("#reader-name")).to_have_text(reader.name, timeout=30_000)
    for nr, book in enumerate(books, start=1):
        take(page, photograph(book.code))
        expect(page.locator(LOAN)).to_have_count(nr, timeout=30_000)
    expect(page.locator(UNSENT)).to_have_text("0")


def test_books_are_taken_back_a_visitor_counted_and_a_title_reserved_on_a_phone(
    phone: Page, cast: Cast
) -> None:
    books, (reader,) = cast.on_loan(2), cast.readers(1)
    phone.goto("/desk/return")
    for nr, book in enumerate(books, start=1):
        take(phone, photograph(book.code))
        expect(phone.locator(".pile > li")).to_have_count(nr, timeout=30_000)
    phone.goto("/desk/visitors")
    before = int(phone.locator("#visits-total").inner_text().replace(".", ""))
    hands = Hands(phone)
    hands.tap(phone.locator(".tap").first)
    expect(phone.locator("#visits-total")).to_have_text(str(before + 1), timeout=30_000)
    assert hands.actions == 1
    phone.goto(f"/desk/titles/{books[0].title_id}")
    take(phone, photograph(reader.card), field="#hold-for")
    expect(phone.locator("#hold-for")).to_have_value(reader.card, timeout=30_000)
    hands.tap(phone.locator("#hold form .in-row button").first)
    expect(phone.locator(".outcome-good")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize(
    ("labels", "said"),
    [(0, "Không đọc được mã nào"), (2, "nhiều mã")],
)
def test_a_picture_without_one_code_says_what_to_do(
    phone: Page, cast: Cast, labels: int, said: str
) -> None:
    take(phone, photograph(*(book.code for book in cast.on_shelf(labels))))
    expect(box(phone).locator("[role=status]")).to_contain_text(said, timeout=30_000)
    expect(phone.locator("#outcome .outcome")).to_have_count(0)


def test_a_file_that_is_no_picture_is_said_to_be_none(phone: Page) -> None:
    take(phone, b"this is no picture")
    expect(box(phone).locator("[role=status]")).to_contain_text("không phải là ảnh")


def test_our_label_counts_where_the_code_of_the_publisher_stands_beside_it(
    phone: Page, cast: Cast
) -> None:
    (book,) = cast.on_shelf(1)
    take(phone, photograph("9780306406157", book.code))
    expect(phone.locator("#work")).to_contain_text(book.title, timeout=30_000)


@pytest.mark.parametrize(
    "piece", ["zxing_reader.wasm", "zxing-reader.js", "decoder.js", "photo.js"]
)
def test_without_its_decoder_the_page_says_to_type_the_digits_and_typing_works(
    phone: Page, watch: Watch, cast: Cast, piece: str
) -> None:
    watch.expect(REFUSED)
    watch.expect("decoder|Failed to fetch|wasm|zxing")
    phone.context.route(f"**/{piece}*", lambda route: route.abort())
    (book,) = cast.on_shelf(1)
    take(phone, photograph(book.code))
    expect(box(phone).locator("[role=status]")).to_contain_text("gõ 12 chữ số", timeout=30_000)
    phone.locator("[data-scan-field]").fill(book.code)
    phone.keyboard.press("Enter")
    expect(phone.locator("#work")).to_contain_text(book.title, timeout=30_000)


def test_an_act_whose_answer_was_lost_is_told_once_and_its_outcome_is_shown(
    phone: Page, watch: Watch, cast: Cast
) -> None:
    watch.expect(REFUSED)
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    Hands(phone).type_name(reader.card)
    expect(phone.locator("#reader-name")).to_have_text(reader.name, timeout=30_000)
    wifi = Answers(phone)
    wifi.fall()
    Hands(phone).type_name(book.code)
    expect(phone.locator("#unsent [role=status]")).to_contain_text("chưa trả lời", timeout=30_000)
    expect(phone.locator(UNSENT)).to_have_text("1")
    assert wifi.lost >= 1
    assert loans(cast, book.copy) == 1
    wifi.heal()
    expect(phone.locator(LOAN)).to_have_count(1, timeout=30_000)
    # The loan itself is said, not that the reader has the book already.
    expect(phone.locator("#outcome .big")).to_have_text(re.compile(r"\d"))
    assert loans(cast, book.copy) == 1


def loans(cast: Cast, copy: str) -> int:
    """How many loans of a copy are open."""
    rows = cast.rows("SELECT count(*) FROM loan WHERE subject = ? AND ended_on IS NULL", (copy,))
    return int(rows[0][0])


def test_scans_without_wifi_wait_through_a_closed_tab_and_are_sent_in_order(
    visit: Visit, watch: Watch, cast: Cast
) -> None:
    watch.expect(REFUSED)
    phone = joined_phone(visit)
    (reader,), books = cast.readers(1), cast.on_shelf(2)
    phone.context.set_offline(True)
    hands = Hands(phone)
    for code in (reader.card, *(book.code for book in books)):
        hands.type_name(code)
    expect(phone.locator(UNSENT)).to_have_text("3")
    later = phone.context.new_page()
    phone.close()
    later.context.set_offline(False)
    # Nobody has tried them for a minute: another page of this person takes them over.
    later.add_init_script("const now = Date.now; Date.now = () => now() + 61000")
    later.goto("/desk")
    expect(later.locator("#sent-late > li")).to_have_count(3, timeout=30_000)
    expect(later.locator(UNSENT)).to_have_text("0")
    later.goto(f"/desk/readers/{reader.reader}")
    expect(later.locator(LOAN)).to_have_count(2)


def test_visitors_tapped_without_wifi_are_all_counted_once(phone: Page, watch: Watch) -> None:
    watch.expect(REFUSED)
    phone.goto("/desk/visitors")
    before = int(phone.locator("#visits-total").inner_text().replace(".", ""))
    wifi = Answers(phone, "/desk/visitors")
    wifi.fall()
    for _ in range(3):
        phone.locator(".tap").first.click()
    expect(phone.locator(UNSENT)).to_have_text("3")
    expect(phone.locator("#unsent [role=status]")).to_contain_text("chưa trả lời", timeout=30_000)
    wifi.heal()
    expect(phone.locator("#visits-total")).to_have_text(str(before + 3), timeout=30_000)
    expect(phone.locator(UNSENT)).to_have_text("0")


def test_what_waited_for_more_than_60_days_waits_until_a_person_says_whether_it_counts_today(
    visit: Visit, watch: Watch
) -> None:
    watch.expect(f"{REFUSED}|409")
    phone = joined_phone(visit)
    phone.goto("/desk/visitors")
    before = int(phone.locator("#visits-total").inner_text().replace(".", ""))
    phone.context.set_offline(True)
    for _ in range(2):
        phone.locator(".tap").first.click()
    expect(phone.locator(UNSENT)).to_have_text("2")
    later = phone.context.new_page()
    phone.close()
    later.context.set_offline(False)
    later.add_init_script("const now = Date.now; Date.now = () => now() + 62 * 24 * 3600 * 1000")
    later.goto("/desk")
    kept = later.locator("#sent-late > li")
    expect(kept).to_have_count(2, timeout=30_000)
    expect(kept.first).to_contain_text("60 ngày")
    kept.first.locator("[data-old=drop]").click()
    expect(kept).to_have_count(1)
    later.goto("/desk/visitors")
    # Nothing was lost with the page: what nobody has decided is asked again.
    expect(kept).to_have_count(1, timeout=30_000)
    kept.first.locator("[data-old=today]").click()
    expect(kept).to_contain_text("Gửi sau:", timeout=30_000)
    expect(later.locator(UNSENT)).to_have_text("0")
    later.goto("/desk/visitors")
    expect(later.locator("#visits-total")).to_have_text(str(before + 1))
    expect(kept).to_have_count(0)


def test_a_computer_killed_between_the_act_and_the_answer_tells_it_once(
    own_node: Node, visit: Visit, watch: Watch
) -> None:
    watch.expect(REFUSED)
    cast = Cast(own_node.home)
    phone = joined_phone(visit, node=own_node)
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    Hands(phone).type_name(reader.card)
    expect(phone.locator("#reader-name")).to_have_text(reader.name, timeout=30_000)

    def kill(route: Route) -> None:
        arrive(route)
        own_node.kill()
        route.abort("connectionreset")

    phone.context.route("**/desk/scan", kill)
    Hands(phone).type_name(book.code)
    expect(phone.locator("#unsent [role=status]")).to_contain_text("chưa trả lời", timeout=30_000)
    phone.context.unroute("**/desk/scan")
    own_node.start(LATER)
    phone.locator("#unsent button").click()
    expect(phone.locator(LOAN)).to_have_count(1, timeout=30_000)
    expect(phone.locator("#outcome .big")).to_have_text(re.compile(r"\d"))
    assert loans(cast, book.copy) == 1


def test_two_phones_take_back_one_pile_and_every_book_comes_back_once(
    visit: Visit, watch: Watch, cast: Cast
) -> None:
    watch.expect(REFUSED)
    phones, books = [joined_phone(visit), joined_phone(visit)], cast.on_loan(6)
    for one in phones:
        one.goto("/desk/return")
    # Their shares overlap: two books are scanned by both.
    wifi = Answers(phones[0])
    wifi.fall()
    for book in books[:4]:
        Hands(phones[0]).type_name(book.code)
    for book in books[2:]:
        Hands(phones[1]).type_name(book.code)
    expect(phones[0].locator(UNSENT)).to_have_text("4")
    expect(phones[1].locator(UNSENT)).to_have_text("0", timeout=30_000)
    wifi.heal()
    expect(phones[0].locator(UNSENT)).to_have_text("0", timeout=30_000)
    shown = sum(one.locator(".pile > li").count() for one in phones)
    assert shown == len(books)
    for book in books:
        assert loans(cast, book.copy) == 0


def test_who_logs_in_as_another_sends_nothing_of_who_was_here_before(
    visit: Visit, watch: Watch, cast: Cast
) -> None:
    watch.expect(REFUSED)
    page = visit("librarian")
    (book,) = cast.on_loan(1)
    page.goto("/desk/return")
    page.context.route("**/desk/scan", lambda route: route.abort())
    Hands(page).type_name(book.code)
    expect(page.locator(UNSENT)).to_have_text("1")
    visit.node.log_in(page.context, "provincial")
    page.context.unroute("**/desk/scan")
    page.goto("/place")
    page.locator("main button", has_text="Hoà An").first.click()
    page.goto("/desk/visitors")
    expect(page.locator("#unsent [role=status]")).to_contain_text("người khác")
    expect(page.locator(UNSENT)).to_have_text("0")
    assert loans(cast, book.copy) == 1


def test_pages_with_the_button_keep_their_weight_and_the_decoder_comes_only_when_asked_for(
    phone: Page, cast: Cast, axe: Callable[[Page], None]
) -> None:
    for address in ("/desk", "/desk/return", "/desk/visitors"):
        phone.goto(address)
        assert weights.beyond(phone) == []
        assert weights.decoder(phone) == 0
        axe(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.goto("/desk")
    (book,) = cast.on_shelf(1)
    take(phone, photograph(book.code))
    expect(phone.locator("#work")).to_contain_text(book.title, timeout=30_000)
    assert 0 < weights.decoder(phone) <= weights.DECODER
