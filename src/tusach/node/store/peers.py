"""What others have said: what they hold, and how they are. Small files for each.

| folder | holds, by installation |
|---|---|
| `network/peers` | what it holds, by its signed word, and its clock when it said so |
| `network/reports` | how it is: when it was heard, its version, clock and disk |

What a peer holds is as long as the network is large, and little of it changes at once: that lies
beside it, in `.since.json`, until it is much.

Losing them loses nothing: the next parcel holds again what was brought before, and the reader knows
it already. A file of which a byte is bent is noticed, and forgotten. One file for each, since a hub
hears of thousands; apart, since a list of all asks for reports alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from tusach.ledger.ident import is_hash, sha256
from tusach.ledger.vector import Mark, fault_of
from tusach.node.settings.whole_file import write_whole

FOLDER, PEERS, REPORTS = "network", "peers", "reports"
FEW, PART = 20, 8
"""A change is kept for itself up to so many marks, and this part of all."""


class Heard(msgspec.Struct, frozen=True):
    """A peer's vector and its clock when it said so."""

    vector: tuple[Mark, ...]
    wall_ms: int


class Since(msgspec.Struct, frozen=True):
    """What a peer said later. first: check of the word it goes on from; marks: that changed."""

    first: str
    marks: tuple[Mark, ...]
    wall_ms: int


class Report(msgspec.Struct, frozen=True):
    """How a peer was when it was heard last; None and "" are what it did not tell.

    at_ms: when, by the clock here. ahead_ms: how far its clock ran ahead of the one here.
    disk_free: bytes. upto: the arrival here up to which it said to hold all that it may. owes:
    facts that it had not handed over when it said so.
    """

    at_ms: int
    software: str = ""
    ahead_ms: int | None = None
    disk_free: int | None = None
    upto: int | None = None
    owes: int | None = None


Told = TypeVar("Told", Heard, Report, Since)


class _Kept(msgspec.Struct, Generic[Told], frozen=True, forbid_unknown_fields=True):
    check: str
    told: Told


def heard_of(home: Path) -> dict[str, Heard]:
    """By installation (64 hex digits), what each has said last that it holds."""
    found = ((key, heard_from(home, key)) for key in _keys(home, PEERS))
    return {key: one for key, one in found if one is not None}


def heard_from(home: Path, peer: str) -> Heard | None:
    """What an installation has said last that it holds; None: nothing, or its file is bent."""
    first = _first(home, peer)
    return _later(home, peer, first) if first is not None else None


def _first(home: Path, peer: str) -> _Kept[Heard] | None:
    found = _kept(_file(home, PEERS, peer), Heard)
    return found if found is not None and fault_of(found.told.vector) is None else None


def _later(home: Path, peer: str, first: _Kept[Heard]) -> Heard:
    """The same with what changed since."""
    since = _told(_since_file(home, peer), Since)
    if since is None or since.first != first.check:
        return first.told
    marks = {mark.stream: mark for mark in (*first.told.vector, *since.marks)}
    found = Heard(tuple(marks[stream] for stream in sorted(marks)), since.wall_ms)
    return found if fault_of(since.marks) is None else first.told


def reports_of(home: Path) -> dict[str, Report]:
    """By installation, how each was when it was heard last."""
    found = ((key, _told(_file(home, REPORTS, key), Report)) for key in _keys(home, REPORTS))
    return {key: one for key, one in found if one is not None}


def bent(home: Path) -> list[Path]:
    """The files that do not read as they were written."""
    found = []
    for key in _keys(home, PEERS):
        if heard_from(home, key) is None:
            found.append(_file(home, PEERS, key))
        if _told(_since_file(home, key), Since) is None:
            found.append(_since_file(home, key))
    for key in _keys(home, REPORTS):
        if _told(_file(home, REPORTS, key), Report) is None:
            found.append(_file(home, REPORTS, key))
    return [path for path in found if path.exists()]


def remember(home: Path, peer: str, heard: Heard) -> None:
    """The newest word of a peer is kept. Raises OSError."""
    first = _first(home, peer)
    if first is None:
        _keep(_file(home, PEERS, peer), heard)
        return
    known = _later(home, peer, first)
    if known.wall_ms > heard.wall_ms or known == heard:
        return
    marks = _changed(first.told, heard)
    if marks is None:
        _keep(_file(home, PEERS, peer), heard)  # what went on from the other is passed over then
        _since_file(home, peer).unlink(missing_ok=True)
    else:
        _keep(_since_file(home, peer), Since(first.check, marks, heard.wall_ms))


def _changed(first: Heard, heard: Heard) -> tuple[Mark, ...] | None:
    """The marks that are new or otherwise; None: streams are missing, or much has changed."""
    held = {mark.stream: mark for mark in first.vector}
    found = tuple(mark for mark in heard.vector if held.get(mark.stream) != mark)
    is_less = len(held.keys() - {mark.stream for mark in heard.vector}) > 0
    return None if is_less or len(found) > FEW + len(first.vector) // PART else found


def report(home: Path, peer: str, said: Report) -> None:
    """How a peer is now; what it did not tell this time stays as it told it. Raises OSError."""
    known = _told(_file(home, REPORTS, peer), Report)
    if known is not None and known.at_ms > said.at_ms:
        return
    if known is not None:
        old = {
            name: getattr(known, name)
            for name in ("software", "ahead_ms", "disk_free")
            if getattr(said, name) in (None, "")
        }
        said = msgspec.structs.replace(said, **old)
    _keep(_file(home, REPORTS, peer), said)


def _file(home: Path, folder: str, peer: str) -> Path:
    return home / FOLDER / folder / f"{peer}.json"


def _since_file(home: Path, peer: str) -> Path:
    return home / FOLDER / PEERS / f"{peer}.since.json"


def _keys(home: Path, folder: str) -> Iterator[str]:
    paths = sorted((home / FOLDER / folder).glob("*.json"))
    return (path.stem for path in paths if is_hash(path.stem))


def _keep(path: Path, told: Told) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, msgspec.json.encode(_Kept(_check(told), told)))


def _told(path: Path, shape: type[Told]) -> Told | None:
    found = _kept(path, shape)
    return found.told if found is not None else None


def _kept(path: Path, shape: type[Told]) -> _Kept[Told] | None:
    try:
        raw = path.read_bytes()
        found: Any = msgspec.json.decode(raw, type=_Kept[shape])  # type: ignore[valid-type]
    except (OSError, ValueError):
        return None
    if found.check != _check(found.told) or msgspec.json.encode(found) != raw:
        return None
    kept: _Kept[Told] = found
    return kept


def _check(told: Heard | Report | Since) -> str:
    return sha256(msgspec.json.encode(told, order="sorted"))
