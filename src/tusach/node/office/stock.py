"""The lists behind the figures of the stock; no reader is named in any of them."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tusach.node.acts.governing import is_late, late
from tusach.node.office.listing import GONE, Rows, count_copies, page_of
from tusach.node.office.room import Room, in_office
from tusach.node.people.access import Act, rule, staff

A_PAGE = 50
_COPY = "subject, title, code, accession, owner, loan_place, status, due_on, loan_rule"
_STATES = {
    "available": "available",
    "on_loan": "on-loan",
    "reserved": "on-hold",
    "on_way": "in-transit",
    "packed": "in-crate",
    "withheld": "withheld",
    "lost": "lost",
    "withdrawn": "withdrawn",
    "in_question": "in-question",
}


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def stock(request: HttpRequest, room: Room, what: str) -> HttpResponse:
    """One list: titles, copies, loans, overdue, readers by group."""
    place = request.GET.get("place", room.place or "")
    places = dict(_places(room))
    place = place if place in places else ""
    if what == "readers":
        return _readers(request, room, place)
    if what not in ("titles", "copies", "loans", "overdue"):
        raise Http404
    page = page_of(request, _rows(room, what, place), A_PAGE)
    shown = _title if what == "titles" else _copy
    values = {
        "what": what,
        "heading": _heading(what),
        "page": page,
        "rows": [shown(room, row) for row in page],
        "place": place,
        "places": places.items(),
    }
    return render(request, "office/stock.html", values)


def _heading(what: str) -> str:
    return {
        "titles": _("Titles"),
        "copies": _("Copies"),
        "loans": _("On loan"),
        "overdue": _("Overdue"),
        "readers": _("Readers"),
    }[what]


def _places(room: Room) -> list[tuple[str, str]]:
    found = room.node.store.query(
        "SELECT subject, name FROM place WHERE tenant = ? ORDER BY code", (room.node.tenant,)
    )
    return [(subject, name) for subject, name in found]


def _rows(room: Room, what: str, place: str) -> Rows:
    node = room.node
    if what == "titles":
        columns = "subject, title, authors, year, publisher, format"
        return Rows(node, columns, "title WHERE tenant = ? ORDER BY subject", (node.tenant,))
    if what == "copies":
        where, values = (" AND owner = ?", (place,)) if place else ("", ())
        source = f"copy WHERE tenant = ?{where} AND status NOT IN {GONE} ORDER BY code"
        length = count_copies(node, place or None)
        return Rows(node, _COPY, source, (node.tenant, *values), length=length)
    where, values = (" AND loan_place = ?", (place,)) if place else ("", ())
    past = late(node, room.today)
    only, until = (f" AND {past.clause}", past.values) if what == "overdue" else ("", ())
    source = f"copy WHERE tenant = ? AND loan IS NOT NULL{where}{only} ORDER BY due_on, code"
    return Rows(node, _COPY, source, (node.tenant, *values, *until))


def _title(room: Room, row: tuple[Any, ...]) -> dict[str, Any]:
    subject, title, authors, year, publisher, form = row
    return {
        "subject": subject,
        "title": title or _("Without a title"),
        "authors": "; ".join(listed(authors)),
        "year": year,
        "publisher": publisher,
        "form": {
            "marc21": "MARC",
            "marcxml": "MARCXML",
            "list": _("list"),
            "typed": _("typed"),
        }.get(form, form),
    }


def _copy(room: Room, row: tuple[Any, ...]) -> dict[str, Any]:
    subject, title, code, accession, owner, loan_place, status, due_on, rule = row
    said = room.node.store.state(title, "title").described if title else None
    return {
        "subject": subject,
        "title": said.title if said else _("Not described here yet"),
        "title_id": title or "",
        "code": code or "",
        "accession": accession if accession != code else "",
        "owner": room.name(owner) if owner else "",
        "lent_at": room.name(loan_place) if loan_place else "",
        "state": _STATES.get(status or "", "unknown"),
        "due_on": due_on,
        "late": is_late(room.node, due_on, rule, room.today),
    }


def listed(text: Any) -> list[str]:
    """The values of a column that holds several."""
    try:
        found = msgspec.json.decode(text or "[]")
    except msgspec.DecodeError:
        return [str(text)]
    return [str(one) for one in found] if isinstance(found, list) else [str(found)]


def _readers(request: HttpRequest, room: Room, place: str) -> HttpResponse:
    """Readers as counts by place and group: names belong to the desk."""
    own = None if room.may(Act.SEE_READER) else room.place
    wanted = place or own or ""
    where, values = (" AND place = ?", (wanted,)) if wanted else ("", ())
    found = room.node.store.query(
        "SELECT place, grp, count(*) FROM reader WHERE tenant = ? "  # noqa: S608
        f"AND ended_on IS NULL{where} GROUP BY place, grp ORDER BY place, count(*) DESC",
        (room.node.tenant, *values),
    )
    codes = room.codes
    by_place: dict[str, list[dict[str, Any]]] = {}
    for at, group, n in found:
        told = {"words": codes.get(group or "", group or ""), "n": n}
        by_place.setdefault(at or "", []).append(told)
    rows = [
        {"place": room.name(at), "groups": groups, "n": sum(one["n"] for one in groups)}
        for at, groups in by_place.items()
    ]
    rows.sort(key=lambda row: -row["n"])
    values_of_page = {
        "rows": rows,
        "total": sum(row["n"] for row in rows),
        "place": wanted,
        "places": _places(room),
        "heading": _heading("readers"),
    }
    return render(request, "office/readers.html", values_of_page)
