"""The watch over pages finds what it is there for; without this, silence would prove nothing."""

import pytest
from playwright.sync_api import Page
from tests.journeys.conftest import Watch

GOOD = """<!doctype html><html lang="vi"><head><title>Tủ Sách</title></head>
<body><main><h1>Tìm sách</h1><p>Xin chào.</p></main></body></html>"""


@pytest.fixture(scope="session")
def base_url() -> str:
    """No node is needed here."""
    return "http://127.0.0.1:9"


def test_a_request_to_an_outside_host_is_seen(page: Page, watch: Watch) -> None:
    page.set_content(GOOD + "<img alt='' src='http://example.org/x.png'>")
    assert any("outside host: http://example.org/x.png" in fault for fault in watch.faults)
    watch.expect("outside host|console")


def test_an_error_in_the_console_is_seen(page: Page, watch: Watch) -> None:
    page.set_content(GOOD)
    page.evaluate("console.error('boo')")
    assert any("console: boo" in fault for fault in watch.faults)
    watch.expect("boo")


def test_an_error_of_a_script_is_seen(page: Page, watch: Watch) -> None:
    page.set_content(GOOD)
    page.add_script_tag(content="setTimeout(() => { document.title = 'x'; throw Error('boo') }, 0)")
    page.wait_for_function("document.title === 'x'")
    assert any("page error" in fault for fault in watch.faults)
    watch.expect("page error")


def test_a_quiet_page_has_no_faults(page: Page, watch: Watch) -> None:
    page.set_content(GOOD)
    assert watch.faults == []


def test_axe_passes_a_good_page_and_fails_a_bad_one(page: Page, axe: object) -> None:
    assert callable(axe)
    page.set_content(GOOD)
    axe(page)
    page.set_content("<html><body><img src='data:,'><input></body></html>")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
