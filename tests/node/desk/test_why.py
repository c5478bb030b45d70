"""Why: linked from refusals and loans, in both languages; read inside; over the limit."""

from __future__ import annotations

import pytest
from tests.node.desk.conftest import (
    ADULT,
    CHILD,
    HERE,
    STRANGER,
    TODAY,
    WIDE,
    Desk,
    Library,
    at_reader,
    words,
)

from tusach.ledger.draft import Refusal
from tusach.library.copies.policy import LENDING
from tusach.library.places.facts import RuleSet
from tusach.node.acts import care, circulation, placing
from tusach.node.acts.explaining import explain_copy
from tusach.node.pages.writing import day


def set_rule(library: Library, **values: int | bool | str | None) -> None:
    body = RuleSet(LENDING, values, "2026-01-05", place=library.main, citation="Order 7")
    done = placing.set_rule(library.node, body, library.at(by=WIDE))
    assert not isinstance(done, Refusal), done


def scan(library: Library, desk: Desk, copy: str) -> str:
    form = {**at_reader(ADULT), "code": library.code(copy)}
    return words(desk().post("/desk/scan", form, follow=True))


@pytest.mark.usefixtures("english")
def test_a_refused_loan_leads_to_why_and_why_tells_nothing(library: Library, desk: Desk) -> None:
    set_rule(library, limit=0, loan_days=5)
    copy = library.copies[0]
    page = scan(library, desk, copy)
    address = f"/desk/copies/{copy}/why/{ADULT}"
    assert f'href="{address}"' in page
    facts = library.facts()
    why = words(desk().get(address))
    assert "The reader has 0 copies and may have 0." in why
    assert "Not too many copies at a time: <strong>no</strong>" in why
    assert "The reader's card holds: <strong>yes</strong>" in why.replace("&#x27;", "'")
    assert "Order 7" in why
    assert why.index("Order 7") < why.index("House rules of the Library of Lumira")
    assert library.facts() == facts


@pytest.mark.usefixtures("english")
def test_a_loan_leads_to_why_its_date_is_this_one(library: Library, desk: Desk) -> None:
    set_rule(library, loan_days=14, hard_due_on="2026-11-30")
    copy = library.copies[0]
    page = scan(library, desk, copy)
    assert "It is the last day that the rule sets for all loans." in page
    why = words(desk().get(f"/desk/copies/{copy}/why/{ADULT}"))
    assert "due on Monday, 30 Nov 2026" in why
    assert "It is the last day that the rule sets for all loans." in why
    assert "If it is renewed today" in why


def test_why_speaks_vietnamese(library: Library, desk: Desk) -> None:
    set_rule(library, limit=0)
    why = words(desk().get(f"/desk/copies/{library.copies[0]}/why/{ADULT}"))
    assert "Vì sao?" in why
    assert "Không quá số bản cùng lúc: <strong>không đạt</strong>" in why
    assert "Thẻ bạn đọc còn hạn: <strong>đạt</strong>" in why


def test_why_shows_no_reader_of_another_library(library: Library, desk: Desk) -> None:
    copy = library.copies[0]
    assert desk().get(f"/desk/copies/{copy}/why/{STRANGER}").status_code == 403
    assert desk().get(f"/desk/copies/{copy}/why/{'0' * 32}").status_code == 404
    assert desk().get(f"/desk/copies/{'0' * 32}/why/{ADULT}").status_code == 404


@pytest.mark.usefixtures("english")
def test_what_is_not_lent_is_read_here_at_one_tap(library: Library, desk: Desk) -> None:
    atlas = library.copies[4]
    page = scan(library, desk, atlas)
    assert "Read it here today" in page
    form = {**at_reader(ADULT), "copy": atlas, "inside": "1"}
    answer = words(desk().post(f"/desk/readers/{ADULT}/lend", form, follow=True))
    assert "Read here. Please give it back today, before you leave" in answer
    loan = library.node.store.state(atlas, "copy").open_loan
    assert (loan.inside, loan.due_on, loan.due_by) == (True, TODAY, "inside")


