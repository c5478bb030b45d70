"""Machines that come with a prepared stick: one, two with one stick, and a thief who is first."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.province import strange
from tests.province.invariants import hold
from tests.province.node import LIBRARY, SimNode, key_of, named

from tusach.library.nodes.facts import NodeRevoked
from tusach.library.places.facts import PlaceFounded
from tusach.node.acts import inviting
from tusach.node.acts.machines import state_of
from tusach.node.store.keys import VOUCH, Installation

if TYPE_CHECKING:
    from tests.province.run import Run

UNTIL = "2036-12-31"


def used_twice(run: Run, node: SimNode, rng: Random) -> bool:
    """Two libraries are made of one stick: the first comes in, people turn the second away."""
    made = _made_of_one_stick(run, node, rng)
    if made is None:
        return False
    first, second = made
    _come(run, first, rng)
    _come(run, second, rng)
    if not _is_certified(run, first):
        first, second = second, first
    if not _is_certified(run, first):
        return False  # the line was bad both times; people let both in at the end
    _never_by_itself(run, second)
    inviting.refuse(run.hub.store, second.store.own_key, by=None)
    second.barred = True
    return True


def stolen(run: Run, node: SimNode, rng: Random) -> bool:
    """A thief is first, works and learns; the library that comes next shows it, and is let in."""
    made = _made_of_one_stick(run, node, rng)
    if made is None:
        return False
    thief, library = made
    _come(run, thief, rng)
    if not _is_certified(run, thief):
        thief.barred = True
        return False
    _come(run, library, rng)
    _never_by_itself(run, library)
    _shut_out(run, thief)
    inviting.admit(run.hub.store, library.store.own_key, by=None)
    run.exchange(library, run.hub)
    return True


def _made_of_one_stick(run: Run, node: SimNode, rng: Random) -> tuple[SimNode, SimNode] | None:
    hub = run.hub
    if len(run.nodes) + 1 > run.most_nodes or hub.store.clock_fault() is not None:
        return None
    nr = len(run.places) + 1
    place, stick = named(f"place {nr}"), key_of(f"stick {nr}")
    today = hub.store.today()
    body = PlaceFounded(code=f"P{nr}", name=f"Tủ sách {nr}", kind="commune", unit=None)
    wishes = (
        strange.control("place.founded/1", place, body, today, place),
        inviting.invitation(hub.store, stick.public_hex, place, UNTIL),
    )
    done = run.guarded(lambda: hub.store.tell(None, wishes))
    if done is None or not run.told(hub, done):
        return None
    run.places.append(place)
    run.seal(hub)
    return _made(run, node, stick, place), _made(run, node, stick, place)


def _made(run: Run, node: SimNode, stick: Installation, place: str) -> SimNode:
    name = f"{node.name}+{len(run.nodes)}"
    fresh = key_of(name)
    vouch = stick.sign(VOUCH + fresh.public_key).hex()
    key = Installation(fresh.seed, stick.public_hex, vouch)
    return run.add(name, LIBRARY, (place,), key)


def _come(run: Run, node: SimNode, rng: Random) -> None:
    for name in ("visit", "title"):
        run.act(node, name, rng.randrange(2**32))
    run.exchange(node, run.hub)


def _is_certified(run: Run, node: SimNode) -> bool:
    return state_of(run.hub.store, node.store.own_key).certificate is not None


def _never_by_itself(run: Run, node: SimNode) -> None:
    said = f"{node.name}, the second with one stick, was let in by itself"
    hold(run, "I14", not _is_certified(run, node), said)


def _shut_out(run: Run, thief: SimNode) -> None:
    hub, key = run.hub, thief.store.own_key
    wish = strange.control(
        "node.revoked/1",
        strange.node_subject(strange.TENANT, key),
        NodeRevoked("stolen", ()),
        hub.store.today(),
    )
    done = run.guarded(lambda: hub.store.tell(None, (wish,)))
    if done is not None and run.told(hub, done):
        run.revoked[key] = {}
        thief.barred = True
