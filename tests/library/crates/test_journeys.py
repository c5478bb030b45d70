"""A crate goes out, is received, comes home; each copy's own story says where it is."""

from __future__ import annotations

import pytest
from tests.library.copies.scene import at_desk, desk
from tests.library.crates.crating import (
    BACK,
    COPIES,
    CRATE,
    LATER,
    NO_LIMITS,
    ON,
    OTHER,
    copy,
    crate,
    pack,
    receive,
    refusal,
    send,
    stocked,
    travelled,
)
from tests.library.telling import Teller, codes, named

from tusach.library.copies import rules as copies
from tusach.library.copies.in_crates import PACKED_APART
from tusach.library.copies.policy import Lending
from tusach.library.copies.states import AVAILABLE, IN_QUESTION, ON_WAY, PACKED
from tusach.library.crates import rules, story
from tusach.library.crates.rules import Receipt
from tusach.library.holds.facts import HoldPlaced

HOME = "2026-06-10"


def test_one_scan_receives_a_whole_crate_and_each_copy_stands_there() -> None:
    a, b = travelled()
    assert [copy(a, nr).status for nr in (0, 1, 2)] == [ON_WAY, ON_WAY, AVAILABLE]
    assert copy(a).custody.of == a.place  # the sender's until it is seen elsewhere
    told = receive(b)
    a.meet(b)
    assert told.fact.also == tuple(sorted(COPIES[:2]))
    for nr in (0, 1):
        state = copy(a, nr)
        assert (state.status, state.holder, state.home) == (AVAILABLE, b.place, a.place)
        assert state.crate is not None
        assert (state.crate.of, state.crate.until) == (CRATE, BACK)
    found = crate(a)
    assert (found.status, found.at, found.back_on) == (story.HERE, b.place, BACK)
    assert codes(a.story(CRATE)) == []


def test_what_is_not_in_the_crate_stays_in_the_senders_hands_and_in_question() -> None:
    a, b = travelled()
    receive(b, missing=(COPIES[1],), damaged=(COPIES[0], COPIES[1]))
    a.meet(b)
    state = copy(a, 1)
    assert (state.status, state.custody.of) == (IN_QUESTION, a.place)
    assert [one.word for one in copy(a, 0).damages] == ["other"]
    assert copy(a, 1).damages == ()
    assert crate(a).inside == (COPIES[0],)
    a.tell(copies.see(copy(a, 1), desk(a, HOME), by="found"))  # any sighting clears it
    assert copy(a, 1).status == AVAILABLE


def test_what_was_seen_since_is_in_question_no_more() -> None:
    a, b = travelled()
    b.now_ms += 9_000
    a.tell(copies.see(copy(a, 1), desk(a, LATER), by="found"))
    receive(b, missing=(COPIES[1],))
    a.meet(b)
    assert copy(a, 1).status == AVAILABLE


def test_what_lay_in_it_too_is_kept_and_belongs_to_it() -> None:
    a, b = travelled()
    receive(b, surplus=(COPIES[2], COPIES[0]), missing=(COPIES[2],))
    a.meet(b)
    journey = crate(a).last
    assert journey is not None
    assert (journey.surplus, journey.missing) == ((COPIES[2],), ())
    assert (copy(a, 2).holder, crate(a).inside[-1]) == (b.place, COPIES[2])


def test_what_a_reader_has_is_left_behind_when_the_crate_goes_home() -> None:
    a, b = travelled()
    receive(b)
    b.tell(copies.lend(copy(b, 0), at_desk(), desk(b, LATER), Lending()))
    assert copy(b, 0).crate is not None
    sent = send(b, a, on=HOME, back_on=None)
    assert set(sent.fact.also) == set(COPIES[:2])
    assert (copy(b, 0).crate, copy(b, 1).status) == (None, ON_WAY)
    assert crate(b).inside == (COPIES[1],)
    b.meet(a)
    receive(a, on=HOME)
    a.tell(rules.unpack(crate(a), (COPIES[1], COPIES[0]), desk(a, HOME), reason="home"))
    assert (crate(a).inside, copy(a, 1).crate, copy(a, 1).status) == ((), None, AVAILABLE)
    assert [(one.of, one.at) for one in crate(a).journeys] == [
        (a.place, b.place),
        (b.place, a.place),
    ]
    a.tell(rules.retire(crate(a), desk(a, HOME), reason="broken"))
    assert crate(a).status == story.RETIRED


