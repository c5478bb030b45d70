"""From how many places something was heard, beside a figure; what to do about the others."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tusach.node.acts import figures
from tusach.node.acts.figures import Answer
from tusach.node.office.room import Room
from tusach.node.people.access import Act
from tusach.node.programme.silence import contacts

MOST_SILENT = 40


def heard_line(room: Room, one: Answer) -> dict[str, Any]:
    """How many places of the period were to be heard, how many were, until when, and the others.

    address: where the silent ones stand by name, with what may be done about each.
    """
    found = figures.coverage(room.node, one)
    address = reverse("programme:figure", args=("visits",))
    return {
        "due": found.due,
        "heard": found.heard,
        "up_to": found.up_to,
        "silent": len(found.silent),
        "address": f"{address}?period={one.over.name}&unit={one.unit}#silent",
    }


def silent_places(room: Room, one: Answer) -> list[dict[str, Any]]:
    """The places that are silent: since when, and how to remind, to bring a stick or to come."""
    found = figures.coverage(room.node, one).silent[:MOST_SILENT]
    machines = contacts(room.node) if found and may_remind(room) else {}
    visit = reverse("trips:requests")
    return [
        {
            "place": silent.place,
            "name": room.name(silent.place),
            "since": silent.since,
            "machine": silent.place in machines,
            "visit": f"{visit}?place={silent.place}#ask-visit",
        }
        for silent in found
    ]


def may_remind(room: Room) -> bool:
    """Whether who looks works for all libraries, and so may write to any of them."""
    return room.may(Act.SET_RULES)
