"""The same boards from a hub's PostgreSQL: every query says the same there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.node.desk.conftest import TODAY, WIDE
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme import recorded_things as made

from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation
from tusach.node.store import home as homes
from tusach.node.store.postgres import PostgresEngine


@pytest.fixture(autouse=True)
def on_postgres(postgres_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library of this file keeps its ledger in PostgreSQL."""
    make = homes.create

    def create(home: Path, **words: Any) -> Any:
        if "profile" in words:
            words["database"] = postgres_database
        return make(home, **words)

    monkeypatch.setattr(homes, "create", create)


def test_every_board_is_served(library: Library, office: Callable[..., Client]) -> None:
    assert isinstance(library.node.store.engine, PostgresEngine)
    circulation.count_visits(library.node, VisitCounted("on_site", 41), library.at(on=TODAY))
    money = made.money(library)
    made.assessment(library)
    unit = library.node.place(library.main).unit
    client = office(WIDE)
    week = words(client.get("/programme/week"))
    assert "told visits in the last 14 days" in week
    assert client.get(f"/programme/week/remind/{library.main}").status_code == 200
    assert "What is missing" in words(client.get("/programme/leader"))
    assert "250,000,000" in words(client.get("/programme/money"))
    assert "12/QĐ" in words(client.get(f"/programme/money/papers/{money}"))
    assert client.get("/programme/communes").status_code == 200
    assert "Readers with a valid card" in words(client.get(f"/programme/communes/{unit}"))
    assert "This week here" in words(client.get("/programme/here"))
