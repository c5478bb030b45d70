"""Places that tell nothing and have a machine: one tap makes the stick for them."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from tests.node.network.conftest import CHIEF, TODAY, Network, words

from tusach.node.programme.silence import SilentPlace, silence

At = Callable[..., Client]


def branch(network: Network) -> SilentPlace:
    return next(one for one in silence(network.hub).places if one.place == network.library.hut)


def test_a_place_with_a_machine_that_was_never_heard_says_so(network: Network, at: At) -> None:
    one = branch(network)
    assert (one.machine, one.heard_on, one.since, one.days) == (True, "", "", None)
    assert [row.name for row in silence(network.hub).machines] == ["laptop of Brisa"]
    page = words(at(network.hub, CHIEF).get("/programme/week"))
    assert "Machines that are silent" in page


def test_a_machine_that_was_heard_and_a_place_that_counted_nothing_are_two_things(
    network: Network, at: At
) -> None:
    network.met()
    assert branch(network).heard_on == TODAY
    assert silence(network.hub).machines == ()
    network.count_one()
    network.met()
    assert network.library.hut not in {one.place for one in silence(network.hub).places}


def test_one_tap_prepares_the_parcel_for_the_silent_place(network: Network, at: At) -> None:
    client = at(network.hub, CHIEF)
    page = client.get("/programme/week").content.decode()
    assert f'name="whom" value="{network.library.hut}"' in page
    answer = client.post("/network/sticks/write", {"whom": network.library.hut})
    assert answer.status_code == 302
    assert "/network/errands/" in answer.headers["Location"]
