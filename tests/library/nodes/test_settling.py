"""From the root outwards: who is an installation of the network, whatever order facts come in."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as some
from tests.library.nodes.network import (
    OTHER,
    PLACE,
    UNTIL,
    enrol,
    key,
    mark,
    revoke,
    settled,
    subject,
    void,
)
from tests.library.telling import TENANT, Teller

from tusach.ledger.order import Held
from tusach.library.nodes.authority import Standing, standings, strictest
from tusach.library.nodes.facts import INVITED
from tusach.library.nodes.story import Certificate, NodeState

NAMES = ("hub", "second", "third", "lib", "car", "heir", "next heir")


def met(*tellers: Teller) -> list[Held]:
    """All that any of them told of installations."""
    for one in tellers:
        tellers[0].meet(one)
    return [held for name in NAMES for held in tellers[0].held(subject(name))]


def test_the_root_is_a_hub_without_a_certificate_and_nobody_else_is_anything() -> None:
    assert standings(key("hub"), (), ()) == {
        key("hub"): Standing("hub", frozenset(), None, key("hub"))
    }
    assert set(settled([], *NAMES)) == {"hub"}


def test_the_root_stays_a_hub_whatever_a_certificate_says_and_serves_its_places() -> None:
    hub = Teller("hub")
    enrol(hub, "hub", "library", PLACE)
    found = settled(met(hub), *NAMES)["hub"]
    assert (found.role, found.places) == ("hub", {PLACE})


def test_whom_a_hub_enrols_is_known_and_whom_a_library_enrols_is_not() -> None:
    hub, second, lib = Teller("hub"), Teller("second"), Teller("lib")
    enrol(second, "car", "vehicle", OTHER)
    enrol(lib, "third", "hub")
    enrol(lib, "lib", "hub")
    enrol(hub, "second", "hub")
    enrol(hub, "lib", "library", PLACE)
    found = settled(met(hub, second, lib), *NAMES)
    assert {name: one.role for name, one in found.items()} == {
        "hub": "hub",
        "second": "hub",
        "lib": "library",
        "car": "vehicle",
    }
    assert found["lib"].installation == key("lib")


def test_a_stranger_that_enrols_itself_stays_unknown() -> None:
    stranger = Teller("third")
    enrol(stranger, "third", "hub")
    assert set(settled(met(stranger), *NAMES)) == {"hub"}


def test_a_library_voids_no_enrolment_and_no_revocation() -> None:
    hub, lib = Teller("hub"), Teller("lib")
    told = enrol(hub, "car", "vehicle", OTHER)
    enrol(hub, "lib", "library", lib.place)
    gone = revoke(hub, "car")
    lib.meet(hub)
    for target in (told, gone):
        for scope in ("control", f"circulation:{lib.place}"):
            void(lib, target, scope=scope)
    assert settled(met(hub, lib), *NAMES)["car"].last_good == {}
    void(hub, gone)
    assert settled(met(hub, lib), *NAMES)["car"].last_good is None


def test_what_a_revoked_hub_said_before_counts_and_what_it_said_after_does_not() -> None:
    hub, second = Teller("hub"), Teller("second")
    enrol(hub, "second", "hub")
    last = enrol(second, "lib", "library", PLACE)
    enrol(second, "third", "hub")
    revoke(hub, "second", mark(last))
    found = settled(met(hub, second), *NAMES)
    assert set(found) == {"hub", "second", "lib"}
    assert found["second"].last_good == {last.fact.stream: last.fact.number}


def test_the_root_is_revoked_by_another_hub_and_not_by_a_library() -> None:
    hub, second, lib = Teller("hub"), Teller("second"), Teller("lib")
    enrol(hub, "second", "hub")
    good = enrol(hub, "lib", "library", PLACE)
    revoke(lib, "hub")
    assert settled(met(hub, second, lib), *NAMES)["hub"].last_good is None
    revoke(second, "hub", mark(good))
    found = settled(met(hub, second, lib), *NAMES)
    assert found["hub"].last_good == {good.fact.stream: good.fact.number}
    assert set(found) == {"hub", "second", "lib"}


def test_the_root_does_not_end_itself() -> None:
    hub = Teller("hub")
    revoke(hub, "hub")
    assert settled(met(hub), *NAMES)["hub"].last_good is None


def test_two_hubs_that_revoke_each_other_are_both_revoked() -> None:
    hub, second, third = Teller("hub"), Teller("second"), Teller("third")
    enrol(hub, "second", "hub")
    enrol(hub, "third", "hub")
    revoke(second, "third")
    revoke(third, "second")
    enrol(third, "lib", "library", PLACE)
    found = settled(met(hub, second, third), *NAMES)
    assert {name: one.last_good for name, one in found.items()} == {
        "hub": None,
        "second": {},
        "third": {},
    }


def test_a_successor_stands_as_the_one_it_follows_however_long_the_chain() -> None:
    hub = Teller("hub")
    enrol(hub, "lib", "library", PLACE)
    pairs = [("next heir", "heir"), ("heir", "lib")]
    found = settled(met(hub), *NAMES, successions=pairs)
    for name in ("heir", "next heir"):
        assert (found[name].role, found[name].places) == ("library", {PLACE})
        assert found[name].installation == key(name)
    assert set(settled(met(hub), *NAMES, successions=[("heir", "third")])) == {"hub", "lib"}
    circle = [("heir", "next heir"), ("next heir", "heir")]
    assert set(settled(met(hub), *NAMES, successions=circle)) == {"hub", "lib"}


def test_the_successor_of_a_revoked_installation_is_revoked_until_people_enrol_it() -> None:
    hub = Teller("hub")
    last = enrol(hub, "lib", "library", PLACE)
    revoke(hub, "lib", mark(last))
    pairs = [("heir", "lib")]
    assert settled(met(hub), *NAMES, successions=pairs)["heir"].last_good == {}
    enrol(hub, "heir", "library", PLACE, succeeds=key("lib"))
    assert settled(met(hub), *NAMES, successions=pairs)["heir"].last_good is None


def test_a_successor_without_a_certificate_is_revoked_by_its_own_subject() -> None:
    hub, heir = Teller("hub"), Teller("heir")
    enrol(hub, "lib", "library", PLACE)
    told = enrol(heir, "car")
    revoke(hub, "heir", mark(told))
    found = settled(met(hub), *NAMES, successions=[("heir", "lib")])
    assert found["heir"].last_good == {told.fact.stream: told.fact.number}
    assert found["lib"].last_good is None


def test_who_follows_two_installations_has_what_both_allow() -> None:
    hub = Teller("hub")
    enrol(hub, "lib", "library", PLACE, OTHER)
    enrol(hub, "car", "vehicle", OTHER)
    found = settled(met(hub), *NAMES, successions=[("heir", "lib"), ("heir", "car")])["heir"]
    assert (found.role, found.places) == ("vehicle", {OTHER})


def test_the_strictest_of_several_standings() -> None:
    both = [
        Standing("hub", frozenset({PLACE}), {"a": 3, "b": 2}),
        Standing("library", frozenset({PLACE, OTHER}), {"a": 5}),
        Standing("library", frozenset({PLACE})),
    ]
    assert strictest(both) == Standing("library", frozenset({PLACE}), {"a": 3})
    assert strictest([Standing("hub", frozenset()), Standing("pocket", frozenset())]).role == (
        "pocket"
    )


def test_a_story_in_which_nothing_is_known_makes_nobody_known() -> None:
    lib = Teller("lib")
    only = void(lib, enrol(lib, "car"))
    assert set(settled([only], *NAMES)) == {"hub"}
    empty = NodeState(subject("lib"), TENANT)
    assert set(standings(key("hub"), [empty], [])) == {key("hub")}


def test_states_in_any_order_give_the_same_standings() -> None:
    def state(name: str, role: str) -> NodeState:
        said = Certificate("f" * 32, "2026-01-01", key(name), "", role, (PLACE,), "", "", None)
        return NodeState(subject(name), TENANT, said)

    states = [state("lib", "library"), state("car", "vehicle"), state("second", "hub")]
    pairs = [(key("heir"), key("lib")), (key("next heir"), key("heir"))]
    found = standings(key("hub"), states, pairs)
    assert standings(key("hub"), reversed(states), reversed(pairs)) == found
    assert len(found) == 6


acts = some.lists(
    some.tuples(
        some.sampled_from(("hub", "second", "third", "lib")),
        some.sampled_from(NAMES),
        some.sampled_from(("hub", "library", "vehicle", "revoke", "revoke all", "void", "meet")),
    ),
    max_size=14,
)


def played(steps: Sequence[tuple[str, str, str]]) -> list[Held]:
    tellers = {name: Teller(name) for name in NAMES}
    for who, whom, act in steps:
        by = tellers[who]
        held = by.held(subject(whom))
        if act == "meet":
            by.meet(tellers[whom])
        elif act == "revoke" and held:
            revoke(by, whom, mark(held[-1]))
        elif act.startswith("revoke"):
            revoke(by, whom)
        elif act != "void":
            enrol(by, whom, act, PLACE)
        elif held:
            void(by, held[0])
    return met(*tellers.values())


@given(acts, some.randoms(use_true_random=False))
def test_in_any_order_and_twice_the_network_is_the_same(
    steps: list[tuple[str, str, str]], chance: random.Random
) -> None:
    held = played(steps)
    pairs = [("heir", "lib"), ("next heir", "heir")]
    found = settled(held, *NAMES, successions=pairs)
    assert found["hub"].role == "hub"
    assert all(key(name) == one.installation for name, one in found.items())
    chance.shuffle(held)
    assert settled([*held, *held], *NAMES, successions=[*reversed(pairs), *pairs]) == found


@given(acts)
def test_whatever_strangers_say_changes_nothing(steps: list[tuple[str, str, str]]) -> None:
    told = [step for step in steps if step[0] in ("second", "third")]
    hub = [("hub", "lib", "library"), ("hub", "second", "vehicle")]
    strangers = {"second": "car", "third": "heir"}
    of_strangers = [(strangers[who], whom, act) for who, whom, act in told if act != "meet"]
    assert settled(played([*hub, *of_strangers]), *NAMES) == settled(played(hub), *NAMES)


def test_an_invitation_stands_until_its_last_day_only() -> None:
    hub = Teller("hub")
    enrol(hub, "stick", INVITED, PLACE)
    found = standings(key("hub"), [hub.state(subject("stick"))], [])
    assert (found[key("stick")].role, found[key("stick")].until) == (INVITED, UNTIL)
