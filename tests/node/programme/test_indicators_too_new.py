"""Whatever a newer program told, or a province took out of its targets, every page still opens."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from msgspec.structs import replace
from tests.library.programme.test_defining import EXAMPLE
from tests.node.desk.conftest import WIDE
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme.test_aims_told import count

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.programme import facts
from tusach.library.programme.periods import period
from tusach.library.programme.reading_in import definition_bytes, read_one
from tusach.node.acts import defining, reports
from tusach.node.acts.definitions import shipped, shipped_of, too_old
from tusach.node.acts.open_figures import counts_people
from tusach.node.acts.settled import of_month

Office = Callable[..., Client]
OF_ONE = ("/figures?what=", "/programme/figures/", "/programme/indicators/", "/programme/targets/")
TESTS: list[Any] = [
    {"says": "nothing", "given": {}, "period": "2026", "expect": {"lacking": "nothing_heard"}}
]
PAGES = (
    "/programme/",
    "/programme/leader",
    "/programme/targets",
    "/programme/figures",
    "/programme/indicators",
    "/programme/reports",
    "/programme/week",
    "/programme/here",
    "/programme/communes",
    "/programme/assessments",
    "/programme/gap",
    "/programme/money",
    "/programme/doubts",
    "/figures",
    "/figures.json",
    "/figures.csv",
)


def told_by_newer_programs(library: Library) -> None:
    """Every shipped indicator in a version that counts what this program does not know."""
    node = library.node
    drafts = [
        Draft(
            kind="indicator.defined/1",
            subject=facts.indicator_subject(node.tenant, one.id),
            scope=scopes.CONTROL,
            on=node.today(),
            place=None,
            body=facts.IndicatorDefined(
                one.id,
                one.version + 1,
                definition_bytes(one).decode().replace('"source":"', '"source":"drone_'),
                "110/KH",
                "2026-03-03",
            ),
        )
        for one in shipped()
    ]
    assert not isinstance(node.store.tell(None, drafts), Refusal)


def communes(library: Library) -> list[str]:
    found = library.node.store.query("SELECT subject FROM unit WHERE kind <> 'province'")
    return [subject for (subject,) in found]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_where_this_program_can_count_nothing(
    library: Library, office: Office, address: str
) -> None:
    count(library, 12)
    told_by_newer_programs(library)
    assert len(too_old(library.node)) == len(shipped())
    assert office(WIDE).get(address).status_code == 200


def test_a_commune_is_shown_without_the_figures_that_cannot_be_counted(
    library: Library, office: Office
) -> None:
    count(library, 12)
    client = office(WIDE)
    pages = [f"/programme/communes/{one}" for one in communes(library)]
    assert pages
    told_by_newer_programs(library)
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "too old for it" in words(answer)
    assert of_month(library.node, library.main, "2026-10") is None


def test_nothing_is_frozen_and_all_is_named_where_this_program_can_count_nothing(
    library: Library,
) -> None:
    told_by_newer_programs(library)
    over, at = period("2026"), reports.at(library.node, None)
    assert over is not None
    refused = reports.freeze(library.node, over, kind="annual", unit="", where=at)
    assert isinstance(refused, Refusal)
    assert refused.code == "report.program_too_old"
    assert len(str(refused.values["known"]).split()) == len(shipped())


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_where_the_province_asks_for_nothing(
    library: Library, office: Office, address: str
) -> None:
    for one in shipped():
        if not one.milestones:
            continue
        more = replace(one, version=one.version + 1, milestones=())
        said, wrong = read_one(json.dumps(json.loads(definition_bytes(more))).encode())
        assert said is not None, wrong
        done = defining.define(library.node, None, said, paper="109/KH", dated="2026-02-03")
        assert not isinstance(done, Refusal), done
    assert office(WIDE).get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    "more",
    [
        {"levels": ["province"]},
        {"levels": ["unit"]},
        {"periods": ["month"], "milestones": []},
        {"periods": ["quarter"]},
    ],
    ids=["province-only", "communes-only", "months-only", "quarters-only"],
)
def test_every_page_opens_with_an_indicator_of_few_levels_and_periods(
    library: Library, office: Office, address: str, more: dict[str, Any]
) -> None:
    count(library, 12)
    name = json.loads(EXAMPLE)["id"]
    said, wrong = read_one(
        json.dumps(json.loads(EXAMPLE) | more | {"tests": TESTS[:1] * 3}).encode()
    )
    assert said is not None, wrong
    done = defining.define(library.node, None, said, paper="109/KH", dated="2026-02-03")
    assert not isinstance(done, Refusal), done
    client, what = office(WIDE), name.replace("_", "-")
    for one in (address, *(f"{page}{what}" for page in OF_ONE)):
        assert client.get(one).status_code in (200, 422), one


def test_a_figure_is_of_people_if_any_reading_is_that_the_province_may_choose() -> None:
    own, people = shipped_of("visits"), shipped_of("members")
    assert own is not None
    assert people is not None
    both = replace(own, readings=(*own.readings, replace(people.readings[0], id="people")))
    assert not counts_people(own)
    assert counts_people(both)
