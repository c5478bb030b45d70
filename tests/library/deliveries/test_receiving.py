"""What may be written down as received, what a delivery says of itself, and whom it forgets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.library.telling import BEGAN_MS, Teller, named

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.mechanism import TELLER, FactVoided
from tusach.library import scopes
from tusach.library.copies import rules as copies
from tusach.library.copies.facts import CopyRegistered
from tusach.library.copies.states import CopyState
from tusach.library.deliveries import rules
from tusach.library.deliveries.facts import DeliveryReceived, GiftPrivate, GiftReceived
from tusach.library.deliveries.story import DeliveryState

ON, NEXT = "2026-03-02", "2026-03-03"
CAME = named("delivery")
MAI = GiftPrivate("Lò Thị Mai", "0912 345 678", "để ở tủ thiếu nhi")
NOBODY = GiftPrivate()


def wish(teller: Teller, on: str = ON) -> rules.Receiving:
    return rules.Receiving(delivery=CAME, place=teller.place, on=on, today=ON)


def refusal(made: object) -> str:
    assert isinstance(made, Refusal), made
    return made.code


def one(made: tuple[Draft, ...] | Refusal) -> Draft:
    assert not isinstance(made, Refusal), made
    (found,) = made
    return found


def enter(teller: Teller, code: str = "VL.1") -> str:
    """A copy is registered from the delivery by who knows nothing of that copy."""
    subject = copies.copy_subject("04", code=code, owner=teller.place)
    body = CopyRegistered(title=named("title"), code=code, owner=teller.place, own_number=False)
    state = CopyState(subject)
    teller.tell(copies.register(state, body, on=ON, place=teller.place, delivery=CAME))
    return subject


def test_a_gift_says_how_it_came_and_names_its_giver_in_private_alone() -> None:
    a = Teller("A")
    body = GiftReceived(12, 10, "person", ("kept_together",), "3/2026")
    (told,) = a.tell(rules.receive_gift(wish(a), body, MAI))
    state: DeliveryState = a.state(CAME)
    assert (state.source, state.paper, state.received) == ("gift", "3/2026", body)
    assert (state.received_by, state.received_on, state.place) == (told.id, ON, a.place)
    assert (state.part, state.parts) == (told.fact.commitment, (told.fact.commitment,))
    assert "Mai" not in repr(told)


@pytest.mark.parametrize("source", sorted(set(rules.SOURCES) - {"gift"}))
def test_what_came_otherwise_says_how_and_on_which_paper(source: str) -> None:
    a = Teller("A")
    body = DeliveryReceived(source, "HD 12", 3, 2, 120_000)
    draft = one(rules.receive(wish(a), body))
    assert (draft.scope, draft.private) == (scopes.operations(a.place), None)
    a.tell((draft,))
    state: DeliveryState = a.state(CAME)
    assert (state.source, state.paper, state.received) == (source, "HD 12", body)
    assert (state.part, state.parts) == (None, ())


def test_a_delivery_whose_receipt_was_voided_says_nothing_of_itself_and_keeps_its_copies() -> None:
    a = Teller("A")
    (told,) = a.tell(rules.receive(wish(a), DeliveryReceived("bought", "HD 12")))
    subject = enter(a)
    slip, here = FactVoided(told.id, "slip", TELLER), scopes.operations(a.place)
    a.say("fact.voided/1", CAME, slip, on=ON, scope=here)
    state: DeliveryState = a.state(CAME)
    assert (state.source, state.paper, state.received, state.place) == ("", "", None, None)
    assert state.copies == (subject,)


def test_a_copy_entered_twice_from_one_delivery_is_one_copy_of_it() -> None:
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    b.place = a.place
    a.tell(rules.receive(wish(a), DeliveryReceived("bought")))
    assert enter(a) == enter(b)
    a.meet(b)
    assert len(a.state(CAME).copies) == 1


def test_the_first_telling_of_a_delivery_counts() -> None:
    a = Teller("A")
    a.tell(rules.receive_gift(wish(a), GiftReceived(2), MAI))
    first: DeliveryState = a.state(CAME)
    a.tell(rules.receive(wish(a), DeliveryReceived("bought")))
    assert a.state(CAME) == first


def test_a_giver_told_twice_is_to_be_forgotten_twice() -> None:
    a = Teller("A")
    for _ in range(2):
        a.tell(rules.receive_gift(wish(a), GiftReceived(2), MAI))
    assert len(set(a.state(CAME).parts)) == 2


@given(words=some.tuples(*[some.text(" \n\tMaiđ", max_size=9)] * 3))
def test_words_of_a_giver_are_kept_without_spare_blanks_and_nothing_said_is_no_part(
    words: tuple[str, str, str],
) -> None:
    private = one(rules.receive_gift(wish(Teller("A")), GiftReceived(1), GiftPrivate(*words)))
    tidy = GiftPrivate(*(" ".join(text.split()) for text in words))
    assert private.private == (None if tidy == NOBODY else tidy)


def forgotten(a: Teller, *, on: str = NEXT, reason: str = "wish") -> Any:
    """The wish to forget whoever gave what came."""
    state: DeliveryState = a.state(CAME)
    return rules.forget_giver(state, state.parts, place=a.place, on=on, reason=reason)


def test_a_giver_who_was_never_named_cannot_be_forgotten() -> None:
    a = Teller("A")
    a.tell(rules.receive_gift(wish(a), GiftReceived(1), NOBODY))
    assert a.state(CAME).parts == ()
    assert refusal(forgotten(a, on=ON)) == "gift.nobody_named"


def test_a_giver_is_forgotten_once_and_for_a_reason_that_names_nobody() -> None:
    a = Teller("A")
    a.tell(rules.receive_gift(wish(a), GiftReceived(1), MAI))
    assert refusal(forgotten(a, reason="Mai wishes it")) == "reason.missing"
    parts = a.state(CAME).parts
    draft = one(forgotten(a))
    assert draft.scope == scopes.people(a.place)
    a.tell((draft,))
    state: DeliveryState = a.state(CAME)
    assert (state.part, state.parts, state.erased_on) == (None, parts, NEXT)
    assert refusal(forgotten(a)) == "gift.nobody_named"


@pytest.mark.parametrize(
    ("body", "private", "code"),
    [
        (GiftReceived(0), NOBODY, "delivery.empty"),
        (GiftReceived(2, giver="somebody"), NOBODY, "reason.missing"),
        (GiftReceived(2, conditions=("to Ms X",)), NOBODY, "reason.missing"),
        (GiftReceived(2), GiftPrivate("x" * 301), "gift.words_long"),
        (GiftReceived(2), GiftPrivate(contact="x" * 301), "gift.words_long"),
        (GiftReceived(2), GiftPrivate(words="x" * 1001), "gift.words_long"),
        (GiftReceived(2, receipt="x" * 61), NOBODY, "delivery.paper_long"),
    ],
)
def test_a_gift_that_cannot_be_right_is_refused(
    body: GiftReceived, private: GiftPrivate, code: str
) -> None:
    assert refusal(rules.receive_gift(wish(Teller("A")), body, private)) == code


@pytest.mark.parametrize("giver", ["", *rules.GIVERS])
def test_a_giver_may_be_of_a_known_kind_or_none_and_as_long_as_there_is_room(giver: str) -> None:
    body = GiftReceived(1, giver=giver, conditions=rules.CONDITIONS, receipt="x" * 60)
    private = GiftPrivate("x" * 300, "x" * 300, "x" * 1000)
    assert one(rules.receive_gift(wish(Teller("A")), body, private)).private == private


@pytest.mark.parametrize("source", ["gift", "found", ""])
def test_a_delivery_of_an_unknown_source_or_a_gift_in_its_stead_is_refused(source: str) -> None:
    assert refusal(rules.receive(wish(Teller("A")), DeliveryReceived(source))) == (
        "copy.source_odd"
    )


def test_nothing_is_received_tomorrow() -> None:
    ahead = wish(Teller("A"), NEXT)
    assert refusal(rules.receive(ahead, DeliveryReceived("bought"))) == "date.future"
    assert refusal(rules.receive_gift(ahead, GiftReceived(1), NOBODY)) == "date.future"


counts = some.one_of(some.none(), some.integers(0, 3), some.integers(99_999, 100_002))


@given(copies_=counts, titles=counts)
def test_there_are_no_more_titles_than_copies_and_no_more_copies_than_believable(
    copies_: int | None, titles: int | None
) -> None:
    body = DeliveryReceived("bought", copies=copies_, titles=titles)
    made = rules.receive(wish(Teller("A")), body)
    if copies_ is not None and copies_ > 100_000:
        assert refusal(made) == "delivery.many"
    elif copies_ is not None and titles is not None and titles > copies_:
        assert refusal(made) == "delivery.titles_many"
    else:
        assert one(made).body == body
