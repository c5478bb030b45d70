"""The board of erasures: who has confirmed, who has not, and until when it has to be done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from tusach.library.nodes.confirming import Confirmation, Wanted, confirmations, is_confirmed
from tusach.library.nodes.facts import node_subject
from tusach.library.nodes.story import NodeState
from tusach.library.profile.parts import LegalNumber, in_force
from tusach.library.profile.profile import Profile
from tusach.node.acts.erasing import Erasure, erasures
from tusach.node.acts.node import Node

DEADLINE, BREACH = "erasure_days", "breach_notice"
"""Numbers of the profile: days for an erasure, hours for the notice of a breach."""


class Standing(msgspec.Struct, frozen=True):
    """An erasure and how far it is. due_on: last day by the law; None: the profile names none."""

    erasure: Erasure
    due_on: str | None
    nodes: tuple[Confirmation, ...]

    @property
    def done(self) -> bool:
        """Whether every machine that can still be reached has confirmed."""
        return is_confirmed(self.nodes)

    def is_overdue(self, today: str) -> bool:
        """Whether the last day has passed and somebody has not confirmed."""
        return not self.done and self.due_on is not None and self.due_on < today


def legal_number(profile: Profile, code: str, on: str) -> LegalNumber | None:
    """A number of the profile that a law sets, as in force on a day; None: it names none."""
    day = date.fromisoformat(on)
    found = [one for one in profile.places.rules if one.code == code]
    return next((one for one in found if in_force(one, on=day)), None)


def board(node: Node, places: Iterable[str] | None = None) -> list[Standing]:
    """Every erasure of these places (None: of all): overdue first, then open, then done."""
    wanted = None if places is None else set(places)
    found = [
        _standing(node, one) for one in erasures(node) if wanted is None or one.place in wanted
    ]
    today = node.today()
    return sorted(
        found,
        key=lambda one: (not one.is_overdue(today), one.done, one.due_on or "9", one.erasure.fact),
    )


def _standing(node: Node, erasure: Erasure) -> Standing:
    number = legal_number(node.profile, DEADLINE, erasure.on)
    due_on = None
    if number is not None:
        due_on = (date.fromisoformat(erasure.on) + timedelta(days=number.value)).isoformat()
    wanted = Wanted(erasure.fact, erasure.place, erasure.named_on)
    states, root = nodes_of(node)
    found = confirmations(wanted, states, root=root, heirs=_heirs(node, states))
    return Standing(erasure, due_on, found)


def nodes_of(node: Node) -> tuple[dict[str, NodeState], str]:
    """Every installation that is spoken of here, by subject; and that of the first hub."""
    store, tenant = node.store, node.tenant
    subjects = {node_subject(tenant, store.own_key)}
    if store.standings is not None:
        subjects |= set(store.standings.facts)
        subjects |= {node_subject(tenant, key) for key in store.standings.known}
    root = node_subject(tenant, store.identity.root or store.own_key)
    return {one: store.state(one, "node") for one in sorted(subjects | {root})}, root


def _heirs(node: Node, states: dict[str, NodeState]) -> list[tuple[str, str]]:
    tenant = node.tenant
    found = [
        (node_subject(tenant, one.certificate.succeeds), subject)
        for subject, one in states.items()
        if one.certificate is not None and one.certificate.succeeds
    ]
    if node.store.standings is not None:
        for new, old in node.store.standings.successions:
            found.append((node_subject(tenant, old), node_subject(tenant, new)))
    return found
