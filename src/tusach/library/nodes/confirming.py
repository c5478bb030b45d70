"""Who has to confirm an erasure, and who has: from certificates and from what each node told.

Whoever could hold the place's readers at any time since the person was registered has to confirm:
hubs, libraries, vehicles on a visit, and machines that were lost since, which never will.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from tusach.ledger.kind import HUB
from tusach.library import scopes
from tusach.library.nodes.facts import INVITED
from tusach.library.nodes.story import Certificate, NodeState

DONE = "done"
WAITS = "waits"
REVOKED = "revoked"
"""Shut out: it is told nothing any more, so what it holds stays on it."""
RELEASED = "released"
"""It has said that it holds the private parts of the place no more."""
REPLACED = "replaced"
"""Its home goes on under another key, which has confirmed."""


class Wanted(msgspec.Struct, frozen=True):
    """An erasure. place: whose reader it was. since: day of the registration, "" is not known."""

    fact: str
    place: str
    since: str = ""


class Confirmation(msgspec.Struct, frozen=True):
    """What one node has to say of an erasure. on: day of the revocation or the release, else ""."""

    node: str
    role: str
    label: str
    state: str
    on: str = ""

    @property
    def is_open(self) -> bool:
        """Whether something of the person may still lie on that machine."""
        return self.state in (WAITS, REVOKED)


def confirmations(
    wanted: Wanted,
    states: Mapping[str, NodeState],
    *,
    root: str,
    heirs: Iterable[tuple[str, str]] = (),
) -> tuple[Confirmation, ...]:
    """One for each node that has to confirm, what is open first, then by label.

    states: by subject of the node. root: subject of the first hub, which needs no certificate.
    heirs: (old, new) subjects of nodes whose home goes on under another key.
    """
    must = {
        subject: said
        for subject, state in states.items()
        if (said := _held(state, wanted)) is not None
    }
    must.setdefault(root, (HUB, ""))
    pairs = sorted(set(heirs))
    grown = True
    while grown:
        new = {heir: must[old] for old, heir in pairs if old in must and heir not in must}
        must.update(new)
        grown = bool(new)
    found = {
        subject: _confirmation(subject, said, states.get(subject), wanted)
        for subject, said in must.items()
    }
    for _ in pairs:  # a home may have gone on under one key after another
        for old, heir in pairs:
            is_over = found[heir].state in (DONE, REPLACED) if heir in found else False
            if old in found and found[old].state == WAITS and is_over:
                found[old] = msgspec.structs.replace(found[old], state=REPLACED)
    return tuple(sorted(found.values(), key=lambda one: (not one.is_open, one.label, one.node)))


def _held(state: NodeState, wanted: Wanted) -> tuple[str, str] | None:
    """Role and label of a node that could hold the place's readers since that day."""
    if state.revoked is not None and state.revoked.on < wanted.since:
        return None
    ends: Sequence[str] = [one.on for one in state.history[1:]]
    for nr, one in enumerate(state.history):
        over = nr < len(ends) and ends[nr] < wanted.since
        if not over and _serves(one, wanted.place):
            latest = state.history[-1]
            return latest.role, latest.label
    return None


def _serves(certificate: Certificate, place: str) -> bool:
    return certificate.role == HUB or (certificate.role != INVITED and place in certificate.places)


def _confirmation(
    subject: str, said: tuple[str, str], state: NodeState | None, wanted: Wanted
) -> Confirmation:
    role, label = said
    if state is not None and wanted.fact in state.erasures:
        return Confirmation(subject, role, label, DONE)
    if state is not None and state.revoked is not None:
        return Confirmation(subject, role, label, REVOKED, state.revoked.on)
    released = dict(state.released) if state is not None else {}
    scope = scopes.people(wanted.place)
    if scope in released:
        return Confirmation(subject, role, label, RELEASED, released[scope])
    return Confirmation(subject, role, label, WAITS)


def is_confirmed(found: Iterable[Confirmation]) -> bool:
    """Whether nothing of the person lies on any machine that can still be reached."""
    return all(one.state != WAITS for one in found)
