"""The registers of a place: on the page, in files, and equal to what the copies say."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook
from tests.node.stock.conftest import BEGUN, HERE, THERE, TODAY, Desk, Library, words

from tusach.ledger.draft import Refusal
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.deliveries.facts import DeliveryReceived
from tusach.node.acts import circulation, entering, registers
from tusach.node.acts.entering import Entering
from tusach.node.acts.registering import NewCopy

pytestmark = pytest.mark.django_db
YEAR = {"first": "2026-01-01", "last": "2026-12-31"}


def bought(library: Library, title: str, n: int = 1, **more: object) -> tuple[str, ...]:
    body = TitleDescribed(record="", format="typed", title=title, dewey="895.922")
    copy = NewCopy(title="", source="bought", **{"price": 50_000, **more})  # type: ignore[arg-type]
    done = entering.enter(
        library.node, Entering(copy=copy, body=body, copies=n), library.at(by=HERE)
    )
    assert not isinstance(done, Refusal), done
    return done.copies


def test_what_came_in_and_left_is_in_the_general_register(
    library: Library, desk: Desk, english: None
) -> None:
    delivery = entering.receive(
        library.node, DeliveryReceived("bought", "HD 12"), library.at(by=HERE)
    )
    copies = bought(library, "Số đỏ", 3, delivery=delivery)
    gone = circulation.withdraw(
        library.node, copies[0], library.at(by=HERE), reason="worn", decision="7/QĐ"
    )
    assert not isinstance(gone, Refusal)
    found = registers.register(library.node, library.main, **YEAR)
    assert [(line.code, line.day, line.sums.copies) for line in found.entries] == [
        ("1/2026", BEGUN, 5),
        ("2/2026", TODAY, 3),
    ]
    assert (found.before.copies, found.after.copies, found.after.amount) == (0, 7, 100_000)
    page = words(desk().get("/stock/registers/general"))
    assert "HD 12" in page and "7/QĐ" in page and "150,000" in page and "worn out" in page


def test_the_stock_at_the_end_is_what_the_copies_say(library: Library) -> None:
    bought(library, "Số đỏ", 4)
    rows = library.node.store.query(
        "SELECT count(*) FROM copy WHERE owner = ? AND withdrawn_on IS NULL", (library.main,)
    )
    found = registers.register(library.node, library.main, **YEAR)
    assert found.after.copies == rows[0][0] == 9
    there = registers.register(library.node, library.hut, **YEAR)
    assert there.after.copies == 0


def test_an_older_day_of_the_register_counts_instead_of_that_of_typing(library: Library) -> None:
    bought(library, "Số đỏ", acquired_on="2011-05-04")
    found = registers.register(library.node, library.main, first="2011-01-01", last="2011-12-31")
    assert [(line.code, line.sums.copies) for line in found.entries] == [("1/2011", 1)]
    this = registers.register(library.node, library.main, **YEAR)
    assert this.before.copies == 1


def test_the_individual_register_names_each_copy_with_its_line(
    library: Library, desk: Desk, english: None
) -> None:
    (copy,) = bought(library, "Số đỏ")
    circulation.lose(library.node, copy, library.at(by=HERE), reason="missing")
    rows = registers.one_by_one(library.node, library.main, **YEAR, most=50)
    assert [row.line for row in rows] == ["1/2026"] * 5 + ["2/2026"]
    page = words(desk().get("/stock/registers/individual"))
    assert "Số đỏ" in page and "895.922" in page and "lost" in page
    assert "Số đỏ" not in words(desk(THERE).get("/stock/registers/individual"))


def test_the_files_hold_what_the_page_shows_and_no_formula(library: Library, desk: Desk) -> None:
    bought(library, "=1+1 hay là", accession="00012")
    answer = desk().get("/stock/registers/individual/file?as=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows()]
    assert [cell.value for cell in rows[-1]][1:6] == ["00012", None, "=1+1 hay là", None, 50_000]
    assert rows[-1][3].data_type == "s"
    answer = desk().get("/stock/registers/individual/file?as=csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    told = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert told[-1][3] == "'=1+1 hay là" and len(told) == 7
    whole = desk().get("/stock/registers/general/file?as=xlsx")
    assert len(load_workbook(io.BytesIO(whole.content)).sheetnames) == 3
    assert desk().get("/stock/registers/general/file?as=csv&part=3").status_code == 200
    assert desk().get("/stock/registers/general/file?as=csv").status_code == 404
    assert desk().get("/stock/registers/general/file?as=exe").status_code == 404


def test_a_period_that_makes_no_sense_is_this_year(library: Library, desk: Desk) -> None:
    page = words(desk().get("/stock/registers/general?first=01/02/2026&last=01/01/2026"))
    assert "01/01/2026" in page and "31/12/2026" in page
