"""Whose signature is still lacking below the minutes of a crate."""

from __future__ import annotations

from tests.library.copies.scene import desk
from tests.library.crates.crating import (
    COPIES,
    LATER,
    ON,
    crate,
    pack,
    receive,
    send,
    stocked,
    travelled,
)
from tests.library.telling import Teller

from tusach.library.crates import rules
from tusach.library.crates.facts import CrateHandedOver, Signer, SignersPrivate
from tusach.library.crates.minutes import lacking
from tusach.library.crates.rules import BOTH, GAVE, KEY, PAPER, TOOK


def sign(teller: Teller, side: str, *, on: str = LATER, sent: str | None = "") -> None:
    gave = Signer("Lan") if side in (GAVE, BOTH) else None
    took = Signer("Hoa") if side in (TOOK, BOTH) else None
    last = crate(teller).last
    body = CrateHandedOver(
        side=side,
        how=PAPER if side == BOTH else KEY,
        copies=2,
        sent=(last.sent if last else None) if sent == "" else sent,
    )
    teller.tell(rules.hand_over(crate(teller), body, SignersPrivate(gave, took), desk(teller, on)))


def test_a_crate_that_never_left_lacks_no_signature() -> None:
    a = Teller("A")
    stocked(a)
    pack(a, 0)
    assert lacking(crate(a)) == ()


def test_who_takes_signs_once_the_crate_is_there() -> None:
    a, b = travelled()
    assert lacking(crate(a)) == (GAVE,)
    sign(a, GAVE, on=ON)
    assert lacking(crate(a)) == ()
    b.meet(a)
    receive(b)
    assert lacking(crate(b)) == (TOOK,)
    sign(b, TOOK)
    assert lacking(crate(b)) == ()


def test_one_paper_with_both_hands_is_enough() -> None:
    _, b = travelled()
    receive(b)
    assert lacking(crate(b)) == (GAVE, TOOK)
    sign(b, BOTH, sent=None)
    assert lacking(crate(b)) == ()


def test_what_was_signed_for_an_earlier_journey_is_not_signed_for_this_one() -> None:
    a, b = travelled()
    receive(b)
    sign(b, BOTH)
    send(b, a, on="2026-06-10", back_on=None)
    assert lacking(crate(b)) == (GAVE,)


def test_a_crate_that_was_retired_lacks_nothing() -> None:
    _, b = travelled()
    receive(b, missing=COPIES[:2])
    assert lacking(crate(b)) == (GAVE, TOOK)
    b.tell(rules.retire(crate(b), desk(b, LATER), reason="broken"))
    assert lacking(crate(b)) == ()
