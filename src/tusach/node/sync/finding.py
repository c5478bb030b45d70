"""Nodes of the same local network find each other: by DNS-SD over multicast DNS.

A node that listens beyond its own screen says its key, its province and its port, nothing else.
Whoever is found is asked only where its key is enrolled in the same province; the exchange is
signed anyway, so a liar on the network gains nothing. Source: docs/decisions/0026.
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import msgspec
import zeroconf
from zeroconf import ServiceStateChange, Zeroconf

from tusach.ledger.ident import is_hash
from tusach.node.acts.node import Node
from tusach.node.settings.hosts import is_loopback, lan_address
from tusach.node.store import links

CALLED = "_tusach._tcp.local."
PATIENCE_MS = 3_000
MOST = 500
"""Nodes that are remembered of what a network says; beyond that somebody plays tricks."""

log = logging.getLogger("tusach.sync")


class Found(msgspec.Struct, frozen=True):
    """A node that says it is there. node: its key, 64 hexadecimal digits; nothing is proven."""

    node: str
    tenant: str
    address: str


OnFound = Callable[[Found], object]


class Finder(Protocol):
    """Says who is here, and hears who else is."""

    def begin(self, own: Found, port: int, on_found: OnFound) -> None:
        """From now on, on threads of its own. Raises OSError where there is no such network."""

    def end(self) -> None:
        """No more; the others hear that this one is gone."""


def is_ours(node: Node, found: Found) -> bool:
    """Whether one that was found is enrolled in the same province, and another than this one."""
    standings = node.store.standings
    if standings is None or found.tenant != node.tenant or found.node == node.store.own_key:
        return False
    standing = standings.known.get(found.node)
    return standing is not None and standing.last_good is None


class Neighbours:
    """The nodes around this one: those of the province are asked from now on."""

    def __init__(self, node: Node, finder: Finder) -> None:
        self.node = node
        self.finder = finder
        self._heard: dict[str, Found] = {}
        self._began = False

    def begin(self, host: str, port: int) -> bool:
        """Find and be found, where this node listens beyond its own screen and has a network."""
        own = lan_address() if ipaddress_of(host) is None or is_everywhere(host) else host
        if is_loopback(host) or own is None or self.node.store.standings is None:
            return False
        said = Found(self.node.store.own_key, self.node.tenant, own)
        try:
            self.finder.begin(said, port, self.hear)
        except OSError as fault:
            log.warning("others on this network are not looked for: %s", type(fault).__name__)
            return False
        self._began = True
        return True

    def hear(self, found: Found) -> bool:
        """Somebody says that it is there; whether it is one of ours, and asked from now on."""
        if len(self._heard) >= MOST and found.node not in self._heard:
            return False
        self._heard[found.node] = found
        if not is_ours(self.node, found):
            return False
        try:
            links.found(self.node.home, found.address, found.node)
        except OSError as fault:
            log.warning("a node was found, and could not be noted: %s", type(fault).__name__)
            return False
        return True

    def end(self) -> None:
        """Nobody finds this one any more."""
        if self._began:
            self.finder.end()


def ipaddress_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is; None where it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_everywhere(host: str) -> bool:
    """Whether every network of the machine is meant."""
    address = ipaddress_of(host)
    return address is not None and address.is_unspecified


class Multicast:
    """The finder of local networks. interfaces: addresses of this machine; () is all."""

    def __init__(self, interfaces: Sequence[str] = ()) -> None:
        self._interfaces = list(interfaces)
        self._zeroconf: Zeroconf | None = None
        self._saying: threading.Thread | None = None

    def begin(self, own: Found, port: int, on_found: OnFound) -> None:
        """From now on, on threads of its own. Raises OSError where there is no such network."""
        where = self._interfaces or zeroconf.InterfaceChoice.Default
        found = self._zeroconf = _on_threads_of_its_own(where)

        def heard(
            zeroconf: Zeroconf,
            service_type: str,
            name: str,
            state_change: ServiceStateChange,
        ) -> None:
            if state_change is not ServiceStateChange.Removed:
                _hear(zeroconf, name, own.node, on_found)

        zeroconf.ServiceBrowser(found, CALLED, handlers=[heard])
        name = f"tusach-{own.node[:12]}"
        said = zeroconf.ServiceInfo(
            CALLED,
            f"{name}.{CALLED}",
            parsed_addresses=[own.address],
            port=port,
            properties={"node": own.node, "tenant": own.tenant},
            server=f"{name}.local.",
        )
        # Asking whether the name is free takes seconds, and nothing waits for it.
        self._saying = threading.Thread(target=_say, args=(found, said), name="saying", daemon=True)
        self._saying.start()

    def end(self) -> None:
        """No more; the others hear that this one is gone."""
        if self._zeroconf is not None:
            if self._saying is not None:
                self._saying.join(timeout=5)
            self._zeroconf.close()


def _on_threads_of_its_own(where: list[str] | zeroconf.InterfaceChoice) -> Zeroconf:
    """Made on a new thread: where an event loop runs on this one, Zeroconf would wait for that."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(Zeroconf, interfaces=where).result()


def _hear(found: Zeroconf, name: str, own: str, on_found: OnFound) -> None:
    said = None
    with contextlib.suppress(zeroconf.Error, OSError):
        said = read(found.get_service_info(CALLED, name, timeout=PATIENCE_MS))
    if said is not None and said.node != own:
        on_found(said)


def _say(found: Zeroconf, said: zeroconf.ServiceInfo) -> None:
    try:
        found.register_service(said, allow_name_change=True)
    except (zeroconf.Error, OSError) as fault:
        log.warning("this node is not announced: %s", type(fault).__name__)


def read(said: zeroconf.ServiceInfo | None) -> Found | None:
    """What a service says of itself; None where it is none of this kind, or nonsense."""
    told = said.decoded_properties if said is not None else {}
    node, tenant = told.get("node") or "", told.get("tenant") or ""
    if said is None or not is_hash(node) or not said.port:
        return None
    for text in said.parsed_addresses(zeroconf.IPVersion.V4Only):
        address = ipaddress.ip_address(text)
        if address.is_private or address.is_loopback:
            return Found(node, tenant[:100], f"http://{address}:{said.port}")
    return None
