"""A delivery knows its copies, whatever came first, and forgets its giver for good."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as some
from tests.library.telling import BEGAN_MS, Teller, named

from tusach.library.catalogue.laws import law_number
from tusach.library.copies import rules as copies
from tusach.library.copies.facts import CopyRegistered
from tusach.library.copies.states import CopyState
from tusach.library.deliveries import rules
from tusach.library.deliveries.facts import GiftPrivate, GiftReceived
from tusach.library.register import FOLDERS

ON, GIFT = "2026-03-02", named("gift")


def entered(teller: Teller, code: str) -> str:
    subject = copies.copy_subject("04", code=code, owner=teller.place)
    body = CopyRegistered(title=named("title"), code=code, owner=teller.place, own_number=False)
    teller.tell(copies.register(CopyState(subject), body, on=ON, place=teller.place, delivery=GIFT))
    return subject


@given(st_order=some.randoms(use_true_random=False), n=some.integers(1, 6))
def test_copies_of_a_gift_are_known_in_any_order_and_however_often_they_come(
    st_order: random.Random, n: int
) -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    wish = rules.Receiving(delivery=GIFT, place=a.place, on=ON, today=ON)
    a.tell(rules.receive_gift(wish, GiftReceived(n), GiftPrivate("Mai")))
    subjects = {entered(a if nr % 2 else b, f"VL.{nr}") for nr in range(n)}
    gift = a.state(GIFT)
    a.tell(rules.forget_giver(gift, gift.parts, place=a.place, on=ON, reason="wish"))
    a.meet(b)
    facts = a.held(GIFT) * 2
    st_order.shuffle(facts)
    state = FOLDERS.fold(GIFT, facts).state
    assert set(state.copies) == subjects
    assert state.part is None and state.parts != ()
    assert state == a.state(GIFT)


def test_numbers_of_laws_are_one_however_they_are_typed() -> None:
    assert law_number("46/2019/QH14") == law_number(" 46 / 2019 / qh14")
    assert law_number("14/2019/QĐ-TTg") == law_number("14/2019/qđ–ttg")
    assert [law_number(text) for text in ("", "Luật", "46/19999/QH14", "x" * 50)] == [None] * 4
