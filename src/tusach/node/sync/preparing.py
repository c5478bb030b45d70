"""A folder for every place without a machine: an invitation, what the place needs, how to begin.

| file of a folder | holds |
|---|---|
| `invitation.json` | province, place, profile, the root's key, mostly a key of its own; signed |
| `catalogue.tusach` | a parcel of what every machine of the network holds: places, rules, titles |
| `label.html`, `DOC-TRUOC.txt` | what a person has to do |

A key on a stick lets one machine in by itself, once, until a day, where the place has no readers
yet (`acts/inviting`). Where it has, the stick gives no right: that machine asks, and people compare
its number as always. No reader and nothing private lies on a stick. Source: docs/decisions/0030.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import msgspec

from tusach.ledger.ident import is_hash
from tusach.library.nodes.facts import VEHICLE
from tusach.node.acts import inviting
from tusach.node.acts.node import Node
from tusach.node.acts.travelling import vehicles
from tusach.node.settings.home import read_home
from tusach.node.settings.whole_file import CHUNK, write_pieces
from tusach.node.store.keys import Ed25519, Installation
from tusach.node.sync import carrying
from tusach.node.sync.certifying import check_hub, tell
from tusach.node.sync.enrolling import lead
from tusach.node.sync.errands import Step
from tusach.node.sync.messages import BadMessage

FORM, FILE, LABEL, README = "tusach invitation 1", "invitation.json", "label.html", "DOC-TRUOC.txt"
CATALOGUE = f"catalogue{carrying.ENDING}"
LARGEST = 2**14
DAYS = 60
"""So long a stick lets somebody in, unless people say otherwise."""
AT_ONCE = 500
"""Places whose parcel is written once and copied; a parcel names at most twice as many."""
_SAFE = re.compile(r"[^A-Za-z0-9_-]")


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """root: public key of the province's first hub; address: where it may be asked, or empty.

    seed: of the key on this stick; empty where it gives no right. until: last day on which that key
    lets somebody in. hub: public key of who signed this. role: what a machine made from it is;
    empty: a library.
    """

    form: str
    tenant: str
    profile: str
    place: str
    name: str
    kind: str
    root: str
    address: str = ""
    seed: str = ""
    until: str = ""
    hub: str = ""
    signature: str = ""
    role: str = ""

    @property
    def key(self) -> str:
        """The public key on the stick; empty where there is none."""
        return Installation(bytes.fromhex(self.seed)).public_hex if self.seed else ""


class Free(msgspec.Struct, frozen=True):
    """An open place that no machine serves.

    has_readers: its stick gives no right then. moves: it is a vehicle.
    """

    place: str
    code: str
    name: str
    kind: str
    has_readers: bool
    moves: bool = False


def _silent(_done: int) -> None:
    """Nobody is told how far it is."""


Words = Callable[[Invitation], str]
"""A text for the stick of one place."""


def free_places(node: Node) -> list[Free]:
    """The places for which a stick may be made, by code."""
    rows = node.store.query(
        "SELECT subject, code, name, kind FROM place WHERE tenant = ? AND closed_on IS NULL "
        "ORDER BY code",
        (node.tenant,),
    )
    moving = frozenset(vehicles(node))
    known, taken = inviting.with_readers(node.store), inviting.served(node.store, moving=moving)
    return [
        Free(subject, code, name, kind, subject in known, subject in moving)
        for subject, code, name, kind in rows
        if subject != node.own_place() and subject not in taken
    ]


def invitations(
    node: Node,
    *,
    address: str = "",
    days: int = DAYS,
    places: Sequence[str] = (),
    by: str | None = None,
) -> list[Invitation]:
    """One for every free place, or for these codes; told to the network, so that they let in.

    An earlier one of a place lets nobody in any more. Raises BadMessage where this is no hub, or
    a code is of no free place.
    """
    check_hub(node.store)
    free = free_places(node)
    for code in places:
        if code not in {one.code for one in free}:
            raise BadMessage("enrol.not_free", place=code)
    lead(node)
    wanted = [one for one in free if not places or one.code in places]
    until = (date.fromisoformat(node.today()) + timedelta(days=days)).isoformat()
    seeds = {one.place: node.store.random.seed() for one in wanted if not one.has_readers}
    ended = [
        inviting.end(node.store, one.key)
        for one in inviting.invitations(node.store)
        if not one.is_ended and one.place in {free.place for free in wanted}
    ]
    made = [
        inviting.invitation(node.store, Installation(seed).public_hex, place, until)
        for place, seed in seeds.items()
    ]
    if ended or made:
        tell(node.store, by, [*ended, *made])
        node.store.seal()
    return [
        _invitation(node, one, seeds.get(one.place), until=until, address=address) for one in wanted
    ]


def _invitation(
    node: Node, one: Free, seed: bytes | None, *, until: str, address: str
) -> Invitation:
    made = Invitation(
        form=FORM,
        tenant=node.tenant,
        profile=read_home(node.home).get("profile", ""),
        place=one.code,
        name=one.name,
        kind=one.kind,
        root=node.store.identity.root or "",
        address=address,
        seed=seed.hex() if seed else "",
        until=until if seed else "",
        hub=node.store.own_key,
        role=VEHICLE if one.moves else "",
    )
    signature = node.store.installation.sign(_signed_bytes(made))
    return msgspec.structs.replace(made, signature=signature.hex())


def _signed_bytes(made: Invitation) -> bytes:
    unsigned = msgspec.structs.asdict(made) | {"signature": ""}
    if not made.role:  # so it was signed before vehicles had sticks
        del unsigned["role"]
    return b"tusach invitation 1\0" + msgspec.json.encode(unsigned, order="sorted")


def folder_of(to: Path, one: Invitation) -> Path:
    """Where the things for a place lie; its code names it."""
    return to / f"tusach-{_SAFE.sub('_', one.place)}"


def write(
    node: Node,
    to: Path,
    made: Sequence[Invitation],
    *,
    label: Words,
    readme: Words,
    step: Step = _silent,
) -> list[Path]:
    """Each place has its folder there, whole and durable; what was there is replaced.

    step: bytes of the parcel so far. Raises BadMessage where the stick or the disk does not do.
    """
    folders = [folder_of(to, one) for one in made]
    try:
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        with_key = [(one, folder) for one, folder in zip(made, folders, strict=True) if one.seed]
        for start in range(0, len(with_key), AT_ONCE):
            some = with_key[start : start + AT_ONCE]
            first = some[0][1] / CATALOGUE
            keys = tuple(one.key for one, _ in some)
            carrying.written(node, keys, first, step, whole=True)
            for _, folder in some[1:]:
                _copy(first, folder / CATALOGUE)
        # The invitation comes last: where it is, all is there.
        for one, folder in zip(made, folders, strict=True):
            if not one.seed:
                (folder / CATALOGUE).unlink(missing_ok=True)
            write_pieces(folder / LABEL, (label(one).encode(),), to_carry=True)
            write_pieces(folder / README, (_for_any_editor(readme(one)),), to_carry=True)
            raw = msgspec.json.format(msgspec.json.encode(one, order="sorted"), indent=1) + b"\n"
            write_pieces(folder / FILE, (raw,), to_carry=True)
    except OSError as fault:
        raise carrying.of_stick(fault, to / FILE) from fault
    return folders


def _copy(of: Path, to: Path) -> None:
    with of.open("rb") as file:
        pieces: Iterable[bytes] = iter(lambda: file.read(CHUNK), b"")
        write_pieces(to, pieces, to_carry=True)


def _for_any_editor(text: str) -> bytes:
    """With the mark and the line ends that the editor of every system takes."""
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def read(raw: bytes) -> Invitation:
    """An invitation as it was written. Raises BadMessage."""
    try:
        found = msgspec.json.decode(raw[:LARGEST], type=Invitation)
        signature = bytes.fromhex(found.signature)
    except (msgspec.MsgspecError, ValueError) as fault:
        raise BadMessage("enrol.no_invitation") from fault
    if found.form != FORM or not is_hash(found.root) or found.role not in ("", VEHICLE):
        raise BadMessage("enrol.no_invitation")
    if not found.seed and not found.signature:
        return found  # of an earlier version: it gives no right
    if not (is_hash(found.seed or found.root) and is_hash(found.hub)):
        raise BadMessage("enrol.no_invitation")
    if not Ed25519().verifies(bytes.fromhex(found.hub), _signed_bytes(found), signature):
        raise BadMessage("sync.signature")
    return found
