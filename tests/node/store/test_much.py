"""While very much is written in a row: more memory, equal durability, and then as before."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.node.store import homes as scene


def pragmas(connection: object) -> tuple[int, ...]:
    names = ("synchronous", "cache_size", "wal_autocheckpoint")
    return tuple(connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names)  # type: ignore[attr-defined]


def test_memory_grows_for_as_long_as_it_lasts_and_each_commit_is_as_durable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    home = tmp_path / "home"
    scene.found(home)
    with scene.at_work(home) as node:
        files = (node.store.engine._writer, node.search._writer)
        before = [pragmas(one) for one in files]
        with pytest.raises(KeyError), node.much():
            within = [pragmas(one) for one in files]
            title = scene.describe(node, "Tắt đèn")
            raise KeyError
        assert [pragmas(one) for one in files] == before
        assert node.store.state(title, "title").described.title == "Tắt đèn"
    for usual, much in zip(before, within, strict=True):
        assert much[0] == usual[0]
        assert much[1] < usual[1] < 0  # kibibytes, told as less than nothing
        assert much[2] > usual[2]
