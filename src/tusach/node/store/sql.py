"""What the two SQL engines share: one set of statements, `?` for a parameter, raw SQL only.

`arrival` numbers facts as they come to this node, without gaps: the mark up to which a side file
(search, names) is folded in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from tusach.ledger.fact import trusted
from tusach.ledger.ident import sha256
from tusach.ledger.order import Held
from tusach.ledger.seal import Seal
from tusach.ledger.stream import Sealed
from tusach.node.store.cursor import Cursor
from tusach.node.store.errands import ErrandRows
from tusach.node.store.figure_changes import Noticing, put_marks
from tusach.node.store.planning import tell_planner
from tusach.node.store.protocol import (
    FactRow,
    Quarantined,
    StreamRow,
    SubjectChanges,
    SubjectRows,
)
from tusach.node.store.schema import BY_NAME, schema_hash
from tusach.node.store.statements import ALL_NAMES, table_statements
from tusach.node.store.stories_put import StoriesPut, put_rows

_FACT = "arrival, id, stream, number, kind, raw"
_STREAMS = (
    "SELECT s.stream, s.scope, s.installation, s.number, s.hash, s.sealed, "
    "coalesce(b.branch_of, ''), coalesce(b.first, 1) FROM stream s "
    "LEFT JOIN branch b ON b.tenant = s.tenant AND b.stream = s.stream"
)


def _row(row: Sequence[Any]) -> FactRow:
    arrival, key, stream, number, kind, raw = row
    return FactRow(arrival, key, stream, number, kind, (), bytes(raw))


def _seal(sealed: Any, signature: Any) -> Seal:
    return Seal(msgspec.json.decode(bytes(sealed), type=Sealed), bytes(signature))


class SqlReading:
    """`Reading` over a cursor; `mark` is what the driver takes for a parameter."""

    has_links = False

    def __init__(self, cursor: Cursor, tenant: str, *, mark: str = "?") -> None:
        self.cursor = cursor
        self.tenant = tenant
        self.mark = mark

    def rows(self, sql: str, *params: Any) -> list[Any]:
        self.cursor.execute(self.say(sql), params)
        return self.cursor.fetchall()

    def say(self, sql: str) -> str:
        return sql if self.mark == "?" else sql.replace("?", self.mark)

    def stream(self, stream: str) -> StreamRow | None:
        found = self.rows(
            f"{_STREAMS} WHERE s.tenant = ? AND s.stream = ?",
            self.tenant,
            stream,
        )
        return StreamRow(*found[0]) if found else None

    def streams(self, of: str = "") -> list[StreamRow]:
        some, more = (" AND s.installation = ?", (of,)) if of else ("", ())
        sql = f"{_STREAMS} WHERE s.tenant = ?{some} ORDER BY s.stream"
        return [StreamRow(*row) for row in self.rows(sql, self.tenant, *more)]

    def branches(self, trunk: str) -> list[StreamRow]:
        found = self.rows(
            f"{_STREAMS} WHERE s.tenant = ? AND b.branch_of = ? ORDER BY b.first, s.stream",
            self.tenant,
            trunk,
        )
        return [StreamRow(*row) for row in found]

    def held(self, subject: str) -> list[Held]:
        found = self.rows(
            "SELECT f.id, f.raw FROM touch t JOIN fact f ON f.tenant = t.tenant "
            "AND f.arrival = t.arrival WHERE t.tenant = ? AND t.subject = ? ORDER BY t.arrival",
            self.tenant,
            subject,
        )
        if self.mark == "?":  # bytes come as such
            return [Held(key, trusted(raw)) for key, raw in found]
        return [Held(key, trusted(bytes(raw))) for key, raw in found]

    def fact(self, fact_id: str) -> FactRow | None:
        found = self.rows(
            f"SELECT {_FACT} FROM fact WHERE tenant = ? AND id = ?",  # noqa: S608
            self.tenant,
            fact_id,
        )
        return _row(found[0]) if found else None

    def facts(self, after: int, limit: int) -> list[FactRow]:
        found = self.rows(
            f"SELECT {_FACT} FROM fact WHERE tenant = ? AND arrival > ? "  # noqa: S608
            "ORDER BY arrival LIMIT ?",
            self.tenant,
            after,
            limit,
        )
        return [_row(row) for row in found]

    def chain(self, stream: str, first: int, limit: int) -> list[FactRow]:
        found = self.rows(
            f"SELECT {_FACT} FROM fact WHERE tenant = ? AND stream = ? "  # noqa: S608
            "AND number >= ? ORDER BY number LIMIT ?",
            self.tenant,
            stream,
            first,
            limit,
        )
        return [_row(row) for row in found]

    def arrival(self) -> int:
        found = self.rows("SELECT max(arrival) FROM fact WHERE tenant = ?", self.tenant)
        return int(found[0][0] or 0)

    def blob(self, digest: str) -> bytes | None:
        found = self.rows(
            "SELECT raw FROM blob WHERE tenant = ? AND digest = ?", self.tenant, digest
        )
        return bytes(found[0][0]) if found else None

    def blob_digests(self) -> list[str]:
        return [
            row[0]
            for row in self.rows(
                "SELECT digest FROM blob WHERE tenant = ? ORDER BY digest", self.tenant
            )
        ]

    def seals(self, stream: str) -> list[Seal]:
        found = self.rows(
            "SELECT sealed, signature FROM seal WHERE tenant = ? AND stream = ? ORDER BY number",
            self.tenant,
            stream,
        )
        return [_seal(*row) for row in found]

    def seal(self, stream: str, number: int) -> Seal | None:
        found = self.rows(
            "SELECT sealed, signature FROM seal WHERE tenant = ? AND stream = ? AND number = ?",
            self.tenant,
            stream,
            number,
        )
        return _seal(*found[0]) if found else None

    def schema_mark(self) -> str | None:
        found = self.rows("SELECT hash FROM schema_mark WHERE tenant = ?", self.tenant)
        return found[0][0] if found else None

    def quarantined(self) -> list[Quarantined]:
        found = self.rows(
            "SELECT source, raw, reason, on_ms FROM quarantine WHERE tenant = ? ORDER BY nr",
            self.tenant,
        )
        return [Quarantined(source, bytes(raw), why, ms) for source, raw, why, ms in found]

    def bent_aside(self) -> list[int]:
        rows = self.rows(
            "SELECT nr, source, raw, reason, on_ms, digest FROM quarantine WHERE tenant = ? "
            "ORDER BY nr",
            self.tenant,
        )
        return [
            place
            for place, (nr, source, raw, why, ms, digest) in enumerate(rows, 1)
            if nr != place or digest != aside_digest(nr, Quarantined(source, bytes(raw), why, ms))
        ]

    def touches(self) -> Iterator[tuple[int, str]]:
        collate = ' COLLATE "C"' if self.mark != "?" else ""
        self.cursor.execute(
            self.say(
                "SELECT arrival, subject FROM touch WHERE tenant = ? "  # noqa: S608
                f"ORDER BY arrival, subject{collate}"
            ),
            (self.tenant,),
        )
        yield from map(tuple, self.cursor)

    def blobs(self) -> Iterator[tuple[str, bytes]]:
        for digest in self.blob_digests():
            yield digest, self.blob(digest) or b""

    def errands(self) -> Iterator[tuple[str, tuple[str, ...], int]]:
        told = "SELECT key, facts, told_ms FROM errand WHERE tenant = ? ORDER BY key"
        for key, facts, told_ms in self.rows(told, self.tenant):
            yield key, tuple(facts.split()), told_ms

    def table(self, name: str) -> Iterator[tuple[Any, ...]]:
        table = BY_NAME[name]
        collate = ' COLLATE "C"' if self.mark != "?" else ""
        order = ", ".join(f"{one}{collate}" if one != "nr" else one for one in _key(name))
        self.cursor.execute(
            self.say(
                f"SELECT {', '.join(table.names)} FROM {name} "  # noqa: S608
                f"WHERE tenant = ? ORDER BY {order}"
            ),
            (self.tenant,),
        )
        yield from map(tuple, self.cursor)

    def subject_rows(self, name: str, subject: str) -> list[tuple[Any, ...]]:
        table = BY_NAME[name]
        found = self.rows(
            f"SELECT {', '.join(table.names)} FROM {name} "  # noqa: S608
            f"WHERE tenant = ? AND subject = ? ORDER BY {', '.join(_key(name))}",
            self.tenant,
            subject,
        )
        return [tuple(row) for row in found]


def _key(name: str) -> tuple[str, ...]:
    return ("subject", *BY_NAME[name].key)


class SqlWriting(ErrandRows, SqlReading):
    """`Writing` over a cursor inside a transaction."""

    def append(self, rows: Sequence[FactRow]) -> None:
        tenant = self.tenant
        self.cursor.executemany(
            self.say(
                f"INSERT INTO fact (tenant, {_FACT}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
            ),
            [(tenant, r.arrival, r.id, r.stream, r.number, r.kind, r.raw) for r in rows],
        )
        self.cursor.executemany(
            self.say("INSERT INTO touch (tenant, subject, arrival) VALUES (?, ?, ?)"),
            sorted((tenant, subject, r.arrival) for r in rows for subject in r.touched),
        )

    def put_stream(self, row: StreamRow) -> None:
        self.cursor.execute(
            self.say(
                "INSERT INTO stream (tenant, stream, scope, installation, number, hash, sealed) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, stream) DO UPDATE SET "
                "number = excluded.number, hash = excluded.hash, sealed = excluded.sealed"
            ),
            (
                self.tenant,
                row.stream,
                row.scope,
                row.installation,
                row.number,
                row.hash,
                row.sealed,
            ),
        )
        if row.branch_of:
            self.cursor.execute(
                self.say(
                    "INSERT INTO branch (tenant, stream, branch_of, first) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT DO NOTHING"
                ),
                (self.tenant, row.stream, row.branch_of, row.first),
            )

    def cut(self, stream: str, branch: StreamRow) -> None:
        for table in ("fact", "seal"):
            self.rows_gone(
                f"UPDATE {table} SET stream = ? "  # noqa: S608
                "WHERE tenant = ? AND stream = ? AND number >= ?",
                branch.stream,
                self.tenant,
                stream,
                branch.first,
            )

    def put_blob(self, digest: str, raw: bytes) -> None:
        self.cursor.execute(
            self.say(
                "INSERT INTO blob (tenant, digest, raw) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
            ),
            (self.tenant, digest, raw),
        )

    def put_seal(self, seal: Seal, stream: str = "") -> None:
        self.cursor.execute(
            self.say(
                "INSERT INTO seal (tenant, stream, number, sealed, signature) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
            ),
            (
                self.tenant,
                stream or seal.sealed.stream,
                seal.sealed.number,
                msgspec.json.encode(seal.sealed),
                seal.signature,
            ),
        )

    def put_quarantine(self, row: Quarantined) -> None:
        same = sha256(row.raw)[:32]
        if self.rows(
            "SELECT nr FROM quarantine WHERE tenant = ? AND source = ? "
            "AND substr(digest, 1, 32) = ?",
            self.tenant,
            row.source,
            same,
        ):
            return
        nr = self.rows("SELECT max(nr) FROM quarantine WHERE tenant = ?", self.tenant)[0][0] or 0
        self.cursor.execute(
            self.say(
                "INSERT INTO quarantine (tenant, nr, source, raw, digest, reason, on_ms) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)"
            ),
            (self.tenant, nr + 1, row.source, row.raw, aside_digest(nr + 1, row), row.reason)
            + (row.on_ms,),
        )

    def put_stories(self, many: Iterable[SubjectRows | SubjectChanges]) -> None:
        put = StoriesPut(self.tenant)
        for one in many:
            if isinstance(one, SubjectChanges):
                put.change(one)
            else:
                put.replace(one)
        noticing = Noticing(self.tenant, self.cursor, self.say)
        put.tell(noticing)
        put.write(self.cursor, self.say)
        if marks := noticing.after():
            arrival = self.arrival()
            put_marks(self.cursor, self.say, marks, tenant=self.tenant, arrival=arrival)

    def put_many(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        put_rows(self.cursor, self.say, name, rows)

    def drop_tables(self) -> None:
        others = {
            row[0]
            for row in self.rows("SELECT hash FROM schema_mark WHERE tenant <> ?", self.tenant)
        }
        if schema_hash() in others:  # the tables are right: another tenant of them works with them
            for name in ALL_NAMES:
                self.rows_gone(f"DELETE FROM {name} WHERE tenant = ?", self.tenant)  # noqa: S608
            return
        self.rows_gone("UPDATE schema_mark SET hash = '' WHERE tenant <> ?", self.tenant)
        for name in ALL_NAMES:
            self.cursor.execute(f"DROP TABLE IF EXISTS {name}")
        self._make("CREATE TABLE")

    def rows_gone(self, sql: str, *params: Any) -> None:
        self.cursor.execute(self.say(sql), params)

    def make_indexes(self) -> None:
        self._make("CREATE INDEX")
        if self.mark == "?":
            tell_planner(self.cursor)

    def _make(self, what: str) -> None:
        for statement in table_statements(postgres=self.mark != "?"):
            if statement.startswith(what):
                self.cursor.execute(statement)

    def put_schema_mark(self) -> None:
        self.cursor.execute(
            self.say(
                "INSERT INTO schema_mark (tenant, hash) VALUES (?, ?) "
                "ON CONFLICT (tenant) DO UPDATE SET hash = excluded.hash"
            ),
            (self.tenant, schema_hash()),
        )


def aside_digest(nr: int, row: Quarantined) -> str:
    """32 hex digits of the bytes set aside, 32 of what is said about them."""
    return (
        sha256(row.raw)[:32] + sha256(repr((nr, row.source, row.reason, row.on_ms)).encode())[:32]
    )