def test_left_behind_by_one_crate_a_copy_stays_in_the_other() -> None:
    a, b = Teller("A"), Teller("B")
    stocked(a, b)
    pack(a, 0)
    a.say("crate.packed/1", OTHER, rules.CratePacked(), on=ON, also=(COPIES[0],))
    send(a, b)
    assert copy(a).crate is not None
    assert (copy(a).crate.of, copy(a).status) == (OTHER, PACKED)


def test_a_crate_is_received_offline_before_anybody_there_knows_of_it() -> None:
    a, b = Teller("A"), Teller("B")
    stocked(a)
    pack(a, 0)
    send(a, b)
    told = receive(b)
    assert told.fact.also == ()
    assert crate(b).at == crate(b).place == b.place and not rules.is_incomplete(crate(b), b.place)
    a.meet(b)
    found = crate(b)
    assert (found.status, found.at) == (story.HERE, b.place)
    assert copy(b).status == ON_WAY  # nobody has said yet that this copy came with it
    assert rules.is_incomplete(found, b.place) and not rules.is_incomplete(found, a.place)
    b.tell(rules.correct(found, Receipt(), desk(b, LATER)))
    assert not rules.is_incomplete(crate(b), b.place)
    assert (copy(b).status, copy(b).holder) == (AVAILABLE, b.place)


def test_a_receipt_told_by_an_earlier_clock_still_ends_the_sending_it_did_not_know() -> None:
    a, b = Teller("A"), Teller("B", now_ms=1)
    stocked(a)
    pack(a, 0)
    receive(b, on=ON)
    send(a, b)
    a.meet(b)
    assert (crate(a).status, crate(a).at, len(crate(a).journeys)) == (story.HERE, b.place, 1)


def test_an_earlier_receipt_of_which_the_sender_knew_is_another_journey() -> None:
    a, b = Teller("A"), Teller("B")
    stocked(a, b)
    receive(b, on=ON, anyway=True)
    a.meet(b)
    a.tell(rules.receive(crate(a), Receipt(), desk(a, ON)))
    send(a, b)
    assert [one.at for one in crate(a).journeys] == [b.place, a.place, None]


def test_received_at_the_wrong_library_is_shown_and_sent_on_with_one_tap() -> None:
    a, b = travelled()
    c = Teller("C")
    a.meet(c)
    assert refusal(rules.receive(crate(c), Receipt(), desk(c, LATER))) == "crate.for_another"
    receive(c, anyway=True)
    a.meet(c)
    assert codes(a.story(CRATE)) == [story.RECEIVED_ELSEWHERE]
    assert (crate(c).astray, copy(c).holder) == (b.place, c.place)
    inside = [copy(c, nr) for nr in (0, 1)]
    c.tell(rules.forward(crate(c), inside, desk(c, LATER), NO_LIMITS))
    assert codes(c.story(CRATE)) == []
    journey = crate(c).under_way
    assert journey is not None and (journey.to, journey.back_on) == (b.place, BACK)


def test_forwarded_after_its_day_it_has_no_day_any_more() -> None:
    a, b = travelled()
    c = Teller("C")
    a.meet(c)
    receive(c, anyway=True)
    c.tell(rules.forward(crate(c), [copy(c)], desk(c, "2026-07-01"), NO_LIMITS))
    assert (crate(c).back_on, b.place) == (None, crate(c).under_way.to)  # type: ignore[union-attr]


