"""Evidence of a stop: photographs are added and removed, the commune confirms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from tusach.exchange.pictures.jpeg import NoPicture, Picture, plain
from tusach.ledger.draft import Refusal
from tusach.ledger.ident import sha256
from tusach.library.trips import evidence, facts
from tusach.node.acts.governing import desk
from tusach.node.acts.node import At
from tusach.node.acts.travelling import Act, of_stop
from tusach.node.store import photographs

if TYPE_CHECKING:
    from tusach.node.acts.node import Node

LARGEST_SENT = 1_000_000
"""Bytes as they come from a camera: what is beside the picture is left out before it is measured.
"""


class Shot(msgspec.Struct, frozen=True, kw_only=True):
    """A photograph as it was sent: its bytes, and what whoever sends it says of it."""

    raw: bytes
    shows: str
    children: str
    taken_on: str


def add(node: Node, trip: str, stop: str, at: At, *, shot: Shot) -> Act:
    """A photograph belongs to a stop; of its file the picture alone is kept."""
    picture = picture_of(shot.raw)
    if isinstance(picture, Refusal):
        return picture
    body = facts.StopPhotographed(
        trip=trip,
        hash=sha256(picture.raw),
        bytes=len(picture.raw),
        media=evidence.JPEG,
        width=picture.width,
        height=picture.height,
        shows=shot.shows,
        children=shot.children,
        taken_on=shot.taken_on,
    )

    def telling() -> Act:
        return of_stop(
            node,
            trip,
            stop,
            at,
            rule=lambda one, two: evidence.photograph(one, two, desk(node, at), body),
        )

    return keeping(node, picture.raw, telling)


def picture_of(raw: bytes) -> Picture | Refusal:
    """The picture of a file alone, or why it cannot be kept."""
    if len(raw) > LARGEST_SENT:
        return _large()
    try:
        picture = plain(raw)
    except NoPicture:
        return Refusal("photograph.no_picture", {})
    return _large() if len(picture.raw) > evidence.LARGEST_BYTES else picture


def keeping(node: Node, raw: bytes, telling: Callable[[], Act]) -> Act:
    """The bytes are durable before the fact that tells of them; off the disk where none does."""
    digest = sha256(raw)
    if photographs.was_removed(node.store, digest):
        return Refusal("photograph.removed", {})
    try:
        photographs.keep(node.home, raw)
    except OSError:
        return Refusal("photograph.not_kept", {})
    done = telling()
    if isinstance(done, Refusal) and digest not in photographs.in_force(node.store):
        photographs.remove(node.home, digest)
    return done


def remove(node: Node, trip: str, stop: str, at: At, *, digest: str, reason: str) -> Act:
    """A photograph is off this disk at once, and off every other as soon as it hears of it."""
    done = of_stop(
        node,
        trip,
        stop,
        at,
        rule=lambda one, two: evidence.remove_photograph(
            one, two, desk(node, at), digest=digest, reason=reason
        ),
    )
    if not isinstance(done, Refusal):
        tidy(node)
    return done


def confirm(
    node: Node, trip: str, stop: str, at: At, *, body: facts.StopConfirmed, name: str = ""
) -> Act:
    """The commune says that the vehicle was there. name: of who signed."""
    return of_stop(
        node,
        trip,
        stop,
        at,
        rule=lambda one, two: evidence.confirm(one, two, desk(node, at), body, name=name),
    )


def forget_signers(node: Node, trip: str, stop: str, at: At) -> Act:
    """The names of who confirmed a stop go everywhere."""
    return of_stop(
        node,
        trip,
        stop,
        at,
        rule=lambda one, two: evidence.forget_signers(one, two, desk(node, at), reason="wish"),
    )


def signer_of(node: Node, part: str | None) -> str | None:
    """Who signed for the commune, where the name is here; the caller logs the look."""
    found = node.store.vault.part(part) if part else None
    if found is None:
        return None
    try:
        return msgspec.json.decode(found.raw, type=facts.ConfirmedPrivate).name
    except msgspec.ValidationError:
        return None


def tidy(node: Node) -> int:
    """A duty: photographs that were removed are off this disk. Tells nothing."""
    photographs.sweep(node.store, node.home)
    return 0


def _large() -> Refusal:
    return Refusal("photograph.large", {"most_kb": evidence.LARGEST_BYTES // 1000})
