"""Does a report hold? Its values against definitions and evidence, without ledger or names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import msgspec

from tusach.ledger.ident import sha256
from tusach.library.programme.definition import Definition, Measure, Reading, wrong_in
from tusach.library.programme.evaluate import Evidence, earlier
from tusach.library.programme.periods import Period, period
from tusach.library.programme.proving import disproved
from tusach.library.reports.evidence import UNREADABLE, Proof, Proofs, is_of_persons, root
from tusach.library.reports.facts import ReportFrozen, ReportValue
from tusach.library.targets.pace import missing, units_wanted


class Fault(msgspec.Struct, frozen=True, order=True):
    """A line that does not hold. where: an indicator, or a file. code: worded by the node."""

    where: str
    code: str
    values: tuple[str, ...] = ()


class Aim(msgspec.Struct, frozen=True):
    """By the end of year `at` so many are wanted, and so many are still missing."""

    at: int
    wanted: int
    missing: int


class Checked(msgspec.Struct, frozen=True):
    """A value with what its definition says of it. proved: sides whose rows were counted anew."""

    value: ReportValue
    title: dict[str, str]
    aim: Aim | None
    proved: int


def definitions_of(
    files: Mapping[str, bytes],
) -> tuple[dict[str, Definition], tuple[Fault, ...]]:
    """Definitions by the hash of their bytes, and those that are none."""
    found: dict[str, Definition] = {}
    faults = []
    for name, raw in sorted(files.items()):
        try:
            said = msgspec.json.decode(raw, type=Definition)
        except UNREADABLE:
            faults.append(Fault(name, "definition_odd"))
            continue
        if wrong_in(said) or disproved(said):
            faults.append(Fault(name, "definition_fails"))
        found[sha256(raw)] = said
    return found, tuple(faults)


def checked(
    body: ReportFrozen, definitions: Mapping[str, Definition], proofs: Proofs
) -> tuple[tuple[Checked, ...], tuple[Fault, ...]]:
    """Every value that can be looked at, and every line that does not hold."""
    over = period(body.period)
    found: list[Checked] = []
    faults: list[Fault] = []
    if over is None:
        faults.append(Fault("report", "period_unknown", (body.period,)))
    if body.heard + body.silent > body.due:
        faults.append(Fault("report", "coverage_odd"))
    for name in sorted(set(proofs) - {one.indicator for one in body.values}):
        faults.append(Fault(name, "evidence_of_nothing"))
    for value in body.values:
        said = definitions.get(value.definition)
        reading = said.read_as(value.reading) if said is not None else None
        if said is None or reading is None or said.id != value.indicator:
            faults.append(Fault(value.indicator, "definition_missing", (value.definition,)))
            continue
        proof = proofs.get(value.indicator, Proof())
        proved, wrong = _sides(value, reading, proof)
        faults += wrong
        aim = aim_of(said, reading, value, over) if over is not None and not body.unit else None
        found.append(Checked(value, dict(said.title), aim, proved))
    return tuple(found), tuple(faults)


def aim_of(said: Definition, reading: Reading, value: ReportValue, over: Period) -> Aim | None:
    """The next milestone, where it asks for whole things: a number, or a share rounded up."""
    ahead = [one for one in said.milestones if one.at >= over.year]
    if value.num is None or not ahead or earlier(reading, over) is not None:
        return None
    following = min(ahead, key=lambda one: one.at)
    if value.den is None:
        return Aim(following.at, following.value, max(0, following.value - value.num))
    if said.rounding == "exact":
        return None
    percent = Fraction(following.value)
    wanted = units_wanted(percent, value.den)
    return Aim(following.at, wanted, missing(value.num, percent, value.den))


def _sides(value: ReportValue, reading: Reading, proof: Proof) -> tuple[int, list[Fault]]:
    if (value.num is None) != bool(value.lacking):
        return 0, [Fault(value.indicator, "lacking_odd")]
    below = reading.numerator if reading.growth is not None else reading.denominator
    sides = (
        _Side("num", value.num, reading.numerator, proof.num, value.num_root),
        _Side("den", value.den, below, proof.den, value.den_root),
    )
    proved = 0
    faults: list[Fault] = []
    for one in sides:
        wrong = [Fault(value.indicator, code, more) for code, more in _of_side(one)]
        faults += wrong
        proved += one.rows is not None and not wrong
    return proved, faults


class _Side(msgspec.Struct, frozen=True):
    """One part of a line. told: the root that the value names."""

    name: str
    number: int | None
    measure: Measure | None
    rows: Sequence[Evidence] | None
    told: str


def _of_side(side: _Side) -> Iterator[tuple[str, tuple[str, ...]]]:
    rows, measure = side.rows, side.measure
    if rows is None:
        listed = side.number is not None and measure is not None and not is_of_persons(measure)
        if listed or side.told:
            yield "evidence_missing", (side.name,)
        return
    if measure is None or is_of_persons(measure):
        yield "evidence_of_people", (side.name,)
    if root(rows) != side.told:
        yield "root_differs", (side.name,)
    if list(rows) != sorted(set(rows)):
        yield "evidence_twice", (side.name,)
    total = sum(one.n for one in rows)
    if total != side.number:
        yield "count_differs", (side.name, str(side.number), str(total))
