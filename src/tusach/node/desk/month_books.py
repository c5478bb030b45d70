"""The books of a month: loans, visits, the report sheet; on paper and as files."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tusach.exchange.sheets.writing import Table, Value
from tusach.library.sheets.rules import days_of
from tusach.node.acts import month as acts
from tusach.node.acts.month_visits import visits_between
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.month import asked_month, figure_rows, heading, rule_words
from tusach.node.desk.shown import names_of, titles_of
from tusach.node.pages.table_files import table_file
from tusach.node.pages.writing import day
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.wording.months import say_month

MOST_LOANS = 5_000
_AT_ONCE = 500


@rule(staff("librarian"))
@at_desk(Act.SEE_READER)
def loans(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The loan book: every loan of the month in the order of days."""
    wanted = asked_month(request, counter)
    rows = loan_rows(counter, wanted)
    values = {"counter": counter, **heading(counter, wanted), "rows": rows, "most": MOST_LOANS}
    return render(request, "desk/month_loans.html", values)


def loan_rows(counter: Counter, wanted: str) -> list[dict[str, Any]]:
    """The loans of a month, with names where this node holds them; the look is logged."""
    node = counter.node
    first, last = days_of(wanted)
    told = node.store.query(
        "SELECT l.fact, l.lent_on, l.due_on, l.ended_on, l.implied, l.grp, l.paper, c.code, "
        "c.title FROM loan l JOIN copy c ON c.tenant = l.tenant AND c.subject = l.subject "
        "WHERE l.tenant = ? AND l.place = ? AND l.lent_on >= ? AND l.lent_on <= ? "
        "AND l.inside = 0 ORDER BY l.lent_on, l.fact LIMIT ?",
        (node.tenant, counter.place, first, last, MOST_LOANS),
    )
    look(counter.staff, counter.place, "loan book")
    titles = titles_of(node, [row[8] for row in told])
    readers = _readers(counter, [row[0] for row in told])
    names = names_of(node, list(readers.values()))
    return [
        {
            "nr": nr,
            "lent_on": lent_on,
            "due_on": due_on,
            "back_on": ended_on if ended_on and not implied else "",
            "name": names.get(readers.get(fact, ""), ""),
            "group": counter.codes.get(group, group),
            "code": code,
            "title": titles[title].words if title in titles else "",
            "paper": paper,
        }
        for nr, (fact, lent_on, due_on, ended_on, implied, group, paper, code, title) in enumerate(
            told, start=1
        )
    ]


def _readers(counter: Counter, facts: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for at in range(0, len(facts), _AT_ONCE):
        some = facts[at : at + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = counter.node.store.vault.query(
            f"SELECT fact, reader FROM loan_reader WHERE fact IN ({marks})",  # noqa: S608
            tuple(some),
        )
        found.update(dict(rows))
    visible = {
        one: counter.sees(counter.node.store.state(one, "reader")) for one in set(found.values())
    }
    return {fact: reader for fact, reader in found.items() if visible[reader]}


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS)
def visits(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The visit book: a row for each day of the month."""
    wanted = asked_month(request, counter)
    values = {"counter": counter, **heading(counter, wanted), **visit_table(counter, wanted)}
    return render(request, "desk/month_visits.html", values)


def visit_table(counter: Counter, wanted: str) -> dict[str, Any]:
    """Days with their visits by channel and group, and the rule by which they were counted."""
    first, last = days_of(wanted)
    found = visits_between(counter.node, counter.place, first, last)
    columns = sorted({(one.channel, one.group) for some in found.days.values() for one in some})
    sums: dict[tuple[str, str], int] = defaultdict(int)
    rows = []
    for on, some in found.days.items():
        by = {(one.channel, one.group): one.n for one in some}
        for key, n in by.items():
            sums[key] += n
        cells = [by.get(key, 0) for key in columns]
        rows.append({"on": on, "cells": cells, "total": sum(cells)})
    codes = counter.codes
    return {
        "columns": [
            f"{codes.get(channel, channel)} · {codes.get(group, group) or _('Others')}"
            for channel, group in columns
        ],
        "rows": rows,
        "sums": [sums[key] for key in columns],
        "total": found.total,
        "paper": found.paper,
        "by_loans": found.by_loans,
        "rules": rule_words(counter, found.rules),
    }


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS)
def report(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The report sheet: the figures with their grades, what was missing, room to sign."""
    wanted = asked_month(request, counter)
    found = acts.figures(counter.node, counter.place, wanted)
    odd = acts.missing(counter.node, counter.place, wanted)
    values = {
        "counter": counter,
        **heading(counter, wanted),
        "rows": figure_rows(counter, found),
        "rules": rule_words(counter, found.visits.rules),
        "by_loans": found.visits.by_loans,
        "odd": odd.count,
        "days": len(odd.days),
        "sheets": len(odd.sheets),
        "today": counter.today,
        "is_whole": found.last == days_of(wanted)[1],
        "last": found.last,
    }
    return render(request, "desk/month_report.html", values)


@rule(staff("librarian"))
@at_desk(Act.SEE_READER)
def export(request: HttpRequest, counter: Counter) -> HttpResponse:
    """A book of the month as a file."""
    wanted = asked_month(request, counter)
    what, form = request.GET.get("what", ""), request.GET.get("as", "csv")
    make = {"loans": _loan_cells, "visits": _visit_cells, "figures": _figure_cells}.get(what)
    if make is None:
        return redirect("desk:month")
    head, *rows = make(counter, wanted)
    table = Table(name=say_month(wanted), header=tuple(map(str, head)), rows=rows)
    name = f"{what}-{counter.node.place(counter.place).code}-{wanted}"
    return table_file(form, (table,), name) or redirect("desk:month")


def _loan_cells(counter: Counter, wanted: str) -> list[list[Value]]:
    rows: list[list[Value]] = [
        [
            _("No."),
            _("Date"),
            _("Full name"),
            _("Group"),
            _("Copy number"),
            _("Title"),
            _("Due"),
            _("Date returned"),
            _("Row of a paper sheet"),
        ]
    ]
    for one in loan_rows(counter, wanted):
        rows.append(
            [
                one["nr"],
                day(one["lent_on"]),
                one["name"],
                one["group"],
                one["code"],
                one["title"],
                day(one["due_on"]),
                day(one["back_on"]),
                one["paper"],
            ]
        )
    return rows


def _visit_cells(counter: Counter, wanted: str) -> list[list[Value]]:
    table = visit_table(counter, wanted)
    rows: list[list[Value]] = [[_("Date"), *table["columns"], _("Total")]]
    rows += [[day(one["on"]), *one["cells"], one["total"]] for one in table["rows"]]
    rows.append([_("Total"), *table["sums"], table["total"]])
    rows += [[words] for words in table["rules"]]
    return rows


def _figure_cells(counter: Counter, wanted: str) -> list[list[Value]]:
    found = acts.figures(counter.node, counter.place, wanted)
    rows: list[list[Value]] = [[_("Figure"), _("Part"), _("How many"), _("from paper")]]
    for one in figure_rows(counter, found):
        paper = "" if one["paper"] is None else one["paper"]
        rows.append([one["words"], "", one["n"], paper])
        rows += [[one["words"], part["words"], part["n"], part["paper"]] for part in one["parts"]]
    rows += [[words] for words in rule_words(counter, found.visits.rules)]
    return rows
