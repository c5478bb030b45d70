"""The list of readers: who lacks something, whose card ends, and what is done with the ticked."""

from __future__ import annotations

import pytest
from tests.node.desk.conftest import ADULT, CHILD, STRANGER, THERE, Desk, Library, words

from tusach.library.readers.story import ReaderState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def until(library: Library, reader: str) -> str:
    state: ReaderState = library.node.store.state(reader, "reader")
    return state.valid_until


def test_the_list_names_the_own_readers_only(library: Library, desk: Desk) -> None:
    page = words(desk().get("/desk/readers"))
    assert "Nông Thị Hoa" in page
    assert "Zé do Vale" not in page
    assert "Zé do Vale" in words(desk(THERE).get("/desk/readers"))


def test_who_lacks_a_signature_stands_in_the_list_until_it_is_noted(
    library: Library, desk: Desk
) -> None:
    client = desk()
    page = words(client.get("/desk/readers?show=lacking"))
    assert ("Nông Văn Páo" in page, "Nông Thị Hoa" in page) == (True, False)
    page = words(
        client.post("/desk/readers", {"do": "signed", "r": CHILD, "show": "lacking"}, follow=True)
    )
    assert "Signatures are noted. Readers: 1." in page
    assert "Nothing is missing of anybody." in page


def test_cards_that_end_soon_are_renewed_at_once(library: Library, desk: Desk) -> None:
    # The child's card of a year ends on 5 January, the adult's of three years does not.
    client = desk()
    page = words(client.get("/desk/readers?show=ending"))
    assert ("Nông Văn Páo" in page, "Nông Thị Hoa" in page) == (True, False)
    before = until(library, CHILD)
    client.post("/desk/readers", {"do": "renew", "r": [CHILD], "show": "ending"})
    assert (before, until(library, CHILD)) == ("2027-01-05", "2027-11-23")
    page = words(client.post("/desk/readers", {"do": "renew", "r": CHILD, "show": "ending"}))
    assert "All these cards hold as long as they can" in page


def test_nobody_of_another_place_is_touched_by_a_forged_form(library: Library, desk: Desk) -> None:
    before = library.facts()
    answer = desk().post("/desk/readers", {"do": "renew", "r": [STRANGER, "x", "9" * 32]})
    assert answer.status_code == 422
    assert "Tick the readers" in words(answer)
    assert library.facts() == before


def test_ticked_readers_go_on_to_their_cards_and_forms(library: Library, desk: Desk) -> None:
    client = desk()
    for what, address in (("cards", "/desk/cards"), ("forms", "/desk/consent-forms")):
        answer = client.post("/desk/readers", {"do": what, "r": [ADULT, CHILD]})
        assert answer.status_code == 302
        assert answer["Location"] == f"{address}?r={ADULT}&r={CHILD}"


def test_a_hamlet_is_chosen(library: Library, desk: Desk) -> None:
    client = desk()
    assert "Nông Thị Hoa" in words(client.get("/desk/readers", {"hamlet": "Nà Rẩy"}))
    assert "Nông Thị Hoa" in words(client.get("/desk/readers", {"hamlet": "nowhere"}))
