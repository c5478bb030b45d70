"""Figures of this ledger: a value, what it stands on, who was heard from, and what proves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import msgspec
from msgspec.structs import replace

from tusach.library.programme.aims import Line, line_of
from tusach.library.programme.definition import Definition, Reading
from tusach.library.programme.evaluate import (
    FORGOTTEN,
    SILENT,
    Evidence,
    Figure,
    Span,
    earlier,
    of_links,
    span_of,
)
from tusach.library.programme.growth import growth
from tusach.library.programme.periods import Period
from tusach.library.programme.reading_in import definition_hash
from tusach.library.programme.sources import OF_PERSONS
from tusach.library.targets.pace import missing, units_wanted
from tusach.node.acts import aims, settled
from tusach.node.acts.aims import Baseline
from tusach.node.acts.definitions import definition_of as definition_of
from tusach.node.acts.definitions import definitions as definitions
from tusach.node.acts.definitions import shipped as shipped
from tusach.node.acts.definitions import shipped_of as shipped_of
from tusach.node.acts.node import Node
from tusach.node.acts.settled import Settled
from tusach.node.store import cells, figure_sql, known_then, linking
from tusach.node.store.cells import Asked, Ledger
from tusach.node.store.figure_sql import Looking
from tusach.node.store.people_counted import Known


class Look:
    """The reading tables of a node, as figures ask them."""

    has_links = False

    def __init__(self, node: Node) -> None:
        self.tenant = node.tenant
        self._store = node.store

    def rows(self, sql: str, *params: Any) -> list[Any]:
        """The rows of a statement."""
        return list(self._store.query(sql, params))

    def arrival(self) -> int:
        """The number of the newest fact."""
        with self._store.engine.reading() as ledger:
            return ledger.arrival()


Knowing = Ledger


class Moment(msgspec.Struct, frozen=True):
    """arrival: the newest fact that was known. today: which day it was."""

    arrival: int
    today: str


class Silent(msgspec.Struct, frozen=True):
    """A place from which no visit of the period was heard. since: last day heard of, if any."""

    place: str
    since: str | None


class Coverage(msgspec.Struct, frozen=True):
    """due: places that were there at the end. up_to: last day of which visits were told."""

    due: int
    heard: int
    up_to: str | None
    silent: tuple[Silent, ...]


class Aim(msgspec.Struct, frozen=True):
    """By the end of year `at` so many are wanted, and so many are still missing."""

    at: int
    wanted: int
    missing: int


class Answer(msgspec.Struct, frozen=True):
    """A figure with its definition, and the number of the last fact that it knows.

    today: the day on which it was so, where that is not now. settled: what was told of it while
    it was known of every loan whose it was, where it is not known any more. baseline: declared,
    what it is held against; None = what was counted. line: the target, None = the definition's.
    """

    definition: Definition
    reading: Reading
    over: Period
    figure: Figure
    hash: str
    frontier: int
    unit: str = ""
    today: str = ""
    settled: Settled | None = None
    baseline: Baseline | None = None
    line: Line | None = None

    @property
    def grown(self) -> tuple[int, int] | None:
        """Growth as a fraction, where the reading is of growth: 1/10 = 10 %."""
        before = earlier(self.reading, self.over)
        if before is None or self.figure.num is None or self.figure.den is None:
            return None
        kind = self.reading.growth
        found = kind and growth(
            kind, self.figure.num, self.figure.den, self.over.year - before.year
        )
        return (found.numerator, found.denominator) if found is not None else None

    @property
    def aim(self) -> Aim | None:
        """The next milestone of the province, where it asks for whole things."""
        num, den = self.figure.num, self.figure.den
        line = self.line or line_of(self.definition)
        ahead = line.following(self.over.year)
        if num is None or self.unit or ahead is None or self.reading.growth is not None:
            return None
        year, value = ahead
        percent = Fraction(value)
        if den is None:
            return Aim(year, value, max(0, value - num))
        if line.rounding == "exact":
            return None
        return Aim(year, units_wanted(percent, den), missing(num, percent, den))


def answer(
    node: Node, said: Definition, reading: Reading, over: Period, *, unit: str = ""
) -> Answer:
    """The figure as this ledger knows it now."""
    return answers(node, [Asked(said, reading, over, unit)])[0]


def answers(node: Node, asked: Sequence[Asked], *, only_settled: bool = False) -> list[Answer]:
    """The figures as this ledger knows them now, all of one moment; what was counted is kept.

    only_settled: of people who borrowed only what was told at the close of a period.
    """
    engine = node.store.engine
    with engine.reading():
        look = Look(node)
        known = aims.told(look)
        baselines = [known.baseline(one) for one in asked]
        plain = [aims.without_baseline(*pair) for pair in zip(asked, baselines, strict=True)]
        found = cells.counted(look, plain, today=node.today())
        frontier = look.arrival()
    cells.keep(engine, found)
    hashes = {id(one.definition): definition_hash(one.definition) for one in asked}
    answered = [
        Answer(
            definition=one.definition,
            reading=one.reading,
            over=one.over,
            figure=aims.over_baseline(figure, baseline),
            hash=hashes[id(one.definition)],
            frontier=frontier,
            unit=one.unit,
            baseline=baseline,
            line=known.line(one.definition),
        )
        for one, baseline, figure in zip(asked, baselines, found.figures, strict=True)
    ]
    if only_settled:
        with engine.reading():
            return [_as_told(look, one) if of_links(one.reading) else one for one in answered]
    if any(of_links(one.reading) for one in asked):
        return _with_people(node, answered)
    return answered


def _with_people(node: Node, answered: Sequence[Answer]) -> list[Answer]:
    """The same, with what is known of people; links are laid out only for what is not counted."""
    store, today = node.store, node.today()
    wanted = [_asked(one) for one in answered if of_links(one.reading)]
    with store.engine.reading():
        look = Look(node)
        known = Known(store.vault.version, look.arrival(), today)
        kept = [store.people_counted.found(known, one) for one in wanted]
        if None not in kept:
            figures = iter(kept)
            return [
                _or_as_told(look, one, figure)
                if of_links(one.reading) and (figure := next(figures)) is not None
                else one
                for one in answered
            ]
    version = store.vault.version
    with linking.linked_look(store) as people:
        known = Known(version, people.arrival(), today)
        found = [
            figure_sql.figure(people, one.reading, one.over, today=today, unit=one.unit)
            for one in wanted
        ]
        counted = iter(found)
        told = [
            _or_as_told(people, one, next(counted)) if of_links(one.reading) else one
            for one in answered
        ]
    if store.vault.version == version:  # else nobody knows of which vault it was counted
        for one, figure in zip(wanted, found, strict=True):
            store.people_counted.keep(known, one, figure)
    return told


def _asked(one: Answer) -> Asked:
    return Asked(one.definition, one.reading, one.over, one.unit)


def _as_told(look: Knowing, one: Answer) -> Answer:
    told = settled.settled(look, _asked(one))
    return one if told is None else replace(one, figure=told.figure, settled=told)


def _of_people(look: Knowing, one: Answer, *, today: str) -> Answer:
    """The figure while it is known whose the loans were, afterwards what was told before."""
    found = figure_sql.figure(look, one.reading, one.over, today=today, unit=one.unit)
    return _or_as_told(look, one, found)


def _or_as_told(look: Knowing, one: Answer, found: Figure) -> Answer:
    if found.lacking in (FORGOTTEN, SILENT):
        told = settled.settled(look, _asked(one))
        if told is not None:
            return replace(one, figure=told.figure, settled=told)
    return replace(one, figure=found)


def of_visits(over: Period, *, unit: str = "") -> Answer:
    """The visits of a period, not counted: only who was heard of them is asked.

    As the program itself has them: whatever the province says of its figures, a place was heard
    where its visits were told.
    """
    said = shipped_of("visits")
    reading = said.read_as("") if said else None
    assert said is not None and reading is not None  # it comes with the program
    return Answer(said, reading, over, Figure(None), hash="", frontier=0, unit=unit)


def chosen(node: Node) -> dict[str, str]:
    """The reading of each indicator that the province chose, else that of its definition."""
    with node.store.engine.reading():
        return aims.kept(Look(node), definitions(node))


@contextmanager
def then(node: Node, moment: Moment, asked: Reading | None = None) -> Iterator[Knowing]:
    """A look in which `answer_in`, `proof` and `coverage` say what was known at that moment.

    Whose a loan was is known as it is known now: what the law removed since stays removed.
    asked: the reading that is asked, so that nothing is laid out that it does not need.
    """
    tables = known_then.COUNTED if asked is None else known_then.tables_for(asked)
    with known_then.known_then(node.store, moment.arrival, tables) as look:
        if asked is None or of_links(asked):
            linking.lay(look, linking.known_of(node.store, then=True), today=moment.today)
        yield look


def moment_of_fact(node: Node, arrival: int) -> Moment | None:
    """When the fact of that number was the newest; None where there is none."""
    with node.store.engine.reading() as ledger:
        found = ledger.facts(arrival - 1, 1) if arrival > 0 else []
    if not found or found[0].arrival != arrival:
        return None
    return Moment(arrival, min(known_then.day_told(node.store, found[0]), node.today()))


def moment_of_day(node: Node, day: str) -> Moment | None:
    """The end of a day; None where it is not over or nothing was known yet."""
    if day >= node.today():
        return None
    arrival = known_then.arrival_on(node.store, day)
    return Moment(arrival, day) if arrival else None


def answer_in(look: Knowing, asked: Asked, *, today: str) -> Answer:
    """The figure as a look knows it that is not of now; nothing of it is kept."""
    said, known = asked.definition, aims.told(look)
    baseline = known.baseline(asked)
    plain = aims.without_baseline(asked, baseline)
    found = figure_sql.figure(look, plain.reading, asked.over, today=today, unit=asked.unit)
    made = Answer(
        definition=said,
        reading=asked.reading,
        over=asked.over,
        figure=aims.over_baseline(found, baseline),
        hash=definition_hash(said),
        frontier=look.arrival(),
        unit=asked.unit,
        today=today,
        baseline=baseline,
        line=known.line(said),
    )
    return _of_people(look, made, today=today) if of_links(asked.reading) else made


def answers_then(node: Node, asked: Sequence[Asked], *, today: str) -> list[Answer]:
    """The figures as this ledger knows them now, states as of a day; nothing of it is kept."""
    look = Look(node)
    if not any(of_links(one.reading) for one in asked):
        return [answer_in(look, one, today=today) for one in asked]
    with linking.linked_look(node.store) as people:
        return [
            answer_in(people if of_links(one.reading) else look, one, today=today) for one in asked
        ]


def counts_single_people(reading: Reading) -> bool:
    """Whether a side of it counts people one by one."""
    sides = (reading.numerator, reading.denominator)
    return any(one.source in OF_PERSONS for side in sides if side for one in side.looks_at)


def proof(node: Node, one: Answer, look: Knowing | None = None) -> tuple[Evidence, ...] | None:
    """What makes up the numerator; None where it would list single people."""
    numerator = one.reading.numerator
    if any(select.source in OF_PERSONS for select in numerator.selects):
        return None
    span = figure_sql.as_seen(look or Look(node), span_asked(node, one))
    sql, params = figure_sql.evidence_sql(numerator, one.reading.denominator, span, node.tenant)
    return _by_key((look or Look(node)).rows(sql, *params))


def _by_key(rows: Sequence[Any]) -> tuple[Evidence, ...]:
    """Rows of key, number and story as evidence: in order, the stories of one key together."""
    found: list[Evidence] = []
    for key, n, story in sorted({(key, int(n), story) for key, n, story in rows}):
        last = found[-1] if found else None
        if last is not None and last.key == key and last.n == n:
            found[-1] = Evidence(key, n, (*last.stories, story))
        else:
            found.append(Evidence(key, n, (story,)))
    return tuple(found)


def coverage(node: Node, one: Answer, look: Knowing | None = None) -> Coverage:
    """From how many places of the period visits were told, and which are silent since when."""
    asking: Looking = look or Look(node)
    span = figure_sql.as_seen(asking, span_asked(node, one))
    in_unit, more = figure_sql.in_units("p.unit", span)
    # Asked place by place: the last day is read off an index, however many visits there are.
    told: list[Any] = asking.rows(
        "SELECT p.subject, (SELECT max(v.on_day) FROM visit v WHERE v.tenant = p.tenant "  # noqa: S608
        "AND v.place = p.subject AND v.on_day <= ?), (SELECT max(e.on_day) FROM empty_day e "
        "WHERE e.tenant = p.tenant AND e.place = p.subject AND e.on_day <= ?) FROM place p "
        "WHERE p.tenant = ? AND p.founded_on <= ? AND p.unit IS NOT NULL "
        "AND (p.closed_on IS NULL OR p.closed_on > ?) "
        f"AND p.kind NOT LIKE ?{in_unit} ORDER BY p.subject",
        span.last,
        span.last,
        node.tenant,
        span.at,
        span.at,
        "%stop",
        *more,
    )
    rows = [(place, max(filter(None, days), default=None)) for place, *days in told]
    silent = tuple(Silent(place, on) for place, on in rows if on is None or on < one.over.first)
    heard = [on for _, on in rows if on is not None and on >= one.over.first]
    return Coverage(len(rows), len(heard), max(heard, default=None), silent)


def span_asked(node: Node, one: Answer) -> Span:
    """What the reading of an answer looks at."""
    return span_of(one.reading, one.over, today=one.today or node.today(), unit=one.unit)
