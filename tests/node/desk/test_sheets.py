"""Month sheets at the desk: printed, scanned, typed row by row, resumed, undone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.node.desk.conftest import (
    ADULT,
    CHILD,
    FRAGMENT,
    STRANGER,
    THERE,
    WIDE,
    Desk,
    Library,
    words,
)

from tusach.node.desk.sheet_rows import written_day

MONTH = "2026-11"


def printed(client: Client, what: str, n: int = 1) -> str:
    """The first of some sheets, by its subject."""
    answer = client.post("/desk/sheets", {"what": what, "month": MONTH, "sheets": str(n)})
    assert answer.status_code == 302, words(answer)
    return re.findall(r"n=([0-9a-f]{32})", answer.headers["Location"])[0]


def row(client: Client, sheet: str, nr: int, **cells: str) -> Any:
    """A row stored with scripts; the fragment that came back."""
    return client.post(f"/desk/sheets/{sheet}", {"row": str(nr), **cells}, **FRAGMENT)


def loans(library: Library, copy: int = 0) -> list[tuple[str, str | None]]:
    found = library.node.store.state(library.copies[copy], "copy").loans
    return [(one.lent_on, one.ended_on) for one in found]


@pytest.mark.parametrize(
    ("text", "month", "expected"),
    [
        ("5", "2026-11", "2026-11-05"),
        (" 05/11 ", "2026-11", "2026-11-05"),
        ("5.11.2026", "2026-11", "2026-11-05"),
        ("2026-11-05", "2026-11", "2026-11-05"),
        ("3/1", "2026-12", "2027-01-03"),
        ("31", "2026-11", None),
        ("", "2026-11", None),
        ("mai", "2026-11", None),
        ("1/2/3/4", "2026-11", None),
    ],
)
def test_a_day_is_written_as_on_paper(text: str, month: str, expected: str | None) -> None:
    assert written_day(text, month) == expected


def test_sheets_are_printed_with_their_number_square_code_and_rows(
    library: Library, desk: Desk
) -> None:
    client = desk()
    answer = client.post(
        "/desk/sheets", {"what": "loans", "month": MONTH, "sheets": "2"}, follow=True
    )
    page = words(answer)
    assert page.count('<section class="paper"') == 2
    assert page.count("<svg") >= 2
    assert "tháng 11/2026" in page
    listed = words(client.get("/desk/sheets"))
    assert listed.count("/desk/sheets/") >= 2


@pytest.mark.parametrize(
    "form",
    [
        {"what": "weather", "month": MONTH, "sheets": "1"},
        {"what": "loans", "month": "2026-13", "sheets": "1"},
        {"what": "loans", "month": "x", "sheets": "1"},
        {"what": "loans", "month": "2029-01", "sheets": "1"},
        {"what": "loans", "month": MONTH, "sheets": "999999"},
        {"what": "loans", "month": MONTH, "sheets": "-1"},
        {},
    ],
)
def test_a_wrong_wish_for_sheets_says_what_to_do(
    library: Library, desk: Desk, form: dict[str, str]
) -> None:
    before = library.facts()
    answer = desk().post("/desk/sheets", form)
    assert answer.status_code == 400
    assert "outcome-bad" in words(answer)
    assert library.facts() == before


def test_a_sheet_is_opened_by_its_square_code_at_the_one_field(
    library: Library, desk: Desk
) -> None:
    client = desk()
    sheet = printed(client, "loans")
    code = library.node.store.state(sheet, "sheet").printed.code
    answer = client.post("/desk/scan", {"code": code, "screen": "home"})
    assert answer.headers["Location"] == f"/desk/sheets/{sheet}"
    answer = client.post("/desk/scan", {"code": code, "screen": "home"}, **FRAGMENT)
    assert answer.headers["HX-Redirect"] == f"/desk/sheets/{sheet}"
    unknown = client.post("/desk/scan", {"code": "500000990020", "screen": "home"}, **FRAGMENT)
    assert "outcome-bad" in words(unknown)


def test_a_row_is_stored_at_once_under_its_true_day_and_the_next_begins_there(
    library: Library, desk: Desk
) -> None:
    client = desk()
    sheet = printed(client, "loans")
    code = library.code(library.copies[0])
    done = row(client, sheet, 1, on="3", who=library.cards[ADULT], copy=code, back_on="9/11")
    assert 'id="row-1"' in words(done)
    assert "sheet-done" in words(done)
    assert loans(library) == [("2026-11-03", "2026-11-09")]
    second = row(client, sheet, 2, on="", who="Páo", copy=library.code(library.copies[1]))
    assert "sheet-done" in words(second)
    assert loans(library, 1) == [("2026-11-03", None)]
    resumed = words(client.get(f"/desk/sheets/{sheet}"))
    assert resumed.count("sheet-done") == 2
    assert 'data-row="3"' in resumed
    assert 'data-row="2"' not in resumed


def test_without_scripts_a_stored_row_leads_to_the_next(library: Library, desk: Desk) -> None:
    client = desk()
    sheet = printed(client, "returns")
    library.lend(library.copies[0], ADULT, on="2026-11-02")
    cells = {"row": "1", "on": "12", "copy": library.code(library.copies[0])}
    answer = client.post(f"/desk/sheets/{sheet}", cells)
    assert answer.headers["Location"].endswith(f"/desk/sheets/{sheet}#row-2")
    assert loans(library) == [("2026-11-02", "2026-11-12")]


@pytest.mark.parametrize(
    "cells",
    [
        {"on": "31"},
        {"on": "5/10"},
        {"on": "30"},
        {"copy": "123"},
        {"copy": ""},
        {"who": "Nobody Known"},
        {"who": ""},
        {"back_on": "2/11"},
        {"back_on": "x"},
        {"row": "99"},
        {"row": "0"},
        {"row": "one"},
    ],
)
def test_what_cannot_be_read_stays_in_its_row_with_what_to_do(
    library: Library, desk: Desk, cells: dict[str, str]
) -> None:
    client = desk()
    sheet = printed(client, "loans")
    good = {"on": "5", "who": library.cards[ADULT], "copy": library.code(library.copies[0])}
    before = library.facts()
    wanted = {"row": "1", **good, **cells}
    answer = client.post(f"/desk/sheets/{sheet}", wanted)
    assert answer.status_code == 400
    assert library.facts() == before
    if cells.get("row", "1") == "1":
        assert "sheet-refused" in words(answer)
        assert 'data-row="1"' in words(answer)


def test_of_several_readers_one_is_chosen(library: Library, desk: Desk) -> None:
    client = desk()
    sheet = printed(client, "loans")
    cells = {"on": "5", "who": "Nông", "copy": library.code(library.copies[0])}
    asked = row(client, sheet, 1, **cells)
    assert "Nông Văn Páo" in words(asked)
    assert "Zé" not in words(asked)
    done = row(client, sheet, 1, reader=CHILD, **cells)
    assert "sheet-done" in words(done)
    assert library.loans_of(CHILD) == [library.copies[0]]


def test_visits_readers_and_uses_are_typed_by_row(library: Library, desk: Desk) -> None:
    client = desk()
    tally, people, uses = (printed(client, one) for one in ("visits", "readers", "uses"))
    groups = [one.code for one in library.node.profile.lending.reader_groups]
    page = words(client.get(f"/desk/sheets/{tally}"))
    (first, *_) = re.findall(r'name="n_([a-z_]+)"', page)
    assert first in groups
    assert "sheet-done" in words(row(client, tally, 4, **{f"n_{first}": "7", "n_": "2"}))
    assert library.node.store.query("SELECT sum(n), sum(paper) FROM visit") == [(9, 9)]
    assert "sheet-refused" in words(row(client, tally, 5, **{f"n_{first}": "seven"}))
    assert "sheet-done" in words(row(client, tally, 5))
    assert "sheet-done" in words(row(client, uses, 1, on="4", n="3",
                                     copy=library.code(library.copies[0])))  # fmt: skip
    assert library.node.store.query("SELECT sum(n) FROM used") == [(3,)]
    assert "sheet-done" in words(row(client, people, 1, on="4", name="Lý Thị Mai", year="1990"))
    assert "sheet-refused" in words(row(client, people, 2, on="4", name="Tú", year="2018"))
    assert "sheet-done" in words(
        row(client, people, 2, on="4", name="Tú", year="2018", guardian="Lý Thị Mai")
    )
    assert "Lý Thị Mai" in words(client.get(f"/desk/sheets/{people}"))


def test_a_row_is_undone_and_the_rest_left_empty(library: Library, desk: Desk) -> None:
    client = desk()
    sheet = printed(client, "loans")
    row(client, sheet, 1, on="3", who=library.cards[ADULT], copy=library.code(library.copies[0]))
    assert 'data-row="1"' in words(row(client, sheet, 1, act="undo"))
    assert loans(library) == []
    assert "sheet-done" in words(row(client, sheet, 1, act="empty"))
    rest = client.post(f"/desk/sheets/{sheet}", {"row": "2", "act": "rest"})
    assert rest.status_code == 302
    assert library.node.store.query("SELECT to_type FROM sheet") == [(0,)]
    assert "data-row" not in words(client.get(f"/desk/sheets/{sheet}"))


def test_a_sheet_of_another_place_is_theirs_or_the_wide_roles(library: Library, desk: Desk) -> None:
    sheet = printed(desk(THERE), "loans")
    assert desk().get(f"/desk/sheets/{sheet}").status_code == 403
    client = desk(WIDE)
    done = row(
        client,
        sheet,
        1,
        on="3",
        who=library.cards[STRANGER],
        copy=library.code(library.copies[0]),
    )
    assert "sheet-done" in words(done)
    places = library.node.store.query("SELECT place FROM loan WHERE paper <> ''")
    assert places == [(library.hut,)]
    assert desk().get(f"/desk/sheets/{'9' * 32}").status_code == 404


def test_a_pile_from_a_school_is_scanned_under_its_true_day(library: Library, desk: Desk) -> None:
    client = desk()
    library.lend(library.copies[0], ADULT, on="2026-11-02")
    answer = client.post("/desk/day", {"on": "12/11/2026", "next": "return"})
    assert answer.headers["Location"] == "/desk/return"
    assert "12/11/2026" in words(client.get("/desk/return"))
    client.post("/desk/scan", {"code": library.code(library.copies[0]), "screen": "return"})
    assert loans(library) == [("2026-11-02", "2026-11-12")]
    answer = client.post("/desk/day", {"on": "", "next": "//elsewhere"})
    assert answer.headers["Location"] == "/desk"


def test_a_word_that_is_no_reader_may_be_lent_to_on_trust(library: Library, desk: Desk) -> None:
    client = desk()
    sheet = printed(client, "loans")
    cells = {"on": "3", "who": "nhà bên giếng", "copy": library.code(library.copies[0])}
    asked = words(row(client, sheet, 1, **cells))
    assert 'value="trust"' in asked and "nhà bên giếng" in asked
    assert loans(library) == []
    assert "sheet-done" in words(row(client, sheet, 1, act="trust", **cells))
    assert loans(library) == [("2026-11-03", None)]
    # From then on the word is a reader's name, as a class with a card is.
    cells["copy"] = library.code(library.copies[1])
    assert "sheet-done" in words(row(client, sheet, 2, **cells))


def test_a_row_is_put_right_days_later(library: Library, desk: Desk) -> None:
    client = desk()
    sheet = printed(client, "loans")
    cells = {"on": "3", "who": library.cards[ADULT], "copy": library.code(library.copies[0])}
    row(client, sheet, 1, **cells)
    library.clock.ms += 3 * 24 * 60 * 60 * 1000
    page = words(row(client, sheet, 1, act="undo"))
    assert 'name="copy"' in page
    assert loans(library) == []
