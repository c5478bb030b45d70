"""Lending at the desk: reader, then scan after scan; every refusal says what to do next."""

from typing import Any

import pytest
from tests.node.describing import describe_title
from tests.node.desk.conftest import (
    ADULT,
    CHILD,
    FRAGMENT,
    STRANGER,
    THERE,
    WIDE,
    Desk,
    Library,
    at_reader,
    words,
)

from tusach.node.acts import circulation
from tusach.node.people.models import AccessLook


@pytest.mark.parametrize("extra", [{}, FRAGMENT], ids=["page", "fragment"])
def test_each_scan_is_a_loan_at_once(library: Library, desk: Desk, extra: dict[str, Any]) -> None:
    client = desk()
    answer = client.post("/desk/scan", {"code": library.cards[ADULT]}, **extra)
    assert answer.status_code == (200 if extra else 302)
    for nr, copy in enumerate(library.copies[:3], start=1):
        before = library.facts()
        form = {"code": library.code(copy), **at_reader(ADULT)}
        answer = client.post("/desk/scan", form, **extra)
        assert answer.status_code == (200 if extra else 302)
        assert library.facts() == before + 1 + (nr == 1)  # the first one opens the stream
    assert library.loans_of(ADULT) == sorted(library.copies[:3])
    page = words(client.get(f"/desk/readers/{ADULT}"))
    assert page.count('<li class="loan">') == 3


def test_the_due_date_stands_large_beside_an_undo(library: Library, desk: Desk) -> None:
    form = {"code": library.code(library.copies[0]), **at_reader(ADULT)}
    page = words(desk().post("/desk/scan", form, **FRAGMENT))
    # 20 days after 23/11 is Sunday the 13th; the library is open on Sundays.
    assert '<strong class="big">13/12/2026</strong>' in page
    assert "/desk/undo/" in page


def test_a_fragment_is_no_whole_page_and_says_where_it_belongs(
    library: Library, desk: Desk
) -> None:
    form = {"code": library.cards[ADULT], "screen": "home", "screen_address": "/desk"}
    answer = desk().post("/desk/scan", form, **FRAGMENT)
    assert "<html" not in words(answer)
    assert 'id="work" hx-swap-oob="innerHTML"' in words(answer)
    assert f'name="reader" value="{ADULT}"' in words(answer)
    assert answer.headers["HX-Push-Url"] == f"/desk/readers/{ADULT}"


def test_a_scan_on_the_readers_own_page_brings_only_what_changed(
    library: Library, desk: Desk
) -> None:
    form = {**at_reader(ADULT), "screen_address": f"/desk/readers/{ADULT}"}
    client = desk()
    page = words(
        client.post("/desk/scan", {"code": library.code(library.copies[0]), **form}, **FRAGMENT)
    )
    assert '<section id="loans" hx-swap-oob="innerHTML">' in page
    assert 'id="work"' not in page
    page = words(client.post("/desk/scan", {"code": "12345", **form}, **FRAGMENT))
    assert "hx-swap-oob" not in page


def test_another_card_changes_the_reader_and_the_next_book_is_theirs(
    library: Library, desk: Desk
) -> None:
    client = desk()
    form = {"code": library.cards[CHILD], **at_reader(ADULT)}
    answer = client.post("/desk/scan", form)
    assert answer.headers["Location"] == f"/desk/readers/{CHILD}"
    assert library.loans_of(ADULT) == library.loans_of(CHILD) == []


def test_a_name_without_marks_offers_the_readers_it_fits(library: Library, desk: Desk) -> None:
    page = words(desk().post("/desk/scan", {"code": "nong"}))
    assert "Nông Thị Hoa" in page
    assert "Nông Văn Páo" in page
    assert "Zé do Vale" not in page


def test_choosing_one_of_several_names_opens_the_reader(library: Library, desk: Desk) -> None:
    answer = desk().post(f"/desk/readers/{CHILD}/choose", {"screen": "home"})
    assert answer.headers["Location"] == f"/desk/readers/{CHILD}"


def test_a_copy_scanned_twice_is_lent_once_and_renewing_is_offered(
    library: Library, desk: Desk
) -> None:
    client = desk()
    form = {"code": library.code(library.copies[0]), **at_reader(ADULT)}
    client.post("/desk/scan", form)
    before = library.facts()
    page = words(client.post("/desk/scan", form))
    assert library.facts() == before
    assert f"/desk/readers/{ADULT}/renew" in page


def test_a_copy_with_somebody_else_is_taken_back_and_lent_by_one_tap(
    library: Library, desk: Desk, english: None
) -> None:
    copy = library.copies[0]
    library.lend(copy, CHILD, on="2026-11-20")
    client = desk()
    page = words(client.post("/desk/scan", {"code": library.code(copy), **at_reader(ADULT)}))
    assert "Lent since 20 Nov 2026." in page
    assert "Nông Văn Páo" in page
    assert f'action="/desk/readers/{ADULT}/lend"' in page
    form = {"copy": copy, "first": "take_back", **at_reader(ADULT)}
    for _twice in range(2):
        client.post(f"/desk/readers/{ADULT}/lend", form)
    assert library.loans_of(ADULT) == [copy]
    assert library.loans_of(CHILD) == []
    assert len(library.node.store.state(copy, "copy").loans) == 2


