"""A folder for every place without a machine: an invitation, and a label that says what to do.

An invitation gives no right to anything. It saves typing (province, place, profile), and says by
which root the province is known, so that a machine made from it joins no other. The key is made on
the machine itself, and people compare its number as always. No fact and no name of a person lies on
the stick: whoever finds it has the code of a place. Source: docs/decisions/0027.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from tusach.node.acts.machines import machines
from tusach.node.acts.node import Node
from tusach.node.settings.home import read_home
from tusach.node.settings.whole_file import write_pieces
from tusach.node.sync.certifying import check_hub
from tusach.node.sync.enrolling import lead
from tusach.node.sync.messages import BadMessage

FORM, FILE, LABEL = "tusach invitation 1", "invitation.json", "label.html"
LARGEST = 2**14
_SAFE = re.compile(r"[^A-Za-z0-9_-]")


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """root: public key of the province's first hub; address: where it may be asked, or empty."""

    form: str
    tenant: str
    profile: str
    place: str
    name: str
    kind: str
    root: str
    address: str = ""


def invitations(node: Node, *, address: str = "") -> list[Invitation]:
    """One for every open place that no machine serves. Raises BadMessage where this is no hub."""
    check_hub(node.store)
    lead(node)
    told = read_home(node.home)
    served = {place for one in machines(node.store) if not one.revoked for place in one.places}
    rows = node.store.query(
        "SELECT subject, code, name, kind FROM place WHERE tenant = ? AND closed_on IS NULL "
        "ORDER BY code",
        (node.tenant,),
    )
    return [
        Invitation(
            form=FORM,
            tenant=node.tenant,
            profile=told.get("profile", ""),
            place=code,
            name=name,
            kind=kind,
            root=node.store.identity.root or "",
            address=address,
        )
        for subject, code, name, kind in rows
        if subject not in served and subject != node.own_place()
    ]


def folder_of(to: Path, one: Invitation) -> Path:
    """Where the things for a place lie; its code names it."""
    return to / f"tusach-{_SAFE.sub('_', one.place)}"


def write(to: Path, one: Invitation, label: str) -> Path:
    """Invitation and label lie in the place's folder, durable; what was there is replaced."""
    folder = folder_of(to, one)
    folder.mkdir(parents=True, exist_ok=True)
    raw = msgspec.json.format(msgspec.json.encode(one, order="sorted"), indent=1) + b"\n"
    write_pieces(folder / FILE, (raw,), to_carry=True)
    write_pieces(folder / LABEL, (label.encode(),), to_carry=True)
    return folder


def read(raw: bytes) -> Invitation:
    """An invitation. Raises BadMessage."""
    try:
        found = msgspec.json.decode(raw[:LARGEST], type=Invitation)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise BadMessage("enrol.no_invitation") from fault
    if found.form != FORM:
        raise BadMessage("enrol.no_invitation")
    return found
