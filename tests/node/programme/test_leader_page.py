"""The leader's page: six targets with a word and a sign, the gap in whole things."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests.node.desk.conftest import HERE, TODAY
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme import recorded_things as made
from tests.node.programme.test_aims_told import count, declare, set_target

from tusach.library.programme.evaluate import Figure
from tusach.library.programme.periods import period
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, figures, targets
from tusach.node.acts.figures import Answer
from tusach.node.programme import leader
from tusach.node.programme.leader import MISSED, REACHED, UNKNOWN, gap_words

Office = Callable[..., Client]


def answer(name: str, num: int | None, den: int | None, over: str = "2026") -> Answer:
    said, year = figures.shipped_of(name), period(over)
    assert said is not None and year is not None
    reading = said.read_as("")
    assert reading is not None
    lacking = "" if num is not None else "nothing_heard"
    return Answer(said, reading, year, Figure(num, den, lacking), "", 1)


@pytest.mark.parametrize(
    ("name", "num", "den", "verdict", "wanted", "missing"),
    [
        ("model", 6, 56, MISSED, 9, 3),
        ("model", 9, 56, REACHED, 9, 0),
        ("model", None, None, UNKNOWN, None, None),
        ("far_trips", 4, None, MISSED, 10, 6),
        ("far_trips", 0, None, MISSED, 10, 10),
        ("visits_growth", 1209, 1000, MISSED, 1210, 1),
        ("visits_growth", 1210, 1000, REACHED, 1210, 0),
        ("visits_growth", None, None, UNKNOWN, None, None),
    ],
)
def test_a_target_is_reached_or_not_or_nobody_knows(
    library: Library,
    name: str,
    num: int | None,
    den: int | None,
    verdict: str,
    wanted: Any,
    missing: Any,
) -> None:
    (found,) = targets.standing(library.node, [answer(name, num, den)])
    assert leader.verdict(found) == verdict
    step = found.next
    assert step is not None
    if verdict != UNKNOWN:
        assert (step.wanted, step.missing) == (wanted, missing)


def test_after_the_last_milestone_nothing_is_asked_for_any_more(library: Library) -> None:
    (found,) = targets.standing(library.node, [answer("far_trips", 4, None, "2031")])
    assert leader.verdict(found) == UNKNOWN


def test_the_chosen_reading_and_the_declared_baseline_count_on_the_page_too(
    library: Library, office: Office
) -> None:
    count(library, 130)
    declare(library)
    set_target(library)
    page = office(HERE).get("/programme/leader")
    body = page.content.decode()
    assert "/programme/figures/visits-growth?period=2026&amp;reading=cumulative" in body
    assert "30.0" in words(page) and "41/BC-TVT" in words(page)


def test_what_is_missing_is_said_in_things_of_the_figure() -> None:
    with translation.override("en"):
        assert gap_words("model", 3) == "3 communes and wards are still missing"
        assert gap_words("far_trips", 1) == "1 trip is still missing"
        assert gap_words("another", 2) == "2 are still missing"


def test_six_targets_stand_with_a_word_each_and_open_to_their_figure(
    library: Library, office: Office
) -> None:
    made.money(library)
    circulation.count_visits(library.node, VisitCounted("on_site", 41), library.at(on=TODAY))
    page = office(HERE).get("/programme/leader?period=2026")
    said, body = words(page), page.content.decode()
    assert body.count('class="tile"') == 6
    for name in ("model", "coordination", "staff", "visits-growth", "far-trips", "fairs"):
        assert f"/programme/figures/{name}?period=2026" in body
    assert "Not enough data" in said
    assert "1 of 2 places told visits" in said or "places told visits in this time" in said
    assert "What is missing" in said
    assert "250,000,000" in said


def test_the_page_says_what_communes_lack_in_plain_words(library: Library, office: Office) -> None:
    made.model(library)
    said = words(office(HERE).get("/programme/leader"))
    assert "lack, by what is told here" in said
    assert "sign an agreement" in said


def test_the_page_is_light_and_works_without_scripts(library: Library, office: Office) -> None:
    page = office(HERE).get("/programme/leader").content
    assert len(gzip.compress(page)) <= 60 * 1024
    work = page.decode().split("<main")[1].split("</main>")[0]
    assert "<script" not in work
