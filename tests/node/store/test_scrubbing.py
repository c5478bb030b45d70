"""What SQLite moved about before it was erased stands nowhere in the vault's file either."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from random import Random

import pytest

from tusach.ledger.private import Part
from tusach.node.store import scrubbing
from tusach.node.store.vault import Vault
from tusach.node.store.vault_act import Wish

LEAVES_ONE = (117, 398)
"""With these seeds a page is merged so that the copy of a name stays in its unused middle."""


def open_vault(folder: Path) -> Vault:
    return Vault(folder / "vault.sqlite")


def work_and_erase(vault: Vault, seed: int) -> list[bytes]:
    """A hundred parts come and go; the names that were in those which went."""
    rng = Random(seed)  # noqa: S311
    here: list[tuple[str, bytes]] = []
    gone = []
    for nr in range(100):
        if here and rng.random() < 0.48:
            commitment, name = here.pop(rng.randrange(len(here)))
            vault.erase([(commitment, "wish")])
            gone.append(name)
            continue
        commitment, name = rng.randbytes(32).hex(), b"Zq%06dx" % nr
        raw = b'{"name":"%s"}' % name + b" " * rng.randrange(900)
        vault.put(Wish(parts=((Part(commitment, rng.randbytes(16), raw), "", ""),)))
        here.append((commitment, name))
    return gone


def left_in(folder: Path, names: list[bytes]) -> list[bytes]:
    files = [one.read_bytes() for one in sorted(folder.iterdir())]
    return [name for name in names if any(name in raw for raw in files)]


def as_before(connection: sqlite3.Connection) -> bool:
    """Pages that are free go; all others stay as they are."""
    return not connection.execute("PRAGMA incremental_vacuum").fetchall()


@pytest.mark.parametrize("seed", LEAVES_ONE)
def test_a_copy_that_sqlite_left_in_the_middle_of_a_page_goes_too(
    tmp_path: Path, seed: int
) -> None:
    vault = open_vault(tmp_path)
    gone = work_and_erase(vault, seed)
    assert vault.scrubbed
    assert len(gone) > 20
    assert left_in(tmp_path, gone) == []
    vault.close()


def test_what_the_power_cut_kept_from_being_written_anew_is_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        scrubbing, "rewrite", lambda one: one.execute("PRAGMA incremental_vacuum").fetchall()
    )
    vault = open_vault(tmp_path)
    gone = work_and_erase(vault, LEAVES_ONE[0])
    vault.close()
    assert len(left_in(tmp_path, gone)) == 1  # else this test shows nothing
    monkeypatch.undo()
    again = open_vault(tmp_path)
    again.erase([("f" * 64, "wish")])  # what settling does with the last act
    assert again.scrubbed
    assert left_in(tmp_path, gone) == []
    again.close()


def test_what_could_not_be_written_anew_is_before_the_next_act(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "rewrite", lambda connection: False)
    vault = open_vault(tmp_path)
    gone = work_and_erase(vault, LEAVES_ONE[0])
    assert not vault.scrubbed
    monkeypatch.undo()
    vault.put(Wish())
    assert vault.scrubbed
    assert left_in(tmp_path, gone) == []
    vault.close()


def test_a_vault_that_another_writes_is_written_anew_later(tmp_path: Path) -> None:
    vault = open_vault(tmp_path)
    gone = work_and_erase(vault, LEAVES_ONE[0])
    other = sqlite3.connect(vault.path, isolation_level=None)
    vault._owes = True
    vault._connection.execute("PRAGMA busy_timeout = 0")
    other.execute("BEGIN IMMEDIATE")
    vault.scrub()
    assert not vault.scrubbed
    other.execute("ROLLBACK")
    other.close()
    vault.tidy()
    assert vault.scrubbed
    assert left_in(tmp_path, gone) == []
    vault.close()


def test_a_file_that_nothing_was_erased_from_is_not_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = open_vault(tmp_path)
    work_and_erase(vault, LEAVES_ONE[0])
    said: list[str] = []
    vault._connection.set_trace_callback(said.append)
    vault.scrub()
    assert vault.scrubbed
    assert "VACUUM" not in said
    vault.close()


def test_another_fault_of_the_file_is_said() -> None:
    with pytest.raises(sqlite3.OperationalError, match="disk I/O"):
        scrubbing.rewrite(_Failing())  # type: ignore[arg-type]


class _Failing:
    """A connection whose disk fails while the file is written anew."""

    def execute(self, _: str) -> None:
        fault = sqlite3.OperationalError("disk I/O error")
        fault.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise fault