def test_received_at_the_wrong_library_it_may_stay_there_agreed() -> None:
    a, _ = travelled()
    c = Teller("C")
    a.meet(c)
    receive(c, anyway=True)
    c.tell(rules.stay(crate(c), desk(c, LATER)))
    assert (codes(c.story(CRATE)), crate(c).astray) == ([], None)
    assert refusal(rules.stay(crate(c), desk(c, LATER))) == "crate.not_astray"
    assert refusal(rules.forward(crate(c), (), desk(c, LATER), NO_LIMITS)) == "crate.not_astray"


def test_one_copy_packed_into_two_crates_apart_is_shown_until_somebody_looks() -> None:
    a, b = Teller("A"), Teller("B")
    b.place = a.place
    stocked(a, b)
    pack(a, 0)
    pack(b, 0, into=OTHER)
    a.meet(b)
    assert codes(a.story(COPIES[0])) == [PACKED_APART]
    assert copy(a).crate is not None
    wrong = CRATE if copy(a).crate.of == OTHER else OTHER  # type: ignore[union-attr]
    a.tell(rules.unpack(crate(a, wrong), (COPIES[0],), desk(a, LATER), reason="not_there"))
    assert codes(a.story(COPIES[0])) == []
    assert copy(a).status == PACKED
    assert crate(a, wrong).inside == ()


def test_packed_elsewhere_by_who_knew_it_is_taken_out_of_the_first_crate() -> None:
    a = Teller("A")
    stocked(a)
    pack(a, 0)
    assert refusal(_packs(a, CRATE)) == "crate.packed_already"
    pack(a, 0, into=OTHER)
    assert (crate(a).inside, crate(a, OTHER).inside) == ((), (COPIES[0],))
    assert codes(a.story(COPIES[0])) == []


def _packs(teller: Teller, into: str) -> object:
    return rules.pack(crate(teller, into), copy(teller), desk(teller, ON), NO_LIMITS)


def test_a_copy_packed_anew_where_it_came_with_a_crate_contradicts_nothing() -> None:
    a, b = travelled()
    c = Teller("C")
    a.meet(c)
    c.place = b.place
    receive(b)
    c.say("crate.packed/1", OTHER, rules.CratePacked(), on=HOME, also=(COPIES[0],))
    b.meet(c)
    assert PACKED_APART not in codes(b.story(COPIES[0]))  # only two packings contradict


def test_lent_out_of_a_packed_crate_a_copy_is_out_of_it() -> None:
    a, b = Teller("A"), Teller("B")
    stocked(a, b)
    pack(a, 0, 1)
    a.tell(copies.lend(copy(a), at_desk(), desk(a, ON), Lending()))
    assert copy(a).crate is None
    sent = send(a, b)
    assert crate(a).under_way.copies == (COPIES[1],)  # type: ignore[union-attr]
    assert COPIES[0] in sent.fact.also


@pytest.mark.parametrize("lost", [True, False])
def test_what_is_lost_or_with_another_crate_does_not_leave(lost: bool) -> None:
    a, b = Teller("A"), Teller("B")
    stocked(a, b)
    pack(a, 0, 1)
    if lost:
        a.tell(copies.lose(copy(a), desk(a, ON), reason="missing"))
    else:
        a.say("crate.packed/1", OTHER, rules.CratePacked(), on=ON, also=(COPIES[0],))
    send(a, b)
    assert crate(a).under_way.copies == (COPIES[1],)  # type: ignore[union-attr]


def test_older_evidence_packs_sends_and_receives_nothing_that_was_seen_since() -> None:
    a, b = Teller("A"), Teller("B")
    stocked(a, b)
    b.tell(copies.see(copy(b), desk(b, HOME), by="found"))
    pack(a, 0)
    send(a, b)
    c = Teller("C")
    a.meet(c)
    receive(c, anyway=True)
    c.tell(rules.unpack(crate(c), (COPIES[0],), desk(c, LATER)))
    c.meet(b)
    assert (copy(b).holder, copy(b).crate, copy(b).status) == (b.place, None, AVAILABLE)


