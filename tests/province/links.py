"""Links between the nodes of one process, and sticks that people carry; both may go wrong."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from random import Random
from typing import TYPE_CHECKING

import msgspec
from tests.province.machine import Killed
from tests.province.node import SimNode

from tusach.ledger.parcel import BadParcel
from tusach.node.store.protocol import StoreFault
from tusach.node.sync import parcels
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.serving import answer

if TYPE_CHECKING:
    from tests.province.run import Run

NO_ANSWER = "sync.no_answer"
KEPT = 40
"""Messages of a link, and sticks, of which old ones may come again."""


class Wire:
    """A link to another node. Its fault, where one is armed, strikes one message."""

    def __init__(self, run: Run, node: SimNode, peer: SimNode) -> None:
        self.run = run
        self.peer = peer
        self.address = peer.name
        self.fault = run.link_faults.pop(node.name, None)
        self.old = run.old_messages.setdefault((node.name, peer.name), [])

    def ask(self, raw: bytes) -> bytes:
        """The answer. Raises BadMessage where none came."""
        self.run.messages += 1
        if self.fault is not None and self.fault.left == 0:
            fault, self.fault = self.fault, None
            self.run.struck[fault.name] += 1
            return fault.carry(self, raw)
        if self.fault is not None:
            self.fault.left -= 1
        return self.deliver(raw)

    def deliver(self, raw: bytes) -> bytes:
        """The message arrives, and its answer comes back, whatever becomes of the peer."""
        self.old.append(raw)
        del self.old[:-KEPT]
        try:
            return answer(self.peer.store, raw, self.peer.home)
        except Killed as killed:
            self.run.power_cut(killed)
        except StoreFault:
            pass
        raise BadMessage(NO_ANSWER)


class LinkFault(ABC):
    """What may go wrong with one message. left: how many messages get through before."""

    name = ""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.left = rng.randrange(4)

    @abstractmethod
    def carry(self, wire: Wire, raw: bytes) -> bytes:
        """What comes of the message. Raises BadMessage where no answer comes."""


class Dropped(LinkFault):
    """A message never arrives."""

    name = "message dropped"

    def carry(self, wire: Wire, raw: bytes) -> bytes:
        raise BadMessage(NO_ANSWER)


class AnswerDropped(LinkFault):
    """A message arrives and is acted on; its answer never comes."""

    name = "answer dropped"

    def carry(self, wire: Wire, raw: bytes) -> bytes:
        wire.deliver(raw)
        raise BadMessage(NO_ANSWER)


class Duplicated(LinkFault):
    """A message arrives twice."""

    name = "message twice"

    def carry(self, wire: Wire, raw: bytes) -> bytes:
        wire.deliver(raw)
        return wire.deliver(raw)


class Reordered(LinkFault):
    """An older message of this link arrives just before this one."""

    name = "message after an older one"

    def carry(self, wire: Wire, raw: bytes) -> bytes:
        if wire.old:
            wire.deliver(wire.old[self.rng.randrange(len(wire.old))])
        return wire.deliver(raw)


class Flipped(LinkFault):
    """One bit of a message or of its answer is another."""

    name = "message flipped"

    def carry(self, wire: Wire, raw: bytes) -> bytes:
        if self.rng.random() < 0.5:
            return wire.deliver(flipped(raw, self.rng))
        return flipped(wire.deliver(raw), self.rng)


class Torn(LinkFault):
    """A message or its answer breaks off."""

    name = "message torn"

    def carry(self, wire: Wire, raw: bytes) -> bytes:
        if self.rng.random() < 0.5:
            return wire.deliver(torn(raw, self.rng))
        return torn(wire.deliver(raw), self.rng)


class Garbage(LinkFault):
    """A captive portal answers in the peer's place."""

    name = "answer of a captive portal"

    def carry(self, wire: Wire, raw: bytes) -> bytes:
        return b"<!doctype html><title>Wi-Fi</title>"


LINK_FAULTS = (Dropped, AnswerDropped, Duplicated, Reordered, Flipped, Torn, Garbage)


def flipped(raw: bytes, rng: Random) -> bytes:
    """The bytes with one bit turned."""
    at = rng.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ (1 << rng.randrange(8))]) + raw[at + 1 :]


def torn(raw: bytes, rng: Random) -> bytes:
    """The bytes up to some point."""
    return raw[: rng.randrange(len(raw))]


class Stick(msgspec.Struct, frozen=True):
    """A parcel file on its way: who wrote it, for whom, its bytes."""

    giver: str
    taker: str
    raw: bytes


def write_stick(giver: SimNode, taker: SimNode) -> Stick | str:
    """What the giver writes for the taker; or the code of why not."""
    try:
        whom = "hub" if taker.role == "hub" else taker.disk.key.public_hex
        keys = parcels.recipients_of(giver.store, whom)
        raw = b"".join(parcels.write(giver.store, giver.home, keys))
    except (BadMessage, StoreFault) as fault:
        return fault.code
    return Stick(giver.name, taker.name, raw)


def read_stick(taker: SimNode, raw: bytes) -> parcels.Read | str:
    """What the taker makes of a file; or the code of why nothing."""
    try:
        return parcels.read(taker.store, taker.home, io.BytesIO(raw))
    except (BadParcel, BadMessage, StoreFault) as fault:
        return fault.code
