"""Requests of machines that wait for people: `waiting/requests/` of a hub's home, bounded.

They come as files, as typed texts, or by HTTP from anybody at all. Nothing follows from one until
people have compared its number and granted it. Losing the folder loses nothing that counts: the
machine asks again. A granted one stays until it is older than the others need room.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from tusach.library.nodes.facts import node_subject
from tusach.node.acts.machines import state_of
from tusach.node.acts.node import Node
from tusach.node.settings.whole_file import write_whole
from tusach.node.store.keys import fingerprint
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.requests import LARGEST_REQUEST, Request, read_request

FOLDER = Path("waiting") / "requests"
MOST, MOST_FROM_AFAR = 60, 40
"""Requests kept in all, and how many others may be there for one that comes by HTTP to be kept."""
BY_FILE, BY_HTTP = "file", "http"


class _Kept(msgspec.Struct, frozen=True):
    raw: bytes
    arrived_ms: int
    source: str


class Asking(msgspec.Struct, frozen=True):
    """A request that waits. subject: of the machine; print: the number that people compare."""

    subject: str
    request: Request
    raw: bytes
    arrived_ms: int
    source: str
    print: str


def keep(node: Node, raw: bytes, *, source: str) -> Asking:
    """The request waits for people; one of the same machine takes the place of the earlier.

    Raises BadMessage where it is none, its machine was shut out, or too many wait already.
    """
    if len(raw) > LARGEST_REQUEST:
        raise BadMessage("enrol.no_request")
    found = read_request(raw, node.tenant)
    key = found.installations[0]
    if state_of(node.store, key).revoked is not None:
        raise BadMessage("enrol.revoked")
    folder = node.home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{key}.json"
    if not path.exists():
        _make_room(node)
        limit = MOST_FROM_AFAR if source == BY_HTTP else MOST
        if sum(1 for _one in folder.glob("*.json")) >= limit:
            raise BadMessage("enrol.crowded")
    kept = _Kept(raw, max(node.store.now_ms(), 0), source)
    write_whole(path, msgspec.json.encode(kept))
    return _asking(node, found, kept)


def waiting(node: Node) -> list[Asking]:
    """Requests of machines that no hub has let in yet, the oldest first."""
    found = [one for one in _all(node) if not _is_granted(node, one)]
    return sorted(found, key=lambda one: (one.arrived_ms, one.subject))


def asking(node: Node, subject: str) -> Asking | None:
    """The request of a machine, granted or not."""
    return next((one for one in _all(node) if one.subject == subject), None)


def drop(node: Node, one: Asking) -> None:
    """The request waits no more."""
    (node.home / FOLDER / f"{one.request.installations[0]}.json").unlink(missing_ok=True)


def count(home: Path) -> int:
    """How many requests lie there, without a look into them."""
    return sum(1 for _one in (home / FOLDER).glob("*.json"))


def _make_room(node: Node) -> None:
    granted = [one for one in _all(node) if _is_granted(node, one)]
    for one in sorted(granted, key=lambda one: one.arrived_ms)[:-10]:
        drop(node, one)


def _is_granted(node: Node, one: Asking) -> bool:
    said = state_of(node.store, one.request.installations[0])
    return said.certificate is not None or said.revoked is not None


def _all(node: Node) -> list[Asking]:
    found = []
    for path in sorted((node.home / FOLDER).glob("*.json")):
        try:
            kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
            found.append(_asking(node, read_request(kept.raw, node.tenant), kept))
        except (OSError, msgspec.MsgspecError, BadMessage):
            path.unlink(missing_ok=True)  # bent on the disk: the machine asks again
    return found


def _asking(node: Node, found: Request, kept: _Kept) -> Asking:
    key = found.installations[0]
    return Asking(
        node_subject(node.tenant, key),
        found,
        kept.raw,
        kept.arrived_ms,
        kept.source,
        fingerprint(bytes.fromhex(key)),
    )
