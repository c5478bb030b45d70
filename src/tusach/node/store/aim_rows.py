"""The reading tables of baselines, targets, definitions, people and tasks. Values only."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tusach.library.population.story import PopulationState
from tusach.library.programme.story import BaselineState, IndicatorState, TargetState
from tusach.library.tasks.story import TaskState
from tusach.node.store.protocol import TableRows
from tusach.node.store.table import Table

_Head = tuple[str, str]

AIM_TABLES = (
    # A declared baseline that counts. unit: empty for the province.
    Table(
        "baseline",
        (
            "fact TEXT",
            "indicator TEXT",
            "reading TEXT",
            "period TEXT",
            "unit TEXT",
            "num INTEGER",
            "den INTEGER",
            "paper TEXT",
            "dated TEXT",
            "grade TEXT",
        ),
        nouns=("baseline",),
    ),
    # A target as the province set it. milestones: pairs of year and value, as JSON.
    Table(
        "target",
        (
            "fact TEXT",
            "indicator TEXT",
            "reading TEXT",
            "milestones TEXT",
            "rounding TEXT",
            "interpolate TEXT",
            "year TEXT",
            "paper TEXT",
            "dated TEXT",
        ),
        nouns=("target",),
    ),
    # Every definition that was told. standing: in_force, disputed, earlier or withdrawn.
    Table(
        "indicator_told",
        (
            "fact TEXT",
            "indicator TEXT",
            "version INTEGER",
            "standing TEXT",
            "told_on TEXT",
            "paper TEXT",
            "dated TEXT",
            "definition TEXT",
        ),
        key=("fact",),
        nouns=("indicator",),
    ),
    # What was told of the people of a commune or ward. next_on: until the day before this one.
    Table(
        "population",
        (
            "fact TEXT",
            "unit TEXT",
            "counted_on TEXT",
            "next_on TEXT",
            "people INTEGER",
            "paper TEXT",
            "dated TEXT",
        ),
        key=("counted_on",),
        indexes=("tenant, unit, counted_on",),
        nouns=("population",),
    ),
    Table(
        "task",
        ("unit TEXT", "what TEXT", "due_on TEXT", "source TEXT", "part_of TEXT", "standing TEXT"),
        indexes=("tenant, standing, due_on", "tenant, unit"),
        nouns=("task",),
    ),
)


def _baseline(head: _Head, state: BaselineState) -> TableRows:
    if state.declared is None:
        return {}
    said = state.declared.told
    row = (
        *head,
        state.declared.fact,
        said.indicator,
        said.reading,
        said.period,
        said.unit,
        said.num,
        said.den,
        said.paper,
        said.dated,
        said.grade,
    )
    return {"baseline": [row]}


def _target(head: _Head, state: TargetState) -> TableRows:
    if state.now is None:
        return {}
    said = state.now.told
    milestones = json.dumps([[one.at, one.value] for one in said.milestones])
    row = (
        *head,
        state.now.fact,
        said.indicator,
        said.reading,
        milestones,
        said.rounding,
        said.interpolate,
        said.period,
        said.paper,
        said.dated,
    )
    return {"target": [row]}


def _indicator(head: _Head, state: IndicatorState) -> TableRows:
    rows = [
        (
            *head,
            one.fact,
            one.told.indicator,
            one.told.version,
            state.standing_of(one),
            one.on,
            one.told.paper,
            one.told.dated,
            one.told.definition,
        )
        for one in state.versions
    ]
    return {"indicator_told": rows} if rows else {}


def _population(head: _Head, state: PopulationState) -> TableRows:
    days = [one.told.counted_on for one in state.counts]
    rows = [
        (
            *head,
            one.fact,
            one.told.unit,
            one.told.counted_on,
            following,
            one.told.people,
            one.told.paper,
            one.told.dated,
        )
        for one, following in zip(state.counts, [*days[1:], None], strict=False)
    ]
    return {"population": rows} if rows else {}


def _task(head: _Head, state: TaskState) -> TableRows:
    if state.given is None:
        return {}
    said = state.given
    row = (*head, said.unit, said.what, said.due_on, said.source, said.of, state.standing)
    return {"task": [row]}


AIM_ROWS: dict[str, Callable[[_Head, Any], TableRows]] = {
    "baseline": _baseline,
    "target": _target,
    "indicator": _indicator,
    "population": _population,
    "task": _task,
}
