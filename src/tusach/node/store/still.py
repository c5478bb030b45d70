"""One look at a home while somebody else may write it: ledger and vault as of one moment."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from tusach.node.store.store import Store

TRIES = 40
PAUSE_S = 0.01


@contextmanager
def still(store: Store) -> Iterator[None]:
    """Everything read inside is of one moment; nested looks are the same look.

    Private parts are written before their facts. A look at the ledger, then one at the vault whose
    last act has its facts in the first, and no fact since: the moment of the second is both files'.
    """
    for _ in range(TRIES):
        with store.engine.reading() as reading, store.vault.still():
            arrival = reading.arrival()  # a look begins with its first question
            fact = store.vault.last_fact()
            settled = not fact or reading.fact(fact) is not None
            if settled and store.engine.arrival_now() == arrival:
                yield
                return
        time.sleep(PAUSE_S)
    # Nobody writes: the last act was cut off between the two files and will be settled at a start.
    with store.engine.reading() as reading, store.vault.still():
        reading.arrival()
        store.vault.last_fact()
        yield
