"""Taking back a pile: one scan after the other, whose it was, how late, where it belongs."""

import pytest
from tests.node.desk.conftest import (
    ADULT,
    FRAGMENT,
    HERE,
    THERE,
    TODAY,
    Desk,
    Library,
    at_reader,
    words,
)

from tusach.ledger.draft import Draft
from tusach.library import scopes
from tusach.library.copies.facts import LoanEndedElsewhere
from tusach.node.people.models import AccessLook

PILE = {"screen": "return"}


def test_a_pile_comes_back_scan_by_scan_and_each_answer_brings_one_row(
    library: Library, desk: Desk
) -> None:
    for copy in library.copies[:3]:
        library.lend(copy, ADULT)
    client, here = desk(), {**PILE, "screen_address": "/desk/return"}
    for nr, copy in enumerate(library.copies[:3], start=1):
        page = words(client.post("/desk/scan", {"code": library.code(copy), **here}, **FRAGMENT))
        swap = ' hx-swap-oob="innerHTML"' if nr > 1 else ""
        assert f'<strong id="tally"{swap}>{nr}</strong>' in page
        assert page.count('class="pile-title') == 1
    assert library.loans_of(ADULT) == []
    page = words(client.get("/desk/return"))
    assert page.count('class="pile-title') == 3


def test_the_list_says_whose_it_was_and_how_late_without_blame(
    library: Library, desk: Desk, english: None
) -> None:
    library.lend(library.copies[0], ADULT, on="2026-10-01")
    client = desk()
    form = {"code": library.code(library.copies[0]), **PILE}
    page = words(client.post("/desk/scan", form, follow=True))
    assert "It was with Nông Thị Hoa." in page
    assert "It came 33 days after its date. Good that it is here." in page
    assert "Its shelf: K 0" in page
    assert AccessLook.objects.filter(staff_id=HERE, subject_id=ADULT, why="return").exists()


def test_a_copy_of_another_library_is_put_aside_for_it(
    library: Library, desk: Desk, english: None
) -> None:
    library.lend(library.copies[0], ADULT)
    form = {"code": library.code(library.copies[0]), **PILE}
    page = words(desk(THERE).post("/desk/scan", form, **FRAGMENT))
    assert "It belongs to Library of Lumira" in page
    assert "pile-elsewhere" in page


def test_scanning_twice_says_that_it_stands_here_already(
    library: Library, desk: Desk, english: None
) -> None:
    library.lend(library.copies[0], ADULT)
    client, form = desk(), {"code": library.code(library.copies[0]), **PILE}
    client.post("/desk/scan", form)
    before = library.facts()
    page = words(client.post("/desk/scan", form))
    assert library.facts() == before
    assert "Put it back on its shelf" in page


@pytest.mark.parametrize("extra", [{}, FRAGMENT], ids=["page", "fragment"])
def test_undoing_a_return_opens_the_loan_again(
    library: Library, desk: Desk, extra: dict[str, str]
) -> None:
    library.lend(library.copies[0], ADULT)
    client = desk()
    client.post("/desk/scan", {"code": library.code(library.copies[0]), **PILE})
    (row,) = client.session["desk_returned"]
    client.post(f"/desk/undo/{row['fact']}", PILE, **extra)
    assert library.loans_of(ADULT) == [library.copies[0]]
    assert client.session["desk_returned"] == []


def test_a_finished_pile_begins_anew_and_tells_nothing(library: Library, desk: Desk) -> None:
    library.lend(library.copies[0], ADULT)
    client = desk()
    client.post("/desk/scan", {"code": library.code(library.copies[0]), **PILE})
    before = library.facts()
    page = words(client.post("/desk/return/clear", follow=True))
    assert library.facts() == before
    assert 'class="pile"' not in page


def test_a_lost_copy_comes_back_by_one_scan(library: Library, desk: Desk) -> None:
    copy, client = library.copies[0], desk()
    client.post(f"/desk/copies/{copy}/lost", {"reason": "missing"})
    assert library.node.store.state(copy, "copy").status == "lost"
    client.post("/desk/scan", {"code": library.code(copy), **PILE})
    assert library.node.store.state(copy, "copy").status == "available"


def test_a_card_scanned_into_the_pile_goes_on_with_its_reader(library: Library, desk: Desk) -> None:
    answer = desk().post("/desk/scan", {"code": library.cards[ADULT], **PILE})
    assert answer.headers["Location"] == f"/desk/readers/{ADULT}"


def test_a_return_from_the_readers_page_stays_there(library: Library, desk: Desk) -> None:
    copy = library.copies[0]
    library.lend(copy, ADULT)
    answer = desk().post(f"/desk/copies/{copy}/return", at_reader(ADULT))
    assert answer.headers["Location"] == f"/desk/readers/{ADULT}"


def test_nothing_in_the_session_names_a_person(library: Library, desk: Desk) -> None:
    library.lend(library.copies[0], ADULT)
    client = desk()
    client.post("/desk/scan", {"code": library.cards[ADULT]})
    client.post("/desk/scan", {"code": library.code(library.copies[0]), **PILE})
    assert "Nông" not in str(dict(client.session.items()))


def test_a_copy_that_came_back_elsewhere_says_where_on_every_page_that_shows_the_loan(
    library: Library, desk: Desk, settings: object
) -> None:
    copy = library.copies[0]
    loan = library.lend(copy, ADULT)
    body = LoanEndedElsewhere(loan=loan, ended_on=TODAY, at=library.hut)
    scope = scopes.circulation(library.main)
    wish = Draft(kind="loan.ended_elsewhere/1", subject=copy, scope=scope, on=TODAY,
                 place=library.main, body=body)  # fmt: skip
    library.node.store.tell(None, [wish])
    hut = library.node.place(library.hut).name
    client = desk()
    assert f"trả tại {hut}" in words(client.get(f"/desk/copies/{copy}"))
    assert f"trả tại {hut}" in words(client.get(f"/desk/readers/{ADULT}/history"))
    assert f"Đã trả ở {hut}." in words(client.get(f"/ledger/{copy}"))
    assert library.loans_of(ADULT) == []
