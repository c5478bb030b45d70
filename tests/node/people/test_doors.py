"""Coming in and going out, as a browser does it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from tests.node.conftest import CARD, ELSEWHERE, PASSWORD, PIN, PLACE, READER

from tusach.node.people import codes, directory, doors, hashing, joining, logins, pins
from tusach.node.people.actors import Appointment, Role
from tusach.node.people.models import Login, ReaderPin
from tusach.node.settings import hosts

pytestmark = pytest.mark.django_db
SCREEN = {"HTTP_HOST": "localhost:8000"}
WIFI = {"HTTP_HOST": "node.local:8000", "REMOTE_ADDR": "192.168.1.7"}
RIGHT = {"username": "librarian", "password": PASSWORD}
WRONG = {"username": "librarian", "password": "not this one"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Callable[[timedelta], None]:
    """A clock that stands still, and a function that moves it on."""
    instant = [now]

    class Still:
        localdate = staticmethod(timezone.localdate)

        @staticmethod
        def now() -> datetime:
            return instant[0]

    for module in (doors, joining):
        monkeypatch.setattr(module, "timezone", Still)

    def move(by: timedelta) -> None:
        instant[0] += by

    return move


@pytest.fixture
def codes_shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The join codes that were drawn, as somebody in front of the screen reads them."""
    shown: list[str] = []
    draw = codes.draw

    def seen(alphabet: str, length: int) -> str:
        shown.append(draw(alphabet, length))
        return shown[-1]

    monkeypatch.setattr(codes, "draw", seen)
    monkeypatch.setattr("tusach.node.settings.hosts.lan_address", lambda: "192.168.4.1")
    return shown


def is_in(client: Client, **more: str) -> bool:
    return client.get("/account", **more).status_code == 200


def test_the_right_password_lets_in_at_the_own_screen_and_over_https(
    make_login: Callable[[str], Login],
) -> None:
    make_login("librarian")
    for more in (SCREEN, {"secure": True}):
        client = Client(HTTP_HOST="localhost:8000") if more is SCREEN else Client()
        assert client.post("/login", RIGHT, **more).status_code == 302  # type: ignore[arg-type]
        assert client.get("/account", **more).status_code == 200  # type: ignore[arg-type]


def test_a_session_never_keeps_the_key_from_before_the_login(
    make_login: Callable[[str], Login],
) -> None:
    make_login("librarian")
    client = Client(**SCREEN)
    client.post("/login", RIGHT)
    first = client.cookies["tusach"].value
    client.post("/login", RIGHT)
    assert client.cookies["tusach"].value != first
    assert Session.objects.count() == 1


def test_after_login_one_lands_on_the_page_one_asked_for_and_never_elsewhere(
    make_login: Callable[[str], Login],
) -> None:
    make_login("librarian")
    client = Client(**SCREEN)
    asked = client.get("/place")
    assert asked.headers["Location"] == "/login?next=%2Fplace"
    form = client.get("/login?next=/place").content.decode()
    assert '<input type="hidden" name="next" value="/place">' in form
    assert client.post("/login", {**RIGHT, "next": "/place"}).headers["Location"] == "/place"
    for away in ("https://evil.example/", "//evil.example/x", "javascript:alert(1)"):
        to = client.post("/login", {**RIGHT, "next": away}).headers["Location"]
        assert urlsplit(to).netloc == ""
        assert to.startswith("/")


def test_a_wrong_password_and_an_unknown_name_read_alike(
    make_login: Callable[[str], Login],
) -> None:
    make_login("librarian")
    wrong = Client(**SCREEN).post("/login", WRONG)
    unknown = Client(**SCREEN).post("/login", {**WRONG, "username": "librarian2"})
    assert wrong.status_code == unknown.status_code == 403
    words = wrong.content.decode().replace("librarian", "librarian2")
    assert [line for line in words.splitlines() if "csrf" not in line.lower()] == [
        line for line in unknown.content.decode().splitlines() if "csrf" not in line.lower()
    ]
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in words


