"""A node of the simulated province: the real store on a machine that may fail at any moment."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

from tests.province.machine import TENANT, Disk, Image, SimClock, SimMeetings, SimRandom, SimVault

from tusach.ledger.folders import Folders
from tusach.ledger.ident import derived
from tusach.library import register
from tusach.node.acts.ends import settle_ends
from tusach.node.acts.inviting import let_in
from tusach.node.store.home import spoken_of
from tusach.node.store.keys import VOUCH, Installation
from tusach.node.store.protocol import StoreFault
from tusach.node.store.standings import Standings
from tusach.node.store.store import Identity, Store, World
from tusach.node.store.transaction import Changed

HUB, LIBRARY, VEHICLE = "hub", "library", "vehicle"


class _Marking(Folders):
    """Stories have marks after a few facts, so that late ones go on from them here, too."""

    mark_every = 3


FOLDERS = _Marking(register.FOLDERS.register, register.FOLDERS.by_noun.values())


def named(name: str) -> str:
    """A stable id for a thing of the province."""
    return derived(TENANT, "simulated", name)


def key_of(name: str) -> Installation:
    """The key of an installation, from a name."""
    return Installation(hashlib.sha256(f"simulated {name}".encode()).digest())


PROFILE = SimpleNamespace(places=SimpleNamespace(kinds=()))
"""A programme in which nothing moves: vehicles of the simulator are certified as such."""


class SimNode:
    """One machine and the program on it.

    places: ids whose scopes its certificate holds. told: facts that it told somebody as done. home:
    a folder for the note of peers. barred: its key was shut out. touched: subjects that commits
    have changed since they were looked at last.
    """

    def __init__(
        self, name: str, role: str, places: tuple[str, ...], root: str, home: Path
    ) -> None:
        self.name = name
        self.profile = PROFILE
        self.role = role
        self.places = places
        self.root = root
        self.home = home
        self.clock = SimClock()
        self.random = SimRandom(name)
        self.disk = Disk(key_of(name))
        self.keys: list[Installation] = [self.disk.key]
        self.told: list[str] = []
        self.readers: list[str] = []
        self.touched: dict[str, None] = {}
        self.barred = False
        self.invited_as_of: Standings | None = None
        self.starts = 0
        self.on_start: Callable[[SimNode], None] = lambda _: None
        self.store = self._opened()

    @property
    def place(self) -> str | None:
        """The place whose desk this is; None: of the province."""
        return self.places[0] if self.places else None

    def _opened(self) -> Store:
        self.starts += 1
        self.invited_as_of = None
        store = Store(
            self.disk.engine,
            SimVault(self.disk),
            self.disk.key,
            folders=FOLDERS,
            identity=Identity(TENANT, self.role, root=self.root, place=self.place),
            world=World(clock=self.clock, random=self.random, built_ms=0),
        )
        store.meetings = SimMeetings(self.disk)
        store.perform = self._duties
        store.listeners.append(self._changed)
        return store

    def start(self) -> None:
        """The program starts on what lies here, as `store.home.open_store` starts it."""
        store = self.store = self._opened()
        if self._is_behind(store):
            store.seal()
            store.installation = self.retire()
        store.renew = self.retire
        store.keep_heads = self._keep_heads
        store.settle()
        store.vault.scrub()
        store.seal_former(one for one in self.keys if one.public_hex != store.own_key)
        store.seal()
        if store.standings is not None:
            store.announce()
        self.on_start(self)

    def restart(self) -> None:
        """The power was cut: what was not written is gone, and the program starts again."""
        self.disk.kill_in, self.disk.full = None, False
        offset = self.store.clock_offset_ms
        self.start()
        self.store.clock_offset_ms = offset

    def put_back(self, image: Image, *, machine: bool) -> None:
        """An older copy of the home is put in its place; machine: keys and heads with it."""
        self.disk.put_back(image, machine=machine)
        self.restart()

    def retire(self) -> Installation:
        """The machine has a new key, vouched for by the old one; as `store.keys.retire`."""
        known = spoken_of(self.store)
        old = next((one for one in reversed(self.keys) if one.public_hex in known), self.disk.key)
        fresh = Installation(self.random.seed())
        vouch = old.sign(VOUCH + fresh.public_key).hex()
        self.disk.key = Installation(fresh.seed, old.public_hex, vouch)
        self.disk.heads = {}
        self.keys.append(self.disk.key)
        return self.disk.key

    def _keep_heads(self, heads: dict[str, tuple[int, str]]) -> None:
        with self.disk.write("heads"):
            self.disk.heads = dict(heads)

    def _is_behind(self, store: Store) -> bool:
        with store.engine.reading() as reading:
            for stream, (number, full) in sorted(self.disk.heads.items()):
                row = reading.chain(stream, number, 1)
                if not row or row[0].number != number or row[0].id != full[:32]:
                    return True
        return False

    def _duties(self) -> None:
        """What `acts.duties` tells without SQL: machines let in, ends of loans; both the hub's."""
        with suppress(StoreFault):  # done later, and said by the doctor
            let_in(self)  # type: ignore[arg-type]  # of a node it asks for these two alone
            settle_ends(self.store)

    def _changed(self, changed: Changed) -> None:
        self.touched.update((story.subject, None) for story in changed.stories)

    def holds(self, fact: str) -> bool:
        """Whether a fact lies here."""
        return self.disk.engine.fact(fact) is not None

    def facts(self) -> int:
        """How many facts lie here."""
        return self.disk.engine.arrival()
