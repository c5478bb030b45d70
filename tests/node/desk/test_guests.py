"""A reader of another place: served by the back of their card, without a name."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from tests.node.desk.conftest import ADULT, HERE, STRANGER, THERE, TODAY, Desk, Library, words

from tusach.ledger.draft import Refusal
from tusach.library.readers.story import ReaderState
from tusach.library.readers.visiting import VisitorCard, sealed_text
from tusach.node.acts import circulation
from tusach.node.acts.guests import back_of_card
from tusach.node.acts.node import At
from tusach.node.store.keys import Installation

pytestmark = pytest.mark.usefixtures("english")
FAR = "9" * 32


def card(library: Library, **changes: Any) -> VisitorCard:
    """A card of the other place, whose reader nobody here knows."""
    made = VisitorCard(
        reader=FAR,
        place=library.hut,
        valid_until="2027-01-31",
        number="200099000001",
        group="grown",
    )
    return msgspec.structs.replace(made, **changes)


def back(library: Library, key: Installation | None = None, **changes: Any) -> str:
    signer = key or library.node.store.installation
    return sealed_text(card(library, **changes), tenant=library.node.tenant, signer=signer)


def scanned(desk: Desk, text: str, **more: str) -> Any:
    return desk(HERE).post("/desk/scan", {"code": text, **more}, follow=True)


def test_a_guest_is_shown_by_place_and_without_a_name(library: Library, desk: Desk) -> None:
    page = words(scanned(desk, back(library)))
    assert f"Reader of {library.node.place(library.hut).name}" in page
    assert "31 Jan 2027" in page and "Nothing on loan" in page


def test_a_book_is_lent_to_a_guest_and_the_reader_stands_in_the_private_part(
    library: Library, desk: Desk
) -> None:
    client = desk(HERE)
    client.post("/desk/scan", {"code": back(library)})
    told = {"screen": "guest", "reader": FAR, "code": library.code(library.copies[0])}
    page = words(client.post("/desk/scan", told, follow=True))
    assert "Has 1 book from here" in page
    assert library.loans_of(FAR) == [library.copies[0]]
    loan = library.node.store.state(library.copies[0], "copy").open_loan
    assert (loan.place, loan.group) == (library.main, "grown")
    row = library.node.store.fact(loan.fact)
    assert row is not None and FAR.encode() not in row.raw


def test_a_loan_of_a_guest_is_renewed_by_the_rule_of_this_place_with_the_card_in_hand(
    library: Library, desk: Desk
) -> None:
    client, copies = desk(HERE), library.copies[:2]
    client.post("/desk/scan", {"code": back(library)})
    for copy in copies:
        told = {"screen": "guest", "reader": FAR, "code": library.code(copy)}
        client.post("/desk/scan", told)
    dues = [library.node.store.state(copy, "copy").open_loan.due_on for copy in copies]
    library.clock.minutes_pass(15 * 24 * 60)
    client = desk(HERE)
    client.post("/desk/scan", {"code": back(library)})
    client.post(f"/desk/copies/{copies[0]}/renew", {"screen": "copy", "on_copy": copies[0]})
    page = words(client.post(f"/desk/readers/{FAR}/renew", {"copy": copies[1]}, follow=True))
    assert "Reader of" in page
    loans = [library.node.store.state(copy, "copy").open_loan for copy in copies]
    assert [one.due_on > before for one, before in zip(loans, dues, strict=True)] == [True, True]
    assert {one.governed_by for one in loans} == {library.main}
    again = words(client.post(f"/desk/readers/{FAR}/renew", {"all": "1"}, follow=True))
    assert "could not be renewed" in again


def test_without_the_card_a_guest_s_loan_is_not_renewed_and_the_way_on_is_said(
    library: Library, desk: Desk
) -> None:
    client, copy = desk(HERE), library.copies[0]
    client.post("/desk/scan", {"code": back(library)})
    client.post("/desk/scan", {"screen": "guest", "reader": FAR, "code": library.code(copy)})
    before = library.node.store.state(copy, "copy").open_loan
    library.clock.minutes_pass(15 * 24 * 60)
    told = circulation.renew(library.node, copy, At(library.main, library.node.today()))
    assert told == Refusal("visitor.card_needed", {})
    assert library.node.store.state(copy, "copy").open_loan == before


def test_where_loans_may_outlast_cards_a_guest_s_loan_is_renewed_without_the_card(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, copy = desk(HERE), library.copies[0]
    client.post("/desk/scan", {"code": back(library)})
    client.post("/desk/scan", {"screen": "guest", "reader": FAR, "code": library.code(copy)})
    lending = type(library.node).lending

    def longer(node: Any, *of: Any, **words: Any) -> Any:
        found = lending(node, *of, **words)
        return msgspec.structs.replace(found, not_after_card_ends=False)

    monkeypatch.setattr(type(library.node), "lending", longer)
    library.clock.minutes_pass(15 * 24 * 60)
    told = circulation.renew(library.node, copy, At(library.main, library.node.today()))
    assert isinstance(told, circulation.Told), told


def test_the_session_holds_no_number_and_no_name(library: Library, desk: Desk) -> None:
    client = desk(HERE)
    client.post("/desk/scan", {"code": back(library)})
    kept = str(dict(client.session))
    assert FAR in kept and "200099000001" not in kept


def test_a_guest_who_was_not_scanned_here_is_not_served(library: Library, desk: Desk) -> None:
    client = desk(HERE)
    assert client.get(f"/desk/guests/{FAR}")["Location"] == "/desk"
    told = {"screen": "guest", "reader": FAR, "code": library.code(library.copies[0])}
    assert client.post("/desk/scan", told).status_code == 404
    assert library.loans_of(FAR) == []


def test_the_copy_that_waited_for_a_card_is_lent_to_the_guest(library: Library, desk: Desk) -> None:
    told = {"screen": "lend", "on_copy": library.copies[1]}
    scanned(desk, back(library), **told)
    assert library.loans_of(FAR) == [library.copies[1]]


def test_the_back_is_read_only_where_the_number_is_unknown(library: Library, desk: Desk) -> None:
    number = library.cards[ADULT]
    answer = scanned(desk, back(library, number=number))
    assert "Nông Thị Hoa" in words(answer)


def test_a_reader_of_another_library_of_this_machine_is_a_guest_too(
    library: Library, desk: Desk
) -> None:
    text = back(library, reader=STRANGER, number=library.cards[STRANGER])
    page = words(scanned(desk, text))
    assert "Reader of" in page and "Zé do Vale" not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"valid_until": TODAY}, ""),
        ({"valid_until": "2026-11-22"}, "ran out on 22 Nov 2026"),
    ],
)
def test_a_card_that_ran_out_is_refused_with_the_way_on(
    library: Library, desk: Desk, changes: dict[str, str], said: str
) -> None:
    page = words(scanned(desk, back(library, **changes)))
    assert (said in page) and (("Register here for now" in page) is bool(said))


def test_a_wrong_seal_and_an_unknown_machine_are_told_apart(library: Library, desk: Desk) -> None:
    stranger = back(library, Installation(b"\7" * 32))
    assert "is not known here yet" in words(scanned(desk, stranger))
    text = back(library)
    foreign = sealed_text(card(library), tenant="XX", signer=library.node.store.installation)
    assert "seal of this card is not right" in words(scanned(desk, foreign))
    assert "was not read whole" in words(scanned(desk, text[:50]))


def test_the_back_is_printed_beside_the_front(library: Library, desk: Desk) -> None:
    page = words(desk(HERE).get(f"/desk/cards?r={ADULT}"))
    assert page.count('class="qr"') == 2
    assert "Back of the card" in page


def test_what_is_printed_is_what_another_desk_reads(library: Library, desk: Desk) -> None:
    state = library.node.store.state(ADULT, "reader")
    text = back_of_card(library.node, state, library.cards[ADULT])
    page = words(desk(THERE).post("/desk/scan", {"code": text}, follow=True))
    assert f"Reader of {library.node.place(library.main).name}" in page


def test_no_back_is_printed_of_what_it_cannot_say(library: Library) -> None:
    state: ReaderState = library.node.store.state(ADULT, "reader")
    old = msgspec.structs.replace(state, valid_until="2026-01-01")
    assert back_of_card(library.node, state, "thẻ số 7") == ""
    assert back_of_card(library.node, state, "") == ""
    assert back_of_card(library.node, old, "200099000001") == ""


def test_who_is_registered_here_for_now_keeps_the_number_of_the_other_card(
    library: Library, desk: Desk
) -> None:
    told = {"lines": "1", "token": "g", "p1-name": "Zé Longe", "p1-birth_year": "1980",
            "p1-card": "2000 9900 0001"}  # fmt: skip
    desk(HERE).post("/desk/family", told)
    rows = library.node.store.vault.query("SELECT number FROM card WHERE number LIKE '20009900%'")
    assert rows == [("200099000001",)]
    page = words(desk(HERE).post("/desk/family", {**told, "token": "h"}))
    assert re.search(r"2000.?9900.?0001 belongs to somebody", page)
