"""The month on one page: figures, what is missing, three taps to the printer, files."""

from __future__ import annotations

import io
import re
import sqlite3
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.node.desk.conftest import ADULT, CHILD, HERE, STRANGER, Desk, Library, words

from tusach.ledger.draft import Refusal
from tusach.library.copies.policy import LENDING
from tusach.library.copies.rule_setting import set_rule
from tusach.library.places.facts import RuleSet
from tusach.library.visits.counting import VISIT, set_visit_rule
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import (
    asking,
    care,
    circulation,
    month,
    placing,
    purging,
    registering,
    registers,
    sheets,
)
from tusach.node.acts.asking import Wanting
from tusach.node.people.models import AccessLook

MONTH = "2026-11"


def busy(library: Library) -> str:
    """A month in which something of everything happened; a sheet that is half typed."""
    node, at = library.node, library.at(on="2026-11-05")
    library.lend(library.copies[0], ADULT, on="2026-11-05")
    circulation.take_back(node, library.copies[0], library.at(on="2026-11-09"))
    library.lend(library.copies[1], CHILD, on="2026-11-10")
    circulation.count_visits(node, VisitCounted("on_site", 4, "young"), at)
    care.use(node, library.copies[2], at, times=2)
    told = sheets.print_sheets(node, "loans", MONTH, library.at(), sheets=1, rows=5)
    assert not isinstance(told, Refusal)
    deed = sheets.loan(node, 1, copy=library.copies[3], reader=ADULT, back_on="2026-11-12")
    sheets.enter(node, told[0], 1, deed, on="2026-11-03", by=HERE)
    hold = Wanting(title=library.titles[0])
    asking.place_hold(node, ADULT, hold, library.at(on="2026-11-20"))
    return told[0]


def figures(library: Library) -> month.Month:
    return month.figures(library.node, library.main, MONTH)


def test_each_figure_is_what_was_told_and_says_how_much_came_from_paper(library: Library) -> None:
    busy(library)
    found = figures(library)
    assert (found.lent.n, found.lent.paper) == (3, 1)
    assert {(one.group, one.material, one.n, one.paper) for one in found.loans} == {
        ("grown", "book", 2, 1),
        ("young", "book", 1, 0),
    }
    assert (found.returns.n, found.returns.paper) == (2, 1)
    assert (found.uses.n, found.uses.paper) == (2, 0)
    assert (found.readers.n, found.acquired, found.withdrawn) == (0, 0, 0)
    assert (found.holds, found.holds_filled, found.overdue) == (1, 0, 0)
    # Four counted on the 5th; the loans of the 3rd and the 10th show one more visit each.
    assert (found.visits.total, found.visits.by_loans) == (6, 2)
    begun = month.figures(library.node, library.main, "2026-01")
    assert (begun.readers.n, begun.acquired, begun.lent.n) == (2, 5, 0)
    elsewhere = month.figures(library.node, library.hut, MONTH)
    assert (elsewhere.lent.n, elsewhere.visits.total) == (0, 0)


def test_what_the_list_of_late_loans_leaves_out_the_month_leaves_out(
    library: Library, desk: Desk
) -> None:
    node = library.node
    values = {"loan_days": 7, "limit": 9, "grace_days": 30}
    body = RuleSet(LENDING, values, "2026-10-01", place=library.main)
    rule = set_rule(node.tenant, body, on="2026-10-01")
    assert not isinstance(rule, Refusal)
    node.store.tell(None, rule)
    library.lend(library.copies[0], ADULT, on="2026-09-05")
    library.lend(library.copies[2], ADULT, on="2026-11-10")  # within its days of grace
    assert figures(library).overdue == 1
    care.claim(node, library.copies[0], library.at(by=HERE))
    assert figures(library).overdue == 0
    assert library.code(library.copies[0]) not in words(desk().get("/desk/overdue"))


