"""What the store asks of an engine, and of the world: time, chance, files."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import msgspec

from tusach.ledger.order import Held
from tusach.ledger.seal import Seal


class StoreFault(Exception):
    """The machine cannot do it now; `code` is worded in the locale. Nothing was half done."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code = code
        self.values = values


class FactRow(msgspec.Struct, frozen=True, gc=False):
    """A fact as an engine keeps it; touched: its subject and every other it names."""

    arrival: int
    id: str
    stream: str
    number: int
    kind: str
    touched: tuple[str, ...]
    raw: bytes


class StreamRow(msgspec.Struct, frozen=True):
    """A stream: its scope and installation (public key in hex), where it stands, what is sealed.

    A stream that forked lies here as several rows: the trunk under its own id, and one branch for
    each way on from there. branch_of: id of the whole stream, "" for a trunk. first: number of the
    row's first fact.
    """

    stream: str
    scope: str
    installation: str
    number: int
    hash: str
    sealed: int = 0
    branch_of: str = ""
    first: int = 1

    @property
    def trunk(self) -> str:
        """The id of the stream that the facts themselves name."""
        return self.branch_of or self.stream


class Quarantined(msgspec.Struct, frozen=True):
    """A frame set aside: where it came from, its bytes, the reason, when (ms)."""

    source: str
    raw: bytes
    reason: str
    on_ms: int


TableRows = dict[str, list[tuple[Any, ...]]]
"""By reading table, the rows of one subject (tenant and subject first in each)."""


class SubjectRows(msgspec.Struct, frozen=True, gc=False):
    """All rows of one subject from now on. noun: whose tables; was: whose they were, if others.

    fresh: there are none yet.
    """

    subject: str
    noun: str
    rows: TableRows
    was: str = ""
    fresh: bool = False


Puts = Sequence[tuple[str, Sequence[tuple[Any, ...]]]]
"""Statements, each with the rows for which it is run."""

Turned = tuple[str, tuple[str, ...]]
"""A reading table and some of its columns."""


class SubjectChanges(msgspec.Struct, frozen=True, gc=False):
    """What changes in the rows of one subject; all its other rows stay as they lie.

    come: rows that were not there. turned: by table and columns, what stands in these columns from
    now on, followed by the key of the row (tenant and subject first). gone: keys, by table.
    """

    subject: str
    come: TableRows
    turned: dict[Turned, list[tuple[Any, ...]]]
    gone: TableRows


class Reading(Protocol):
    """One consistent look at an engine."""

    def stream(self, stream: str) -> StreamRow | None:
        """A stream as it stands."""

    def streams(self, of: str = "") -> list[StreamRow]:
        """All streams, or those of an installation, sorted by id."""

    def branches(self, trunk: str) -> list[StreamRow]:
        """The branches of a stream that forked, sorted by first number and id; usually none."""

    def held(self, subject: str) -> list[Held]:
        """All facts that touch a subject."""

    def fact(self, fact_id: str) -> FactRow | None:
        """One fact by its id."""

    def facts(self, after: int, limit: int) -> list[FactRow]:
        """Facts by arrival, those after a mark."""

    def chain(self, stream: str, first: int, limit: int) -> list[FactRow]:
        """Facts of a stream from a number on."""

    def arrival(self) -> int:
        """The arrival number of the newest fact; 0 where there is none."""

    def blob(self, digest: str) -> bytes | None:
        """Bulky bytes by their SHA-256."""

    def seals(self, stream: str) -> list[Seal]:
        """The seals of a stream, by number."""

    def seal(self, stream: str, number: int) -> Seal | None:
        """The seal of a stream on this number."""

    def quarantined(self) -> list[Quarantined]:
        """What was set aside."""

    def bent_aside(self) -> list[int]:
        """Which pieces that were set aside are not what they were, by place."""

    def table(self, name: str) -> Iterable[tuple[Any, ...]]:
        """A whole reading table, in the order of its key."""

    def touches(self) -> Iterable[tuple[int, str]]:
        """(arrival, subject) of everything that facts touch, in that order."""

    def blobs(self) -> Iterable[tuple[str, bytes]]:
        """All bulky bytes with their SHA-256, in that order."""

    def errands(self) -> Iterable[tuple[str, tuple[str, ...], int]]:
        """(key, facts, told_ms) of every token that is known, in that order (see `errands`)."""

    def subject_rows(self, name: str, subject: str) -> list[tuple[Any, ...]]:
        """The rows of one subject in one reading table."""


