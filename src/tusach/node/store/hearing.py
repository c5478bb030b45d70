"""What a store knows of the ledger besides its own acts: clocks at a start, others' facts later.

Several processes may write one ledger in PostgreSQL. Each remembers stories, and before it looks
or acts it hears which subjects the others have told of since, and forgets those alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tusach.ledger import clock as clocks
from tusach.ledger.draft import Refusal
from tusach.ledger.fact import trusted
from tusach.ledger.order import Corrections
from tusach.node.store.correcting import told_corrections
from tusach.node.store.protocol import Reading, StreamRow
from tusach.node.store.standings import OF_NODES, standings_of

if TYPE_CHECKING:
    from tusach.node.store.store import Store

MOST = 5_000
"""Facts; beyond this everything is forgotten at once."""
_OF_CLOCKS = ("clock.", "fact.")


def clock_fault(store: Store) -> Refusal | None:
    """Why the machine's clock cannot be believed, or None."""
    found = clocks.behind(store.now_ms(), built_ms=store.built_ms, last_ms=store.wall_ms)
    if found is None:
        return None
    told = {"now_ms": found.now_ms, "bound_ms": found.bound_ms}
    return Refusal("clock.behind", {**told, "offset_minutes": store.identity.offset_minutes})


def hear(store: Store, reading: Reading) -> None:
    """Forget what others have told of since this process looked last; believe their clocks."""
    known, newest = store.known_arrival, reading.arrival()
    if newest <= known:
        return
    if newest - known > MOST:
        _judge(store, reading)
        store.remembered.forget()
        store.holdings.forget()
        streams = reading.streams()
        store.clock_state = later(store.clock_state, last_stamp(store, streams, reading))
        store.corrections = corrections_of(store, reading)
    else:
        _hear_each(store, reading, known, newest)
    store.known_arrival = newest


def _hear_each(store: Store, reading: Reading, known: int, newest: int) -> None:
    touched: set[str] = set()
    grown: set[str] = set()
    stamp, horizon = store.clock_state, store.now_ms() + clocks.JUMP_MS
    corrected = judged = False
    for row in reading.facts(known, newest - known):
        fact = trusted(row.raw)
        touched.update((fact.subject, *fact.also))
        grown.add(row.stream)
        corrected = corrected or fact.kind.startswith(_OF_CLOCKS)
        judged = judged or fact.number == 1 or fact.kind.startswith(OF_NODES)
        if fact.told_ms <= horizon:
            stamp = later(stamp, clocks.Clock(fact.told_ms, fact.tick))
    if judged:
        _judge(store, reading)
    if corrected or judged:
        found = corrections_of(store, reading)
        if found != store.corrections:
            store.corrections = found
            store.remembered.forget()
    store.remembered.drop(touched)
    rows = (reading.stream(stream) for stream in grown)
    store.holdings.moved((row for row in rows if row is not None), newest)
    store.clock_state = stamp


def _judge(store: Store, reading: Reading) -> None:
    """What others have told of installations decides here too whose facts count."""
    if store.standings is None:
        return
    before, store.standings = store.standings, standings_of(store, reading)
    if store.standings.known != before.known:
        store.remembered.forget()


def corrections_of(store: Store, reading: Reading) -> Corrections:
    """What is told of wrong clocks, from the stories of all streams."""
    return told_corrections(
        [store.fold(row.stream, reading.held(row.stream)) for row in reading.streams()]
    )


def later(one: clocks.Clock, other: clocks.Clock) -> clocks.Clock:
    """The later of two stamps."""
    return max(one, other, key=lambda stamp: (stamp.ms, stamp.tick))


def last_stamp(store: Store, streams: Sequence[StreamRow], reading: Reading) -> clocks.Clock:
    """The latest stamp among the heads of all streams; of others' none far ahead of now."""
    stamp = clocks.Clock()
    own, horizon = store.installation.public_hex, store.now_ms() + clocks.JUMP_MS
    for row in streams:
        last = reading.chain(row.stream, row.number, 1)
        if not last:
            continue
        fact = trusted(last[0].raw)
        if row.installation == own or fact.told_ms <= horizon:
            stamp = later(stamp, clocks.Clock(fact.told_ms, fact.tick))
    return stamp


def last_wall(store: Store, streams: Sequence[StreamRow], reading: Reading) -> int:
    """When this machine's clock was last believed: never moved by what others have told.

    By the seal over what it told last: one made before, by a clock that ran ahead until a person
    said what time it was, binds nobody.
    """
    own = store.installation.public_hex
    latest = walls = 0
    for row in streams:
        if row.installation != own or not row.sealed:
            continue
        last = reading.chain(row.stream, row.sealed, 1)
        seal = reading.seal(row.stream, row.sealed)
        if last and seal and last[0].arrival > latest:
            latest, walls = last[0].arrival, seal.sealed.wall_ms
    return walls