def test_a_copy_of_an_older_register_counts_in_the_month_of_its_day_there(
    library: Library,
) -> None:
    node, at = library.node, library.at(by=HERE)
    for acquired in ("2026-11-02", "2015-01-01"):
        new = registering.NewCopy(title=library.titles[0], acquired_on=acquired)
        assert not isinstance(registering.register_copy(node, new, at), Refusal)
    entered = registers.register(node, library.main, first=f"{MONTH}-01", last=f"{MONTH}-30")
    assert figures(library).acquired == entered.entered.copies == 1


def test_the_rule_of_visits_is_printed_under_the_figure_and_changes_it(
    library: Library, desk: Desk, english: None
) -> None:
    busy(library)
    page = words(desk().get(f"/desk/month?m={MONTH}"))
    assert "One visit is one person counted" in page
    assert "more kinds of readers" in page
    rule = set_visit_rule(
        library.node.tenant, RuleSet(VISIT, {"loans": "never"}, "2026-11-01"), on="2026-11-01"
    )
    assert not isinstance(rule, Refusal)
    library.node.store.tell(None, list(rule))
    assert figures(library).visits.total == 4
    for address in ("/desk/month", "/desk/month/report", "/desk/month/visits"):
        assert "Loans make no visits." in words(desk().get(f"{address}?m={MONTH}"))


def test_what_is_missing_is_named_with_the_way_to_mend_it(
    library: Library, desk: Desk, english: None
) -> None:
    sheet = busy(library)
    found = month.missing(library.node, library.main, MONTH)
    assert [(one.sheet, one.left) for one in found.sheets] == [(sheet, 4)]
    assert "2026-11-05" not in found.days
    assert found.days
    assert all(library.node.calendar(library.main, on).is_open for on in found.days)
    page = words(desk().get(f"/desk/month?m={MONTH}"))
    assert f"/desk/sheets/{sheet}" in page
    assert f'name="on" value="{found.days[0]}"' in page
    client = desk()
    answer = client.post("/desk/day", {"on": found.days[0], "next": "visitors"})
    assert answer.headers["Location"] == "/desk/visitors"
    client.post("/desk/visitors", {"tap": "young|10"})
    assert found.days[0] not in month.missing(library.node, library.main, MONTH).days


def test_a_day_on_which_nobody_came_is_counted_too(library: Library) -> None:
    node = library.node
    told = sheets.print_sheets(node, "visits", MONTH, library.at(), sheets=1, rows=1)
    assert not isinstance(told, Refusal)
    before = month.missing(node, library.main, MONTH).days
    deed = sheets.tally(node, int(before[0][8:]), channel="on_site", counts={})
    sheets.enter(node, told[0], int(before[0][8:]), deed, on=before[0], by=HERE)
    assert month.missing(node, library.main, MONTH).days == before[1:]


def test_loans_without_a_reader_contested_ones_and_returns_without_a_loan_are_listed(
    library: Library,
) -> None:
    node = library.node
    told = sheets.print_sheets(node, "returns", MONTH, library.at(), sheets=1, rows=5)
    assert not isinstance(told, Refusal)
    deed = sheets.back(node, 1, copy=library.copies[0])
    sheets.enter(node, told[0], 1, deed, on="2026-11-04", by=HERE)
    loan = library.lend(library.copies[1], STRANGER, on="2026-11-05")
    with sqlite3.connect(node.home / "vault.sqlite") as vault:
        vault.execute("DELETE FROM loan_reader WHERE fact = ?", (loan,))
    found = month.missing(node, library.main, MONTH)
    assert found.unmatched == (library.copies[0],)
    assert found.unknown_readers == (library.copies[1],)


def test_the_report_is_three_taps_from_the_desk(library: Library, desk: Desk) -> None:
    """1 the month, 2 (looked through) the report sheet, 3 print."""
    client = desk()
    taps = ["/desk/month"]
    assert f'href="{taps[0]}"' in words(client.get("/desk"))
    page = words(client.get(taps[0]))
    (report,) = set(re.findall(r'href="(/desk/month/report[^"]*)"', page))
    taps.append(report)
    assert "data-print" in words(client.get(report))
    assert len([*taps, "print"]) == 3


@pytest.mark.parametrize(("today", "opens"), [("2026-11-05", "2026-10"), ("2026-11-11", "2026-11")])
def test_the_page_opens_with_the_month_that_is_being_reported(today: str, opens: str) -> None:
    assert month.month_to_report(today) == opens


