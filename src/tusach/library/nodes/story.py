"""An installation after all facts: its certificate, whether it is revoked, what it let go of."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from tusach.ledger.story import Telling, Told
from tusach.library.nodes import facts
from tusach.library.nodes.facts import LastGood

ENROLLED_TWICE = "node.enrolled_twice"
REVOKED_APART = "node.revoked_apart"


class Certificate(msgspec.Struct, frozen=True):
    """What a hub said of an installation, with the fact that says so and its day."""

    fact: str
    on: str
    installation: str
    box: str
    role: str
    places: tuple[str, ...]
    valid_until: str
    label: str
    succeeds: str | None

    def says(self) -> tuple[object, ...]:
        """All but which fact says it and when."""
        return msgspec.structs.astuple(self)[2:]


class Revocation(msgspec.Struct, frozen=True):
    """From where on an installation counts no more; last_good is sorted by stream."""

    fact: str
    on: str
    reason: str
    last_good: tuple[LastGood, ...]


class NodeState(msgspec.Struct, frozen=True):
    """An installation of a tenant.

    certificate: the one that counts, the last in the one order; history: all of them. revocations:
    those that no other revocation knew; revoked: what they come to together, nothing being good
    that one of them calls bad. released: scopes, sorted, each with the day on which the node said
    that it holds their private parts no more; an enrolment that serves the place takes it back.
    erasures: facts `person.erased` that it has carried out, sorted.
    """

    subject: str
    tenant: str = ""
    certificate: Certificate | None = None
    history: tuple[Certificate, ...] = ()
    revocations: tuple[Revocation, ...] = ()
    revoked: Revocation | None = None
    released: tuple[tuple[str, str], ...] = ()
    erasures: tuple[str, ...] = ()


class NodeFolder:
    """Folds `node.*`, `scope.released` and `erasure.done`."""

    noun = "node"

    def start(self, subject: str) -> NodeState:
        """An installation of which nothing is known."""
        return NodeState(subject)

    def step(self, state: NodeState, told: Told, telling: Telling) -> NodeState:
        """The installation after one more fact of its own."""
        if not told.main:
            return state
        body = told.body
        state = replace(state, tenant=told.held.fact.tenant)
        if isinstance(body, facts.NodeEnrolled):
            return _enrolled(state, told, body, telling)
        if isinstance(body, facts.NodeRevoked):
            return _revoked(state, told, body, telling)
        if isinstance(body, facts.ScopeReleased):
            return _released(state, told, body, telling)
        if isinstance(body, facts.ErasureDone):
            return replace(state, erasures=tuple(sorted({*state.erasures, body.erased})))
        return state


def _enrolled(
    state: NodeState, told: Told, body: facts.NodeEnrolled, telling: Telling
) -> NodeState:
    if facts.node_subject(state.tenant, body.installation) != state.subject:
        raise ValueError("the certificate is of another installation")
    new = Certificate(
        fact=told.id,
        on=told.on,
        installation=body.installation,
        box=body.box,
        role=body.role,
        places=tuple(sorted(set(body.places))),
        valid_until=body.valid_until,
        label=body.label,
        succeeds=body.succeeds,
    )
    history = (*state.history, new)
    latest = telling.lineage.latest(one.fact for one in history)
    standing = [one for one in history if one.fact in latest]
    if _apart(ENROLLED_TWICE, [one.says() for one in standing], telling):
        telling.disagree(ENROLLED_TWICE, *(one.fact for one in standing))
    kept = tuple(one for one in state.released if one[0].partition(":")[2] not in new.places)
    return replace(state, certificate=new, history=history, released=kept)


def _released(
    state: NodeState, told: Told, body: facts.ScopeReleased, telling: Telling
) -> NodeState:
    """Given up; not what a certificate gives of which it had not heard when it gave things up."""
    given: frozenset[str] = frozenset()
    said = state.certificate
    if said is not None and not telling.lineage.knew(told.id, said.fact):
        given = frozenset(said.places)
    gone = (one for one in body.scopes if one.partition(":")[2] not in given)
    released = {**dict(state.released), **dict.fromkeys(gone, told.on)}
    return replace(state, released=tuple(sorted(released.items())))


def _revoked(state: NodeState, told: Told, body: facts.NodeRevoked, telling: Telling) -> NodeState:
    new = Revocation(told.id, told.on, body.reason, strictest([body.last_good]))
    known = telling.lineage.past(told.id)
    standing = (*(one for one in state.revocations if one.fact not in known), new)
    if _apart(REVOKED_APART, [one.last_good for one in standing], telling):
        telling.disagree(REVOKED_APART, *(one.fact for one in standing))
    first = standing[0]
    agreed = strictest([one.last_good for one in standing])
    return replace(state, revocations=standing, revoked=replace(first, last_good=agreed))


def _apart(code: str, said: Sequence[object], telling: Telling) -> bool:
    # Whether the facts that nobody has told over differ; what was said of earlier ones is settled.
    telling.disagreements[:] = [one for one in telling.disagreements if one.code != code]
    return any(one != said[0] for one in said)


def strictest(said: Sequence[Sequence[LastGood]]) -> tuple[LastGood, ...]:
    """What all agree to be good: the lowest number of each stream that all of them name.

    A stream whose lowest number is given two hashes has nothing good. Sorted by stream.
    """
    named = set.intersection(*({mark.stream for mark in marks} for marks in said))
    agreed = []
    for stream in sorted(named):
        marks = [mark for one in said for mark in one if mark.stream == stream]
        lowest = min(mark.number for mark in marks)
        hashes = {mark.hash for mark in marks if mark.number == lowest}
        if len(hashes) == 1:
            agreed.append(LastGood(stream, lowest, hashes.pop()))
    return tuple(agreed)


FOLDERS = (NodeFolder(),)