def test_on_the_wifi_no_password_field_is_offered_and_none_is_read(
    make_login: Callable[[str], Login], monkeypatch: pytest.MonkeyPatch
) -> None:
    login = make_login("librarian")
    code = logins.issue_first_code(login, by="", now=timezone.now())
    monkeypatch.setattr(logins, "check_password", lambda *_: pytest.fail("it was read"))
    monkeypatch.setattr(logins, "set_password", lambda *_: pytest.fail("it was read"))
    for address in ("/login", "/first-login"):
        shown = Client().get(address, **WIFI)
        assert shown.status_code == 200
        assert 'type="password"' not in shown.content.decode()
        assert 'href="/join"' in shown.content.decode()
        sent = {**RIGHT, "code": code, "new_password": "một mật khẩu khác"}
        assert Client().post(address, sent, **WIFI).status_code == 403


def test_a_proxy_on_this_machine_does_not_make_the_wifi_confidential() -> None:
    forwarded = {**SCREEN, "HTTP_X_FORWARDED_FOR": "192.168.1.7"}
    assert 'type="password"' not in Client().get("/login", **forwarded).content.decode()


def test_five_wrong_tries_make_wait_and_the_wait_ends(
    make_login: Callable[[str], Login], clock: Callable[[timedelta], None]
) -> None:
    make_login("librarian")
    make_login("provincial")
    client = Client(**SCREEN)
    for _ in range(5):
        assert client.post("/login", WRONG).status_code == 403
    refused = client.post("/login", RIGHT)
    assert refused.status_code == 429
    assert "Mời thử lại sau 15 phút" in refused.content.decode()
    # Nobody else at this screen is kept out by it.
    other = {"username": "provincial", "password": PASSWORD}
    assert Client(**SCREEN).post("/login", other).status_code == 302
    clock(timedelta(minutes=15))
    assert client.post("/login", RIGHT).status_code == 302


