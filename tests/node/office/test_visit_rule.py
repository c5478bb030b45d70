"""The rule of visits in the office: read by everybody, set by who may, printed under the figure."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.office.conftest import HERE, TODAY, Library

from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation
from tusach.node.acts.month_visits import rule_on

FORM = {
    "where": "",
    "loans": "never",
    "loan_channel": "on_site",
    "leave_out": ["online"],
    "valid_from": "23/11/2026",
    "citation": "",
}


def test_the_rule_is_set_beside_the_earlier_ones_and_printed_under_the_figure(
    library: Library, office: Callable[..., Client]
) -> None:
    circulation.count_visits(library.node, VisitCounted("on_site", 7), library.at())
    client = office()
    home = client.get("/office/").content.decode()
    assert "<b>7</b>" in home
    assert "One visit is one person counted" in home
    answer = client.post("/office/visits/rule", FORM)
    assert answer.status_code == 302
    held = rule_on(library.node, library.main, TODAY)
    assert (held.loans, held.leave_out, held.valid_from) == ("never", "online", TODAY)
    assert rule_on(library.node, library.main, "2026-11-22").loans == "least"
    assert "Loans make no visits." in client.get("/office/").content.decode()
    page = client.get("/office/visits/rule").content.decode()
    assert page.count("One visit is one person counted") == 2


def test_a_librarian_reads_the_rule_and_does_not_set_it(
    library: Library, office: Callable[..., Client]
) -> None:
    client = office(HERE)
    before = library.facts()
    assert 'name="loan_channel"' not in client.get("/office/visits/rule").content.decode()
    client.post("/office/visits/rule", FORM)
    assert library.facts() == before


@pytest.mark.parametrize("wrong", [{"loans": "some"}, {"valid_from": "x"}, {"where": "kind:x"}])
def test_a_wrong_rule_says_what_is_wrong(
    library: Library, office: Callable[..., Client], wrong: dict[str, str]
) -> None:
    before = library.facts()
    assert office().post("/office/visits/rule", {**FORM, **wrong}).status_code == 422
    assert library.facts() == before
