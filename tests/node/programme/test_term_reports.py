"""A report of the term by page: years as they were reported, proposals, the paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.node.desk.conftest import TODAY, WIDE
from tests.node.office.conftest import CHIEF, Library
from tests.node.opac.conftest import plain
from tests.node.programme.test_paper_pages import sheets
from tests.node.programme.test_programme_pages import entered, send
from tests.node.programme.test_report_pages import count, state

from tusach.exchange.documents.report_bundle import verified
from tusach.library.reports import facts
from tusach.node.papers import press

Office = Callable[..., Client]


@pytest.fixture
def term(library: Library, office: Office) -> str:
    """The page of a report of the term, frozen at the end of its first year."""
    count(library, 7)
    client = office(WIDE)
    entered(client, "/programme/reports", "freeze", kind="term", period="L2026", unit="")
    return f"/programme/reports/{subject(library, 'L2026')}"


def subject(library: Library, period: str) -> str:
    return facts.report_subject(library.node.tenant, "term", "", period)


def test_another_period_than_a_library_year_of_the_plan_is_refused(
    library: Library, office: Office
) -> None:
    for period in ("2026", "L2025"):
        answer = send(
            office(WIDE), "/programme/reports", "freeze", kind="term", period=period, unit=""
        )
        assert answer.status_code == 422
        assert "stands at the end of a library year from 2026 on" in plain(answer)


def test_years_to_come_are_empty_and_what_is_not_known_is_never_0(
    term: str, library: Library, office: Office
) -> None:
    said = plain(office(WIDE).get(term))
    assert "Targets by year" in said
    assert "not enough data" in said
    cells = sheets(office(WIDE).get(f"{term}/xlsx").content)
    assert {"2026", "2027", "2030"} <= {str(one) for one in cells}
    assert any("The term 2026–2030" in str(one) for one in cells)
    assert "Nothing is proposed yet." in cells


def test_proposals_are_entered_until_somebody_has_checked(
    term: str, library: Library, office: Office
) -> None:
    client = office(WIDE)
    empty = send(client, term, "propose")
    assert empty.status_code == 422
    entered(client, term, "propose", wanted_model="70", means_model=["more_books", "more_funds"])
    assert state(library, term.rpartition("/")[2]).proposals == (
        facts.Proposal("model", 70, ("more_books", "more_funds")),
    )
    assert "more books, more funds" in plain(client.get(term))
    said = [str(one) for one in sheets(client.get(f"{term}/xlsx").content)]
    assert "more books, more funds" in said
    entered(client, term, "prepared")
    entered(office(CHIEF), term, "checked")
    assert "Enter the proposals" not in plain(office(CHIEF).get(term))
    entered(office(CHIEF), term, "signed")
    entered(office(CHIEF), term, "issue", number="12", mark="TVT", dated=TODAY)
    found = verified(client.get(f"{term}/bundle").content)
    assert found.faults == ()
    assert found.state is not None
    assert found.state.proposals != ()
    assert client.get(f"{term}/docx").content.startswith(b"PK")
    if press.has_press():
        assert client.get(f"{term}/pdf").content.startswith(b"%PDF-")


def test_an_earlier_year_is_as_its_own_report_said_else_as_it_is_counted_now(
    library: Library, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    count(library, 7)
    client, chief = office(WIDE), office(CHIEF)
    entered(client, "/programme/reports", "freeze", kind="annual", period="L2026", unit="")
    own = facts.report_subject(library.node.tenant, "annual", "", "L2026")
    year = f"/programme/reports/{own}"
    entered(client, year, "prepared")
    for step in ("checked", "signed"):
        entered(chief, year, step)
    entered(chief, year, "issue", number="12", mark="TVT", dated=TODAY)
    count(library, 5)
    monkeypatch.setattr(library.node.store, "today", lambda: "2027-12-05")
    told: dict[str, Any] = {"kind": "term", "period": "L2027", "unit": ""}
    entered(client, "/programme/reports", "freeze", **told)
    kept = state(library, subject(library, "L2027"))
    (before,) = kept.years
    frozen = state(library, own).frozen
    assert frozen is not None
    assert (before.period, before.frozen) == ("L2026", frozen.fact)
    assert {one.indicator: one.num for one in before.values}["visits"] == 7
    unit = library.node.place(library.main).unit or _unit(library)
    entered(client, "/programme/reports", "freeze", **(told | {"unit": unit}))
    of_unit = facts.report_subject(library.node.tenant, "term", unit, "L2027")
    (counted,) = state(library, of_unit).years
    assert (counted.period, counted.frozen) == ("L2026", "")
    page = client.get(f"/programme/reports/{of_unit}/xlsx")
    assert any("were counted for this report: 2026" in str(x) for x in sheets(page.content))


def _unit(library: Library) -> str:
    return str(library.node.store.query("SELECT subject FROM unit ORDER BY subject LIMIT 1")[0][0])
