"""The reading tables of what the programme counts besides lending, and their rows. Values only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tusach.library.agreements.story import AgreementState
from tusach.library.digital.story import OnlineUseState
from tusach.library.doubts.story import SpotcheckState
from tusach.library.gatherings.story import GatheringState
from tusach.library.quality.story import ModelState
from tusach.library.reports.story import ReportState
from tusach.library.visits.story import DayState
from tusach.library.workers.ability import NEVER, replaced_on
from tusach.library.workers.story import CourseState, WorkerState
from tusach.node.store.aim_rows import AIM_ROWS, AIM_TABLES
from tusach.node.store.assessment_rows import ASSESSMENT_ROWS, ASSESSMENT_TABLES
from tusach.node.store.money_rows import MONEY_ROWS, MONEY_TABLES
from tusach.node.store.protocol import TableRows
from tusach.node.store.table import Table

_Head = tuple[str, str]

PROGRAMME_TABLES = (
    # Days on which a place was open and nobody came.
    Table(
        "empty_day",
        ("place TEXT", "on_day TEXT"),
        indexes=("tenant, place, on_day",),
        nouns=("day",),
    ),
    # Who does library work where; one row for each stretch of it.
    Table(
        "work",
        (
            "fact TEXT",
            "place TEXT",
            "how TEXT",
            "valid_from TEXT",
            "valid_until TEXT",
            "staff TEXT",
        ),
        key=("fact",),
        indexes=("tenant, place, valid_from",),
        nouns=("worker",),
    ),
    Table(
        "course_result",
        (
            "fact TEXT",
            "course TEXT",
            "done_on TEXT",
            "attended INTEGER",
            "passed INTEGER",
            "valid_until TEXT",
            "ended_on TEXT",
            "certificate TEXT",
        ),
        key=("course",),
        indexes=("tenant, course",),
        nouns=("worker",),
    ),
    # One row for each item that was looked at.
    Table(
        "practice",
        (
            "fact TEXT",
            "item TEXT",
            "shown INTEGER",
            "seen_on TEXT",
            "valid_until TEXT",
            "ended_on TEXT",
        ),
        key=("fact", "item"),
        nouns=("worker",),
    ),
    Table(
        "course",
        (
            "names TEXT",
            "first TEXT",
            "last TEXT",
            "valid_months INTEGER",
            "organiser TEXT",
            "decision TEXT",
            "called_off INTEGER",
        ),
        indexes=("tenant, first",),
        nouns=("course",),
    ),
    Table("course_covers", ("what TEXT",), key=("what",), nouns=("course",)),
    # state: planned, held or cancelled. heads: NULL where nobody counted.
    Table(
        "gathering",
        (
            "place TEXT",
            "kind TEXT",
            "title TEXT",
            "first TEXT",
            "last TEXT",
            "state TEXT",
            "heads INTEGER",
            "titles INTEGER",
            "minute INTEGER",
        ),
        indexes=("tenant, place, first", "tenant, first", "tenant, place, last"),
        nouns=("gathering",),
    ),
    Table("gathering_heads", ("grp TEXT", "n INTEGER"), key=("grp",), nouns=("gathering",)),
    Table("gathering_language", ("language TEXT",), key=("language",), nouns=("gathering",)),
    # last_on: the last day of it, NULL until further notice.
    Table(
        "agreement",
        ("paper TEXT", "valid_from TEXT", "last_on TEXT", "partners TEXT"),
        indexes=("tenant, valid_from",),
        nouns=("agreement",),
    ),
    Table(
        "agreement_place",
        ("place TEXT",),
        key=("place",),
        indexes=("tenant, place",),
        nouns=("agreement",),
    ),
    Table("agreement_about", ("what TEXT",), key=("what",), nouns=("agreement",)),
    # What communes declare, and each decision about it; declared: 1 = by itself, without decision.
    Table(
        "model",
        (
            "fact TEXT",
            "unit TEXT",
            "declared INTEGER",
            "decision TEXT",
            "criteria TEXT",
            "valid_from TEXT",
            "valid_until TEXT",
            "withdrawn_on TEXT",
        ),
        key=("fact",),
        indexes=("tenant, unit", "tenant, valid_from"),
        nouns=("model",),
    ),
    Table(
        "model_place",
        ("fact TEXT", "place TEXT"),
        key=("fact", "place"),
        indexes=("tenant, place",),
        nouns=("model",),
    ),
    Table(
        "online_use",
        (
            "place TEXT",
            "offer TEXT",
            "month TEXT",
            "uses INTEGER",
            "people INTEGER",
            "source TEXT",
        ),
        indexes=("tenant, month, place", "tenant, place, month"),
        nouns=("use",),
    ),
    # unit: empty for the province. number, dated: of the paper, once it is issued.
    Table(
        "report",
        (
            "kind TEXT",
            "unit TEXT",
            "period TEXT",
            "frozen_on TEXT",
            "standing TEXT",
            "number INTEGER",
            "dated TEXT",
        ),
        indexes=("tenant, frozen_on",),
        nouns=("report",),
    ),
    *ASSESSMENT_TABLES,
    *AIM_TABLES,
    # Records of a place's month that were drawn to be checked. checked: loans or visits.
    Table(
        "spotcheck",
        ("place TEXT", "month TEXT", "checked TEXT", "drawn_on TEXT", "standing TEXT"),
        indexes=("tenant, place, month", "tenant, drawn_on"),
        nouns=("spotcheck",),
    ),
    *MONEY_TABLES,
)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _few(rows: Mapping[str, Iterable[tuple[Any, ...]]]) -> TableRows:
    """Without the tables that get no row."""
    found = {name: list(some) for name, some in rows.items()}
    return {name: some for name, some in found.items() if some}


def _worker(head: _Head, state: WorkerState) -> TableRows:
    works = [
        (*head, one.fact, one.place, one.how, one.valid_from, one.valid_until, state.staff)
        for one in state.works
    ]
    results = [
        (
            *head,
            one.fact,
            one.told.course,
            one.told.done_on,
            int(not one.told.missed),
            None if one.told.passed is None else int(one.told.passed),
            one.told.valid_until,
            one.ended_on,
            one.told.certificate,
        )
        for one in state.results
    ]
    practice = [
        (
            *head,
            one.fact,
            item,
            shown,
            one.told.seen_on,
            one.told.valid_until,
            _or_none(min(one.ended_on or NEVER, replaced_on(state, one, item))),
        )
        for one in state.observations
        for shown, items in ((1, one.told.shown), (0, one.told.lacking))
        for item in dict.fromkeys(items)
    ]
    rows = _few({"work": works, "course_result": results, "practice": practice})
    if state.erased_on is not None:
        rows["erasure"] = [(*head, "worker", state.erased_on)]
    return rows


def _or_none(day: str) -> str | None:
    return None if day == NEVER else day


def _course(head: _Head, state: CourseState) -> TableRows:
    said = state.offered
    if said is None:
        return {}
    row = (
        *head,
        _text(said.names),
        said.first,
        said.last,
        said.valid_months,
        said.organiser,
        said.decision,
        int(state.called_off is not None),
    )
    covers = [(*head, one) for one in dict.fromkeys(said.covers)]
    return _few({"course": [row], "course_covers": covers})


def _gathering(head: _Head, state: GatheringState) -> TableRows:
    said, held = state.told, state.held
    if said is None:
        return {}
    standing = "held" if held else "planned" if state.cancelled is None else "cancelled"
    row = (
        *head,
        said.place,
        said.kind,
        said.title,
        said.first,
        said.last or said.first,
        standing,
        state.heads,
        len(held.titles) if held else None,
        state.planned.minute if state.planned else None,
    )
    heads = dict(held.heads) if held else {}
    return _few(
        {
            "gathering": [row],
            "gathering_heads": [(*head, *one) for one in heads.items()],
            "gathering_language": [(*head, one) for one in dict.fromkeys(said.languages)],
        }
    )


def _agreement(head: _Head, state: AgreementState) -> TableRows:
    said = state.signed
    if said is None:
        return {}
    row = (*head, said.paper, said.valid_from, state.last_on, _text(said.partners))
    return _few(
        {
            "agreement": [row],
            "agreement_place": [(*head, one) for one in dict.fromkeys(said.places)],
            "agreement_about": [(*head, one) for one in dict.fromkeys(said.about)],
        }
    )


def _model(head: _Head, state: ModelState) -> TableRows:
    rows: list[tuple[Any, ...]] = []
    places: list[tuple[Any, ...]] = []
    if state.declared is not None:
        said = state.declared
        row = (*head, "", said.unit, 1, "", said.criteria, said.valid_from, None, None)
        rows.append(row)
        places += [(*head, "", one) for one in dict.fromkeys(said.places)]
    for one in state.recognitions:
        told = one.told
        rows.append(
            (
                *head,
                one.fact,
                told.unit,
                0,
                told.decision,
                told.criteria,
                told.valid_from,
                told.valid_until,
                one.withdrawn_on,
            )
        )
        places += [(*head, one.fact, place) for place in dict.fromkeys(told.places)]
    return _few({"model": rows, "model_place": places})


def _online_use(head: _Head, state: OnlineUseState) -> TableRows:
    said = state.counted
    if said is None:
        return {}
    row = (*head, said.place, said.offer, said.month, said.uses, said.people, said.source)
    return {"online_use": [row]}


def _report(head: _Head, state: ReportState) -> TableRows:
    if state.frozen is None:
        return {}
    said, issued = state.frozen.told, state.issued.told if state.issued else None
    row = (
        *head,
        said.kind,
        said.unit,
        said.period,
        state.frozen.on,
        state.standing,
        issued.number if issued else None,
        issued.dated if issued else None,
    )
    return {"report": [row]}


def _spotcheck(head: _Head, state: SpotcheckState) -> TableRows:
    if state.drawn is None:
        return {}
    said = state.drawn.told
    row = (*head, state.place, said.month, said.of, state.drawn.on, state.standing)
    return {"spotcheck": [row]}


def _day(head: _Head, state: DayState) -> TableRows:
    return {"empty_day": [(*head, state.place, state.on)]} if state.place is not None else {}


PROGRAMME_ROWS: dict[str, Callable[[_Head, Any], TableRows]] = {
    "day": _day,
    "worker": _worker,
    "course": _course,
    "gathering": _gathering,
    "agreement": _agreement,
    "model": _model,
    "use": _online_use,
    "report": _report,
    **ASSESSMENT_ROWS,
    **AIM_ROWS,
    "spotcheck": _spotcheck,
    **MONEY_ROWS,
}
