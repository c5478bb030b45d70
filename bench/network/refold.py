"""What a late fact costs: one that another told a day ago, about a copy with a story of its own.

By the time of this processor, so that other work beside it has little say: *remembered*, where the
store has the story by heart, it told on and the changes of its rows; *from disk*, the story read,
folded whole, and all its rows. *Taken in*: the whole way by the clock, from the bytes of one fact
and its seal to the commit, nothing remembered. In a story of years the late fact stands near the
end; *before all*, where the whole story was told today, at its beginning. SQLite.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from bench.network.province import TENANT, enrolment, key, memory, place, told, wish
from bench.store.__main__ import Bench

from tusach.ledger.ident import derived
from tusach.ledger.story import Story
from tusach.library import scopes
from tusach.library.copies.facts import CopyLent, CopyReturned, LentPrivate
from tusach.library.register import FOLDERS
from tusach.node.store.keys import Installation
from tusach.node.store.offering import paths
from tusach.node.store.protocol import MachineClock
from tusach.node.store.receive import Parcel, receive
from tusach.node.store.row_changes import changes
from tusach.node.store.rows import rows_of
from tusach.node.store.sqlite import SqliteEngine
from tusach.node.store.store import Identity, Store, World
from tusach.node.store.vault import Vault

LENGTHS = (5, 50, 500)
COPIES, LATE = 20, 200
HOUR_MS = 3_600_000


STEP_MS = 12 * HOUR_MS


class Then:
    """A clock that stands where it is told to."""

    def __init__(self, ms: int) -> None:
        self.ms = ms

    def now_ms(self) -> int:
        """Milliseconds since 1970."""
        return self.ms


def now_ms() -> int:
    """By the machine."""
    return time.time_ns() // 1_000_000


def copy(length: int, nr: int) -> str:
    """A copy that has a story of this length."""
    return derived(TENANT, "copy", f"{length} {nr}")


def stories(store: Store, length: int, step_ms: int) -> None:
    """Copies with stories of so many facts, told so far apart, the last one now."""
    here, on = place(0), store.today()
    scope, who = scopes.circulation(here), LentPrivate(derived(TENANT, "reader", "1"))
    store.clock = clock = Then(now_ms() - step_ms * length)
    loans: dict[str, str] = {}
    for one in range(length):
        clock.ms += step_ms
        with store.batch() as transaction:
            for nr in range(COPIES):
                subject = copy(length, nr)
                if one % 2:
                    back = CopyReturned(loans[subject])
                    draft = wish("copy.returned/2", subject, scope, on, back, place=here)
                else:
                    lent = CopyLent(due_on=on, rule=None, governed_by=here)
                    draft = wish("copy.lent/2", subject, scope, on, lent, private=who, place=here)
                (loans[subject],) = transaction.tell([draft], None)
    store.seal_if_told()
    store.clock = MachineClock()


def late(writer: Store, subject: str) -> None:
    """The writer, who knows nothing of the copy, took it back yesterday."""
    here, scope = place(0), scopes.circulation(place(0))
    body, on = CopyReturned(None), writer.today()
    told(writer, [wish("copy.returned/2", subject, scope, on, body, place=here)])


def measure(bench: Bench) -> None:
    """Stories of three lengths, two hundred late facts for each."""
    (bench.folder / "refold").mkdir()
    for length in LENGTHS:
        for step_ms in (STEP_MS, 0):
            _measure(bench, bench.folder / "refold" / f"{length} {step_ms}", length, step_ms)


def _measure(bench: Bench, folder: Path, length: int, step_ms: int) -> None:
    own = Installation(b"h" * 32)
    folder.mkdir()
    who = Identity(TENANT, "hub", root=own.public_hex)
    world = World(clock=Then(now_ms() - step_ms * (length + 1)), built_ms=0)
    engine, vault = SqliteEngine(folder / "ledger.sqlite", TENANT), Vault(folder / "vault.sqlite")
    store = Store(engine, vault, own, folders=FOLDERS, identity=who, world=world)
    told(store, enrolment(store, 0))
    stories(store, length, step_ms)
    writer = memory(folder / "writer", key(0), None)
    writer.clock = Then(now_ms() - 20 * HOUR_MS)
    reference, number = bench.reference(), 1
    found: dict[str, list[float]] = {"remembered": [], "from disk": [], "taken in": []}
    for nr in range(LATE):
        subject = copy(length, nr % COPIES)
        before = store.story(subject)
        late(writer, subject)
        number, parcel = _newest(writer, number)
        store.remembered.forget()
        began = time.perf_counter()
        got = receive(store, parcel, source="bench")
        found["taken in"].append(time.perf_counter() - began)
        assert got.stored, got
        _again(store, before, found)
    name = f"late fact, story of {length}{'' if step_ms else ', before all'}"
    for what, times in found.items():
        _note(bench, f"{name}: {what}", times, reference)
    store.close()


def _newest(writer: Store, number: int) -> tuple[int, Parcel]:
    with writer.engine.reading() as reading:
        (row,) = reading.streams()
        (parcel, *_) = paths(reading, row, number, row.number)
    return row.number + 1, parcel


def _again(store: Store, before: Story, found: dict[str, list[float]]) -> None:
    """What was done with the late fact once more, with and without the story by heart."""
    subject = before.subject
    began = time.process_time()
    with store.engine.reading() as looking:
        whole = store.fold(subject, looking.held(subject))
        rows_of(TENANT, whole)
    found["from disk"].append(time.process_time() - began)
    known = {one.id for one in before.held}
    new = [one for one in whole.held if one.id not in known]
    began = time.process_time()
    told_on = store.extend(before, new)
    changes(TENANT, before, told_on)
    found["remembered"].append(time.process_time() - began)
    assert new and told_on == whole


def _note(bench: Bench, name: str, times: list[float], reference: float) -> None:
    times.sort()
    bench.note(name, 1000 * statistics.median(times), "ms", reference)
    bench.note(f"{name}, p99", 1000 * times[len(times) * 99 // 100], "ms")
