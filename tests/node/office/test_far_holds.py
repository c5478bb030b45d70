"""Holds of which no copy is near: who is asked to send one, and who still waits to be asked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.desk.conftest import CHILD, HERE, STRANGER, Library, words

from tusach.ledger.draft import Refusal
from tusach.node.acts import asking, circulation
from tusach.node.acts.asking import Wanting

pytestmark = pytest.mark.django_db


def ask(library: Library, reader: str) -> str:
    wanting = Wanting(title=library.titles[0], pickup=library.hut)
    told = asking.place_hold(library.node, reader, wanting, library.at())
    assert not isinstance(told, Refusal), told
    return told.subject


def waiting(client: Client) -> int:
    """How many the first page of the office counts that nobody was asked about."""
    page = re.sub(r"<[^>]+>", " ", words(client.get("/office/")))
    found = re.search(r"(\d+)\s+readers wait for a book from afar", page)
    return int(found[1]) if found else 0


def test_a_copy_that_is_asked_for_is_offered_to_nobody_else_until_it_goes_another_way(
    library: Library, office: Callable[..., Client]
) -> None:
    node, client = library.node, office()
    first, second = ask(library, CHILD), ask(library, STRANGER)
    one, other = library.copies[:2]
    assert words(client.get("/office/holds")).count(f'value="{one}"') == 2
    assert waiting(client) == 2
    client.post(f"/office/holds/{first}", {"copy": one})
    page = words(client.get("/office/holds"))
    assert (page.count(f'value="{one}"'), page.count(f'value="{other}"')) == (0, 1)
    assert "was asked" in page and waiting(client) == 1
    refused = words(client.post(f"/office/holds/{second}", {"copy": one}, follow=True))
    assert "asked for already" in refused
    circulation.lose(node, one, library.at(by=HERE), reason="missing")
    assert "was asked" not in words(client.get("/office/holds"))
    assert waiting(client) == 2
