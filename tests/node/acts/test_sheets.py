"""Month sheets on a real node: printed, typed row by row, typed again, undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.node.desk.conftest import ADULT, CHILD, HERE, STRANGER, THERE, WIDE, Library
from tests.node.desk.conftest import library as library_alone

from tusach.ledger.draft import Refusal
from tusach.library.copies.states import AVAILABLE
from tusach.library.places.codes import SHEET, is_printed_code, kind_of
from tusach.library.readers.rules import NewReader
from tusach.library.sheets.story import SheetState
from tusach.library.visits.rules import visits_subject
from tusach.node.acts import care, circulation, registering, sheets, trusting
from tusach.node.acts.sheet_undoing import undo_row
from tusach.node.acts.sheets import Entered
from tusach.node.store.retell import retell
from tusach.node.store.verify import verify

__all__ = ["library_alone"]

pytestmark = pytest.mark.django_db
MONTH = "2026-11"
TRUST = "on_word"


@pytest.fixture
def library(library_alone: Library) -> Iterator[Library]:
    yield library_alone
    faults = verify(library_alone.node.store).faults  # its titles have no records
    assert [one for one in faults if one.code != "verify.blob_missing"] == []


def printed(library: Library, what: str, n: int = 1) -> list[str]:
    told = sheets.print_sheets(library.node, what, MONTH, library.at(), sheets=n, rows=20)
    assert not isinstance(told, Refusal), told
    return list(told)


def state(library: Library, sheet: str) -> SheetState:
    found: SheetState = library.node.store.state(sheet, "sheet")
    return found


def entered(done: Entered | Refusal) -> Entered:
    assert isinstance(done, Entered), done
    return done


def refusal(done: object) -> str:
    assert isinstance(done, Refusal), done
    return done.code


def lent(
    library: Library,
    sheet: str,
    row: int,
    *,
    copy: int = 0,
    reader: str = ADULT,
    on: str = "2026-11-03",
    back_on: str | None = None,
) -> Entered | Refusal:
    deed = sheets.loan(library.node, row, copy=library.copies[copy], reader=reader, back_on=back_on)
    return sheets.enter(library.node, sheet, row, deed, on=on, by=HERE)


def loans(library: Library, copy: int = 0) -> list[tuple[str, str | None, bool]]:
    found = library.node.store.state(library.copies[copy], "copy").loans
    return [(one.lent_on, one.ended_on, bool(one.paper)) for one in found]


def test_each_sheet_has_a_number_of_its_own(library: Library) -> None:
    some = printed(library, "loans", 3) + printed(library, "returns")
    codes = [state(library, one).printed.code for one in some]  # type: ignore[union-attr]
    assert len(set(codes)) == 4
    assert all(is_printed_code(one) and kind_of(one) == SHEET for one in codes)
    months = sheets.print_sheets(library.node, "visits", "2026-02", library.at(), sheets=1, rows=20)
    assert not isinstance(months, Refusal)
    assert len(state(library, months[0]).missing) == 28


def test_a_wrong_wish_prints_nothing_and_draws_no_number(library: Library) -> None:
    before = library.facts()
    for what, month, n in (("weather", MONTH, 1), ("loans", "2027-09", 1), ("loans", MONTH, 99)):
        told = sheets.print_sheets(library.node, what, month, library.at(), sheets=n, rows=20)
        assert isinstance(told, Refusal)
    assert library.facts() == before


def test_a_row_is_a_loan_of_its_day_and_a_return_of_its_day(library: Library) -> None:
    (sheet,) = printed(library, "loans")
    entered(lent(library, sheet, 1, back_on="2026-11-09"))
    assert loans(library) == [("2026-11-03", "2026-11-09", True)]
    assert library.node.store.state(library.copies[0], "copy").status == AVAILABLE
    assert state(library, sheet).missing[0] == 2
    assert state(library, sheet).of(1) == library.copies[0]
    ((place, on, paper),) = library.node.store.query("SELECT place, on_day, paper FROM returned")
    assert (place, on, paper.endswith("/1")) == (library.main, "2026-11-09", True)


def test_the_return_is_filled_in_later_and_the_row_told_again_changes_nothing(
    library: Library,
) -> None:
    (sheet,) = printed(library, "loans")
    entered(lent(library, sheet, 1))
    assert library.loans_of(ADULT) == [library.copies[0]]
    entered(lent(library, sheet, 1, back_on="2026-11-09"))
    before = library.facts()
    assert entered(lent(library, sheet, 1, back_on="2026-11-09")).known
    assert library.facts() == before
    assert loans(library) == [("2026-11-03", "2026-11-09", True)]


def test_limits_and_blocks_of_today_do_not_stop_what_has_happened(library: Library) -> None:
    (sheet,) = printed(library, "loans")
    library.lend(library.copies[0], CHILD)
    assert not entered(lent(library, sheet, 1)).against
    # Whoever has it now keeps it: the loan of the sheet ended before, though nobody wrote when.
    assert loans(library) == [("2026-11-23", None, False), ("2026-11-03", "2026-11-23", True)]
    assert library.loans_of(CHILD) == [library.copies[0]]
    assert library.loans_of(ADULT) == []
    assert entered(lent(library, sheet, 2, copy=4)).against  # an atlas is not for loan


def test_a_loan_against_a_block_is_told_and_marked(library: Library) -> None:
    (sheet,) = printed(library, "loans")
    done = registering.block_reader(
        library.node, ADULT, library.at(on="2026-11-01"), acts=("lend",), reason="lost", until=None
    )
    assert not isinstance(done, Refusal)
    assert entered(lent(library, sheet, 1)).against
    assert not entered(lent(library, sheet, 2, copy=1, reader=CHILD)).against


def test_what_nobody_can_tell_is_refused_and_the_row_stays_for_later(library: Library) -> None:
    (sheet,) = printed(library, "loans")
    before = library.facts()
    assert refusal(lent(library, sheet, 1, on="2026-10-31")) == "sheet.other_month"
    assert refusal(lent(library, sheet, 1, on="2026-11-24")) == "date.future"
    back = lent(library, sheet, 1, back_on="2026-11-02")
    assert refusal(back) == "loan.returned_before_lent"
    assert refusal(lent(library, sheet, 1, back_on="2026-12-01")) == "date.future"
    assert refusal(lent(library, sheet, 1, reader="9" * 32)) == "reader.unknown"
    assert refusal(lent(library, sheet, 99)) == "sheet.row_odd"
    assert refusal(lent(library, "9" * 32, 1)) == "sheet.unknown"
    assert library.facts() == before
    assert len(state(library, sheet).missing) == 20


def test_a_row_typed_once_is_not_typed_over_with_another_copy(library: Library) -> None:
    (sheet,) = printed(library, "loans")
    entered(lent(library, sheet, 1))
    assert refusal(lent(library, sheet, 1, copy=1)) == "sheet.row_taken"
    entered(undo_row(library.node, sheet, 1, library.at(by=HERE)))
    assert loans(library) == []
    assert state(library, sheet).missing[0] == 1
    entered(lent(library, sheet, 1, copy=1, back_on="2026-11-05"))
    assert loans(library, 1) == [("2026-11-03", "2026-11-05", True)]


def test_a_row_is_undone_though_the_desk_went_on_with_the_copy(library: Library) -> None:
    (sheet,) = printed(library, "loans")
    entered(lent(library, sheet, 1, back_on="2026-11-09"))
    library.lend(library.copies[0], CHILD)
    entered(undo_row(library.node, sheet, 1, library.at(by=HERE)))
    assert loans(library) == [("2026-11-23", None, False)]
    assert library.loans_of(CHILD) == [library.copies[0]]
    assert state(library, sheet).of(1) is None


def test_a_slip_of_last_week_is_put_right_by_whoever_stands_at_that_desk_now(
    library: Library,
) -> None:
    (sheet,) = printed(library, "loans")
    entered(lent(library, sheet, 1, back_on="2026-11-09"))
    library.clock.ms += 7 * 24 * 60 * 60 * 1000
    before = library.facts()
    at = library.at(by=THERE)
    assert refusal(undo_row(library.node, sheet, 1, at)) == "settle.not_yours"
    assert library.facts() == before
    entered(undo_row(library.node, sheet, 1, library.at(by=WIDE)))
    assert loans(library) == []
    entered(lent(library, sheet, 1, copy=1))
    assert loans(library, 1) == [("2026-11-03", None, True)]


def test_a_person_registered_by_a_row_is_put_right_on_their_own_page_later(
    library: Library,
) -> None:
    node = library.node
    (sheet,) = printed(library, "readers")
    new = NewReader(subject="", name="Đàm Thị Vui", group="adult", birth_year=1990)
    entered(sheets.enter(node, sheet, 1, sheets.reader(node, 1, new=new), on="2026-11-04", by=HERE))
    library.clock.ms += 11 * 60 * 1000
    before = library.facts()
    assert refusal(undo_row(node, sheet, 1, library.at(by=HERE))) == "sheet.reader_later"
    assert library.facts() == before


def test_a_pile_that_came_back_at_a_school_has_its_true_day(library: Library) -> None:
    library.lend(library.copies[0], ADULT, on="2026-11-02")
    (sheet,) = printed(library, "returns")
    deed = sheets.back(library.node, 1, copy=library.copies[0])
    entered(sheets.enter(library.node, sheet, 1, deed, on="2026-11-12", by=HERE))
    assert loans(library) == [("2026-11-02", "2026-11-12", False)]
    assert library.loans_of(ADULT) == []


def test_what_was_scanned_and_written_counts_once(library: Library) -> None:
    library.lend(library.copies[0], ADULT, on="2026-11-02")
    circulation.take_back(library.node, library.copies[0], library.at(on="2026-11-12"))
    (sheet,) = printed(library, "returns")
    deed = sheets.back(library.node, 1, copy=library.copies[0])
    done = entered(sheets.enter(library.node, sheet, 1, deed, on="2026-11-12", by=HERE))
    assert done.known
    assert state(library, sheet).of(1) == library.copies[0]
    assert library.node.store.query("SELECT count(*) FROM returned")[0][0] == 1


def test_uses_and_visits_of_a_sheet_are_summed_and_graded(library: Library) -> None:
    node = library.node
    (uses,), (tally,) = printed(library, "uses"), printed(library, "visits")
    care.use(node, library.copies[0], library.at(on="2026-11-04"), times=2)
    deed = sheets.use(node, 1, copy=library.copies[0], times=3)
    for _ in range(2):
        entered(sheets.enter(node, uses, 1, deed, on="2026-11-04", by=HERE))
    assert sorted(node.store.query("SELECT n, paper <> '' FROM used")) == [(2, 0), (3, 1)]
    deed = sheets.tally(node, 4, channel="on_site", counts={"grown": 5, "young": 7, "": 0})
    for _ in range(2):
        entered(sheets.enter(node, tally, 4, deed, on="2026-11-04", by=HERE))
    day = node.store.state(visits_subject(node.tenant, library.main, "2026-11-04"), "visits")
    assert day.total == 12
    assert node.store.query("SELECT sum(n), sum(paper) FROM visit") == [(12, 12)]
    nobody = sheets.tally(node, 5, channel="on_site", counts={"grown": 0})
    assert entered(sheets.enter(node, tally, 5, nobody, on="2026-11-05", by=HERE)).of is None
    assert state(library, tally).missing[:4] == (1, 2, 3, 6)


def test_a_reader_typed_twice_is_one_reader(library: Library) -> None:
    node = library.node
    (sheet,) = printed(library, "readers")
    new = NewReader(subject="", name="Lý Thị Mai", group="grown", birth_year=1990)
    first = entered(
        sheets.enter(node, sheet, 1, sheets.reader(node, 1, new=new), on="2026-11-04", by=HERE)
    )
    again = entered(
        sheets.enter(node, sheet, 1, sheets.reader(node, 1, new=new), on="2026-11-04", by=HERE)
    )
    assert (first.of, first.known, again.known) == (again.of, False, True)
    assert node.store.query("SELECT count(*) FROM reader")[0][0] == 4
    assert node.store.state(first.of or "", "reader").registered_on == "2026-11-04"
    child = NewReader(subject="", name="Lý Văn Tú", group="young", birth_year=2018)
    told = sheets.enter(node, sheet, 2, sheets.reader(node, 2, new=child), on="2026-11-04", by=HERE)
    assert refusal(told) == "reader.guardian_missing"
    entered(undo_row(node, sheet, 1, library.at(by=HERE)))
    assert node.store.state(first.of or "", "reader").registered_on is None


def test_the_empty_rest_closes_a_sheet(library: Library) -> None:
    (sheet,) = printed(library, "loans")
    entered(lent(library, sheet, 1))
    entered(sheets.leave_empty(library.node, sheet, first_row=2, last_row=20, by=HERE))
    assert state(library, sheet).missing == ()
    assert library.node.store.query("SELECT to_type FROM sheet") == [(0,)]
    entered(undo_row(library.node, sheet, 5, library.at(by=HERE)))
    assert state(library, sheet).missing == (5,)
    entered(undo_row(library.node, sheet, 20, library.at(by=HERE)))
    assert state(library, sheet).missing == (5, 20)
    entered(lent(library, sheet, 5, copy=1))
    assert state(library, sheet).of(5) == library.copies[1]


def test_a_sheet_of_another_place_is_typed_for_that_place(library: Library) -> None:
    told = sheets.print_sheets(
        library.node, "loans", MONTH, library.at(library.hut), sheets=1, rows=20
    )
    assert not isinstance(told, Refusal)
    deed = sheets.loan(library.node, 1, copy=library.copies[0], reader=STRANGER)
    here = sheets.enter(library.node, told[0], 1, deed, on="2026-11-03", by=HERE)
    assert refusal(here) == "act.not_allowed"
    entered(sheets.enter(library.node, told[0], 1, deed, on="2026-11-03", by="c" * 32))
    rows = library.node.store.query("SELECT place FROM loan WHERE paper <> ''")
    assert rows == [(library.hut,)]


def test_all_is_the_same_when_it_is_told_anew(library: Library) -> None:
    (sheet,) = printed(library, "loans")
    entered(lent(library, sheet, 1, back_on="2026-11-09"))
    asked = "SELECT * FROM sheet", "SELECT * FROM sheet_row", "SELECT * FROM returned"
    before = [library.node.store.query(one) for one in asked]
    retell(library.node.store)
    assert [library.node.store.query(one) for one in asked] == before


def test_a_row_with_a_word_is_lent_on_trust_and_the_word_is_known_from_then_on(
    library: Library,
) -> None:
    node = library.node
    first, second = printed(library, "loans", 2)

    def lent_to_a_word(sheet: str, row: int, copy: int) -> Entered | Refusal:
        new = trusting.by_word(node, " nhà  bên giếng", TRUST, library.main)
        assert not isinstance(new, Refusal), new
        who = new.subject or new
        deed = sheets.loan(node, row, copy=library.copies[copy], reader=who)
        return sheets.enter(node, sheet, row, deed, on="2026-11-03", by=HERE)

    entered(lent_to_a_word(first, 1, 0))
    known = trusting.by_word(node, "Nhà bên giếng", TRUST, library.main)
    assert not isinstance(known, Refusal) and known.subject
    assert library.loans_of(known.subject) == [library.copies[0]]
    before = library.facts()
    assert entered(lent_to_a_word(first, 1, 0)).known
    assert library.facts() == before
    entered(lent_to_a_word(second, 4, 1))
    assert len(library.loans_of(known.subject)) == 2
    assert node.store.state(known.subject, "reader").cards == ()


def test_a_row_with_a_word_is_whole_or_not_at_all(library: Library) -> None:
    node = library.node
    (sheet,) = printed(library, "loans")
    new = trusting.by_word(node, "lớp 3A", TRUST, library.main)
    assert not isinstance(new, Refusal)
    before = library.facts()
    deed = sheets.loan(node, 1, copy="f" * 32, reader=new)
    told = sheets.enter(node, sheet, 1, deed, on="2026-11-03", by=HERE)
    assert isinstance(told, Refusal)
    assert library.facts() == before
    assert refusal(trusting.by_word(node, "0912345678", TRUST, library.main)) == "trust.word_odd"
