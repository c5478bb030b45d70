"""Where each target stands: value, milestones, what is asked by today, what is expected."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import msgspec
from msgspec.structs import replace

from tusach.library.programme import facts
from tusach.library.programme.aims import Line, asked_today, later_side, line_of, wanted, worth
from tusach.library.programme.definition import Definition, Growth
from tusach.library.programme.periods import Period, period, period_of
from tusach.node.acts import aims, figures, outlooks
from tusach.node.acts.figures import Answer
from tusach.node.acts.node import Node
from tusach.node.acts.outlooks import Expected
from tusach.node.store.cells import Asked


class Step(msgspec.Struct, frozen=True):
    """A milestone. wanted: so many of what is counted; missing: still; None = cannot be said.

    met: None where not enough is known. value: percent, or the number itself.
    """

    at: int
    value: int
    wanted: int | None
    missing: int | None
    met: bool | None


class Stand(msgspec.Struct, frozen=True):
    """A target as it stands. worth: the value as milestones say it. asked: the same by today.

    asked_units: how many of what is counted that are. expected: at the end of the period.
    """

    answer: Answer
    line: Line
    steps: tuple[Step, ...]
    worth: Fraction | None
    asked: Fraction | None
    asked_units: int | None
    expected: Expected

    @property
    def next(self) -> Step | None:
        """The milestone of this year, or the one after it."""
        return next((one for one in self.steps if one.at >= self.answer.over.year), None)


def stands(node: Node, over: Period | None = None) -> list[Stand]:
    """Every indicator with a target: those of the plan, and those the province set one for.

    over: a period for all of them; None: for each the year that runs, as its target counts years.
    """
    with node.store.engine.reading():
        known = aims.told(figures.Look(node))
    today = node.today()
    asked = []
    for said in figures.definitions(node):
        line = known.line(said)
        reading = said.read_as(line.reading)
        if line.milestones and reading is not None:
            asked.append(Asked(said, reading, over or period_of(line.year, today)))
    return [_stand(node, known, one) for one in figures.answers(node, asked)]


def _stand(node: Node, known: aims.Aims, one: Answer) -> Stand:
    return replace(_now(node, known, one), expected=outlooks.of_figure(node, one))


def standing(node: Node, found: Sequence[Answer]) -> list[Stand]:
    """How figures of the province stand to their targets, without what is expected."""
    with node.store.engine.reading():
        known = aims.told(figures.Look(node))
    return [_now(node, known, one) for one in found]


def _now(node: Node, known: aims.Aims, one: Answer) -> Stand:
    line, reading = known.line(one.definition), one.reading
    value = worth(reading, one.figure, one.grown)
    began = known.beginning(one.definition, reading, one.over)
    asked = asked_today(line, reading, one.over, today=node.today(), began=began)
    units = wanted(line, reading, one.figure, one.over, value=asked) if asked is not None else None
    steps = tuple(_step(one, line, value, each) for each in line.milestones)
    return Stand(one, line, steps, value, asked, units, Expected(lacking=outlooks.OVER))


def _step(one: Answer, line: Line, value: Fraction | None, milestone: tuple[int, int]) -> Step:
    """What a milestone asks for, measured in the period that is looked at."""
    (at, percent), num = milestone, one.figure.num
    found = wanted(line, one.reading, one.figure, one.over, value=Fraction(percent), by=at)
    missing = max(0, found - num) if found is not None and num is not None else None
    met = value >= percent if value is not None else None
    if one.reading.growth is not None and at > one.over.year:  # growth until then is more than now
        met = None if missing is None else missing == 0
    return Step(at, percent, found, missing, met)


def next_step(one: Answer, line: Line) -> Step | None:
    """The milestone of the figure's year, or the one after it, as a target has it."""
    value = worth(one.reading, one.figure, one.grown)
    ahead = line.following(one.over.year)
    return _step(one, line, value, ahead) if ahead is not None else None


def line_on(node: Node, said: Definition, day: str) -> Line:
    """The target as it was told by a day; a paper of that day holds whatever was set later."""
    subject = facts.target_subject(node.tenant, said.id)
    told: tuple[str, facts.TargetSet] | None = None
    for one in node.store.story(subject).held:
        if one.fact.on > day:
            continue
        if one.fact.kind == "target.set/1":
            told = one.id, msgspec.json.decode(one.fact.body, type=facts.TargetSet)
        elif one.fact.kind == "target.withdrawn/1":
            told = None
    return line_of(said, *told) if told else line_of(said)


def read_otherwise(one: Answer, line: Line) -> tuple[Growth, list[tuple[int, int]]] | None:
    """The other reading of a growth over a base year, and what each milestone asks for then.

    An average asks for growth on growth, growth in all does not: 30 % by 2045 are two numbers.
    """
    other: Growth
    match one.reading.growth:
        case "average":
            other = "cumulative"
        case "cumulative":
            other = "average"
        case _:
            return None
    reading = replace(one.reading, growth=other)
    asked = [
        (at, wanted(line, reading, one.figure, one.over, value=Fraction(value), by=at))
        for at, value in line.milestones
    ]
    known = [(at, n) for at, n in asked if n is not None]
    return (other, known) if known else None


class Commune(msgspec.Struct, frozen=True):
    """A commune with one figure: the period, and its months, oldest first, None = not known."""

    unit: str
    code: str
    answer: Answer
    months: tuple[int | None, ...]
    point: tuple[int, int] | None


def by_commune(node: Node, said: Definition, over: Period) -> list[Commune]:
    """A figure in each commune of the period's end, by code; by month where it adds up.

    Of growth only what is counted: a commune's first year is rarely known.
    """
    reading = said.read_as(figures.chosen(node)[said.id])
    assert reading is not None  # the chosen one is of this definition
    if reading.growth is not None:
        reading = later_side(reading)
    # The day as of which figures are read: a merger still to come has not happened on it.
    on = max(over.first, min(over.last, node.today()))
    units = node.store.query(
        "SELECT subject, code, latitude, longitude FROM unit WHERE tenant = ? AND valid_from <= ? "
        "AND (ended_on IS NULL OR ended_on > ?) ORDER BY code",
        (node.tenant, on, on),
    )
    months = _months(over, node.today()) if reading.numerator.sum else []
    asked = [
        Asked(said, reading, each, str(unit)) for unit, *_ in units for each in (over, *months)
    ]
    found = figures.answers(node, asked)
    many = 1 + len(months)
    return [
        Commune(
            str(unit),
            str(code),
            found[at * many],
            tuple(one.figure.num for one in found[at * many + 1 : (at + 1) * many]),
            None if latitude is None or longitude is None else (latitude, longitude),
        )
        for at, (unit, code, latitude, longitude) in enumerate(units)
    ]


def _months(over: Period, today: str) -> list[Period]:
    """The months of a period that have begun."""
    names = outlooks.months_from(over.first[:7], min(over.last, today)[:7])
    return [found for name in names if (found := period(name)) is not None]
