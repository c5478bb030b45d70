"""Targets by page: what is missing, asked by today, expected; every commune; what is told."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from fractions import Fraction

from django.test import Client
from django.utils.translation import override
from msgspec.structs import replace
from tests.node.desk.conftest import HERE, TODAY, WIDE
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme import recorded_things as made
from tests.node.programme.test_aims_told import count
from tests.node.programme.test_figure_pages import recognised
from tests.node.programme.test_programme_pages import entered, send

from tusach.library.programme.aims import Line, line_of
from tusach.library.programme.definition import Definition, Reading
from tusach.library.programme.evaluate import Figure
from tusach.library.programme.periods import Period, period
from tusach.node.acts import figures, targets
from tusach.node.acts.figures import Answer
from tusach.node.acts.outlooks import Expected
from tusach.node.acts.targets import Stand, Step
from tusach.node.programme import target_words
from tusach.node.programme.figures_said import refused_of
from tusach.node.store.cells import Asked, every

Office = Callable[..., Client]
PAGE, GROWTH = "/programme/targets", "/programme/targets/visits-growth"
BASELINE = {
    "reading": "average",
    "period": "2024",
    "unit": "",
    "num": "100",
    "den": "",
    "grade": "report",
    "paper": "41/BC-TVT",
    "dated": "15/01/2025",
}
TARGET = {
    "reading": "cumulative",
    "milestones": "2026: 30\n2030: 60 %",
    "interpolate": "linear",
    "rounding": "exact",
    "period": "year",
    "paper": "109/KH-UBND",
    "dated": "03/02/2026",
}


def test_each_target_stands_with_a_bullet_in_words_and_a_table(
    library: Library, office: Office
) -> None:
    response = office(HERE).get(PAGE)
    said, raw = words(response), response.content.decode()
    assert "Communes and wards with a suitable model" in said
    assert "Not enough data" in said
    assert raw.count('role="img"') == 6
    assert all(label for label in re.findall(r'role="img" aria-label="([^"]*)"', raw))
    assert "2045" in said
    assert "No forecast" in said
    assert len(gzip.compress(response.content)) < 60_000


def test_a_target_opens_to_what_was_counted_in_its_chosen_reading(
    library: Library, office: Office
) -> None:
    entered(office(WIDE), GROWTH, "set", **TARGET)
    raw = office(HERE).get(PAGE).content.decode()
    (link,) = set(re.findall(r'href="(/programme/figures/visits-growth[^"]*)"', raw))
    assert "reading=cumulative" in link
    assert "period=2026" in link
    assert office(HERE).get(link.replace("&amp;", "&")).status_code == 200


def test_what_is_missing_is_a_whole_number_and_the_pace_says_how_far_behind(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    count(library, 112)
    entered(client, GROWTH, "declare", **BASELINE)
    entered(client, GROWTH, "set", **TARGET)
    said = words(client.get(PAGE))
    assert "Still missing to the milestone of 2026: 18 visits" in said
    assert "behind by" in said
    assert "baseline declared by paper 41/BC-TVT" in said
    assert "set by paper 109/KH-UBND of 3 Feb 2026" in said
    (stand,) = [
        one for one in targets.stands(library.node) if one.answer.definition.id == "visits_growth"
    ]
    assert stand.next is not None
    assert (stand.next.wanted, stand.next.missing, stand.next.met) == (130, 18, False)
    count(library, 18)
    assert "The milestone of 2026 is reached" in words(client.get(PAGE))


def test_a_number_is_missing_where_it_is_one(library: Library, office: Office) -> None:
    recognised(library)
    (trips,) = [
        one for one in targets.stands(library.node) if one.answer.definition.id == "far_trips"
    ]
    assert trips.worth is None
    assert trips.asked is not None
    assert 9 < trips.asked < 10
    said = words(office(HERE).get(PAGE))
    assert "there is not enough data" in said


def test_the_chosen_reading_is_the_default_of_every_page_and_is_named(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    count(library, 112)
    entered(client, GROWTH, "declare", **BASELINE)
    entered(client, GROWTH, "set", **TARGET)
    assert figures.chosen(library.node)["visits_growth"] == "cumulative"
    for page in ("/programme/figures?period=2026", "/programme/figures/visits-growth?period=2026"):
        said = words(client.get(page))
        assert "Growth over 2024, all channels" in said
        assert "12.0 % (112 / 100" in said
        assert "Asked by today: " in said


def test_what_is_wrong_is_said_in_the_form_and_nothing_is_told(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    before = library.facts()
    zero = send(client, GROWTH, "declare", **(BASELINE | {"num": "0"}))
    assert zero.status_code == 422
    assert "Nothing can grow from 0" in words(zero)
    twice = send(client, GROWTH, "set", **(TARGET | {"milestones": "2026: 10\n2026: 20"}))
    assert twice.status_code == 422
    assert "Two milestones have the same year: 2026" in words(twice)
    odd = send(client, GROWTH, "set", **(TARGET | {"milestones": "next year: many"}))
    assert "This is none: next year: many" in words(odd)
    assert library.facts() == before


def test_a_word_is_taken_back(library: Library, office: Office) -> None:
    client = office(WIDE)
    count(library, 112)
    entered(client, GROWTH, "declare", **BASELINE)
    entered(client, GROWTH, "set", **TARGET)
    for noun in ("target", "baseline"):
        ((subject,),) = library.node.store.query(f"SELECT subject FROM {noun}")  # noqa: S608
        entered(client, GROWTH, "back", what=subject, reason="mistake")
    assert figures.chosen(library.node)["visits_growth"] == "average"
    assert "Declared baselines" not in words(client.get(GROWTH))


def test_only_the_province_sets_targets(library: Library, office: Office) -> None:
    assert "Set the target" in words(office(WIDE).get(GROWTH))
    client = office(HERE)
    assert "Set the target" not in words(client.get(GROWTH))
    before = library.facts()
    assert send(client, GROWTH, "set", **TARGET).status_code == 200
    assert library.facts() == before


def test_every_commune_stands_in_the_table_and_what_is_unknown_is_not_0(
    library: Library, office: Office
) -> None:
    made.model(library)
    count(library, 7)
    response = office(HERE).get("/programme/targets/visits?period=2026")
    said, raw = words(response), response.content.decode()
    ((units,),) = library.node.store.query("SELECT count(*) FROM unit WHERE ended_on IS NULL")
    assert raw.count("<tr>") >= units
    assert "not enough data: nothing was heard" in said
    assert 'class="spark"' in raw
    assert 'class="squares-map"' in raw
    assert len(gzip.compress(response.content)) < 60_000
    assert office(HERE).get("/programme/targets/nothing").status_code == 404


def test_both_pages_are_files_too(library: Library, office: Office) -> None:
    client = office(HERE)
    rows = client.get(f"{PAGE}?as=csv").content.decode("utf-8-sig").splitlines()
    assert "2045" in "".join(rows)
    assert client.get("/programme/targets/visits?as=xlsx").status_code == 200
    assert client.get(f"{PAGE}?as=exe").status_code == 404
    assert client.get(f"{PAGE}?period=2026Q1").status_code == 200


def test_a_period_or_level_that_a_definition_does_not_name_is_refused_in_words() -> None:
    said, over = figures.shipped_of("model"), period("2026Q1")
    assert said is not None
    assert over is not None
    assert refused_of(said, over, "") is None
    only = replace(said, periods=("year",), levels=("province",))
    wrong = refused_of(only, over, "")
    assert wrong is not None
    assert (wrong.code, wrong.values) == ("figure.period_not_asked", {"period": "2026Q1"})
    year = period("2026")
    assert year is not None
    level = refused_of(only, year, "a commune")
    assert level is not None
    assert level.code == "figure.level_not_asked"
    assert every([only], [over, year], ["", "a commune"]) == [
        Asked(only, said.readings[0], year, "")
    ]


def months(library: Library, first: int, *, silent: str = "") -> None:
    """Thirty visits in each month from January of a year until now."""
    for year in range(first, 2027):
        for month in range(1, 13):
            on = f"{year}-{month:02}-05"
            if on <= TODAY and on[:7] != silent:
                count(library, 30, on=on)


def growth(library: Library) -> Stand:
    (found,) = [
        one for one in targets.stands(library.node) if one.answer.definition.id == "visits_growth"
    ]
    return found


def test_a_forecast_needs_two_known_years_and_says_its_interval(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    months(library, 2025)
    entered(client, GROWTH, "set", **TARGET)
    few = growth(library).expected
    assert (few.lacking, few.known) == ("few_months", 22)
    months(library, 2023)
    expected = growth(library).expected
    assert expected.lacking == ""
    # What January to October brought stays; what is foreseen is November and December.
    assert expected.low <= expected.total <= expected.high
    assert expected.low >= (growth(library).answer.figure.num or 0)
    said = words(client.get(PAGE))
    assert "in eight of ten such years" in said
    assert "No forecast: the period does not run" in words(client.get(f"{PAGE}?period=2025"))


def test_a_period_with_a_silent_month_is_not_foreseen(library: Library, office: Office) -> None:
    months(library, 2023, silent="2026-03")
    entered(office(WIDE), GROWTH, "set", **TARGET)
    assert growth(library).expected.lacking == "silent_months"


def test_a_share_begins_at_its_declared_baseline(library: Library, office: Office) -> None:
    client, page = office(WIDE), "/programme/targets/model"
    entered(
        client,
        page,
        "set",
        **(TARGET | {"reading": "recognised", "milestones": "2026: 15", "rounding": "ceil_units"}),
    )
    (model,) = [x for x in targets.stands(library.node) if x.answer.definition.id == "model"]
    assert model.asked is None
    told = {"reading": "recognised", "period": "2025", "num": "0", "den": "56"}
    entered(client, page, "declare", **(BASELINE | told))
    (model,) = [x for x in targets.stands(library.node) if x.answer.definition.id == "model"]
    assert model.asked is not None
    assert 13 < model.asked < 14
    assert (model.next.missing if model.next else 0) is None  # nothing was heard of models
    missing = send(client, page, "declare", **(BASELINE | told | {"den": ""}))
    assert "Enter out of how many" in words(missing)


def test_a_share_that_is_not_rounded_says_what_is_missing_in_percent(
    library: Library, office: Office
) -> None:
    (stand,) = [
        Stand(
            answer=Answer(said, reading, year, Figure(3, 40), "hash", 1),
            line=line,
            steps=(Step(2026, 15, None, None, met=False),),
            worth=Fraction(15, 2),
            asked=Fraction(10),
            asked_units=None,
            expected=Expected(lacking="counted_apart"),
        )
        for said, reading, year, line in [_exact()]
    ]
    with override("en"):
        assert target_words.gap(stand) == "Still missing to the milestone of 2026: 7.5 %"
        assert target_words.pace(stand) == "Asked by today: 10.0 %; behind by 2.5 %."


def _exact() -> tuple[Definition, Reading, Period, Line]:
    said, year = figures.shipped_of("model"), period("2026")
    assert said is not None
    assert year is not None
    return said, said.readings[0], year, replace(line_of(said), rounding="exact")


def test_the_way_to_the_target_begins_with_the_milestone_that_the_province_set(
    library: Library, office: Office
) -> None:
    client = office(WIDE)
    told = {"reading": "recognised", "milestones": "2027: 37", "rounding": "ceil_units"}
    entered(client, "/programme/targets/model", "set", **(TARGET | told))
    raw = client.get("/programme/gap").content.decode()
    assert 'value="37"' in raw
    assert "31/12/2027" in raw


def test_a_report_names_the_declared_baseline_on_its_page(library: Library, office: Office) -> None:
    client = office(WIDE)
    count(library, 112)
    entered(client, GROWTH, "declare", **BASELINE)
    entered(client, GROWTH, "set", **TARGET)
    entered(client, "/programme/reports", "freeze", kind="annual", period="2026", unit="")
    ((report,),) = library.node.store.query("SELECT subject FROM report")
    page = words(client.get(f"/programme/reports/{report}"))
    assert "12.0 % (112 / 100; baseline declared by paper 41/BC-TVT" in page
    assert "Growth over 2024, all channels" in page
    assert client.get(f"/programme/reports/{report}/xlsx").status_code == 200


def test_a_figure_of_quarters_opens_in_its_own_kind_of_period(
    library: Library, office: Office
) -> None:
    client = office(HERE)
    assert client.get("/programme/figures/quarter-habit").status_code == 200
    other = client.get("/programme/figures/quarter-habit?period=2026")
    assert other.status_code == 422
    assert "is not asked of a period like 2026" in words(other)
