"""A commune that is merged or split within the time of a figure is named, with what stays there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.desk.conftest import HERE, TODAY
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words

from tusach.ledger.draft import Draft
from tusach.library.places.facts import UnitEnded
from tusach.library.programme.periods import Period, period
from tusach.node.acts import communes
from tusach.node.acts.changed_units import changed_units
from tusach.node.acts.figures import answer, coverage, shipped_of
from tusach.node.acts.reached import reached

Office = Callable[..., Client]
ENDED = "2026-06-01"


def over(name: str) -> Period:
    found = period(name)
    assert found is not None
    return found


def home_of(library: Library) -> str:
    unit = library.node.place(library.main).unit
    assert unit is not None
    return unit


def other(library: Library) -> str:
    rows = library.node.store.query("SELECT subject FROM unit ORDER BY subject", ())
    return next(str(row[0]) for row in rows if row[0] != home_of(library))


def end(library: Library, *into: str) -> str:
    unit = home_of(library)
    body = UnitEnded(ENDED, into)
    draft = Draft(kind="unit.ended/1", subject=unit, scope="control", on=TODAY, body=body)
    library.node.store.tell(None, [draft])
    return unit


@pytest.mark.django_db
def test_a_merger_is_said_beside_the_figures_of_the_province_the_old_commune_and_the_new(
    library: Library, office: Office
) -> None:
    into = other(library)
    gone = end(library, into)
    for unit in ("", gone, into):
        (found,) = changed_units(library.node, over("2026"), unit=unit)
        assert (found.unit, found.ended_on, len(found.into)) == (gone, ENDED, 1)
        assert found.places >= 1
    said = words(office(HERE).get("/programme/figures/visits?period=2026"))
    assert "is no more since" in said and "the time before too" in said


@pytest.mark.django_db
def test_a_split_commune_is_said_to_count_on_under_its_old_name(
    library: Library, office: Office
) -> None:
    into = other(library)
    end(library, into, home_of(library)[:-1] + "0")
    (found,) = changed_units(library.node, over("2026"))
    assert found.counts_in is None
    said = words(office(HERE).get("/programme/figures/visits?period=2026"))
    assert "still count" in said


def test_before_it_and_in_the_years_after_it_the_province_says_nothing(library: Library) -> None:
    into = other(library)
    gone = end(library, into)
    assert changed_units(library.node, over("2025")) == ()
    assert changed_units(library.node, over("2027")) == ()
    assert [one.unit for one in changed_units(library.node, over("2027"), unit=into)] == [gone]


def test_a_commune_that_nobody_follows_is_said_to_be_so(library: Library, office: Office) -> None:
    end(library)
    assert "nobody said what follows it" in words(
        office(HERE).get("/programme/figures/visits?period=2026")
    )


def test_places_of_a_merged_commune_are_those_of_the_new_one_wherever_places_are_listed(
    library: Library,
) -> None:
    node, into, gone = library.node, other(library), home_of(library)
    before = {one.place for one in communes.places(node, gone)}
    due = _due(library, gone) + _due(library, into)
    end(library, into)
    assert before and before <= {one.place for one in communes.places(node, into)}
    assert communes.places(node, gone) == []
    assert {one.unit for one in communes.places(node)} >= {into}
    assert gone not in {one.unit for one in communes.places(node)}
    assert (_due(library, gone), _due(library, into)) == (0, due)
    assert gone not in {one.unit for one in reached(node, TODAY)}


def _due(library: Library, unit: str) -> int:
    said = shipped_of("visits")
    assert said is not None
    reading = said.read_as("")
    assert reading is not None
    one = answer(library.node, said, reading, over("2026"), unit=unit)
    return coverage(library.node, one).due
