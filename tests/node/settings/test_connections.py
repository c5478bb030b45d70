"""What every answer carries, on HTTPS and on the plain HTTP of a library's Wi-Fi."""

import logging
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils.translation import gettext
from tests.node.conftest import PASSWORD

from tusach.node.people.access import public, rule
from tusach.node.people.models import Login
from tusach.node.settings import hosts
from tusach.node.settings.logs import WithoutPersons

pytestmark = pytest.mark.django_db
LAN = {"REMOTE_ADDR": "192.168.1.7", "HTTP_HOST": "node.local"}


@rule(public())
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a mistake of ours")


urlpatterns = [path("broken", broken)]
handler500 = "tusach.node.pages.errors.broken"


def log_in(client: Client, **more: str | bool) -> HttpResponse:
    return client.post("/login", {"username": "librarian", "password": PASSWORD}, **more)  # type: ignore[return-value, arg-type]


def test_cookies_on_https_are_bound_to_this_host_and_secure(
    make_login: Callable[[str], Login],
) -> None:
    make_login("librarian")
    client = Client()
    client.get("/login", secure=True)
    log_in(client, secure=True)
    assert set(client.cookies) == {"__Host-tusach", "__Host-tusach-csrf"}
    for morsel in client.cookies.values():
        assert morsel["secure"] is True
        assert (morsel["path"], morsel["domain"]) == ("/", "")
        assert morsel["httponly"]
    assert client.get("/account", secure=True).status_code == 200


def test_cookies_on_plain_http_come_back_there_and_are_strict(
    make_login: Callable[[str], Login],
) -> None:
    make_login("librarian")
    client = Client(HTTP_HOST="localhost:8000")
    client.get("/login")
    assert log_in(client).status_code == 302
    assert set(client.cookies) == {"tusach", "tusach-csrf"}
    for morsel in client.cookies.values():
        assert not morsel["secure"]
        assert morsel["samesite"] == "Strict"
        assert morsel["httponly"]
    assert client.get("/account").status_code == 200


def test_on_https_a_cookie_without_the_prefix_is_not_read(
    staff_client: Callable[..., Client],
) -> None:
    client = staff_client()
    assert client.get("/account", HTTP_HOST="localhost").status_code == 200
    assert client.get("/account", secure=True).status_code == 302


@pytest.mark.parametrize(
    ("address", "status", "more"),
    [
        ("/login", 200, {}),
        ("/nowhere", 404, {}),
        ("/account", 302, {}),
        ("/logout", 405, LAN),
        ("/login", 400, {"HTTP_HOST": "evil.example"}),
        ("/static/tusach/tusach.css", 200, {}),
    ],
)
@pytest.mark.parametrize("secure", [False, True])
def test_every_answer_has_a_strict_policy(
    address: str, status: int, more: dict[str, str], secure: bool
) -> None:
    answer = Client().get(address, secure=secure, **more)
    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.streaming == address.startswith("/static/")
    b"".join(answer)  # reads a file to its end, which closes it


@pytest.mark.urls(__name__)
def test_a_mistake_of_ours_has_the_policy_and_says_what_to_do_in_both_languages() -> None:
    client = Client(raise_request_exception=False)
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    words = answer.content.decode()
    assert "Something went wrong on our side" in words
    assert "Phần mềm vừa gặp lỗi" in words
    assert "a mistake of ours" not in words


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1:8000", "[::1]:8000", "node.local", "192.168.4.1", "10.0.0.9:80"],
)
def test_names_of_this_machine_and_of_the_local_network_are_answered(host: str) -> None:
    assert Client().get("/login", HTTP_HOST=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "192.168.1.1.evil.example",
        "node.local.evil.example",
        "8.8.8.8",
        "0.0.0.0",
        "node.local@evil.example",
        "evil.example:80",
        "local",
    ],
)
def test_a_host_header_of_somebody_else_is_refused_in_both_languages(host: str) -> None:
    answer = Client().get("/login", HTTP_HOST=host)
    assert answer.status_code == 400
    assert "Máy chưa hiểu yêu cầu này" in answer.content.decode()
    assert host not in answer.content.decode() or host == "local"


def test_a_configured_name_is_answered_and_its_neighbours_are_not(settings: object) -> None:
    settings.ALLOWED_HOSTS = ["*", "tusach.example"]  # type: ignore[attr-defined]
    assert Client().get("/login", HTTP_HOST="tusach.example").status_code == 200
    assert Client().get("/login", HTTP_HOST="evil.tusach.example").status_code == 400


