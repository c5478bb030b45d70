"""What the page of a place shows: opening days, single days, blocks of numbers, counts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from tusach.library.places.codes import COPY, READER, SERIALS, serial_of
from tusach.library.places.story import PlaceState
from tusach.node.acts.node import Node
from tusach.node.office.listing import count_copies
from tusach.node.wording.terms import WEEKDAYS

MOST_DAYS = 40


def openings_of(held: PlaceState, today: str) -> list[dict[str, Any]]:
    """The weekdays in force and those announced for later; now: those of today."""
    told = [one for one in held.openings if one[0] > today]
    past = held.openings[: len(held.openings) - len(told)]
    wanted = ([past[-1]] if past else []) + told
    return [
        {
            "from": valid_from,
            "days": ", ".join(gettext(WEEKDAYS[nr - 1]) for nr in weekdays),
            "numbers": list(weekdays),
            "now": valid_from <= today,
        }
        for valid_from, weekdays, _fact in wanted
    ]


def days_of(held: PlaceState, today: str) -> dict[str, Any]:
    """Single days to come, closed or open against the weekdays."""
    closed = sorted(day for day in held.calendar.closed if day >= today)
    opened = sorted(day for day in held.calendar.opened if day >= today)
    return {
        "closed": closed[:MOST_DAYS],
        "more": max(0, len(closed) - MOST_DAYS),
        "opened": opened[:MOST_DAYS],
    }


def blocks_of(node: Node, place: str) -> list[dict[str, Any]]:
    """The blocks of numbers granted to a place, and how many numbers of each are used up."""
    found = node.store.query(
        "SELECT subject, digit, block, provisional FROM block WHERE tenant = ? AND holder = ? "
        "ORDER BY digit, block",
        (node.tenant, place),
    )
    return [
        {
            "subject": subject,
            "is_card": digit == READER,
            "name": f"{digit}{block:05d}",
            "used": _used(node, f"{digit}{block:05d}", is_copy=digit == COPY),
            "size": SERIALS,
            "provisional": provisional,
        }
        for subject, digit, block, provisional in found
    ]


def _used(node: Node, prefix: str, *, is_copy: bool) -> int:
    if is_copy:
        found = node.store.query(
            "SELECT max(code) FROM copy WHERE tenant = ? AND code >= ? AND code < ?",
            (node.tenant, prefix, f"{prefix}~"),
        )
    else:
        found = node.store.vault.query(
            "SELECT max(number) FROM (SELECT number FROM card WHERE number >= ? AND number < ? "
            "UNION ALL SELECT number FROM given WHERE number >= ? AND number < ?)",
            (prefix, f"{prefix}~", prefix, f"{prefix}~"),
        )
    last = found[0][0] if found else None
    return serial_of(last) + 1 if last else 0


def counts_of(node: Node, place: str) -> dict[str, int]:
    """Copies owned, copies that stand here, loans out, readers, posts held."""
    asked = {
        "here": "copy WHERE tenant = ? AND holder = ? AND status = 'available'",
        "loans": "copy WHERE tenant = ? AND loan_place = ? AND loan IS NOT NULL",
        "readers": "reader WHERE tenant = ? AND place = ? AND ended_on IS NULL",
        "posts": "post WHERE tenant = ? AND place = ? AND valid_until IS NULL",
    }
    counted = {
        name: int(
            node.store.query(f"SELECT count(*) FROM {what}", (node.tenant, place))[0][0]  # noqa: S608
        )
        for name, what in asked.items()
    }
    return {"owned": count_copies(node, place), **counted}
