"""A small network of installations that enrol, revoke and release, for the tests of nodes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from tests.library.telling import TENANT, Teller, named

from tusach.ledger.ident import stream_id
from tusach.ledger.mechanism import FactCorrected, FactVoided
from tusach.ledger.order import Held
from tusach.library.nodes.authority import Heard, Standing, judge, settle
from tusach.library.nodes.facts import LastGood, NodeEnrolled, NodeRevoked, node_subject
from tusach.library.nodes.story import NodeState
from tusach.library.register import FOLDERS, REGISTER

ON = "2026-03-02"
UNTIL = "2026-09-01"
PLACE, OTHER = named("place lib"), named("place other")


def key(name: str) -> str:
    """The public key of the installation that a teller of this name writes with."""
    return hashlib.sha256(name.encode()).hexdigest()


def subject(name: str) -> str:
    """The subject of that installation."""
    return node_subject(TENANT, key(name))


def certificate(name: str, role: str = "library", *places: str, **more: Any) -> NodeEnrolled:
    """A certificate for the installation of this name."""
    said = {"box": "0b" * 32, "valid_until": UNTIL, **more}
    return NodeEnrolled(installation=key(name), role=role, places=tuple(sorted(places)), **said)


def enrol(by: Teller, name: str, role: str = "library", *places: str, **more: Any) -> Held:
    """`by` enrols the installation of this name."""
    body = certificate(name, role, *places, **more)
    return by.say("node.enrolled/1", subject(name), body, on=ON, place=None)


def mark(one: Held) -> LastGood:
    """A fact as the last good one of its stream; tests take its id twice for its hash."""
    return LastGood(one.fact.stream, one.fact.number, one.id * 2)


def revoke(by: Teller, name: str, *good: LastGood, reason: str = "stolen") -> Held:
    """`by` revokes the installation of this name; what is named stays good."""
    body = NodeRevoked(reason, tuple(sorted(good, key=lambda one: one.stream)))
    return by.say("node.revoked/1", subject(name), body, on=ON, place=None)


def void(by: Teller, target: Held, **more: Any) -> Held:
    """`by` voids a fact."""
    body = FactVoided(target.id, "slip", "supervisor")
    return by.say("fact.voided/1", target.fact.subject, body, on=ON, **more)


def correct(by: Teller, target: Held, replacement: dict[str, Any], **more: Any) -> Held:
    """`by` corrects a fact."""
    body = FactCorrected(target.id, replacement, "slip", "supervisor")
    return by.say("fact.corrected/1", target.fact.subject, body, on=ON, **more)


def scope_of(one: Held, *names: str) -> tuple[str, str]:
    """The installation and the scope of a fact's stream, as its opening would say."""
    kind = REGISTER.get(one.fact.kind)
    places = {named(f"place {name}") for name in names} | {PLACE, OTHER}
    families = ("circulation", "people", "operations")
    scopes = ["control", "catalogue"] + [f"{one}:{place}" for one in families for place in places]
    for name in names:
        for scope in scopes:
            if stream_id(bytes.fromhex(key(name)), TENANT, scope) == one.fact.stream:
                return name, scope
    raise AssertionError(f"nobody wrote {kind}")


def fold(subject: str, held: Iterable[Held]) -> NodeState | None:
    """The state of an installation."""
    state: NodeState | None = FOLDERS.fold(subject, held).state
    return state


def settled(
    held: Iterable[Held],
    *names: str,
    root: str = "hub",
    successions: Iterable[tuple[str, str]] = (),
) -> dict[str, Standing]:
    """What each installation of these names is, by name; `root` is the first hub."""
    stories: dict[str, list[Heard]] = {}
    for one in held:
        name, scope = scope_of(one, *names)
        stories.setdefault(one.fact.subject, []).append(Heard(one, key(name), scope))
    found = settle(key(root), stories, fold, [(key(new), key(old)) for new, old in successions])
    by_key = {key(name): name for name in names}
    return {by_key[one]: standing for one, standing in found.items()}


def judged(
    one: Held, scope: str, standing: Standing | None, *story: tuple[Held, str]
) -> str | None:
    """Why the fact does not count, where the facts of its story lie in these scopes."""
    among = {held.id: (held.fact, where) for held, where in story}
    return judge(one.fact, REGISTER.get(one.fact.kind), scope, standing, among=among)
