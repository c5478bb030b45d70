"""Who has not been reached: every commune with its last visit, as a table and as squares."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tusach.exchange.charts import tiles
from tusach.exchange.sheets.writing import Table
from tusach.node.acts import reached as acts
from tusach.node.acts.reached import MARKET, PROMISED, Reached
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name
from tusach.node.pages.table_files import table_file
from tusach.node.pages.writing import day
from tusach.node.people.access import Act, rule, staff
from tusach.node.wording.lunar import both_calendars

SIDE, GAP = 64, 4
LONGEST = 9
"""Letters of a name in a square."""
SORTS = ("longest", "name", "next")


class Band(msgspec.Struct, frozen=True):
    """So many days since the last visit. until: the last of them. sign: drawn in the square."""

    code: str
    words: str
    until: int | None
    fill: str
    ink: str


BANDS = (
    Band("month", gettext_noop("within 30 days"), 30, "#e8f1ea", "#1c2b22"),
    Band("quarter", gettext_noop("31 to 90 days ago"), 90, "#bcd7c4", "#1c2b22"),
    Band("half", gettext_noop("91 to 180 days ago"), 180, "#e3b76f", "#2b2009"),
    Band("long", gettext_noop("more than 180 days ago"), None, "#a33b2b", "#ffffff"),
)
NEVER = Band("never", gettext_noop("never, by what was told here"), None, "#ffffff", "#1c1c1c")


def band_of(days: int | None) -> Band:
    """How long ago it is. None: nobody told of a visit, which is not the same as long ago."""
    if days is None:
        return NEVER
    return next(one for one in BANDS if one.until is None or days <= one.until)


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, everywhere=True)
def reached(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Every commune and when a vehicle was there last; those that wait longest stand first."""
    rows = [_shown(counter, one) for one in acts.reached(counter.node, counter.on)]
    file = table_file(
        request.GET.get("file", ""), (_table(counter, rows),), f"chua-den-{counter.on}"
    )
    if file is not None:
        return file
    sort = request.GET.get("sort", "")
    if sort == "name":
        rows.sort(key=lambda one: one["name"])
    elif sort == "next":
        rows.sort(key=lambda one: (not one["said"].next_on, one["said"].next_on))
    else:
        sort = SORTS[0]
    values = {
        "rows": rows,
        "sort": sort,
        "on": counter.on,
        "knows_all": acts.hears_of_all_trips(counter.node),
        "counts": _counts(rows),
        "map": _map(rows),
        "unplaced": [one["name"] for one in rows if one["said"].point is None],
        "province": counter.words(counter.node.profile.province.names),
    }
    return render(request, "trips/reached.html", values)


def _shown(counter: Counter, one: Reached) -> dict[str, Any]:
    band = band_of(one.days)
    told = counter.node.profile.serving
    words = {each.code: counter.words(each.names) for each in told.classes} if told else {}
    return {
        "said": one,
        "name": counter.words(one.names) or one.code,
        "place": place_name(counter.node, one.last.place) if one.last else "",
        "is_market": one.last is not None and one.last.how == MARKET,
        "is_promised": one.next_how == PROMISED,
        "classes": [words.get(code, code) for code in one.classes],
        "band": band,
        "band_words": _(band.words),
    }


def _counts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many communes of each band, for the legend; NEVER first."""
    return [
        {"band": band, "words": _(band.words), "n": sum(one["band"] == band for one in rows)}
        for band in (NEVER, *reversed(BANDS))
    ]


def _map(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The squares with where they stand; none where no commune has a point."""
    points = {one["said"].unit: one["said"].point for one in rows if one["said"].point}
    cells = tiles.laid_out(points)
    step = SIDE + GAP
    squares = [
        {
            **one,
            "x": cells[one["said"].unit][0] * step,
            "y": cells[one["said"].unit][1] * step,
            "short": _short(one["name"]),
        }
        for one in rows
        if one["said"].unit in cells
    ]
    wide = max((one["x"] for one in squares), default=0) + SIDE
    high = max((one["y"] for one in squares), default=0) + SIDE
    return {"squares": squares, "wide": wide, "high": high, "side": SIDE}


def _short(name: str) -> str:
    """A name that fits into a square."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _table(counter: Counter, rows: list[dict[str, Any]]) -> Table:
    heads = (
        _("Code"),
        _("Commune"),
        _("Last visit"),
        _("Last visit, both calendars"),
        _("How"),
        _("Place"),
        _("Days since"),
        _("Visits told of"),
        _("Next visit"),
        _("Promised"),
        _("Class of area"),
    )
    above = _("Communes by the last visit of the vehicle, on {on}").format(on=day(counter.on))
    return Table(
        name=_("Last visits"),
        header=heads,
        rows=tuple(_row(one) for one in rows),
        above=(above,),
        widths=(10, 22, 12, 34, 12, 28, 10, 10, 12, 10, 30),
    )


def _row(one: dict[str, Any]) -> tuple[Any, ...]:
    said: Reached = one["said"]
    last = said.last
    how = _("at a market") if one["is_market"] else _("at a stop")
    return (
        said.code,
        one["name"],
        last.day if last else None,
        both_calendars(last.day) if last else _("never, by what was told here"),
        how if last else None,
        one["place"] or None,
        said.days,
        said.visits,
        said.next_on or None,
        None if not said.next_on else _("yes") if one["is_promised"] else _("no"),
        ", ".join(one["classes"]) or None,
    )
