"""Where crates and their titles have been, from when until when, and what was read there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tusach.exchange.sheets.writing import Table
from tusach.ledger.ident import is_id
from tusach.node.acts import rotated as acts
from tusach.node.acts.rotated import Stay, Wanted
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name, titles_of
from tusach.node.pages.table_files import table_file
from tusach.node.pages.writing import day, day_from, slashes
from tusach.node.people.access import Act, rule, staff

TITLES, CRATES = "titles", "crates"
MOST_SHOWN = 500
IDS = ("place", "title", "crate")


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, everywhere=True)
def history(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Title by title or crate by crate; the whole as a file."""
    asked = {name: value for name in IDS if is_id(value := request.GET.get(name, ""))}
    first, last = (day_from(request.GET.get(name, "").strip()) for name in ("first", "last"))
    wanted = Wanted(first=first or "", last=last or acts.EVER, **asked)
    what = CRATES if request.GET.get("what") == CRATES else TITLES
    found = (acts.of_crates if what == CRATES else acts.of_titles)(counter.node, wanted)
    kind = request.GET.get("file", "")
    rows = [_shown(counter, one) for one in (found if kind else found[:MOST_SHOWN])]
    titles = titles_of(counter.node, [one.title for one in found if one.title])
    for row in rows:
        row["title"] = titles[row["said"].title].words if row["said"].title in titles else ""
    file = table_file(kind, (_table(rows, what),), f"luan-chuyen-{counter.on}")
    if file is not None:
        return file
    days = {"first": slashes(first or ""), "last": slashes(last or "")}
    kept = {name: value for name, value in (asked | days).items() if value}
    values = {
        "what": what,
        "rows": rows[:MOST_SHOWN],
        "n": len(found),
        "more": max(0, len(found) - MOST_SHOWN),
        "query": urlencode(kept),
        "asked": asked,
        **days,
        "places": _places(counter),
        "unknown": any(one.loans is None for one in found),
        "on": counter.on,
    }
    return render(request, "trips/history.html", values)


def _places(counter: Counter) -> list[tuple[str, str]]:
    """(place, name) of every place to which a crate came."""
    rows = counter.node.store.query(
        "SELECT DISTINCT at_place FROM crate_load WHERE tenant = ? AND at_place IS NOT NULL",
        (counter.node.tenant,),
    )
    named = ((str(place), place_name(counter.node, str(place))) for (place,) in rows)
    return sorted(named, key=lambda one: one[1])


def _shown(counter: Counter, one: Stay) -> dict[str, Any]:
    days = (date.fromisoformat(one.until or counter.on) - date.fromisoformat(one.since)).days
    return {"said": one, "place": place_name(counter.node, one.place), "days": max(0, days)}


def _table(rows: list[dict[str, Any]], what: str) -> Table:
    head = (
        _("Crate"),
        _("Place"),
        _("From"),
        _("Until"),
        _("Days"),
        _("Copies"),
        _("Loans there"),
    )
    title = (_("Title"),) if what == TITLES else ()
    return Table(
        name=_("Rotation by title") if what == TITLES else _("Rotation by crate"),
        header=(*title, *head),
        rows=tuple((*((one["title"],) if title else ()), *_cells(one)) for one in rows),
        widths=(*((45,) if title else ()), 8, 30, 12, 12, 8, 10, 12),
    )


def _cells(one: dict[str, Any]) -> tuple[Any, ...]:
    said: Stay = one["said"]
    until = day(said.until) if said.until else _("still there")
    return (
        said.nr,
        one["place"],
        day(said.since),
        until,
        one["days"],
        said.copies,
        said.loans if said.loans is not None else _("not known here"),
    )
