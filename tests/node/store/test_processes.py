"""Several processes on one ledger in PostgreSQL: no gap, no fork, nothing lost, all found.

TUSACH_ACTS_EACH=2500 makes of the first test the ten thousand acts of the design.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from tests.node.store import homes as scene
from tests.node.store.telling import (
    TENANT,
    counted,
    described,
    founded,
    lent,
    open_store,
    registered,
    returned,
    small_library,
    stocked,
    tell,
)

from tusach.ledger.stream import Broken, Head, link
from tusach.node.acts.node import open_node
from tusach.node.store.postgres import PostgresEngine
from tusach.node.store.retell import retell, tables_digest
from tusach.node.store.verify import verify

pytestmark = pytest.mark.postgres
WORKERS, ACTS = 4, int(os.environ.get("TUSACH_ACTS_EACH", "150"))
ROOT = Path(__file__).resolve().parents[3]

WORKER = """
import sys
from pathlib import Path
from tests.node.store import homes as scene
from tests.node.store.telling import CountedRandom
from tusach.ledger.draft import Refusal
from tusach.library.visits.facts import VisitCounted
from tusach.node.acts import circulation
from tusach.node.acts.node import open_node
from tusach.node.store.store import World
home, name, acts = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
node = open_node(home, world=World(clock=scene.StandingClock(scene.LATER_MS),
                                   random=CountedRandom(name), built_ms=0))
at, told = scene.at_desk(node), 0
copies, readers = scene.copies_of(node), scene.readers_of(node)
print("ready", flush=True)
sys.stdin.readline()
while told < acts:
    nr = told + ord(name)
    if told % 50 == 0:
        scene.describe(node, f"title {name}{told}")
        told += 1
    elif told % 3 == 0:
        copy = copies[nr % len(copies)]
        for act in (circulation.lend(node, copy, readers[nr % len(readers)], at),
                    circulation.take_back(node, copy, at)):
            told += not isinstance(act, Refusal)
    else:
        done = circulation.count_visits(node, VisitCounted("on_site", 1), at)
        assert not isinstance(done, Refusal), done
        told += 1
node.indexer.tick()
print(told, flush=True)
node.close()
"""


@pytest.mark.timeout(600)
def test_four_processes_tell_their_acts_without_gap_or_fork(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_database: str
) -> None:
    keys, home = str(tmp_path / "keys"), tmp_path / "home"
    monkeypatch.setenv("TUSACH_KEYS", keys)
    scene.found(home, database=postgres_database)
    scene.fill(home)
    with scene.at_work(home) as node, node.store.engine.reading() as reading:
        before = reading.arrival()
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(home), name, str(ACTS)],
            cwd=ROOT,
            env=os.environ | {"TUSACH_KEYS": keys, "PYTHONPATH": f"{ROOT}/src:{ROOT}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in "ABCD"[:WORKERS]
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:  # all at once
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    told = [int(worker.communicate()[0].split()[-1]) for worker in workers]
    assert all(worker.returncode == 0 for worker in workers)
    assert all(count >= ACTS for count in told)
    with scene.at_work(home) as node:
        store = node.store
        with store.engine.reading() as reading:
            assert reading.arrival() >= before + sum(told)
            streams = reading.streams()
            assert len({row.scope for row in streams}) == len(streams)  # one installation
            for row in streams:
                head = Head(row.stream)
                for one in reading.chain(row.stream, 1, 100_000):
                    found = link(head, one.raw)
                    assert not isinstance(found, Broken), found
                    head = Head(row.stream, found.fact.number, found.hash)
                assert (head.number, head.hash) == (row.number, row.hash)
            titles = len(list(reading.table("title")))
        assert verify(store).faults == ()
        assert node.search.count == titles
        for name in "ABCD"[:WORKERS]:
            assert node.search.search(f"title {name}100", limit=5).hits


def test_what_another_process_told_is_known_to_the_next_act(
    tmp_path: Path, postgres_database: str
) -> None:
    engines = [PostgresEngine(postgres_database, TENANT) for _ in range(2)]
    one, other = (open_store(engine, tmp_path) for engine in engines)
    small_library(one)
    tell(other, lent("Dế Mèn phiêu lưu ký", "Lý Thị Mẩy", 2))
    assert one.state_of(one.story(lent("Dế Mèn phiêu lưu ký", "", 2).subject), "copy").open_loan
    tell(one, returned(one, "Dế Mèn phiêu lưu ký", 2))
    tell(other, *registered("Sùng Seo Lử", "99"), counted(3))
    assert verify(one).faults == verify(other).faults == ()
    for store in (one, other):
        store.engine.close()
        store.vault.close()


def test_a_process_that_is_killed_between_the_files_leaves_nothing_to_the_others(
    tmp_path: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(*_told: object) -> None:
        raise Killed

    engines = [PostgresEngine(postgres_database, TENANT) for _ in range(2)]
    one, other = (open_store(engine, tmp_path) for engine in engines)
    small_library(one)
    with monkeypatch.context() as patch:
        patch.setattr(one, "_settle_later", lambda: None)
        patch.setattr("tusach.node.store.sql.SqlWriting.append", kill)
        with pytest.raises(Killed):
            tell(one, *registered("Sùng Seo Lử", "99"))
    assert "Sùng Seo Lử" in {row[1] for row in one.vault.table("reader_name")}
    tell(other, *registered("Bế Văn Đàn"))
    assert "Sùng Seo Lử" not in {row[1] for row in other.vault.table("reader_name")}
    assert verify(other).faults == ()
    for store in (one, other):
        store.engine.close()
        store.vault.close()


def test_retelling_one_tenant_leaves_the_tables_of_another_alone(
    tmp_path: Path, postgres_database: str
) -> None:
    (tmp_path / "other").mkdir()
    one = open_store(PostgresEngine(postgres_database, TENANT), tmp_path)
    small_library(one)
    engine = PostgresEngine(postgres_database, "LU")
    other = open_store(engine, tmp_path / "other", "B")
    other.tenant = "LU"
    tell(other, founded(), described("Số đỏ"), stocked("Số đỏ"))
    before = tables_digest(other)
    found = retell(one)
    assert found.digest_before == found.digest_after
    assert tables_digest(other) == before
    with engine.reading() as reading:
        assert len(list(reading.table("title"))) == 1
    for store in (one, other):
        store.engine.close()
        store.vault.close()


def test_tables_of_another_version_are_told_anew_when_the_node_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_postgres_database: Callable[..., str]
) -> None:
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    for database in ("", new_postgres_database()):
        home = tmp_path / f"home {bool(database)}"
        scene.found(home, database=database)
        scene.fill(home)
        with scene.at_work(home) as node:
            digest = tables_digest(node.store)
        age(home, database)
        with scene.at_work(home) as node:
            assert tables_digest(node.store) == digest
            assert verify(node.store).faults == ()
        node = open_node(home, readonly=True)
        assert not node.store.engine.stale
        node.store.engine.close()
        node.store.vault.close()


def age(home: Path, database: str) -> None:
    """Tables as an older version of the software left them."""
    words = (
        "UPDATE schema_mark SET hash = 'older'",
        "DROP TABLE copy",
        "CREATE TABLE copy (tenant TEXT, subject TEXT, PRIMARY KEY (tenant, subject))",
        "DELETE FROM title",
    )
    if database:
        with psycopg.connect(database) as connection:
            for one in words:
                connection.execute(one.encode())
        return
    import sqlite3

    connection = sqlite3.connect(home / "ledger.sqlite", isolation_level=None)
    for one in words:
        connection.execute(one)
    connection.close()
    assert json.loads((home / "home.json").read_bytes())
