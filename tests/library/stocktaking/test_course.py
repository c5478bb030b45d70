"""The course of a stocktaking: begun once, rested, gone on, closed; what is refused on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.copies import scene
from tests.library.copies.scene import desk
from tests.library.telling import Teller, named

from tusach.ledger.draft import Refusal
from tusach.library.copies import rules as copies
from tusach.library.copies.desk import Desk
from tusach.library.stocktaking import rules
from tusach.library.stocktaking.facts import StocktakingBegun, StocktakingClosed
from tusach.library.stocktaking.story import CLOSED, OPEN, PAUSED, StocktakingState

BEFORE, ON, LATER, TOMORROW = "2026-02-02", "2026-03-02", "2026-03-05", "2027-01-01"
COUNT = named("stocktaking")
FOUND = StocktakingClosed(1, 1, 0, 0, 0, 0, 0)


@pytest.fixture
def a() -> Teller:
    """A place with a copy, that is being counted."""
    teller = Teller("A")
    scene.stocked(teller)
    teller.tell(begin(teller))
    return teller


def taking(teller: Teller) -> StocktakingState:
    found: StocktakingState = teller.state(COUNT)
    return found


def refusal(wish: object) -> str:
    assert isinstance(wish, Refusal), wish
    return wish.code


def begin(teller: Teller, *, on: str = ON, running: int = 0, **part: Any) -> Any:
    return rules.begin(COUNT, desk(teller, on), StocktakingBegun(**part), running=running)


def note(state: StocktakingState, at: Desk) -> Any:
    return rules.note(state, at, code="VL.00099", why=rules.UNKNOWN)


def close(state: StocktakingState, at: Desk) -> Any:
    return rules.close(state, at, FOUND)


Act = Callable[[StocktakingState, Desk], Any]
ACTS: list[Act] = [note, rules.pause, rules.resume, close]


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_done_with_a_stocktaking_unknown_elsewhere_or_on_a_day_to_come(
    a: Teller, act: Act
) -> None:
    state = taking(a)
    assert refusal(act(StocktakingState(COUNT), desk(a, ON))) == "stocktaking.unknown"
    elsewhere = act(state, desk(Teller("B"), ON))
    assert refusal(elsewhere) == "stocktaking.other_place"
    assert elsewhere.values == {"place": a.place}
    assert refusal(act(state, desk(a, TOMORROW))) == "date.future"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("rested", [False, True])
def test_a_closed_stocktaking_stays_as_it_is(a: Teller, act: Act, rested: bool) -> None:
    if rested:
        a.tell(rules.pause(taking(a), desk(a, ON)))
    a.tell(close(taking(a), desk(a, LATER)))
    state = taking(a)
    assert (state.status, state.result, state.closed_on) == (CLOSED, FOUND, LATER)
    wish = act(state, desk(a, LATER))
    assert refusal(wish) == "stocktaking.closed"
    assert wish.values == {"on": LATER}


def test_a_place_counts_once_at_a_time_and_not_on_a_day_to_come() -> None:
    a = Teller("A")
    assert refusal(begin(a, running=1)) == "stocktaking.running"
    assert refusal(begin(a, on=TOMORROW)) == "date.future"
    assert not isinstance(begin(a), Refusal)


@pytest.mark.parametrize(
    ("part", "taken"),
    [
        ({"materials": ("book", "rare")}, True),
        ({"materials": ("book", "Sách của bà Hoa")}, False),
        ({"materials": ("",)}, False),
        ({"locations": ("A",) * 50}, True),
        ({"locations": ("A",) * 51}, False),
    ],
)
def test_a_part_is_told_by_codes_of_materials_and_at_most_fifty_locations(
    part: dict[str, Any], taken: bool
) -> None:
    a = Teller("A")
    wish = begin(a, **part)
    if not taken:
        assert refusal(wish) == "stocktaking.part_odd"
        return
    a.tell(wish)
    assert taking(a).begun == StocktakingBegun(**part)


def test_it_rests_once_and_goes_on_once(a: Teller) -> None:
    assert refusal(rules.resume(taking(a), desk(a, ON))) == "stocktaking.goes_on"
    a.tell(rules.pause(taking(a), desk(a, ON)))
    assert (taking(a).status, taking(a).paused_on) == (PAUSED, ON)
    for act in (rules.pause, note):
        wish = act(taking(a), desk(a, LATER))
        assert refusal(wish) == "stocktaking.paused"
        assert isinstance(wish, Refusal) and wish.values == {"on": ON}
    a.tell(rules.resume(taking(a), desk(a, LATER)))
    assert (taking(a).status, taking(a).paused_on) == (OPEN, None)
    assert refusal(rules.resume(taking(a), desk(a, LATER))) == "stocktaking.goes_on"


def test_nothing_is_noted_before_the_day_it_was_begun(a: Teller) -> None:
    assert refusal(note(taking(a), desk(a, BEFORE))) == "stocktaking.begun_later"
    a.tell(note(taking(a), desk(a, ON)))
    assert [(one.code, one.why) for one in taking(a).noted] == [("VL.00099", "unknown")]


def test_a_fact_of_a_copy_that_names_a_stocktaking_leaves_it_as_it_is(a: Teller) -> None:
    before = taking(a)
    wish = copies.see(scene.copy(a), desk(a, ON), by="count", count=COUNT)
    assert not isinstance(wish, Refusal)
    (told,) = a.tell(tuple(replace(one, also=(COUNT,)) for one in wish))
    assert told.id in {one.id for one in a.held(COUNT)}
    assert taking(a) == before
    assert scene.copy(a).counted_in == COUNT