@pytest.mark.usefixtures("english")
def test_the_limit_is_passed_over_by_a_clear_word_and_the_loan_says_so(
    library: Library, desk: Desk
) -> None:
    set_rule(library, limit=0)
    copy = library.copies[0]
    assert "Lend it over the limit" in scan(library, desk, copy)
    form = {**at_reader(ADULT), "copy": copy, "over_limit": "1"}
    assert "Lent." in words(desk().post(f"/desk/readers/{ADULT}/lend", form, follow=True))
    page = words(desk().get(f"/ledger/{copy}"))
    assert "Lent against the limit." in page


@pytest.mark.usefixtures("english")
def test_a_late_return_says_until_when_nothing_is_borrowed(library: Library, desk: Desk) -> None:
    set_rule(library, loan_days=5, suspend_per_day=1, suspend_most=3)
    copy = library.copies[0]
    library.lend(copy, ADULT, "2026-11-01")
    form = {"screen": "return", "code": library.code(copy)}
    page = words(desk(HERE).post("/desk/scan", form, follow=True))
    assert "may not borrow until 26 Nov 2026" in page
    reader = words(desk().get(f"/desk/readers/{ADULT}"))
    assert "brought back after its date" in reader


@pytest.mark.usefixtures("english")
def test_the_duty_to_make_a_loss_good_is_shown_and_nothing_is_billed(
    library: Library, desk: Desk
) -> None:
    set_rule(library, loan_days=5, compensation="public_property")
    copy = library.copies[0]
    fact = library.lend(copy, ADULT)
    told = care.damage(library.node, copy, library.at(), how="torn", loan=fact)
    assert not isinstance(told, Refusal)
    page = words(desk().get(f"/desk/copies/{copy}"))
    assert "It is public property: by law" in page
    assert not isinstance(circulation.take_back(library.node, copy, library.at()), Refusal)
    assert library.node.store.state(ADULT, "reader").blocks == ()


@pytest.mark.usefixtures("english")
def test_days_of_grace_are_not_on_the_list_of_what_is_overdue(library: Library, desk: Desk) -> None:
    set_rule(library, loan_days=5, grace_days=10, skip_closed_days=False)
    library.lend(library.copies[0], ADULT, "2026-11-12")  # due on the 17th
    assert "Nothing is overdue" in words(desk().get("/desk/overdue"))
    set_rule(library, loan_days=5)
    library.lend(library.copies[1], ADULT, "2026-11-12")
    page = words(desk().get("/desk/overdue"))
    assert library.code(library.copies[0])[:4] in page
    assert page.count("/desk/copies/") == 1


@pytest.mark.usefixtures("english")
def test_a_copy_alone_says_to_whom_it_may_be_lent_and_until_when(
    library: Library, desk: Desk
) -> None:
    copy, client = library.copies[0], desk()
    set_rule(library, loan_days=9, limit=4, skip_closed_days=False)
    assert f'href="/desk/copies/{copy}/why"' in words(client.get(f"/desk/copies/{copy}"))
    facts = library.facts()
    page = words(client.get(f"/desk/copies/{copy}/why"))
    assert "Nothing about the copy itself stands in the way." in page
    names = [counted for one in library.node.profile.lending.reader_groups for counted in
             one.names.values() if counted in page]  # fmt: skip
    assert len(names) >= len(library.node.profile.lending.reader_groups)
    found = explain_copy(library.node, copy, library.at())
    for one in found.values():
        assert one.due is not None
        assert day(one.due.on) in page
    assert library.facts() == facts
    atlas = words(client.get(f"/desk/copies/{library.copies[4]}/why"))
    assert "not lent" in atlas
    assert client.get(f"/desk/copies/{'0' * 32}/why").status_code == 404


@pytest.mark.usefixtures("english")
def test_what_stands_in_the_way_of_a_copy_is_what_lending_would_answer(
    library: Library, desk: Desk
) -> None:
    copy, client = library.copies[0], desk()
    library.lend(copy, ADULT)
    page = words(client.get(f"/desk/copies/{copy}/why"))
    refused = circulation.lend(library.node, copy, CHILD, library.at())
    assert isinstance(refused, Refusal)
    assert "Nobody has the copy" in page
    assert "check-no" in page
    found = explain_copy(library.node, copy, library.at())
    assert {one.refusal.code for one in found.values() if one.refusal} == {refused.code}
