"""What a stranger at the door cannot learn or plant: who is known, a session, a token."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.node.conftest import CARD, PASSWORD, PIN, READER
from tests.node.people.test_doors import RIGHT, SCREEN

from tusach.node.people import directory, hashing, pins
from tusach.node.people.models import Login

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("door", ["login", "card"])
def test_whoever_is_unknown_costs_the_same_work_as_a_wrong_secret(
    door: str, make_login: Callable[[str], Login], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_login("librarian")
    pins.set_pin(READER, PIN)
    pins.check_pin(None, "0000")
    sent = {
        "login": [{"username": "librarian", "password": "wrong"},
                  {"username": "nobody", "password": "wrong"}],
        "card": [{"card": CARD, "pin": "0000"}, {"card": "100000999999", "pin": "0000"}],
    }[door]  # fmt: skip
    hashes: list[str] = []
    verify = hashing._hasher.verify

    class Counting:
        def verify(self, hashed: str, secret: str) -> bool:
            hashes.append(hashed)
            return verify(hashed, secret)

    hashing.slow_check("x", None)
    monkeypatch.setattr(hashing, "_hasher", Counting())
    told, asked = [], []
    for one in sent:
        with CaptureQueriesContext(connection) as queries:
            answer = Client(**SCREEN).post(f"/{door}", one)
        told.append((answer.status_code, _main(answer)))
        verbs = [query["sql"].split()[0] for query in queries.captured_queries]
        asked.append([verb for verb in verbs if verb in ("SELECT", "INSERT", "DELETE")])
    assert len(hashes) == 2
    assert told[0] == told[1]
    assert asked[0] == asked[1]


def _main(answer: HttpResponse) -> str:
    """What a page says, without the values that were typed and its own token."""
    text = answer.content.decode()
    return re.sub(r' value="[^"]*"', "", text[text.index("<main") :])


def test_coming_in_and_a_new_password_change_the_session_key_and_the_token(
    make_login: Callable[[str], Login],
) -> None:
    make_login("librarian")
    client = Client(**SCREEN, enforce_csrf_checks=True)
    client.get("/login")
    keys, tokens = [""], [client.cookies["tusach-csrf"].value]
    new = {"password": PASSWORD, "new_password": "một mật khẩu khác"}
    for address, sent in (("/login", RIGHT), ("/password", new)):
        token = client.cookies["tusach-csrf"].value
        answer = client.post(address, {**sent, "csrfmiddlewaretoken": token})
        assert answer.status_code == 302
        keys.append(client.cookies["tusach"].value)
        tokens.append(client.cookies["tusach-csrf"].value)
        assert Session.objects.count() == 1
    assert len(set(keys)) == len(set(tokens)) == 3
    old = {"csrfmiddlewaretoken": tokens[1]}
    assert client.post("/logout", old).status_code == 403
    assert client.post("/logout", {"csrfmiddlewaretoken": tokens[2]}).status_code == 302


def test_a_session_that_was_planted_before_the_login_is_not_the_one_after(
    make_login: Callable[[str], Login], people: directory.MemoryDirectory
) -> None:
    make_login("librarian")
    pins.set_pin(READER, PIN)
    for address, sent in (("/login", RIGHT), ("/card", {"card": CARD, "pin": PIN})):
        planted = SessionStore()
        planted["planted"] = True
        planted.save()
        client = Client(**SCREEN)
        client.cookies["tusach"] = planted.session_key or ""
        assert client.post(address, sent).status_code == 302
        assert client.cookies["tusach"].value != planted.session_key
        assert not SessionStore().exists(planted.session_key)


def test_a_new_pin_ends_the_session_of_its_reader_and_the_next_has_another_key(
    reader_client: Client,
) -> None:
    def sent_to() -> str:
        answer = reader_client.get("/account")
        return answer.headers["Location"].partition("?")[0]

    first, own = reader_client.cookies["tusach"].value, sent_to()
    pins.set_pin(READER, "975310")
    assert sent_to() == "/login"
    assert reader_client.post("/card", {"card": CARD, "pin": "975310"}).status_code == 302
    assert reader_client.cookies["tusach"].value != first
    assert sent_to() == own != "/login"
