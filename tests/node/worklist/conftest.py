"""The desk's library, and a vehicle beside it that tells without knowing of anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.node.desk.conftest import (
    ADULT,
    HERE,
    STRANGER,
    THERE,
    TODAY,
    WIDE,
    Library,
    desk,
    english,
    library,
)

from tusach.ledger.draft import Draft, Refusal
from tusach.node.acts import circulation
from tusach.node.acts.node import At
from tusach.node.demo.quarrels import Vehicle
from tusach.node.demo.world import SeededRandom, ToldClock

__all__ = [
    "ADULT",
    "HERE",
    "STRANGER",
    "THERE",
    "TODAY",
    "WIDE",
    "Library",
    "desk",
    "english",
    "library",
]


@pytest.fixture
def vehicle(library: Library) -> Iterator[Vehicle]:
    """An installation that holds nothing but what it tells."""
    clock = ToldClock()
    clock._ms = library.clock.ms
    made = Vehicle(library.node, clock, SeededRandom("vehicle"), "worklist")
    yield made
    made.close()


Apart = Callable[..., str]


@pytest.fixture
def lent_twice(library: Library, vehicle: Vehicle) -> Callable[[], str]:
    """A function that lends one copy at both places at once; the copy."""

    def make() -> str:
        copy = library.copies[0]
        at = At(library.hut, TODAY, THERE)
        drafts: list[Draft] = []

        def watch(transaction: object) -> Refusal:
            found = circulation.lend_in(
                library.node,
                transaction,  # type: ignore[arg-type]
                copy=copy,
                reader=STRANGER,
                at=at,
            )
            assert not isinstance(found, Refusal), found
            drafts.extend(found)
            return Refusal("test.only_watched")

        library.node.store.act(THERE, watch)
        told = circulation.lend(library.node, copy, ADULT, library.at(by=HERE))
        assert not isinstance(told, Refusal), told
        vehicle.tell(drafts)
        vehicle.hand_over()
        return copy

    return make
