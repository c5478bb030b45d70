"""Planned, spent and left as the page, the file and the command line have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.exchange.sheets.writing import Table
from tusach.library.money.facts import PLANNED, SPENT
from tusach.library.money.sums import Entry, Sum, by_task, chosen, summed
from tusach.node.acts import money as acts
from tusach.node.pages.writing import number, term
from tusach.node.wording.values import in_language


def side_words(side: str) -> str:
    """Planned or spent."""
    return {PLANNED: _("Planned"), SPENT: _("Spent")}[side]


def task_words(code: str) -> str:
    """A task with its number; a code that a newer version of the program knows stands as it is."""
    one = next((each for each in acts.plan().tasks if each.code == code), None)
    return f"{one.nr}. {in_language(one.names)}" if one else code


def remark(one: Sum) -> str:
    """What somebody should look at in a sum; empty where nothing is."""
    if one.is_over:
        return _("more was spent than was planned")
    return _("spent, and no plan was told") if one.is_unplanned else ""


def tasks_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The tasks of the plan, then those that only a newer version knows."""
    known = acts.codes()
    others = sorted({one.task for one in entries} - set(known))
    return (*known, *others)


def rows(entries: Sequence[Entry], *, year: int | None) -> list[dict[str, Any]]:
    """Each task, with its sources below it; last the sum of all."""
    found = []
    for one in by_task(entries, tasks_of(entries)):
        found.append(_row(task_words(one.task), one.whole, task=one.task, year=year))
        parts = one.by_source if len(one.by_source) > 1 else ()
        found += [
            _row(term(source), part, task=one.task, source=source, year=year) | {"is_part": True}
            for source, part in parts
        ]
        if len(one.by_source) == 1:
            found[-1]["from"] = term(one.by_source[0][0])
    found.append(_row(_("All tasks"), summed(entries), year=year) | {"is_whole": True})
    return found


def _row(name: str, one: Sum, **asked: Any) -> dict[str, Any]:
    def listed(side: str) -> str:
        wanted = {key: value for key, value in asked.items() if value} | {"side": side}
        return f"{reverse('programme:money-entries')}?{urlencode(wanted)}"

    return {
        "name": name,
        "planned": None if one.planned is None else number(one.planned),
        "spent": None if one.spent is None else number(one.spent),
        "left": None if one.left is None else number(one.left),
        "planned_at": listed(PLANNED),
        "spent_at": listed(SPENT),
        "remark": remark(one),
    }


def table(entries: Sequence[Entry]) -> Table:
    """By task, source and year, as a file has it; an empty cell is unknown, not 0."""
    header = (
        _("Task"),
        _("Source of the money"),
        _("Year"),
        _("Planned"),
        _("Spent"),
        _("Still there"),
    )
    found: list[tuple[Any, ...]] = []
    for code in tasks_of(entries):
        mine = chosen(entries, task=code)
        for year in sorted({one.year for one in mine}):
            for source in dict.fromkeys(one.source for one in chosen(mine, year=year)):
                one = summed(chosen(mine, year=year, source=source))
                cells = ("" if n is None else n for n in (one.planned, one.spent, one.left))
                found.append((task_words(code), term(source), year, *cells))
        if not mine:
            found.append((task_words(code), "", "", "", "", ""))
    return Table(name=in_language(acts.plan().names), header=header, rows=found)
