"""Forms on a phone whose Wi-Fi drops between tap and answer: kept, sent again, told once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.cast import Cast
from tests.journeys.conftest import Visit, Watch
from tests.journeys.devices import joined_phone
from tests.journeys.test_registering_a_family import CARDS
from tests.journeys.wifi import REFUSED, UNSENT, Answers

NOT_ANSWERED = "chưa trả lời"


@pytest.fixture
def phone(visit: Visit, watch: Watch) -> Page:
    """A joined phone; what it says of the Wi-Fi in its console is expected."""
    watch.expect(REFUSED)
    watch.expect("status of (403|422)")
    return joined_phone(visit)


def stuck(phone: Page) -> None:
    """The form is kept, and the page says so."""
    expect(phone.locator("#unsent [role=status]")).to_contain_text(NOT_ANSWERED, timeout=30_000)
    expect(phone.locator(UNSENT)).to_have_text("1")
    expect(phone.locator("#unsent")).to_be_in_viewport()


def test_a_family_sent_into_nothing_is_registered_once_and_its_cards_come(
    phone: Page, cast: Cast
) -> None:
    name = "Hoàng Thị Sóng"
    phone.goto("/desk/family?lines=1")
    phone.locator('[name="p1-name"]').fill(name)
    phone.locator('[name="p1-birth_year"]').fill("1984")
    wifi = Answers(phone, "/desk/family*")
    wifi.fall()
    phone.locator('form.family button:not([name="more"])').tap()
    stuck(phone)
    expect(phone.locator('[name="p1-name"]')).to_have_value(name)
    wifi.heal()
    expect(phone.locator(CARDS)).to_have_count(1, timeout=30_000)
    expect(phone.locator(CARDS)).to_contain_text(name)
    expect(phone.locator("[data-print]").first).to_be_visible()
    expect(phone).to_have_url(re.compile("/desk/cards"))
    assert len(cast.rows("SELECT reader FROM vault.reader_name WHERE name = ?", (name,))) == 1


def test_a_fetched_hold_and_a_block_sent_into_nothing_are_told_once(
    phone: Page, cast: Cast
) -> None:
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)
    phone.goto(f"/desk/titles/{book.title_id}")
    phone.locator("#hold-for").fill(reader.card)
    wifi = Answers(phone, "/desk/titles/**", "/desk/holds**", "/desk/readers/**")
    wifi.fall()
    phone.locator("#hold form .in-row button").first.tap()
    stuck(phone)
    wifi.heal()
    expect(phone.locator(UNSENT)).to_have_text("0", timeout=30_000)
    phone.goto("/desk/holds")
    row = phone.locator(".asked li", has_text=reader.name)
    wifi.fall()
    row.locator('button[name="copy"]').tap()
    stuck(phone)
    wifi.heal()
    expect(phone.locator(".asked li", has_text=reader.name)).to_contain_text(
        "giữ đến", timeout=30_000
    )
    phone.goto(f"/desk/readers/{reader.reader}")
    phone.locator("details.papers summary").first.tap()
    wifi.fall()
    phone.locator('form[action$="/block"] button').tap()
    stuck(phone)
    wifi.heal()
    expect(phone.locator("#blocks li")).to_have_count(1, timeout=30_000)


def test_a_form_waits_through_a_closed_tab_and_comes_back_to_be_put_right(
    visit: Visit, phone: Page
) -> None:
    phone.goto("/desk/family?lines=1")
    phone.locator('[name="p1-name"]').fill("Không Có Năm")
    phone.locator('[name="p1-birth_year"]').fill("hai nghìn")
    phone.context.set_offline(True)
    phone.locator('form.family button:not([name="more"])').tap()
    expect(phone.locator(UNSENT)).to_have_text("1")
    later = phone.context.new_page()
    phone.close()
    later.context.set_offline(False)
    later.add_init_script("const now = Date.now; Date.now = () => now() + 61000")
    later.goto("/desk")
    row = later.locator("#sent-late > li")
    expect(row).to_have_count(1, timeout=30_000)
    expect(row.locator(".error-summary")).to_be_visible()
    expect(row.locator('[name="p1-name"]')).to_have_value("Không Có Năm")
    row.locator('[name="p1-birth_year"]').fill("2000")
    row.locator('form.family button:not([name="more"])').click()
    expect(later.locator(CARDS)).to_contain_text("Không Có Năm", timeout=30_000)


@pytest.mark.parametrize("address", ["/office/", "/worklist/", "/network/", "/card"])
def test_what_is_no_work_of_the_desk_sends_a_phone_to_the_laptop(phone: Page, address: str) -> None:
    answer = phone.goto(address)
    assert answer is not None and answer.status == 403
    expect(phone.locator("h1")).to_have_text("Việc này làm trên máy của thư viện")
    expect(phone.locator("main input")).to_have_count(0)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
