"""A place that was asked to send a copy hears that nobody waits for it any more."""

from __future__ import annotations

from tests.library.copies import scene
from tests.library.telling import BEGAN_MS, Teller, named

from tusach.ledger.mechanism import FactVoided
from tusach.ledger.order import Held
from tusach.library.copies import rules as lending
from tusach.library.copies.ends import END, TAKE_BACK, Owed
from tusach.library.holds import rules as asking
from tusach.library.holds.ends import draft, owed
from tusach.library.holds.facts import HoldEndedElsewhere, HoldPlaced
from tusach.library.holds.story import ENDED, FILLED, HoldState

HOLD = named("hold")


def due(hub: Teller) -> tuple[Owed, ...]:
    story = hub.story(HOLD)
    return owed(story.state, story.tellings)


def settle(hub: Teller) -> list[Held]:
    state: HoldState = hub.state(HOLD)
    return [hub.tell((draft(one, state, on="2026-03-20"),))[0] for one in due(hub)]


def asked() -> tuple[Teller, Teller, Teller, Held]:
    """A has the copy, a reader of B waits for it, the hub has told A; its word."""
    a, b = Teller("A"), Teller("B", now_ms=BEGAN_MS + 60_000)
    hub = Teller("hub", now_ms=BEGAN_MS + 120_000)
    scene.stocked(a, b)
    b.say("hold.placed/1", HOLD, HoldPlaced(b.place, title=scene.TITLE), on="2026-03-02")
    hub.meet(b)
    wish = asking.assign(hub.state(HOLD), scene.COPY, holder=a.place, on="2026-03-03")
    (word,) = hub.tell(wish)
    a.hear([word])
    return a, b, hub, word


def test_the_end_of_a_hold_is_owed_to_the_place_that_was_asked_until_it_is_told() -> None:
    a, b, hub, word = asked()
    assert due(hub) == ()
    b.tell(asking.end(b.state(HOLD), scene.desk(b, "2026-03-05"), reason="wish"))
    hub.meet(b)
    assert due(hub) == (Owed(word.id, END, a.place, "2026-03-05", b.place, ""),)
    (told,) = settle(hub)
    assert due(hub) == ()
    assert a.state(HOLD).is_open
    a.hear([told])
    assert a.state(HOLD).status("2026-03-20") == ENDED
    assert (a.state(HOLD).ended.word, a.state(HOLD).ended.on) == ("wish", "2026-03-05")
    assert hub.state(HOLD).ended.word == "wish"


def test_a_hold_that_another_copy_fulfilled_is_over_for_the_place_that_was_asked() -> None:
    a, b, hub, _word = asked()
    wish = lending.lend(
        scene.copy(b), scene.at_desk(), scene.desk(b, "2026-03-06"), scene.POLICY, hold=HOLD
    )
    b.tell(wish)
    hub.meet(b)
    assert hub.state(HOLD).status("2026-03-20") == FILLED
    (told,) = settle(hub)
    a.hear([told])
    assert a.state(HOLD).ended.word == "filled"
    assert hub.state(HOLD).status("2026-03-20") == FILLED


def test_a_hold_that_is_open_again_is_open_for_the_place_that_was_asked() -> None:
    a, b, hub, word = asked()
    (end,) = b.tell(asking.end(b.state(HOLD), scene.desk(b, "2026-03-05"), reason="mistake"))
    hub.meet(b)
    (told,) = settle(hub)
    gone = FactVoided(end.id, "slip", "teller")
    b.say("fact.voided/1", HOLD, gone, on="2026-03-06", scope=f"circulation:{b.place}")
    hub.meet(b)
    assert due(hub) == (Owed(word.id, TAKE_BACK, a.place, "", "", told.id),)
    (back,) = settle(hub)
    assert due(hub) == ()
    a.hear([told, back])
    assert a.state(HOLD).is_open


def test_nothing_is_owed_where_nobody_else_was_asked() -> None:
    a, b, hub, _word = asked()
    alone = Teller("other hub")
    alone.hear(b.held(HOLD)[:1])
    alone.tell(asking.assign(alone.state(HOLD), scene.COPY, holder=b.place, on="2026-03-03"))
    b.tell(asking.end(b.state(HOLD), scene.desk(b, "2026-03-05"), reason="wish"))
    alone.hear(b.held(HOLD))
    assert due(alone) == ()
    assert due(a) == (), "a place that was asked knows of the hold by the hub alone"
    assert hub.state(HOLD).is_open


def test_the_second_word_that_it_is_over_changes_nothing() -> None:
    a, _b, _hub, _word = asked()
    for on, reason in (("2026-03-05", "wish"), ("2026-03-07", "filled")):
        body = HoldEndedElsewhere(on, reason)
        a.say("hold.ended_elsewhere/1", HOLD, body, on="2026-03-08")
    assert (a.state(HOLD).ended.on, a.state(HOLD).ended.word) == ("2026-03-05", "wish")
