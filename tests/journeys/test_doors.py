"""Coming in: on the node's own screen by password, over a library's Wi-Fi only by a code."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Visit
from tests.journeys.hands import Hands
from tests.journeys.nodes import Node, command, environment

PASSWORD = "bốn từ rất dễ nhớ"


def join_code(visit: Visit) -> str:
    """A code shown on the screen of the node to a librarian."""
    page = visit("librarian")
    page.goto("/phone")
    page.locator("main form button").click()
    return page.locator(".code-digits").inner_text()


def phone(visit: Visit) -> Page:
    """A phone in the library's Wi-Fi."""
    return visit(width=360, base_url=visit.node.lan_address, has_touch=True, is_mobile=True)


def test_over_the_wifi_no_page_asks_for_a_password(visit: Visit) -> None:
    page = phone(visit)
    for address in ("/login", "/first-login", "/desk"):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("input[type=password]")).to_have_count(0)
        expect(page.locator('a[href="/join"]')).to_be_visible()


def test_a_phone_joins_by_the_code_and_lends_at_that_place(visit: Visit, cast: object) -> None:
    code = join_code(visit)
    page = phone(visit)
    page.goto("/join")
    page.locator("#id_code").fill(code)
    page.locator("main form button").click()
    page.wait_for_url("**/desk")
    (reader,), (book,) = cast.readers(1), cast.on_shelf(1)  # type: ignore[attr-defined]
    hands = Hands(page)
    hands.scan(reader.card)
    hands.scan(book.code)
    expect(page.locator(".loans .loan")).to_have_count(1)


def test_a_code_opens_one_phone_only(visit: Visit) -> None:
    visit.watch.expect("403")
    code = join_code(visit)
    for opens in (True, False):
        page = phone(visit)
        page.goto(f"/join?code={code.replace(' ', '')}")
        page.locator("main form button").click()
        if opens:
            page.wait_for_url("**/desk")
        else:
            expect(page.locator(".error-summary")).to_be_visible()


def test_cookies_over_plain_http_are_hidden_from_scripts_and_from_other_sites(
    visit: Visit,
) -> None:
    page = phone(visit)
    page.goto("/join")
    page.locator("#id_code").fill(join_code(visit))
    page.locator("main form button").click()
    page.wait_for_url("**/desk")
    cookies = {one["name"]: one for one in page.context.cookies()}
    assert {"tusach", "tusach-csrf"} <= set(cookies)
    for cookie in cookies.values():
        assert cookie["httpOnly"], cookie
        assert cookie["sameSite"] == "Strict", cookie
        assert not cookie["secure"], cookie
    assert page.evaluate("document.cookie") == ""


def test_a_phone_neither_changes_passwords_nor_lets_others_in(visit: Visit) -> None:
    visit.watch.expect("403")
    code = join_code(visit)
    page = phone(visit)
    page.goto(f"/join?code={code.replace(' ', '')}")
    page.locator("main form button").click()
    page.wait_for_url("**/desk")
    for address in ("/password", "/phone"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 403


def test_a_wrong_password_is_refused_in_words_and_the_name_stays(visit: Visit) -> None:
    visit.watch.expect("403")
    page = visit()
    page.goto("/login")
    page.locator("#id_username").fill("librarian")
    page.locator("#id_password").fill("không phải mật khẩu")
    page.locator("main form button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("#id_username")).to_have_value("librarian")
    expect(page.locator("#id_password")).to_have_value("")


def test_a_page_asked_for_before_the_login_opens_after_it(visit: Visit) -> None:
    page = visit()
    page.goto("/desk/overdue")
    name, password = visit.node.logins()["librarian"]
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(password)
    page.locator("main form button").click()
    page.wait_for_url("**/desk/overdue")
    expect(page.locator("main h1")).to_be_visible()


@pytest.fixture
def new_library(tmp_path: Path) -> Iterator[tuple[Node, str, str]]:
    """A library made by `tusach init` a moment ago: its node, login name and one-time code."""
    home = tmp_path / "home"
    words = ("init", "--role", "library", "--tenant", "04", "--home", home, "--json")
    made = subprocess.run(
        command(None, *words), capture_output=True, text=True, check=False, env=environment(home)
    )
    assert made.returncode == 0, made.stdout + made.stderr
    told = json.loads(made.stdout.splitlines()[-1])
    node = Node(home)
    node.start(None)
    yield node, told["login"], told["first_code"]
    node.stop()


def test_the_first_login_of_a_new_library_is_by_a_one_time_code(
    new_library: tuple[Node, str, str], visit: Visit
) -> None:
    visit.watch.expect("403")
    node, name, code = new_library
    page = visit.to(node)()
    for round_nr in (1, 2):
        page.goto("/first-login")
        page.locator("#id_username").fill(name)
        page.locator("#id_code").fill(code)
        page.locator("#id_new_password").fill(PASSWORD)
        page.locator("main form button").click()
        if round_nr == 1:
            page.wait_for_url(re.compile(r"/(desk|place|office)?$"))
            page.locator('form[action="/logout"] button').click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.goto("/login")
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button").click()
    expect(page.locator('form[action="/logout"]')).to_be_visible()
    assert node.home.stat().st_mode & 0o077 == 0
