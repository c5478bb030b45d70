"""Undo within ten minutes, and corrections by the teller or a supervisor."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.copies.scene import COPY, copy, lend, stocked, take_back
from tests.library.telling import BEGAN_MS, Teller, codes

from tusach.ledger.draft import Refusal
from tusach.ledger.order import Held
from tusach.library.copies.amends import UNDO_MS, Amender, Undoing, correct, undo, void
from tusach.library.copies.facts import CopyLent
from tusach.library.copies.states import AVAILABLE, ON_LOAN
from tusach.library.readers.facts import PersonErased


@pytest.fixture
def a() -> Teller:
    teller = Teller("A")
    stocked(teller)
    return teller


def wish_for(desk: Teller, told: Held, **changes: Any) -> Undoing:
    made = Undoing(
        fact=told.id,
        kind=told.fact.kind,
        subject=told.fact.subject,
        scope=f"circulation:{desk.place}",
        told_ms=told.fact.told_ms,
        teller=told.fact.teller,
        latest=True,
        void=False,
    )
    return replace(made, **changes)


def amender(teller: Teller, **changes: Any) -> Amender:
    return replace(Amender(by=teller.staff, on="2026-03-02", place=teller.place), **changes)


def test_an_undone_loan_never_was(a: Teller) -> None:
    lent = lend(a, "2026-03-02")
    now_ms = lent.fact.told_ms + UNDO_MS
    on, place = "2026-03-02", a.place
    a.tell(undo(wish_for(a, lent), by=a.staff, now_ms=now_ms, on=on, place=place))
    assert copy(a).status == AVAILABLE
    assert copy(a).loans == ()
    assert a.story(COPY).void == (lent.id,)


def test_an_erasure_is_never_taken_back_nor_corrected_by_anybody(a: Teller) -> None:
    lent = lend(a, "2026-03-02")
    wish = wish_for(a, lent, kind="person.erased/1")
    refused = Refusal("undo.erasure", {})
    place = a.place
    assert undo(wish, by=a.staff, now_ms=0, on="2026-03-02", place=place) == refused
    boss = amender(a, supervisor=True)
    assert void(wish, boss, reason="slip") == refused
    assert correct(wish, PersonErased((), "wish"), boss, reason="slip") == refused


def test_an_undone_return_leaves_the_loan_open(a: Teller) -> None:
    lend(a, "2026-03-02")
    returned = take_back(a, "2026-03-03")
    wish = wish_for(a, returned)
    a.tell(undo(wish, by=a.staff, now_ms=0, on="2026-03-03", place=a.place))
    assert copy(a).status == ON_LOAN
    assert codes(a.story(COPY)) == []


@pytest.mark.parametrize(
    ("late_ms", "changes", "code"),
    [
        (UNDO_MS, {}, None),
        (UNDO_MS + 1, {}, "undo.too_late"),
        (0, {"teller": "cd" * 16}, "undo.other_teller"),
        (0, {"latest": False}, "undo.followed"),
        (0, {"void": True}, "undo.done_already"),
    ],
)
def test_when_an_act_may_be_undone(
    a: Teller, late_ms: int, changes: dict[str, Any], code: str | None
) -> None:
    lent = lend(a, "2026-03-02")
    now_ms = lent.fact.told_ms + late_ms
    wish = wish_for(a, lent, **changes)
    found = undo(wish, by=a.staff, now_ms=now_ms, on="2026-03-02", place=a.place)
    assert (found.code if isinstance(found, Refusal) else None) == code


@pytest.mark.parametrize(
    ("changes", "who", "reason", "code"),
    [
        ({}, {}, "slip", None),
        ({"teller": "cd" * 16}, {}, "slip", "amend.other_teller"),
        ({"teller": "cd" * 16}, {"supervisor": True}, "slip", None),
        ({}, {}, "Mrs X said so", "reason.missing"),
        ({"void": True}, {}, "slip", "undo.done_already"),
    ],
)
def test_who_may_amend(
    a: Teller, changes: dict[str, Any], who: dict[str, Any], reason: str, code: str | None
) -> None:
    lent = lend(a, "2026-03-02")
    wish, by = wish_for(a, lent, **changes), amender(a, **who)
    body = CopyLent(due_on="2026-03-20", rule=None, governed_by=a.place)
    for found in (void(wish, by, reason=reason), correct(wish, body, by, reason=reason)):
        assert (found.code if isinstance(found, Refusal) else None) == code


def test_a_corrected_loan_counts_as_if_told_so_from_the_first_day(a: Teller) -> None:
    lent = lend(a, "2026-03-02")
    take_back(a, "2026-03-30")
    body = CopyLent(due_on="2026-04-01", rule=None, governed_by=a.place, group="adult")
    supervisor = amender(a, by="ef" * 16, supervisor=True)
    a.tell(correct(wish_for(a, lent), body, supervisor, reason="slip"))
    (loan,) = copy(a).loans
    assert (loan.due_on, loan.ended_on) == ("2026-04-01", "2026-03-30")
    assert [target for target, _ in a.story(COPY).corrected] == [lent.id]


def test_a_voided_slip_leaves_the_other_loan_uncontested() -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    stocked(a, b)
    kept, slip = lend(a, "2026-03-02"), lend(b, "2026-03-02")
    a.meet(b)
    assert codes(a.story(COPY)) == ["copy.lent_twice"]
    b.tell(void(wish_for(b, slip), amender(b), reason="slip"))
    story = b.story(COPY)
    assert codes(story) == []
    assert [(loan.fact, loan.contested) for loan in story.state.loans] == [(kept.id, False)]
