"""The request of a node that wants to belong to a network: a file, or a text for a square code."""

from __future__ import annotations

import base64
import json
import zlib

import msgspec
from nacl.exceptions import CryptoError

from tusach.ledger.ident import is_hash
from tusach.node.acts.machines import is_invitation
from tusach.node.acts.node import Node
from tusach.node.settings.home import read_home
from tusach.node.store import keys
from tusach.node.store.keys import Ed25519, box_key
from tusach.node.store.standings import openings
from tusach.node.store.store import Store
from tusach.node.sync.messages import BadMessage

FORM = "tusach enrolment request 1"
COMPACT = "TUSACH-REQUEST-1:"
LARGEST_REQUEST = 2**16
LONGEST_LABEL, MOST_KEYS = 200, 100


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """installations: public keys, the one in use first, then those it followed in this home.

    Within a network these are the ones that no certificate reached: a home may have been restored
    again before people had let it in. succeeds: the key before them, which the province knows.
    """

    form: str
    tenant: str
    role: str
    place: str
    label: str
    installations: tuple[str, ...]
    signature: str = ""
    succeeds: str = ""


def request(node: Node, label: str = "") -> bytes:
    """The request of this node, signed; a text that a person may look at."""
    told = read_home(node.home)
    own = node.store.installation
    between, known = _told_under(node)
    made = Request(
        FORM,
        node.tenant,
        told["role"],
        told.get("place", ""),
        label,
        (own.public_hex, *between),
        succeeds=known,
    )
    return written(signed(made, own))


def signed(made: Request, own: keys.Installation) -> Request:
    """The request with the signature of its first key."""
    unsigned = msgspec.structs.replace(made, signature="")
    return msgspec.structs.replace(made, signature=own.sign(signed_bytes(unsigned)).hex())


def written(made: Request) -> bytes:
    """The file of a request."""
    text = json.dumps(msgspec.to_builtins(made), ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode() + b"\n"


def _told_under(node: Node) -> tuple[list[str], str]:
    """The keys before this one of which no certificate speaks, and the one before them, if any."""
    store = node.store
    if store.standings is None:
        return sorted(former_keys(store)), ""
    # Within a network the ledger holds what others told, too: only what was followed is its own.
    followed = {one.public_hex: one.succeeds for one in keys.kept(node.home) if one.succeeds}
    followed |= _openings(store)
    between: list[str] = []
    before = store.installation.succeeds or ""
    while before and before not in store.standings.known and before not in between:
        between.append(before)
        before = followed.get(before, "")
    is_known = before in store.standings.known and not is_invitation(store, before)
    return between[: MOST_KEYS - 2], before if is_known else ""


def _openings(store: Store) -> dict[str, str]:
    with store.engine.reading() as reading:
        return {key: one.succeeds for key, one in openings(reading).items() if one.succeeds}


def compact(raw: bytes) -> str:
    """A request as a text of capital letters and digits, short enough for a square code."""
    found = msgspec.json.decode(raw, type=Request)
    packed = msgspec.msgpack.encode(
        (
            found.tenant,
            found.role,
            found.place,
            found.label,
            [bytes.fromhex(one) for one in found.installations],
            bytes.fromhex(found.signature),
            bytes.fromhex(found.succeeds),
        )
    )
    return COMPACT + base64.b32encode(packed + zlib.crc32(packed).to_bytes(4, "big")).decode(
        "ascii"
    ).rstrip("=")


def _spread(text: str) -> Request:
    """The request of such a text. Raises ValueError, also where a letter of it is wrong."""
    letters = text.removeprefix(COMPACT)
    raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    packed, check = raw[:-4], raw[-4:]
    if zlib.crc32(packed).to_bytes(4, "big") != check:
        raise ValueError("not as it was written")
    tenant, role, place, label, all_keys, signature, succeeds = msgspec.msgpack.decode(
        packed, type=tuple[str, str, str, str, list[bytes], bytes, bytes]
    )
    installations = tuple(one.hex() for one in all_keys)
    return Request(FORM, tenant, role, place, label, installations, signature.hex(), succeeds.hex())


def former_keys(store: Store) -> set[str]:
    """Other installations that have told in this ledger, before it knew of any network."""
    with store.engine.reading() as reading:
        return {row.installation for row in reading.streams()} - {store.own_key}


def read_request(raw: bytes, tenant: str) -> Request:
    """A request whose signature is right, from its file or its text. Raises BadMessage."""
    raw = raw[:LARGEST_REQUEST].strip()
    try:
        text = b"".join(raw.split()).upper()  # as it was typed, in groups, in any case
        if text.startswith(COMPACT.encode()):
            found = _spread(text.decode("ascii"))
        else:
            found = msgspec.json.decode(raw, type=Request)
        signature = bytes.fromhex(found.signature)
    except (msgspec.MsgspecError, ValueError) as fault:
        raise BadMessage("enrol.no_request") from fault
    named = (*found.installations, *([found.succeeds] if found.succeeds else []))
    if found.form != FORM or not found.installations or not all(map(is_hash, named)):
        raise BadMessage("enrol.no_request")
    if len(found.label) > LONGEST_LABEL or len(named) > MOST_KEYS:
        raise BadMessage("enrol.no_request")
    try:
        for one in named:
            box_key(one)
    except CryptoError as fault:  # no point of the curve, so nobody's key
        raise BadMessage("enrol.no_request") from fault
    if found.tenant != tenant:
        raise BadMessage("sync.tenant", tenant=found.tenant)
    unsigned = msgspec.structs.replace(found, signature="")
    if not Ed25519().verifies(
        bytes.fromhex(found.installations[0]), signed_bytes(unsigned), signature
    ):
        raise BadMessage("sync.signature")
    return found


def signed_bytes(made: Request) -> bytes:
    """What the signature of a request is made over."""
    return b"tusach request 1\0" + msgspec.json.encode(made, order="sorted")
