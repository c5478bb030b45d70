"""Real homes and processes, killed at any moment: what was said to be done is there afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.province.real.rig import Rig


@pytest.mark.timeout(600)
def test_what_a_desk_has_done_outlives_kill_9_and_reaches_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    rig = Rig(tmp_path, seed=1)
    for _ in range(3):
        rig.round()
    assert rig.told
    assert len(rig.cuts) == 6


@pytest.mark.postgres
@pytest.mark.timeout(600)
def test_the_same_with_a_hub_on_postgresql(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    new_postgres_database: Callable[..., str],
) -> None:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    rig = Rig(tmp_path, seed=2, database=new_postgres_database())
    for _ in range(2):
        rig.round()
    assert rig.told
