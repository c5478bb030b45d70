"""An exchange with an address, whoever asks for it: in turn, noted, what is owed told after it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

from tusach.node.acts import duties
from tusach.node.acts.node import Node
from tusach.node.store import links
from tusach.node.store.protocol import StoreFault
from tusach.node.sync import parcels, picturing, turn
from tusach.node.sync.asking import AT_ONCE, Link, Progress, synchronise
from tusach.node.sync.link import PATIENCE_S, HttpLink
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.synced import Synced

log = logging.getLogger("tusach.sync")


class Way(msgspec.Struct, frozen=True):
    """How an exchange is done. wait_s: for one that goes on. at_once: facts in one message."""

    progress: Progress | None = None
    wait_s: float = 0
    patience_s: float = PATIENCE_S
    at_once: int = AT_ONCE
    through: Callable[[Link], Link] = lambda link: link


def address_of(text: str) -> str:
    """An address as it is kept. Raises BadMessage where it is none."""
    return HttpLink(text.strip()).address


def exchange(node: Node, address: str, way: Way | None = None) -> Synced:
    """Both hold the same of what both may; how it went is noted for a remembered address.

    Raises BadMessage or StoreFault where it came to nothing; what was exchanged by then stays.
    """
    way = way or Way()
    with turn.taken(node.home, patience_s=way.wait_s):
        try:
            with HttpLink(address, patience_s=way.patience_s) as line:
                link = way.through(line)
                duties.perform(node)  # so that it goes along
                found = synchronise(
                    node.store,
                    link,
                    home=node.home,
                    progress=way.progress,
                    at_once=way.at_once,
                )
                picturing.after_facts(node.store, node.home, link.ask, found.peer)
            parcels.read_again(node.store, node.home)  # of machines that are known since
        except (BadMessage, StoreFault) as fault:
            _failed(node, address, fault)
            raise
        node.indexer.settle()
        _met(node, address, found)
    return found


def _met(node: Node, address: str, found: Synced) -> None:
    now = max(node.store.now_ms(), 1)
    links.went(
        node.home,
        address,
        node=found.peer,
        tried_ms=now,
        met_ms=now,
        failures=0,
        since_ms=0,
        fault="",
        values={},
        sent=found.sent,
        received=found.received,
    )


def _failed(node: Node, address: str, fault: BadMessage | StoreFault) -> None:
    values = {name: str(value) for name, value in fault.values.items()}
    now = max(node.store.now_ms(), 1)
    try:
        links.failed(node.home, address, now_ms=now, fault=fault.code, values=values)
    except OSError as wrong:
        log.warning("how an exchange went could not be noted: %s", type(wrong).__name__)
