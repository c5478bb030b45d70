"""Coming into the network over LAN or HTTPS: the request goes, the answer is fetched when granted.

Both messages are one: whoever asks again is answered with the certificate as soon as people have
granted it. The hub says whose word counts in its province, and people compare that number before
anything of the answer is believed. Source: docs/decisions/0027.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from tusach.node.acts.node import Node
from tusach.node.settings.home import read_home
from tusach.node.settings.whole_file import write_whole
from tusach.node.store import links
from tusach.node.sync import enrolling, messages, waiting
from tusach.node.sync.asking import Link
from tusach.node.sync.messages import Answer, BadMessage
from tusach.node.sync.requests import LARGEST_REQUEST, read_request, request

ASK, WAITS = "ask in", "enrol.waits"
ASKED = Path("waiting") / "asked.json"
PATH = "/sync/v1/enrol"


class Ask(msgspec.Struct, frozen=True):
    """The request as its file holds it."""

    request: bytes


class Asked(msgspec.Struct, frozen=True):
    """Where a request lies, and the root that answered there.

    compared: people know the province by it: they have compared its number, or brought it along.
    """

    address: str
    root: str
    asked_ms: int
    compared: bool = False


def ask(node: Node, link: Link, address: str, *, label: str = "") -> Asked:
    """The request of this node lies at a hub now. Raises BadMessage."""
    answer = messages.heard(_raw(node, link, label), me=node.store.own_key)
    if answer.what == enrolling.ENROLLED:
        root = messages.body_of(answer, enrolling.Enrolment).root
    else:
        said = messages.body_of(answer, Answer, most=messages.OF_STRANGERS)
        if said.code != WAITS:
            raise BadMessage(said.code, **said.values)
        root = said.values.get("root", "")
    before = asked(node.home)
    is_same = before is not None and (before.address, before.root) == (address, root)
    known = before is not None and is_same and before.compared
    told = read_home(node.home)
    known = known or root in (told.get("invited_by"), told.get("root"))
    found = Asked(address, root, max(node.store.now_ms(), 0), bool(root) and known)
    _keep(node.home, found)
    return found


def _keep(home: Path, found: Asked) -> None:
    path = home / ASKED
    path.parent.mkdir(exist_ok=True)
    write_whole(path, msgspec.json.encode(found))


def asked(home: Path) -> Asked | None:
    """Where this node has asked last."""
    try:
        return msgspec.json.decode((home / ASKED).read_bytes(), type=Asked)
    except (OSError, msgspec.MsgspecError):
        return None


def waits(node: Node) -> Asked | None:
    """Where a request lies whose answer this machine may fetch by itself, as soon as there is one.

    None where it belongs to a network already, or where nobody has compared the number.
    """
    if enrolling.is_member(node.store):
        return None
    found = asked(node.home)
    return found if found is not None and found.compared else None


def fetch(node: Node, link: Link, known: Asked) -> enrolling.Enrolled:
    """The node belongs to the network of this root, and asks that address by itself from now on.

    Whoever calls this says that people have compared the number; where the province has not
    granted it yet, the machine fetches the answer by itself later. Raises BadMessage, also then, or
    where another root answers than the one that people compared.
    """
    if not known.compared:
        _keep(node.home, msgspec.structs.replace(known, compared=bool(known.root)))
    raw = _raw(node, link)
    answer = messages.heard(raw, me=node.store.own_key)
    if answer.what != enrolling.ENROLLED:
        said = messages.body_of(answer, Answer, most=messages.OF_STRANGERS)
        raise BadMessage(said.code, **said.values)
    found = enrolling.accept(node, raw, root=known.root)
    links.add(node.home, known.address)
    return found


def _raw(node: Node, link: Link, label: str = "") -> bytes:
    body = Ask(request(node, label))
    return link.ask(messages.said(ASK, body, node.store.installation))


def answer(node: Node, raw: bytes) -> bytes:
    """What a hub answers: the certificate, or that people have to grant it first."""
    key, sender = node.store.installation, ""
    try:
        envelope = messages.heard(raw, me=key.public_hex)
        sender = envelope.sender
        if envelope.what != ASK:
            raise BadMessage("sync.newer")
        said = messages.body_of(envelope, Ask, most=4 * LARGEST_REQUEST).request
        if node.store.identity.role != "hub":
            raise BadMessage("enrol.not_a_hub")
        if read_request(said, node.tenant).installations[0] != sender:
            raise BadMessage("sync.signature")
        waiting.keep(node, said, source=waiting.BY_HTTP)
        granted = enrolling.answer_again(node, said)
        if granted is not None:
            return granted
        raise BadMessage(WAITS, root=node.store.identity.root or node.store.own_key)
    except BadMessage as fault:
        values = {name: str(value) for name, value in fault.values.items()}
        body = Answer(code=fault.code, values=values)
        return messages.said(messages.ANSWER, body, key, receiver=sender)
