"""The shapes of communes that this node draws on its maps: a file of its own, no fact.

They are optional: without them a map shows points. Where they lie is nothing that a ledger proves,
so each node may have another file, or none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import msgspec

from tusach.exchange.faults import RemoteFault
from tusach.exchange.outlines.geojson import LARGEST, Outline, Outlines, read_outlines
from tusach.node.acts.job_files import read_kept, write_kept
from tusach.node.acts.node import Node
from tusach.node.store.protocol import StoreFault

FILE = "outlines.json"


def take(node: Node, path: Path) -> Outlines | RemoteFault:
    """Read a GeoJSON file, keep what maps need of it. Raises StoreFault where it is not there."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as fault:
        raise StoreFault("file.unreadable", path=str(path), said=str(fault)) from fault
    found = read_outlines(raw, _names(node))
    if isinstance(found, Outlines):
        write_kept(node.home / FILE, msgspec.json.encode(found.outlines), surely=True)
    return found


def remove(node: Node) -> bool:
    """Forget the shapes; whether there were some."""
    kept = node.home / FILE
    there = kept.exists()
    kept.unlink(missing_ok=True)
    return there


def has_some(node: Node) -> bool:
    """Whether this node draws shapes."""
    return (node.home / FILE).exists()


def drawn(node: Node) -> tuple[Outline, ...]:
    """The shapes; none where there is no file, or where it is bent."""
    try:
        kept = read_kept(node.home / FILE)
        return msgspec.json.decode(kept, type=tuple[Outline, ...]) if kept else ()
    except (ValueError, OSError):
        return ()


def _names(node: Node) -> Mapping[str, str]:
    """The communes in force by code, by the name that the province's own language has."""
    rows = node.store.query(
        "SELECT code, names FROM unit WHERE tenant = ? AND ended_on IS NULL", (node.tenant,)
    )
    language = node.profile.province.default_language
    return {str(code): str(json.loads(names).get(language, "")) for code, names in rows}
