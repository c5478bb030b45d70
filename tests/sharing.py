"""How the workers of a run share the tests: a file at a time, what takes longest first.

A file stays with one worker, so that what its tests share (a server, a browser, a filled home) is
made once; and what takes long begins early, so that all workers end at about the same time.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

SHARED_OUT = ("tests/province/",)
"""Where one test takes as long as a file elsewhere: each of them goes to whoever is free."""
LONG: dict[str, int] = {}
"""Seconds that a file, or a test that is shared out, takes. What is not named here takes little.

A wrong figure costs seconds, never a test.
"""


def unit_of(nodeid: str) -> str:
    """What stays together: the tests of a file, or one test alone."""
    return nodeid if nodeid.startswith(SHARED_OUT) else nodeid.partition("::")[0]


def longest_first(items: list[pytest.Item]) -> None:
    """Put what takes long before everything else, whose order stays."""
    items.sort(key=lambda item: -LONG.get(unit_of(item.nodeid), 0))


class LongestFirst(LoadScopeScheduling):
    """Hands out the units in the order of their tests."""

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)  # type: ignore[arg-type]

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