def test_a_limit_is_said_with_what_to_do(library: Library, desk: Desk, english: None) -> None:
    for copy in library.copies[:3]:
        library.lend(copy, ADULT)
    form = {"code": library.code(library.copies[3]), **at_reader(ADULT)}
    page = words(desk().post("/desk/scan", form))
    assert "may have 3" in page
    assert "/desk/return" in page
    assert len(library.loans_of(ADULT)) == 3


def test_what_is_read_here_only_is_not_lent(library: Library, desk: Desk, english: None) -> None:
    form = {"code": library.code(library.copies[4]), **at_reader(ADULT)}
    assert "read here only" in words(desk().post("/desk/scan", form))
    assert library.loans_of(ADULT) == []


def test_a_card_that_ran_out_is_renewed_and_the_book_follows(library: Library, desk: Desk) -> None:
    # The child's card of 5 January 2026 holds twelve months.
    library.clock.minutes_pass(60 * 24 * 60)
    client = desk()
    copy = library.copies[0]
    page = words(client.post("/desk/scan", {"code": library.code(copy), **at_reader(CHILD)}))
    assert f'action="/desk/readers/{CHILD}/registration"' in page
    form = {"copy": copy, "act": "lend", **at_reader(CHILD)}
    client.post(f"/desk/readers/{CHILD}/registration", form)
    assert library.loans_of(CHILD) == [copy]


def test_a_block_says_which_acts_it_stops_and_may_be_lifted(
    library: Library, desk: Desk, english: None
) -> None:
    client = desk()
    form = {"acts": ["lend", "hold"], "reason": "overdue_many", "until": "", **at_reader(ADULT)}
    client.post(f"/desk/readers/{ADULT}/block", form)
    scanned = {"code": library.code(library.copies[0]), **at_reader(ADULT)}
    page = words(client.post("/desk/scan", scanned))
    assert "borrowing, reserving" in page
    assert "Many overdue" in page
    (block,) = library.node.store.state(ADULT, "reader").blocks
    client.post(f"/desk/readers/{ADULT}/unblock", {"block": block.fact, **at_reader(ADULT)})
    client.post("/desk/scan", scanned)
    assert library.loans_of(ADULT) == [library.copies[0]]


def test_one_loan_is_renewed_and_then_no_more(library: Library, desk: Desk, english: None) -> None:
    copy = library.copies[0]
    library.lend(copy, ADULT, on="2026-11-05")
    client, form = desk(), {"copy": copy, **at_reader(ADULT)}
    page = words(client.post(f"/desk/readers/{ADULT}/renew", form, **FRAGMENT))
    assert "Renewed. The new date is" in page
    page = words(client.post(f"/desk/readers/{ADULT}/renew", form, **FRAGMENT))
    assert "Renewed 1 times already" in page


def test_all_loans_are_renewed_and_those_that_cannot_be_are_counted(
    library: Library, desk: Desk, english: None
) -> None:
    library.lend(library.copies[0], ADULT, on="2026-11-05")
    library.lend(library.copies[1], ADULT)
    page = words(
        desk().post(f"/desk/readers/{ADULT}/renew", {"all": "1", **at_reader(ADULT)}, **FRAGMENT)
    )
    assert "1 loan was renewed." in page
    assert "1 loan could not be renewed" in page


def test_undo_takes_the_loan_back_within_ten_minutes_only(
    library: Library, desk: Desk, english: None
) -> None:
    client = desk()
    for copy in library.copies[:2]:
        client.post("/desk/scan", {"code": library.code(copy), **at_reader(ADULT)})
    first, second = (
        library.node.store.state(copy, "copy").open_loan.fact for copy in library.copies[:2]
    )
    client.post(f"/desk/undo/{first}", at_reader(ADULT))
    assert library.loans_of(ADULT) == [library.copies[1]]
    library.clock.minutes_pass(11)
    page = words(client.post(f"/desk/undo/{second}", at_reader(ADULT)))
    assert "More than 10 minutes have passed" in page
    assert library.loans_of(ADULT) == [library.copies[1]]


def test_a_colleague_cannot_undo_what_was_told_here(library: Library, desk: Desk) -> None:
    client = desk()
    client.post("/desk/scan", {"code": library.code(library.copies[0]), **at_reader(ADULT)})
    fact = library.node.store.state(library.copies[0], "copy").open_loan.fact
    desk(WIDE).post(f"/desk/undo/{fact}", at_reader(ADULT))
    assert desk(THERE).post(f"/desk/undo/{fact}").status_code == 403
    assert library.loans_of(ADULT) == [library.copies[0]]


