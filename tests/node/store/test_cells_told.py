"""Cells beside facts that are really told: late, undone, retold, received in many orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest
from tests.node.store.telling import PLACE, TENANT, draft, ids, named, parcels, tell, voided
from tests.node.store.test_cells import RAW, fresh, over
from tests.node.store.wiping import wipe

from tusach.ledger.draft import Draft
from tusach.library import scopes
from tusach.library.places.facts import PlaceFounded, UnitDeclared, UnitEnded
from tusach.library.programme.evaluate import of_links
from tusach.library.programme.reading_in import read_definitions
from tusach.library.visits.facts import VisitCounted
from tusach.library.visits.rules import visits_subject
from tusach.node.store import cells, figure_sql
from tusach.node.store.cells import Asked
from tusach.node.store.receive import Parcel, receive
from tusach.node.store.retell import retell
from tusach.node.store.store import Store
from tusach.node.store.verify import verify

NewStore = Callable[..., Store]
COMMUNE, OTHER = named("commune"), named("other commune")
AFAR = named("place afar")
PLACES = {PLACE: COMMUNE, AFAR: OTHER}
TODAY = "2026-11-20"
DEFINITIONS = read_definitions(RAW)[0]
ASKED = [
    one
    for one in cells.every(
        DEFINITIONS, [over(name) for name in ("2025Q1", "2025Q2", "2025")], ("", COMMUNE, OTHER)
    )
    if not of_links(one.reading)
]
VISITS = [one for one in ASKED if one.definition.id == "visits"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, new_store: NewStore) -> Store:
    found = new_store(request.param)
    tell(found, *(founded(place) for place in PLACES))
    return found


def founded(place: str) -> Draft:
    body = PlaceFounded(code=place[:6], name="Thư viện", kind="commune_library", unit=PLACES[place])
    return draft("place.founded/1", place, body, scopes.CONTROL, place=place, on="2020-01-01")


def visited(place: str, on: str, n: int) -> Draft:
    subject = visits_subject(TENANT, place, on)
    body = VisitCounted("on_site", n)
    return draft("visit.counted/1", subject, body, scopes.operations(place), place=place, on=on)


def look(store: Store, asked: Sequence[Asked] = ASKED) -> cells.Counted:
    """What is asked, kept; it is what is counted anew."""
    with store.engine.reading() as reading:
        looked: Any = reading
        found = cells.counted(looked, asked, today=TODAY)
        for one, figure in zip(asked, found.figures, strict=True):
            anew = figure_sql.figure(looked, one.reading, one.over, today=TODAY, unit=one.unit)
            assert figure == anew, (one.definition.id, one.over.name, one.unit)
    assert cells.keep(store.engine, found)
    return found


def values(found: cells.Counted) -> list[int | None]:
    return [one.num for one in found.figures]


def test_what_is_told_three_months_late_is_in_the_quarter_of_its_own_day(store: Store) -> None:
    tell(store, visited(PLACE, "2025-05-04", 3))
    look(store)
    assert look(store).stood == len(ASKED)

    tell(store, visited(PLACE, "2025-02-04", 5))
    found = look(store, VISITS)
    assert fresh(found) == {(unit, name) for unit in ("", COMMUNE) for name in ("2025Q1", "2025")}
    assert values(found) == [5, 3, 8, 5, 3, 8, None, None, None]


def test_who_is_counted_again_on_the_same_day_is_in_the_figure(store: Store) -> None:
    tell(store, visited(PLACE, "2025-05-04", 3))
    look(store)
    tell(store, visited(PLACE, "2025-05-04", 4))

    assert values(look(store, VISITS))[:3] == [None, 7, 7]


def test_what_was_told_wrongly_and_taken_back_is_in_no_figure(store: Store) -> None:
    tell(store, visited(PLACE, "2025-05-04", 3))
    (slip,) = ids(tell(store, visited(PLACE, "2025-02-04", 50)))
    assert values(look(store, VISITS))[:3] == [50, 3, 53]

    subject = visits_subject(TENANT, PLACE, "2025-02-04")
    tell(store, voided(slip, subject, scopes.operations(PLACE)))
    assert values(look(store, VISITS))[:3] == [None, 3, 3]


def test_after_a_retelling_nothing_is_kept_and_all_is_as_before(store: Store) -> None:
    tell(store, visited(PLACE, "2025-05-04", 3), visited(AFAR, "2025-01-04", 2))
    before = look(store)
    assert look(store).stood == len(ASKED)
    retell(store)

    found = look(store)
    assert (found.stood, found.figures) == (0, before.figures)
    assert look(store).stood == len(ASKED)
    assert verify(store).faults == ()


def test_facts_that_are_received_in_any_order_come_to_the_figures_of_who_told_them(
    store: Store, new_store: NewStore
) -> None:
    teller = new_store("memory", "B")
    tell(teller, *(founded(place) for place in PLACES))
    for nr in range(12):
        place = list(PLACES)[nr % 2]
        tell(teller, visited(place, f"2025-0{1 + nr % 6}-0{1 + nr % 3}", nr + 1))
    tell(teller, declared(COMMUNE), declared(OTHER), merges(COMMUNE, OTHER))
    slip = teller.state(visits_subject(TENANT, PLACE, "2025-01-01"), "visits")
    assert slip.total
    some = parcels(teller)
    wanted = None
    dice = Random(3)
    for _ in range(20):
        wipe(store)
        for parcel in dice.sample(some, len(some)):
            for part in halves(parcel, dice.randrange(1, len(parcel.frames) + 1)):
                receive(store, part, source="test")
                look(store, VISITS)
        found = look(store).figures
        wanted = wanted or found
        assert found == wanted
    assert wanted and sum(one.num or 0 for one in wanted)


def halves(parcel: Parcel, at: int) -> list[Parcel]:
    """A parcel, and before it its first facts, as far as they are sealed."""
    return [Parcel(parcel.stream, parcel.frames[:at], parcel.seals, parcel.parts), parcel]


def merges(old: str, *into: str, on: str = "2025-06-01") -> Draft:
    body = UnitEnded(on, into)
    return draft("unit.ended/1", old, body, scopes.CONTROL, on=on)


def declared(unit: str) -> Draft:
    body = UnitDeclared(unit[:5], "commune", {"vi": unit[:5]}, "2020-01-01")
    return draft("unit.declared/1", unit, body, scopes.CONTROL, on="2020-01-01")


def test_a_merger_in_mid_year_brings_the_months_before_it_to_the_new_commune(store: Store) -> None:
    tell(store, declared(COMMUNE), declared(OTHER))
    tell(store, visited(PLACE, "2025-02-04", 5), visited(AFAR, "2025-03-04", 2))
    assert values(look(store, VISITS)) == [7, None, 7, 5, None, 5, 2, None, 2]

    (slip,) = ids(tell(store, merges(COMMUNE, OTHER)))
    # The first quarter was over before it and stays as it was.
    assert values(look(store, VISITS)) == [7, None, 7, 5, None, None, 2, None, 7]
    tell(store, visited(PLACE, "2025-05-04", 3))
    assert values(look(store, VISITS)) == [7, 3, 10, 5, None, None, 2, 3, 10]
    look(store)
    assert look(store).stood == len(ASKED)

    tell(store, voided(slip, COMMUNE, scopes.CONTROL))
    assert values(look(store, VISITS)) == [7, 3, 10, 5, 3, 8, 2, None, 2]


def test_a_split_commune_keeps_what_nobody_gave_to_another(store: Store) -> None:
    tell(store, declared(COMMUNE), declared(OTHER), visited(PLACE, "2025-02-04", 5))
    tell(store, merges(COMMUNE, OTHER, named("third commune")))
    assert values(look(store, VISITS)) == [5, None, 5, 5, None, 5, None, None, None]
