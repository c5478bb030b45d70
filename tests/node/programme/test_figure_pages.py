"""Figures by page: tiles, readings, coverage, evidence; the cheapest way to a target."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.node.acts.test_purging import borrow
from tests.node.desk.conftest import ADULT, CHILD, HERE, TODAY
from tests.node.office.conftest import Library
from tests.node.opac.conftest import words
from tests.node.programme import recorded_things as made

from tusach.library.programme.evaluate import of_links
from tusach.library.quality import facts as quality
from tusach.library.quality.rules import recognise
from tusach.library.targets.outlook import NotEnough, Outlook
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation, figures, gaps, outlooks, purging

Office = Callable[..., Client]
COSTS = {
    f"{what}_{code}": "5"
    for what in ("cost", "days")
    for code in ("worker", "stock", "agreement", "event")
}


def recognised(library: Library) -> str:
    """The first commune has a recognised model."""
    unit = made.model(library)
    body = quality.ModelRecognised(unit, (library.main,), "7/2026", "2026-01-01")
    subject = quality.model_subject(library.node.tenant, unit)
    library.node.store.act(
        None,
        lambda transaction: recognise(
            transaction.state(subject, "model"), body, on=TODAY, place=library.main
        ),
    )
    return unit


def units(library: Library) -> int:
    return len(gaps.standing(library.node).units)


def test_the_six_targets_stand_with_their_gap_in_whole_communes(
    library: Library, office: Office
) -> None:
    recognised(library)
    said = words(office(HERE).get("/programme/figures"))
    assert "Communes and wards with a suitable model" in said
    # The communes of this invented country are of kinds that the plan does not know.
    assert "cannot be computed: what it is divided by is 0 or not known" in said
    assert "Mobile trips to remote, isolated and border places" in said
    assert "provisional definition" in said


def test_a_figure_opens_to_its_clause_its_readings_and_what_was_counted(
    library: Library, office: Office
) -> None:
    recognised(library)
    said = words(office(HERE).get("/programme/figures/model"))
    assert "1687" in said
    assert "Recognised or declared" in said
    assert "Recognised and valid" in said
    other = words(office(HERE).get("/programme/figures/model?reading=declared"))
    assert "Recognised or declared; of all communes and wards" in other
    assert office(HERE).get("/programme/figures/nothing").status_code == 404
    assert office(HERE).get("/programme/figures/model?reading=guess").status_code == 404


def test_what_nobody_told_is_not_0(library: Library, office: Office) -> None:
    said = words(office(HERE).get("/programme/figures/far-trips?period=2024"))
    assert "not enough data" in said
    assert "Nothing was counted" in said


def test_who_is_silent_is_named(library: Library, office: Office) -> None:
    said = words(office(HERE).get("/programme/figures/visits?period=2026"))
    assert "places told visits in this time" in said
    assert "never heard of" in said or "last heard of on" in said


def test_who_opens_the_page_again_is_shown_what_was_kept(library: Library, office: Office) -> None:
    def kept() -> int:
        return int(library.node.store.query("SELECT count(*) FROM cell")[0][0])

    def seen() -> str:
        said = words(client.get("/programme/figures?period=2026"))
        return re.sub(r"<[^>]*>", "", said)  # a form carries another token each time

    client = office(HERE)
    circulation.count_visits(library.node, VisitCounted("on_site", 41), library.at(on=TODAY))
    first = seen()
    many = kept()  # every figure, and of visits how many came from tally sheets
    assert many > len([one for one in figures.shipped() if not of_links(one.readings[0])])
    assert seen() == first
    circulation.count_visits(library.node, VisitCounted("on_site", 7), library.at(on=TODAY))
    assert seen() != first
    assert kept() == many


def test_a_figure_says_what_was_known_on_an_earlier_day(library: Library, office: Office) -> None:
    address = "/programme/figures/visits?period=2026&known="
    client = office(HERE)
    circulation.count_visits(library.node, VisitCounted("on_site", 41), library.at(on=TODAY))
    early = client.get(f"{address}23/11/2026")
    assert early.status_code == 422
    assert "is no day that is over" in words(early)
    assert client.get(f"{address}soon").status_code == 422
    library.clock.minutes_pass(24 * 60)
    circulation.count_visits(library.node, VisitCounted("on_site", 7), library.at(on=TODAY))
    said = words(client.get(f"{address}23/11/2026"))
    plain = re.sub(r"<[^>]*>", "", said)
    ((then, now),) = re.findall(r"up to fact [0-9]+: ([0-9]+)\. Now: ([0-9]+)", plain)
    assert int(now) == int(then) + 7


def test_people_are_counted_and_not_listed(library: Library, office: Office) -> None:
    made.worker(library)
    said = words(office(HERE).get("/programme/figures/staff"))
    assert "These are people" in said
    assert "Hoa" not in said


def test_without_a_period_it_is_the_library_year_that_runs_and_a_wrong_one_is_said(
    library: Library, office: Office
) -> None:
    client = office(HERE)
    assert '<option value="L2026" selected>' in client.get("/programme/figures").content.decode()
    for page in ("figures", "figures/visits"):
        for wrong, said in (("period=yesterday", "“yesterday” is no period"),
                            ("unit=nowhere", "has the code nowhere")):  # fmt: skip
            answer = client.get(f"/programme/{page}?{wrong}")
            assert answer.status_code == 422 and said in words(answer)


def test_the_way_to_the_target_asks_for_costs_and_assumes_none(
    library: Library, office: Office
) -> None:
    recognised(library)
    client = office()
    said = words(client.get("/programme/gap"))
    assert f"1 of {units(library)} communes and wards" in said
    assert "Nothing is assumed" in said
    lacking = client.get("/programme/gap?due=31/12/2026&percent=50")
    assert lacking.status_code == 422
    assert "This must not stay empty." in lacking.content.decode()


def asked(client: Client, **more: str) -> Any:
    told = {"due": "31/12/2027", "percent": "100", "trainer_days": "1000", "crates": "1000"}
    return client.get("/programme/gap", told | COSTS | more)


def test_the_cheapest_way_is_named_with_its_proof_and_its_first_day(
    library: Library, office: Office
) -> None:
    recognised(library)
    answer = asked(office())
    assert answer.status_code == 200, words(answer)
    said = words(answer)
    assert "that is proved" in said
    assert f"{units(library) - 1} are still missing" in said
    assert "26 Dec 2027" in said


def test_a_target_that_is_reached_needs_nothing(library: Library, office: Office) -> None:
    recognised(library)
    assert "The target is reached" in words(asked(office(), percent="1"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"trainer_days": "5"}, "days of trainers"),
        ({"due": "22/11/2026"}, "This day is over"),
        ({"recognise_days": "900"}, "communes can meet everything in time"),
    ],
)
def test_what_cannot_be_is_said_with_what_is_scarce(
    library: Library, office: Office, more: dict[str, str], said: str
) -> None:
    answer = asked(office(), **more)
    assert answer.status_code == 422
    assert said in words(answer)


def test_an_outlook_needs_two_known_years(library: Library) -> None:
    assert isinstance(outlooks.of_visits(library.node, "2026-11", ahead=1), NotEnough)
    for year in (2023, 2024, 2025, 2026):
        for month in range(1, 13):
            on = f"{year}-{month:02}-05"
            if on <= TODAY:
                at = library.at(on=on)
                circulation.count_visits(library.node, VisitCounted("on_site", 30), at)
    found = outlooks.of_visits(library.node, "2026-11", ahead=2)
    assert isinstance(found, Outlook)
    assert found.months == (30, 30)


def test_what_was_counted_is_called_as_people_call_it(library: Library, office: Office) -> None:
    circulation.count_visits(library.node, VisitCounted("on_site", 30), library.at())
    said = words(office(HERE).get("/programme/figures/visits?period=2026"))
    name = library.node.place(library.main).name
    assert f"{name} · 23 Nov 2026" in said
    table = office(HERE).get("/programme/figures/visits?period=2026&as=csv").content.decode()
    assert f"{name} · 23 Nov 2026" in table
    assert office(HERE).get("/programme/figures/visits?period=2026&as=exe").status_code == 404


def test_the_law_is_named_in_the_language_of_the_page(library: Library, office: Office) -> None:
    assert "Nghị định 93/2020/NĐ-CP, điều 13" in words(office(language="vi").get("/programme/gap"))


def test_a_figure_is_shown_in_parts(library: Library, office: Office) -> None:
    for channel, n in (("on_site", 41), ("mobile", 9)):
        circulation.count_visits(library.node, VisitCounted(channel, n), library.at(on=TODAY))
    said = words(office(HERE).get("/programme/figures/visits?period=2026&by=channel"))
    assert "By way of coming" in said
    assert 41 in {int(one) for one in re.findall(r'"Value">(\d+)<', said)}
    assert "By " not in words(office(HERE).get("/programme/figures/visits?period=2026&by=colour"))


def test_loans_prove_visits_that_nobody_counted_and_the_figure_names_them(
    library: Library, office: Office
) -> None:
    library.lend(library.copies[0], ADULT)
    page = words(office(HERE).get("/programme/figures/visits?period=2026"))
    assert "Only visits that somebody counted are in this number" in page
    said = words(office(HERE).get("/programme/figures/visits?period=2026&beyond=1"))
    assert "Loans prove 1 visit more that nobody counted." in said
    circulation.count_visits(library.node, VisitCounted("on_site", 5), library.at(on=TODAY))
    said = words(office(HERE).get("/programme/figures/visits?period=2026&beyond=1"))
    assert "Loans prove 0 visits more" in said


def test_people_are_counted_and_afterwards_the_figure_opens_to_the_fact(
    library: Library, office: Office
) -> None:
    address = "/programme/figures/active-borrowers?period=2026-02"
    client = office(HERE)
    borrow(library, 0, ADULT)
    borrow(library, 1, CHILD)
    assert "These are people." in words(client.get(address))
    in_parts = words(client.get(f"{address}&by=grp"))
    assert in_parts.count("too few people to be shown") == 2
    purging.purge(library.node)

    said = words(client.get(address))
    assert "By law it is not kept any more who borrowed what." in said
    assert "from 2 loans whose readers were all known" in said
    (fact,) = re.findall(r'href="([^"]*/[0-9a-f]{32})"', said)
    assert client.get(fact).status_code == 200
    year = words(client.get("/programme/figures/active-borrowers?period=2026"))
    assert "not enough data: the law has removed whose the loans were" in year
    assert "a number of the others would be too small" in year


def test_each_commune_ends_with_its_recognition_which_takes_time(office: Office) -> None:
    client = office()
    said = words(asked(client))
    assert "propose it for recognition" in said and "26 Dec 2027" in said
    assert "16 Dec 2027" in words(asked(client, recognise_days="10"))


def test_a_milestone_goes_before_what_stands_in_the_fields_and_costs_are_remembered(
    office: Office,
) -> None:
    client = office()
    assert "To the milestone of 2030: 50 %" in words(client.get("/programme/gap"))
    assert "2 are wanted" in words(asked(client, milestone="2030", percent="1"))
    again = client.get("/programme/gap").content.decode()
    assert all(f'value="{cost}"' in again for cost in set(COSTS.values()) if cost != "0")
