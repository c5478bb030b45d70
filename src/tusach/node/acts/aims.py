"""What this ledger was told of targets: chosen readings, milestones, declared baselines.

Nothing of it is kept beside figures: it is applied when a figure is read, so that a baseline told
later counts at once, and one that is taken back no longer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

import msgspec
from msgspec.structs import replace

from tusach.ledger.draft import Draft, Refusal
from tusach.library.programme import facts, telling
from tusach.library.programme.aims import (
    BaselineKey,
    Line,
    baseline_key,
    counted_alike,
    later_side,
    line_of,
    rebased,
)
from tusach.library.programme.definition import Definition, Reading
from tusach.library.programme.evaluate import Evidence, Figure
from tusach.library.programme.periods import Period, period
from tusach.node.acts.node import Node
from tusach.node.store.cells import Asked
from tusach.node.store.store import Done

_BASELINES = (
    "SELECT indicator, reading, period, unit, fact, subject, num, den, paper, dated, grade "
    "FROM baseline WHERE tenant = ?"
)
_TARGETS = (
    "SELECT indicator, reading, milestones, rounding, interpolate, year, paper, dated, fact "
    "FROM target WHERE tenant = ?"
)

Deed = Callable[[Any], tuple[Draft, ...] | Refusal]


class Looking(Protocol):
    """Whoever answers a statement with rows, for one tenant."""

    tenant: str

    def rows(self, sql: str, *params: Any) -> list[Any]:
        """The rows of a statement."""


class Baseline(msgspec.Struct, frozen=True):
    """A declared baseline that counts, with the fact that told it and its paper."""

    fact: str
    subject: str
    num: int
    den: int | None
    paper: str
    dated: str
    grade: str

    @property
    def proof(self) -> Evidence:
        """What proves a number that was declared: the fact that says so."""
        return Evidence(self.fact, self.num, (self.subject,))


class Aims(msgspec.Struct, frozen=True):
    """Everything that was told of targets, as one look knows it."""

    targets: Mapping[str, tuple[str, facts.TargetSet]]
    baselines: Mapping[BaselineKey, Baseline]

    def line(self, said: Definition) -> Line:
        """The target of an indicator: as it was told, else as the definition says it."""
        return line_of(said, *self.targets.get(said.id, ("", None)))

    def baseline(self, one: Asked) -> Baseline | None:
        """The declared baseline that a growth is held against; None where records count."""
        key = baseline_key(one.definition, one.reading, one.over, unit=one.unit)
        return self.baselines.get(key) if key is not None else None

    def beginning(
        self, said: Definition, reading: Reading, over: Period, *, unit: str = ""
    ) -> tuple[str, Fraction] | None:
        """Last day and value of the latest baseline declared before a period, where a line begins.

        Of growth there is none: it begins with 0 in its own first year.
        """
        if reading.growth is not None:
            return None
        alike = counted_alike(said, reading)
        found = []
        for (indicator, name, when, where), one in self.baselines.items():
            before = period(when)
            if (indicator, name, where) != (said.id, alike, unit) or before is None:
                continue
            if before.last < over.last:
                value = Fraction(100 * one.num, one.den) if one.den else Fraction(one.num)
                found.append((before.last, value))
        return max(found, default=None)


def told(look: Looking) -> Aims:
    """What is known of targets in this look, of now or of an earlier moment."""
    baselines = {tuple(row[:4]): Baseline(*row[4:]) for row in look.rows(_BASELINES, look.tenant)}
    return Aims({row[0]: _target(row) for row in look.rows(_TARGETS, look.tenant)}, baselines)


def _target(row: Any) -> tuple[str, facts.TargetSet]:
    milestones = tuple(facts.Milestone(*one) for one in json.loads(row[2]))
    return row[8], facts.TargetSet(row[0], row[1], milestones, *row[3:8])


def without_baseline(one: Asked, baseline: Baseline | None) -> Asked:
    """What has to be counted: where a baseline is declared, its later side alone."""
    return one if baseline is None else replace(one, reading=later_side(one.reading))


def over_baseline(figure: Figure, baseline: Baseline | None) -> Figure:
    """The figure over the declared baseline, where there is one."""
    return figure if baseline is None else rebased(figure, baseline.num)


# ---- telling ----


def at(node: Node, place: str | None = None) -> telling.At:
    """Today, at the place at which somebody works, else at that of this node, if it has one."""
    return telling.At(node.today(), place or node.own_place())


def baseline_of(node: Node, said: Definition | None, body: facts.BaselineDeclared) -> str:
    """The subject of a baseline: one for all readings that count the same."""
    reading = said.read_as(body.reading) if said is not None else None
    alike = counted_alike(said, reading) if said is not None and reading is not None else ""
    return facts.baseline_subject(
        node.tenant,
        indicator=body.indicator,
        reading=alike or body.reading,
        unit=body.unit,
        period=body.period,
    )


def tell(node: Node, by: str | None, noun: str, subject: str, *, deed: Deed) -> Done | Refusal:
    """What the rule makes of the story of a subject is told."""
    return node.store.act(by, lambda transaction: deed(transaction.state(subject, noun)))


def kept(look: Looking, said: Sequence[Definition]) -> dict[str, str]:
    """The chosen reading of each indicator."""
    aims = told(look)
    return {one.id: aims.line(one).reading for one in said}
