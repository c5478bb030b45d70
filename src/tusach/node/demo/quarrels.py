"""Three disagreements: told by a vehicle that did not know what the libraries had told."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tusach.ledger.draft import Draft, Refusal
from tusach.library.copies.facts import CopyRegistered
from tusach.library.visits import rules as visit_rules
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation
from tusach.node.acts.node import At, Node
from tusach.node.demo.world import SeededRandom, ToldClock
from tusach.node.store.keys import Installation
from tusach.node.store.memory import MemoryEngine
from tusach.node.store.receive import Parcel, receive
from tusach.node.store.store import Identity, Store, World
from tusach.node.store.vault import Vault


class Vehicle:
    """A second installation, which holds nothing but what it tells."""

    def __init__(self, node: Node, clock: ToldClock, chance: SeededRandom, seed: str) -> None:
        self._folder = tempfile.TemporaryDirectory()
        raw = hashlib.sha256(f"tusach demonstration vehicle {seed}".encode()).digest()
        self.node = node
        self.store = Store(
            MemoryEngine(node.tenant),
            Vault(Path(self._folder.name) / "vault.sqlite"),
            Installation(raw),
            folders=node.store.folders,
            identity=Identity(node.tenant, "vehicle", node.store.identity.offset_minutes),
            world=World(clock=clock, random=chance, built_ms=0),
        )

    def tell(self, drafts: Sequence[Draft]) -> None:
        """Told by the vehicle itself, without knowing of anything else."""
        done = self.store.tell(None, drafts)
        assert not isinstance(done, Refusal), done

    def hand_over(self) -> int:
        """Everything it told, taken in by the hub; how many facts."""
        self.store.seal()
        taken = 0
        with self.store.engine.reading() as reading:
            for row in reading.streams():
                frames = tuple(one.raw for one in reading.chain(row.stream, 1, 10_000))
                parts = tuple(self.store.vault.parts())
                parcel = Parcel(row.stream, frames, tuple(reading.seals(row.stream)), parts)
                taken += receive(self.node.store, parcel, source="demonstration vehicle").stored
        return taken

    def close(self) -> None:
        """Its short life ends."""
        self.store.vault.close()
        self._folder.cleanup()


def quarrel(
    node: Node, vehicle: Vehicle, at: At, *, copy: str, other: str, readers: tuple[str, str]
) -> None:
    """One copy lent twice at once, one number given twice, one tally sheet counted twice."""
    drafts: list[Draft] = []

    def watch(transaction: object) -> Refusal:
        found = circulation.lend_in(
            node,
            transaction,  # type: ignore[arg-type]
            copy=copy,
            reader=readers[1],
            at=at,
        )
        assert not isinstance(found, Refusal), found
        drafts.extend(found)
        return Refusal("demo.only_watched")

    node.store.act(at.by, watch)
    told = circulation.lend(node, copy, readers[0], at)
    assert not isinstance(told, Refusal), told
    vehicle.tell(drafts)
    registered = node.store.state(other, "copy").registered
    assert isinstance(registered, CopyRegistered)
    title = node.store.state(copy, "copy").registered.title
    vehicle.tell(
        [
            Draft(
                kind="copy.registered/1",
                subject=other,
                scope="catalogue",
                on=at.on,
                place=at.place,
                body=CopyRegistered(title=title, code=registered.code, owner=at.place),
            )
        ]
    )
    sheet = VisitCounted("on_site", 12, sheet="0001")
    for _ in range(2):
        found = visit_rules.count(sheet, tenant=node.tenant, place=at.place, on=at.on, today=at.on)
        assert not isinstance(found, Refusal)
        node.store.tell(at.by, found)
    vehicle.hand_over()
