"""A declared baseline and a chosen reading, as figures, reports and kept cells know them."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.node.desk.conftest import BEGUN, TODAY
from tests.node.office.conftest import Library

from tusach.exchange.documents.report_bundle import verified
from tusach.ledger.draft import Refusal
from tusach.ledger.ident import derived
from tusach.library.programme import telling
from tusach.library.programme.facts import (
    BaselineDeclared,
    Milestone,
    TargetSet,
    target_subject,
)
from tusach.library.programme.periods import period
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import aims, circulation, figures, reports
from tusach.node.acts.figure_words import value
from tusach.node.acts.figures import Answer
from tusach.node.acts.province import place_drafts
from tusach.node.store.cells import Asked

DECLARED = BaselineDeclared(
    indicator="visits_growth",
    reading="average",
    period="2024",
    num=100,
    paper="41/BC-TVT",
    dated="2025-01-15",
    grade="report",
)
SET = TargetSet(
    indicator="visits_growth",
    reading="cumulative",
    milestones=(Milestone(2026, 30),),
    rounding="exact",
    interpolate="linear",
    period="year",
    paper="109/KH-UBND",
    dated="2026-02-03",
)


def count(library: Library, n: int, *, on: str = TODAY) -> None:
    """So many came to a commune library; the kinds of this invented country are others."""
    node = library.node
    assert node.profile.demonstration is not None
    first, *_ = place_drafts(node.profile, node.tenant, node.profile.demonstration.places[0], BEGUN)
    place = derived(node.tenant, "place", "commons")
    if not node.store.query("SELECT 1 FROM place WHERE subject = ?", (place,)):
        body = replace(first.body, code="commons", kind="commune_library")
        node.store.tell(None, [replace(first, subject=place, place=place, body=body)])
    at = library.at(place, on=on)
    told = circulation.count_visits(node, VisitCounted(channel="on_site", n=n), at)
    assert not isinstance(told, Refusal), told


def declare(library: Library, body: BaselineDeclared = DECLARED) -> None:
    node = library.node
    said = figures.shipped_of(body.indicator)
    subject = aims.baseline_of(node, said, body)
    done = aims.tell(
        node,
        None,
        "baseline",
        subject,
        deed=lambda one: telling.declare(one, body, said, aims.at(node)),
    )
    assert not isinstance(done, Refusal), done


def set_target(library: Library, body: TargetSet = SET) -> None:
    node = library.node
    said = figures.shipped_of(body.indicator)
    subject = target_subject(node.tenant, body.indicator)
    done = aims.tell(
        node,
        None,
        "target",
        subject,
        deed=lambda one: telling.set_target(one, body, said, aims.at(node)),
    )
    assert not isinstance(done, Refusal), done


def asked(reading: str = "average", name: str = "2026", unit: str = "") -> Asked:
    said, over = figures.shipped_of("visits_growth"), period(name)
    assert said is not None
    assert over is not None
    found = said.read_as(reading)
    assert found is not None
    return Asked(said, found, over, unit)


def growth(library: Library, reading: str = "average", **more: Any) -> Answer:
    return figures.answers(library.node, [asked(reading, **more)])[0]


def test_without_records_of_the_base_year_a_declared_baseline_counts_and_says_so(
    library: Library,
) -> None:
    count(library, 121)
    lacking = growth(library)
    assert (lacking.figure.lacking, lacking.baseline) == ("baseline_nothing", None)
    declare(library)
    found = growth(library)
    assert (found.figure.num, found.figure.den, found.grown) == (121, 100, (1, 10))
    assert found.baseline is not None
    assert value(found) == (
        "10,0 % (121 / 100; mốc gốc công bố theo văn bản 41/BC-TVT ngày 15/01/2025, theo báo cáo)"
    )
    assert growth(library, "cumulative").grown == (21, 100)


@pytest.mark.parametrize("other", ["average_on_site", "average_2025", "year_on_year"])
def test_a_baseline_counts_for_no_other_measure_year_unit_or_kind_of_period(
    library: Library, other: str
) -> None:
    count(library, 121)
    declare(library)
    assert growth(library, other).baseline is None
    assert growth(library, name="L2026").baseline is None
    unit = library.node.place(library.main).unit or "none"
    assert growth(library, unit=unit).baseline is None


def test_what_was_kept_before_the_baseline_was_told_is_right_after_it_and_after_its_end(
    library: Library,
) -> None:
    count(library, 121)
    for _ in range(2):
        assert growth(library).figure.lacking == "baseline_nothing"
    declare(library)
    for _ in range(2):
        assert growth(library).figure.den == 100
    count(library, 9)
    assert growth(library).figure.num == 130
    declare(library, replace(DECLARED, num=65, grade="estimate"))
    assert growth(library, "cumulative").grown == (1, 1)
    subject = aims.baseline_of(library.node, figures.shipped_of("visits_growth"), DECLARED)
    aims.tell(
        library.node,
        None,
        "baseline",
        subject,
        deed=lambda one: telling.withdraw_baseline(one, "mistake", aims.at(library.node)),
    )
    assert growth(library).figure.lacking == "baseline_nothing"


def test_as_known_then_it_is_the_baseline_of_then(library: Library) -> None:
    count(library, 121)
    declare(library)
    before = figures.Look(library.node).arrival()
    declare(library, replace(DECLARED, num=60))
    moment = figures.Moment(before, TODAY)
    with figures.then(library.node, moment) as look:
        found = figures.answer_in(look, asked(), today=TODAY)
    assert found.figure.den == 100
    assert growth(library).figure.den == 60


def test_the_chosen_reading_is_what_is_frozen_and_a_frozen_one_does_not_change(
    library: Library,
) -> None:
    count(library, 121)
    declare(library)
    over = period("2026")
    assert over is not None

    def frozen(kind: str) -> Any:
        made = reports.freeze(
            library.node, over, kind=kind, unit="", where=reports.at(library.node, None)
        )
        assert isinstance(made, str), made
        state = reports.report(library.node, made)
        return state, {one.indicator: one for one in state.frozen.told.values}["visits_growth"]

    assert figures.chosen(library.node)["visits_growth"] == "average"
    first, then = frozen("annual")
    set_target(library)
    assert figures.chosen(library.node)["visits_growth"] == "cumulative"
    _, now = frozen("periodic")
    assert (then.reading, now.reading) == ("average", "cumulative")
    assert reports.report(library.node, first.subject).frozen == first.frozen
    assert reports.late(library.node, first).found == ()


def test_a_frozen_growth_names_the_baseline_that_it_was_held_against_and_its_bundle_holds(
    library: Library,
) -> None:
    count(library, 121)
    declare(library)
    over = period("2026")
    assert over is not None
    made = reports.freeze(
        library.node, over, kind="annual", unit="", where=reports.at(library.node, None)
    )
    assert isinstance(made, str), made
    declare(library, replace(DECLARED, num=50, paper="42/BC-TVT"))
    state = reports.report(library.node, made)
    (found,) = [
        one
        for one in reports.answers_of(library.node, state)
        if one.definition.id == "visits_growth"
    ]
    assert found.baseline is not None
    assert (found.baseline.num, found.baseline.paper, found.grown) == (100, "41/BC-TVT", (1, 10))
    bundle = reports.bundle(library.node, state)
    assert isinstance(bundle, bytes)
    assert verified(bundle).faults == ()
    (different,) = reports.late(library.node, state).found
    assert different.now.den == 50


def test_milestones_that_were_told_are_what_is_wanted_next(library: Library) -> None:
    said = figures.shipped_of("far_trips")
    assert said is not None
    set_target(
        library,
        replace(
            SET, indicator="far_trips", reading="trips_from_2025", milestones=(Milestone(2027, 14),)
        ),
    )
    over = period("2026")
    assert over is not None
    reading = said.read_as(figures.chosen(library.node)["far_trips"])
    assert reading is not None
    one = figures.answer(library.node, said, reading, over)
    assert reading.id == "trips_from_2025"
    assert one.line is not None
    assert one.line.milestones == ((2027, 14),)
