"""A stranger's browser is not sent again what it holds, and never shown what is true no more."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.opac.conftest import HOA, Shelf, plain, reading

from tusach.node.opac import front


def addresses(shelf: Shelf) -> list[str]:
    title = shelf.titles["Os Maias"]
    return ["/", "/search?q=maias", f"/title/{title}", f"/library/{shelf.codes[0]}", "/libraries"]


def settled(client: Client, address: str) -> str:
    """The tag of a page, once the browser holds the cookie of its forms."""
    client.get(address)
    return client.get(address).headers["ETag"]


def test_an_unchanged_page_is_not_sent_again(shelf: Shelf) -> None:
    client = reading()
    for address in addresses(shelf):
        tag = settled(client, address)
        again = client.get(address, HTTP_IF_NONE_MATCH=tag)
        assert again.status_code == 304, address
        assert again.content == b""
        assert again.headers["Cache-Control"] == "private, no-cache"


def test_a_loan_is_news(shelf: Shelf) -> None:
    client = reading("en")
    address = f"/title/{shelf.titles['Os Maias']}"
    tag = settled(client, address)
    shelf.lend("Os Maias", HOA)
    again = client.get(address, HTTP_IF_NONE_MATCH=tag)
    assert again.status_code == 200
    assert "due back" in plain(again)


def test_another_language_is_another_page(shelf: Shelf) -> None:
    client = reading("vi")
    tag = settled(client, "/")
    client.cookies["tusach-language"] = "en"
    assert client.get("/", HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_a_fragment_is_not_the_page(shelf: Shelf) -> None:
    client = reading()
    tag = settled(client, "/search?q=maias")
    answer = client.get("/search?q=maias", HTTP_IF_NONE_MATCH=tag, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200


def test_pages_of_people_are_never_kept(
    shelf: Shelf, as_reader: Callable[[str], Client], as_staff: Client
) -> None:
    for client in (as_reader(HOA), as_staff):
        for address in addresses(shelf):
            answer = client.get(address)
            assert answer.headers["Cache-Control"] == "no-store"
            assert "ETag" not in answer.headers


def test_the_front_is_made_anew_when_it_is_old(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = reading()
    tag = settled(client, "/")
    shelf.describe("A newcomer")
    shelf.own("A newcomer")
    front.forget()
    again = client.get("/", HTTP_IF_NONE_MATCH=tag)
    assert again.status_code == 200
