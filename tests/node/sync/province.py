"""A small network in memory: a hub, libraries, and links between them that can be cut."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from tests.node.store.telling import (
    BEGAN_MS,
    TENANT,
    CountedRandom,
    StandingClock,
    draft,
    named,
    tell,
)

from tusach.ledger.draft import Draft
from tusach.ledger.kind import HUB
from tusach.library import scopes
from tusach.library.nodes.facts import NodeEnrolled, node_subject
from tusach.library.places.facts import PlaceFounded
from tusach.library.register import FOLDERS
from tusach.node.store.keys import Installation
from tusach.node.store.memory import MemoryEngine
from tusach.node.store.store import Identity, Store, World
from tusach.node.store.vault import Vault
from tusach.node.sync.messages import BadMessage
from tusach.node.sync.serving import answer


def key(name: str) -> Installation:
    return Installation(hashlib.sha256(name.encode()).digest())


HUB_KEY = key("hub")


class Province:
    """Stores by name; every one has a clock that runs a second behind the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = 0
        self.hub = self.store("hub", HUB, None, HUB_KEY)

    def store(
        self,
        name: str,
        role: str = "library",
        place: str | None = None,
        own: Installation | None = None,
    ) -> Store:
        self.made += 1
        folder = self.folder / str(self.made)
        folder.mkdir(parents=True)
        return Store(
            MemoryEngine(TENANT),
            Vault(folder / "vault.sqlite"),
            own or key(name),
            folders=FOLDERS,
            identity=Identity(TENANT, role, root=HUB_KEY.public_hex, place=place),
            world=World(
                clock=StandingClock(BEGAN_MS + 1000 * self.made),
                random=CountedRandom(f"{name} {self.made}"),
                built_ms=0,
            ),
        )

    def library(self, name: str) -> Store:
        """A library of a place of its own, enrolled at the hub."""
        place = named(f"place {name}")
        store = self.store(name, place=place)
        tell(self.hub, founded(name), enrolled(store.installation, places=(place,)))
        return store


def founded(name: str) -> Draft:
    place = named(f"place {name}")
    body = PlaceFounded(code=name, name=f"Tủ sách {name}", kind="commune", unit=None)
    return draft("place.founded/1", place, body, scopes.CONTROL, place=place)


def enrolled(own: Installation, *, role: str = "library", places: Sequence[str] = ()) -> Draft:
    body = NodeEnrolled(own.public_hex, "b" * 64, role, tuple(sorted(places)), "2027-12-31")
    subject = node_subject(TENANT, own.public_hex)
    return draft("node.enrolled/1", subject, body, scopes.CONTROL, place=None)


class Wire:
    """A link to another store in the same process. cut_after: messages that still get through.

    address: by which it is known again; without one each exchange is as the first.
    """

    def __init__(self, store: Store, *, cut_after: int | None = None, address: str = "") -> None:
        self.store = store
        self.address = address
        self.left = cut_after
        self.asked = 0
        self.bytes = 0

    def ask(self, raw: bytes) -> bytes:
        if self.left is not None:
            if self.left == 0:
                raise BadMessage("sync.no_answer")
            self.left -= 1
        self.asked += 1
        found = answer(self.store, raw)
        self.bytes += len(raw) + len(found)
        return found
