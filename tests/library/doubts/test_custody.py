"""A copy cannot be used where its crate was not."""

from __future__ import annotations

from typing import Any

import pytest
from tests.library.settling import quarrels
from tests.library.telling import Teller, named

from tusach.library.copies import facts as copies
from tusach.library.copies.in_crates import CratePacked, CrateReceived, CrateSent, CrateUnpacked
from tusach.library.doubts.custody import Contradiction, contradictions, out_of_custody

CRATE, COPY = named("crate"), named("copy")
HERE, THERE, THIRD = named("place A"), named("place B"), named("place C")
LENT = copies.CopyLent(due_on="2026-11-01", rule=None, governed_by=HERE)


def crate(teller: Teller, kind: str, body: Any, *, on: str, place: str = HERE) -> str:
    return teller.say(kind, CRATE, body, on=on, place=place, also=(COPY,)).id


def sent_to_there(teller: Teller) -> str:
    crate(teller, "crate.packed/1", CratePacked(), on="2026-09-01")
    crate(teller, "crate.sent/1", CrateSent(THERE), on="2026-09-02")
    return crate(teller, "crate.received/1", CrateReceived(), on="2026-09-04", place=THERE)


def found(teller: Teller) -> tuple[Contradiction, ...]:
    return contradictions(COPY, teller.story(COPY).tellings)


@pytest.mark.parametrize(
    ("kind", "body", "what"),
    [
        ("copy.lent/2", LENT, "lent"),
        ("copy.returned/2", copies.CopyReturned(), "returned"),
        ("copy.used/1", copies.CopyUsed(n=1), "used"),
        ("copy.seen/2", copies.CopySeen(by="count"), "seen"),
    ],
)
def test_a_use_where_the_crate_was_not_stands_beside_the_fact_of_the_crate(
    kind: str, body: Any, what: str
) -> None:
    a = Teller("A")
    came = sent_to_there(a)
    use = a.say(kind, COPY, body, on="2026-09-10", place=HERE).id
    again = a.say("copy.lent/2", COPY, LENT, on="2026-09-12", place=THIRD)
    assert again
    (one,) = found(a)
    assert (one.stood_by, one.stood, one.since) == (came, THERE, "2026-09-04")
    assert (one.use, one.what, one.at, one.on) == (use, what, HERE, "2026-09-10")


def test_a_use_where_the_crate_is_or_on_the_same_day_contradicts_nothing() -> None:
    a = Teller("A")
    sent_to_there(a)
    a.say("copy.lent/2", COPY, LENT, on="2026-09-04", place=HERE)
    assert found(a) == ()
    b = Teller("B")
    sent_to_there(b)
    b.say("copy.lent/2", COPY, LENT, on="2026-09-10", place=THERE)
    b.say("copy.returned/2", COPY, copies.CopyReturned(), on="2026-09-20", place=HERE)
    b.say("copy.lent/2", COPY, LENT, on="2026-09-21", place=HERE)
    assert found(b) == ()


@pytest.mark.parametrize(
    ("kind", "body", "place", "count"),
    [
        ("crate.received/1", CrateReceived(missing=(COPY,)), THERE, 0),
        ("crate.sent/1", CrateSent(HERE, left=(COPY,)), THERE, 0),
        ("crate.sent/1", CrateSent(HERE), THERE, 0),
        ("crate.sent/1", CrateSent(THIRD), THERE, 1),
        ("crate.unpacked/1", CrateUnpacked("not_there"), THERE, 0),
        ("crate.unpacked/1", CrateUnpacked(), THERE, 1),
        ("copy.protected/1", copies.CopyProtected("rare"), THERE, 1),
    ],
)
def test_what_is_told_of_the_crate_in_between_counts(
    kind: str, body: Any, place: str, count: int
) -> None:
    a = Teller("A")
    sent_to_there(a)
    if kind.startswith("crate"):
        crate(a, kind, body, on="2026-09-05", place=place)
    else:
        a.say(kind, COPY, body, on="2026-09-05", place=place)
    a.say("copy.lent/2", COPY, LENT, on="2026-09-10", place=HERE)
    assert len(found(a)) == count


def test_a_loan_typed_late_is_held_against_where_the_crate_was_on_its_day() -> None:
    a = Teller("A")
    sent_to_there(a)
    a.say("copy.lent/2", COPY, LENT, on="2026-08-20", place=HERE)
    assert found(a) == ()


def test_a_loan_of_what_another_desk_had_in_hand_stands_at_the_place_that_told_it() -> None:
    teller, copy = quarrels.out_of_custody()
    story = teller.story(copy)
    (one,) = out_of_custody(story)
    loans = {loan.fact: loan for loan in story.state.loans}
    assert (loans[one.use].place, loans[one.stood_by].place) == (one.at, one.stood)
    assert one.at != one.stood
    plain, _ = quarrels.lent_twice()
    assert out_of_custody(plain.story(copy)) == ()
