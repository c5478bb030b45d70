"""What a late fact costs: one that others told long ago, about a copy with a story of its own.

Folded: the story read from disk and folded whole, and its rows made; time of this processor, so
that other work beside it has little say. Taken in: the whole way, from the bytes of one fact and
its seal to the commit; time by the clock. A store on SQLite that remembers no story.
"""

from __future__ import annotations

import statistics
import time

from bench.network.province import TENANT, enrolment, key, memory, place, told, wish
from bench.store.__main__ import Bench

from tusach.ledger.ident import derived
from tusach.library import scopes
from tusach.library.copies.facts import CopyLent, CopyReturned, LentPrivate
from tusach.library.register import FOLDERS
from tusach.node.store.keys import Installation
from tusach.node.store.offering import paths
from tusach.node.store.receive import receive
from tusach.node.store.rows import rows_of
from tusach.node.store.sqlite import SqliteEngine
from tusach.node.store.store import Identity, Store
from tusach.node.store.vault import Vault

LENGTHS = (5, 50, 500)
COPIES, LATE = 20, 200
HOUR_MS = 3_600_000


class Earlier:
    """A clock of the day before."""

    def now_ms(self) -> int:
        """Milliseconds since 1970."""
        return time.time_ns() // 1_000_000 - 20 * HOUR_MS


def copy(length: int, nr: int) -> str:
    """A copy that has a story of this length."""
    return derived(TENANT, "copy", f"{length} {nr}")


def stories(store: Store, length: int) -> None:
    """Copies with stories of so many facts."""
    here, on = place(0), store.today()
    scope, who = scopes.circulation(here), LentPrivate(derived(TENANT, "reader", "1"))
    for nr in range(COPIES):
        subject, loan = copy(length, nr), None
        with store.batch() as transaction:
            for one in range(length):
                if one % 2:
                    back = CopyReturned(loan)
                    draft = wish("copy.returned/2", subject, scope, on, back, place=here)
                else:
                    lent = CopyLent(due_on=on, rule=None, governed_by=here)
                    draft = wish("copy.lent/2", subject, scope, on, lent, private=who, place=here)
                (loan,) = transaction.tell([draft], None)
    store.seal_if_told()


def late(writer: Store, length: int, nr: int) -> None:
    """The writer, who knows nothing of the copy, took it back yesterday."""
    here = place(0)
    body = CopyReturned(None)
    subject = copy(length, nr % COPIES)
    told(
        writer,
        [
            wish(
                "copy.returned/2",
                subject,
                scopes.circulation(here),
                writer.today(),
                body,
                place=here,
            )
        ],
    )


def measure(bench: Bench) -> None:
    """Stories of three lengths, two hundred late facts for each."""
    own = Installation(b"h" * 32)
    folder = bench.folder / "refold"
    folder.mkdir()
    engine = SqliteEngine(folder / "ledger.sqlite", TENANT)
    who = Identity(TENANT, "hub", root=own.public_hex)
    store = Store(engine, Vault(folder / "vault.sqlite"), own, folders=FOLDERS, identity=who)
    told(store, enrolment(store, 0))
    writer = memory(folder / "writer", key(0), None)
    writer.clock = Earlier()
    reference = bench.reference()
    number = 1
    for length in LENGTHS:
        stories(store, length)
        folds, whole = [], []
        for nr in range(LATE):
            late(writer, length, nr)
            with writer.engine.reading() as reading:
                (row,) = reading.streams()
                (parcel, *_) = paths(reading, row, number, row.number)
            number = row.number + 1
            store.remembered.forget()
            began = time.perf_counter()
            got = receive(store, parcel, source="bench")
            whole.append(time.perf_counter() - began)
            assert got.stored, got
            began = time.process_time()
            with store.engine.reading() as looking:
                story = store.fold(
                    copy(length, nr % COPIES), looking.held(copy(length, nr % COPIES))
                )
                rows_of(TENANT, story)
            folds.append(time.process_time() - began)
            assert len(story.held) >= length
        for name, found in (("folded", folds), ("taken in", whole)):
            found.sort()
            bench.note(
                f"late fact, story of {length}: {name}",
                1000 * statistics.median(found),
                "ms",
                reference,
            )
            bench.note(
                f"late fact, story of {length}: {name}, p99",
                1000 * found[len(found) * 99 // 100],
                "ms",
            )
    store.close()
