"""A hold that ends at one place is over at every place that counted on it, after one exchange."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.node.sync.machines import Machines, at, machines, meet, reader, stock

from tusach.ledger.draft import Refusal
from tusach.library.copies.amends import UNDO_MS
from tusach.library.holds.facts import HoldEnded
from tusach.library.holds.story import ENDED, FILLED, READY, WAITING
from tusach.library.staff.rules import appoint
from tusach.node.acts import asking, circulation
from tusach.node.acts.asking import Wanting
from tusach.node.acts.circulation import Told
from tusach.node.acts.duties import failures, perform
from tusach.node.acts.node import At, Node


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Machines]:
    with machines(tmp_path) as made:
        yield made


def told(done: Told | Refusal) -> Told:
    assert not isinstance(done, Refusal), done
    return done


def status(node: Node, hold: str) -> str:
    return str(node.store.state(hold, "hold").status(node.today()))


def ends(node: Node, hold: str) -> int:
    return sum(isinstance(one.body, HoldEnded) for one in node.store.story(hold).tellings)


def everybody_meets(network: Machines, *nodes: Node) -> None:
    for _ in range(2):
        for one in nodes:
            meet(one, network.hub)


def kept_away(network: Machines, one: Node, other: Node) -> tuple[str, str]:
    """A reader of one place asks at the hub; a copy stands on the shelf of another for the hold."""
    who, copy = reader(one, "Nông Thị Hoa"), stock(other)
    everybody_meets(network, one, other)
    title = other.store.state(copy, "copy").registered.title
    place, pickup = one.own_place(), other.own_place()
    assert place is not None and pickup is not None
    wanting = Wanting(title=title, pickup=pickup)
    there = At(place, network.hub.today())
    hold = told(asking.place_hold(network.hub, who, wanting, there)).subject
    told(asking.keep(network.hub, hold, copy, At(pickup, network.hub.today())))
    everybody_meets(network, one, other)
    return hold, copy


def test_given_up_in_the_account_the_place_that_keeps_the_copy_hears_of_it(
    network: Machines,
) -> None:
    one, other = network.join("hill"), network.join("ford")
    hold, copy = kept_away(network, one, other)
    assert other.store.state(copy, "copy").reserved is not None
    place = one.own_place()
    assert place is not None
    told(asking.end(network.hub, hold, At(place, network.hub.today()), reason="wish"))
    everybody_meets(network, one, other)
    assert [status(node, hold) for node in (one, other, network.hub)] == [ENDED] * 3
    assert ends(network.hub, hold) == 2
    lent = circulation.lend(other, copy, reader(other, "Sầm Văn Páo"), at(other))
    told(lent)
    before = ends(network.hub, hold)
    everybody_meets(network, one, other)
    assert (ends(network.hub, hold), perform(network.hub)) == (before, 0)
    assert failures(network.hub.home) == {}


def test_fetched_elsewhere_it_is_over_where_it_was_told(network: Machines) -> None:
    one, other = network.join("hill"), network.join("ford")
    hold, copy = kept_away(network, one, other)
    who = network.hub.store.vault.query("SELECT reader FROM asked_by WHERE asked = ?", (hold,))
    pickup = other.own_place()
    assert pickup is not None
    there = At(pickup, network.hub.today())
    told(circulation.lend(network.hub, copy, who[0][0], there))
    assert (perform(network.hub), perform(network.hub)) == (1, 0)
    everybody_meets(network, one, other)
    assert (status(network.hub, hold), status(one, hold)) == (FILLED, ENDED)


def test_what_a_person_may_still_undo_is_not_passed_on(network: Machines) -> None:
    one, other = network.join("hill"), network.join("ford")
    hold, _copy = kept_away(network, one, other)
    hub, place = network.hub, one.own_place()
    assert place is not None
    post = appoint("a" * 32, name="Bea", role="librarian", place=place, on=hub.today())
    assert not isinstance(post, Refusal)
    hub.store.tell(None, post)
    told(asking.end(hub, hold, At(place, hub.today(), "a" * 32), reason="wish"))
    assert perform(hub) == 0
    ahead = 5_000_000  # the clocks of the others, whose facts it has heard
    hub.store.clock.ms += UNDO_MS + ahead  # type: ignore[attr-defined]
    assert (perform(hub), perform(hub)) == (1, 0)


def test_lent_by_a_machine_that_did_not_know_the_hold_waits_again(network: Machines) -> None:
    one, other = network.join("hill"), network.join("ford")
    copy, who = stock(one), reader(one, "Nông Thị Hoa")
    everybody_meets(network, one, other)
    title = one.store.state(copy, "copy").registered.title
    hold = told(asking.place_hold(one, who, Wanting(title=title), at(one))).subject
    told(asking.keep(one, hold, copy, at(one)))
    told(circulation.lend(other, copy, reader(other, "Sầm Văn Páo"), at(other)))
    assert status(one, hold) == READY
    everybody_meets(network, other, one)
    assert [status(node, hold) for node in (one, network.hub)] == [WAITING] * 2