def test_sent_to_two_places_by_two_who_did_not_know_it_is_shown() -> None:
    a, b, c = Teller("A"), Teller("B"), Teller("C")
    twin = Teller("twin")
    twin.place = a.place
    stocked(a, b, c, twin)
    send(a, b)
    send(twin, c)
    a.meet(twin)
    assert codes(a.story(CRATE)) == [story.SENT_APART]
    assert len(crate(a).journeys) == 1
    b.hear(a.held(CRATE))
    receive(b, anyway=True)
    assert story.SENT_APART not in codes(b.story(CRATE))


def test_sent_twice_to_one_place_contradicts_nothing() -> None:
    a, b, twin = Teller("A"), Teller("B"), Teller("twin")
    twin.place = a.place
    stocked(a, b, twin)
    send(a, b)
    send(twin, b)
    a.meet(twin)
    assert codes(a.story(CRATE)) == []


def test_received_at_two_places_by_two_who_did_not_know_it_is_shown() -> None:
    a, b = travelled()
    c = Teller("C")
    a.meet(c)
    receive(c, anyway=True)
    receive(b)
    b.meet(c)
    assert story.RECEIVED_APART in codes(b.story(CRATE))
    assert len(crate(b).journeys) == 1


def test_who_moves_a_crate_that_was_retired_elsewhere_contradicts_that() -> None:
    a, b = Teller("A"), Teller("B")
    stocked(a, b)
    a.tell(rules.retire(crate(a), desk(a, ON), reason="broken"))
    b.now_ms = a.now_ms + 5_000
    receive(b, anyway=True)
    a.meet(b)
    assert codes(a.story(CRATE)) == [story.MOVED_AFTER_END]
    a.say("crate.retired/1", CRATE, story.facts.CrateRetired("lost"), on=LATER)
    assert crate(a).retired.word == "broken"  # type: ignore[union-attr]


def test_a_hold_for_which_a_copy_is_packed_is_kept_with_the_crate_until_it_is_out() -> None:
    a = Teller("A")
    stocked(a)
    hold = named("hold")
    (told,) = pack(a, 0, hold=hold)
    assert hold in told.fact.also
    assert (crate(a).inside, crate(a).for_holds) == ((COPIES[0],), ((COPIES[0], hold),))
    a.tell(rules.unpack(crate(a), (COPIES[0],), desk(a, ON)))
    assert (crate(a).inside, crate(a).for_holds) == ((), ())


def test_a_hold_knows_that_its_copy_lies_in_a_crate_and_that_it_does_no_more() -> None:
    a = Teller("A")
    stocked(a)
    hold = named("hold")
    placed = HoldPlaced(pickup=named("place B"), title=named("title 0"))
    a.say("hold.placed/1", hold, placed, on=ON)
    assert a.state(hold).status(ON) == "waiting"
    pack(a, 0, hold=hold)
    pack(a, 1)
    assert (a.state(hold).status(ON), a.state(hold).on_way.of) == ("on_way", COPIES[0])
    a.tell(rules.unpack(crate(a), (COPIES[1],), desk(a, ON)))
    assert a.state(hold).status(ON) == "on_way"
    a.tell(rules.unpack(crate(a), (COPIES[0],), desk(a, ON)))
    assert a.state(hold).status(ON) == "waiting"
    a.say("crate.unpacked/1", CRATE, rules.CrateUnpacked(), on=ON, also=(COPIES[0], hold))
    body = rules.CratePacked("plan", (hold,))
    a.say("crate.packed/1", CRATE, body, on=ON, also=(COPIES[0], COPIES[1], hold))
    assert a.state(hold).status(ON) == "waiting"
    assert crate(a).inside and crate(a).for_holds == ()
