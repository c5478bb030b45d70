"""Which titles were at which place with a crate, from when until when, and what was read of them.

A stay lasts from the day on which the crate was received until it was sent on. Stays at the place
that owns the crate are no rotation and are left out.
"""

from __future__ import annotations

from typing import Any

import msgspec

from tusach.node.acts import crates_read as read
from tusach.node.acts.node import Node

EVER = "9999-12-31"
_READ = (
    "(SELECT count(*) FROM loan l WHERE l.tenant = d.tenant AND l.subject = d.copy "
    "AND l.place = d.at_place AND l.lent_on >= d.received_on "
    "AND l.lent_on <= coalesce(n.sent_on, '9999-12-31'))"
)
_FROM = (
    "FROM crate_load d JOIN crate r ON r.tenant = d.tenant AND r.subject = d.subject "
    "LEFT JOIN copy c ON c.tenant = d.tenant AND c.subject = d.copy "
    "LEFT JOIN crate_journey n ON n.tenant = d.tenant AND n.subject = d.subject "
    "AND n.nr = d.nr + 1 WHERE d.tenant = ? AND d.received_on <> '' "
    "AND (r.owner IS NULL OR d.at_place <> r.owner) "
    "AND d.received_on <= ? AND (n.sent_on IS NULL OR n.sent_on = '' OR n.sent_on >= ?) "
)
_NAMED = {"place": "d.at_place", "title": "c.title", "crate": "d.subject"}


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which stays: those that touch these days, of this place, title, crate; empty: of any."""

    first: str = ""
    last: str = EVER
    place: str = ""
    title: str = ""
    crate: str = ""


class Stay(msgspec.Struct, frozen=True, kw_only=True):
    """A title, or a whole crate, at a place. title: empty of a whole crate, or not known here.

    until: empty while it is there. loans: None where those of the place are not held here.
    """

    title: str
    crate: str
    nr: int | None
    place: str
    since: str
    until: str
    copies: int
    loans: int | None


def of_titles(node: Node, wanted: Wanted) -> list[Stay]:
    """Title by title, the latest stay first."""
    return _stays(node, wanted, "coalesce(c.title, '')")


def of_crates(node: Node, wanted: Wanted) -> list[Stay]:
    """Crate by crate, the latest stay first."""
    return _stays(node, wanted, "''")


def _stays(node: Node, wanted: Wanted, title: str) -> list[Stay]:
    more, values = "", []
    for name, column in _NAMED.items():
        if told := getattr(wanted, name):
            more += f"AND {column} = ? "
            values.append(told)
    rows = node.store.query(
        f"SELECT {title}, d.subject, r.nr, d.at_place, d.received_on, "  # noqa: S608
        f"coalesce(n.sent_on, ''), count(*), sum({_READ}) {_FROM}{more}"
        "GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 5 DESC, 3, 2, 1",
        (node.tenant, wanted.last, wanted.first, *values),
    )
    known: dict[str, bool] = {}
    return [_stay(node, row, known) for row in rows]


def _stay(node: Node, row: tuple[Any, ...], known: dict[str, bool]) -> Stay:
    title, crate, nr, place, since, until, copies, loans = row
    if place not in known:
        known[place] = read.knows_loans(node, place)
    return Stay(
        title=title,
        crate=crate,
        nr=nr,
        place=place,
        since=since,
        until=until,
        copies=int(copies),
        loans=int(loans or 0) if known[place] else None,
    )
