"""Sixty nodes for a year at a small density; the full one is `make simulate YEAR=1`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.province.year import Year

FACTS = 1
"""A node and day. At 20 the same takes minutes: docs/simulator.md."""


@pytest.mark.timeout(900)
def test_sixty_nodes_work_for_a_year_and_come_to_the_same(tmp_path: Path) -> None:
    year = Year(tmp_path, nodes=60, facts=FACTS, seed=1, stock=10)
    run = year.work(365)
    assert year.told > 60 * 365 * FACTS * 0.95
    assert run.hub.facts() > year.told
    assert set(run.checked) >= {"I1", "I2", "I3", "I5", "I6", "I7", "I9", "I12"}
