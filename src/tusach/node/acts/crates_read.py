"""What is known of crates, as plain values: lists, contents, journeys and what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tusach.ledger.kind import HUB
from tusach.library.copies.states import LOST, ON_LOAN, WITHDRAWN
from tusach.library.crates.limits import Limits, scarce
from tusach.library.crates.story import CrateState
from tusach.node.acts.node import Node

AT_ONCE = 200
_CRATE = (
    "SELECT subject, code, nr, owner, room, at_place, since, status, to_place, back_on, inside, "
    "missing, astray FROM crate WHERE tenant = ? "
)
_NAMES = ("crate", "code", "nr", "owner", "room", "at", "since", "status", "to", "back_on",
          "inside", "missing", "astray")  # fmt: skip
HERE, COMING, AWAY, LATE, EVERY = "here", "coming", "away", "late", "every"
_PLACE, _ON = "place", "on"
_WHERE: dict[str, tuple[str, tuple[str, ...]]] = {
    HERE: ("AND at_place = ? AND status = 'here' ", (_PLACE,)),
    COMING: ("AND to_place = ? ", (_PLACE,)),
    AWAY: (
        "AND owner = ? AND status <> 'retired' AND (at_place <> owner OR status = 'on_way') ",
        (_PLACE,),
    ),
    LATE: (
        "AND back_on < ? AND status IN ('here', 'on_way') "
        "AND (at_place <> owner OR to_place <> owner) AND (? = '' OR owner = ? OR at_place = ?) ",
        (_ON, _PLACE, _PLACE, _PLACE),
    ),
    EVERY: ("AND status <> 'retired' ", ()),
}


class CrateRow(msgspec.Struct, frozen=True, kw_only=True):
    """A crate in a line; places by id, days as text. nr, owner: None where nobody told it here."""

    crate: str
    code: str
    nr: int | None
    owner: str | None
    room: int | None
    at: str | None
    since: str
    status: str
    to: str | None
    back_on: str | None
    inside: int
    missing: int
    astray: bool


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A copy of a crate. is_in: it lies in it as far as its own story says. hold: packed for it."""

    copy: str
    code: str = ""
    title: str | None = None
    status: str = "unknown"
    holder: str | None = None
    is_in: bool = True
    hold: str | None = None


class Stay(msgspec.Struct, frozen=True, kw_only=True):
    """One journey of a crate. loans: of it where it stood, None where those are not held here."""

    nr: int
    of: str | None
    to: str | None
    sent_on: str
    back_on: str | None
    at: str | None
    received_on: str
    copies: int
    missing: int
    surplus: int
    loans: int | None = None


def crates(node: Node, which: str, *, place: str, on: str, most: int = 500) -> list[CrateRow]:
    """Crates that stand here, come here, are away from here, are late, or every one."""
    where, asked = _WHERE[which]
    values = tuple(place if one == "place" else on for one in asked)
    sql = f"{_CRATE}{where}ORDER BY nr, code LIMIT ?"
    return [_row(row) for row in node.store.query(sql, (node.tenant, *values, most))]


def crate_row(node: Node, crate: str) -> CrateRow | None:
    """One crate, or None where nobody ever spoke of it here."""
    rows = node.store.query(f"{_CRATE}AND subject = ?", (node.tenant, crate))
    return _row(rows[0]) if rows else None


def _row(row: tuple[Any, ...]) -> CrateRow:
    told = dict(zip(_NAMES, row, strict=True))
    return CrateRow(**{**told, "astray": bool(told["astray"])})


