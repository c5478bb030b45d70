"""Sixty nodes at work for a year, and that it does not matter how many processes share them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.province import apart, invariants
from tests.province.apart import Elsewhere
from tests.province.year import Year

FACTS = 10
"""A node and day: about 220,000 in all. Twice as many did not end in 190 s on two free cores."""


@pytest.mark.timeout(3600)
def test_sixty_nodes_work_for_a_year_and_come_to_the_same(tmp_path: Path) -> None:
    year = Year(tmp_path, nodes=60, facts=FACTS, seed=1, jobs=3)
    run = year.work(365)
    assert year.facts_told > 60 * 365 * FACTS * 0.95
    assert run.hub.facts() > year.facts_told
    assert set(run.checked) >= {"I1", "I2", "I3", "I5", "I6", "I7", "I9", "I12"}


@pytest.mark.parametrize("seed", [5, 6])
def test_a_seed_gives_the_same_year_with_any_number_of_processes(tmp_path: Path, seed: int) -> None:
    found = []
    for jobs in (0, 1, 3):
        year = Year(tmp_path / str(jobs), nodes=7, facts=6, seed=seed, stock=5, jobs=jobs)
        run = year.work(16, deep=True)
        counts = (run.struck, run.outcomes, run.checked, run.messages)
        found.append((year.digests, year.told, counts))
    assert found[0] == found[1] == found[2]
    assert len(found[0][0]) == 8


def test_what_fails_in_another_process_fails_the_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise invariants.Violated(year.run, "I5", "said for a test")

    year = Year(tmp_path, nodes=3, facts=6, seed=1, stock=5, jobs=2)
    monkeypatch.setattr(apart.Share, "exchange", broken)
    with pytest.raises(Elsewhere, match="I5: said for a test"):
        year.work(9)
    assert run_is_over(year)


def run_is_over(year: Year) -> bool:
    """Whether no process goes on."""
    found = year.run.apart
    return found is not None and not any(one.is_alive() for one in found.processes)