def test_a_copy_without_a_reader_shows_where_it_is_and_waits_for_a_card(
    library: Library, desk: Desk
) -> None:
    client, copy = desk(), library.copies[0]
    answer = client.post("/desk/scan", {"code": library.code(copy)}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/desk/copies/{copy}"
    assert f"/desk/lend?copy={copy}" in words(answer)
    form = {"code": library.cards[ADULT], "screen": "lend", "on_copy": copy}
    client.post("/desk/scan", form)
    assert library.loans_of(ADULT) == [copy]


def test_an_isbn_leads_to_its_title(library: Library, desk: Desk) -> None:
    from tusach.library.catalogue.facts import TitleDescribed

    body = TitleDescribed(
        record="e" * 64, format="typed", title="With a number", isbns=("9780306406157",)
    )
    describe_title(library.node, body, b"raw", library.at())
    page = words(desk().post("/desk/scan", {"code": "978-0-306-40615-7"}))
    assert "With a number" in page
    assert "/desk/titles/" in page


def test_a_librarian_elsewhere_sees_nothing_of_a_reader_and_the_try_is_logged(
    library: Library, desk: Desk
) -> None:
    client = desk(THERE)
    answer = client.get(f"/desk/readers/{ADULT}")
    assert answer.status_code == 403
    assert "Nông Thị Hoa" not in words(answer)
    page = words(client.post("/desk/scan", {"code": library.cards[ADULT]}))
    assert "Nông Thị Hoa" not in page
    assert "Nông Thị Hoa" not in words(client.post("/desk/scan", {"code": "nong thi"}))
    for action in ("describe", "card", "pin", "registration", "block", "renew", "lend"):
        assert client.post(f"/desk/readers/{ADULT}/{action}").status_code == 403, action
    looks = AccessLook.objects.filter(staff_id=THERE, subject_id=ADULT)
    assert {look.why for look in looks} == {"refused"}


def test_whose_book_it_was_stays_hidden_from_another_library(library: Library, desk: Desk) -> None:
    copy = library.copies[0]
    library.lend(copy, ADULT)
    page = words(desk(THERE).get(f"/desk/copies/{copy}"))
    assert "Nông Thị Hoa" not in page
    back = words(desk(THERE).post(f"/desk/copies/{copy}/return", {"screen": "return"}, follow=True))
    assert "Nông Thị Hoa" not in back
    assert library.loans_of(ADULT) == []


def test_the_provincial_librarian_sees_readers_of_every_library(
    library: Library, desk: Desk
) -> None:
    client = desk(WIDE)
    assert "Zé do Vale" in words(client.get(f"/desk/readers/{STRANGER}"))
    looks = AccessLook.objects.filter(staff_id=WIDE, subject_id=STRANGER)
    assert [look.why for look in looks] == ["reader page"]


def test_who_has_not_chosen_a_library_is_asked_to(library: Library, desk: Desk) -> None:
    client = desk(WIDE)
    client.post("/place", {"place": ""})
    assert client.get("/desk").headers["Location"] == "/place?next=%2Fdesk"
    assert client.get("/desk", **FRAGMENT).headers["HX-Redirect"] == "/place"


def test_all_libraries_lead_to_the_office_and_a_page_of_one_opens_once_it_is_chosen(
    library: Library, desk: Desk
) -> None:
    client = desk(WIDE)
    assert client.post("/place", {"place": ""}).headers["Location"] == "/office/"
    asked = client.get(f"/desk/copies/{library.copies[0]}?x=1").headers["Location"]
    page = client.get(asked).content.decode()
    wanted = f"/desk/copies/{library.copies[0]}?x=1"
    assert f'name="next" value="{wanted}"' in page
    assert 'name="place" value=""' not in page
    told = {"place": library.main, "next": wanted}
    assert client.post("/place", told).headers["Location"] == wanted
    told["next"] = "https://elsewhere.example/desk"
    assert client.post("/place", told).headers["Location"] == "/desk"


def test_the_ledger_of_a_subject_opens_for_all_libraries_at_once(
    library: Library, desk: Desk
) -> None:
    client = desk(WIDE)
    client.post("/place", {"place": ""})
    assert client.get(f"/ledger/{library.copies[0]}").status_code == 200


def test_paper_lists_of_earlier_days_are_entered_under_their_day(
    library: Library, desk: Desk, english: None
) -> None:
    client = desk()
    assert "has not come yet" in words(client.post("/desk/day", {"on": "24/11/2026"}))
    assert "Write the day" in words(client.post("/desk/day", {"on": "31/02/2026"}))
    client.post("/desk/day", {"on": "20/11/2026"})
    client.post("/desk/scan", {"code": library.code(library.copies[0]), **at_reader(ADULT)})
    loan = library.node.store.state(library.copies[0], "copy").open_loan
    assert loan.lent_on == "2026-11-20"
    assert "20 Nov 2026" in words(client.get("/desk"))


def test_history_is_shown_when_asked_for_and_the_look_is_logged(
    library: Library, desk: Desk
) -> None:
    copy = library.copies[2]
    library.lend(copy, ADULT, on="2026-10-01")
    circulation.take_back(library.node, copy, library.at(on="2026-10-09"))
    page = words(desk().get(f"/desk/readers/{ADULT}/history"))
    assert "Truyện Kiều" in page
    assert AccessLook.objects.filter(subject_id=ADULT, why="earlier loans").exists()
