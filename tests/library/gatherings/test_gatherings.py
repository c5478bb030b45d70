"""Reading events: planned, held, called off; heads are counted or not known, never 0 by silence."""

from __future__ import annotations

from typing import Any

import pytest
from tests.library.telling import Teller, named

from tusach.ledger.draft import Draft, Refusal
from tusach.library.gatherings import rules
from tusach.library.gatherings.facts import GatheringCancelled, GatheringHeld, GatheringPlanned
from tusach.library.gatherings.story import GatheringState

ON, DAY = "2026-03-02", "2026-02-21"
EVENT, PLACE = named("event"), named("place A")


def planned(**more: Any) -> GatheringPlanned:
    told = {"place": PLACE, "kind": "reading_day", "title": "Ngày Sách", "first": DAY}
    return GatheringPlanned(**(told | more))


def held(**more: Any) -> GatheringHeld:
    told = {"place": PLACE, "kind": "reading_day", "title": "Ngày Sách", "first": DAY}
    return GatheringHeld(**(told | more))


def event(teller: Teller) -> GatheringState:
    found: GatheringState = teller.state(EVENT)
    return found


def code(wish: tuple[Draft, ...] | Refusal) -> str:
    return wish.code if isinstance(wish, Refusal) else ""


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({}, ""),
        ({"kind": "party"}, "gathering.kind_odd"),
        ({"title": " "}, "gathering.title_missing"),
        ({"last": "2026-02-20"}, "gathering.dates_reversed"),
        ({"partners": ("x",) * 21}, "gathering.partners_many"),
    ],
)
def test_an_event_has_a_kind_a_title_and_days_in_order(more: dict[str, Any], refused: str) -> None:
    assert code(rules.plan(GatheringState(EVENT), planned(**more), on=ON)) == refused
    assert code(rules.hold(GatheringState(EVENT), held(**more), on=ON)) == refused


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"heads": (("child", 0),)}, ""),
        ({"heads": (("child", 1), ("child", 2))}, "gathering.heads_odd"),
        ({"heads": (("child", 100_001),)}, "gathering.heads_odd"),
        ({"first": "2026-03-03"}, "date.future"),
    ],
)
def test_what_was_held_is_past_and_each_group_is_counted_once(
    more: dict[str, Any], refused: str
) -> None:
    assert code(rules.hold(GatheringState(EVENT), held(**more), on=ON)) == refused


def test_heads_that_nobody_counted_are_not_known() -> None:
    a = Teller("A")
    assert event_of(a).told is None
    a.tell(rules.plan(GatheringState(EVENT), planned(), on=ON))
    assert (event(a).told, event(a).heads) == (planned(), None)
    a.tell(rules.hold(event(a), held(), on=ON))
    assert (event(a).told, event(a).heads) == (held(), None)
    a.tell(rules.hold(event(a), held(heads=(("child", 0),)), on=ON))
    assert event(a).heads == 0
    a.tell(rules.hold(event(a), held(heads=(("child", 40), ("adult", 12))), on=ON))
    assert event(a).heads == 52


def test_what_was_held_is_neither_planned_nor_called_off_and_nothing_is_told_twice() -> None:
    a = Teller("A")
    a.tell(rules.plan(GatheringState(EVENT), planned(), on=ON))
    assert code(rules.plan(event(a), planned(), on=ON)) == "gathering.nothing_new"
    a.tell(rules.hold(event(a), held(), on=ON))
    assert code(rules.hold(event(a), held(), on=ON)) == "gathering.nothing_new"
    assert code(rules.plan(event(a), planned(), on=ON)) == "gathering.held_already"
    cancelled = GatheringCancelled("weather")
    assert code(rules.cancel(event(a), cancelled, on=ON)) == "gathering.held_already"
    a.say("gathering.cancelled/1", EVENT, cancelled, on=ON)
    assert event(a).cancelled is None
    assert not a.story(EVENT).disagreements


def test_what_was_planned_is_called_off_and_may_be_planned_again() -> None:
    a = Teller("A")
    assert code(rules.cancel(event_of(a), GatheringCancelled(), on=ON)) == "gathering.unknown"
    a.tell(rules.plan(event_of(a), planned(), on=ON))
    odd = GatheringCancelled("It rained")
    assert code(rules.cancel(event(a), odd, on=ON)) == "gathering.reason_odd"
    a.tell(rules.cancel(event(a), GatheringCancelled("weather"), on=ON))
    assert event(a).cancelled == "weather"
    assert code(rules.cancel(event(a), GatheringCancelled(), on=ON)) == "gathering.unknown"
    a.tell(rules.plan(event(a), planned(), on=ON))
    assert event(a).cancelled is None


def event_of(teller: Teller) -> GatheringState:
    return event(teller) if teller.held(EVENT) else GatheringState(EVENT)