def contents(node: Node, state: CrateState) -> list[Content]:
    """The copies of a crate, in the order of packing; those of which nothing else is known too."""
    coming = state.under_way
    listed = coming.copies if coming is not None and coming.copies else state.inside
    holds = dict(state.for_holds)
    known: dict[str, tuple[Any, ...]] = {}
    for at in range(0, len(listed), AT_ONCE):
        some = listed[at : at + AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = node.store.query(
            "SELECT subject, code, title, status, holder, crate FROM copy "  # noqa: S608
            f"WHERE tenant = ? AND subject IN ({marks})",
            (node.tenant, *some),
        )
        known |= {row[0]: row for row in rows}
    found = []
    for copy in listed:
        row = known.get(copy)
        if row is None:
            found.append(Content(copy=copy, hold=holds.get(copy)))
            continue
        _, code, title, status, holder, crate = row
        is_in = status not in (ON_LOAN, LOST, WITHDRAWN) and crate in (None, state.subject)
        found.append(
            Content(
                copy=copy,
                code=code or "",
                title=title,
                status=status or "",
                holder=holder,
                is_in=is_in,
                hold=holds.get(copy),
            )
        )
    return found


def stays(node: Node, crate: str) -> list[Stay]:
    """Every journey of a crate, the newest first, with the loans at the place where it stood."""
    rows = node.store.query(
        "SELECT nr, from_place, to_place, sent_on, back_on, at_place, received_on, copies, "
        "missing, surplus FROM crate_journey WHERE tenant = ? AND subject = ? ORDER BY nr DESC",
        (node.tenant, crate),
    )
    names = ("nr", "of", "to", "sent_on", "back_on", "at", "received_on", "copies", "missing",
             "surplus")  # fmt: skip
    found, left_on = [], "9999-12-31"
    for row in rows:
        one = Stay(**dict(zip(names, row, strict=True)))
        if one.received_on and knows_loans(node, one.at):
            count = _loans(node, crate, one, until=left_on)
            one = msgspec.structs.replace(one, loans=count)
        found.append(one)
        left_on = one.sent_on or left_on
    return found


def _loans(node: Node, crate: str, stay: Stay, *, until: str) -> int:
    ((count,),) = node.store.query(
        "SELECT count(*) FROM crate_load d "
        "JOIN loan l ON l.tenant = d.tenant AND l.subject = d.copy "
        "WHERE d.tenant = ? AND d.subject = ? AND d.nr = ? AND l.place = ? "
        "AND l.lent_on >= ? AND l.lent_on <= ?",
        (node.tenant, crate, stay.nr, stay.at, stay.received_on, until),
    )
    return int(count)


def knows_loans(node: Node, place: str | None) -> bool:
    """Whether the loans of a place are held here, so that none counted means none made."""
    return place is not None and (
        node.store.identity.role == HUB or node.store.standings is None or place == node.own_place()
    )


def been_at(node: Node, place: str, *, since: str) -> frozenset[str]:
    """Titles that came to a place with a crate from that day on."""
    rows = node.store.query(
        "SELECT DISTINCT c.title FROM crate_load d JOIN copy c ON c.tenant = d.tenant "
        "AND c.subject = d.copy WHERE d.tenant = ? AND d.at_place = ? AND d.received_on >= ?",
        (node.tenant, place, since),
    )
    return frozenset(row[0] for row in rows if row[0])


def where_of(node: Node, copy: str) -> tuple[int | None, str | None, str | None, str] | None:
    """(number of the crate, place where it is or goes, until when, state) of a copy in a crate."""
    rows = node.store.query(
        "SELECT r.nr, coalesce(r.to_place, r.at_place), c.crate_until, c.status FROM copy c "
        "JOIN crate r ON r.tenant = c.tenant AND r.subject = c.crate "
        "WHERE c.tenant = ? AND c.subject = ?",
        (node.tenant, copy),
    )
    return rows[0] if rows else None


def copies_of(node: Node, titles: Sequence[str]) -> dict[str, int]:
    """How many copies of each title the stock has, as far as is known here."""
    found: dict[str, int] = {}
    for at in range(0, len(titles), AT_ONCE):
        some = titles[at : at + AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = node.store.query(
            "SELECT title, count(*) FROM copy WHERE tenant = ? "  # noqa: S608
            f"AND status NOT IN ('lost', 'withdrawn', 'unregistered') AND title IN ({marks}) "
            "GROUP BY title",
            (node.tenant, *some),
        )
        found |= dict(rows)
    return found


def scarce_titles(node: Node, counts: Mapping[str, int], limits: Limits) -> list[dict[str, Any]]:
    """Of these titles those with fewer copies than the programme wants, by name."""
    found = scarce(counts, limits)
    return [
        {"words": said.title, "n": n}
        for title, n in sorted(found.items())
        if (said := node.store.state(title, "title").described) is not None
    ]
