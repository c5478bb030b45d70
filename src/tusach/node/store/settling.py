"""The vault brought into line with the ledger after an act whose end it did not see.

Private parts are written before the fact that commits to them. Where the fact never came (a crash
between the two files, a full disk) they go again, and tables of names stand as before; where it
came and erases somebody, the parts go now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tusach.node.store.names import names_of
from tusach.node.store.vault_act import Act
from tusach.node.store.vault_tables import NameRows

if TYPE_CHECKING:
    from tusach.node.store.store import Store


def settle(store: Store) -> str:
    """Settle the last act; what `Vault.last_fact` says then."""
    act = store.vault.act()
    if act is None:
        return store.vault.last_fact()
    if store.fact(act.fact) is not None:
        if act.erased:
            store.vault.erase(act.erased)
            store.vault.settled()
    else:
        _take_back(store, act)
    return store.vault.last_fact()


def _take_back(store: Store, act: Act) -> None:
    told: set[str | None] = set()
    names: list[tuple[str, NameRows]] = []
    with store.engine.reading() as reading:
        for subject in sorted(act.subjects):
            story = store.fold(subject, reading.held(subject))
            # A part that some fact commits to stays, whatever the vault believes of the last act.
            told.update(one.fact.commitment for one in story.held)
            names.append((subject, names_of(story, store.vault.part)))
    store.vault.take_back(act, act.parts - told, names)
