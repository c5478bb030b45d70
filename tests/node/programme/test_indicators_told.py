"""Indicators that the province told: what this node counts by, shows, takes in and gives out."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from msgspec.structs import replace
from tests.library.programme.test_defining import EXAMPLE, WHOLE
from tests.node.desk.conftest import HERE, WIDE
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme.test_aims_told import count
from tests.node.programme.test_programme_pages import entered, send

from tusach.exchange.documents.report_bundle import verified
from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import sha256
from tusach.library import scopes
from tusach.library.programme import facts
from tusach.library.programme.definition import Definition
from tusach.library.programme.periods import period
from tusach.library.programme.reading_in import definition_bytes, definition_hash, read_one
from tusach.library.reports.facts import ReportFrozen, report_subject
from tusach.node.acts import defining, figures, reports
from tusach.node.acts.definitions import (
    definition_of,
    definitions,
    shipped,
    shipped_of,
    too_old,
    versions,
)
from tusach.node.store.cells import Asked

Office = Callable[..., Client]
PAGE = "/programme/indicators"


def read(**more: Any) -> Definition:
    found, wrong = read_one(json.dumps(WHOLE | more).encode())
    assert found is not None, wrong
    return found


def only_at_a_counter() -> Definition:
    """The shipped visits, counting at the vehicle only from now on."""
    own = shipped_of("visits")
    assert own is not None
    text = definition_bytes(own).decode()
    whole = json.loads(text)
    for one in whole["readings"]:
        one["numerator"]["every"] = [[{"source": "visit", "where": {"channel": {"is": "mobile"}}}]]
    test = {"says": "nothing", "given": {}, "period": "2026",
            "expect": {"lacking": "nothing_heard"}}  # fmt: skip
    whole |= {"version": own.version + 1, "tests": [test] * 3}
    found, wrong = read_one(json.dumps(whole).encode())
    assert found is not None, wrong
    return found


def tell(library: Library, said: Definition) -> None:
    done = defining.define(library.node, None, said, paper="109/KH-UBND", dated="2026-02-03")
    assert not isinstance(done, Refusal), done


def told_as_it_is(library: Library, kind: str, subject: str, body: Any) -> None:
    """A fact as it comes with a parcel: no rule is asked."""
    on = library.node.today()
    draft = Draft(kind=kind, subject=subject, scope=scopes.CONTROL, on=on, place=None, body=body)
    done = library.node.store.tell(None, [draft])
    assert not isinstance(done, Refusal), done


def told_by_a_newer_program(library: Library, newer: str = "") -> None:
    """A definition with a source that this program does not know, as it comes with a parcel."""
    indicator, own = "visits", shipped_of("visits")
    assert own is not None
    text = newer or definition_bytes(own).decode().replace('"source":"visit"', '"source":"drone"')
    body = facts.IndicatorDefined(indicator, 7, text, "110/KH", "2026-03-03")
    node = library.node
    subject = facts.indicator_subject(node.tenant, indicator)
    told_as_it_is(library, "indicator.defined/1", subject, body)


def value_of(library: Library, name: str) -> Any:
    said, over = definition_of(library.node, name), period("2026")
    assert said is not None
    assert over is not None
    reading = said.read_as("")
    assert reading is not None
    return figures.answers(library.node, [Asked(said, reading, over)])[0]


# ---- what this node counts by ----


def test_until_something_is_told_the_program_counts_by_its_own(library: Library) -> None:
    assert definitions(library.node) == shipped()
    assert too_old(library.node) == ()
    assert {one.standing for one in versions(library.node)} == {"in_force"}


def test_a_told_version_counts_at_once_and_no_cell_of_another_is_read(library: Library) -> None:
    count(library, 12)
    before = value_of(library, "visits")
    assert before.figure.num == 12
    tell(library, only_at_a_counter())
    after = value_of(library, "visits")
    assert after.figure.num == 0  # visits were heard of, none of them at the vehicle
    assert after.hash != before.hash
    count(library, 3)
    done = defining.withdraw(library.node, None, "visits", reason="mistake")
    assert not isinstance(done, Refusal), done
    again = value_of(library, "visits")
    assert (again.figure.num, again.hash) == (15, before.hash)


def test_a_new_indicator_stands_with_the_others_everywhere(
    library: Library, office: Office
) -> None:
    assert definition_of(library.node, "fair_reach") is None
    tell(library, read())
    client, title = office(HERE), "Communes served at a fair at least twice"
    for page in ("/programme/figures", "/programme/figures/fair-reach", "/programme/targets"):
        assert title in words(client.get(page)), page
    assert title in words(client.get("/figures"))
    said = client.get("/figures.json").json()["indicators"]
    (one,) = [each for each in said if each["id"] == "fair_reach"]
    assert (one["version"], one["hash"]) == (1, definition_hash(read()))


def test_a_version_goes_up_and_only_a_hub_tells_it(library: Library) -> None:
    own = shipped_of("visits")
    assert own is not None
    low = defining.define(library.node, None, own, paper="1", dated="2026-01-01")
    assert isinstance(low, Refusal)
    assert low.code == "indicator.version_low"
    assert definitions(library.node) == shipped()


def test_an_older_program_says_that_it_is_too_old_and_never_0(
    library: Library, office: Office
) -> None:
    count(library, 12)
    told_by_a_newer_program(library)
    assert definition_of(library.node, "visits") is None
    assert [(one.indicator, one.version) for one in too_old(library.node)] == [("visits", 7)]
    client = office(WIDE)
    for page in (
        "/programme/figures",
        "/programme/targets",
        "/programme/leader",
        "/figures",
        PAGE,
        f"{PAGE}/visits",
    ):
        assert "too old for it" in words(client.get(page)), page
    there = client.get("/programme/figures/visits")
    assert (there.status_code, there["Location"]) == (302, f"{PAGE}/visits")
    raw = client.get(f"{PAGE}/visits?as=json").content
    assert b'"drone"' in raw  # whoever has a newer program can have it
    for page in ("/programme/week", "/programme/communes", "/programme/here"):
        assert client.get(page).status_code == 200, page


def test_no_report_is_frozen_by_a_program_that_is_too_old(library: Library) -> None:
    told_by_a_newer_program(library)
    over = period("2026Q3")
    assert over is not None
    where = reports.at(library.node, None)
    refused = reports.freeze(library.node, over, kind="periodic", unit="", where=where)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.values["known"]) == ("report.program_too_old", "visits")


# ---- reports ----


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [('"source":"visit"', '"source":"drone"', True), ('{"', '{"drone":1,"', False)],
)
def test_a_report_by_a_newer_program_opens_and_says_what_is_not_shown_or_compared(
    library: Library, office: Office, old: str, new: str, *, shown: bool
) -> None:
    count(library, 12)
    node, over = library.node, period("2026")
    assert over is not None
    own = shipped_of("visits")
    assert own is not None
    newer = definition_bytes(own).decode().replace(old, new, 1)
    found = reports.counted(node, over).values
    values = tuple(
        replace(one, definition=sha256(newer.encode())) if one.indicator == "visits" else one
        for one in found
    )
    body = ReportFrozen(
        "annual", over.name, 1, "0" * 64, "0" * 64, values, due=1, heard=1, silent=0
    )
    subject = report_subject(node.tenant, "annual", "", over.name)
    told_by_a_newer_program(library, newer=newer)
    told_as_it_is(library, "report.frozen/1", subject, body)
    state = reports.report(node, subject)
    assert reports.unshown(node, state) == ([] if shown else ["visits"])
    assert len(reports.answers_of(node, state)) == len(values) - (not shown)
    client, page = office(WIDE), f"/programme/reports/{subject}"
    assert ("Not shown here: visits" in words(client.get(page))) is not shown
    late = [one.now.indicator for one in reports.late(node, state).found]
    assert "visits" not in late  # unknown is no difference
    assert "Not compared here: visits" in words(client.get(f"{page}/now"))
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{page}/xlsx").content))
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
    assert any("Not shown here: visits" in one for one in cells) is not shown


def test_a_report_keeps_the_definition_of_its_day_when_another_is_told_and_withdrawn(
    library: Library,
) -> None:
    node, over = library.node, period("2026")
    assert over is not None
    count(library, 12)
    tell(library, read())
    subject = reports.freeze(node, over, kind="periodic", unit="", where=reports.at(node, None))
    assert isinstance(subject, str), subject
    tell(library, read(version=2, provisional=False))
    tell(library, only_at_a_counter())
    for name in ("fair_reach", "fair_reach", "visits"):
        done = defining.withdraw(node, None, name)
        assert not isinstance(done, Refusal), done
    tell(library, only_at_a_counter_again())
    state = reports.report(node, subject)
    assert reports.late(node, state).found == ()  # another definition is no late fact
    count(library, 3)
    assert {one.now.indicator for one in reports.late(node, state).found} >= {"visits"}
    by_id = {one.definition.id: one for one in reports.answers_of(node, state)}
    assert by_id["fair_reach"].definition == read()
    assert by_id["visits"].figure.num == 12
    raw = reports.bundle(node, state)
    assert isinstance(raw, bytes), raw
    assert verified(raw).faults == ()


def only_at_a_counter_again() -> Definition:
    one = only_at_a_counter()
    found, _ = read_one(json.dumps(json.loads(definition_bytes(one)) | {"version": 9}).encode())
    assert found is not None
    return found


# ---- pages ----


def look(client: Client, raw: bytes) -> Any:
    file = SimpleUploadedFile("a.json", raw, "application/json")
    return client.post(PAGE, {"step": "look", "look-file": file})


def hidden(answer: Any) -> str:
    return str(answer.context["form"]["text"].value())


def test_a_file_is_looked_at_beside_what_counts_and_then_told(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    count(library, 12)
    seen = look(client, definition_bytes(only_at_a_counter()))
    assert seen.status_code == 200
    assert "12" in words(seen)
    assert "Nothing is told yet" in words(seen)
    assert definitions(library.node) == shipped()
    paper = {"text": hidden(seen), "paper": "109/KH-UBND", "dated": "03/02/2026"}
    lacking = send(client, PAGE, "define", **paper | {"paper": ""})
    assert lacking.status_code == 422
    entered(client, PAGE, "define", **paper)
    page = words(client.get(f"{PAGE}/visits"))
    assert "Told on" in page
    assert "by paper 109/KH-UBND of 3 Feb 2026" in page
    assert "comes with the program; the province defined its own" in page
    again = send(client, PAGE, "define", **paper)
    assert again.status_code == 422
    assert "holds already" in words(again)


def test_every_fault_of_a_file_is_said_and_nothing_is_told(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    odd = json.loads(EXAMPLE)
    odd["readings"][0]["numerator"]["every"][0][0]["where"]["colour"] = {"is": "red"}
    odd["milestones"].append({"at": 2026, "value": 3})
    odd["title"]["vi"] = "<script>alert(1)</script>"
    seen = look(client, json.dumps(odd).encode())
    assert seen.status_code == 422
    said = words(seen)
    assert "where.colour: stop has no field colour; it has: status," in said
    assert "two milestones stand for 2026" in said
    assert b"<script>alert" not in seen.content
    assert "JSON" in words(look(client, b"no"))
    assert "too large" in words(look(client, b" " * 200_000))
    assert "choose the file" in words(client.post(PAGE, {"step": "look"}))
    forged = send(client, PAGE, "define", text="[[[", paper="1", dated="03/02/2026")
    assert forged.status_code == 422
    assert definitions(library.node) == shipped()
    vi = look(office(WIDE, language="vi"), json.dumps(odd).encode())
    assert "có hai mốc" in words(vi) or "hai mốc" in words(vi)


def test_the_file_of_an_indicator_is_taken_as_it_is_given_out(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    raw = client.get(f"{PAGE}/visits?as=json").content
    own = shipped_of("visits")
    assert read_one(raw) == (own, ())
    assert client.get(f"{PAGE}/visits?as=json&version=no").status_code == 404
    assert client.get(f"{PAGE}/nothing").status_code == 404


def test_a_definition_is_withdrawn_on_its_page_and_the_one_before_counts(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    tell(library, only_at_a_counter())
    (one,) = [x for x in versions(library.node) if x.fact]
    entered(client, f"{PAGE}/visits", "withdraw", fact=one.fact, reason="mistake")
    assert definitions(library.node) == shipped()
    assert "withdrawn" in words(client.get(f"{PAGE}/visits"))


def test_all_are_listed_with_source_and_proof_and_librarians_only_look(
    library: Library, office: Office
) -> None:
    said = words(office(HERE).get(PAGE))
    assert "Comes with the program" in said
    assert "all 3 hold" in said
    assert "Define an indicator" not in said
    assert look(office(HERE), EXAMPLE).status_code in (200, 403)
    assert definitions(library.node) == shipped()


def test_two_definitions_of_one_version_stand_on_the_work_list_and_neither_counts(
    library: Library,
) -> None:
    node = library.node
    subject = facts.indicator_subject(node.tenant, "fair_reach")
    for paper, one in (("1", read()), ("2", read(provisional=False))):
        text = definition_bytes(one).decode()
        body = facts.IndicatorDefined("fair_reach", 1, text, paper, "2026-02-03")
        told_as_it_is(library, "indicator.defined/1", subject, body)
    assert definition_of(node, "fair_reach") is None
    assert [x.standing for x in versions(node) if x.fact] == ["disputed", "disputed"]
    story = node.store.story(subject)
    assert [one.code for one in story.disagreements] == ["indicator.defined_apart"]
    refused = defining.withdraw(node, None, "fair_reach")
    assert isinstance(refused, Refusal)
    assert refused.code == "indicator.which"
    first = next(x for x in versions(node) if x.fact)
    defining.withdraw(node, None, "fair_reach", fact=first.fact)
    assert definition_of(node, "fair_reach") is not None
