"""Counted on two machines: whatever arrives in which order, each copy stands in one way."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.library.copies import scene
from tests.library.copies.scene import at_desk, desk
from tests.library.telling import BEGAN_MS, TENANT, Teller, codes, named

from tusach.ledger.draft import Refusal
from tusach.library.copies import rules as copies
from tusach.library.copies.facts import CopyRegistered
from tusach.library.copies.states import CopyState
from tusach.library.register import FOLDERS
from tusach.library.stocktaking import counting, rules
from tusach.library.stocktaking.counting import Counted, Taking, standing
from tusach.library.stocktaking.facts import StocktakingBegun
from tusach.library.stocktaking.story import StocktakingState

BEFORE, ON, LATER = "2026-02-02", "2026-03-02", "2026-03-05"
COUNT = named("stocktaking")
CODES = [f"VL.{nr}" for nr in range(4)]
acts = some.lists(
    some.tuples(
        some.integers(0, 1),
        some.sampled_from(["scan", "scan", "scan", "lend", "take back", "lose", "meet"]),
        some.integers(0, len(CODES) - 1),
    ),
    max_size=14,
)


def two() -> tuple[Teller, Teller]:
    """Two machines of one place that know its copies, and that they are being counted."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    b.place = a.place
    for code in CODES:
        body = CopyRegistered(title=scene.TITLE, code=code, owner=a.place, own_number=False)
        subject = copies.copy_subject(TENANT, code=code, owner=a.place)
        a.tell(copies.register(CopyState(subject), body, on=BEFORE, place=a.place))
    a.tell(rules.begin(COUNT, desk(a, ON), StocktakingBegun(), running=0))
    a.meet(b)
    return a, b


def subject(teller: Teller, code: str) -> str:
    return copies.copy_subject(TENANT, code=code, owner=teller.place)


def wish(teller: Teller, act: str, state: CopyState) -> Any:
    at = desk(teller, LATER)
    match act:
        case "scan":
            return copies.see(state, at, by="count", count=COUNT)
        case "lend":
            return copies.lend(state, at_desk(), at, scene.POLICY)
        case "take back":
            return copies.take_back(state, at)
    return copies.lose(state, at, reason="missing")


def counted(state: CopyState) -> Counted:
    said = state.registered
    return Counted(
        copy=state.subject, status=state.status, home=state.home, holder=state.holder,
        seen_at=state.last_seen_at, seen_on=state.last_seen_on,
        registered_on=state.registered_on, counted_in=state.counted_in,
        material=said.material if said else "", location=said.location if said else "",
    )  # fmt: skip


def taking(teller: Teller, **part: Any) -> Taking:
    return Taking(count=COUNT, place=teller.place, begun_on=ON, part=StocktakingBegun(**part))


@given(told=acts, order=some.randoms(use_true_random=False))
def test_two_machines_count_as_one_in_any_order(told: list[Any], order: random.Random) -> None:
    a, b = two()
    scanned = set()
    for who, act, nr in told:
        teller = (a, b)[who]
        if act == "meet":
            a.meet(b)
            continue
        made = wish(teller, act, teller.state(subject(teller, CODES[nr])))
        if not isinstance(made, Refusal):
            told_ = teller.tell(made)
            scanned |= {CODES[nr] for one in told_ if one.fact.kind == "copy.seen/2"}
    a.meet(b)
    found = []
    for code in CODES:
        held = a.held(subject(a, code)) * 2
        order.shuffle(held)
        state = FOLDERS.fold(subject(a, code), held).state
        assert state == b.state(subject(b, code))
        found.append(counted(state))
        how = standing(found[-1], taking(a))
        if code in scanned:
            assert how == counting.SEEN
    result = counting.result(found, taking(a), noted=0)
    assert result.expected == result.seen + result.missing
    assert result.expected + result.on_loan + result.elsewhere + result.lost == len(CODES)
    assert result.seen >= len(scanned)


def row(**changes: Any) -> Counted:
    plain: dict[str, Any] = {
        "copy": "c", "status": "available", "home": "p", "holder": "p", "seen_at": "p",
        "seen_on": BEFORE, "registered_on": BEFORE, "counted_in": None, "material": "book",
        "location": "A",
    }  # fmt: skip
    return Counted(**{**plain, **changes})


@pytest.mark.parametrize(
    ("changes", "how"),
    [
        ({}, counting.MISSING),
        ({"counted_in": "s"}, counting.SEEN),
        ({"counted_in": "another one"}, counting.MISSING),
        ({"counted_in": "s", "home": "q"}, counting.STRANGE),
        ({"counted_in": "s", "location": "B"}, counting.WRONG_SHELF),
        ({"location": "B"}, counting.APART),
        ({"home": "q"}, counting.APART),
        ({"status": "on_loan", "holder": None}, counting.LENT),
        ({"status": "lost"}, counting.GONE),
        ({"status": "withdrawn"}, counting.APART),
        ({"status": "on_way"}, counting.ELSEWHERE),
        ({"holder": "q"}, counting.ELSEWHERE),
        ({"registered_on": LATER, "seen_on": LATER}, counting.APART),
        ({"seen_on": LATER}, counting.SEEN),
        ({"seen_on": LATER, "seen_at": "q", "holder": "p"}, counting.MISSING),
    ],
)
def test_each_copy_stands_in_exactly_one_way(changes: dict[str, Any], how: str) -> None:
    part = StocktakingBegun(locations=("A",))
    one = Taking(count="s", place="p", begun_on=ON, part=part)
    assert standing(row(**changes), one) == how


def test_it_rests_and_goes_on_and_is_scanned_only_while_it_goes_on() -> None:
    a, _ = two()
    state: StocktakingState = a.state(COUNT)
    a.tell(rules.pause(state, desk(a, ON)))
    refused = rules.scanning_fault(a.state(COUNT), desk(a, ON))
    assert refused is not None and refused.code == "stocktaking.paused"
    a.tell(rules.resume(a.state(COUNT), desk(a, LATER)))
    assert rules.scanning_fault(a.state(COUNT), desk(a, LATER)) is None
    early = rules.scanning_fault(a.state(COUNT), desk(a, BEFORE))
    assert early is not None and early.code == "stocktaking.begun_later"
    elsewhere = rules.scanning_fault(a.state(COUNT), desk(Teller("C"), LATER))
    assert elsewhere is not None and elsewhere.code == "stocktaking.other_place"


def test_a_strange_number_counts_once_and_a_name_never() -> None:
    a, b = two()
    for one in (a, b):
        one.tell(rules.note(one.state(COUNT), desk(one, ON), code="X.1", why="unknown"))
    a.meet(b)
    assert [one.code for one in a.state(COUNT).noted] == ["X.1"]
    assert rules.note(a.state(COUNT), desk(a, ON), code="X.1", why="unknown") == ()
    refused = rules.note(a.state(COUNT), desk(a, ON), code="Nguyễn Hoa", why="unknown")
    assert isinstance(refused, Refusal) and refused.code == "stocktaking.no_label"


def test_closings_that_differ_and_did_not_know_of_each_other_are_shown() -> None:
    a, b = two()
    for one, n in ((a, 1), (b, 2)):
        rows = [row(counted_in="s", home=one.place)] * n
        found = counting.result(rows, Taking(count="s", place=one.place, begun_on=ON,
                                             part=StocktakingBegun()), noted=0)  # fmt: skip
        one.tell(rules.close(one.state(COUNT), desk(one, LATER), found))
    a.meet(b)
    assert codes(a.story(COUNT)) == ["stocktaking.closed_apart"]
    assert a.state(COUNT).result.seen == 2
