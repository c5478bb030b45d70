"""Whose rule holds for a copy at a desk, and what stands at that desk: calendar, visits, ages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import msgspec

from tusach.library.copies.ages import Ages, born_in
from tusach.library.copies.checks import is_past, material_of
from tusach.library.copies.desk import Desk
from tusach.library.copies.policy import HOLDER, OWNER, Lending
from tusach.library.copies.states import CopyState, Loan
from tusach.library.places.visits import Visits
from tusach.library.profile.lending import AgeBand, ReaderGroup
from tusach.library.readers.story import ReaderState
from tusach.node.acts.node import At, Node

NO_VISITS = Visits()


def governor(node: Node, copy: CopyState, at: At, loan: Loan | None = None) -> str:
    """The place whose rule and calendar hold: of a loan that is open, the one it was made under.

    Else the desk, the place whose hands the copy is in, or its owner, as the rule of governing
    says; the desk where that place is not known here or is no more.
    """
    if loan is not None:
        return loan.governed_by if _serves(node, loan.governed_by, at.on) else at.place
    word = node.governing(at.place, on=at.on)
    found = {HOLDER: copy.holder, OWNER: copy.owner}.get(word)
    return found if found and _serves(node, found, at.on) else at.place


def _serves(node: Node, place: str, on: str) -> bool:
    state = node.place(place)
    return state.founded_on is not None and (state.closed_on is None or on < state.closed_on)


def policy_of(
    node: Node, copy: CopyState, group: str, at: At, *, governed_by: str | None = None
) -> Lending:
    """How this copy is lent to this group of readers here."""
    place = at.place if governed_by is None else governed_by
    return node.lending(place, group=group, material=material_of(copy), on=at.on)


def desk(node: Node, at: At, *, governed_by: str | None = None, visits: Visits = NO_VISITS) -> Desk:
    """The circumstances of an act, as the rules want them."""
    place = at.place if governed_by is None else governed_by
    return Desk(
        place=at.place,
        on=at.on,
        today=node.today(),
        governed_by=place,
        calendar=node.calendar(place, at.on),
        blocks=node.profile.lending.blocks,
        visits=visits,
    )


def lending_desk(
    node: Node, at: At, policy: Lending, *, governed_by: str, home: str | None
) -> Desk:
    """The desk with the visits to where the copy will be brought back, where the rule asks."""
    if not policy.until_next_visit:
        return desk(node, at, governed_by=governed_by)
    stop = stop_of(node, at.place, on=at.on, home=home)
    return desk(node, at, governed_by=governed_by, visits=visits_to(node, stop, at.on))


def visits_to(node: Node, place: str | None, on: str) -> Visits:
    """The dated visits to a place, and the single days on which nobody is served there."""
    if place is None:
        return NO_VISITS
    return Visits(node.place(place).visits, node.calendar(place, on).closed)


def stop_of(node: Node, place: str, *, on: str, home: str | None) -> str | None:
    """Where what is lent at a place will be brought back: the place itself, or a vehicle's stop.

    A vehicle's stop is the one it is dated to visit that day; of several the reader's own place.
    On a day without one it is the reader's own place where that vehicle comes there; else unknown.
    home: the reader's own place.
    """
    if not moves(node, place):
        return place
    stops = stops_of(node, place)
    today = sorted(stop for stop, day in stops if day == on)
    if home in today or len(today) != 1:
        return home if home is not None and any(stop == home for stop, _ in stops) else None
    return today[0]


def moves(node: Node, place: str) -> bool:
    """Whether a place serves where it stops."""
    kind = node.place(place).kind
    return any(one.code == kind and one.moves for one in node.profile.places.kinds)


def stops_of(node: Node, vehicle: str) -> list[tuple[str, str]]:
    """(place, day) of every visit of a vehicle that was not called off."""
    rows = node.store.query(
        "SELECT subject, day FROM place_visit WHERE tenant = ? AND vehicle = ? AND called_off = 0",
        (node.tenant, vehicle),
    )
    return [(str(place), str(day)) for place, day in rows]


def ages_of(node: Node, state: ReaderState, on: str) -> Ages | None:
    """What is known of a reader's age: by the year of birth, else by age band, else by group."""
    rows = node.store.vault.query(
        "SELECT birth_year FROM reader_name WHERE reader = ?", (state.subject,)
    )
    if rows and rows[0][0]:
        return born_in(int(rows[0][0]), on)
    lending = node.profile.lending
    return _bounds(lending.age_bands, state.age_band) or _bounds(lending.reader_groups, state.group)


def _bounds(known: Collection[AgeBand] | Collection[ReaderGroup], code: str) -> Ages | None:
    one = next((one for one in known if code and one.code == code), None)
    if one is None or (one.age_from is None and one.age_until is None):
        return None
    return Ages(one.age_from or 0, one.age_until)


def is_late(node: Node, due_on: str | None, rule: str | None, on: str) -> bool:
    """Whether a loan is past its date and its rule's days of grace, on a day."""
    return bool(due_on) and is_past(due_on or "", on, node.grace().get(rule or "", 0))


class Late(msgspec.Struct, frozen=True):
    """Which open loans are late: a clause over due date and lending rule, with its values."""

    clause: str
    values: tuple[str, ...]


def late(node: Node, on: str, *, due: str = "due_on", rule: str = "loan_rule") -> Late:
    """The clause for loans past their date and their rule's days of grace, on a day.

    due, rule: names of the columns.
    """
    clause, values = f"{due} < ?", [on]
    by_days: dict[int, list[str]] = {}
    for fact, days in node.grace().items():
        by_days.setdefault(days, []).append(fact)
    for days, facts in sorted(by_days.items()):
        least = date.fromordinal(date.fromisoformat(on).toordinal() - days).isoformat()
        marks = ", ".join("?" * len(facts))
        clause += f" AND NOT (coalesce({rule}, '') IN ({marks}) AND {due} >= ?)"
        values += [*sorted(facts), least]
    return Late(clause, tuple(values))
