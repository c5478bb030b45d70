"""How the workers of a run share the tests: a file at a time, what takes longest first.

A file stays with one worker, so that what its tests share (a server, a browser, a filled home) is
made once; and what takes long begins early, so that all workers end at about the same time.
"""

from __future__ import annotations

from functools import cache

import pytest
from xdist.scheduler import LoadScopeScheduling

SHARED_OUT = ("tests/province/",)
"""Where one test takes as long as a file elsewhere: each of them goes to whoever is free."""
LONG = {
    "tests/journeys/test_every_page.py": 110,
    "tests/journeys/test_eight_jobs.py": 70,
    "tests/journeys/test_on_a_phone.py": 60,
    "tests/journeys/test_a_network_parts_and_agrees.py": 50,
    "tests/province/test_year.py::test_sixty_nodes_work_for_a_year_and_come_to_the_same": 40,
    "tests/node/store/test_verifying.py": 30,
    "tests/province/real/test_real.py::test_the_same_with_a_hub_on_postgresql": 25,
    "tests/node/cli/test_making_broken_off.py": 25,
    "tests/province/real/test_real.py": 20,
    "tests/journeys/test_forms_over_wifi.py": 25,
    "tests/node/pages/test_in_a_browser.py": 20,
    "tests/node/cli/test_making.py": 20,
    "tests/journeys/test_importing.py": 20,
    "tests/journeys/test_durability.py": 20,
    "tests/journeys/test_scanning_through_a_change_of_page.py": 20,
    "tests/journeys/test_odd_scans.py": 20,
    "tests/node/cli/test_serving.py": 20,
    "tests/province/test_mutations.py": 15,
    "tests/province/test_province.py": 15,
    "tests/journeys/": 15,
    "tests/node/sync/test_finding.py": 15,
    "tests/node/cli/": 10,
    "tests/tidy/": 10,
}
"""Seconds that a test, a file or each file of a folder takes: what begins with this, longest first.

What is not named here takes little. A wrong figure costs seconds, never a test.
"""


def unit_of(nodeid: str) -> str:
    """What stays together: the tests of a file, or one test alone."""
    return nodeid if nodeid.startswith(SHARED_OUT) else nodeid.partition("::")[0]


@cache
def seconds(unit: str) -> int:
    """How long a unit takes: as its longest beginning that is named."""
    named = [beginning for beginning in LONG if unit.startswith(beginning)]
    return LONG[max(named, key=len)] if named else 0


def longest_first(items: list[pytest.Item]) -> None:
    """Put what takes long before everything else, whose order stays."""
    items.sort(key=lambda item: -seconds(unit_of(item.nodeid)))


class LongestFirst(LoadScopeScheduling):
    """Hands out the units in the order of their tests."""

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)  # type: ignore[arg-type]

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
