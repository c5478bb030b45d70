"""Real homes and processes, killed at any moment: what was said to be done is there afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import postgres
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
def test_the_same_with_a_hub_on_postgresql_of_which_a_process_may_be_killed_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a server of its own: where one process dies, the server ends the work of all others."""
    programs = postgres.find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server programs here")
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    with postgres.temporary_server(programs, durable=True) as url:
        rig = Rig(tmp_path, seed=2, database=postgres.create_database(url, "real"))
        for _ in range(4):
            rig.round()
    assert rig.told
    assert any(one.startswith("backend") for one in rig.cuts)
