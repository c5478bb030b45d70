"""How a node comes into the network: it asks with a file, the province answers with another.

The request says which keys the node has told under and which place it serves. The answer holds
what the province has said of the network, the node's certificate among it, and whose word counts
from now on (`root`). Both are signed. Before the answer is believed, people compare the
fingerprint of the province's key. Source: docs/decisions/0018.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

import msgspec
from nacl.signing import VerifyKey

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import derived, is_hash
from tusach.ledger.kind import LIBRARIAN
from tusach.ledger.vector import Want
from tusach.library.nodes.authority import scopes_of
from tusach.library.nodes.facts import NODE_ENROLLED, NodeEnrolled, node_subject
from tusach.library.scopes import CONTROL
from tusach.library.staff.facts import StaffAppointed
from tusach.node.acts import founding
from tusach.node.acts.node import Node
from tusach.node.settings.home import read_home, write_home
from tusach.node.store.keys import Ed25519
from tusach.node.store.offering import offer, vector_for
from tusach.node.store.receive import receive_all
from tusach.node.store.retell import retell
from tusach.node.store.store import Store
from tusach.node.sync import messages
from tusach.node.sync.messages import BadMessage, Bundle

FORM, ENROLLED = "tusach enrolment request 1", "enrolled"
LARGEST_REQUEST = 2**16
MANY = 10**9


class Request(msgspec.Struct, frozen=True):
    """installations: public keys, the one in use first, then those it followed in this home."""

    form: str
    tenant: str
    role: str
    place: str
    label: str
    installations: tuple[str, ...]
    signature: str = ""


class Enrolment(msgspec.Struct, frozen=True):
    """root: whose word counts in this province; until: last day of the lease."""

    tenant: str
    root: str
    role: str
    place: str
    until: str
    bundle: Bundle


class Enrolled(msgspec.Struct, frozen=True):
    """What was granted or accepted. place: its code; scopes: what the node may hold."""

    installation: str
    role: str
    place: str
    until: str
    scopes: tuple[str, ...]
    root: str


def request(node: Node, label: str = "") -> bytes:
    """The request of this node, signed; a text that a person may look at."""
    told = read_home(node.home)
    own = node.store.installation
    keys = (own.public_hex, *sorted(former_keys(node.store)))
    made = Request(FORM, node.tenant, told["role"], told.get("place", ""), label, keys)
    signed = msgspec.structs.replace(made, signature=own.sign(_bytes(made)).hex())
    text = json.dumps(msgspec.to_builtins(signed), ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode() + b"\n"


def former_keys(store: Store) -> set[str]:
    """Other installations that have told in this ledger, before it knew of any network."""
    with store.engine.reading() as reading:
        return {row.installation for row in reading.streams()} - {store.own_key}


def read_request(raw: bytes, tenant: str) -> Request:
    """A request whose signature is right. Raises BadMessage."""
    try:
        found = msgspec.json.decode(raw[:LARGEST_REQUEST], type=Request)
        signature = bytes.fromhex(found.signature)
    except (msgspec.MsgspecError, ValueError) as fault:
        raise BadMessage("enrol.no_request") from fault
    if found.form != FORM or not found.installations or not all(map(is_hash, found.installations)):
        raise BadMessage("enrol.no_request")
    if found.tenant != tenant:
        raise BadMessage("sync.tenant", tenant=found.tenant)
    unsigned = msgspec.structs.replace(found, signature="")
    if not Ed25519().verifies(bytes.fromhex(found.installations[0]), _bytes(unsigned), signature):
        raise BadMessage("sync.signature")
    return found


def _bytes(made: Request) -> bytes:
    return b"tusach request 1\0" + msgspec.json.encode(made, order="sorted")


def grant(node: Node, raw: bytes, *, by: str | None, days: int) -> tuple[Enrolled, bytes]:
    """The node that asks belongs to the network from now on; the answer for it.

    Raises BadMessage where the request is none, or its place is not known here.
    """
    asked = read_request(raw, node.tenant)
    store = node.store
    if store.identity.role != "hub":
        raise BadMessage("enrol.not_a_hub")
    lead(node)
    if asked.role not in ("library", "vehicle"):
        raise BadMessage("enrol.role", role=asked.role)
    place = node.place_id(asked.place)
    if node.place(place).code != asked.place:
        raise BadMessage("enrol.place", place=asked.place)
    until = (date.fromisoformat(node.today()) + timedelta(days=days)).isoformat()
    drafts = [
        _certificate(store, one, role=asked.role, places=(place,), until=until, label=asked.label)
        for one in asked.installations
    ]
    done = store.tell(by, drafts)
    if isinstance(done, Refusal):
        raise BadMessage("enrol.refused", said=done.code)
    return _answer(node, asked, until)


def found_place(node: Node, raw: bytes, *, name: str, kind: str) -> None:
    """The place that the request names is founded here, where it was not. Raises BadMessage."""
    asked = read_request(raw, node.tenant)
    if node.place(node.place_id(asked.place)).code == asked.place:
        return
    kinds = {one.code: one for one in node.profile.places.kinds}
    chosen = kind or next((one.code for one in kinds.values() if not one.central), "")
    if chosen not in kinds or not asked.place:
        raise BadMessage("enrol.place", place=asked.place)
    units = {unit.code for unit in node.profile.units.units}
    new = founding.NewPlace(
        code=asked.place,
        name=name,
        kind=chosen,
        unit=asked.place if asked.place in units else "",
    )
    done = node.store.tell(None, founding.place_drafts(node, new, node.today()))
    if isinstance(done, Refusal):
        raise BadMessage("enrol.refused", said=done.code)


def _answer(node: Node, asked: Request, until: str) -> tuple[Enrolled, bytes]:
    store, peer = node.store, asked.installations[0]
    store.seal()
    with store.engine.reading() as reading:
        wants = [
            Want(mark.stream, 1, mark.number)
            for mark in vector_for(store, reading, peer)
            if (row := reading.stream(mark.stream)) and row.scope == CONTROL
        ]
        parcels = offer(store, reading, wants, peer, most=MANY)
    root = store.identity.root or ""
    body = Enrolment(
        store.tenant, root, asked.role, asked.place, until, messages.bundle(parcels, receiver=peer)
    )
    answer = messages.said(ENROLLED, body, store.installation, receiver=peer)
    return _enrolled(node, body, peer), answer


def _certificate(
    store: Store, installation: str, *, role: str, places: tuple[str, ...], until: str, label: str
) -> Draft:
    box = VerifyKey(bytes.fromhex(installation)).to_curve25519_public_key()
    return Draft(
        kind=NODE_ENROLLED,
        subject=node_subject(store.tenant, installation),
        scope=CONTROL,
        on=store.today(),
        body=NodeEnrolled(installation, bytes(box).hex(), role, places, until, label),
    )


def lead(node: Node) -> None:
    """This hub is where the network begins, if it was not before: its word counts."""
    store = node.store
    if store.identity.root is not None:
        return
    far = (date.fromisoformat(node.today()) + timedelta(days=36_500)).isoformat()
    keys = [store.own_key, *sorted(former_keys(store))]
    drafts = [_certificate(store, one, role="hub", places=(), until=far, label="") for one in keys]
    done = store.tell(None, drafts)
    if isinstance(done, Refusal):
        raise BadMessage("enrol.refused", said=done.code)
    write_home(node.home, root=store.own_key)
    store.join(store.own_key)


def accept(node: Node, raw: bytes) -> Enrolled:
    """This node belongs to the network of the answer; what it had told stays.

    Raises BadMessage where the answer is none, is for another, or cannot be believed.
    """
    store = node.store
    envelope = messages.heard(raw, me=store.own_key)
    if envelope.what != ENROLLED or envelope.receiver != store.own_key:
        raise BadMessage("sync.for_another" if envelope.receiver else "enrol.no_answer")
    said = messages.body_of(envelope, Enrolment)
    if said.tenant != store.tenant:
        raise BadMessage("sync.tenant", tenant=said.tenant)
    if store.identity.root not in (None, said.root):
        raise BadMessage("enrol.other_province")
    first = store.identity.root is None
    if first:
        _keep_staff(node, said.place)
        write_home(node.home, root=said.root, place=said.place, role=said.role)
        store.join(said.root, role=said.role, place=derived(store.tenant, "place", said.place))
    receive_all(store, messages.opened(said.bundle, store.installation), source=envelope.sender)
    if store.standings is None or store.own_key not in store.standings.known:
        raise BadMessage("enrol.no_answer")
    if first:
        retell(store)
        node.indexer.rebuild()
    return _enrolled(node, said, store.own_key)


def _keep_staff(node: Node, place: str) -> None:
    """Whoever was appointed here for all places goes on as librarian of this one."""
    store, own = node.store, node.place_id(place)
    drafts = []
    for (subject,) in store.query(
        "SELECT DISTINCT subject FROM post WHERE tenant = ?", (node.tenant,)
    ):
        posts = store.state(subject, "staff").posts
        now = [post for post in posts if post.holds(node.today())]
        if now and not any(post.role == LIBRARIAN and post.place == own for post in now):
            body = StaffAppointed(LIBRARIAN, own, node.today())
            drafts.append(
                Draft(
                    kind="staff.appointed/1",
                    subject=subject,
                    scope=CONTROL,
                    on=node.today(),
                    place=own,
                    body=body,
                )
            )
    if drafts:
        store.tell(None, drafts)


def _enrolled(node: Node, said: Enrolment, installation: str) -> Enrolled:
    standings = node.store.standings
    standing = standings.of(installation) if standings else None
    scopes = scopes_of(standing) if standing else ()
    return Enrolled(installation, said.role, said.place, said.until, scopes, said.root)
