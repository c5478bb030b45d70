"""Figures for everybody: in words, as a table, and no small number of people anywhere."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import msgspec
import pytest
from tests.node.opac.conftest import BEGUN, TODAY, Shelf, plain, reading
from tests.node.programme import recorded_things as made

from tusach.ledger.draft import Refusal
from tusach.library.programme.periods import period
from tusach.library.visits.facts import VisitCounted
from tusach.library.workers import facts, rules
from tusach.node.acts import circulation, figures
from tusach.node.acts.node import At
from tusach.node.acts.open_figures import counts_people, open_figures
from tusach.node.acts.province import place_drafts
from tusach.node.store.transaction import Transaction

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("profile_name", ["caobang"])]


def works(shelf: Shelf, place: str, many: int) -> None:
    """So many people work there, trained by the course that covers everything."""
    at, work = rules.At(TODAY, place), facts.WorkerEngaged(place, "doubling", "2025-01-01")
    passed = facts.WorkerTrained(made.COURSE, "2026-01-16", passed=True)
    for nr in range(many):
        subject = f"{place[:8]}{nr:024x}"

        def begins(found: Transaction, subject: str = subject) -> Any:
            return rules.engage(found.state(subject, "worker"), work, at, name="Ma Thị Mẩy")

        def learns(found: Transaction, subject: str = subject) -> Any:
            course = found.state(made.COURSE, "course")
            return rules.train(found.state(subject, "worker"), course, passed, at)

        for deed in (begins, learns):
            assert not isinstance(shelf.node.store.act(None, deed), Refusal)


def elsewhere(shelf: Shelf) -> str:
    """A library in another commune than the main one."""
    node = shelf.node
    assert node.profile.demonstration is not None
    first, *others = node.profile.demonstration.places
    other = next(one for one in others if one.unit != first.unit and one.code not in shelf.codes)
    node.store.tell(None, list(place_drafts(node.profile, node.tenant, other, BEGUN)))
    return node.place_id(other.code)


def rows(shelf: Shelf, **asked: str) -> list[dict[str, str]]:
    answer = reading().get("/figures.csv", asked)
    assert answer.status_code == 200
    return list(
        csv.DictReader(io.StringIO(answer.content.decode().removeprefix("\ufeff")), delimiter=";")
    )


def test_the_page_says_the_year_each_figure_and_of_how_many_places_it_knows(shelf: Shelf) -> None:
    at = At(shelf.main, TODAY)
    told = circulation.count_visits(shelf.node, VisitCounted("on_site", 12), at)
    assert not isinstance(told, Refusal)
    page = plain(reading("en").get("/figures?what=visits"))
    assert "What the programme has come to" in page and "visits heard from 1 of 2 places" in page
    assert "Visits" in page and " 12 " in page
    assert "not enough data" in page, "what nobody told is not 0"
    assert "Ha Lang" in page
    said = plain(reading("vi").get("/figures"))
    assert "Kết quả của chương trình" in said


def test_a_year_that_is_not_offered_shows_the_running_one(shelf: Shelf) -> None:
    page = plain(reading("en").get("/figures?period=L1999&what=nothing"))
    assert "30 Nov 2026" in page


def test_few_people_are_shown_nowhere_and_cannot_be_found_by_subtraction(shelf: Shelf) -> None:
    made.course(shelf)  # type: ignore[arg-type]
    works(shelf, shelf.main, 3)
    works(shelf, elsewhere(shelf), 40)
    found = [one for one in rows(shelf) if one["indicator"] == "staff"]
    by_name = {one["name"]: one for one in found}
    assert by_name[""]["den"] == "43" and by_name[""]["hidden"] == "0"
    shown = [one for one in found if one["commune"] and one["den"] not in ("", "0")]
    gone = [one for one in found if one["hidden"] == "1"]
    assert len(gone) == 2, "the small one, and the one that would give it away"
    assert not shown and all(one["num"] == one["den"] == "" for one in gone)
    page = plain(reading("en").get("/figures?what=staff"))
    # Both communes, and above them the two readers who are new in the whole province, who are also
    # the only ones with a card.
    assert page.count("not shown: too few people") == 4


def test_of_so_few_people_in_the_whole_province_nothing_is_shown(shelf: Shelf) -> None:
    made.course(shelf)  # type: ignore[arg-type]
    works(shelf, shelf.main, 2)
    (whole,) = [one for one in rows(shelf) if one["indicator"] == "staff" and not one["name"]]
    assert (whole["hidden"], whole["num"], whole["den"]) == ("1", "", "")


def test_the_table_says_what_the_page_says_and_names_its_definition(shelf: Shelf) -> None:
    told = rows(shelf)
    assert {one["period"] for one in told} == {"L2026"}
    said = json.loads(reading().get("/figures.json").content)
    hashes = {one["id"]: one["hash"] for one in said["indicators"]}
    assert all(one["definition"] == hashes[one["indicator"]] for one in told)
    assert {one["indicator"] for one in told} == set(hashes)
    units = len({one["commune"] for one in told}) - 1
    assert len(told) == len(hashes) * (1 + units)
    people = {one["id"] for one in said["indicators"] if one["least_people"] == 5}
    assert people >= {"staff", "new_readers", "members", "active_borrowers", "reading_habit"}
    assert not people & {"visits", "loans", "stock", "holds"}


def test_a_library_of_the_network_sends_to_the_province(shelf: Shelf) -> None:
    store = shelf.node.store
    store.identity = msgspec.structs.replace(store.identity, role="library")
    assert "The provincial library publishes" in plain(reading("en").get("/figures"))
    assert reading().get("/figures.csv").status_code == 404


def test_what_counts_no_people_is_published_as_it_is(shelf: Shelf) -> None:
    over = period("L2026")
    assert over is not None
    said = [one for one in figures.shipped() if not counts_people(one)]
    found: list[Any] = open_figures(shelf.node, said, over, [])
    assert len(found) == len(said) and not any(one.is_hidden for one in found)
