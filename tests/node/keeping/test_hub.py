"""A hub whose ledger lies in PostgreSQL: the same copies, restored into an empty database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from tests.node.keeping.conftest import digests, later, lend_one
from tests.node.store import homes as scene

from tusach.node.acts.verifying import verify_home
from tusach.node.keeping.restoring import restore
from tusach.node.keeping.taking import take
from tusach.node.store.protocol import StoreFault

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(300)]


@pytest.fixture
def hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_postgres_database: Callable[[], str]
) -> Path:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    home = tmp_path / "home"
    scene.found(home, database=new_postgres_database())
    scene.fill(home, readers=3, loans=4)
    return home


def facts_in(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM fact").fetchone()
        assert found is not None
        return int(found[0])


def test_a_hub_comes_back_in_an_empty_database(
    hub: Path, tmp_path: Path, new_postgres_database: Callable[[], str]
) -> None:
    before, path = digests(hub), tmp_path / "a.backup"
    with scene.at_work(hub, ms=later(hub)) as node:
        taken = take(hub, node.store, path)
    with pytest.raises(StoreFault) as refused:
        restore(path, hub)  # its database holds everything still
    assert refused.value.code == "restore.database_taken"
    assert digests(hub) == before
    url = new_postgres_database()
    found = restore(path, hub, database=url)
    assert found.about == taken.about
    assert facts_in(url) == taken.about.facts
    assert digests(hub) == before
    assert verify_home(hub).faults == ()
    lend_one(hub)
    assert verify_home(hub).faults == ()


def test_a_damaged_copy_leaves_an_empty_database_empty(
    hub: Path, tmp_path: Path, new_postgres_database: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from tusach.node.keeping import restoring
    from tusach.node.store.verify import Fault, Verified

    path, url = tmp_path / "a.backup", new_postgres_database()
    with scene.at_work(hub, ms=later(hub)) as node:
        take(hub, node.store, path)
    bent = Verified(0, 0, 0, (Fault("stream x", "verify.chain"),))
    monkeypatch.setattr(restoring, "verify", lambda store: bent)
    with pytest.raises(StoreFault) as refused:
        restore(path, hub, database=url)
    assert refused.value.code == "restore.damaged"
    assert facts_in(url) == 0
    assert verify_home(hub).faults == ()


def test_a_database_that_does_not_answer_changes_nothing(hub: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    with scene.at_work(hub, ms=later(hub)) as node:
        take(hub, node.store, path)
    with pytest.raises(StoreFault):
        restore(path, tmp_path / "elsewhere", database="postgresql://127.0.0.1:1/none")
    assert not (tmp_path / "elsewhere").exists()
