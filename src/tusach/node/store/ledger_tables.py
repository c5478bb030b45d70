"""The tables of the ledger itself, as statements; never dropped, never migrated."""

from __future__ import annotations

LEDGER = (
    """CREATE TABLE IF NOT EXISTS fact (tenant TEXT NOT NULL, arrival {int} NOT NULL,
        stream TEXT NOT NULL, number {int} NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
        raw {blob} NOT NULL, PRIMARY KEY (tenant, arrival)){norowid}""",
    "CREATE UNIQUE INDEX IF NOT EXISTS fact_chain ON fact (tenant, stream, number)",
    "CREATE UNIQUE INDEX IF NOT EXISTS fact_id ON fact (tenant, id)",
    """CREATE TABLE IF NOT EXISTS touch (tenant TEXT NOT NULL, subject TEXT NOT NULL,
        arrival {int} NOT NULL, PRIMARY KEY (tenant, subject, arrival)){norowid}""",
    """CREATE TABLE IF NOT EXISTS stream (tenant TEXT NOT NULL, stream TEXT NOT NULL,
        scope TEXT NOT NULL, installation TEXT NOT NULL, number {int} NOT NULL, hash TEXT NOT NULL,
        sealed {int} NOT NULL, PRIMARY KEY (tenant, stream)){norowid}""",
    """CREATE TABLE IF NOT EXISTS branch (tenant TEXT NOT NULL, stream TEXT NOT NULL,
        branch_of TEXT NOT NULL, first {int} NOT NULL, PRIMARY KEY (tenant, stream)){norowid}""",
    """CREATE TABLE IF NOT EXISTS blob (tenant TEXT NOT NULL, digest TEXT NOT NULL,
        raw {blob} NOT NULL, PRIMARY KEY (tenant, digest))""",
    """CREATE TABLE IF NOT EXISTS seal (tenant TEXT NOT NULL, stream TEXT NOT NULL,
        number {int} NOT NULL, sealed {blob} NOT NULL, signature {blob} NOT NULL,
        PRIMARY KEY (tenant, stream, number)){norowid}""",
    """CREATE TABLE IF NOT EXISTS quarantine (tenant TEXT NOT NULL, nr {int} NOT NULL,
        source TEXT NOT NULL, raw {blob} NOT NULL, digest TEXT NOT NULL, reason TEXT NOT NULL,
        on_ms {int} NOT NULL, PRIMARY KEY (tenant, nr))""",
    # What was told under which token, for some weeks. Losing it loses no fact.
    """CREATE TABLE IF NOT EXISTS errand (tenant TEXT NOT NULL, key TEXT NOT NULL,
        facts TEXT NOT NULL, told_ms {int} NOT NULL, PRIMARY KEY (tenant, key)){norowid}""",
    "CREATE INDEX IF NOT EXISTS errand_told ON errand (tenant, told_ms)",
    """CREATE TABLE IF NOT EXISTS schema_mark (tenant TEXT NOT NULL, hash TEXT NOT NULL,
        PRIMARY KEY (tenant)){norowid}""",
)

LEDGER_TABLES = (
    "fact",
    "touch",
    "stream",
    "branch",
    "blob",
    "seal",
    "quarantine",
    "errand",
    "schema_mark",
)
