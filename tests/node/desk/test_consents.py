"""Consents at the desk: what is missing is said, noted with one tap, and never stops a loan."""

from __future__ import annotations

from typing import Any

import pytest
from tests.node.desk.conftest import (
    ADULT,
    CHILD,
    STRANGER,
    Desk,
    Library,
    at_reader,
    words,
)
from tests.node.desk.test_registering import FAMILY

from tusach.ledger.draft import Refusal
from tusach.library.readers.consenting import Said
from tusach.library.readers.story import ReaderState
from tusach.node.acts import consenting, erasing
from tusach.node.store.retell import retell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MISSING = "Still missing"
TODAY = "2026-11-23"


def state(library: Library, reader: str = CHILD) -> ReaderState:
    found: ReaderState = library.node.store.state(reader, "reader")
    return found


def purposes(library: Library, reader: str = CHILD) -> set[str]:
    return {purpose for one in state(library, reader).consents for purpose in one.purposes}


def test_a_child_without_a_signature_is_lent_to_and_the_page_says_what_is_missing(
    library: Library, desk: Desk
) -> None:
    client = desk()
    page = words(client.get(f"/desk/readers/{CHILD}"))
    assert MISSING in page
    assert "signature of father or mother" in page
    assert MISSING not in words(client.get(f"/desk/readers/{ADULT}"))
    library.lend(library.copies[0], CHILD)


def test_one_tap_notes_all_that_is_asked_for(library: Library, desk: Desk) -> None:
    client = desk()
    data = {**at_reader(CHILD), "signed": "1"}
    page = words(client.post(f"/desk/readers/{CHILD}/consent", data, follow=True))
    assert MISSING not in page
    said = {(one.by, one.proof) for one in state(library).consents}
    assert said == {("parent", "paper"), ("self", "word")}
    again = words(client.post(f"/desk/readers/{CHILD}/consent", data, follow=True))
    assert "Nothing is missing" in again


def test_a_teacher_answers_for_a_while_and_the_page_says_until_when(
    library: Library, desk: Desk
) -> None:
    data = {
        **at_reader(CHILD),
        "purposes": "service",
        "by": "teacher",
        "proof": "word",
        "guardian_name": "Cô Mai",
    }
    page = words(desk().post(f"/desk/readers/{CHILD}/consent", data, follow=True))
    assert MISSING in page
    assert "23 Dec 2026" in page
    assert "Cô Mai" in page


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"purposes": "marketing", "by": "parent", "proof": "paper"},
        {"purposes": "service", "by": "neighbour", "proof": "paper"},
        {"purposes": "service", "by": "parent", "proof": "nod"},
    ],
    ids=["nothing", "no such purpose", "nobody we know", "no proof"],
)
def test_what_says_nothing_is_refused_in_words_and_tells_nothing(
    library: Library, desk: Desk, odd: dict[str, Any]
) -> None:
    before = library.facts()
    answer = desk().post(f"/desk/readers/{CHILD}/consent", {**at_reader(CHILD), **odd})
    assert answer.status_code == 200
    assert "outcome-bad" in words(answer)
    assert library.facts() == before


def test_a_consent_is_withdrawn_and_no_telephone_number_is_used_any_more(
    library: Library, desk: Desk
) -> None:
    said = Said(purposes=("messages",), by="parent", proof="word", phone="0912 000 000")
    told = consenting.note(library.node, CHILD, said, library.at())
    assert not isinstance(told, Refusal)
    assert consenting.agrees(library.node, state(library), "messages", TODAY)
    data = {**at_reader(CHILD), "purposes": "messages"}
    desk().post(f"/desk/readers/{CHILD}/withdraw", data, follow=True)
    assert purposes(library) == set()
    assert not consenting.agrees(library.node, state(library), "messages", TODAY)


def test_a_family_whose_parent_signs_at_once_lacks_nothing(library: Library, desk: Desk) -> None:
    page = words(desk().post("/desk/family", {**FAMILY, "signed": "on"}, follow=True))
    assert MISSING not in page
    ((child,),) = library.node.store.vault.query(
        "SELECT reader FROM reader_name WHERE name = 'Lý Thị Mai'"
    )
    assert purposes(library, child) == {"service"}


def test_a_family_without_a_signature_is_registered_and_one_tap_notes_it_later(
    library: Library, desk: Desk
) -> None:
    client = desk()
    page = words(client.post("/desk/family", FAMILY, follow=True))
    assert MISSING in page
    ((child,),) = library.node.store.vault.query(
        "SELECT reader FROM reader_name WHERE name = 'Lý Thị Mai'"
    )
    client.post("/desk/readers", {"do": "signed", "r": child, "show": "lacking"})
    assert purposes(library, child) == {"service"}


def test_the_form_to_sign_names_the_child_and_what_is_asked(library: Library, desk: Desk) -> None:
    page = words(desk().get(f"/desk/consent-forms?r={CHILD}&r={ADULT}"))
    assert "Nông Văn Páo" in page
    assert "The library notes the child" in page
    assert desk().get(f"/desk/consent-forms?r={STRANGER}").status_code == 403
    assert desk().get("/desk/consent-forms").status_code == 404


def test_who_answered_is_erased_with_the_reader(library: Library) -> None:
    said = Said(purposes=("service",), guardian_name="Cô Mai")
    told = consenting.note(library.node, CHILD, said, library.at())
    assert not isinstance(told, Refusal)
    commitment = state(library).consents[0].commitment
    assert commitment is not None
    assert library.node.store.vault.part(commitment) is not None
    erased = erasing.erase(library.node, CHILD, library.at(), reason="wish")
    assert not isinstance(erased, Refusal), erased
    assert library.node.store.vault.part(commitment) is None


def test_the_list_stays_the_same_when_all_is_told_anew(library: Library) -> None:
    consenting.note_signed(library.node, [CHILD], library.at())
    before = consenting.readings(library.node, library.main, TODAY)
    retell(library.node.store)
    assert consenting.readings(library.node, library.main, TODAY) == before
    assert {one.reader: one.lacks for one in before} == {ADULT: (), CHILD: ()}
