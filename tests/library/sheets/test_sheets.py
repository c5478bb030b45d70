"""A printed sheet: its number, its rows, what two people read differently."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.library.telling import BEGAN_MS, TENANT, Teller, codes, named

from tusach.ledger.draft import Refusal
from tusach.library.copies.facts import CopySeen
from tusach.library.places.codes import COPY, SHEET, printed_code
from tusach.library.sheets import rules
from tusach.library.sheets.facts import LOANS, VISITS, SheetPrinted
from tusach.library.sheets.story import SheetState

ON = "2026-03-02"
BODY = SheetPrinted(printed_code(SHEET, 1, 1), LOANS, "2026-03", 20)
SUBJECT = rules.sheet_subject(TENANT, BODY.code)


def refusal(wish: object) -> str:
    assert isinstance(wish, Refusal), wish
    return wish.code


@pytest.fixture
def a() -> Teller:
    teller = Teller("A")
    teller.tell(rules.print_sheet(SheetState(SUBJECT), BODY, place=teller.place, on=ON))
    return teller


def entered(teller: Teller, first: int, last: int, of: str | None = None) -> None:
    state = teller.state(SUBJECT)
    teller.tell(rules.enter(state, first_row=first, last_row=last, on=ON, of=of))


def test_a_sheet_is_what_its_first_printing_says(a: Teller) -> None:
    state: SheetState = a.state(SUBJECT)
    assert (state.printed, state.place, state.on) == (BODY, a.place, ON)
    assert state.missing == tuple(range(1, 21))
    again = rules.print_sheet(state, BODY, place=a.place, on=ON)
    assert refusal(again) == "sheet.number_taken"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (replace(BODY, code=printed_code(COPY, 1, 1)), "sheet.number_wrong"),
        (replace(BODY, code="500000000001"), "sheet.number_wrong"),
        (replace(BODY, what="weather"), "sheet.what_odd"),
        (replace(BODY, rows=0), "sheet.what_odd"),
        (replace(BODY, month="2026-12"), "sheet.month_far"),
    ],
)
def test_what_is_no_sheet_is_not_printed(body: SheetPrinted, code: str) -> None:
    assert refusal(rules.print_sheet(SheetState(SUBJECT), body, place="p", on=ON)) == code


def test_rows_are_done_with_one_by_one_or_as_an_empty_rest(a: Teller) -> None:
    entered(a, 1, 1, named("copy"))
    entered(a, 3, 3)
    state: SheetState = a.state(SUBJECT)
    assert state.missing[:3] == (2, 4, 5)
    assert (state.of(1), state.of(3)) == (named("copy"), None)
    entered(a, 2, 20)
    assert a.state(SUBJECT).missing == ()


@pytest.mark.parametrize(("first", "last"), [(0, 1), (3, 2), (20, 21)])
def test_rows_that_are_not_on_the_sheet_are_refused(a: Teller, first: int, last: int) -> None:
    wish = rules.enter(a.state(SUBJECT), first_row=first, last_row=last, on=ON)
    assert refusal(wish) == "sheet.row_odd"


def test_a_story_is_named_for_a_single_row_only(a: Teller) -> None:
    wish = rules.enter(a.state(SUBJECT), first_row=1, last_row=2, on=ON, of=named("copy"))
    assert refusal(wish) == "sheet.row_odd"


def test_rows_of_a_sheet_that_nobody_knows_are_refused() -> None:
    wish = rules.enter(SheetState(SUBJECT), first_row=1, last_row=1, on=ON)
    assert refusal(wish) == "sheet.unknown"


@pytest.mark.parametrize(("other", "expected"), [("copy", []), ("another", ["sheet.row_differs"])])
def test_a_row_that_two_machines_read_differently_is_shown(
    a: Teller, other: str, expected: list[str]
) -> None:
    b = Teller("B", now_ms=BEGAN_MS + 60_000)
    a.meet(b)
    entered(a, 1, 1, named("copy"))
    entered(b, 1, 1, named(other))
    a.meet(b)
    assert codes(a.story(SUBJECT)) == expected
    assert a.state(SUBJECT).of(1) == named("copy")


def test_one_number_at_two_places_is_shown(a: Teller) -> None:
    b = Teller("B", now_ms=BEGAN_MS + 60_000)
    b.tell(rules.print_sheet(SheetState(SUBJECT), BODY, place=b.place, on=ON))
    a.meet(b)
    assert codes(a.story(SUBJECT)) == ["sheet.printed_twice"]
    assert a.state(SUBJECT).place == a.place


def test_a_sheet_speaks_of_its_month_until_today() -> None:
    assert rules.day_fault(BODY, "2026-03-31", today="2026-04-05") is None
    assert refusal(rules.day_fault(BODY, "2026-04-01", today="2026-04-05")) == "sheet.other_month"
    assert refusal(rules.day_fault(BODY, "2026-03-09", today="2026-03-08")) == "date.future"


def test_a_sheet_of_visits_has_a_row_for_each_day() -> None:
    assert rules.rows_for(VISITS, "2028-02", 7) == 29
    assert rules.rows_for(LOANS, "2028-02", 7) == 7


def test_one_printing_told_twice_is_one_sheet(a: Teller) -> None:
    b = Teller("B", now_ms=BEGAN_MS + 60_000)
    b.place = a.place
    b.tell(rules.print_sheet(SheetState(SUBJECT), BODY, place=b.place, on=ON))
    before = a.state(SUBJECT)
    a.meet(b)
    assert codes(a.story(SUBJECT)) == []
    assert a.state(SUBJECT) == before


def test_of_a_sheet_that_nobody_printed_no_row_is_missing() -> None:
    assert SheetState(SUBJECT).missing == ()


def test_what_a_row_brings_into_being_is_one_thing_however_often_it_is_typed() -> None:
    paper = rules.paper_of(BODY.code, 7)
    reader = rules.row_subject(TENANT, "reader", paper)
    assert reader == rules.row_subject(TENANT, "reader", rules.paper_of(BODY.code, 7))
    others = {
        rules.row_subject(TENANT, "reader", rules.paper_of(BODY.code, 8)),
        rules.row_subject(TENANT, "hold", paper),
        rules.row_subject("05", "reader", paper),
    }
    assert len(others) == 3
    assert reader not in others


def test_a_fact_of_something_else_that_names_the_sheet_changes_nothing_of_it(a: Teller) -> None:
    before = a.state(SUBJECT)
    told = a.say("copy.seen/2", named("copy"), CopySeen("count"), on=ON, also=(SUBJECT,))
    assert told in a.held(SUBJECT)
    assert a.state(SUBJECT) == before
