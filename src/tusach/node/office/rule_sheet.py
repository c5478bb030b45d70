"""The rules of one place as a table for its wall, and what stops a reader, with the acts it stops.

Groups stand in rows, kinds of material in columns; those that are lent alike share one.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec.structs import replace

from tusach.library.copies.policy import Lending
from tusach.library.profile.parts import in_force
from tusach.node.acts.governing import visits_to
from tusach.node.office.room import Room, in_office
from tusach.node.office.rule_form import groups_of, materials_of
from tusach.node.pages.why import duty
from tusach.node.people.access import Act, rule, staff


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def sheet(request: HttpRequest, room: Room, place: str) -> HttpResponse:
    """What a place lends to whom, on one page of paper."""
    held = room.node.place(place)
    if held.founded_on is None:
        raise Http404
    groups, materials = groups_of(room), materials_of(room)
    columns = _columns(room, place, [code for code, _name in groups], materials)
    lent = [one for one in columns if any(cell["lent"] for cell in one["cells"])]
    cells = [[one["cells"][nr] for one in lent] for nr in range(len(groups))]
    visit = visits_to(room.node, place, room.today).next_from(room.today)
    every = [cell for one in lent for cell in one["cells"]]
    values = {
        "held": held,
        "today": room.today,
        "columns": [one["names"] for one in lent],
        "rows": _rows([str(name) for _code, name in groups], cells),
        "inside": [name for one in columns if one not in lent for name in one["names"]],
        "duties": sorted({cell["duty"] for cell in every if cell["duty"]}),
        "last_days": sorted({cell["hard"] for cell in every if cell["hard"]}),
        "by_visit": any(cell["by_visit"] for cell in every),
        "next_visit": visit.day if visit else "",
        "blocks": blocks_of(room),
    }
    return render(request, "office/rule_sheet.html", values)


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def blocks(request: HttpRequest, room: Room) -> HttpResponse:
    """What stops a reader, from how many on, and which acts."""
    return render(request, "office/rule_blocks.html", {"blocks": blocks_of(room)})


def blocks_of(room: Room) -> list[dict[str, Any]]:
    """The block rules of the programme."""
    today = date.fromisoformat(room.today)
    return [
        {
            "words": room.words(one.names),
            "from_count": one.from_count,
            "acts": one.stops,
            "now": in_force(one, on=today),
            "counted": one.cause in ("overdue", "lost"),
            "citation": one.citation,
            "provisional": one.provisional,
        }
        for one in room.node.profile.lending.blocks
    ]


def _rows(names: list[str], cells: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The groups to which everything is lent alike, each once."""
    rows: list[dict[str, Any]] = []
    for name, row in zip(names, cells, strict=True):
        same = next((one for one in rows if one["cells"] == row), None)
        if same is None:
            rows.append({"names": [name], "cells": row})
        else:
            same["names"].append(name)
    return rows


def _columns(
    room: Room, place: str, groups: list[str], materials: list[tuple[str, Any]]
) -> list[dict[str, Any]]:
    """The materials that are lent alike, each once, with a cell for every group."""
    found: dict[tuple[Lending, ...], list[Any]] = {}
    for material, name in materials:
        lendings = tuple(
            _only_values(room.node.lending(place, group=one, material=material, on=room.today))
            for one in groups
        )
        found.setdefault(lendings, []).append(name)
    return [
        {"names": names, "cells": [_cell(one) for one in lendings]}
        for lendings, names in found.items()
    ]


def _only_values(told: Lending) -> Lending:
    return replace(told, rule=None, citation="")


def _cell(told: Lending) -> dict[str, Any]:
    return {
        "lent": bool(told.loan_days) and not told.inside_only,
        "days": told.loan_days,
        "by_visit": told.until_next_visit,
        "has_limit": told.limit is not None,
        "limit": told.limit,
        "renewals": told.renewals,
        "hard": told.hard_due_on or "",
        "duty": duty(told),
    }
