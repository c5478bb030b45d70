"""A crate that is not complete: each book is scanned, what was not scanned is missing."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.crates import rules
from tusach.library.crates.rules import Receipt
from tusach.library.crates.story import CrateState
from tusach.node.acts import crating
from tusach.node.acts.finding import CopyMeant, meant
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import copy_shown, place_name
from tusach.node.pages import toasts
from tusach.node.pages.writing import plain_text
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips import memory, said
from tusach.node.trips.crate import receive, state_of
from tusach.node.trips.shown import books


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def check(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """The list to be ticked off by scanning."""
    state = state_of(counter, crate)
    if not _may_check(counter, state):
        return redirect("trips:crate", crate=crate)
    seen = memory.seen(request, crate)
    rows = books(counter, state)
    listed = {row.copy for row in rows}
    values = {
        "crate": crate,
        "nr": state.made.nr if state.made else None,
        "of": place_name(counter.node, state.at),
        "waiting": [row for row in rows if row.copy not in seen],
        "found": [row for row in rows if row.copy in seen],
        "surplus": [copy_shown(counter, one) for one in seen if one not in listed],
        "all": len(rows),
        "is_here": state.under_way is None,
    }
    return render(request, "trips/check.html", values)


def _may_check(counter: Counter, state: CrateState) -> bool:
    coming = state.under_way
    if state.retired is not None:
        return False
    return coming is not None or state.at == counter.place


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def see(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """One book was scanned, or ticked by hand."""
    copy = request.POST.get("copy", "")
    if not is_id(copy):
        found = meant(counter.node, plain_text(request.POST.get("code", "")))
        if not isinstance(found, CopyMeant):
            toasts.add(request, "crates.no_copy", tone="bad")
            return redirect("trips:check", crate=crate)
        copy = found.copy
    memory.see(request, crate, copy)
    listed = rules.expected(state_of(counter, crate))
    is_listed = copy in listed
    toasts.add(
        request,
        "crates.seen" if is_listed else "crates.surplus",
        tone="good" if is_listed else "note",
    )
    return redirect("trips:check", crate=crate)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def close(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """All that is in the crate was scanned: it is received with what is missing and surplus."""
    state = state_of(counter, crate)
    if not _may_check(counter, state):
        raise Http404
    seen, listed = memory.seen(request, crate), rules.expected(state)
    damaged = tuple(one for one in request.POST.getlist("damaged") if is_id(one))
    receipt = Receipt(
        missing=tuple(one for one in listed if one not in seen),
        surplus=tuple(one for one in seen if one not in listed),
        damaged=damaged,
        anyway=True,
    )
    if state.under_way is None:
        told = crating.correct(counter.node, crate, counter.at, receipt)
        if not isinstance(told, Refusal):
            ids = {"n": len(state_of(counter, crate).inside), "missing": len(receipt.missing)}
            said.done(request, told, "crates.received", crate, **ids, kept=0)
    else:
        told = receive(request, counter, crate, receipt)
    if isinstance(told, Refusal):
        said.refuse(request, told)
    else:
        memory.forget(request)
    return redirect("trips:crate", crate=crate)
