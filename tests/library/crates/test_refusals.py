"""What is refused of a crate, each beside its success, and what the programme's limits say."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.library.copies.scene import at_desk, desk
from tests.library.crates.crating import (
    BACK,
    CODE,
    COPIES,
    CRATE,
    NO_LIMITS,
    ON,
    copy,
    crate,
    pack,
    receive,
    refusal,
    stocked,
    travelled,
)
from tests.library.telling import Teller, named

from tusach.ledger.draft import Refusal
from tusach.library.calendar.months import months_later
from tusach.library.copies import caring
from tusach.library.copies import rules as copies
from tusach.library.copies.policy import Lending
from tusach.library.crates import rules
from tusach.library.crates.facts import CrateHandedOver, CrateMade, Signer, SignersPrivate
from tusach.library.crates.limits import Limit, Limits, scarce
from tusach.library.crates.rules import Receipt, Sending
from tusach.library.crates.story import CrateState
from tusach.library.places.codes import printed_code

TOMORROW = "2027-01-01"
SIX = Limits(months=Limit(6, "Thông tư 33/2018/TT-BVHTTDL", provisional=True))


@pytest.fixture
def a() -> Teller:
    """A place with three copies and two crates."""
    teller = Teller("A")
    stocked(teller)
    return teller


def send(state: CrateState, at: Any, **changes: Any) -> Any:
    sending = replace(Sending(to=named("place B"), copies=()), **changes)
    return rules.send(state, sending, at, SIX)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"code": "300023000199"}, "crate.code_odd"),
        ({"code": printed_code(1, 23, 1)}, "crate.code_odd"),
        ({"nr": 0}, "crate.number_odd"),
        ({"nr": 10_000}, "crate.number_odd"),
        ({"room": 0}, "crate.room_odd"),
        ({"room": 1_000}, "crate.room_odd"),
        ({}, ""),
    ],
)
def test_a_crate_is_made_once_with_a_code_a_number_and_a_room(
    changes: dict[str, Any], why: str
) -> None:
    a = Teller("A")
    body = replace(CrateMade(CODE, a.place, 12, 60), **changes)
    wish = rules.make(CrateState(CRATE), body, desk(a, ON))
    if why:
        assert refusal(wish) == why
        return
    assert refusal(rules.make(CrateState(CRATE), body, desk(a, TOMORROW))) == "date.future"
    a.tell(wish)
    assert refusal(rules.make(crate(a), body, desk(a, ON))) == "crate.made_already"


def test_two_makers_of_one_label_are_shown() -> None:
    a, b = Teller("A"), Teller("B")
    for one in (a, b):
        body = CrateMade(CODE, one.place, 12)
        one.tell(rules.make(CrateState(CRATE), body, desk(one, ON)))
    a.meet(b)
    assert [one.code for one in a.story(CRATE).disagreements] == ["crate.made_twice"]
    body = CrateMade(CODE, crate(a).made.owner, 12)  # type: ignore[union-attr]
    a.say("crate.made/1", CRATE, body, on=ON)
    assert len(a.story(CRATE).disagreements) == 1


def test_a_crate_unknown_retired_under_way_or_elsewhere_is_neither_packed_nor_sent(
    a: Teller,
) -> None:
    def told(state: CrateState) -> set[str]:
        at = desk(a, ON)
        wishes = (rules.pack(state, copy(a), at, NO_LIMITS), send(state, at))
        return {refusal(one) for one in wishes}

    assert told(CrateState(CRATE)) == {"crate.unknown"}
    away, b = travelled()
    assert told(crate(away)) == {"crate.on_way"}
    assert refusal(rules.unpack(crate(away), COPIES, desk(away, ON))) == "crate.on_way"
    receive(b)
    assert told(crate(b)) == {"crate.elsewhere"}
    a.tell(rules.retire(crate(a), desk(a, ON), reason="broken"))
    assert told(crate(a)) == {"crate.retired"}
    assert refusal(rules.pack(crate(b), copy(b), desk(b, TOMORROW), NO_LIMITS)) == "date.future"


def test_a_copy_that_is_not_free_is_not_packed(a: Teller) -> None:
    def why(nr: int, **more: Any) -> str:
        return refusal(rules.pack(crate(a), copy(a, nr), desk(a, ON), NO_LIMITS, **more))

    hold = named("hold")
    a.tell(copies.lend(copy(a, 0), at_desk(), desk(a, ON), Lending()))
    a.tell(caring.withhold(copy(a, 1), desk(a, ON), reason="repair"))
    a.tell(caring.reserve(copy(a, 2), desk(a, ON), hold=hold, until=BACK))
    assert [why(nr) for nr in range(3)] == [
        "copy.on_loan",
        "copy.withheld",
        "crate.kept_for_hold",
    ]
    pack(a, 2, hold=hold)
    a.tell(copies.take_back(copy(a, 0), desk(a, ON)))
    a.tell(copies.withdraw(copy(a, 0), desk(a, ON), reason="worn"))
    assert why(0) == "copy.withdrawn"


def test_what_is_rare_never_leaves_its_library(a: Teller) -> None:
    a.tell(caring.protect(copy(a), desk(a, ON), reason="rare"))
    a.tell(caring.protect(copy(a, 1), desk(a, ON), reason="gift"))
    assert refusal(rules.pack(crate(a), copy(a), desk(a, ON), NO_LIMITS)) == "crate.rare"
    pack(a, 1)
    only = Limits(apart=frozenset({"book"}))
    assert refusal(rules.pack(crate(a), copy(a, 2), desk(a, ON), only)) == "crate.rare"


def test_a_full_crate_takes_no_more(a: Teller) -> None:
    pack(a, 0, 1, 2)
    full = replace(crate(a), inside=(*crate(a).inside[:2], named("another")))
    assert refusal(rules.pack(full, copy(a, 2), desk(a, ON), NO_LIMITS)) == "crate.full"
    assert not isinstance(
        rules.pack(_wide(full), copy(a, 2), desk(a, ON), NO_LIMITS),
        Refusal,
    )


def _wide(state: CrateState) -> CrateState:
    assert state.made is not None
    return replace(state, made=replace(state.made, room=None))


def test_only_what_lies_in_it_is_taken_out(a: Teller) -> None:
    assert refusal(rules.unpack(CrateState(CRATE), COPIES, desk(a, ON))) == "crate.unknown"
    assert refusal(rules.unpack(crate(a), COPIES, desk(a, ON))) == "crate.not_inside"
    pack(a, 0)
    assert refusal(rules.unpack(crate(a), COPIES, desk(a, TOMORROW))) == "date.future"
    assert len(a.tell(rules.unpack(crate(a), COPIES, desk(a, ON)))) == 1


@pytest.mark.parametrize(
    ("back_on", "why"),
    [
        (ON, "crate.back_past"),
        ("2026-09-03", "crate.back_late"),
        ("2026-09-02", ""),
        (None, ""),
    ],
)
def test_a_crate_stays_at_a_point_no_longer_than_the_programme_says(
    a: Teller, back_on: str | None, why: str
) -> None:
    wish = send(crate(a), desk(a, ON), back_on=back_on)
    if not why:
        assert not isinstance(wish, Refusal)
        return
    assert refusal(wish) == why
    if why == "crate.back_late":
        assert wish.values == {
            "until": "2026-09-02",
            "months": 6,
            "citation": "Thông tư 33/2018/TT-BVHTTDL",
        }


def test_a_programme_without_a_limit_lets_it_stay(a: Teller) -> None:
    sending = Sending(to=named("place B"), copies=(), back_on="2030-01-01")
    assert not isinstance(rules.send(crate(a), sending, desk(a, ON), NO_LIMITS), Refusal)


def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month() -> None:
    assert months_later("2027-08-31", 6) == "2028-02-29"
    assert months_later("2026-12-15", 1) == "2027-01-15"
    assert months_later("2026-01-15", 0) == "2026-01-15"


def test_titles_of_which_there_are_too_few_copies_are_named() -> None:
    least = Limits(per_title=Limit(3, "Thông tư 33/2018/TT-BVHTTDL", provisional=True))
    assert scarce({"many": 3, "few": 2}, least) == {"few": 2}
    assert scarce({"few": 2}, NO_LIMITS) == {}


def test_a_crate_is_not_sent_to_where_it_stands(a: Teller) -> None:
    assert refusal(send(crate(a), desk(a, ON), to=a.place)) == "crate.sent_here"


def test_a_crate_that_is_here_is_not_received_again_but_corrected() -> None:
    a, b = travelled()
    wish = rules.correct(crate(b), Receipt(), desk(b, ON))
    assert refusal(wish) == "crate.not_here"
    assert refusal(rules.receive(crate(b), Receipt(), desk(b, TOMORROW))) == "date.future"
    receive(b)
    assert refusal(rules.receive(crate(b), Receipt(), desk(b, ON))) == "crate.received_already"
    found = Receipt(missing=(COPIES[0], COPIES[2]), surplus=(COPIES[1], COPIES[2]))
    assert refusal(rules.correct(crate(b), found, desk(b, TOMORROW))) == "date.future"
    b.tell(rules.correct(crate(b), replace(found, damaged=(COPIES[0], COPIES[1])), desk(b, ON)))
    last = crate(b).last
    assert last is not None
    assert (last.missing, last.surplus, last.damaged) == (
        (COPIES[0],),
        (COPIES[2],),
        (COPIES[1],),
    )
    assert refusal(rules.correct(crate(b), Receipt(), desk(a, ON))) == "crate.not_here"


def test_only_an_empty_crate_at_hand_is_retired(a: Teller) -> None:
    pack(a, 0)
    assert refusal(rules.retire(crate(a), desk(a, ON), reason="broken")) == "crate.not_empty"
    assert refusal(rules.retire(crate(a), desk(a, ON), reason="Bà Hoa")) == "reason.missing"
    assert refusal(rules.retire(CrateState(CRATE), desk(a, ON), reason="x")) == "crate.unknown"


def test_to_stay_or_go_on_is_no_matter_of_a_day_to_come(a: Teller) -> None:
    assert refusal(rules.stay(crate(a), desk(a, TOMORROW))) == "date.future"


GAVE = SignersPrivate(gave=Signer("Nông Thị Hoa", "thủ thư"))
BOTH = SignersPrivate(gave=Signer("Nông Thị Hoa"), took=Signer("Lò Văn Páo"))


@pytest.mark.parametrize(
    ("side", "how", "private", "fits"),
    [
        ("gave", "key", GAVE, True),
        ("both", "paper", BOTH, True),
        ("took", "key", GAVE, False),
        ("both", "paper", GAVE, False),
        ("neither", "paper", SignersPrivate(), False),
        ("gave", "oath", GAVE, False),
        ("gave", "key", SignersPrivate(gave=Signer("")), False),
        ("gave", "key", SignersPrivate(gave=Signer("x" * 81)), False),
    ],
)
def test_who_signs_is_named_on_the_side_that_signs(
    side: str, how: str, private: SignersPrivate, fits: bool
) -> None:
    a, _ = travelled()
    body = CrateHandedOver(side=side, how=how, copies=2)
    wish = rules.hand_over(crate(a), body, private, desk(a, ON))
    if not fits:
        assert refusal(wish) == "crate.signer_missing"
        return
    (told,) = a.tell(wish)
    assert b"Hoa" not in bytes(told.fact.body)
    assert [(one.said, one.place) for one in crate(a).signed] == [(body, a.place)]


def test_only_a_known_crate_is_signed_for() -> None:
    a = Teller("A")
    body = CrateHandedOver(side="gave", how="key", copies=2)
    at = desk(a, ON)
    assert refusal(rules.hand_over(CrateState(CRATE), body, GAVE, at)) == "crate.unknown"


def test_the_names_of_a_signature_may_be_erased_and_stay_so() -> None:
    a, b = travelled()
    body = CrateHandedOver(side="gave", how="key", copies=2)
    assert refusal(rules.forget_signers(crate(a), desk(a, ON), reason="wish")) == (
        "crate.nobody_named"
    )
    for one in (a, b):
        one.tell(rules.hand_over(crate(one), body, GAVE, desk(one, ON)))
    late = a.held(CRATE)[-1]
    assert refusal(rules.forget_signers(crate(a), desk(a, ON), reason="Bà X")) == "reason.missing"
    a.tell(rules.forget_signers(crate(a), desk(a, ON), reason="wish"))
    a.meet(b)
    parts = [one.part for one in crate(a).signed]
    assert len(parts) == 2 and parts.count(None) == 1
    gone = crate(a).erased
    assert late.fact.commitment in gone
    c = Teller("C")
    c.hear(one for one in a.held(CRATE) if one.id != late.id)
    c.hear([late])
    assert [one.part for one in crate(c).signed].count(None) == 1


def test_a_signature_that_arrives_after_its_names_were_erased_names_nobody() -> None:
    a, _ = travelled()
    early, late = Teller("early"), Teller("late", now_ms=a.now_ms + 9_000)
    for one in (early, late):
        one.meet(a)
    body = CrateHandedOver(side="gave", how="key", copies=2)
    (told,) = late.tell(rules.hand_over(crate(a), body, GAVE, desk(late, ON)))
    assert told.fact.commitment is not None
    gone = rules.PersonErased((told.fact.commitment,), "wish")
    early.say("person.erased/1", CRATE, gone, on=ON)
    early.meet(late)
    assert [one.part for one in crate(early).signed] == [None]
