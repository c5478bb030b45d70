"""A copy that came elsewhere without a sending or a loan is not on its old shelf for ever."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.library.copies import test_ends
from tests.library.copies.scene import (
    COPY,
    POLICY,
    READER,
    at_desk,
    copy,
    desk,
    desks,
    lend,
    stocked,
)
from tests.library.copies.test_ends import due, settle, void
from tests.library.telling import Teller, named

from tusach.ledger.order import Held
from tusach.library.copies import caring, facts, rules
from tusach.library.copies.ends import PARTED, TAKE_BACK, Owed
from tusach.library.copies.in_crates import CrateReceived, CrateSent

ON = "2026-03-06"


def hub_of(*tellers: Teller) -> Teller:
    """A hub that has heard of all that these told, and whose clock is not behind theirs."""
    hub = test_ends.hub_of(*tellers)
    hub.now_ms = max(one.now_ms for one in tellers)
    return hub


def brought(by: Teller, on: str = ON) -> Held:
    """Somebody brings it back where it was never lent."""
    return by.say("copy.returned/2", COPY, facts.CopyReturned(), on=on)


def registered(by: Teller) -> str:
    return next(one.id for one in by.held(COPY) if one.fact.kind.startswith("copy.registered"))


def test_a_return_where_it_was_never_lent_is_told_to_the_place_that_thinks_to_have_it() -> None:
    a, b = desks()
    brought(b)
    hub = hub_of(a, b)
    assert due(hub) == (Owed(registered(a), PARTED, a.place, ON, b.place, ""),)
    (told,) = settle(hub)
    assert due(hub) == ()
    assert (told.fact.place, told.fact.kind) == (a.place, "copy.seen_elsewhere/1")
    assert copy(a).custody == ("place", a.place)
    a.hear([told])
    assert copy(a).custody == copy(hub).custody == ("place", b.place)
    assert (copy(a).last_seen_at, copy(a).last_seen_on) == (b.place, ON)


@pytest.mark.parametrize("act", ["lent", "seen", "sent on", "read inside"])
def test_whatever_another_place_does_with_it_shows_that_it_is_not_there(act: str) -> None:
    a, b = desks()
    seen = a.say("copy.seen/2", COPY, facts.CopySeen("shelf"), on="2026-03-02")
    match act:
        case "lent":
            lend(b, ON)
        case "seen":
            b.say("copy.seen/2", COPY, facts.CopySeen("shelf"), on=ON)
        case "sent on":
            b.say("copy.sent/1", COPY, facts.CopySent(named("place C"), "manual"), on=ON)
        case _:
            b.say("copy.used/1", COPY, facts.CopyUsed(1), on=ON)
    hub = hub_of(a, b)
    assert due(hub) == (Owed(seen.id, PARTED, a.place, ON, b.place, ""),)
    a.hear(settle(hub))
    assert copy(a).custody == ("place", b.place)
    assert due(hub) == ()


def test_who_has_seen_it_since_is_told_nothing() -> None:
    a, b = desks()
    brought(b)
    b.meet(a)
    a.say("copy.seen/2", COPY, facts.CopySeen("shelf"), on="2026-03-09")
    assert [one.place for one in due(hub_of(a, b))] == [b.place], "now B thinks to have it"


def test_it_is_told_again_when_it_leaves_again() -> None:
    a, b = desks()
    brought(b)
    hub = hub_of(a, b)
    a.hear(settle(hub))
    back = a.say("copy.seen/2", COPY, facts.CopySeen("shelf"), on="2026-03-09")
    hub.meet(a)
    assert [one.place for one in due(hub)] == [b.place]
    brought(b, "2026-03-12")
    hub.meet(b)
    assert due(hub) == (Owed(back.id, PARTED, a.place, "2026-03-12", b.place, ""),)


def test_a_shelf_that_was_checked_before_the_news_came_is_told_all_the_same() -> None:
    a, b = desks(apart_ms=-600_000)
    brought(b, "2026-03-09")
    looked = a.say("copy.seen/2", COPY, facts.CopySeen("shelf"), on=ON)
    hub = hub_of(a, b)
    assert copy(hub).holder == b.place
    assert due(hub) == (Owed(looked.id, PARTED, a.place, "2026-03-09", b.place, ""),)
    a.hear(settle(hub))
    assert copy(a).holder == b.place
    b.meet(hub)
    lend(b, "2026-03-10")
    later = a.say("copy.seen/2", COPY, facts.CopySeen("shelf"), on="2026-03-08")
    hub.meet(a)
    hub.meet(b)
    assert [(one.of, one.at) for one in due(hub)] in ([], [(later.id, b.place)])


def test_what_showed_it_elsewhere_and_does_not_count_is_taken_back() -> None:
    a, b = desks()
    seen = brought(b)
    hub = hub_of(a, b)
    (told,) = settle(hub)
    void(b, seen)
    hub.meet(b)
    assert due(hub) == (Owed(registered(a), TAKE_BACK, a.place, ON, b.place, told.id),)
    (gone,) = settle(hub)
    assert due(hub) == ()
    a.hear([told, gone])
    assert copy(a).custody == copy(hub).custody == ("place", a.place)


def test_the_word_about_another_holding_changes_nothing() -> None:
    a, b = desks()
    a.say("copy.seen/2", COPY, facts.CopySeen("shelf"), on="2026-03-02")
    before = copy(a)
    body = facts.CopySeenElsewhere(registered(a), ON, b.place)
    a.say("copy.seen_elsewhere/1", COPY, body, on="2026-03-07")
    assert copy(a) == before
    held = copy(a).kept_by or ""
    lend(a, "2026-03-08", READER)
    lent = copy(a)
    a.say(
        "copy.seen_elsewhere/1", COPY, facts.CopySeenElsewhere(held, ON, b.place), on="2026-03-09"
    )
    assert copy(a) == lent


def test_a_crate_and_a_withdrawal_are_known_everywhere() -> None:
    a, b = desks()
    crate = named("crate")
    sent = CrateSent(b.place)
    a.say("crate.sent/1", crate, sent, on="2026-03-02", scope="catalogue", also=(COPY,))
    b.meet(a)
    b.say("crate.received/1", crate, CrateReceived(), on=ON, scope="catalogue", also=(COPY,))
    assert copy(b).holder == b.place
    assert due(hub_of(a, b)) == ()
    c, d = desks()
    brought(d)
    assert due(hub_of(c, d))
    gone = facts.CopyWithdrawn("worn")
    c.say("copy.withdrawn/1", COPY, gone, on="2026-03-10", scope="catalogue")
    assert due(hub_of(c, d)) == ()


def test_kept_at_the_desk_it_was_lost_from_a_loss_reported_before_is_over() -> None:
    a, b = desks()
    a.say("copy.lost/1", COPY, facts.CopyLost("missing"), on="2026-03-04")
    brought(b)
    a.hear(settle(hub_of(a, b)))
    assert (copy(a).lost_by, copy(a).holder) == (None, b.place)


ACTS = st.lists(
    st.tuples(st.sampled_from(["seen", "back", "lend", "send", "use", "lost"]), st.integers(0, 2)),
    min_size=1,
    max_size=10,
)


@given(ACTS, st.lists(st.booleans(), min_size=10, max_size=10))
def test_once_the_hub_has_spoken_no_place_thinks_to_have_what_another_has(
    acts: list[tuple[str, int]], settling: list[bool]
) -> None:
    places = [Teller(name) for name in "ABC"]
    stocked(*places)
    hub = hub_of(*places)
    clock = itertools.count(1)
    for (act, who), settles in zip(acts, settling, strict=False):
        one = places[who]
        one.now_ms = max(each.now_ms for each in (*places, hub))
        do(one, act, f"2026-04-{next(clock):02d}", goal=places[(who + 1) % 3].place)
        if settles:
            spoken(hub, places)
    spoken(hub, places)
    spoken(hub, places)
    assert due(hub) == ()
    truth = copy(hub)
    for one in places:
        mine = copy(one)
        if mine.custody == ("place", one.place) and mine.on_way is None:
            assert truth.custody in (("place", one.place), ("lost", None)), (one.name, truth)


def do(one: Teller, act: str, on: str, *, goal: str) -> None:
    """What a desk may do by its own ledger; a refusal is nothing done."""
    match act:
        case "seen":
            one.say("copy.seen/2", COPY, facts.CopySeen("shelf"), on=on)
        case "back":
            brought(one, on)
        case "lend":
            wish = rules.lend(copy(one), at_desk(), desk(one, on), POLICY)
            if isinstance(wish, tuple):
                one.tell(wish)
        case "send":
            wish = caring.send(copy(one), desk(one, on), to=goal, reason="manual")
            if isinstance(wish, tuple):
                one.tell(wish)
        case "use":
            one.say("copy.used/1", COPY, facts.CopyUsed(1), on=on)
        case _:
            one.say("copy.lost/1", COPY, facts.CopyLost("missing"), on=on)


def spoken(hub: Teller, places: list[Teller]) -> None:
    """The hub hears all, says what it owes, and each place hears what lies in its own scope."""
    for one in places:
        hub.hear(one.held(COPY))
    hub.now_ms = max(each.now_ms for each in (*places, hub))
    for told in settle(hub, "2026-04-28"):
        for one in places:
            if told.fact.place == one.place:
                one.hear([told])
