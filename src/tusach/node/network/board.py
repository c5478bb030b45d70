"""All machines of the province in one list, with what may be done with each; and as a table."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tusach.ledger.kind import HUB
from tusach.node.network.rows import (
    MOST_DAYS,
    SHOWS,
    SORTS,
    Row,
    as_told,
    chosen,
    counted,
    is_shown,
    own_row,
    rows_of,
    silent_days,
)
from tusach.node.office.machine_names import kind_of
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.people.access import Act, may_open, rule, staff
from tusach.node.settings.home import write_home

A_PAGE = 50


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def board(request: HttpRequest, room: Room) -> HttpResponse:
    """The list, a page at a time."""
    return _board(request, room)


def _board(request: HttpRequest, room: Room, *, wrong: str = "", status: int = 200) -> HttpResponse:
    show, sort, words = _asked(request)
    rows = [own_row(room.node), *rows_of(room.node)]
    page = Paginator(chosen(rows, show=show, sort=sort, words=words), A_PAGE).get_page(
        request.GET.get("page")
    )
    values = {
        "page": page,
        "rows": [_shown(row) for row in counted(room.node, page)],
        "show": show,
        "sort": sort,
        "words": words,
        "shows": [
            {"code": code, "words": said, "count": sum(is_shown(row, code) for row in rows)}
            for code, said in _show_words()
        ],
        "sorts": _sort_words(),
        "days": silent_days(room.node),
        "most_days": MOST_DAYS,
        "is_hub": room.node.store.identity.role == HUB,
        "alone": room.node.store.standings is None,
        "may": may_act(room),
        "may_set": room.may(Act.ADMINISTER),
        "may_take": may_open(request, "network:board-csv"),
        "wrong": wrong,
    }
    return render(request, "network/board.html", values, status=status)


def may_act(room: Room) -> bool:
    """Whether this person renews leases and shuts machines out, at this machine."""
    return room.node.store.identity.role == HUB and room.may(Act.APPOINT)


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def moved(request: HttpRequest, room: Room) -> HttpResponse:
    """Where the machines were listed before."""
    return redirect("network:board")


@rule(staff("administrator"))
@in_office(Act.ADMINISTER, methods=("POST",), everywhere=True)
def set_silent(request: HttpRequest, room: Room) -> HttpResponse:
    """After so many days without a word a machine counts as silent, at this machine."""
    typed = request.POST.get("days", "").strip()
    if not (typed.isascii() and typed.isdecimal() and 1 <= int(typed[:4]) <= MOST_DAYS):
        wrong = _("Write a number of days from 1 to %(most)s.") % {"most": MOST_DAYS}
        return _board(request, room, wrong=wrong, status=422)
    write_home(room.node.home, silent_days=int(typed))
    toasts.add(request, "network.silent_set")
    return redirect("network:board")


def _asked(request: HttpRequest) -> tuple[str, str, str]:
    show, sort = request.GET.get("show", ""), request.GET.get("sort", "")
    words = request.GET.get("q", "").strip()[:100]
    return show if show in SHOWS else "all", sort if sort in SORTS else "name", words


def _shown(row: Row) -> dict[str, Any]:
    ahead = None if row.ahead_ms is None else round(row.ahead_ms / 60_000)
    return {"row": row, "kind": kind_of(row.role), "ahead": ahead, "behind": -(ahead or 0)}


def _show_words() -> list[tuple[str, str]]:
    return [
        ("all", _("All")),
        ("trouble", _("Need somebody")),
        ("silent", _("Silent")),
        ("vehicles", _("Vehicles")),
        ("revoked", _("Locked out")),
    ]


def _sort_words() -> list[tuple[str, str]]:
    return [
        ("name", _("by name")),
        ("contact", _("longest silent first")),
        ("version", _("oldest version first")),
        ("disk", _("fullest disk first")),
        ("clock", _("most wrong clock first")),
    ]


@rule(staff("provincial"))
@in_office(Act.CHANGE_PLACE, everywhere=True)
def as_csv(request: HttpRequest, room: Room) -> HttpResponse:
    """The same list whole, for a table program."""
    show, sort, words = _asked(request)
    rows = counted(room.node, chosen(rows_of(room.node), show=show, sort=sort, words=words))
    text = io.StringIO()
    writer = csv.writer(text)
    told = [as_told(row) for row in rows]
    names = list(as_told(Row(key="", name="", role="", places=())))
    writer.writerow(names)
    writer.writerows([_cell(one[name]) for name in names] for one in told)
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="network.csv"'},
    )


def _cell(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        value = "; ".join(map(str, value))
    # A table program takes a text that begins so for a formula.
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value
