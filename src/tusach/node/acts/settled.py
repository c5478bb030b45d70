"""People of periods that are over, counted while it is known of every loan whose it was.

Each place's own library counts its place, a hub its communes and the province. It happens by
itself, once a day and before anything is removed; what is not whole any more is not told.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library.habit import facts, settling
from tusach.library.habit.facts import (
    PeopleSettled,
    ReadersSettled,
    SettledFigure,
    settlement_subject,
)
from tusach.library.habit.story import SettlementState
from tusach.library.programme.definition import Definition, Reading
from tusach.library.programme.evaluate import Figure, of_links
from tusach.library.programme.parts import narrowed
from tusach.library.programme.periods import PERIOD_KINDS, Period, period, period_of
from tusach.library.programme.reading_in import definition_hash
from tusach.node.acts.counted_by import counts_all, counts_for
from tusach.node.acts.definitions import definition_of, definitions
from tusach.node.acts.node import Node
from tusach.node.store import figure_sql, linking
from tusach.node.store.cells import Asked
from tusach.node.store.figure_sql import Looking
from tusach.node.store.purging import Link
from tusach.node.store.sql import SqlReading

log = logging.getLogger("tusach.settled")


class Where(msgspec.Struct, frozen=True, order=True):
    """Of whom: level as `facts` names it, of: the place or the commune."""

    level: str
    of: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """What a figure is asked with, so that it is of these alone."""
        return {} if self.level == facts.PROVINCE else {self.level: self.of}


class Settled(msgspec.Struct, frozen=True):
    """A figure that was told while all was known. story: its subject; loans: of that time."""

    figure: Figure
    story: str
    loans: int
    on: str


def settle(node: Node, going: Sequence[Link] = ()) -> int | None:
    """Tell what is whole of the periods just over, and of those that these links begin to leave.

    Returns the number of facts told; None where they could not be told.
    """
    with node.store.engine.own_look() as look:
        found = sorted(set(_wanted(node, look, going)))
        wanted = [one for one in found if not _is_told(node, look, *one)]
    if not wanted:
        return 0
    drafts: list[Draft] = []
    with linking.linked_look(node.store) as look:
        for over, where in wanted:
            drafts.extend(_drafts(node, look, where, over))
    done = node.store.tell(None, drafts) if drafts else None
    if isinstance(done, Refusal):
        log.warning("people could not be counted, nothing is purged: %s", done.code)
        return None
    return len(drafts)


def settled(look: Looking, asked: Asked) -> Settled | None:
    """What was told of this figure while all was known; None where nothing was.

    A commune (or the province) in which one place alone lent in the period is that place.
    """
    unit = asked.unit
    found = _told(look, asked, Where(facts.UNIT, unit) if unit else Where(facts.PROVINCE))
    if found is not None or not _is_of_loans(asked.reading):
        return found
    places = _lending(look, asked.over, unit)
    return _told(look, asked, Where(facts.PLACE, places[0])) if len(places) == 1 else None


def of_month(node: Node, place: str, month: str) -> Settled | None:
    """The people who read at a place in a month, as they were settled at its close."""
    said, over = definition_of(node, "active_borrowers"), period(month)
    reading = said.read_as("with_inside") if said is not None else None
    if said is None or reading is None or over is None:  # the province counts them otherwise
        return None
    with node.store.engine.own_look() as look:
        return _told(look, Asked(said, reading, over), Where(facts.PLACE, place))


def later(look: Looking, over: Period, *, unit: str = "", loans: int) -> int:
    """How many loans of the period were told, or taken back (below 0), since it was settled."""
    where = Where(facts.UNIT, unit) if unit else Where(facts.PROVINCE)
    return _loans(look, over, where) - loans


def of_people(node: Node) -> Iterator[tuple[Definition, Reading]]:
    """Every reading of every indicator that asks whose a loan was."""
    for said in definitions(node):
        for reading in said.readings:
            if of_links(reading):
                yield said, reading


def just_over(today: str) -> Iterator[Period]:
    """Of each kind of period the one that ended last."""
    for kind in PERIOD_KINDS:
        begun = date.fromisoformat(period_of(kind, today).first)
        yield period_of(kind, (begun - timedelta(days=1)).isoformat())


def _wanted(node: Node, look: Looking, going: Sequence[Link]) -> Iterator[tuple[Period, Where]]:
    today = node.today()
    for over in just_over(today):
        yield from ((over, where) for where in _wheres(node, _lending(look, over, "")))
    of_loans = {(one.place, one.lent_on) for one in going if one.is_loan}
    for place, on in of_loans:
        wheres = list(_wheres(node, [place]))
        for kind in PERIOD_KINDS:
            over = period_of(kind, on)
            if over.last < today:
                yield from ((over, where) for where in wheres)


def _wheres(node: Node, places: Iterable[str]) -> Iterator[Where]:
    is_wide = counts_all(node)
    for place in places:
        if counts_for(node, place):
            yield Where(facts.PLACE, place)
        if is_wide:
            yield Where(facts.PROVINCE)
            unit = node.place(place).unit
            if unit:
                yield Where(facts.UNIT, unit)


def _is_told(node: Node, look: Looking, over: Period, where: Where) -> bool:
    """Whether it was settled, and nothing of that time was told since."""
    state = _state(node, over, where)
    return state.settled is not None and state.settled.loans == _loans(look, over, where)


def _state(node: Node, over: Period, where: Where) -> SettlementState:
    subject = settlement_subject(node.tenant, level=where.level, of=where.of, period=over.name)
    found: SettlementState = node.store.state(subject, "settlement")
    return found


def _drafts(node: Node, look: SqlReading, where: Where, over: Period) -> tuple[Draft, ...]:
    loans = _loans(look, over, where)
    figures = settling.in_order(_figures(node, look, where, over))
    if not figures:
        return ()
    place = where.of if where.level == facts.PLACE else None
    told = (over.name, over.first, over.last, loans, figures)
    body = PeopleSettled(*told, where.of) if place is None else ReadersSettled(*told)
    drafts = settling.settle(_state(node, over, where), body, on=node.today(), place=place)
    return () if isinstance(drafts, Refusal) else drafts


def _figures(node: Node, look: SqlReading, where: Where, over: Period) -> Iterator[SettledFigure]:
    for said, reading in of_people(node):
        if over.kind not in said.periods:
            continue
        found = figure_sql.figure(look, reading, over, today=node.today(), **where.filters)
        if found.num is None:
            continue
        yield SettledFigure(
            indicator=said.id,
            reading=reading.id,
            definition=definition_hash(said),
            num=found.num,
            den=found.den,
            groups=_groups(look, Asked(said, reading, over), where, total=found.num),
        )


def _groups(
    look: SqlReading, asked: Asked, where: Where, *, total: int
) -> tuple[facts.SettledGroup, ...]:
    counted: dict[tuple[str, str], int] = {}
    if total < 2 * asked.definition.privacy.min_cell:
        return ()  # no two groups are large enough, so none is told
    for band, sex in look.rows(
        "SELECT DISTINCT coalesce(age_band, ''), coalesce(sex, '') FROM reader WHERE tenant = ?",
        look.tenant,
    ):
        one = narrowed(narrowed(asked.reading, "age_band", band), "sex", sex)
        over = asked.over
        found = figure_sql.figure(look, one, over, today=over.last, **where.filters)
        if found.num:
            counted[band, sex] = found.num
    return settling.groups(counted, least=asked.definition.privacy.min_cell, total=total)


def _told(look: Looking, asked: Asked, where: Where) -> Settled | None:
    rows = look.rows(
        "SELECT subject, num, den, loans, told_on FROM settlement WHERE tenant = ? "
        "AND period = ? AND of_subject = ? AND level = ? AND indicator = ? AND reading = ? "
        "AND definition = ?",
        look.tenant,
        asked.over.name,
        where.of,
        where.level,
        asked.definition.id,
        asked.reading.id,
        definition_hash(asked.definition),
    )
    if not rows:
        return None
    ((story, num, den, loans, on),) = rows
    return Settled(Figure(num, den), story, loans, on)


def _is_of_loans(reading: Reading) -> bool:
    sides = (reading.numerator, reading.denominator)
    return all(one.source == "borrowing" for side in sides if side for one in side.looks_at)


def _lending(look: Looking, over: Period, unit: str) -> list[str]:
    """The places that lent in a period."""
    in_unit, more = (" AND p.unit = ?", [unit]) if unit else ("", [])
    rows = look.rows(
        "SELECT DISTINCT l.place FROM loan l JOIN place p ON p.tenant = l.tenant "  # noqa: S608
        f"AND p.subject = l.place WHERE l.tenant = ? AND l.lent_on BETWEEN ? AND ?{in_unit}",
        look.tenant,
        over.first,
        over.last,
        *more,
    )
    return [place for (place,) in rows]


def _loans(look: Looking, over: Period, where: Where) -> int:
    asked, more = {
        facts.PLACE: (" AND l.place = ?", [where.of]),
        facts.UNIT: (" AND p.unit = ?", [where.of]),
        facts.PROVINCE: ("", []),
    }[where.level]
    rows = look.rows(
        "SELECT count(*) FROM loan l LEFT JOIN place p ON p.tenant = l.tenant "  # noqa: S608
        f"AND p.subject = l.place WHERE l.tenant = ? AND l.lent_on BETWEEN ? AND ?{asked}",
        look.tenant,
        over.first,
        over.last,
        *more,
    )
    return int(rows[0][0])