def test_a_forwarded_protocol_is_believed_only_behind_a_configured_proxy(
    rf: RequestFactory, settings: object
) -> None:
    request = rf.get("/", HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_FOR="1.2.3.4, 5.6.7.8")
    assert not request.is_secure()
    assert hosts.client_address(request) == "127.0.0.1"
    settings.TUSACH_BEHIND_PROXY = True  # type: ignore[attr-defined]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # type: ignore[attr-defined]
    assert request.is_secure()
    assert hosts.client_address(request) == "5.6.7.8"


@pytest.mark.parametrize(
    ("remote", "host", "more", "expected"),
    [
        ("127.0.0.1", "localhost:8000", {}, True),
        ("::1", "[::1]:8000", {}, True),
        ("::ffff:127.0.0.1", "127.0.0.1", {}, True),
        ("192.168.1.7", "localhost", {}, False),
        ("127.0.0.1", "node.local", {}, False),
        ("127.0.0.1", "localhost", {"HTTP_X_FORWARDED_FOR": "192.168.1.7"}, False),
        ("", "localhost", {}, False),
    ],
)
def test_the_own_screen_is_this_machine_by_address_and_by_name(
    rf: RequestFactory, remote: str, host: str, more: dict[str, str], expected: bool
) -> None:
    request = rf.get("/", REMOTE_ADDR=remote, HTTP_HOST=host, **more)
    assert hosts.is_own_screen(request) is expected


def test_vietnamese_comes_first_whatever_the_browser_prefers() -> None:
    answer = Client(HTTP_HOST="localhost").get("/login", HTTP_ACCEPT_LANGUAGE="en-US,en")
    assert answer.headers["Content-Language"] == "vi"
    assert "Cán bộ đăng nhập" in answer.content.decode()


def test_a_chosen_language_is_kept_and_leads_back_to_the_page() -> None:
    client = Client(HTTP_HOST="localhost")
    answer = client.post("/language", {"language": "en", "next": "/card?next=/x"})
    assert answer.headers["Location"] == "/card?next=/x"
    shown = client.get("/login")
    assert shown.headers["Content-Language"] == "en"
    assert "Log in as staff" in shown.content.decode()


@pytest.mark.parametrize("wanted", ["xx", "", "../../vi", "EN"])
def test_an_unknown_language_changes_nothing(wanted: str) -> None:
    client = Client()
    client.post("/language", {"language": wanted})
    assert client.get("/login").headers["Content-Language"] == "vi"


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "javascript:x", "\\\\e"]
)
def test_switching_the_language_never_leads_away(back: str) -> None:
    answer = Client().post("/language", {"language": "en", "next": back})
    assert answer.headers["Location"] == "/"


def test_the_language_of_a_login_is_remembered_on_another_device(
    staff_client: Callable[..., Client],
) -> None:
    staff_client().post("/language", {"language": "en"})
    fresh = Client(HTTP_HOST="localhost")
    log_in(fresh)
    assert fresh.get("/account").headers["Content-Language"] == "en"


def test_pages_of_somebody_logged_in_are_not_kept_by_the_browser(
    staff_client: Callable[..., Client],
) -> None:
    assert staff_client().get("/account").headers["Cache-Control"] == "no-store"
    assert "no-store" not in Client().get("/login").headers.get("Cache-Control", "")


def test_a_form_from_elsewhere_is_refused_with_a_way_on() -> None:
    answer = Client(enforce_csrf_checks=True).post("/logout")
    assert answer.status_code == 403
    with_words = answer.content.decode()
    assert "Biểu mẫu này mở đã quá lâu" in with_words


def test_a_failed_login_leaves_no_name_in_the_log(
    make_login: Callable[[str], Login], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    Client(HTTP_HOST="localhost").post("/login", {"username": "Nông Hoa", "password": "x"})
    Client().get("/nowhere?q=Nông+Hoa")
    assert "Hoa" not in caplog.text


def test_the_log_cuts_what_a_person_searched_for() -> None:
    record = logging.LogRecord("x", 40, "f", 1, "%s %s", ("/find?q=Hoa", 5), None)
    record.request = "holds cookies"
    assert WithoutPersons().filter(record)
    assert record.getMessage() == "/find 5"
    assert not hasattr(record, "request")


def test_debugging_is_never_on_by_default() -> None:
    import tusach.node.settings.django as ours

    assert ours.DEBUG is False


def test_messages_are_found_in_vietnamese_and_english() -> None:
    from django.utils import translation

    with translation.override("vi"):
        assert gettext("Log in") == "Đăng nhập"
    with translation.override("en"):
        assert gettext("Log in") == "Log in"
