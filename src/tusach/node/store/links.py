"""The addresses at which others are asked, and how it went last: `network/links.json` of a home.

An address is kept until a person takes it away. How it went is for pages and the doctor.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import msgspec

from tusach.ledger.ident import sha256
from tusach.node.settings.whole_file import write_whole
from tusach.node.store.peers import FOLDER

FILE = "links.json"
MOST = 50
_turn = threading.Lock()


class Link(msgspec.Struct, frozen=True):
    """An address. node: the installation that answered there last; "" is nobody so far.

    found: it was heard of on the local network, not told by a person. tried_ms, met_ms: the last
    try and the last exchange that was whole, 0 is never. failures: tries since that came to
    nothing. since_ms: the first of these. fault, values: why the last one did. sent, received:
    facts of the last exchange.
    """

    address: str
    node: str = ""
    found: bool = False
    tried_ms: int = 0
    met_ms: int = 0
    failures: int = 0
    since_ms: int = 0
    fault: str = ""
    values: dict[str, str] = {}
    sent: int = 0
    received: int = 0


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    check: str
    links: tuple[Link, ...]


def links_of(home: Path) -> tuple[Link, ...]:
    """Every address that is remembered, in the order in which they were; none: no readable file."""
    try:
        return _read(home)
    except (OSError, ValueError):
        return ()


def is_whole(home: Path) -> bool:
    """Whether the file is not there, or reads as it was written."""
    try:
        _read(home)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return True


def add(home: Path, address: str) -> None:
    """From now on this address is asked, by a person's word. Raises OSError."""
    with _turn:
        known = links_of(home)
        kept = tuple(one for one in known if one.address != address or not one.found)
        if all(one.address != address for one in kept):
            _write(home, (*kept, Link(address)))


def found(home: Path, address: str, node: str) -> None:
    """A node was heard of at this address: asked from now on, and not where it was found before.

    What a person told stays. Raises OSError.
    """
    with _turn:
        known = links_of(home)
        if any(one.address == address for one in known):
            return
        kept = tuple(one for one in known if not (one.found and one.node == node))
        if len(kept) < MOST:
            _write(home, (*kept, Link(address, node=node, found=True)))


def forget(home: Path, address: str) -> bool:
    """It is asked no more; whether it was. Raises OSError."""
    with _turn:
        known = links_of(home)
        kept = tuple(one for one in known if one.address != address)
        if len(kept) < len(known):
            _write(home, kept)
        return len(kept) < len(known)


def went(home: Path, address: str, **how: Any) -> None:
    """How a try went, where the address is remembered. Raises OSError."""
    with _turn:
        known = links_of(home)
        now = tuple(
            msgspec.structs.replace(one, **how) if one.address == address else one for one in known
        )
        if now != known:
            _write(home, now)


def failed(home: Path, address: str, *, now_ms: int, fault: str, values: dict[str, str]) -> None:
    """A try came to nothing. Raises OSError."""
    known = next((one for one in links_of(home) if one.address == address), None)
    if known is not None:
        went(
            home,
            address,
            tried_ms=now_ms,
            failures=known.failures + 1,
            since_ms=known.since_ms if known.failures else now_ms,
            fault=fault,
            values=values,
        )


def _read(home: Path) -> tuple[Link, ...]:
    found = msgspec.json.decode((home / FOLDER / FILE).read_bytes(), type=_Kept)
    if found.check != _check(found.links):
        raise ValueError(FILE)
    return found.links


def _write(home: Path, links: tuple[Link, ...]) -> None:
    (home / FOLDER).mkdir(mode=0o700, exist_ok=True)
    write_whole(home / FOLDER / FILE, msgspec.json.encode(_Kept(_check(links), links)))


def _check(links: tuple[Link, ...]) -> str:
    return sha256(msgspec.json.encode(links, order="sorted"))
