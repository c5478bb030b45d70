"""An official list: every row names a commune or is shown; nothing is told halfway."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.node.desk.conftest import HERE, TODAY
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words

from tusach.library.places.served import classes_on
from tusach.library.places.story import UnitState
from tusach.node.acts import class_lists

Office = Callable[..., Client]
SENT = {"place_class": "high_valley", "class_from": "01/01/2026", "decision": "6/QĐ"}


def units(library: Library) -> dict[str, tuple[str, str]]:
    """(subject, code) by the Vietnamese name."""
    rows = library.node.store.query(
        "SELECT subject, code, names FROM unit WHERE tenant = ?", (library.node.tenant,)
    )
    return {json.loads(names)["vi"]: (subject, code) for subject, code, names in rows}


def classed(library: Library) -> set[str]:
    found = set()
    for name, (subject, _code) in units(library).items():
        state: UnitState = library.node.store.state(subject, "unit")
        if classes_on(state.classes, TODAY):
            found.add(name)
    return found


def send(client: Client, **told: Any) -> Any:
    return client.post("/trips/places/list", SENT | told)


def test_codes_and_names_with_or_without_their_kind_are_found(
    library: Library, office: Office
) -> None:
    known = units(library)
    first, second, *_ = known
    kind = library.node.profile.units.kinds[0].names["vi"]
    rows = f"{known[first][1]}\n\n{kind.upper()} {second.upper()}\n"
    client = office()
    assert client.get("/trips/places/list").status_code == 200
    assert send(client, rows=rows).status_code == 302
    assert classed(library) == {first, second}
    assert "Entered for 2 communes" in words(client.get("/trips/places"))
    assert "already" in words(send(client, rows=rows))


def test_a_row_that_names_none_stops_the_list_unless_it_is_left_out(
    library: Library, office: Office
) -> None:
    first = next(iter(units(library)))
    client = office()
    answer = send(client, rows=f"{first}\nxã Không Có")
    assert answer.status_code == 422
    assert "xã Không Có" in words(answer)
    assert "Nothing is entered" in words(answer)
    assert classed(library) == set()
    assert send(client, rows=f"{first}\nxã Không Có", leave_out="on").status_code == 302
    assert classed(library) == {first}
    assert send(client, rows="xã Không Có", leave_out="on").status_code == 422


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_read_whatever_else_stands_in_its_rows(
    library: Library, office: Office, kind: str
) -> None:
    first, second, *_ = units(library)
    rows = [["1", first, "khu vực III"], ["2", second, ""]]
    if kind == "csv":
        raw = "\r\n".join(";".join(row) for row in rows).encode()
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        kept = io.BytesIO()
        book.save(kept)
        raw = kept.getvalue()
    assert send(office(), file=SimpleUploadedFile(f"list.{kind}", raw)).status_code == 302
    assert classed(library) == {first, second}


@pytest.mark.parametrize("raw", [b"%PDF-1.7", b"PK\x03\x04broken"])
def test_a_file_that_is_no_list_is_refused_in_words(
    library: Library, office: Office, raw: bytes
) -> None:
    answer = send(office(), file=SimpleUploadedFile("list.csv", raw))
    assert answer.status_code == 422
    assert "error-summary" in words(answer)
    assert classed(library) == set()


def test_an_empty_list_and_a_class_without_a_paper_are_refused(
    library: Library, office: Office
) -> None:
    assert "at least one commune" in words(send(office(), rows=" \n"))
    first = next(iter(units(library)))
    assert "number of the decision" in words(send(office(), rows=first, decision=""))
    assert office(HERE).get("/trips/places/list").status_code == 403


def test_a_name_that_two_units_bear_names_none(library: Library) -> None:
    known = units(library)
    subject, code = next(iter(known.values()))
    found = class_lists.named(library.node, [("", code, "x"), (code,), ("",)], on=TODAY)
    assert found == class_lists.Named((subject,), ())
    gone = class_lists.named(library.node, [(code,)], on="1900-01-01")
    assert gone == class_lists.Named((), (code,))
