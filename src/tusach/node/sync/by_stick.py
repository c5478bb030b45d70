"""A library made from a stick of the province: it belongs to the network from its first moment.

Everything it needs lies on the stick; no request travels. Its key follows the one on the stick, so
whoever has the hub's word hears with its first parcel or exchange that it is there. Until the hub
has said so too, it works like any other; nothing of others' readers comes to it.
Source: docs/decisions/0030.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from tusach.ledger.kind import HUB
from tusach.ledger.parcel import BadParcel
from tusach.library.nodes.facts import INVITED
from tusach.node.acts.node import Node
from tusach.node.sync import carrying, preparing
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.preparing import Invitation


class Stick(msgspec.Struct, frozen=True):
    """What lies in a folder of a stick. catalogue: its parcel."""

    invitation: Invitation
    catalogue: Path

    @property
    def lets_in(self) -> bool:
        """Whether a machine made from it belongs to the network without asking."""
        return bool(self.invitation.seed)


def opened(folder: Path, *, today: str = "") -> Stick:
    """The stick of a place. Raises BadMessage where it is none, is not whole, or is over.

    today: the day here; without it, it is not asked whether the invitation is over.
    """
    try:
        found = preparing.read((folder / preparing.FILE).read_bytes())
    except OSError as fault:
        raise BadMessage("enrol.no_stick", folder=str(folder)) from fault
    catalogue = folder / preparing.CATALOGUE
    if found.seed and not catalogue.is_file():
        raise BadMessage("enrol.stick_torn", folder=str(folder))
    if found.seed and today and found.until < today:
        raise BadMessage("enrol.stick_over", until=found.until)
    return Stick(found, catalogue)


def home_words(stick: Stick) -> dict[str, Any]:
    """What `home.json` keeps of the stick."""
    found = stick.invitation
    return {"root": found.root} if stick.lets_in else {"invited_by": found.root}


def take_in(node: Node, stick: Stick) -> None:
    """Places, rules and titles of the stick are here. Raises BadMessage where they are not."""
    found = stick.invitation
    folder = str(stick.catalogue.parent)
    try:
        done = carrying.taken_in(node, stick.catalogue, lambda done: None)
    except BadParcel as fault:
        raise BadMessage("enrol.stick_torn", folder=folder) from fault
    standings = node.store.standings
    assert standings is not None
    key, hub = standings.known.get(found.key), standings.known.get(found.hub)
    is_there = node.place(node.place_id(found.place)).code == found.place
    if done.spoiled or not is_there or key is None or key.role != INVITED:
        raise BadMessage("enrol.stick_torn", folder=folder)
    if hub is None or hub.role != HUB:
        raise BadMessage("enrol.no_invitation")
