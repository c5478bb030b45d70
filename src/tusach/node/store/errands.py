"""An errand: one act that somebody asked for, under a token, told at most once however often asked.

A scan whose answer was lost is sent again with its token. The facts of an act are written in the
same transaction as the token, so a second sending finds them, also after a `kill -9` between the
commit and the answer. Source: docs/decisions/0037.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from tusach.ledger.ident import sha256
from tusach.node.store.protocol import FactRow

KEPT_MS = 400 * 24 * 3600 * 1000
"""For how long a token is known: a phone that lay in a drawer for a year tells nothing twice."""


class ToldBefore(Exception):
    """The act of this errand was told already. facts: the ids of its facts, in order."""

    def __init__(self, facts: tuple[str, ...]) -> None:
        super().__init__(facts)
        self.facts = facts


class _Errand:
    def __init__(self, key: str) -> None:
        self.key = key
        self.facts: tuple[str, ...] = ()


class _Rows(Protocol):
    def errand(self, key: str) -> tuple[str, ...] | None: ...

    def put_errand(self, key: str, facts: Sequence[str], told_ms: int) -> None: ...


_running: ContextVar[_Errand | None] = ContextVar("errand of this request", default=None)


def key_of(who: str, token: str) -> str:
    """What is kept of a token: nobody else can ask for what came of it."""
    return sha256(f"{who}|{token}".encode())[:32]


@contextmanager
def running(key: str) -> Iterator[None]:
    """What is told within belongs to this errand; `ToldBefore` where an earlier request told it."""
    before = _running.set(_Errand(key))
    try:
        yield
    finally:
        _running.reset(before)


def begin(writing: _Rows) -> None:
    """Nothing is told twice. Raises ToldBefore. A request that tells several acts goes on."""
    now = _running.get()
    if now is not None and not now.facts:
        facts = writing.errand(now.key)
        if facts is not None:
            raise ToldBefore(facts)


def end(writing: _Rows, rows: Sequence[FactRow], told_ms: int) -> None:
    """The facts of this transaction are those of the errand, or more of them."""
    now = _running.get()
    if now is not None and rows:
        now.facts += tuple(row.id for row in rows)
        writing.put_errand(now.key, now.facts, told_ms)


class ErrandRows:
    """The errands of a SQL engine: part of its writing."""

    tenant: str
    cursor: Any

    def errand(self, key: str) -> tuple[str, ...] | None:
        """The facts that were told under a key, or None."""
        found = self.rows(  # type: ignore[attr-defined]
            "SELECT facts FROM errand WHERE tenant = ? AND key = ?", self.tenant, key
        )
        return tuple(found[0][0].split()) if found else None

    def put_errand(self, key: str, facts: Sequence[str], told_ms: int) -> None:
        """These facts were told under the key; keys that nobody can send any more go."""
        self.rows_gone(  # type: ignore[attr-defined]
            "DELETE FROM errand WHERE tenant = ? AND told_ms < ?", self.tenant, told_ms - KEPT_MS
        )
        self.rows_gone(  # type: ignore[attr-defined]
            "INSERT INTO errand (tenant, key, facts, told_ms) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (tenant, key) DO UPDATE SET facts = excluded.facts",
            self.tenant,
            key,
            " ".join(facts),
            told_ms,
        )
