"""A look at a home beside its writer: ledger and vault as of one moment, whenever it was taken."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.store import homes as scene

from tusach.node.store import home as homes
from tusach.node.store.sqlite import SqliteEngine
from tusach.node.store.still import still
from tusach.node.store.store import Store
from tusach.node.store.vault import Vault
from tusach.node.store.verify import verify


def first_time(
    monkeypatch: pytest.MonkeyPatch, of: type, name: str, act: Callable[[], object]
) -> None:
    """Do this just before a step of the look, the first time it is taken."""
    step, done = getattr(of, name), []

    def taken(*args: object) -> object:
        if not done:
            done.append(True)
            act()
        return step(*args)

    monkeypatch.setattr(of, name, taken)


@pytest.mark.parametrize("step", ["fact before", "arrival before"])
def test_a_look_that_was_begun_again_is_of_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    home = tmp_path / "home"
    scene.found(home)
    with scene.at_work(home) as node:
        scene.new_reader(node, "Người đọc")
        look = homes.open_store(home, readonly=True)
        told = functools.partial(scene.new_reader, node, "Người đọc mới")
        if step == "fact before":  # told between the look at the ledger and the one at the vault
            first_time(monkeypatch, Vault, "last_fact", told)
        else:
            first_time(monkeypatch, SqliteEngine, "arrival_now", told)
        with still(look):
            told()
            told()
            assert verify(look).faults == ()
        close(look)


def close(store: Store) -> None:
    store.engine.close()
    store.vault.close()
