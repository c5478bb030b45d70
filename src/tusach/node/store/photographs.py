"""Photographs lie in a folder of the home, each under the hash of its bytes.

Which are to be here the ledger says: those of stops and assessments that this node knows, may hold,
and nobody had removed. What is not wanted goes from the disk. Source: docs/decisions/0054, 0064.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tusach.ledger.ident import sha256
from tusach.library import scopes
from tusach.node.settings.whole_file import write_whole
from tusach.node.store.holdings import may_be_given
from tusach.node.store.schema import NAMES
from tusach.node.store.store import Store

FOLDER = "photographs"
ENDING = ".jpg"
GRACE_S = 3600
"""A file that no fact speaks of was written a moment before its fact, or is left from a fall."""


class Told(NamedTuple):
    """What a fact tells of a photograph. removed: why, or empty.

    holders: in whose operations it is: the vehicle of a stop, the places of a commune. Who may
    hold those of any of them may hold it. removed_by: the facts that removed it, where every
    machine may tell such a one; of a stop only who holds it can.
    """

    digest: str
    holders: tuple[str, ...]
    fact: str
    removed: str
    removed_by: tuple[str, ...] = ()


def told(store: Store) -> list[Told]:
    """Every photograph that was told, removed or not, by hash and fact."""
    with store.engine.reading() as reading:
        stops = list(reading.table("stop_photograph"))
        looked_at = list(reading.table("assessment_photograph"))
        lying = list(reading.table("place")) if looked_at else []
    found = [Told(str(row[2]), (str(row[4]),), str(row[5]), str(row[7])) for row in stops]
    unit_at = NAMES["place"].index("unit")
    places: dict[str, list[str]] = {}
    for row in lying:
        if row[unit_at] is not None:
            places.setdefault(str(row[unit_at]), []).append(str(row[1]))
    for _tenant, _subject, digest, unit, fact, _bytes, removed, removed_by in looked_at:
        # Of a commune without a place only a hub has it: no machine serves what is none.
        holders = tuple(sorted(places.get(str(unit), [str(unit)])))
        gone_by = tuple(str(removed_by).split())
        found.append(Told(str(digest), holders, str(fact), str(removed), gone_by))
    return sorted(found)


def holding(store: Store, key: str) -> Callable[[Told], bool]:
    """Whether an installation may hold a photograph: where it may work, or what it told itself."""
    on, known = store.today(), dict[str, bool]()

    def may(place: str) -> bool:
        if place not in known:
            known[place] = may_be_given(store, key, scopes.operations(place), on=on)
        return known[place]

    def holds(one: Told) -> bool:
        return any(map(may, one.holders)) or teller_of(store, one.fact) == key

    return holds


def teller_of(store: Store, fact: str) -> str:
    """The key of the installation that told a fact, empty where it is not here."""
    row = store.fact(fact)
    if row is None:
        return ""
    with store.engine.reading() as reading:
        stream = reading.stream(row.stream)
    return stream.installation if stream is not None else ""


def in_force(store: Store) -> dict[str, Told]:
    """By hash, the photographs that are to be kept.

    Every machine reads the hashes of assessments. So the fact that came first says whose a
    photograph is, not one that names it again; and only who may hold it can have it removed.
    """
    by_digest: dict[str, list[Told]] = {}
    for one in told(store):
        by_digest.setdefault(one.digest, []).append(one)
    found = {}
    for digest, some in by_digest.items():
        first = some[0] if len(some) == 1 else min(some, key=lambda one: _came(store, one))
        if not any(_is_gone(store, one, first) for one in some):
            found[digest] = first
    return found


def _came(store: Store, one: Told) -> int:
    row = store.fact(one.fact)
    return row.arrival if row is not None else 1 << 62


def _is_gone(store: Store, one: Told, first: Told) -> bool:
    """Whether this removes the photograph of the first: of a stop always, else by who may."""
    if not one.removed:
        return False
    if not one.removed_by:
        return True
    if one != first:
        return False
    return any(holding(store, teller_of(store, fact))(one) for fact in one.removed_by)


def was_removed(store: Store, digest: str) -> bool:
    """Whether these bytes were removed from any stop or assessment, by who may."""
    known = [one for one in told(store) if one.digest == digest]
    return any(one.removed for one in known) and digest not in in_force(store)


def keep(home: Path, raw: bytes) -> str:
    """The bytes are durable under their hash, which is answered. Raises OSError."""
    digest = sha256(raw)
    path = _path(home, digest)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        write_whole(path, raw)
    return digest


def read(home: Path, digest: str) -> bytes | None:
    """The bytes, where they are here and whole."""
    try:
        raw = _path(home, digest).read_bytes()
    except OSError:
        return None
    return raw if sha256(raw) == digest else None


def remove(home: Path, digest: str) -> None:
    """These bytes are not here any more. Raises OSError."""
    _path(home, digest).unlink(missing_ok=True)


def lacking(store: Store, home: Path) -> tuple[str, ...]:
    """Hashes of photographs that are told here and are not here."""
    return tuple(one for one in sorted(in_force(store)) if not _path(home, one).exists())


def sweep(store: Store, home: Path) -> int:
    """What is not wanted is off the disk; how many. What was just written waits for its fact."""
    held = list(_held(home))
    if not held:
        return 0
    kept = in_force(store)
    removed = {one.digest for one in told(store)} - kept.keys()
    gone = 0
    for path in held:
        if path.stem not in kept and (path.stem in removed or _is_old(path)):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _path(home: Path, digest: str) -> Path:
    return home / FOLDER / f"{digest}{ENDING}"


def _held(home: Path) -> Iterator[Path]:
    """Every file of the folder, one that was left half written as well."""
    try:
        yield from sorted((home / FOLDER).iterdir())
    except FileNotFoundError:
        return


def _is_old(path: Path) -> bool:
    try:
        return abs(time.time() - path.stat().st_mtime) > GRACE_S
    except FileNotFoundError:
        return False
