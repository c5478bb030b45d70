"""What a place may tell everybody counts from its own machine, and from no other."""

from __future__ import annotations

import pytest
from tests.library.nodes.network import ON, OTHER, PLACE
from tests.library.nodes.test_authority import in_control

from tusach.ledger.kind import LIBRARIAN
from tusach.library.nodes.authority import NOT_ITS_KIND
from tusach.library.register import REGISTER


def test_a_library_asks_for_visits_of_its_own_places_only() -> None:
    def asked(place: str) -> str | None:
        return in_control("visit.requested/1", {"place": place, "first": ON, "last": ON})

    assert asked(PLACE) is None
    assert asked(OTHER) == NOT_ITS_KIND


WHAT_PLACES_TELL = sorted(
    kind.name
    for kind in REGISTER.kinds.values()
    if kind.scope == "control" and LIBRARIAN in kind.told_by and not kind.name.startswith("place.")
)


@pytest.mark.parametrize("kind", WHAT_PLACES_TELL)
def test_what_a_librarian_may_tell_everybody_counts_from_the_machine_of_a_library(
    kind: str,
) -> None:
    body = {"place": PLACE}
    assert in_control(kind, body, about=OTHER) is None
    assert in_control(kind, body, about=OTHER, place=OTHER) == NOT_ITS_KIND
    assert in_control(kind, body, about=OTHER, place=None) == NOT_ITS_KIND
