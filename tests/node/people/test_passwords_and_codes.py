"""Passwords of staff, the codes before them, and how slowly they are checked."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from tests.node.conftest import PASSWORD, PLACE

from tusach.node.people import codes, hashing, logins
from tusach.node.people.models import JoinCode, Login, OneTimeCode

pytestmark = pytest.mark.django_db


def test_a_password_is_kept_as_argon2id_within_the_memory_we_promise(
    make_login: Callable[[str], Login],
) -> None:
    kept = make_login("librarian").password
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hashing.MEMORY_KIB * 1024 < 100_000_000 / 4
    assert PASSWORD not in kept


def test_the_right_password_opens_whatever_the_case_and_form_of_the_name(
    make_login: Callable[[str], Login],
) -> None:
    login = make_login("librarian")
    assert logins.check_password(" LIBRARIAN ", PASSWORD) == login
    assert logins.check_password("librarian", PASSWORD + "x") is None


def test_a_name_in_decomposed_letters_is_the_same_name(db: None) -> None:
    login = logins.create_login("s", "Hoà")
    assert login.username == logins.plain_username("hoà") == "hoà"


@pytest.mark.parametrize("case", ["unknown", "disabled", "no password yet"])
def test_every_refusal_costs_one_hash(
    case: str, make_login: Callable[[str], Login], monkeypatch: pytest.MonkeyPatch
) -> None:
    login = make_login("librarian")
    if case == "disabled":
        logins.disable(login)
    if case == "no password yet":
        Login.objects.update(password="")
    hashing.slow_check("x", None)
    checked: list[str] = []
    verify = hashing._hasher.verify

    class Counting:
        def verify(self, hashed: str, secret: str) -> bool:
            checked.append(hashed)
            return verify(hashed, secret)

    monkeypatch.setattr(hashing, "_hasher", Counting())
    name = "nobody" if case == "unknown" else "librarian"
    assert logins.check_password(name, PASSWORD) is None
    assert len(checked) == 1


def test_only_one_hash_is_computed_at_a_time_and_a_crowd_is_turned_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inside, go = threading.Semaphore(0), threading.Event()
    running: list[int] = []
    most: list[int] = []

    class Slow:
        def hash(self, secret: str) -> str:
            running.append(1)
            most.append(len(running))
            inside.release()
            assert go.wait(5)
            running.pop()
            return "hashed"

    monkeypatch.setattr(hashing, "_hasher", Slow())
    answers: list[str] = []

    def ask() -> None:
        try:
            answers.append(hashing.slow_hash("x"))
        except hashing.Busy:
            answers.append("busy")

    first = threading.Thread(target=ask)
    first.start()
    assert inside.acquire(timeout=5)
    others = [threading.Thread(target=ask) for _ in range(8)]
    for thread in others:
        thread.start()
    for thread in others[hashing.WAITING :]:
        # All but those who may wait are turned away while the first still computes.
        while len(answers) < 8 - hashing.WAITING:
            thread.join(0.01)
    assert answers == ["busy"] * (8 - hashing.WAITING)
    go.set()
    for thread in (first, *others):
        thread.join(5)
    assert answers.count("hashed") == 1 + hashing.WAITING
    assert max(most) == 1


def test_whoever_waits_too_long_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "PATIENCE_SECONDS", 0.0)
    with hashing._turn, pytest.raises(hashing.Busy):
        hashing.slow_hash("x")
    monkeypatch.undo()
    assert hashing.slow_check("x", hashing.slow_hash("x"))


def test_a_new_password_ends_codes_and_changes_the_stamp(
    make_login: Callable[[str], Login], now: datetime
) -> None:
    login = make_login("librarian")
    before = login.stamp
    code = logins.issue_first_code(login, by="staff-provincial", now=now)
    logins.set_password(login, "một mật khẩu khác")
    assert login.stamp != before
    assert logins.login_of_first_code("librarian", code, now) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("ngắn quá", "short"),
        ("x" * 257, "long"),
        ("1234567890", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("mynameishoa", "name"),
        ("Xin chào LUNGNAM 1", "name"),
        ("bốn từ dễ nhớ", None),
    ],
)
def test_a_weak_password_is_told_why(password: str, why: str | None) -> None:
    name = "hoa" if why != "name" else ("lungnam" if "LUNG" in password else "nameishoa")
    assert logins.weakness(password, name) == why


def test_a_first_code_opens_once_for_its_own_login_and_in_any_writing(
    make_login: Callable[[str], Login], now: datetime
) -> None:
    login = make_login("librarian")
    code = logins.issue_first_code(login, by="staff-provincial", now=now)
    typed = f" {code[:5].lower()}-{code[5:]} "
    assert logins.login_of_first_code("librarian", typed, now) == login
    assert logins.login_of_first_code("provincial", code, now) is None
    assert logins.login_of_first_code("librarian", code[:-1], now) is None


def test_a_first_code_ends_after_a_week_and_when_another_is_made(
    make_login: Callable[[str], Login], now: datetime
) -> None:
    login = make_login("librarian")
    old = logins.issue_first_code(login, by="", now=now)
    assert logins.login_of_first_code("librarian", old, now + timedelta(days=7)) is None
    logins.issue_first_code(login, by="", now=now)
    assert logins.login_of_first_code("librarian", old, now) is None


def test_codes_are_kept_as_keyed_hashes_only(
    make_login: Callable[[str], Login], now: datetime
) -> None:
    login = make_login("librarian")
    first = logins.issue_first_code(login, by="", now=now)
    join = codes.issue_join_code(login, PLACE, now)
    kept = repr(list(OneTimeCode.objects.values())) + repr(list(JoinCode.objects.values()))
    assert first not in kept
    assert join not in kept


def test_a_join_code_works_once(make_login: Callable[[str], Login], now: datetime) -> None:
    login = make_login("librarian")
    code = codes.issue_join_code(login, PLACE, now)
    assert len(code) == 8
    opened = codes.use_join_code(codes.in_groups(code), now)
    assert opened is not None
    assert (opened.login, opened.place_id) == (login, PLACE)
    assert codes.use_join_code(code, now) is None


def test_a_join_code_ends_after_five_minutes_and_when_another_is_shown(
    make_login: Callable[[str], Login], now: datetime
) -> None:
    login = make_login("librarian")
    code = codes.issue_join_code(login, PLACE, now)
    assert codes.use_join_code(code, now + timedelta(minutes=5)) is None
    fresh = codes.issue_join_code(login, PLACE, now)
    assert codes.use_join_code(code, now) is None
    assert codes.use_join_code(fresh, now + timedelta(minutes=4)) is not None


def test_a_join_code_of_a_shut_login_opens_nothing(
    make_login: Callable[[str], Login], now: datetime
) -> None:
    login = make_login("librarian")
    code = codes.issue_join_code(login, PLACE, now)
    logins.disable(login)
    assert codes.use_join_code(code, now) is None


def test_codes_have_no_letter_that_telex_or_vni_changes_or_a_digit_resembles() -> None:
    drawn = codes.draw(codes.FIRST_ALPHABET, 500)
    assert not set(drawn) & set("AEOIUYDWSFRXJZL10")


def test_all_hashes_are_computed_by_one_thread_so_that_memory_stays_small() -> None:
    names: set[str] = set()

    def ask() -> None:
        with hashing._one_at_a_time():
            names.add(hashing._on_the_worker(lambda: threading.current_thread().name))

    for _ in range(4):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert len(names) == 1
