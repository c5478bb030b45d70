"""A store emptied in place: quicker than a new one for each example of a property."""

from __future__ import annotations

from tests.node.store.telling import BEGAN_MS, CountedRandom, StandingClock

from tusach.ledger.clock import Clock
from tusach.node.store.ledger_tables import LEDGER_TABLES
from tusach.node.store.memory import MemoryEngine
from tusach.node.store.sql import SqlWriting
from tusach.node.store.statements import ALL_NAMES
from tusach.node.store.store import Store
from tusach.node.store.vault_tables import KEPT, NAME_TABLES


def wipe(store: Store) -> None:
    """Nothing was ever told here."""
    engine = store.engine
    if isinstance(engine, MemoryEngine):
        MemoryEngine.__init__(engine, engine.tenant)
    else:
        with engine.writing() as writing:
            assert isinstance(writing, SqlWriting)
            for name in (*LEDGER_TABLES, *ALL_NAMES):
                if name != "schema_mark":
                    writing.cursor.execute(f"DELETE FROM {name}")
    with store.vault._writing() as connection:
        for name in (*NAME_TABLES, *KEPT):
            connection.execute(f"DELETE FROM {name}")
    store.vault._last = None
    store._settled = ""
    store.corrections = {}
    store.clock_state = Clock()
    store.wall_ms = 0
    store.known_arrival = 0
    store.forget()
    store.clock = StandingClock(BEGAN_MS, step=0)  # so that batching changes no fact
    store.random = CountedRandom("wiped")