class Writing(Reading, Protocol):
    """One transaction; what is written is there for all at its end, or not at all."""

    def append(self, rows: Sequence[FactRow]) -> None:
        """Add facts that are not held yet."""

    def put_stream(self, row: StreamRow) -> None:
        """Set where a stream stands."""

    def put_blob(self, digest: str, raw: bytes) -> None:
        """Keep bulky bytes; the same bytes twice are kept once."""

    def put_seal(self, seal: Seal, stream: str = "") -> None:
        """Keep a seal; stream: the branch it stands on, where that is not the trunk."""

    def cut(self, stream: str, branch: StreamRow) -> None:
        """Facts and seals of a stream from `branch.first` on belong to that branch from now on."""

    def errand(self, key: str) -> tuple[str, ...] | None:
        """The facts that were told under a token's key, or None (see `errands`)."""

    def put_errand(self, key: str, facts: Sequence[str], told_ms: int) -> None:
        """These facts were told under the key, at a moment (ms)."""

    def put_quarantine(self, row: Quarantined) -> None:
        """Set a frame aside."""

    def put_stories(self, many: Iterable[SubjectRows | SubjectChanges]) -> None:
        """Replace all rows of these subjects in the tables of their nouns, or change some."""

    def drop_tables(self) -> None:
        """Drop every reading table and make it anew, without its indexes."""

    def put_many(self, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows of any subjects to one reading table."""

    def make_indexes(self) -> None:
        """Make the indexes of the reading tables, after they were filled."""

    def put_schema_mark(self) -> None:
        """Note that the tables are of this version and told from all facts."""


class Engine(Protocol):
    """Memory, SQLite or PostgreSQL."""

    tenant: str
    single_writer: bool
    stale: bool

    def reading(self) -> AbstractContextManager[Reading]:
        """One consistent look."""

    def writing(self) -> AbstractContextManager[Writing]:
        """One transaction, alone."""

    def much(self) -> AbstractContextManager[None]:
        """Much is written in a row meanwhile: more memory for it; equally durable."""

    def own_look(self) -> AbstractContextManager[Any]:
        """A consistent look of its own, in which tables of the moment can be made. Not in memory.

        Its rows are read as `SqlReading` does.
        """

    def keep(self, puts: Puts) -> bool:
        """Rows that could be counted again, written where that holds up nobody; whether it was."""

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of reading tables for pages; `?` marks a parameter. Not in memory."""

    def open_of(self, facts: Sequence[str]) -> set[str]:
        """Those of these loans that nothing has ended."""

    def subjects(self) -> Iterable[tuple[str, list[Held]]]:
        """Every subject with all its facts: for retelling; bounded memory."""

    def arrival_now(self) -> int:
        """The arrival number of the newest fact, beside the look that this thread may have."""

    def check(self) -> list[str]:
        """What the database itself says is damaged."""

    def close(self) -> None:
        """End it; nothing told as done is lost."""


class Clock(Protocol):
    """The time, told."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""


class Random(Protocol):
    """Chance, told."""

    def seed(self) -> bytes:
        """32 fresh bytes."""

    def new_id(self) -> str:
        """A fresh id: 32 hex digits."""


class MachineClock:
    """What the machine says."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000


class MachineRandom:
    """What the machine's random source says."""

    def seed(self) -> bytes:
        return secrets.token_bytes(32)

    def new_id(self) -> str:
        return secrets.token_hex(16)
