"""The vault: everything that names a person, in a SQLite file of its own, on every node.

Private parts are written before the fact that commits to them; a part whose fact never came is
swept at the next start. The tables of names are disposable: retold from the parts.
secure_delete, a file written anew and an emptied log: erased bytes are nowhere in it (`scrubbing`).
Source: docs/decisions/0007.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tusach.ledger.private import Part, is_proved
from tusach.node.store import scrubbing, seeding
from tusach.node.store.looking import open_to_look
from tusach.node.store.pool import machine_fault, store_fault
from tusach.node.store.protocol import StoreFault
from tusach.node.store.vault_act import ERASE, Act, Named, Wish, act_rows, check_of, seed_of
from tusach.node.store.vault_filling import (
    Refilling,
    Retelling,
    note_erased,
    remember_numbers,
    replace_rows,
)
from tusach.node.store.vault_tables import (
    INDEXES,
    NAME_TABLES,
    OLD_TABLES,
    RELEASED,
    TABLES,
    insert_into,
)


class Vault:
    """`vault.sqlite` of a home."""

    def __init__(self, path: Path, *, readonly: bool = False, shared: bool = False) -> None:
        """shared: several processes write (hub with workers): a rollback journal, not a log."""
        self.path = path
        self.readonly = readonly
        self.shared = shared
        self.changes = self.changes_of_names = 0
        self.scrubbed, self._owes = True, False
        self._lock = threading.RLock()
        self._connection = self._open(readonly, shared)
        # While one act waits for the disk, pages still look; a shared file is read as it is written
        self._reader = self._connection if readonly or shared else self._open(True, False)
        self._reading = self._lock if readonly or shared else threading.RLock()
        self._last: str | None = None
        self._away: tuple[tuple[int, int], frozenset[str]] | None = None

    def _open(self, readonly: bool, shared: bool) -> sqlite3.Connection:
        try:
            if readonly:
                return open_to_look(self.path)
            connection = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode=rwc",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                timeout=10,
            )
            for pragma in (
                "auto_vacuum=INCREMENTAL",
                "journal_mode=TRUNCATE" if shared else "journal_mode=WAL",
                "synchronous=FULL",
                "secure_delete=ON",
                "temp_store=MEMORY",
            ):
                connection.execute(f"PRAGMA {pragma}").fetchall()
            connection.execute("BEGIN IMMEDIATE")
            for name in OLD_TABLES:
                connection.execute(f"DROP TABLE IF EXISTS {name}")
            for statement in (*TABLES, *NAME_TABLES.values(), *INDEXES):
                connection.execute(statement)
            connection.execute("COMMIT")
        except sqlite3.Error as fault:
            raise _fault(fault, self.path) from fault
        return connection

    @contextmanager
    def _writing(self, *, links_only: bool = False) -> Iterator[sqlite3.Connection]:
        """links_only: no person's rows change, and nothing goes."""
        with self._lock:
            connection = self._connection
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
                self.changes += 1
                self.changes_of_names += not links_only
            except BaseException as fault:
                self._last = None
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if isinstance(fault, sqlite3.Error):
                    raise _fault(fault, self.path) from fault
                raise

    def put(self, wish: Wish) -> None:
        """Write what names persons in facts that are about to be appended."""
        adding: dict[str, list[tuple[Any, ...]]] = {}
        for name, row in wish.adding:
            adding.setdefault(name, []).append(row)
        if self._owes:
            self.scrub()  # else nobody would know after a power cut what the last act erased
        others = wish.names or wish.erased or wish.again or adding.keys() - {"loan_reader"}
        with self._writing(links_only=not others) as connection:
            connection.execute("DELETE FROM act")
            connection.executemany("INSERT INTO act VALUES (?, ?)", act_rows(wish))
            connection.executemany(
                "INSERT OR IGNORE INTO part VALUES (?, ?, ?)",
                [(part.commitment, part.salt, part.raw) for part, _, _ in wish.parts],
            )
            for subject, rows in wish.names:
                replace_rows(connection, subject, rows)
                remember_numbers(connection, rows.get("card", ()))
            for name, added in adding.items():
                connection.executemany(insert_into(name), added)
            connection.executemany(
                "DELETE FROM erased WHERE commitment = ?", [(one,) for one in wish.again]
            )
            seeding.write(connection, wish.seeds, wish.forgotten)
        self._last = wish.fact
        self.scrubbed = self.scrubbed and not wish.forgotten

    def last_fact(self) -> str:
        """The first fact of the last act that may be in doubt, "" where there is none."""
        # Only the one who writes alone knows it by heart: of a file that others write, it is read.
        if self._last is None or self.shared or self.readonly:
            found = self._all("SELECT value FROM act WHERE what = 'fact'")
            self._last = str(found[0][0]) if found else ""
        return self._last

    def act(self) -> Act | None:
        """The last act, of which it may not be known whether its facts were appended."""
        rows = self._all("SELECT what, value FROM act ORDER BY what, value")
        told: dict[str, list[str]] = {}
        for what, value in rows:
            told.setdefault(str(what), []).append(str(value))
        if not rows:
            return None
        check = told.pop("check", [""])[0]
        whole = check == check_of([row for row in rows if row[0] != "check"])
        whys = [what.removeprefix(ERASE) for what in told if what.startswith(ERASE)]
        erased = [(one, why) for why in sorted(whys) for one in told[ERASE + why]]
        return Act(
            told.get("fact", [""])[0],
            frozenset(told.get("part", ())),
            frozenset(told.get("subject", ())),
            tuple(erased),
            whole,
            frozenset(seed_of(one) for one in told.get("seed", ())),
        )

    def take_back(self, act: Act, parts: Iterable[str], names: Iterable[Named]) -> None:
        """Remove these parts of an act that was not appended; names: as they were before it."""
        with self._writing() as connection:
            for commitment in parts:
                connection.execute("DELETE FROM part WHERE commitment = ?", (commitment,))
            for subject, rows in names:
                replace_rows(connection, subject, rows)
            seeding.take_back(connection, act.seeds)
            connection.execute("DELETE FROM act")
        self._last = None

    def settled(self) -> None:
        """The last act was appended; nothing of it is in doubt any more."""
        with self._writing() as connection:
            connection.execute("DELETE FROM act")
        self._last = None

    def erase(self, commitments: Iterable[tuple[str, str]], *, seeds: bool = False) -> None:
        """Remove parts, (commitment, why): for ever, or until their scope is held again.

        seeds: it is not known which seed leads to them, so that all go before.
        """
        with self._writing() as connection:
            seeding.write(connection, (), seeding.Forgotten(everything=seeds))
            for commitment, why in commitments:
                note_erased(connection, commitment, why)
                connection.execute("DELETE FROM part WHERE commitment = ?", (commitment,))
        self._owes = True  # after a power cut the act that erased is settled, and erases again
        self.scrub()

    def keep_returns(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Whether new readers of a trip came back: (registration, place, month, days or None)."""
        with self._writing() as connection:
            connection.executemany(insert_into("came_back"), rows)

    def forget_months(self, *, reader: str = "", place: str = "", before: str = "") -> None:
        """In which months a reader borrowed; or all of a place from before a month."""
        with self._writing() as connection:
            if reader:
                connection.execute("DELETE FROM borrowed_in WHERE reader = ?", (reader,))
                connection.execute("DELETE FROM came_back WHERE subject = ?", (reader,))
            for table in ("borrowed_in", "loan_marked", "came_back") if place else ():
                connection.execute(
                    f"DELETE FROM {table} WHERE place = ? AND month < ?",  # noqa: S608
                    (place, before),
                )
        self._owes = True
        self.scrub()

    def part(self, commitment: str) -> Part | None:
        """A private part, proved against its commitment; None where it is not (or no more) here."""
        found = self._all(
            "SELECT commitment, salt, raw FROM part WHERE commitment = ?", (commitment,)
        )
        if not found:
            return None
        part = Part(found[0][0], bytes(found[0][1]), bytes(found[0][2]))
        return part if is_proved(part) else None

    def parts(self) -> Iterator[Part]:
        """Every private part, as it lies here."""
        after = ""
        while rows := self._all(
            "SELECT commitment, salt, raw FROM part WHERE commitment > ? "
            "ORDER BY commitment LIMIT 5000",
            (after,),
        ):
            for row in rows:
                yield Part(row[0], bytes(row[1]), bytes(row[2]))
            after = rows[-1][0]

    def refused(self) -> set[str]:
        """Commitments of erased parts, never to be taken in again."""
        rows = self._all("SELECT commitment, why FROM erased")
        return {commitment for commitment, why in rows if not why.startswith(RELEASED)}

    def is_refused(self, commitment: str) -> bool:
        """Whether the part of this commitment was erased, never to be taken in again."""
        why = self.absence(commitment)
        return bool(why) and not why.startswith(RELEASED)

    def absence(self, commitment: str) -> str:
        """Why the part of this commitment is not to be here; empty where it may."""
        found = self._all("SELECT why FROM erased WHERE commitment = ?", (commitment,))
        return str(found[0][0]) if found else ""

    def away(self) -> dict[str, str]:
        """By commitment, the scope with which a part was given up and has not come back."""
        rows = self._all(
            "SELECT commitment, why FROM erased WHERE why > ? AND why < ?",
            (RELEASED, RELEASED + "~"),
        )
        return {commitment: why.removeprefix(RELEASED) for commitment, why in rows}

    def scopes_away(self) -> frozenset[str]:
        """Scopes of which parts are away; remembered as long as none can be others."""
        version = self.version_of_names
        if self._away is None or self._away[0] != version:
            self._away = (version, frozenset(self.away().values()))
        return self._away[1]

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of the tables of names."""
        return self._all(sql, params)

    @property
    def version(self) -> tuple[int, int]:
        """Another value whenever something may have changed, here or by another process."""
        if not (self.shared or self.readonly):
            return self.changes, 0
        return self.changes, int(self._all("PRAGMA data_version")[0][0])

    @property
    def version_of_names(self) -> tuple[int, int]:
        """The same, but for acts that only add who borrowed what."""
        if not (self.shared or self.readonly):
            return self.changes_of_names, 0
        return self.version

    @contextmanager
    def still(self) -> Iterator[None]:
        """One consistent look over several calls, of one that only reads."""
        if not self.readonly or self._reader.in_transaction:
            yield
            return
        with self._reading:
            self._reader.execute("BEGIN")
            try:
                yield
            finally:
                self._reader.execute("ROLLBACK")

    @contextmanager
    def retelling(self) -> Iterator[Retelling]:
        """Drop the tables of names and fill them anew, in one transaction."""
        with self._writing() as connection:
            for name, statement in NAME_TABLES.items():
                connection.execute(f"DROP TABLE IF EXISTS {name}")
                connection.execute(statement)
            yield Retelling(connection)
            for statement in INDEXES:
                connection.execute(statement)

    @contextmanager
    def refilling(self) -> Iterator[Refilling]:
        """An empty vault takes what a backup has kept of one, all of it or nothing."""
        with self._writing() as connection:
            yield Refilling(connection)

    def table(self, name: str) -> list[tuple[Any, ...]]:
        """A whole table of names, in the order of its key."""
        return self._all(f"SELECT * FROM {name} ORDER BY 1")  # noqa: S608

    def scrub(self) -> None:
        """Leave no erased byte in the file or its log; again later where that cannot be now."""
        self.scrubbed = False
        with self._lock:
            try:
                if self._owes:
                    self._owes = not scrubbing.rewrite(self._connection)
                else:
                    self._connection.execute("PRAGMA incremental_vacuum").fetchall()
                is_empty = self.shared
                if not is_empty:
                    with self._reading:
                        is_empty = scrubbing.empty_log(self._connection)
                self.scrubbed = is_empty and not self._owes
            except sqlite3.Error as fault:
                raise _fault(fault, self.path) from fault

    def tidy(self) -> None:
        """Scrub, where that could not be done before."""
        if not self.scrubbed:
            self.scrub()

    def check(self) -> list[str]:
        """What SQLite itself says is damaged."""
        try:
            found = [row[0] for row in self._all("PRAGMA integrity_check(20)")]
        except StoreFault as fault:
            if machine_fault(fault) is not None:
                raise
            return [str(fault.values.get("said", fault))]
        return [] if found == ["ok"] else found

    def _all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._reading:
            try:
                return self._reader.execute(sql, params).fetchall()
            except sqlite3.DatabaseError as fault:
                raise _fault(fault, self.path) from fault
            except UnicodeDecodeError as fault:
                raise StoreFault("vault.damaged", path=str(self.path), said=str(fault)) from fault

    def close(self) -> None:
        """End it."""
        with self._lock, self._reading:
            self._reader.close()
            self._connection.close()


def _fault(fault: sqlite3.Error, path: Path) -> StoreFault:
    found = store_fault(fault, path)
    word = found.code.removeprefix("store.")
    own = word in ("failed", "damaged", "no_access")
    return StoreFault(f"vault.{word}" if own else found.code, **found.values)
