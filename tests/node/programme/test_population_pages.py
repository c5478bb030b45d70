"""The people of communes: entered by one paper for many, unknown is not 0, per head only of all."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from tests.node.desk.conftest import HERE, WIDE
from tests.node.office.conftest import Library
from tests.node.opac.conftest import plain, words
from tests.node.programme.test_aims_told import count
from tests.node.programme.test_programme_pages import entered, send

from tusach.library.programme.periods import period
from tusach.node.acts import figures, population
from tusach.node.store.cells import Asked

Office = Callable[..., Client]
PAGE = "/programme/population"
PAPER = {"counted_on": "31/12/2025", "paper": "17/BC-UBND", "dated": "20/01/2026"}


def units(library: Library) -> list[str]:
    rows = library.node.store.query("SELECT subject FROM unit WHERE ended_on IS NULL")
    return sorted(subject for (subject,) in rows)


def per_head(library: Library, unit: str = "") -> figures.Answer:
    said, over = figures.definition_of(library.node, "visits_per_head"), period("2026")
    assert said is not None
    assert over is not None
    return figures.answers(library.node, [Asked(said, said.readings[0], over, unit)])[0]


def test_numbers_of_many_communes_are_told_by_one_paper(library: Library, office: Office) -> None:
    count(library, 12)
    client, some = office(WIDE), units(library)
    said = words(client.get(PAGE))
    assert f"Of {len(some)} communes and wards no number was told" in said
    assert per_head(library).figure.lacking == "denominator_zero"
    entered(client, PAGE, "tell", **PAPER, **dict.fromkeys(some[1:], "1.000"))
    assert per_head(library).figure.lacking == "denominator_zero"  # one is lacking still
    assert "Of 1 communes and wards no number was told" in words(client.get(PAGE))
    entered(client, PAGE, "tell", **PAPER, **{some[0]: "500"})
    found = per_head(library).figure
    assert (found.num, found.den) == (12, 500 + 1000 * (len(some) - 1))
    assert "A number was told of every commune and ward" in words(client.get(PAGE))
    assert "17/BC-UBND of " in plain(client.get(PAGE))
    assert client.get(f"{PAGE}?as=xlsx").content.startswith(b"PK")


def test_a_later_number_takes_over_on_its_day_and_is_struck_out(
    library: Library, office: Office
) -> None:
    client, some = office(WIDE), units(library)
    entered(client, PAGE, "tell", **PAPER, **{some[0]: "500"})
    later = PAPER | {"counted_on": "30/06/2026", "paper": "90/BC", "dated": "15/07/2026"}
    entered(client, PAGE, "tell", **later, **{some[0]: "520"})
    assert population.on(library.node, "2026-06-29")[some[0]].people == 500
    assert population.on(library.node, "2026-06-30")[some[0]].people == 520
    page = f"{PAGE}/{some[0]}"
    assert "520" in plain(client.get(page))
    entered(client, page, "withdraw", counted_on="2026-06-30", reason="mistake")
    assert population.on(library.node, library.node.today())[some[0]].people == 500
    assert "is not 0" in words(client.get(f"{PAGE}/{some[1]}"))
    assert client.get(f"{PAGE}/{'f' * 32}").status_code == 404


def test_what_is_wrong_is_said_and_nothing_is_told(library: Library, office: Office) -> None:
    client, some, before = office(WIDE), units(library), library.facts()
    for told, what in (
        ({}, "at least one commune"),
        ({some[0]: "0"}, "from 1 to"),
        ({some[0]: "many"}, "number"),
        ({some[0]: "9", "paper": ""}, "must not stay empty"),
        ({some[0]: "9", "counted_on": "31/12/2027"}, "still to come"),
    ):
        answer = send(client, PAGE, "tell", **(PAPER | told))
        assert answer.status_code == 422, what
        assert what in words(answer), what
    assert library.facts() == before
    entered(client, PAGE, "tell", **PAPER, **{some[0]: "9"})
    again = send(client, PAGE, "tell", **PAPER, **{some[0]: "9"})
    assert "nothing to change" in words(again)


def test_a_librarian_looks_and_enters_nothing(library: Library, office: Office) -> None:
    client = office(HERE)
    assert "Enter the people" not in words(client.get(PAGE))
    assert send(client, PAGE, "tell", **PAPER, **{units(library)[0]: "9"}).status_code == 403


def test_a_commune_is_counted_by_its_own_people(library: Library, office: Office) -> None:
    count(library, 12)
    unit = library.node.place(library.main).unit
    assert unit is not None
    entered(office(WIDE), PAGE, "tell", **PAPER, **{unit: "400"})
    found = per_head(library, unit).figure
    assert (found.num, found.den) == (12, 400)
