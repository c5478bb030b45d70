"""The log of looks, narrowed by place and day, and as a table without a name."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone
from tests.node.office.conftest import CHIEF, HERE, THERE, Library

from tusach.node.people.models import AccessLook

Office = Callable[..., Client]
READER = "1" * 32
pytestmark = pytest.mark.django_db


def looked(library: Library, day: str, *, staff: str = HERE, place: str = "") -> None:
    at = timezone.make_aware(datetime.fromisoformat(f"{day}T23:30"))
    AccessLook.objects.create(
        at=at, staff_id=staff, place_id=place or library.main, subject_id=READER, why="reader page"
    )


def rows(office: Office, query: str) -> list[list[str]]:
    """The table, without its header and without this very look."""
    answer = office(CHIEF).get(f"/office/looks/file?{query}")
    assert answer.headers["Content-Disposition"].endswith('.csv"')
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return [row for row in table[1:] if row[1] != CHIEF]


def test_days_are_both_included_and_a_place_is_asked_for_by_its_own_looks(
    library: Library, office: Office
) -> None:
    for day in ("2026-11-01", "2026-11-02", "2026-11-03"):
        looked(library, day)
    looked(library, "2026-11-02", staff=THERE, place=library.hut)
    found = rows(office, "first=02/11/2026&last=03/11/2026")
    assert [row[0][:10] for row in found] == ["2026-11-03", "2026-11-02", "2026-11-02"]
    (only,) = rows(office, f"place={library.hut}")
    assert only[1] == THERE
    assert len(rows(office, "first=&last=")) == 4
    page = office(CHIEF).get("/office/looks?first=02/11/2026&last=02/11/2026").content.decode()
    assert 'value="02/11/2026"' in page


def test_the_table_holds_numbers_of_persons_and_no_name(library: Library, office: Office) -> None:
    looked(library, "2026-11-01")
    raw = office(CHIEF).get("/office/looks/file").content.decode()
    assert READER in raw
    for (name,) in library.node.store.vault.query("SELECT name FROM reader_name"):
        assert name not in raw


def test_what_is_no_day_is_said_and_the_whole_list_is_shown(
    library: Library, office: Office
) -> None:
    looked(library, "2026-11-01")
    page = office(CHIEF).get("/office/looks?first=32/13/2026").content.decode()
    assert "That is no day" in page
    assert "Bea Here" in page
