"""Seeds of salts, one for each own stream and calendar month, kept in the teller's vault.

A seed serves the facts from its `first` on, up to the next seed of its stream. Whoever has one
makes the salts of all its private parts, so it goes before the first of these is erased: a mark
without a seed stays, and later facts of that month get a fresh one. Source: docs/decisions/0021.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from tusach.ledger.fact import Fact
from tusach.ledger.ident import sha256
from tusach.ledger.salting import SEED_BYTES, Seed, salt
from tusach.node.store.protocol import Random

if TYPE_CHECKING:
    from tusach.node.store.vault import Vault

_ROW = "SELECT stream, month, first, seed, proof FROM seed"


class SeedRow(msgspec.Struct, frozen=True):
    """month: `YYYY-MM` of telling. first: number of the first fact. seed: empty where it went."""

    stream: str
    month: str
    first: int
    seed: bytes

    @property
    def proof(self) -> str:
        """Shows that the row reads as it was written."""
        return sha256(repr((self.stream, self.month, self.first, self.seed)).encode())[:16]


class Forgotten(msgspec.Struct, frozen=True):
    """Whose seeds go: those that serve these facts (stream, number), or all."""

    facts: tuple[tuple[str, int], ...] = ()
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.facts) or self.everything


class Seeds:
    """The seeds as one transaction sees them. made: new ones, to be written with their parts."""

    def __init__(self, vault: Vault, random: Random, offset_minutes: int) -> None:
        self.made: list[SeedRow] = []
        self._vault = vault
        self._random = random
        self._offset = timedelta(minutes=offset_minutes)
        self._latest: dict[str, SeedRow | None] = {}
        self._gone: dict[str, tuple[str, int]] = {}
        self._everything = False

    def salt(self, stream: str, number: int, told_ms: int) -> bytes:
        """The salt of the private part of a fact that is being told."""
        month = (datetime.fromtimestamp(told_ms / 1000, tz=UTC) + self._offset).strftime("%Y-%m")
        if stream not in self._latest:
            rows = rows_of(self._vault, stream)
            self._latest[stream] = rows[-1] if rows else None
        row = self._latest[stream]
        if row is None or not row.seed or row.month != month or row.first > number:
            row = SeedRow(stream, month, number, self._random.seed())
            self._latest[stream] = row
            self.made.append(row)
        return salt(row.seed, stream, number)

    def forget(self, commitment: str, fact: Fact) -> None:
        """The seed that leads to the salt of this fact's private part is to go."""
        self._gone[commitment] = (fact.stream, fact.number)

    def is_forgotten(self, commitment: str) -> bool:
        """Whether it is known where this part stands, so that its seed goes."""
        return commitment in self._gone

    def forget_all(self) -> None:
        """It is not known which seed leads to a part that is erased: all go."""
        self._everything = True

    @property
    def forgotten(self) -> Forgotten:
        """What is to go of what this vault has."""
        if not (self._gone or self._everything):
            return Forgotten()
        here = {row[0] for row in self._vault.query("SELECT DISTINCT stream FROM seed")}
        here |= {row.stream for row in self.made}
        facts = sorted({one for one in self._gone.values() if one[0] in here})
        return Forgotten(tuple(facts), self._everything and bool(here))


def rows_of(vault: Vault, stream: str) -> list[SeedRow]:
    """The seeds of a stream, by first number; one that does not read as written is as if gone."""
    rows = vault.query(f"{_ROW} WHERE stream = ? ORDER BY first", (stream,))
    return [
        row if row.proof == proof else msgspec.structs.replace(row, seed=b"")
        for row, proof in map(_read, rows)
    ]


def given(vault: Vault, stream: str, first: int, last: int) -> list[Seed]:
    """The seeds of these facts, each for its part of them."""
    found = []
    end = last
    for row in reversed(rows_of(vault, stream)):
        start = max(row.first, first)
        if row.seed and start <= end:
            found.append(Seed(stream, start, end, row.seed))
        end = min(end, row.first - 1)
    return found[::-1]


def bent(vault: Vault) -> list[str]:
    """Streams with a row that does not read as it was written."""
    found = []
    for one in vault.query(f"{_ROW} ORDER BY stream, first"):
        row, proof = _read(one)
        if row.proof != proof or len(row.seed) not in (0, SEED_BYTES):
            found.append(row.stream)
    return found


def lead_to(vault: Vault, facts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Those of these facts (stream, number) that a seed still leads to."""
    rows: dict[str, list[SeedRow]] = {}
    found = []
    for stream, number in facts:
        if stream not in rows:
            rows[stream] = rows_of(vault, stream)
        serving = [row for row in rows[stream] if row.first <= number]
        if serving and serving[-1].seed:
            found.append((stream, number))
    return found


def write(connection: sqlite3.Connection, made: Iterable[SeedRow], gone: Forgotten) -> None:
    """New seeds are kept, then those that lead to something erased go."""
    for row in made:
        # What stands from there on serves no fact: an act that never came had made it.
        connection.execute(
            "DELETE FROM seed WHERE stream = ? AND first >= ?", (row.stream, row.first)
        )
        _put(connection, row)
    for stream, number in gone.facts:
        found = connection.execute(
            f"{_ROW} WHERE stream = ? AND first <= ? ORDER BY first DESC LIMIT 1", (stream, number)
        ).fetchall()
        _blank(connection, found)
    if gone.everything:
        _blank(connection, connection.execute(_ROW).fetchall())


def take_back(connection: sqlite3.Connection, seeds: Iterable[tuple[str, int]]) -> None:
    """Seeds (stream, first) of an act that never came are gone."""
    connection.executemany("DELETE FROM seed WHERE stream = ? AND first = ?", seeds)


def _blank(connection: sqlite3.Connection, rows: Iterable[tuple[object, ...]]) -> None:
    for one in rows:
        row, _ = _read(one)
        if row.seed:
            take_back(connection, [(row.stream, row.first)])
            _put(connection, msgspec.structs.replace(row, seed=b""))


def _put(connection: sqlite3.Connection, row: SeedRow) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO seed VALUES (?, ?, ?, ?, ?)",
        (row.stream, row.month, row.first, row.seed, row.proof),
    )


def _read(row: tuple[object, ...]) -> tuple[SeedRow, str]:
    stream, month, first, seed, proof = row
    whole = isinstance(first, int) and isinstance(seed, bytes)
    number = first if isinstance(first, int) else 0
    raw = seed if isinstance(seed, bytes) else b""
    return SeedRow(str(stream), str(month), number, raw), str(proof) if whole else ""
