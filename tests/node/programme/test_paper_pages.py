"""Papers of assessments and of the plan, by page; a template of the agency, right or wrong."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from tests.node.desk.conftest import HERE, TODAY
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme import recorded_things as made
from tests.node.programme.test_assessment_pages import MET, entered, state

from tusach.node.papers import press
from tusach.node.papers.by_template import FOLDER, shipped_bytes

Office = Callable[..., Client]
COSTS = {
    f"{what}_{code}": "5"
    for what in ("cost", "days")
    for code in ("worker", "stock", "agreement", "event")
}
PLAN = {"due": "31/12/2030", "percent": "50", "trainer_days": "999", "crates": "999"} | COSTS


def sheets(raw: bytes) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(raw))
    return [cell for sheet in book for row in sheet.values for cell in row if cell is not None]


def inspected(library: Library, office: Office) -> str:
    """The page of an assessment that was answered and inspected."""
    subject = made.assessment(library)
    page, client = f"/programme/assessments/{subject}", office()
    entered(client, page, "answer", **MET)
    entered(client, page, "submit")
    given = state(library, subject).given
    assert given is not None
    entered(
        client,
        page,
        "inspect",
        inspected_on=TODAY,
        answered=given.fact,
        value_periodicals="1",
        why_periodicals="counted_anew",
        due_periodicals="31/12/2030",
        met_access="yes",
    )
    return page


def test_what_a_commune_says_of_itself_is_a_report_in_three_forms(
    library: Library, office: Office
) -> None:
    page, client = inspected(library, office), office()
    said = sheets(client.get(f"{page}/xlsx").content)
    assert any("Self-assessment of libraries" in str(one) for one in said)
    assert any("not known" in str(one) for one in said)
    assert client.get(f"{page}/docx").content.startswith(b"PK")
    assert client.get(f"{page}/csv").status_code == 404
    if press.has_press():
        assert client.get(f"{page}/pdf").content.startswith(b"%PDF-")
    assert "Self-assessment report (DOCX)" in words(client.get(page))


def test_an_inspection_has_minutes_with_what_is_to_be_mended_until_when(
    library: Library, office: Office
) -> None:
    page, client = inspected(library, office), office()
    said = " ".join(map(str, sheets(client.get(f"{page}/minutes/xlsx").content)))
    assert "looked at 2 criteria" in said
    assert "Met 1, not met 1" in said
    assert "To be mended until 31 Dec 2030" in said
    assert client.get(f"{page}/minutes/docx").content.startswith(b"PK")


def test_without_answers_or_inspection_there_is_no_paper_yet(
    library: Library, office: Office
) -> None:
    page = f"/programme/assessments/{made.assessment(library)}"
    for what in ("docx", "minutes/docx"):
        answer = office(HERE).get(f"{page}/{what}")
        assert (answer.status_code, answer["Location"]) == (302, page)
    assert office(HERE).get(f"/programme/assessments/{'1' * 32}/docx").status_code == 404


def test_the_way_to_the_target_is_a_plan_that_can_be_issued(
    library: Library, office: Office
) -> None:
    said = sheets(office().get("/programme/gap/xlsx", PLAN).content)
    assert 50 in said or any("50%" in str(one) for one in said)
    assert any("still missing" in str(one) for one in said)
    assert office().get("/programme/gap/docx", PLAN).content.startswith(b"PK")
    assert "/programme/gap/docx?" in office().get("/programme/gap", PLAN).content.decode()
    for wrong in ({}, PLAN | {"due": "1"}, PLAN | {"trainer_days": "0", "crates": "0"}):
        assert office().get("/programme/gap/docx", wrong).status_code == 302


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"about": {"vi": "{poem}", "en": "A"}}, "about.vi: there is no field poem"),
        ({"paper": "plan", "body": []}, "there is no field period"),
        ({"kind": "poem"}, "kind: there is no kind of paper called poem"),
    ],
)
def test_a_template_of_ones_own_that_is_wrong_says_the_file_and_the_field(
    library: Library, office: Office, more: dict[str, Any], said: str
) -> None:
    page = f"/programme/reports/{made.report(library)}"
    own = library.node.home / FOLDER / "annual.json"
    own.parent.mkdir(exist_ok=True)
    own.write_text(json.dumps(json.loads(shipped_bytes("annual")) | more))
    answer = office().get(f"{page}/docx")
    assert answer.status_code == 422
    assert "papers/annual.json" in words(answer)
    assert said in words(answer)
    assert b"annual.json" not in office().get(f"{page}/bundle").content[:200]  # still made


def test_a_template_of_ones_own_is_used_and_must_be_that_of_the_paper(
    library: Library, office: Office
) -> None:
    page = f"/programme/reports/{made.report(library)}"
    own = library.node.home / FOLDER / "annual.json"
    own.parent.mkdir(exist_ok=True)
    said = json.loads(shipped_bytes("annual"))
    said["about"] = {"vi": "Sổ của tỉnh {period}", "en": "The province's own {period}"}
    own.write_text(json.dumps(said))
    assert any(
        "The province's own year 2026" in str(one)
        for one in sheets(office().get(f"{page}/xlsx").content)
    )
    own.write_bytes(shipped_bytes("periodic"))
    answer = office().get(f"{page}/xlsx")
    assert answer.status_code == 422
    assert "it is the template of another paper: periodic" in words(answer)
