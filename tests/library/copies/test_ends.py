"""What is owed to the place that lent, when the copy came back elsewhere."""

from __future__ import annotations

from tests.library.copies.scene import COPY, OTHER, copy, desks, lend, take_back
from tests.library.telling import Teller, named

from tusach.ledger.mechanism import FactVoided
from tusach.ledger.order import Held
from tusach.library.copies import facts
from tusach.library.copies.ends import END, PARTED, TAKE_BACK, Owed, draft, owed


def due(hub: Teller) -> tuple[Owed, ...]:
    """What this hub owes."""
    story = hub.story(COPY)
    return owed(copy(hub), story.tellings)


def hub_of(*tellers: Teller) -> Teller:
    """A hub that has heard of all that these told."""
    hub = Teller("hub")
    for one in tellers:
        hub.meet(one)
    return hub


def settle(hub: Teller, on: str = "2026-03-20") -> list[Held]:
    """The hub tells what it owes."""
    return [hub.tell((draft(one, COPY, on=on),))[0] for one in due(hub)]


def void(by: Teller, target: Held) -> Held:
    body = FactVoided(target.id, "slip", "teller")
    return by.say("fact.voided/1", COPY, body, on="2026-03-15", scope=f"circulation:{by.place}")


def test_a_loan_that_ended_at_another_place_is_owed_until_it_is_told() -> None:
    a, b = desks()
    lent, back = lend(a, "2026-03-02"), take_back(b, "2026-03-09")
    hub = hub_of(a, b)
    assert due(hub) == (Owed(lent.id, END, a.place, "2026-03-09", b.place, ""),)
    (told,) = settle(hub)
    assert due(hub) == ()
    assert (told.fact.place, told.fact.commitment) == (a.place, None)
    a.hear([told])
    (loan,) = copy(a).loans
    assert (loan.ended_on, loan.ended_at) == ("2026-03-09", b.place)
    assert copy(a).custody == ("place", b.place)
    assert copy(b).custody == ("place", b.place), "B has it in hand and knows of no loan"
    assert back.id not in [one.id for one in a.held(COPY)]


def test_what_the_place_itself_ended_or_holds_in_the_catalogue_is_not_owed() -> None:
    a, b = desks()
    lend(a, "2026-03-02")
    take_back(a, "2026-03-05")
    lend(a, "2026-03-06")
    b.meet(a)
    assert due(hub_of(a)) == ()
    b.say("copy.withdrawn/1", COPY, facts.CopyWithdrawn("worn"), on="2026-03-09")
    hub = hub_of(a, b)
    assert [loan.ended_at for loan in copy(hub).loans] == [a.place, b.place]
    assert due(hub) == ()


def test_a_copy_lent_on_or_seen_elsewhere_ends_the_loan_at_the_place_that_lent_it() -> None:
    for act in ("lent on", "seen"):
        a, b = desks()
        lent = lend(a, "2026-03-02")
        b.meet(a)
        if act == "lent on":
            body = facts.CopyLent("2026-03-20", None, b.place)
            b.say("copy.lent/2", COPY, body, on="2026-03-09")
        else:
            b.say("copy.seen/2", COPY, facts.CopySeen("shelf"), on="2026-03-09")
        assert due(hub_of(a, b)) == (Owed(lent.id, END, a.place, "2026-03-09", b.place, ""),)


def test_nothing_is_owed_while_it_is_contested_who_has_the_copy() -> None:
    a, b = desks()
    lend(a, "2026-03-02")
    lend(b, "2026-03-02", OTHER)
    hub = hub_of(a, b)
    assert len(copy(hub).open_loans) == 2
    assert due(hub) == ()


def test_a_loan_that_arrives_after_its_return_is_owed_like_any_other() -> None:
    a, b = desks()
    hub = Teller("hub")
    take_back(b, "2026-03-09")
    hub.meet(b)
    assert [one.what for one in due(hub)] == [PARTED], "A is thought to have it on its shelf"
    lent = lend(a, "2026-03-02")
    hub.meet(a)
    assert [one.of for one in due(hub)] == [lent.id]


def test_two_hubs_that_tell_it_apart_change_nothing_and_owe_nothing() -> None:
    a, b = desks()
    lend(a, "2026-03-02")
    take_back(b, "2026-03-09")
    hub, second = hub_of(a, b), Teller("second")
    second.meet(a)
    second.meet(b)
    settle(hub)
    settle(second)
    before = copy(hub)
    hub.meet(second)
    assert copy(hub) == copy(second) == before
    assert due(hub) == due(second) == ()


def test_what_stood_for_a_return_that_does_not_count_is_taken_back() -> None:
    a, b = desks()
    lent, back = lend(a, "2026-03-02"), take_back(b, "2026-03-09")
    hub = hub_of(a, b)
    (told,) = settle(hub)
    gone = void(b, back)
    hub.meet(b)
    assert due(hub) == (Owed(lent.id, TAKE_BACK, a.place, "2026-03-09", b.place, told.id),)
    (void_of_it,) = settle(hub)
    assert due(hub) == ()
    assert copy(hub).open_loan is not None
    a.hear([told, void_of_it])
    assert copy(a).open_loan is not None
    void(b, gone)
    hub.meet(b)
    assert [one.what for one in due(hub)] == [END]
    settle(hub)
    assert due(hub) == ()
    assert named("place B") == copy(hub).loans[0].ended_at
