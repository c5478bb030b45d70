"""Each invariant can fail: a store or a fold that is broken on purpose violates it.

I13 compares two implementations of the fold; there is one so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.province import machine
from tests.province.invariants import Violated
from tests.province.node import SimNode
from tests.province.plan import Size, plan
from tests.province.run import Run

from tusach.ledger import folders
from tusach.library.copies import lendings as copies
from tusach.library.copies.states import CopyState, Custody
from tusach.library.visits.story import VisitsFolder
from tusach.node.store import branching, holdings, offering, standings, store, transaction, vault
from tusach.node.store.protocol import SubjectRows
from tusach.node.sync import asking, comparing

SIZE = Size(nodes=4, days=9, acts=6, faults=3)
Break = Callable[[pytest.MonkeyPatch], None]


def i1(patch: pytest.MonkeyPatch) -> None:
    """Facts are folded in the order in which they came."""
    patch.setattr(
        folders, "ordered", lambda held, corrections: list({h.id: h for h in held}.values())
    )


def i2(patch: pytest.MonkeyPatch) -> None:
    """A disk that said it had written had not."""
    restart = SimNode.restart

    def forgetful(self: SimNode) -> None:
        engine = self.disk.engine
        for row in engine._facts[-3:]:
            engine._by_id.pop(row.id, None)
        restart(self)

    patch.setattr(SimNode, "restart", forgetful)


def i3(patch: pytest.MonkeyPatch) -> None:
    """Some facts never reach the ledger, though their stream goes on."""
    append, count = machine._MemoryWriting.append, iter(range(10**9))
    patch.setattr(
        machine._MemoryWriting,
        "append",
        lambda self, rows: append(self, [row for row in rows if next(count) % 60 != 59]),
    )


def i4(patch: pytest.MonkeyPatch) -> None:
    """Only the way that came first is kept."""
    patch.setattr(branching, "take", lambda receiving, strays, seals: branching.NONE)


def i5(patch: pytest.MonkeyPatch) -> None:
    """A story that is told on forgets now and then what came."""
    extend, count = folders.Folders.extend, iter(range(10**9))

    def lazy(self: Any, old: Any, new: Any, *more: Any) -> Any:
        return old if next(count) % 50 == 49 else extend(self, old, new, *more)

    patch.setattr(folders.Folders, "extend", lazy)


def i6(patch: pytest.MonkeyPatch) -> None:
    """A copy that is lost is on its shelf too."""
    custody = CopyState.custody.fget
    assert custody is not None

    def double(self: CopyState) -> Custody:
        found = custody(self)
        return Custody("lost", self.last_seen_at) if found.word == "lost" else found

    patch.setattr(CopyState, "custody", property(double))


def i7(patch: pytest.MonkeyPatch) -> None:
    """Two loans of one copy stand, and nobody hears of it."""
    patch.setattr(copies, "contest", lambda telling, earlier, later: None)


def i8(patch: pytest.MonkeyPatch) -> None:
    """Erasing notes the commitments and leaves the bytes."""
    patch.setattr(vault.Vault, "erase", lambda self, commitments, seeds=False: None)


def i9(patch: pytest.MonkeyPatch) -> None:
    """Everything is given to everybody."""
    patch.setattr(standings.Standings, "may_hold", lambda self, installation, scope, **more: True)
    for module in (comparing, asking):
        patch.setattr(module, "shared_areas", lambda store, peer: (holdings.ALL,))


def i10(patch: pytest.MonkeyPatch) -> None:
    """A dead letter takes the rows of another subject with it."""
    made = transaction.tenant_rows

    def spreading(tenant: str, before: Any, stories: Any) -> Iterator[SubjectRows]:
        yield from made(tenant, before, stories)
        if any(one.dead for one in stories.values()):
            from tests.province.node import named

            for nr in range(8):
                if named(f"copy {nr}") not in stories:
                    yield SubjectRows(named(f"copy {nr}"), "copy", {})

    patch.setattr(transaction, "tenant_rows", spreading)


def i11(patch: pytest.MonkeyPatch) -> None:
    """Figures depend on how often they were asked for."""
    step, count = VisitsFolder.step, iter(range(10**9))

    def drifting(self: Any, state: Any, told: Any, telling: Any) -> Any:
        more = told.body.__class__("on_site", 1 + next(count) % 97)
        return step(self, state, msgspec.structs.replace(told, body=more), telling)

    patch.setattr(VisitsFolder, "step", drifting)


def i12(patch: pytest.MonkeyPatch) -> None:
    """What lies in the last stream is never offered."""
    whole = offering.offer
    patch.setattr(offering, "offer", lambda *words, **more: whole(*words, **more)[:-1])


def i14(patch: pytest.MonkeyPatch) -> None:
    """Whoever tells something, it counts."""
    patch.setattr(standings.Standings, "bars", lambda self, held, others: None)
    patch.setattr(store, "breach_of", lambda *words: None)


BROKEN: dict[str, Break] = {
    "I1": i1,
    "I2": i2,
    "I3": i3,
    "I4": i4,
    "I5": i5,
    "I6": i6,
    "I7": i7,
    "I8": i8,
    "I9": i9,
    "I10": i10,
    "I11": i11,
    "I12": i12,
    "I14": i14,
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_store_that_is_broken_so_violates_this_invariant(
    code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    BROKEN[code](monkeypatch)
    for seed in range(20):
        try:
            Run(tmp_path / str(seed), SIZE, frozenset({code})).run(plan(seed, SIZE))
        except Violated as found:
            assert found.code == code
            return
        except Exception:  # edge: what is broken may crash before anything is looked at
            continue
    pytest.fail(f"{code} never failed")
