"""The same pages from a hub's PostgreSQL: every query says the same there."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.opac.conftest import HOA, Shelf, plain, reading, words


@pytest.fixture
def database(postgres_database: str) -> str:
    """An empty PostgreSQL database."""
    return postgres_database


def test_every_page_is_served(shelf: Shelf, as_reader: Callable[[str], Client]) -> None:
    title = shelf.titles["Os Maias"]
    copy = shelf.lend("Os Maias", HOA, on="2026-11-05")
    client = reading("en")
    assert words(client.get("/")).count('class="cover ') >= 5
    found = plain(client.get("/search", {"q": "maias"}))
    assert "1 title for “maias”" in found
    assert "Available 1 copy at" in found
    page = plain(client.get(f"/title/{title}"))
    assert "2 copies to take home now" in page
    assert "due back 25 Nov 2026" in page
    assert client.get(f"/title/{title}/record.mrc").content == shelf.raw["Os Maias"]
    assert shelf.node.place(shelf.other).name in plain(client.get("/libraries"))
    assert "5 titles, 10 copies" in plain(client.get(f"/library/{shelf.codes[0]}"))
    mine = as_reader(HOA)
    assert "Os Maias" in plain(mine.get("/loans"))
    assert mine.post("/loans/renew", {"copy": copy}).status_code == 302
    assert shelf.due_on(copy) == "2026-12-03"
