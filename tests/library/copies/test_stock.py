"""How copies come into the stock, are lost, found, moved and withdrawn."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.copies.scene import (
    CODE,
    COPY,
    POLICY,
    TITLE,
    at_desk,
    copy,
    desk,
    lend,
    register,
    stocked,
    take_back,
)
from tests.library.telling import Teller, codes, named

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies import facts, rules
from tusach.library.copies.states import (
    AVAILABLE,
    LOST,
    WITHDRAWN,
    CopyState,
    Custody,
)


@pytest.fixture
def a() -> Teller:
    teller = Teller("A")
    stocked(teller)
    return teller


def code_of(wish: tuple[Draft, ...] | Refusal) -> str:
    assert isinstance(wish, Refusal)
    return wish.code


# ---- lost, seen, assigned, withdrawn ----


def test_a_lost_copy_keeps_its_loan_and_is_found_by_any_sighting(a: Teller) -> None:
    lent = lend(a, "2026-03-02")
    (wish,) = a.tell(rules.lose(copy(a), desk(a, "2026-03-05"), reason="reader"))
    state = copy(a)
    assert (state.status, state.lost_by, state.lost_reason) == (LOST, wish.id, "reader")
    assert state.custody == Custody("lost", None)
    assert [loan.fact for loan in state.open_loans] == [lent.id]
    assert code_of(rules.lose(state, desk(a, "2026-03-05"), reason="reader")) == "copy.lost"
    assert code_of(rules.lend(state, at_desk(), desk(a, "2026-03-06"), POLICY)) == "copy.lost"
    take_back(a, "2026-03-07")
    assert copy(a).status == AVAILABLE
    assert copy(a).open_loans == ()


def test_a_missing_copy_may_be_taken_back_where_it_stood(a: Teller) -> None:
    a.tell(rules.lose(copy(a), desk(a, "2026-03-05"), reason="missing"))
    take_back(a, "2026-03-07")
    assert copy(a).custody == Custody("place", a.place)


def test_a_missing_copy_that_is_seen_is_there_again(a: Teller) -> None:
    a.tell(rules.lose(copy(a), desk(a, "2026-03-05"), reason="missing"))
    a.tell(rules.see(copy(a), desk(a, "2026-03-07"), by="found"))
    assert copy(a).status == AVAILABLE
    assert codes(a.story(COPY)) == []


def test_seeing_a_copy_that_is_known_to_be_on_loan_takes_it_back(a: Teller) -> None:
    lent = lend(a, "2026-03-02")
    (wish,) = rules.see(copy(a), desk(a, "2026-03-05"), by="count")  # type: ignore[misc]
    assert wish.kind == "copy.returned/2"
    assert wish.body.loan == lent.id


def test_a_withdrawn_copy_is_gone_for_good(a: Teller) -> None:
    wish = rules.withdraw(copy(a), desk(a, "2026-03-02"), reason="worn", decision="12/QD")
    (told,) = a.tell(wish)
    state = copy(a)
    assert (state.status, state.withdrawn_by, state.withdrawn_on) == (
        WITHDRAWN,
        told.id,
        "2026-03-02",
    )
    assert state.custody == Custody("withdrawn", None)
    at = desk(a, "2026-03-03")
    refusals = [
        rules.lend(state, at_desk(), at, POLICY),
        rules.take_back(state, at),
        rules.lose(state, at, reason="missing"),
        rules.withdraw(state, at, reason="worn"),
        rules.see(state, at, by="count"),
        rules.assign(state, at, home=named("B")),
    ]
    assert refusals == [Refusal("copy.withdrawn", {"on": "2026-03-02"})] * 6


def test_a_copy_on_loan_is_not_withdrawn_unless_it_is_lost(a: Teller) -> None:
    lend(a, "2026-03-02")
    at = desk(a, "2026-03-05")
    assert code_of(rules.withdraw(copy(a), at, reason="worn")) == "copy.on_loan"
    a.tell(rules.lose(copy(a), at, reason="reader"))
    (gone,) = a.tell(rules.withdraw(copy(a), at, reason="lost"))
    state = copy(a)
    assert (state.open_loans, state.loans[0].ended_by) == ((), gone.id)
    assert codes(a.story(COPY)) == []


def test_home_changes_and_owner_and_holder_stay(a: Teller) -> None:
    wish = rules.assign(copy(a), desk(a, "2026-03-02"), home=named("B"), reason="rotation")
    a.tell(wish)
    state = copy(a)
    assert (state.home, state.owner, state.holder) == (named("B"), a.place, a.place)
    again = rules.assign(state, desk(a, "2026-03-02"), home=named("B"))
    assert code_of(again) == "copy.home_already"


def test_a_reason_is_a_code_because_free_words_may_name_a_person(a: Teller) -> None:
    at, words = desk(a, "2026-03-02"), "given to Mrs X"
    wishes = [
        rules.lose(copy(a), at, reason=words),
        rules.withdraw(copy(a), at, reason=""),
        rules.see(copy(a), at, by=words),
        rules.assign(copy(a), at, home=named("B"), reason=words),
    ]
    assert {code_of(wish) for wish in wishes} == {"reason.missing"}


# ---- register ----


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"code": " "}, "copy.number_missing"),
        ({"code": "100023004517"}, "copy.number_wrong"),
        ({"code": "200023004513"}, "copy.number_wrong"),
        ({"code": "VL.0012", "own_number": False}, None),
        ({"source": "from Mrs X"}, "copy.source_odd"),
        ({"source": "gift"}, None),
        ({"material": "A book"}, "copy.material_odd"),
    ],
)
def test_what_number_a_copy_may_bear(changes: dict[str, Any], code: str | None) -> None:
    body = replace(facts.CopyRegistered(title=TITLE, code=CODE, owner=named("A")), **changes)
    wish = rules.register(CopyState(COPY), body, on="2026-03-02", place=named("A"))
    assert (wish.code if isinstance(wish, Refusal) else None) == code


def test_a_number_lives_once_even_after_its_copy_was_withdrawn(a: Teller) -> None:
    a.tell(rules.withdraw(copy(a), desk(a, "2026-03-02"), reason="worn"))
    state = copy(a)
    assert state.registered is not None
    wish = rules.register(state, state.registered, on="2026-03-03", place=a.place)
    assert wish == Refusal("copy.number_taken", {"code": CODE})


def test_an_older_number_is_unique_only_within_its_owner() -> None:
    first, second = (
        rules.copy_subject("04", code="VL.1", owner=named(owner)) for owner in ("A", "B")
    )
    assert first != second
    assert rules.copy_subject("04", code=CODE, owner=None) == COPY


def test_a_copy_may_have_its_home_elsewhere_than_at_its_owner() -> None:
    a = Teller("A")
    register(a, home=named("B"))
    state = copy(a)
    assert (state.owner, state.home, state.holder) == (a.place, named("B"), named("B"))
