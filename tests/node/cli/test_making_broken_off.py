"""A making that was killed: nobody works in what it left, and the next try begins anew."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.node.cli.conftest import ROOT, TUSACH, Ran, command, environment
from tests.node.cli.test_making import DEMO, INIT, files

from tusach.node.acts.node import open_node
from tusach.node.acts.verifying import verify_home
from tusach.node.store.home import MARK
from tusach.node.store.postgres import PostgresEngine
from tusach.node.store.protocol import StoreFault

pytestmark = pytest.mark.timeout(300)
# Kills its own process at the n-th act that is told durably; the home is then made by halves.
KILLED = """
import os, signal, sys
from tusach.node.store.store import Store
left, told = int(sys.argv.pop(1)), Store._committed
def committed(self, *words):
    global left
    told(self, *words)
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
Store._committed = committed
from tusach.node.cli.main import run
run()
"""


def kill_at(act: int, home: Path, *words: str) -> None:
    """The command as a process that is killed right after its act of this number."""
    ran = subprocess.run(
        [TUSACH[0], "-c", KILLED, str(act), *words, "--home", str(home)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which a person keeps a note already; keys beside it."""
    monkeypatch.setenv("TUSACH_KEYS", str(tmp_path / "keys"))
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "notes.txt").write_text("kept")
    return folder


@pytest.mark.parametrize(("act", "words"), [(1, INIT), (2, INIT), (2, DEMO)])
def test_what_was_killed_in_the_middle_is_made_by_the_same_words(
    home: Path, act: int, words: tuple[str, ...]
) -> None:
    kill_at(act, home, *words)
    assert (home / "ledger.sqlite").exists()
    ran = command(home, *words, "--lang", "en")
    assert ran.exit == 0, ran.err
    assert "An earlier try was broken off here" in ran.err
    assert not (home / MARK).exists()
    assert (home / "notes.txt").read_text() == "kept"
    assert verify_home(home).faults == ()
    keys = home.parent / "keys"
    assert len(list(keys.glob("installation-*.json"))) == 1, "a key of the broken try is left"


def test_a_home_made_by_halves_is_refused_by_every_other_command(
    home: Path, run: Callable[..., Ran]
) -> None:
    kill_at(1, home, *INIT)
    before = files(home)
    for words in (("doctor",), ("verify",), ("search", "x"), ("retell",), ("serve",)):
        ran = (
            command(home, *words, "--json", "--lang", "en")
            if words == ("serve",)
            else run(home, *words, "--json", "--lang", "en")
        )
        assert ran.exit == 3, words
        assert ran.told["refusal"]["code"] == "home.unfinished", words
        assert "begins anew" in ran.told["refusal"]["message"]
    assert files(home) == before


def test_a_mark_that_cannot_be_read_takes_nothing_away(home: Path) -> None:
    kill_at(1, home, *INIT)
    (home / MARK).write_text("{")
    before = files(home)
    ran = command(home, *INIT)
    assert ran.told["refusal"]["code"] == "home.damaged"
    assert files(home) == before


@pytest.mark.postgres
def test_rows_in_a_database_go_with_the_try_that_was_killed(
    home: Path, new_postgres_database: Callable[[], str]
) -> None:
    url = new_postgres_database()
    words = (*INIT[:1], "--role", "hub", *INIT[3:], "--database", url)
    kill_at(2, home, *words)
    engine = PostgresEngine(url, "LU")
    assert engine.arrival_now() > 0
    ran = command(home, *words)
    assert ran.exit == 0, ran.err
    node = open_node(home, readonly=True)
    own = node.store.own_key
    with engine.reading() as reading:
        assert {row.installation for row in reading.streams()} == {own}
    node.indexer.close()
    node.store.engine.close()
    node.store.vault.close()

    facts = engine.arrival_now()
    second = command(home.with_name("second"), *words, "--lang", "en")
    assert second.exit == 3
    assert second.told["refusal"]["code"] == "home.database_taken"
    assert not home.with_name("second").exists()
    assert engine.arrival_now() == facts
    engine.close()


@pytest.mark.postgres
def test_rows_in_a_database_go_with_the_try_that_fails(
    home: Path, new_postgres_database: Callable[[], str]
) -> None:
    url = new_postgres_database()
    words = (*INIT[:1], "--role", "hub", *INIT[3:], "--database", url)
    (home / "local.sqlite").mkdir()  # no room for logins
    before = files(home)
    assert command(home, *words).exit == 3
    assert files(home) == before
    engine = PostgresEngine(url, "LU")
    assert engine.arrival_now() == 0
    engine.close()
    (home / "local.sqlite").rmdir()
    assert command(home, *words).exit == 0


def test_a_killed_home_cannot_be_opened_by_chance(home: Path) -> None:
    kill_at(1, home, *INIT)
    with pytest.raises(StoreFault) as refused:
        open_node(home, readonly=True)
    assert refused.value.code == "home.unfinished"
