"""Online use: said whole for a month, never added, unknown people stay unknown."""

from __future__ import annotations

from typing import Any

import pytest
from tests.library.telling import TENANT, Teller, named

from tusach.ledger.draft import Draft, Refusal
from tusach.library.digital import rules
from tusach.library.digital.facts import OnlineUseCounted, use_subject
from tusach.library.digital.story import OnlineUseState

ON, PLACE = "2026-03-02", named("place A")
USE = use_subject(TENANT, PLACE, "page", "2026-02")


def counted(**more: Any) -> OnlineUseCounted:
    told = {"place": PLACE, "offer": "page", "month": "2026-02", "uses": 310, "source": "log"}
    return OnlineUseCounted(**(told | more))


def code(wish: tuple[Draft, ...] | Refusal) -> str:
    return wish.code if isinstance(wish, Refusal) else ""


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({}, ""),
        ({"uses": 0, "people": 0}, ""),
        ({"month": "2026-03"}, ""),
        ({"offer": "radio"}, "use.odd"),
        ({"source": "hearsay"}, "use.odd"),
        ({"month": "2026-2"}, "use.month_odd"),
        ({"month": "2026-04"}, "date.future"),
        ({"uses": -1}, "use.number_odd"),
        ({"people": 311}, "use.more_people_than_uses"),
    ],
)
def test_a_count_is_of_a_known_service_a_past_month_and_a_likely_number(
    more: dict[str, Any], refused: str
) -> None:
    assert code(rules.count(OnlineUseState(USE), counted(**more), on=ON)) == refused


def test_a_later_word_replaces_an_earlier_one_and_is_not_added() -> None:
    a = Teller("A")
    a.tell(rules.count(OnlineUseState(USE), counted(), on=ON))
    assert code(rules.count(a.state(USE), counted(), on=ON)) == "use.nothing_new"
    a.tell(rules.count(a.state(USE), counted(uses=330), on=ON))
    assert a.state(USE).counted.uses == 330
    assert not a.story(USE).disagreements
