"""The registers of a place in their customary form: on the screen, on paper, as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tusach.exchange.sheets.writing import Table, Value
from tusach.library.copies.registers import General, Line, Sums, codes, of
from tusach.node.acts import registers as acts
from tusach.node.acts.registers import Entry
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name
from tusach.node.pages.table_files import table_file
from tusach.node.pages.writing import day, day_from, slashes, term
from tusach.node.people.access import Act, rule, staff

A_PAGE, MOST_PRINTED = 50, 3000
UNKNOWN = "–"


class Period(msgspec.Struct, frozen=True):
    """From a day to a day, both included."""

    first: str
    last: str


class Group(msgspec.Struct, frozen=True):
    """Columns of a table that break one number down: by kind, class, language, reason."""

    name: str
    words: str
    codes: tuple[str, ...]
    heads: tuple[str, ...]


def period_of(request: HttpRequest, counter: Counter) -> Period:
    """What the address asks for: two days, or a year, else this year."""
    first = day_from(request.GET.get("first", "").strip())
    last = day_from(request.GET.get("last", "").strip())
    year = request.GET.get("year", "")
    if not (first and last and first <= last):
        chosen = year if len(year) == 4 and year.isascii() and year.isdigit() else counter.on[:4]
        first, last = f"{chosen}-01-01", f"{chosen}-12-31"
    return Period(first, last)


@rule(staff("librarian"))
@at_desk(Act.SEE_LEDGER)
def individual(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The individual register: one line for each copy, by day and number."""
    period = period_of(request, counter)
    node, place = counter.node, counter.place
    total = acts.how_many(node, place, first=period.first, last=period.last)
    whole = "all" in request.GET and total <= MOST_PRINTED
    page = Paginator(range(total), MOST_PRINTED if whole else A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = acts.one_by_one(
        node, place, first=period.first, last=period.last,
        most=page.paginator.per_page, start=page.start_index() - 1 if total else 0,
    )  # fmt: skip
    values = {
        **_head(counter, period),
        "rows": rows,
        "page": page,
        "total": total,
        "whole": whole,
        "may_print": total <= MOST_PRINTED,
        "most": MOST_PRINTED,
    }
    return render(request, "stock/individual.html", values)


@rule(staff("librarian"))
@at_desk(Act.SEE_LEDGER)
def general(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The general register: entries, withdrawals, and the stock before and after."""
    period = period_of(request, counter)
    found = acts.register(counter.node, counter.place, first=period.first, last=period.last)
    values = {
        **_head(counter, period),
        **_general(counter, found),
    }
    return render(request, "stock/general.html", values)


def _head(counter: Counter, period: Period) -> dict[str, Any]:
    owner = counter.node.profile.province.owner
    return {
        "place": place_name(counter.node, counter.place),
        "above": counter.words(owner),
        "first": period.first,
        "last": period.last,
        "today": counter.today,
        "query": f"first={slashes(period.first)}&last={slashes(period.last)}",
        "years": range(int(counter.on[:4]), int(counter.on[:4]) - 5, -1),
    }


def _general(counter: Counter, found: General) -> dict[str, Any]:
    node = counter.node
    titles = acts.titles_of_lines(node, counter.place, first=found.first, last=found.last)
    every = [found.before, found.after, found.entered, found.withdrawn]
    groups = _groups(counter, every)
    reasons = _group(counter, "reasons", _("Reasons"), every)
    return {
        "groups": groups,
        "reasons": reasons,
        "entries": [
            {
                "code": line.code,
                "day": line.day,
                "from": _source(line),
                "paper": acts.paper_of(node, line),
                "titles": titles.get((line.day, line.by), 0),
                "cells": _cells(line.sums, groups),
            }
            for line in found.entries
        ],
        "withdrawals": [
            {
                "code": line.code,
                "day": line.day,
                "paper": line.by[0],
                "cells": _cells(line.sums, (*groups, reasons)),
            }
            for line in found.withdrawals
        ],
        "totals": {
            "entered": _cells(found.entered, groups),
            "withdrawn": _cells(found.withdrawn, (*groups, reasons)),
        },
        "ends": [
            {"words": _("Stock before"), "on": found.first, "cells": _cells(found.before, groups)},
            {"words": _("Came in"), "on": "", "cells": _cells(found.entered, groups)},
            {"words": _("Left"), "on": "", "cells": _cells(found.withdrawn, groups)},
            {"words": _("Stock after"), "on": found.last, "cells": _cells(found.after, groups)},
        ],
    }


def _source(line: Line) -> str:
    return term(line.by[0]) if line.by[0] else UNKNOWN


def _groups(counter: Counter, every: Sequence[Sums]) -> tuple[Group, ...]:
    return tuple(
        _group(counter, name, words, every)
        for name, words in (
            ("materials", _("By kind")),
            ("classes", _("By class")),
            ("languages", _("By language")),
        )
    )


def _group(counter: Counter, name: str, words: str, every: Sequence[Sums]) -> Group:
    found = codes(every, name)
    profile = counter.node.profile
    heads: dict[str, str] = {"": UNKNOWN}
    if name == "materials":
        heads |= {one.code: counter.words(one.names) for one in profile.lending.material_kinds}
    elif name == "classes":
        heads |= {one.first[0]: one.first for one in profile.shelving.hundreds}
    elif name == "languages":
        heads |= {one.code: counter.words(one.names) for one in profile.province.languages}
    else:
        heads |= {code: term(code) for code in found}
    return Group(name, words, found, tuple(heads.get(code, code) for code in found))


def _cells(sums: Sums, groups: Sequence[Group]) -> list[int | None]:
    """Copies, amount, and the number under each head; None where there are none.

    Of copies of which no price is known the amount is not known either.
    """
    no_price = sums.copies > 0 and sums.unpriced == sums.copies
    found: list[int | None] = [sums.copies, None if no_price else sums.amount]
    for group in groups:
        by = of(getattr(sums, group.name))
        found += [by.get(code) for code in group.codes]
    return found


def note(entry: Entry) -> str:
    """What stands in the last column: lost, or why it left."""
    if entry.left_on:
        return term(entry.left_why)
    return _("lost") if entry.status == "lost" else ""


INDIVIDUAL_WIDTHS = (11, 16, 28, 44, 30, 11, 10, 10, 11, 14, 11, 16)


def individual_table(counter: Counter, period: Period) -> Table:
    """The individual register as a table."""
    header = (
        _("Day"), _("Accession number"), _("Author"), _("Title"), _("Published"), _("Price"),
        _("Class"), _("Line of the general register"), _("Left on"), _("Number of the minutes"),
        _("Counted on"), _("Notes"),
    )  # fmt: skip

    def rows() -> Iterator[Sequence[Value]]:
        for one in acts.every_one(
            counter.node, counter.place, first=period.first, last=period.last
        ):
            yield (
                day(one.day), one.accession, one.authors, one.title, one.published, one.price,
                one.dewey, one.line, day(one.left_on or ""), one.left_paper,
                day(one.counted_on or ""), note(one),
            )  # fmt: skip

    return Table(
        name=_("Individual register"),
        header=header,
        rows=rows(),
        above=_above(counter, period, _("Individual accession register")),
        widths=INDIVIDUAL_WIDTHS,
    )


def general_tables(counter: Counter, period: Period) -> tuple[Table, ...]:
    """The three parts of the general register as tables."""
    found = acts.register(counter.node, counter.place, first=period.first, last=period.last)
    shown = _general(counter, found)
    groups = shown["groups"]
    heads = tuple(head for group in groups for head in group.heads)
    more = tuple(shown["reasons"].heads)
    above = _above(counter, period, _("General accession register"))
    return (
        Table(
            name=_("1. Came in"),
            header=(_("Line"), _("Day"), _("Source"), _("Paper"), _("Number of titles"),
                    _("Copies"), _("Amount"), *heads),
            rows=[(one["code"], day(one["day"]), one["from"], one["paper"], one["titles"],
                   *one["cells"]) for one in shown["entries"]],
            above=above,
        ),
        Table(
            name=_("2. Left"),
            header=(_("Line"), _("Day"), _("Number of the minutes"), _("Copies"), _("Amount"),
                    *heads, *more),
            rows=[(one["code"], day(one["day"]), one["paper"], *one["cells"])
                  for one in shown["withdrawals"]],
            above=above,
        ),
        Table(
            name=_("3. Stock"),
            header=("", _("Day"), _("Copies"), _("Amount"), *heads),
            rows=[(one["words"], day(one["on"]) if one["on"] else "", *one["cells"])
                  for one in shown["ends"]],
            above=above,
        ),
    )  # fmt: skip


def _above(counter: Counter, period: Period, title: str) -> tuple[str, ...]:
    return (
        place_name(counter.node, counter.place),
        title,
        _("From %(first)s to %(last)s") % {"first": day(period.first), "last": day(period.last)},
    )


@rule(staff("librarian"))
@at_desk(Act.SEE_LEDGER)
def individual_file(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The individual register as a file."""
    period = period_of(request, counter)
    return _file(request, (individual_table(counter, period),), f"dkcb-{period.first}")


@rule(staff("librarian"))
@at_desk(Act.SEE_LEDGER)
def general_file(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The general register as a file; as CSV one of its three parts."""
    period = period_of(request, counter)
    tables = general_tables(counter, period)
    part = request.GET.get("part", "")
    if part in ("1", "2", "3"):
        tables = (tables[int(part) - 1],)
    return _file(request, tables, f"dktq-{period.first}")


def _file(request: HttpRequest, tables: tuple[Table, ...], name: str) -> HttpResponse:
    found = table_file(request.GET.get("as", "xlsx"), tables, name)
    if found is None:
        raise Http404
    return found