@pytest.mark.parametrize("asked", ["2026-13", "x", "", "9999-01", "2026-1", "２０２６-11"])
def test_a_month_that_is_none_opens_the_usual_one(
    library: Library, desk: Desk, asked: str, english: None
) -> None:
    assert "November 2026" in words(desk().get("/desk/month", {"m": asked}))


def test_the_books_are_printed_and_names_are_a_look_that_is_logged(
    library: Library, desk: Desk
) -> None:
    busy(library)
    client = desk()
    book = words(client.get(f"/desk/month/loans?m={MONTH}"))
    assert book.count("Nông Thị Hoa") == 2
    assert "/1</td>" in book
    assert AccessLook.objects.filter(staff_id=HERE, why="loan book").exists()
    assert "05/11/2026" in words(client.get(f"/desk/month/visits?m={MONTH}"))


@pytest.mark.parametrize("what", ["loans", "visits", "figures"])
def test_a_book_goes_out_as_csv_and_workbook(library: Library, desk: Desk, what: str) -> None:
    busy(library)
    client = desk()
    asked = {"m": MONTH, "what": what}
    flat: Any = client.get("/desk/month/export", {**asked, "as": "csv"})
    assert flat.content.decode("utf-8-sig").count("\r\n") >= 4
    book = client.get("/desk/month/export", {**asked, "as": "xlsx"})
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    assert sheet.max_row >= 4
    assert client.get("/desk/month/export", {"what": "x"}).headers["Location"] == "/desk/month"


def test_the_figure_of_overdue_loans_counts_none_in_its_days_of_grace(library: Library) -> None:
    for days, overdue in ((10, 0), (0, 1)):
        body = RuleSet("lending", {"loan_days": 5, "grace_days": days, "skip_closed_days": False},
                       "2026-11-01", place=library.main)  # fmt: skip
        placing.set_rule(library.node, body, library.at(on="2026-11-01"))
        library.lend(library.copies[days > 0], ADULT, on="2026-11-12")
        assert month.figures(library.node, library.main, MONTH).overdue == overdue


def test_a_day_on_which_nobody_came_is_no_day_that_nobody_counted(
    library: Library, desk: Desk, english: None
) -> None:
    node, client = library.node, desk()
    day = month.missing(node, library.main, MONTH).days[0]
    client.post("/desk/day", {"on": day, "next": "visitors"})
    assert "Open, and nobody came" in words(client.get("/desk/visitors"))
    client.post("/desk/visitors", {"channel": "on_site", "tap": "nobody"})
    assert "noted" in words(client.get("/desk/visitors"))
    assert day not in month.missing(node, library.main, MONTH).days
    assert circulation.count_visits(node, VisitCounted("on_site", 2), library.at(on=day))
    refused = client.post("/desk/visitors", {"channel": "on_site", "tap": "nobody"})
    assert "cannot have stayed empty" in words(refused)


def test_that_nobody_came_is_undone_like_a_count(
    library: Library, desk: Desk, english: None
) -> None:
    client = desk()
    answer = client.post("/desk/visitors", {"channel": "on_site", "tap": "nobody"})
    fact = answer["Location"].rpartition("fact=")[2]
    client.post("/desk/visitors", {"channel": "on_site", "undo": fact})
    assert "noted" not in words(client.get("/desk/visitors"))


def test_the_page_says_how_many_people_the_month_was_settled_for(
    library: Library, desk: Desk, english: None
) -> None:
    for copy, reader in ((0, ADULT), (1, CHILD)):
        library.lend(library.copies[copy], reader, on="2026-02-10")
        circulation.take_back(library.node, library.copies[copy], library.at(on="2026-02-20"))
    page = words(desk().get("/desk/month?m=2026-02"))
    assert "Different people are counted by themselves" in page
    purging.purge(library.node)
    page = words(desk().get("/desk/month?m=2026-02"))
    assert "2 different people borrowed or read here; counted on" in page
    assert "Different people are counted" not in words(desk().get("/desk/month?m=2026-11"))
