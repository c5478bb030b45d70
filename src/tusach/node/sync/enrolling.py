"""How a node comes into the network: it asks with a file, the province answers with another.

The request says which keys the node has told under and which place it serves. The answer holds
what the province has said of the network, the node's certificate among it, and whose word counts
from now on (`root`). Both are signed. Before the answer is believed, people compare the
fingerprint of the province's key. Source: docs/decisions/0018.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import derived
from tusach.ledger.kind import LIBRARIAN
from tusach.ledger.vector import Want
from tusach.library.nodes.authority import scopes_of
from tusach.library.nodes.facts import INVITED, NODE_ENROLLED, NodeEnrolled
from tusach.library.scopes import CONTROL
from tusach.library.staff.facts import StaffAppointed
from tusach.node.acts import founding
from tusach.node.acts.machines import Machine, lineage, state_of
from tusach.node.acts.node import Node
from tusach.node.settings.home import read_home, write_home
from tusach.node.store.keys import box_key
from tusach.node.store.offering import offer, vector_for
from tusach.node.store.receive import receive_all
from tusach.node.store.retell import retell
from tusach.node.store.store import Store
from tusach.node.sync import messages, parcels, turn
from tusach.node.sync.certifying import check_hub, draft, falling, shut_out, tell
from tusach.node.sync.messages import BadMessage, Bundle
from tusach.node.sync.requests import Request, former_keys, read_request

ENROLLED = "enrolled"
REPLACED = "replaced"
MANY = 10**9
WAIT_S = 20

log = logging.getLogger("tusach.sync")


class Choice(msgspec.Struct, frozen=True):
    """What people at the hub decide: places by id, sorted; the first one's code is the node's."""

    role: str
    places: tuple[str, ...]
    days: int
    label: str = ""


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


def grant(
    node: Node, raw: bytes, *, by: str | None, days: int, choice: Choice | None = None
) -> tuple[Enrolled, bytes]:
    """The node that asks belongs to the network from now on; the answer for it.

    choice: where people decide otherwise than it asks. A home that was restored without its old
    key takes the place of that key, which is not revoked: what it told stays, and may still arrive.
    Raises BadMessage where the request is none, or its place is not known here.
    """
    asked = read_request(raw, node.tenant)
    check_hub(node.store)
    lead(node)
    chosen = choice or Choice(asked.role, (node.place_id(asked.place),), days, asked.label)
    return _granted(node, asked, chosen, by=by)


def replace(
    node: Node, old: Machine, raw: bytes, *, by: str | None, days: int
) -> tuple[Enrolled, bytes]:
    """The node that asks takes the places of another machine, which counts no more from here on.

    What that one had told and lies here stays good. Raises BadMessage.
    """
    asked = read_request(raw, node.tenant)
    check_hub(node.store)
    if old.is_own or old.certificate is None or asked.installations[0] in old.keys:
        raise BadMessage("enrol.own" if old.is_own else "enrol.no_lease")
    label = asked.label or old.certificate.label
    chosen = Choice(old.role, old.own, days, label)
    asked = msgspec.structs.replace(asked, succeeds=old.certificate.installation)
    out = [] if old.revoked else shut_out(node.store, old, falling(node.store, old, None), REPLACED)
    return _granted(node, asked, chosen, by=by, also=out)


def _granted(
    node: Node, asked: Request, chosen: Choice, *, by: str | None, also: Sequence[Draft] = ()
) -> tuple[Enrolled, bytes]:
    store = node.store
    standing = store.standings.of(asked.installations[0]) if store.standings else None
    if standing is not None and standing.last_good is not None:
        raise BadMessage("enrol.revoked")
    if chosen.role not in ("library", "vehicle"):
        raise BadMessage("enrol.role", role=chosen.role)
    codes = [node.place(place).code for place in chosen.places]
    if not codes or not all(codes):
        raise BadMessage("enrol.place", place=asked.place)
    until = (date.fromisoformat(node.today()) + timedelta(days=chosen.days)).isoformat()
    follows = asked.succeeds if store.standings and asked.succeeds in store.standings.known else ""
    drafts = [
        _certificate(
            store,
            one,
            role=chosen.role,
            places=tuple(sorted(chosen.places)),
            until=until,
            label=chosen.label,
            succeeds=follows if nr == 0 else "",
        )
        for nr, one in enumerate(_covered(store, asked))
    ]
    tell(store, by, [*drafts, *also])
    _read_waiting(node)
    place = asked.place if asked.place in codes else codes[0]
    return _answer(node, msgspec.structs.replace(asked, role=chosen.role, place=place), until)


def _covered(store: Store, asked: Request) -> list[str]:
    """The keys that a grant speaks of: the one that asks, and those that it says it had before.

    Of the latter only such as no certificate speaks of, or that are one machine with it already:
    nobody is given the places of another by naming that one's key.
    """
    own, *before = asked.installations
    granted = state_of(store, own).certificate
    together = (granted.role, granted.places, granted.label) if granted else None
    found, family = [own], set(lineage(store, own))
    for one in before:
        said = state_of(store, one)
        theirs = said.certificate
        if theirs is None:
            is_free = said.revoked is None and (
                one in family or store.standings is None or one not in store.standings.known
            )
        else:
            is_free = one in family or (theirs.role, theirs.places, theirs.label) == together
        if is_free:
            found.append(one)
    return found


def answer_again(node: Node, raw: bytes) -> bytes | None:
    """The answer to a request that people have granted already; None where they have not.

    Raises BadMessage where it is none, or its machine was revoked.
    """
    asked = read_request(raw, node.tenant)
    said = state_of(node.store, asked.installations[0])
    if said.revoked is not None:
        raise BadMessage("enrol.revoked")
    if said.certificate is None or node.store.identity.role != "hub":
        return None
    codes = [node.place(place).code for place in said.certificate.places]
    if not codes:
        return None
    place = asked.place if asked.place in codes else codes[0]
    role, until = said.certificate.role, said.certificate.valid_until
    return _answer(node, msgspec.structs.replace(asked, role=role, place=place), until)[1]


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
    store: Store,
    installation: str,
    *,
    role: str,
    places: tuple[str, ...],
    until: str,
    label: str,
    succeeds: str = "",
) -> Draft:
    box = box_key(installation)
    body = NodeEnrolled(installation, box, role, places, until, label, succeeds or None)
    return draft(store, NODE_ENROLLED, installation, body)


def lead(node: Node) -> None:
    """This hub is where the network begins, if it was not before: its word counts.

    Whatever told in this ledger before (an installation it was restored from, the vehicle of the
    demonstration) is one that it follows: nobody waits for a word of it any more.
    """
    store = node.store
    if store.identity.root is not None:
        return
    far = (date.fromisoformat(node.today()) + timedelta(days=36_500)).isoformat()
    keys = [*sorted(former_keys(store)), store.own_key]
    drafts = [
        _certificate(store, one, role="hub", places=(), until=far, label="", succeeds=before)
        for before, one in zip(["", *keys], keys, strict=False)
    ]
    done = store.tell(None, drafts)
    if isinstance(done, Refusal):
        raise BadMessage("enrol.refused", said=done.code)
    write_home(node.home, root=store.own_key)
    store.join(store.own_key)


def look(node: Node, raw: bytes) -> Enrolment:
    """What an answer says, before anything of it is believed.

    Raises BadMessage where it is none, is for another, or cannot be believed.
    """
    store = node.store
    envelope = messages.heard(raw, me=store.own_key)
    if envelope.what != ENROLLED or envelope.receiver != store.own_key:
        raise BadMessage("sync.for_another" if envelope.receiver else "enrol.no_answer")
    said = messages.body_of(envelope, Enrolment)
    if said.tenant != store.tenant:
        raise BadMessage("sync.tenant", tenant=said.tenant)
    if store.identity.role == "hub":
        raise BadMessage("enrol.is_a_hub")
    if store.identity.root not in (None, said.root):
        raise BadMessage("enrol.other_province")
    if said.root != read_home(node.home).get("invited_by", said.root):
        raise BadMessage("enrol.other_root")
    return said


def is_member(store: Store) -> bool:
    """Whether the province has let this machine in, as far as is known here."""
    found = store.standings.known.get(store.own_key) if store.standings else None
    return found is not None and found.role != INVITED


def accept(node: Node, raw: bytes, *, root: str = "") -> Enrolled:
    """This node belongs to the network of the answer; what it had told stays.

    root: by which people know that province, where they have compared it.
    Raises BadMessage where the answer is none, is for another, or cannot be believed.
    """
    store = node.store
    said = look(node, raw)
    if root and said.root != root:
        raise BadMessage("enrol.other_root")
    first = store.identity.root is None
    if first:
        _keep_staff(node, said.place)
        write_home(node.home, root=said.root, place=said.place, role=said.role)
        store.join(said.root, role=said.role, place=derived(store.tenant, "place", said.place))
    receive_all(store, messages.opened(said.bundle, store.installation), source=said.root)
    if not is_member(store):
        raise BadMessage("enrol.no_answer")
    _read_waiting(node)
    if first:
        retell(store)
        node.indexer.rebuild()
    return _enrolled(node, said, store.own_key)


def _read_waiting(node: Node) -> None:
    """Parcels of machines that are known by now; where somebody exchanges, the next turn reads."""
    try:
        with turn.taken(node.home, patience_s=WAIT_S):
            parcels.read_again(node.store, node.home)
    except BadMessage as fault:
        log.info("parcels that wait are read later: %s", fault.code)


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
