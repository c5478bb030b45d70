"""What ends a reservation: whatever takes the copy away says so to the hold it was kept for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from tests.library.copies import scene
from tests.library.copies.scene import TITLE, at_desk, copy, desk
from tests.library.telling import Teller, named

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies import caring
from tusach.library.copies import rules as lending
from tusach.library.copies.states import (
    AVAILABLE,
    LOST,
    ON_LOAN,
    ON_WAY,
    RESERVED,
    WITHDRAWN,
    WITHHELD,
    CopyState,
)
from tusach.library.holds import rules
from tusach.library.holds.story import READY, WAITING
from tusach.library.profile.lending import MaterialKind
from tusach.library.weeding.rules import unfit

ON, LATER, ELSEWHERE = "2026-03-02", "2026-03-09", named("elsewhere")
HOLD, OTHER = named("hold"), named("other hold")

Taking = Callable[[CopyState, lending.Desk], "tuple[Draft, ...] | Refusal"]


@pytest.fixture
def a() -> Teller:
    """A copy stands on the shelf of holds for a hold."""
    teller = Teller("A")
    scene.stocked(teller)
    asking = rules.Asking(hold=HOLD, pickup=teller.place, title=TITLE)
    teller.tell(rules.place(asking, at_desk(), desk(teller, ON)))
    teller.tell(caring.reserve(copy(teller), desk(teller, ON), hold=HOLD, until=LATER))
    assert (copy(teller).status, status(teller)) == (RESERVED, READY)
    return teller


def status(teller: Teller, on: str = LATER) -> str:
    return str(teller.state(HOLD).status(on))


def on_paper(state: CopyState, here: lending.Desk) -> tuple[Draft, ...] | Refusal:
    return lending.lend(state, at_desk(), here, scene.POLICY, paper="730000000042/3")


@pytest.mark.parametrize(
    ("take", "left"),
    [
        (lambda one, here: lending.lose(one, here, reason="missing"), LOST),
        (lambda one, here: lending.withdraw(one, here, reason="worn"), WITHDRAWN),
        (lambda one, here: caring.withhold(one, here, reason="repair"), WITHHELD),
        (lambda one, here: caring.send(one, here, to=ELSEWHERE, reason="rotation"), ON_WAY),
        (
            lambda one, here: caring.send(one, here, to=ELSEWHERE, reason="asked_for", hold=OTHER),
            ON_WAY,
        ),
        (on_paper, ON_LOAN),
    ],
)
def test_whose_copy_is_taken_away_waits_again(a: Teller, take: Taking, left: str) -> None:
    a.tell(take(copy(a), desk(a, ON)))
    assert (copy(a).status, copy(a).reserved, status(a)) == (left, None, WAITING)


@pytest.mark.parametrize("seen", [lending.take_back, lambda one, at: lending.see(one, at, by="x")])
def test_found_at_another_place_it_is_kept_there_for_nobody(a: Teller, seen: Taking) -> None:
    there = replace(desk(a, LATER), place=ELSEWHERE)
    a.tell(seen(copy(a), there))
    assert (copy(a).status, copy(a).holder, status(a)) == (AVAILABLE, ELSEWHERE, WAITING)


def test_a_lost_copy_that_is_found_elsewhere_was_let_go_when_it_was_lost(a: Teller) -> None:
    a.tell(lending.lose(copy(a), desk(a, ON), reason="missing"))
    found = lending.take_back(copy(a), replace(desk(a, LATER), place=ELSEWHERE))
    assert not isinstance(found, Refusal)
    assert [one.kind for one in found] == ["copy.seen/2"]


def test_sent_for_the_hold_that_it_was_kept_for_it_is_on_its_way_to_it(a: Teller) -> None:
    sent = caring.send(copy(a), desk(a, ON), to=ELSEWHERE, reason="asked_for", hold=HOLD)
    assert not isinstance(sent, Refusal)
    assert [one.kind for one in sent] == ["copy.sent/1"]
    a.tell(sent)
    assert status(a) == ON_WAY


def test_what_is_kept_for_one_is_kept_for_no_other_and_not_weeded(a: Teller) -> None:
    for refused in (
        caring.reserve(copy(a), desk(a, ON), hold=OTHER, until=LATER),
        unfit(copy(a), (MaterialKind(code="book", names={"vi": "Sách"}),), owner=a.place),
    ):
        assert refused == Refusal("copy.reserved", {"until": LATER, "hold": HOLD})


def test_a_row_of_paper_of_an_earlier_day_leaves_what_was_kept_since(a: Teller) -> None:
    earlier = desk(a, "2026-03-01")
    told = on_paper(copy(a), earlier)
    assert not isinstance(told, Refusal)
    assert [one.kind for one in told] == ["copy.lent/2"]


def test_a_row_of_paper_of_the_reader_who_asked_fulfils_the_hold(a: Teller) -> None:
    reader = replace(at_desk(), holds=frozenset({HOLD}))
    told = lending.lend(copy(a), reader, desk(a, ON), scene.POLICY, paper="730000000042/3")
    assert not isinstance(told, Refusal)
    assert [(one.kind, one.also) for one in told] == [("copy.lent/2", (HOLD,))]


def test_counted_with_its_return_it_stands_here_and_is_counted(a: Teller) -> None:
    count = named("count")
    a.tell((caring.counted_on_return(scene.COPY, desk(a, ON), count=count),))
    assert (copy(a).status, copy(a).counted_in) == (RESERVED, count)


def test_as_it_is_once_taken_back_it_can_be_lent_on_in_the_same_act(a: Teller) -> None:
    a.tell(caring.free(copy(a), desk(a, ON), reason="mistake"))
    scene.lend(a, ON)
    again = lending.lend(copy(a), at_desk(), desk(a, ON), scene.POLICY)
    assert isinstance(again, Refusal) and again.code == "copy.on_loan"
    as_back = lending.as_back(copy(a), place=a.place, on=ON)
    assert (as_back.status, as_back.open_loan, as_back.holder) == (AVAILABLE, None, a.place)
    assert not isinstance(lending.lend(as_back, at_desk(), desk(a, ON), scene.POLICY), Refusal)
