"""`tusach doubts`: what needs verification, as data without any person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.cli.conftest import Ran
from tests.node.cli.test_figures import told
from tests.node.store import homes as scene

from tusach.ledger.draft import Refusal
from tusach.library.visits import rules as visits
from tusach.library.visits.facts import VisitCounted

Run = Callable[..., Ran]
MONTH = "2026-02"


def count_alike(home: Path) -> str:
    """Eight people on each of twelve days; the place."""
    with scene.at_work(home) as node:
        at = scene.at_desk(node)
        for nr in range(1, 13):
            drafts = visits.count(
                VisitCounted(channel="on_site", n=8, sheet="5"),
                tenant=node.tenant,
                place=at.place,
                on=f"{MONTH}-{nr:02}",
                today=node.today(),
            )
            assert not isinstance(drafts, Refusal), drafts
            node.store.tell(at.by, drafts)
        return node.place(at.place).code


def test_a_month_of_equal_days_is_told_with_its_reason_and_how_it_is_known(
    library: Path, run: Run
) -> None:
    code = count_alike(library)
    (one,) = told(run, library, "doubts", "--month", MONTH)["places"]
    assert (one["place"], one["needs_verification"]) == (code, True)
    assert "even" in [reason["code"] for reason in one["reasons"]]
    assert (one["known"], one["records"]) == ({"tally": 96, "later": 9}, 15)
    assert "more alike" in run(library, "doubts", "--month", MONTH, "--lang", "en").out
    assert told(run, library, "doubts", "--month", MONTH, "--place", code)["places"] == [one]


def test_a_month_without_records_lists_no_place(library: Path, run: Run) -> None:
    assert told(run, library, "doubts", "--month", "2019-01")["places"] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--month", "2026"), "figure.period_unknown"), (("--place", "X"), "market.place_unknown")],
)
def test_a_month_or_place_that_is_none_is_refused(
    library: Path, run: Run, words: tuple[str, ...], code: str
) -> None:
    assert told(run, library, "doubts", *words)["refusal"]["code"] == code
