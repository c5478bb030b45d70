"""A copy that was sent and arrived is not on its way for ever at the place that sent it."""

from __future__ import annotations

import itertools

import pytest
from tests.library.copies.scene import COPY, OTHER, copy, desk, desks, lend
from tests.library.copies.test_ends import due, hub_of, settle, void
from tests.library.telling import Teller, named

from tusach.ledger.order import Held
from tusach.library.copies import caring, facts
from tusach.library.copies.ends import ARRIVED, TAKE_BACK, Owed
from tusach.library.register import FOLDERS


def send(by: Teller, to: Teller, on: str = "2026-03-04") -> Held:
    wish = caring.send(copy(by), desk(by, on), to=to.place, reason="asked_for")
    return by.tell(wish)[0]


def see(by: Teller, on: str = "2026-03-06") -> Held:
    return by.say("copy.seen/2", COPY, facts.CopySeen("arrival"), on=on)


def test_an_arrival_is_owed_to_the_sender_until_it_is_told() -> None:
    a, b = desks()
    sent, seen = send(a, b), see(b)
    hub = hub_of(a, b)
    assert due(hub) == (Owed(sent.id, ARRIVED, a.place, "2026-03-06", b.place, ""),)
    (told,) = settle(hub)
    assert due(hub) == ()
    assert (told.fact.place, told.fact.kind) == (a.place, "copy.arrived_elsewhere/1")
    assert copy(a).on_way is not None
    a.hear([told])
    assert (copy(a).on_way, copy(a).holder) == (None, b.place)
    assert (copy(a).last_seen_at, copy(a).last_seen_on) == (b.place, "2026-03-06")
    assert seen.id not in [one.id for one in a.held(COPY)]


@pytest.mark.parametrize("act", ["sent on", "lent", "taken back"])
def test_whatever_another_place_did_with_it_shows_that_it_arrived(act: str) -> None:
    a, b = desks()
    c = Teller("C", now_ms=b.now_ms)
    b.meet(c)
    sent = send(a, b)
    if act == "sent on":
        further = send(b, c, "2026-03-06")
    elif act == "lent":
        lend(b, "2026-03-06")
    else:
        b.say("copy.returned/2", COPY, facts.CopyReturned(), on="2026-03-06")
    hub = hub_of(a, b)
    assert due(hub) == (Owed(sent.id, ARRIVED, a.place, "2026-03-06", b.place, ""),)
    if act == "sent on":
        see(c, "2026-03-08")
        hub.meet(c)
        assert [(one.of, one.at) for one in due(hub)] == [(sent.id, b.place), (further.id, c.place)]


def test_what_the_sender_itself_knows_is_not_owed() -> None:
    a, b = desks()
    send(a, b)
    see(a, "2026-03-05")
    assert due(hub_of(a, b)) == ()
    send(a, b, "2026-03-07")
    see(b, "2026-03-08")
    b.meet(a)
    hub = hub_of(a, b)
    assert len(due(hub)) == 1
    send(a, b, "2026-03-09")
    hub.meet(a)
    assert not [one for one in due(hub) if one.place == a.place], "it has had it since, and sent it"


def test_a_sending_that_comes_behind_its_arrival_is_owed_too() -> None:
    for act in ("seen", "lent"):
        a, b = desks(apart_ms=-60_000)
        if act == "seen":
            see(b)
        else:
            lend(b, "2026-03-06", OTHER)
        sent = send(a, b)
        hub = hub_of(a, b)
        assert [one.kind for one in hub.story(COPY).tellings][-1] == "copy.sent/1"
        assert due(hub) == (Owed(sent.id, ARRIVED, a.place, "2026-03-06", b.place, ""),)


def test_a_sending_behind_what_its_own_place_has_seen_is_owed_to_nobody() -> None:
    a, b = desks()
    again = Teller("A again", now_ms=a.now_ms + 120_000)
    again.place = a.place
    again.meet(b)
    see(a, "2026-03-09")
    send(again, b, "2026-03-04")
    assert due(hub_of(a, again)) == ()


def test_a_return_of_which_only_the_hub_tells_says_where_it_came_to() -> None:
    a, b = desks()
    sent = send(a, b)
    for place, owing in ((named("place C"), 1), (a.place, 0)):
        hub = hub_of(a)
        body = facts.LoanEndedElsewhere(named("a loan not held"), "2026-03-07", b.place)
        hub.say("loan.ended_elsewhere/1", COPY, body, on="2026-03-08", place=place)
        told = [(one.of, one.at) for one in due(hub)]
        assert told == [(sent.id, b.place)] * owing, "A holds what the hub tells in its own scope"


def test_what_stood_for_an_arrival_that_does_not_count_is_taken_back() -> None:
    a, b = desks()
    sent, seen = send(a, b), see(b)
    hub = hub_of(a, b)
    (told,) = settle(hub)
    void(b, seen)
    hub.meet(b)
    assert due(hub) == (Owed(sent.id, TAKE_BACK, a.place, "2026-03-06", b.place, told.id),)
    (gone,) = settle(hub)
    assert due(hub) == ()
    a.hear([told, gone])
    assert copy(a).on_way is not None
    assert copy(a).on_way == copy(hub).on_way


def test_an_arrival_of_another_sending_changes_nothing() -> None:
    a, b = desks()
    first = send(a, b)
    see(a, "2026-03-05")
    send(a, b, "2026-03-06")
    before = copy(a)
    body = facts.CopyArrivedElsewhere(first.id, "2026-03-05", b.place)
    Teller("hub").meet(a)
    a.say("copy.arrived_elsewhere/1", COPY, body, on="2026-03-07")
    assert copy(a) == before
    take_back_of_nothing = copy(b)
    b.say("copy.arrived_elsewhere/1", COPY, body, on="2026-03-07", place=a.place)
    assert copy(b) == take_back_of_nothing


@pytest.mark.parametrize(("lost_on", "stays"), [("2026-03-05", False), ("2026-03-09", True)])
def test_a_loss_reported_before_it_arrived_is_over(lost_on: str, stays: bool) -> None:
    a, b = desks()
    sent = send(a, b)
    a.say("copy.lost/1", COPY, facts.CopyLost("on_the_way"), on=lost_on)
    body = facts.CopyArrivedElsewhere(sent.id, "2026-03-06", b.place)
    a.say("copy.arrived_elsewhere/1", COPY, body, on="2026-03-10")
    assert (copy(a).lost_by is not None) is stays
    assert copy(a).on_way is None


def test_the_state_is_one_in_whatever_order_the_facts_come() -> None:
    a, b = desks()
    send(a, b)
    see(b)
    hub = hub_of(a, b)
    settle(hub)
    held = hub.held(COPY)
    states = {repr(FOLDERS.fold(COPY, list(some)).state) for some in itertools.permutations(held)}
    assert len(states) == 1
    assert named("place B") in next(iter(states))
