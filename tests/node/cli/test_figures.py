"""`tusach figures` and `tusach figure`: values that open, and silence that is not 0."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.node.cli.conftest import Ran
from tests.node.store import homes as scene

from tusach.ledger.draft import Refusal
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted

Run = Callable[..., Ran]


def told(run: Run, home: Path, *words: str) -> Any:
    return run(home, *words, "--json").told


def count(home: Path, n: int) -> None:
    with scene.at_work(home) as node:
        at = scene.at_desk(node)
        drafts = visits.count(
            VisitCounted(channel="on_site", n=n),
            tenant=node.tenant,
            place=at.place,
            on=scene.ON,
            today=node.today(),
        )
        assert not isinstance(drafts, Refusal)
        node.store.tell(at.by, drafts)


def test_what_is_told_stands_in_the_figure_and_proves_it(library: Path, run: Run) -> None:
    year = scene.ON[:4]
    before = told(run, library, "figure", "visits", "--period", year)
    count(library, 7)
    after = told(run, library, "figure", "visits", "--period", year)

    assert after["num"] == (before["num"] or 0) + 7
    assert after["frontier"] > before["frontier"]
    assert sum(part["n"] for part in after["evidence"]) == after["num"]
    assert after["evidence"] != before["evidence"]
    assert told(run, library, "figure", "visits", "--period", str(int(year) - 1))["num"] is None


def test_a_figure_is_shown_as_it_was_known_then(library: Path, run: Run) -> None:
    year = scene.ON[:4]
    before = told(run, library, "figure", "visits", "--period", year)
    count(library, 7)
    words = ("figure", "visits", "--period", year, "--known-at", str(before["frontier"]))
    then = told(run, library, *words)
    newest = told(run, library, "figure", "visits", "--period", year)

    assert newest["num"] == before["num"] + 7
    same = ("num", "den", "lacking", "frontier", "evidence", "coverage", "definition")
    assert [then[one] for one in same] == [before[one] for one in same]
    assert (before["known_on"], then["known_on"] >= scene.ON) == (None, True)
    assert "As known on" in run(library, *words, "--lang", "en").out


def test_silence_is_not_enough_data_and_never_0(library: Path, run: Run) -> None:
    found = told(run, library, "figures", "--period", "2019")["figures"]
    visits_ = next(one for one in found if one["id"] == "visits")

    assert (visits_["num"], visits_["lacking"]) == (None, "nothing_heard")
    assert "not enough data" in run(library, "figures", "--period", "2019", "--lang", "en").out


def test_every_reading_is_listed_where_it_is_wanted(library: Path, run: Run) -> None:
    few = told(run, library, "figures", "--period", "2026")["figures"]
    all_ = told(run, library, "figures", "--period", "2026", "--all-readings")["figures"]

    assert len(few) == len({one["id"] for one in few})
    assert len(all_) > len(few)


def test_a_figure_opens_to_its_clause_coverage_and_proof(library: Path, run: Run) -> None:
    one = told(run, library, "figure", "visits", "--period", "2026")

    assert one["legal"] and one["formula"]["id"] == "all"
    assert one["coverage"]["due"] == one["coverage"]["heard"] + len(one["coverage"]["silent"])
    assert sum(part["n"] for part in one["evidence"]) == (one["num"] or 0)


def test_single_people_are_counted_and_not_listed(library: Path, run: Run) -> None:
    assert told(run, library, "figure", "new_readers", "--period", "2026")["evidence"] is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("figure", "fame", "--period", "2026"), "figure.unknown"),
        (("figure", "visits", "--period", "2026Q9"), "figure.period_unknown"),
        (("figures", "--period", "soon"), "figure.period_unknown"),
        (
            ("figure", "visits", "--period", "2026", "--known-at", "9999999"),
            "figure.moment_unknown",
        ),
        (("figure", "visits", "--period", "2026", "--known-at", "0"), "figure.moment_unknown"),
        (("figure", "visits", "--period", "2026", "--known-at", "soon"), "figure.moment_unknown"),
        (
            ("figure", "visits", "--period", "2026", "--known-at", "2099-01-01"),
            "figure.moment_unknown",
        ),
        (("figure", "model", "--period", "2026", "--reading", "x"), "figure.reading_unknown"),
        (("figures", "--period", "2026", "--unit", "nowhere"), "market.place_unknown"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_way_on(
    library: Path, run: Run, words: tuple[str, ...], code: str
) -> None:
    found = run(library, *words, "--json")

    assert (found.exit, found.told["refusal"]["code"]) == (3, code)
    assert found.told["refusal"]["message"]


def test_a_figure_is_told_in_parts_and_unknown_parts_are_refused(library: Path, run: Run) -> None:
    year = scene.ON[:4]
    count(library, 7)
    found = told(run, library, "figure", "visits", "--period", year, "--by", "channel")
    assert found["by"] == "channel"
    assert sum(part["num"] for part in found["parts"]) == found["num"]
    spoken = run(library, "figure", "visits", "--period", year, "--by", "channel")
    assert "on_site" not in spoken.out
    odd = run(library, "figure", "visits", "--period", year, "--by", "colour", "--json")
    assert odd.told["refusal"]["code"] == "figure.part_unknown"
    then = ("--by", "channel", "--known-at", str(found["frontier"]))
    assert run(library, "figure", "visits", "--period", year, *then).exit


def test_customary_figures_name_the_clause_of_the_standard_that_is_sure(
    library: Path, run: Run
) -> None:
    found = told(run, library, "figure", "stock_turnover", "--period", scene.ON[:4])
    assert found["iso"] == ["ISO 11620:2014, B.2.1.1", "TCVN 11774:2016, B.2.1.1"]
    assert told(run, library, "figure", "holds", "--period", scene.ON[:4])["iso"] == []
