"""One crate: what lies in it, where it is, and what may be done with it now."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.crates import rules
from tusach.library.crates.rules import Receipt
from tusach.library.crates.story import HERE, ON_WAY, CrateState
from tusach.node.acts import crates_read as read
from tusach.node.acts import crating, packing
from tusach.node.acts.finding import CopyMeant, meant
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name
from tusach.node.pages import toasts
from tusach.node.pages.writing import plain_text
from tusach.node.people.access import Act, rule, staff
from tusach.node.store.store import Done
from tusach.node.trips import memory, said
from tusach.node.trips.forms import SendForm
from tusach.node.trips.shown import books

RETIRED_REASONS = ("broken", "lost", "other")


def state_of(counter: Counter, crate: str) -> CrateState:
    """A crate as it is known here."""
    found: CrateState = counter.node.store.state(crate, "crate")
    return found


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def crate(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """The crate, with the one thing on top that is usually done with it now."""
    state = state_of(counter, crate)
    return render(request, "trips/crate.html", values_of(counter, state))


def values_of(counter: Counter, state: CrateState, form: SendForm | None = None) -> dict[str, Any]:
    """What the page shows."""
    node, made, coming = counter.node, state.made, state.under_way
    owner = made.owner if made else None
    is_here = state.status == HERE and state.at == counter.place
    rows = books(counter, state)
    is_away = owner is not None and owner != counter.place
    return {
        "crate": state.subject,
        "nr": made.nr if made else None,
        "code": made.code if made else "",
        "room": made.room if made else None,
        "owner": place_name(node, owner),
        "at": place_name(node, state.at),
        "since": state.since,
        "to": place_name(node, coming.to) if coming else "",
        "back_on": state.back_on,
        "is_known": made is not None,
        "is_here": is_here,
        "is_coming": coming is not None and coming.to == counter.place,
        "is_elsewhere": coming is not None and coming.to != counter.place,
        "is_on_way": state.status == ON_WAY,
        "is_retired": state.retired is not None,
        "is_home": is_here and not is_away,
        "meant_for": place_name(node, state.astray) if is_here and state.astray else "",
        "unlisted": state.last is not None and state.last.unlisted,
        "books": rows,
        "count": sum(row.is_in for row in rows),
        "short": books_short(counter, state),
        "stays": [_stay(counter, one) for one in read.stays(node, state.subject)],
        "form": form or _form(counter, owner, is_away=is_away),
        "scarce": scarce(counter, state) if is_here and not is_away else [],
        "for_readers": len(state.for_holds),
        "reasons": RETIRED_REASONS,
    }


def _form(counter: Counter, owner: str | None, *, is_away: bool) -> SendForm:
    return SendForm(counter, owner, home=(owner or "") if is_away else "")


def books_short(counter: Counter, state: CrateState) -> list[str]:
    """Numbers of the copies that did not come with it."""
    last = state.last
    if last is None or last.received is None:
        return []
    found = []
    for copy in last.missing:
        thing = counter.node.store.state(copy, "copy")
        if thing.short is not None:
            found.append(thing.registered.code if thing.registered else copy[:8])
    return found


def scarce(counter: Counter, state: CrateState) -> list[dict[str, Any]]:
    """Titles in it of which the stock has fewer copies than the programme wants."""
    limits = crating.limits_of(counter.node, counter.on)
    if limits.per_title is None:
        return []
    titles = {row.title for row in read.contents(counter.node, state) if row.title}
    counts = read.copies_of(counter.node, sorted(titles))
    return read.scarce_titles(counter.node, counts, limits)


def _stay(counter: Counter, one: read.Stay) -> dict[str, Any]:
    return {
        "of": place_name(counter.node, one.of),
        "to": place_name(counter.node, one.at or one.to),
        "sent_on": one.sent_on,
        "received_on": one.received_on,
        "back_on": one.back_on,
        "copies": one.copies,
        "missing": one.missing,
        "surplus": one.surplus,
        "loans": one.loans,
    }


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def act(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """Received whole, received all the same, sent on, kept, emptied, retired."""
    node, at = counter.node, counter.at
    what = request.POST.get("what", "")
    match what:
        case "receive" | "anyway":
            receipt = Receipt(anyway=what == "anyway")
            return answer(request, counter, crate, receive(request, counter, crate, receipt))
        case "stay":
            told, code = crating.stay(node, crate, at), "crates.stays"
        case "forward":
            told, code = crating.forward(node, crate, at), "crates.sent"
        case "empty":
            told = crating.unpack(node, crate, (), at, reason=rules.HOME)
            code = "crates.unpacked"
        case "retire":
            reason = request.POST.get("reason", "")
            told, code = crating.retire(node, crate, at, reason=reason), "crates.retired"
        case _:
            raise Http404
    ids = _where_to(counter, crate) if code == "crates.sent" else {}
    return finish(request, crate, told, code, **ids)


def _where_to(counter: Counter, crate: str) -> dict[str, str]:
    coming = state_of(counter, crate).under_way
    return {
        "to": (coming.to or "") if coming else "",
        "back_on": (coming.back_on or "") if coming else "",
    }


def receive(request: HttpRequest, counter: Counter, crate: str, receipt: Receipt) -> Done | Refusal:
    """The crate is here; the next page says with how many books."""
    told = crating.receive(counter.node, crate, counter.at, receipt)
    if isinstance(told, Refusal):
        return told
    last = state_of(counter, crate).last
    assert last is not None
    n = len(state_of(counter, crate).inside)
    ids = {"n": n, "missing": len(last.missing), "kept": len(told.facts) - 1}
    said.done(request, told, "crates.received", crate, **ids)
    return told


def answer(
    request: HttpRequest, counter: Counter, crate: str, told: Done | Refusal
) -> HttpResponse:
    """Back to the crate, with why it could not be where it could not."""
    if isinstance(told, Refusal):
        said.refuse(request, told)
    return redirect("trips:crate", crate=crate)


def finish(
    request: HttpRequest, crate: str, told: Done | Refusal, code: str, **ids: Any
) -> HttpResponse:
    """Back to the crate, saying what was done, or why not."""
    if isinstance(told, Refusal):
        said.refuse(request, told)
    else:
        said.done(request, told, code, crate, **ids)
    return redirect("trips:crate", crate=crate)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def pack(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """What was scanned lies in the crate; for a reader who waits where that goes, if one does."""
    to = request.POST.get("to", "")
    back = reverse("trips:crate", kwargs={"crate": crate})
    if is_id(to) and request.POST.get("plan"):
        back = f"{reverse('trips:plan', kwargs={'crate': crate})}?to={to}"
    found = meant(counter.node, plain_text(request.POST.get("code", "")))
    if not isinstance(found, CopyMeant):
        toasts.add(request, "crates.no_copy", tone="bad")
        return redirect(back)
    hold = packing.hold_for(counter.node, found.copy, to, counter.on) if is_id(to) else None
    told = crating.pack(counter.node, crate, found.copy, counter.at, hold=hold)
    finish(request, crate, told, "crates.promised" if hold else "crates.packed")
    return redirect(back)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def unpack(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """One copy is out of the crate."""
    copy = request.POST.get("copy", "")
    if not is_id(copy):
        raise Http404
    return finish(
        request, crate, crating.unpack(counter.node, crate, (copy,), counter.at), "crates.unpacked"
    )


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def send(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """The crate leaves."""
    state = state_of(counter, crate)
    form = SendForm(counter, state.made.owner if state.made else None, request.POST)
    if not form.is_valid():
        values = values_of(counter, state, form)
        return render(request, "trips/crate.html", values, status=422)
    to, back_on = form.cleaned_data["to"], form.cleaned_data["back_on"]
    is_home = state.made is not None and to == state.made.owner
    told = crating.send(
        counter.node,
        crate,
        counter.at,
        to=to,
        back_on=None if is_home else back_on,
        reason=rules.HOME if is_home else "",
    )
    ids = {"to": to, "back_on": "" if is_home else back_on or ""}
    return finish(request, crate, told, "crates.sent", **ids)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def undo(request: HttpRequest, counter: Counter, crate: str, fact: str) -> HttpResponse:
    """What this person told of the crate just now does not count."""
    told = crating.undo(counter.node, memory.told_with(request, fact) or (fact,), counter.at)
    if isinstance(told, Refusal):
        said.refuse(request, told)
    else:
        toasts.add(request, "crates.undone", tone="note")
    return redirect("trips:crate", crate=crate)
