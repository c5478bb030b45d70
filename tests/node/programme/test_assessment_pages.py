"""Assessments by page: opened, filled in from records, handed in, inspected, mended, as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.node.desk.conftest import HERE, TODAY
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme import recorded_things as made

from tusach.ledger.draft import Draft
from tusach.library.places import facts as places
from tusach.library.quality import facts
from tusach.library.quality.assessment import AssessmentState
from tusach.node.acts import assessing

Office = Callable[..., Client]
MET = {
    "value_copies": "2100",
    "value_periodicals": "3",
    "value_floor": "45",
    "met_access": "yes",
    "met_education": "yes",
    "proof_education": "12/QĐ",
    "value_worker": "1",
}


def send(client: Client, address: str, step: str, **told: Any) -> Any:
    """One form of a page, as a browser sends it."""
    return client.post(
        address, {"step": step} | {f"{step}-{name}": value for name, value in told.items()}
    )


def entered(client: Client, address: str, step: str, **told: Any) -> None:
    answer = send(client, address, step, **told)
    assert answer.status_code == 302, words(answer)


@pytest.fixture
def unit(library: Library) -> str:
    """The commune in which the main library lies."""
    found = str(library.node.store.query("SELECT subject FROM unit ORDER BY subject LIMIT 1")[0][0])
    place = library.node.place(library.main)
    body = places.PlaceDescribed(place.name, place.kind, found)
    told(library, "place.described/1", library.main, body)
    return found


def told(library: Library, kind: str, subject: str, body: Any) -> None:
    """One fact, told by the node itself."""
    draft = Draft(
        kind=kind, subject=subject, scope="control", on=TODAY, place=library.main, body=body
    )
    library.node.store.tell(None, (draft,))


def state(library: Library, subject: str) -> AssessmentState:
    found: AssessmentState = library.node.store.state(subject, "assessment")
    return found


def inspected(library: Library, client: Client, page: str, **told: str) -> Any:
    given = state(library, page.rpartition("/")[2]).given
    at_hand = {"answered": given.fact if given else ""}
    return send(client, page, "inspect", **({"inspected_on": "23/11/2026"} | at_hand | told))


def test_a_commune_opens_it_answers_all_at_once_and_hands_it_in(
    library: Library, office: Office, unit: str
) -> None:
    client = office(HERE)
    assert "Open one below" in words(client.get("/programme/assessments"))
    opened = send(
        client, "/programme/assessments", "open", unit=unit, criteria="commune@1", year="2026"
    )
    page = opened["Location"]
    said = words(client.get(page))
    assert "Commune public library (provisional)" in said
    assert "at least 2,000 copies; has to be met" in said
    early = send(client, page, "submit")
    assert early.status_code == 200  # there is no such form before anything is answered
    without = {name: value for name, value in MET.items() if "floor" not in name}
    entered(client, page, "answer", **without)
    refused = send(client, page, "submit")
    assert refused.status_code == 422
    assert "What has to be met has no answer yet: Floor space." in words(refused)
    entered(client, page, "answer", **MET)
    entered(client, page, "submit")
    listed = words(client.get("/programme/assessments"))
    assert "handed in" in listed
    assert "all met" in listed
    again = send(
        client, "/programme/assessments", "open", unit=unit, criteria="commune@1", year="2026"
    )
    assert "open already" in words(again)


def test_it_comes_filled_in_from_records_and_what_nothing_tells_stays_unknown(
    library: Library, office: Office, unit: str
) -> None:
    made.worker(library)
    subject = made.assessed(library, unit)
    counted = assessing.counted(library.node, unit)
    ((copies,),) = library.node.store.query(
        "SELECT count(*) FROM copy WHERE holder = ? AND withdrawn_on IS NULL", (library.main,)
    )
    assert counted["copies"] == counted["stock"] == copies > 0
    assert counted["worker"] == 0  # somebody works there, and nobody was trained
    assert not {"agreement", "event"} & set(counted)
    page = office(HERE).get(f"/programme/assessments/{subject}")
    text = page.content.decode()
    assert f'name="answer-value_copies" value="{copies}"' in text
    assert 'name="answer-value_worker" value="0"' in text
    assert 'name="answer-value_event" value=' not in text
    assert "copies on hand at the libraries of the commune today, without digital ones" in text
    made.agreement(library)
    made.event(library)
    more = assessing.counted(library.node, unit)
    assert (more["agreement"], more["event"]) == (1, 0)
    others = assessing.counted(library.node, "e" * 32)
    assert others == {}


def test_an_inspection_says_why_and_until_when_and_is_looked_at_again(
    library: Library, office: Office, unit: str
) -> None:
    page = f"/programme/assessments/{made.assessed(library, unit)}"
    client, provincial = office(HERE), office()
    entered(client, page, "answer", **MET)
    assert "Enter what was found" not in words(client.get(page))
    silent = inspected(library, provincial, page, value_floor="30")
    assert silent.status_code == 422
    assert "Choose why your answer is different for: Floor space" in words(silent)
    endless = inspected(library, provincial, page, value_floor="30", why_floor="counted_anew")
    assert "Enter until when it has to be mended" in words(endless)
    first = inspected(
        library,
        provincial,
        page,
        value_floor="30",
        why_floor="counted_anew",
        due_floor="22/11/2026",
        inspected_on="20/11/2026",
    )
    assert first.status_code == 302
    said = words(provincial.get(page))
    assert "is not met: 30; counted anew on the spot; 20 Nov 2026" in said
    assert "not all met" in said
    found = words(client.get("/programme/findings"))
    assert "Floor space" in found
    assert "22 Nov 2026" in found
    assert "(late)" in found
    entered(client, page, "answer", **(MET | {"value_floor": "46"}))
    assert "23 Nov 2026" in words(client.get("/programme/findings"))
    stale = send(
        provincial,
        page,
        "inspect",
        inspected_on="23/11/2026",
        answered="f" * 32,
        met_access="yes",
    )
    assert "The commune answered anew in between" in words(stale)
    assert inspected(library, provincial, page, value_floor="46").status_code == 302
    assert assessing.musts_met(state(library, page.rpartition("/")[2])) is True


def test_it_is_saved_as_a_table_with_unmet_must_haves_first(
    library: Library, office: Office, unit: str
) -> None:
    page = f"/programme/assessments/{made.assessed(library, unit)}"
    client = office(HERE)
    entered(client, page, "answer", **(MET | {"value_floor": "30"}))
    answer = client.get(f"{page}?as=csv")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:2] == ["Criterion", "Stands on"]
    assert [row[0] for row in rows[1:3]] == ["Floor space", "Copies"]
    assert client.get(f"{page}?as=xlsx").status_code == 200
    assert client.get("/programme/assessments?as=csv").status_code == 200
    assert client.get("/programme/findings?as=csv").status_code == 200


def test_a_librarian_reads_the_assessment_of_another_commune_and_answers_only_for_her_own(
    library: Library, office: Office, unit: str
) -> None:
    ((other,),) = library.node.store.query(
        "SELECT subject FROM unit WHERE subject <> ? ORDER BY subject LIMIT 1", (unit,)
    )
    page = f"/programme/assessments/{made.assessed(library, other)}"
    assert "Enter all answers" not in words(office(HERE).get(page))
    assert "Enter all answers" in words(office().get(page))
    refused = send(
        office(HERE), "/programme/assessments", "open", unit=other, criteria="commune@1", year=2026
    )
    assert refused.status_code == 422


def test_criteria_of_a_newer_version_are_named_and_an_unknown_assessment_is_not_found(
    library: Library, office: Office, unit: str
) -> None:
    body = facts.AssessmentOpened(unit, "commune@9", 2026)
    subject = facts.assessment_subject(
        library.node.tenant, unit=unit, criteria="commune@9", year=2026
    )
    told(library, "assessment.opened/1", subject, body)
    assert "not known here" in words(office(HERE).get(f"/programme/assessments/{subject}"))
    assert "commune@9" in words(office(HERE).get("/programme/assessments"))
    assert assessing.musts_met(state(library, subject)) is None
    assert office(HERE).get(f"/programme/assessments/{'f' * 32}").status_code == 404


def test_the_page_of_a_model_says_whether_the_last_assessment_met_every_must_have(
    library: Library, office: Office, unit: str
) -> None:
    assert made.model(library) == unit
    page, provincial = f"/programme/models/{unit}", office()
    address = f"/programme/assessments/{made.assessed(library, unit)}"
    assert "what has to be met" not in words(provincial.get(page))
    entered(provincial, address, "answer", **MET)
    assert assessing.last_of(library.node, unit) is None  # not handed in
    entered(provincial, address, "submit")
    answer = provincial.get(page)
    assert "2026, what has to be met: all met" in words(answer)
    assert 'value="commune@1"' in answer.content.decode()


def test_a_commune_of_the_plan_leads_to_its_assessment(
    library: Library, office: Office, unit: str
) -> None:
    subject = made.assessed(library, unit)
    costs = {
        f"{what}_{code}": "5"
        for what in ("cost", "days")
        for code in ("worker", "stock", "agreement", "event")
    }
    asked = {"due": "31/12/2030", "percent": "100", "trainer_days": "999", "crates": "999"}
    text = office().get("/programme/gap", asked | costs).content.decode()
    assert text.count(f'href="/programme/assessments/{subject}"') == 1


def test_the_library_year_begins_in_december() -> None:
    assert [assessing.library_year(on) for on in ("2026-11-30", "2026-12-01")] == [2026, 2027]


def test_of_a_year_that_is_over_records_tell_what_was_there_at_its_end(library: Library) -> None:
    unit = made.model(library)
    now = assessing.counted(library.node, unit, year=2026)
    assert now == assessing.counted(library.node, unit)
    assert assessing.records_on(library.node, 2026) == TODAY
    assert assessing.records_on(library.node, 2025) == "2025-11-30"
    # Its copies were registered in 2026: of the year before no record tells.
    assert now["copies"] and "copies" not in assessing.counted(library.node, unit, year=2025)
    ((copy, on),) = library.node.store.query(
        "SELECT subject, registered_on FROM copy WHERE subject = ?", (library.copies[0],)
    )
    assert copy and on.startswith("2026")
