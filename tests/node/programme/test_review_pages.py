"""Review between communes by page: the province asks, a librarian of the other one answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.desk.conftest import HERE, THERE, TODAY
from tests.node.office.conftest import Library
from tests.node.opac.conftest import plain
from tests.node.programme import recorded_things as made
from tests.node.programme.test_assessment_pages import MET, entered, send, state, told
from tests.node.programme.test_paper_pages import sheets

from tusach.library.places import facts as places

Office = Callable[..., Client]


@pytest.fixture
def communes(library: Library) -> tuple[str, str]:
    """The communes of the two libraries."""
    rows = library.node.store.query("SELECT subject FROM unit ORDER BY subject LIMIT 2")
    found = tuple(str(unit) for (unit,) in rows)
    for place, unit in zip((library.main, library.hut), found, strict=True):
        said = library.node.place(place)
        body = places.PlaceDescribed(said.name, said.kind, unit)
        told(library, "place.described/1", place, body)
    return found[0], found[1]


@pytest.fixture
def page(library: Library, office: Office, communes: tuple[str, str]) -> str:
    """An assessment of the first commune that was handed in."""
    address = f"/programme/assessments/{made.assessed(library, communes[0])}"
    entered(office(), address, "answer", **MET)
    entered(office(), address, "submit")
    return address


def test_the_librarian_of_the_commune_that_was_asked_says_what_she_saw(
    page: str, communes: tuple[str, str], library: Library, office: Office
) -> None:
    subject = page.rpartition("/")[2]
    there = office(THERE)
    assert "Enter what was seen" not in plain(there.get(page))
    entered(office(), page, "assign", reviewer=communes[1], due_on="31/12/2026")
    assert "Enter what was seen" not in plain(office(HERE).get(page))
    said = plain(there.get(page))
    assert "Review by another commune" in said
    assert "31 Dec 2026" in said
    given = state(library, subject).given
    assert given is not None
    asked = {
        "reviewer": communes[1],
        "inspected_on": TODAY,
        "answered": given.fact,
        "value_copies": "1900",
    }
    refused = send(there, page, "review", **asked)
    assert refused.status_code == 422
    assert "Choose why your answer is different" in plain(refused)
    entered(there, page, "review", **asked, why_copies="counted_anew")
    found = state(library, subject)
    assert [one.told.reviewer for one in found.reviews] == [communes[1]]
    assert found.inspections == ()
    assert "counted anew on the spot" in plain(office().get(page))
    assert any("1.900" in str(x) or "1,900" in str(x) for x in sheets(_file(office(), page)))


def _file(client: Client, page: str) -> bytes:
    return client.get(page, {"as": "xlsx"}).content


def test_a_commune_that_was_not_asked_is_not_taken_and_the_own_one_cannot_be_asked(
    page: str, communes: tuple[str, str], library: Library, office: Office
) -> None:
    own = send(office(), page, "assign", reviewer=communes[0])
    assert own.status_code == 422
    answer = send(office(THERE), page, "review", reviewer=communes[1], value_copies="1")
    assert answer.status_code == 200
    assert state(library, page.rpartition("/")[2]).reviews == ()
