"""What the province has of this node and what it has not, by what its hubs have said they hold.

Nothing is asked of anybody: a page may count on every request, since it is counted anew only when
something was told or heard.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tusach.ledger.kind import HUB
from tusach.ledger.vector import Mark, Want
from tusach.node.store.offering import lacking, vector_for
from tusach.node.store.peers import FOLDER, PEERS, heard_from
from tusach.node.store.protocol import FactRow, Reading
from tusach.node.store.store import Store

MANY = 30
"""Facts that wait, from which on a page says so."""
AT_ONCE = 500


class Unsent(msgspec.Struct, frozen=True):
    """What no hub holds yet. count: facts, without those that only open a stream.

    said_ms: when a hub last said what it holds, by its clock; None: none ever did. hubs: their
    installations.
    """

    count: int
    wants: tuple[Want, ...]
    said_ms: int | None
    hubs: tuple[str, ...]


def hubs_of(store: Store) -> tuple[str, ...]:
    """The installations of the province that count, without this very one."""
    known = store.standings.known if store.standings else {}
    return tuple(
        key
        for key, one in sorted(known.items())
        if one.role == HUB and one.last_good is None and key != store.own_key
    )


def unsent(store: Store, home: Path) -> Unsent | None:
    """What the province has not; None where this is the province, or a library on its own."""
    if store.standings is None or store.identity.role == HUB:
        return None
    hubs = hubs_of(store)
    if not hubs:
        return None
    heard = [one for key in hubs if (one := heard_from(home, key)) is not None]
    theirs: dict[str, Mark] = {}
    for mark in (mark for one in heard for mark in one.vector):
        if mark.stream not in theirs or theirs[mark.stream].number < mark.number:
            theirs[mark.stream] = mark
    with store.engine.reading() as reading:
        mine = vector_for(store, reading, hubs[0])
        marks = tuple(theirs[stream] for stream in sorted(theirs))
        wants = lacking(store, reading, mine, marks).they_lack
    said = max((one.wall_ms for one in heard), default=None)
    return Unsent(size_of(wants), wants, said, hubs)


def size_of(wants: tuple[Want, ...]) -> int:
    """How many facts, without those that only open a stream."""
    return sum(one.last - one.first + 1 - (one.first == 1) for one in wants)


def facts_in(reading: Reading, wants: tuple[Want, ...]) -> Iterator[FactRow]:
    """The facts of these stretches, without those that only open a stream."""
    for want in wants:
        number = max(want.first, 2)
        while number <= want.last:
            rows = reading.chain(want.stream, number, min(AT_ONCE, want.last - number + 1))
            if not rows:
                break
            yield from rows
            number = rows[-1].number + 1


class Counted:
    """How many facts wait, counted anew when something was told here or heard from others."""

    def __init__(self, store: Store, home: Path) -> None:
        self.store = store
        self.home = home
        self._turn = threading.Lock()
        self._at: tuple[object, ...] = ()
        self._found: Unsent | None = None

    def now(self) -> Unsent | None:
        """What waits."""
        at = (self.store.known_arrival, id(self.store.standings), _changed(self.home))
        with self._turn:
            if at != self._at:
                self._found = unsent(self.store, self.home)
                self._at = at
            return self._found


def _changed(home: Path) -> int:
    try:
        return (home / FOLDER / PEERS).stat().st_mtime_ns
    except OSError:
        return 0
