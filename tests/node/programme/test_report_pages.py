"""Reports by page: frozen, signed by several, issued, corrected; papers, differences, bundle."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.exchange.test_signed_pdf import signed as with_signature
from tests.node.desk.conftest import HERE, TODAY, WIDE
from tests.node.office.conftest import CHIEF, Library
from tests.node.opac.conftest import plain, words
from tests.node.programme import recorded_things as made
from tests.node.programme.test_programme_pages import entered, send

from tusach.exchange.documents.report_bundle import verified
from tusach.library.reports.story import ReportState
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, reports
from tusach.node.papers import press

Office = Callable[..., Client]
PDF = b"%PDF-1.7 signed by the agency %%EOF"


def state(library: Library, subject: str) -> ReportState:
    return reports.report(library.node, subject)


def count(library: Library, n: int) -> None:
    circulation.count_visits(library.node, VisitCounted(channel="on_site", n=n), library.at())


def signed(library: Library, office: Office) -> tuple[Client, str]:
    """A client at the page of a report that is signed and not issued."""
    count(library, 7)
    subject = made.report(library, by=(WIDE, CHIEF, CHIEF))
    return office(WIDE), f"/programme/reports/{subject}"


def issued(library: Library, office: Office) -> tuple[Client, str]:
    client, page = signed(library, office)
    entered(client, page, "issue", number="12", mark="TVT", dated=TODAY)
    return client, page


def test_what_is_not_known_stands_as_not_enough_data(library: Library, office: Office) -> None:
    client = office(WIDE)
    assert "No report yet" in words(client.get("/programme/reports"))
    empty = send(client, "/programme/reports", "freeze", kind="annual", period="2024", unit="")
    assert empty.status_code == 422
    assert "Not enough data: nothing was heard of this period" in words(empty)
    assert library.node.store.query("SELECT subject FROM report") == []
    count(library, 7)
    entered(client, "/programme/reports", "freeze", kind="annual", period="2026", unit="")
    ((subject,),) = library.node.store.query("SELECT subject FROM report")
    said = words(client.get(f"/programme/reports/{subject}"))
    assert "not enough data: nothing was heard" in said
    assert "What nobody told is not counted as 0" in said


def test_a_period_is_frozen_once_and_the_refusal_says_what_to_do(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    told = {"kind": "annual", "period": "2026", "unit": ""}
    entered(client, "/programme/reports", "freeze", **told)
    again = send(client, "/programme/reports", "freeze", **told)
    assert again.status_code == 422
    assert "There is a report of 2026 already" in words(again)
    ((subject,),) = library.node.store.query("SELECT subject FROM report")
    page = f"/programme/reports/{subject}"
    entered(client, page, "return", reason="figures_wrong")
    assert "figures are wrong" in words(client.get(page))
    entered(client, "/programme/reports", "freeze", **told)
    assert state(library, subject).standing == "frozen"


def test_several_people_stand_for_a_report_before_it_is_issued(
    library: Library, office: Office
) -> None:
    subject = made.report(library)
    page, wide = f"/programme/reports/{subject}", office(WIDE)
    entered(wide, page, "prepared")
    refused = send(wide, page, "checked")
    assert refused.status_code == 422
    assert "Somebody else must do this one" in words(refused)
    chief = office(CHIEF)
    entered(chief, page, "checked")
    entered(chief, page, "signed")
    assert "Duda Chief" in words(chief.get(page))
    too_early = send(chief, page, "issue", number="12", dated="01/01/2026")
    assert too_early.status_code == 422
    entered(chief, page, "issue", number="12", mark="TVT", dated=TODAY)
    said = words(chief.get(page))
    assert "issued, number 12 of" in said
    assert "Send back" not in said


def test_the_file_that_the_agency_signed_is_kept_and_goes_with_the_bundle(
    library: Library, office: Office
) -> None:
    client, page = signed(library, office)
    told: dict[str, Any] = {"step": "issue", "issue-number": "12", "issue-dated": TODAY}
    odd = client.post(page, told | {"issue-file": SimpleUploadedFile("a.pdf", b"no paper")})
    assert "This is no PDF file" in words(odd)
    long = client.post(page, told, headers={"Content-Length": "9000000"})
    assert "too large" in words(long) or long.status_code >= 400
    done = client.post(page, told | {"issue-file": SimpleUploadedFile("a.pdf", PDF)})
    assert done.status_code == 302
    found = verified(client.get(f"{page}/bundle").content)
    assert found.faults == ()
    assert "signed.pdf" in found.files
    assert client.get(f"{page}/signed").content == PDF
    said = plain(client.get(page))
    assert "It is not the paper that this program made" in said
    assert "Signatures in the file none" in said


def test_the_signed_file_is_known_again_as_the_paper_that_was_made(
    library: Library, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not press.has_press():
        pytest.skip("no typesetter on this machine")
    client, page = signed(library, office)
    paper = office(WIDE, language="vi").get(f"{page}/pdf").content
    sent = {"step": "issue", "issue-number": "12", "issue-dated": TODAY}
    for odd, said in (
        (paper[:-4], "its end is missing"),
        (paper.replace(b"/Root", b"/Encrypt 9 0 R /Root"), "asks for a password"),
    ):
        again = client.post(page, sent | {"issue-file": SimpleUploadedFile("a.pdf", odd)})
        assert said in words(again)
    whole = with_signature(paper)
    done = client.post(page, sent | {"issue-file": SimpleUploadedFile("a.pdf", whole)})
    assert done.status_code == 302
    assert client.get(f"{page}/signed").content == whole
    said = plain(client.get(page))
    assert "It begins with the paper that this program made" in said
    assert "Whether they are valid is not looked at here" in said
    # Another version of the program sets other bytes; those of then are still known.
    monkeypatch.setattr("tusach.node.programme.report_files.report_pdf", lambda *_: b"%PDF-other")
    assert "It begins with the paper that this program made" in words(client.get(page))
    found = verified(client.get(f"{page}/bundle").content)
    assert found.faults == ()
    assert found.signed is not None
    assert found.signed.signatures == 1
    monkeypatch.setattr(reports, "blob", lambda node, hashed: None)
    assert "lies at the node that issued the report" in words(client.get(page))
    assert client.get(f"{page}/signed").status_code == 302


def test_the_bundle_holds_and_is_for_the_province(library: Library, office: Office) -> None:
    client, page = issued(library, office)
    answer = client.get(f"{page}/bundle")
    assert answer["Content-Type"] == "application/zip"
    found = verified(answer.content)
    assert found.faults == ()
    assert found.state is not None
    assert found.state.issued is not None
    assert any(one.proved for one in found.values)
    assert office(HERE).get(f"{page}/bundle").status_code == 403


def test_papers_bear_number_and_figures(library: Library, office: Office) -> None:
    client, page = issued(library, office)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{page}/xlsx").content))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "Visits" in cells
    visits = next(row for sheet in book for row in sheet.values if "Visits" in row)
    assert 7 in visits
    assert client.get(f"{page}/docx").content.startswith(b"PK")
    assert client.get(f"{page}/csv").status_code == 404
    assert client.get(f"{page}/letter/docx").status_code == 302
    if not press.has_press():
        pytest.skip("no typesetter on this machine")
    first = client.get(f"{page}/pdf")
    assert first.content.startswith(b"%PDF-")
    assert first.content == client.get(f"{page}/pdf").content


def test_what_comes_late_shows_beside_the_report_and_becomes_a_letter(
    library: Library, office: Office
) -> None:
    client, page = issued(library, office)
    assert "Nothing is different" in words(client.get(f"{page}/now"))
    count(library, 5)
    said = words(client.get(f"{page}/now"))
    assert "different now" in said
    assert "12" in said
    assert "7" in words(client.get(page))
    entered(client, f"{page}/now", "correct", number="15", mark="TVT", dated=TODAY)
    assert "Nothing is different" in words(client.get(f"{page}/now"))
    corrected = words(client.get(page))
    assert "corrected by a letter" in corrected
    assert "number 15 of" in corrected
    assert client.get(f"{page}/letter/docx").content.startswith(b"PK")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{page}/letter/xlsx").content))
    row = next(row for sheet in book for row in sheet.values if "Visits" in row)
    assert ("7" in row, "12" in row) == (True, True)
    # What was reported stays what it was, and so does what proves it.
    assert verified(client.get(f"{page}/bundle").content).faults == ()


def test_another_node_makes_the_bundle_only_from_the_same_facts(
    library: Library, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, page = issued(library, office)
    before = client.get(f"{page}/bundle").content
    monkeypatch.setattr(reports, "blob", lambda node, hashed: None)
    assert client.get(f"{page}/bundle").content == before
    count(library, 5)
    refused = client.get(f"{page}/bundle", follow=True)
    assert "The evidence of this report lies at the node that froze it" in words(refused)
    monkeypatch.setattr(reports, "known_bytes", lambda node: {})
    gone = client.get(f"{page}/bundle", follow=True)
    assert "counts" in words(gone)


def test_evidence_of_single_people_is_never_listed_in_a_report(library: Library) -> None:
    over = made.period("2026")
    assert over is not None
    found = reports.counted(library.node, over)
    people = {"new_readers", "staff"}
    assert not [name for name in people if found.proofs.get(name) and found.proofs[name].num]
    assert all(
        sum(row.n for row in rows) == number
        for one in found.values
        if (proof := found.proofs.get(one.indicator)) is not None
        for rows, number in ((proof.num, one.num), (proof.den, one.den))
        if rows is not None
    )


def test_librarians_look_and_the_province_does(library: Library, office: Office) -> None:
    subject = made.report(library)
    page = f"/programme/reports/{subject}"
    said = words(office(HERE).get(page))
    assert "I prepared this report" not in said
    assert send(office(HERE), page, "prepared").status_code == 200
    assert state(library, subject).steps == ()
    assert office(HERE).get(f"/programme/reports/{'1' * 32}").status_code == 404
