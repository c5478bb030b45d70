"""Places and communes as ends of roads: their names, for lists and forms."""

from __future__ import annotations

import json

from tusach.node.acts import markets
from tusach.node.office.place_forms import units_of
from tusach.node.office.room import Room


def ends(room: Room) -> list[tuple[str, str]]:
    """(id, name) of communes and of places in use, by name."""
    rows = room.node.store.query(
        "SELECT subject, name FROM place WHERE tenant = ? AND closed_on IS NULL "
        "AND founded_on IS NOT NULL ORDER BY name, code",
        (room.node.tenant,),
    )
    return [*units_of(room), *((str(subject), str(name)) for subject, name in rows)]


def end_name(room: Room, end: str) -> str:
    """The name of an end: of a place, else of a commune."""
    return room.name(end) or markets.unit_name(room.node, end) or end[:8]


def unit_names(room: Room) -> dict[str, str]:
    """The name of every commune that was told, by id."""
    rows = room.node.store.query(
        "SELECT subject, names FROM unit WHERE tenant = ?", (room.node.tenant,)
    )
    return {str(subject): room.words(json.loads(names)) for subject, names in rows}
