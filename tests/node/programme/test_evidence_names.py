"""What a figure counted is called as people call it, and never by a number alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.desk.conftest import WIDE
from tests.node.office.conftest import Library
from tests.node.opac.conftest import plain
from tests.node.programme import recorded_things as made
from tests.node.programme.test_aims_told import count

from tusach.library.population.facts import PopulationTold
from tusach.library.programme.periods import period
from tusach.node.acts import population, reports
from tusach.node.acts.current import current
from tusach.node.acts.figures import answers as counted
from tusach.node.acts.figures import definitions, proof
from tusach.node.office.room import Room
from tusach.node.people.actors import Staff
from tusach.node.programme.evidence_names import name_of, names_of
from tusach.node.store.cells import every

Office = Callable[..., Client]


@pytest.fixture
def room(library: Library) -> Room:
    return Room(current(), Staff(WIDE, 1, (), None), None)


def test_every_thing_that_any_figure_counts_has_words(library: Library, room: Room) -> None:
    count(library, 7)
    made.event(library)
    made.agreement(library)
    made.model(library)
    people = {str(one): 100 for (one,) in library.node.store.query("SELECT subject FROM unit")}
    told = PopulationTold("", "2025-12-31", 0, "17/BC", "2026-01-20")
    population.tell(library.node, None, people, told, place=None)
    over = period("2026")
    assert over is not None
    keys = {
        one.key
        for answer in counted(library.node, every(definitions(library.node), [over], [""]))
        for one in proof(library.node, answer) or ()
    }
    counted_by = reports.counted(library.node, over).proofs.values()  # of both sides
    keys |= {one.key for both in counted_by for side in (both.num, both.den) for one in side or ()}
    names = names_of(room, keys)
    assert keys
    assert [key for key in keys if names[key] == key[:12]] == []


def test_a_copy_is_called_by_its_label_and_title(library: Library, room: Room) -> None:
    rows = library.node.store.query("SELECT subject, code, title FROM copy WHERE code <> ''")
    copy, code, _title = rows[0]
    assert name_of(room, copy).startswith(f"{code} · ")


def test_what_nobody_knows_keeps_the_beginning_of_its_number(room: Room) -> None:
    assert name_of(room, "f" * 32) == "f" * 12
    assert name_of(room, "2026-03") == "2026-03"
    assert names_of(room, ()) == {}


def test_the_figure_of_the_stock_lists_books_by_title(library: Library, office: Office) -> None:
    rows = library.node.store.query("SELECT code FROM copy WHERE code <> '' ORDER BY subject")
    said = plain(office(WIDE).get("/programme/figures/stock"))
    assert rows[0][0] in said
