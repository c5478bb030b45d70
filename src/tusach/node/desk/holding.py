"""Holds at the desk: asked for a reader, fetched from the shelves, kept, sent, given up."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.holds.story import HoldState
from tusach.node.acts import asking
from tusach.node.acts.asking import Wanting
from tusach.node.acts.circulation import Told
from tusach.node.acts.finding import NamesMeant, ReaderMeant, meant
from tusach.node.desk import memory
from tusach.node.desk.counter import Counter, at_desk, reader_at
from tusach.node.desk.outcomes import Came, refused
from tusach.node.desk.screens import leave, waiting
from tusach.node.desk.shown import copy_shown, names_of, place_name, title_of
from tusach.node.pages.writing import plain_text
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look

MOST = 500
_OPEN = (
    "SELECT subject, title, wants, pickup, placed_on, copy, ready_until, suspended_until, assigned "
    "FROM hold WHERE tenant = ? AND filled_on IS NULL AND ended_on IS NULL AND place = ? "
    "ORDER BY placed_on, placed_ms, placed_by LIMIT ?"
)
CHOICE = "hold_choice"
"""Under this name the session keeps readers whose names fit, until one is chosen."""
ENDS = ("wish", "not_fetched", "too_late", "unfillable", "mistake")


@rule(staff("librarian"))
@at_desk(Act.SEE_READER)
def holds(request: HttpRequest, counter: Counter) -> HttpResponse:
    """What readers of this place wait for: to fetch, kept, to send, still waiting."""
    look(counter.staff, counter.place, "holds")
    rows = [_row(counter, row) for row in (*_asked_of_us(counter), *_rows(counter))]
    names = names_of(counter.node, [row["reader"] for row in rows if row["reader"]])
    for row in rows:
        row["name"] = names.get(row["reader"], "")
    groups = {word: [row for row in rows if row["is"] == word] for word in _WORDS}
    values = {
        "counter": counter,
        "groups": groups,
        "total": len(rows),
        "ends": ENDS,
        "place": place_name(counter.node, counter.place),
        "outcome": waiting(request, counter),
        "back": "holds",
    }
    return render(request, "desk/holds.html", values)


_WORDS = ("late", "fetch", "ready", "away", "waiting", "put_off")


def _rows(counter: Counter) -> list[tuple[Any, ...]]:
    node = counter.node
    return node.store.query(_OPEN, (node.tenant, counter.place, MOST))


def _asked_of_us(counter: Counter) -> list[tuple[Any, ...]]:
    """Holds elsewhere for which the province asks this place to send its copy."""
    node = counter.node
    return node.store.query(
        "SELECT h.subject, h.title, h.assigned, h.pickup, h.placed_on, NULL, NULL, '', h.assigned "
        "FROM hold h JOIN copy c ON c.tenant = h.tenant AND c.subject = h.assigned "
        "WHERE h.tenant = ? AND h.filled_on IS NULL AND h.ended_on IS NULL AND h.copy IS NULL "
        "AND h.pickup <> ? AND c.holder = ? AND c.status = 'available' ORDER BY 5 LIMIT ?",
        (node.tenant, counter.place, counter.place, MOST),
    )


def _row(counter: Counter, row: tuple[Any, ...]) -> dict[str, Any]:
    hold, title, wants, pickup, placed_on, copy, until, suspended, assigned = row
    node = counter.node
    found = _on_shelf(counter, title, wants) if copy is None else []
    said = node.store.state(wants, "copy").registered if wants and not title else None
    told = node.store.vault.query("SELECT reader FROM asked_by WHERE asked = ?", (hold,))
    reader = told[0][0] if told else ""
    sees = bool(reader) and counter.sees(node.store.state(reader, "reader"))
    return {
        "hold": hold,
        "title": title_of(node, title or (said.title if said else "")),
        "placed_on": placed_on,
        "pickup": place_name(node, pickup) if pickup != counter.place else "",
        "until": until or "",
        "copy": copy_shown(counter, copy) if copy else None,
        "found": found[:3],
        "reader": reader if sees else "",
        "is": _standing(counter, copy, until, suspended=suspended, found=bool(found)),
    }


def _standing(
    counter: Counter, copy: str | None, until: str | None, *, suspended: str, found: bool
) -> str:
    if until:
        return "late" if until < counter.on else "ready"
    if copy:
        return "away"
    if counter.on < suspended:
        return "put_off"
    return "fetch" if found else "waiting"


def _on_shelf(counter: Counter, title: str | None, wants: str | None) -> list[Any]:
    """Free copies that stand here and would do."""
    node = counter.node
    what, value = ("subject", wants) if wants else ("title", title)
    rows = node.store.query(
        f"SELECT subject FROM copy WHERE tenant = ? AND {what} = ? AND holder = ? "  # noqa: S608
        "AND status = 'available' ORDER BY code LIMIT 3",
        (node.tenant, value, counter.place),
    )
    return [copy_shown(counter, subject) for (subject,) in rows]


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("POST",))
def place(request: HttpRequest, counter: Counter, title: str) -> HttpResponse:
    """A title is asked for, for a reader: chosen by a button, or by card or name."""
    reader = request.POST.get("reader", "")
    to = reverse("desk:title", kwargs={"title": title})
    if not is_id(reader):
        found = meant(
            counter.node, plain_text(request.POST.get("code", "")), place=counter.readers_of
        )
        if isinstance(found, NamesMeant) and len(found.readers) == 1:
            found = ReaderMeant(found.readers[0])
        if isinstance(found, NamesMeant):
            look(counter.staff, counter.place, "names found")
            request.session[CHOICE] = list(found.readers)
            return redirect(f"{to}#hold")
        if not isinstance(found, ReaderMeant):
            leave(request, Came("hold_whom"))
            return redirect(to)
        reader = found.reader
    reader_at(counter, reader, "hold placed")
    memory.remember_reader(request, reader)
    told = asking.place_hold(counter.node, reader, Wanting(title=title), counter.at)
    return _answer(request, told, "held", to=to, reader=reader)


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("POST",))
def end(request: HttpRequest, counter: Counter, hold: str) -> HttpResponse:
    """A hold is over without a loan."""
    _own(counter, hold)
    reason = request.POST.get("reason", "")
    reason = reason if reason in ENDS else ENDS[0]
    told = asking.end(counter.node, hold, counter.at, reason=reason)
    return _answer(request, told, "hold_ended")


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("POST",))
def keep(request: HttpRequest, counter: Counter, hold: str) -> HttpResponse:
    """A copy was fetched from its shelf and is kept for who asked."""
    _own(counter, hold)
    copy = request.POST.get("copy", "")
    if not is_id(copy):
        raise Http404
    return _answer(request, asking.keep(counter.node, hold, copy, counter.at), "kept", copy=copy)


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("POST",))
def send(request: HttpRequest, counter: Counter, hold: str) -> HttpResponse:
    """A copy leaves for the place where it is fetched."""
    state: HoldState = counter.node.store.state(hold, "hold")
    copy = request.POST.get("copy", "")
    if not is_id(copy) or state.pickup is None:
        raise Http404
    told = asking.send(
        counter.node, copy, counter.at, to=state.pickup, reason="asked_for", hold=hold
    )
    return _answer(request, told, "away", copy=copy)


def _own(counter: Counter, hold: str) -> HoldState:
    state: HoldState = counter.node.store.state(hold, "hold")
    if state.place != counter.place and state.pickup != counter.place:
        raise Http404
    return state


def _answer(
    request: HttpRequest, told: Told | Refusal, what: str, *, to: str = "", **ids: str
) -> HttpResponse:
    if isinstance(told, Refusal):
        leave(request, refused(told, act="hold", **ids))
    else:
        leave(request, Came("marked", {"as": what, "copy": "", "fact": told.fact, **ids}))
    return redirect(to or "desk:holds")
