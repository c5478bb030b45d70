"""Who has to confirm an erasure: everybody who could hold the person, lost machines too."""

from __future__ import annotations

from tests.library.nodes.network import OTHER, PLACE, certificate, subject
from tests.library.telling import Teller, named

from tusach.library import scopes
from tusach.library.nodes.confirming import (
    DONE,
    RELEASED,
    REPLACED,
    REVOKED,
    WAITS,
    Wanted,
    confirmations,
    is_confirmed,
)
from tusach.library.nodes.facts import ErasureDone, NodeRevoked, ScopeReleased
from tusach.library.nodes.story import NodeState

FACT = named("the erasure")
HUB = subject("hub")


class Network:
    """What the hub knows of nodes; every one is enrolled on a day."""

    def __init__(self) -> None:
        self.hub = Teller("hub")
        self.names = ["hub"]

    def enrol(self, name: str, on: str, role: str = "library", *places: str, **more: str) -> None:
        body = certificate(name, role, *places, label=name, **more)
        self.hub.say("node.enrolled/1", subject(name), body, on=on, place=None)
        self.names.append(name)

    def say(self, name: str, kind: str, body: object, on: str = "2026-03-02") -> None:
        self.hub.say(kind, subject(name), body, on=on, place=None)

    def states(self) -> dict[str, NodeState]:
        found = {subject(name): self.hub.story(subject(name)).state for name in self.names}
        return {key: state for key, state in found.items() if isinstance(state, NodeState)}

    def asked(self, since: str = "2026-01-10", **more: object) -> dict[str, str]:
        """State by name of each node that has to confirm."""
        wanted = Wanted(FACT, PLACE, since)
        found = confirmations(wanted, self.states(), root=HUB, **more)  # type: ignore[arg-type]
        names = {subject(name): name for name in self.names}
        return {names[one.node]: one.state for one in found}


def test_the_place_itself_every_hub_and_who_visited_it_have_to_confirm_and_nobody_else() -> None:
    network = Network()
    network.enrol("library", "2026-01-01", "library", PLACE)
    network.enrol("elsewhere", "2026-01-01", "library", OTHER)
    network.enrol("second hub", "2026-01-01", "hub")
    network.enrol("van", "2026-02-01", "vehicle", PLACE)
    network.enrol("stick", "2026-02-01", "invitation", PLACE)
    assert network.asked() == dict.fromkeys(("hub", "library", "second hub", "van"), WAITS)


def test_who_gave_the_place_up_before_the_person_was_registered_does_not_have_to() -> None:
    network = Network()
    network.enrol("van", "2026-01-01", "vehicle", PLACE)
    network.enrol("van", "2026-01-05", "vehicle", OTHER)
    assert set(network.asked()) == {"hub"}
    assert set(network.asked("2026-01-05")) == {"hub", "van"}
    assert set(network.asked("")) == {"hub", "van"}


def test_a_machine_that_confirms_is_done_with() -> None:
    network = Network()
    network.enrol("library", "2026-01-01", "library", PLACE)
    for name in ("hub", "library"):
        network.say(name, "erasure.done/1", ErasureDone(FACT))
    assert network.asked() == {"hub": DONE, "library": DONE}
    assert is_confirmed(confirmations(Wanted(FACT, PLACE), network.states(), root=HUB))


def test_a_revoked_machine_never_confirms_and_one_revoked_before_never_had_anything() -> None:
    network = Network()
    network.enrol("stolen", "2026-01-01", "library", PLACE)
    network.say("stolen", "node.revoked/1", NodeRevoked("stolen", ()), on="2026-02-01")
    network.say("hub", "erasure.done/1", ErasureDone(FACT))
    assert network.asked() == {"stolen": REVOKED, "hub": DONE}
    found = confirmations(Wanted(FACT, PLACE), network.states(), root=HUB)
    assert is_confirmed(found)
    assert [(one.is_open, one.on) for one in found] == [(True, "2026-02-01"), (False, "")]
    assert network.asked("2026-02-02") == {"hub": DONE}


def test_who_has_given_up_the_scope_holds_nothing() -> None:
    network = Network()
    network.enrol("van", "2026-01-01", "vehicle", PLACE)
    network.say("van", "scope.released/1", ScopeReleased((scopes.people(PLACE),)))
    assert network.asked() == {"hub": WAITS, "van": RELEASED}


def test_a_home_that_goes_on_under_another_key_confirms_for_the_one_before() -> None:
    network = Network()
    network.enrol("old", "2026-01-01", "library", PLACE)
    network.names += ["heir", "heir of the heir"]
    heirs = [
        (subject("old"), subject("heir")),
        (subject("heir"), subject("heir of the heir")),
        (subject("strange"), subject("stranger")),
    ]
    waits = dict.fromkeys(("hub", "old", "heir", "heir of the heir"), WAITS)
    assert network.asked(heirs=heirs) == waits
    network.say("heir", "erasure.done/1", ErasureDone(FACT))
    assert network.asked(heirs=heirs) == {**waits, "heir": DONE, "old": REPLACED}


def test_a_home_that_went_on_under_one_key_after_another_confirms_by_the_last() -> None:
    network = Network()
    network.enrol("a", "2026-01-01", "library", PLACE)
    network.names += ["b", "c"]
    heirs = [(subject("b"), subject("c")), (subject("a"), subject("b"))]
    network.say("c", "erasure.done/1", ErasureDone(FACT))
    assert network.asked(heirs=heirs) == {"hub": WAITS, "a": REPLACED, "b": REPLACED, "c": DONE}


def test_the_first_hub_has_to_confirm_without_a_certificate() -> None:
    wanted = Wanted(FACT, PLACE)
    (found,) = confirmations(wanted, {}, root=HUB)
    assert (found.node, found.role, found.state) == (HUB, "hub", WAITS)