def test_a_crowd_at_the_door_is_told_to_come_again_and_loses_no_try(
    make_login: Callable[[str], Login], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_login("librarian")
    client = Client(**SCREEN)
    monkeypatch.setattr(logins, "slow_check", _busy)
    for _ in range(7):
        answer = client.post("/login", RIGHT)
        assert answer.status_code == 503
        assert "Mời thử lại sau vài giây" in answer.content.decode()
    monkeypatch.undo()
    assert client.post("/login", RIGHT).status_code == 302


def _busy(*_: object) -> bool:
    raise hashing.Busy


def test_somebody_appointed_nowhere_is_told_so(
    make_login: Callable[[str], Login], people: directory.MemoryDirectory
) -> None:
    make_login("librarian")
    people.staff = {}
    answer = Client(**SCREEN).post("/login", RIGHT)
    assert answer.status_code == 403
    assert "chưa được phân công" in answer.content.decode()


def test_a_session_ends_with_the_appointment_the_login_or_the_password(
    staff_client: Callable[..., Client], people: directory.MemoryDirectory
) -> None:
    client = staff_client()
    login = Login.objects.get()
    held = people.staff
    people.staff = {}
    assert not is_in(client)
    people.staff = held
    assert is_in(client)
    logins.disable(login)
    assert not is_in(client)
    logins.disable(login, disabled=False)
    assert not is_in(client)


def test_the_first_login_by_code_sets_a_password_and_uses_the_code_up(
    db: None, people: directory.MemoryDirectory
) -> None:
    login = logins.create_login("staff-librarian", "Hoa")
    code = logins.issue_first_code(login, by="staff-provincial", now=timezone.now())
    sent = {"username": "hoa", "code": code, "new_password": PASSWORD}
    client = Client(**SCREEN)
    assert client.post("/first-login", {**sent, "new_password": "ngắn"}).status_code == 200
    assert client.post("/first-login", {**sent, "code": "wrong"}).status_code == 403
    assert client.post("/first-login", sent).status_code == 302
    assert is_in(client)
    assert Client(**SCREEN).post("/first-login", sent).status_code == 403
    assert Client(**SCREEN).post("/login", {**RIGHT, "username": "hoa"}).status_code == 302


def test_a_changed_password_ends_every_other_session(staff_client: Callable[..., Client]) -> None:
    client = staff_client()
    other = Client(**SCREEN)
    other.post("/login", RIGHT)
    sent = {"password": "not mine", "new_password": "một mật khẩu khác"}
    assert client.post("/password", sent, **SCREEN).status_code == 403
    assert client.post("/password", {**sent, "password": PASSWORD}, **SCREEN).status_code == 302
    assert is_in(client)
    assert not is_in(other)


def test_a_phone_joins_by_the_code_on_the_screen_once(
    staff_client: Callable[..., Client], codes_shown: list[str]
) -> None:
    screen = staff_client()
    shown = screen.post("/phone", **SCREEN).content.decode()
    (code,) = codes_shown
    assert codes.in_groups(code) in shown
    assert "http://192.168.4.1:8000/join" in shown
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in shown
    phone = Client(**WIFI)
    # A preview of the link by some messenger uses nothing up.
    for _ in range(3):
        assert codes.in_groups(code) in phone.get(f"/join?code={code}").content.decode()
    assert phone.post("/join", {"code": codes.in_groups(code)}).status_code == 302
    assert is_in(phone)
    assert "secure" not in phone.cookies["tusach"].output().lower()
    assert Client(**WIFI).post("/join", {"code": code}).status_code == 403


def test_a_joined_phone_serves_one_desk_whoever_let_it_in(
    staff_client: Callable[..., Client], codes_shown: list[str]
) -> None:
    screen = staff_client("administrator")
    screen.post("/place", {"place": ELSEWHERE})
    screen.post("/phone", **SCREEN)
    phone = Client(**WIFI)
    phone.post("/join", {"code": codes_shown[0]})
    actor = phone.get("/account").wsgi_request.actor  # type: ignore[attr-defined]
    assert actor.joined
    assert actor.appointments == (Appointment(Role.LIBRARIAN, ELSEWHERE),)
    assert phone.get("/style").status_code == 403
    assert phone.post("/phone").status_code == 403
    assert phone.get("/password").status_code == 403
    assert phone.post("/place", {"place": PLACE}).status_code == 403


def test_a_phone_joins_at_a_place_which_must_be_chosen_first(
    staff_client: Callable[..., Client], codes_shown: list[str]
) -> None:
    screen = staff_client("provincial")
    shown = screen.post("/phone", **SCREEN).content.decode()
    assert codes_shown == []
    assert 'href="/place"' in shown


def test_guessing_join_codes_stops_for_one_address_only(
    staff_client: Callable[..., Client], codes_shown: list[str]
) -> None:
    staff_client().post("/phone", **SCREEN)
    guesser = Client(**WIFI)
    answers = [guesser.post("/join", {"code": "00000000"}).status_code for _ in range(6)]
    assert answers == [403] * 5 + [429]
    other = Client(HTTP_HOST="node.local", REMOTE_ADDR="192.168.1.8")
    assert other.post("/join", {"code": codes_shown[0]}).status_code == 302


def test_a_reader_comes_in_by_card_and_pin_also_on_the_wifi(reader_client: Client) -> None:
    phone = Client(**WIFI)
    spaced = f"{CARD[:4]} {CARD[4:]}"
    assert phone.post("/card", {"card": spaced, "pin": PIN}).status_code == 302
    actor = phone.get("/start").wsgi_request.actor  # type: ignore[attr-defined]
    assert actor.reader_id == READER
    assert phone.get("/account").headers["Location"] == "/loans"  # staff have more there


@pytest.mark.parametrize("case", ["unknown card", "wrong PIN", "locked", "no PIN"])
def test_every_refusal_of_a_reader_reads_alike(
    case: str, people: directory.MemoryDirectory
) -> None:
    pins.set_pin(READER, PIN)
    if case == "locked":
        ReaderPin.objects.update(tries=pins.TRIES)
    if case == "no PIN":
        ReaderPin.objects.all().delete()
    card = "999999999999" if case == "unknown card" else CARD
    pin = PIN if case in ("locked", "no PIN") else "0000"
    answer = Client(**WIFI).post("/card", {"card": card, "pin": pin})
    assert answer.status_code == 403
    said = answer.content.decode().partition('id="error-summary"')[2].partition("</div>")[0]
    assert "Số thẻ hoặc mã PIN chưa đúng. Sau năm lần sai, mã PIN bị khóa" in said


def test_a_reader_is_locked_after_five_tries_at_the_door(people: directory.MemoryDirectory) -> None:
    pins.set_pin(READER, PIN)
    for number in range(5):
        phone = Client(HTTP_HOST="node.local", REMOTE_ADDR=f"192.168.1.{number}")
        assert phone.post("/card", {"card": CARD, "pin": "0000"}).status_code == 403
    assert Client(**WIFI).post("/card", {"card": CARD, "pin": PIN}).status_code == 403
    assert pins.is_locked(READER)


def test_one_try_at_each_of_many_cards_is_stopped(people: directory.MemoryDirectory) -> None:
    guesser = Client(**WIFI)
    answers = [
        guesser.post("/card", {"card": f"{number:012}", "pin": "1234"}).status_code
        for number in range(61)
    ]
    assert answers == [403] * 60 + [429]


def test_a_new_pin_ends_the_readers_session(reader_client: Client) -> None:
    assert reader_client.get("/start").wsgi_request.actor.reader_id == READER  # type: ignore[attr-defined]
    pins.set_pin(READER, "1357")
    assert not hasattr(reader_client.get("/start").wsgi_request.actor, "reader_id")  # type: ignore[attr-defined]


def test_logging_out_ends_the_session_for_good(staff_client: Callable[..., Client]) -> None:
    client = staff_client()
    key = client.cookies["tusach"].value
    client.post("/logout")
    client.cookies["tusach"] = key
    assert not is_in(client)
    assert client.get("/logout").status_code == 405


def test_whoever_comes_in_sweeps_out_sessions_that_are_over(
    make_login: Callable[[str], Login],
) -> None:
    over = timezone.now() - timedelta(minutes=1)
    Session.objects.create(session_key="old", session_data="", expire_date=over)
    make_login("librarian")
    Client(**SCREEN).post("/login", RIGHT)
    assert not Session.objects.filter(session_key="old").exists()


def test_a_session_holds_ids_and_no_name(
    staff_client: Callable[..., Client], reader_client: Client
) -> None:
    staff_client().get("/account")
    kept = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    assert READER in kept
    for name in ("Nông", "Hoàng", "librarian", CARD):
        assert name not in kept


@pytest.mark.parametrize(
    "name",
    [
        "'; drop table x; --",
        "<script>alert(1)</script>",
        "😀" * 50,
        "\u202eabc",
        "a" * 10_000,
        "\x00",
    ],
)
@pytest.mark.parametrize("address", ["/login", "/first-login", "/card", "/join"])
def test_strange_input_is_answered_in_words_and_never_becomes_markup(
    address: str, name: str, people: directory.MemoryDirectory
) -> None:
    sent = dict.fromkeys(("username", "password", "card", "pin", "code", "new_password"), name)
    answer = Client(**SCREEN).post(address, sent)
    assert answer.status_code in (200, 403)
    assert "<script>alert" not in answer.content.decode()
    assert 'id="error-summary"' in answer.content.decode()


@pytest.mark.parametrize(("bound", "warns"), [("127.0.0.1", True), ("0.0.0.0", False)])
def test_a_code_for_phones_says_so_where_no_phone_reaches_the_program(
    staff_client: Callable[..., Client],
    codes_shown: list[str],
    bound: str,
    warns: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hosts, "_listens_alone", False)
    hosts.listens(bound)
    page = staff_client().post("/phone", **SCREEN).content.decode()
    assert codes.in_groups(codes_shown[0]) in page
    assert ("--bind 0.0.0.0" in page) is warns
