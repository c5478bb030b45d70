"""Lend, take back, renew, undo: each is done at once, and answered on the screen it was asked."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ledger.draft import Refusal
from tusach.ledger.fact import trusted
from tusach.ledger.ident import is_id
from tusach.library.copies.states import CopyState
from tusach.library.readers.story import ReaderState
from tusach.library.readers.visiting import VisitorCard
from tusach.node.acts import circulation
from tusach.node.acts.guests import guest as guest_state
from tusach.node.desk import memory
from tusach.node.desk.counter import Counter, at_desk, reader_at
from tusach.node.desk.outcomes import Came, refused
from tusach.node.desk.parts import LOST_REASONS, WITHDRAWN_REASONS
from tusach.node.desk.screens import Screen, done, leave, screen_from, show, waiting
from tusach.node.desk.shown import days_over, names_of, past_loans
from tusach.node.people.access import Act, may, rule, staff
from tusach.node.people.looks import look


def seen_reader(counter: Counter, reader: str) -> ReaderState:
    """The reader on the screen, whose page was opened (and logged) before."""
    state: ReaderState = counter.node.store.state(reader, "reader")
    if state.registered_on is None:
        raise Http404
    if not counter.sees(state):
        look(counter.staff, reader, "refused")
        raise PermissionDenied
    return state


def stands_with(request: HttpRequest, counter: Counter, screen: Screen) -> None:
    """Whoever stands on the screen may be served here: seen before, or a guest of this session."""
    if screen.name == "guest":
        if memory.guest(request, screen.reader) is None:
            raise Http404
    elif screen.reader:
        seen_reader(counter, screen.reader)


def lend_one(
    counter: Counter,
    *,
    copy: str,
    reader: str,
    taken_back: bool = False,
    guest: ReaderState | None = None,
    manner: circulation.Manner = circulation.PLAINLY,
) -> Came:
    """The copy is lent to the reader, or why not."""
    told = circulation.lend(counter.node, copy, reader, counter.at, guest=guest, manner=manner)
    if isinstance(told, Refusal):
        return refused(told, copy=copy, reader=reader, act="lend")
    ids = {"copy": copy, "reader": reader, "fact": told.fact, "due_on": told.due_on}
    ids["due_by"] = told.due_by
    return Came("lent", {**ids, "taken_back": taken_back})


def begin_with(request: HttpRequest, counter: Counter, screen: Screen, reader: str) -> HttpResponse:
    """Go on with this reader; a copy that waited for a card is lent at once."""
    reader_at(counter, reader, "desk")
    memory.remember_reader(request, reader)
    target = Screen("reader", reader=reader)
    if screen.name == "lend" and screen.copy:
        came = lend_one(counter, copy=screen.copy, reader=reader)
        return done(request, counter, target, came)
    if request.headers.get("HX-Request"):
        return show(request, counter, target)
    return redirect(target.address)


def _copy_asked(request: HttpRequest) -> str:
    copy = request.POST.get("copy", "")
    if not is_id(copy):
        raise Http404
    return copy


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("POST",))
def lend_to(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """Lend a copy to a reader; where asked, it is taken back from whoever had it first."""
    seen_reader(counter, reader)
    copy = _copy_asked(request)
    node, taken_back = counter.node, False
    if request.POST.get("first") == "take_back":
        state: CopyState = node.store.state(copy, "copy")
        loan = state.open_loan
        mine = loan is not None and loan.fact in node.store.open_loans(reader)
        if not mine and (loan is not None or state.lost_by is not None):
            back = circulation.take_back(node, copy, counter.at)
            if isinstance(back, Refusal):
                came = refused(back, copy=copy, reader=reader, act="return")
                return done(request, counter, Screen("reader", reader=reader), came)
            taken_back = True
    manner = circulation.Manner(
        despite=bool(request.POST.get("despite")),
        inside=bool(request.POST.get("inside")),
        over_limit=bool(request.POST.get("over_limit"))
        and may(counter.staff, Act.OVER_LIMIT, counter.place),
    )
    came = lend_one(counter, copy=copy, reader=reader, taken_back=taken_back, manner=manner)
    return done(request, counter, Screen("reader", reader=reader), came)


def bring_back(request: HttpRequest, counter: Counter, screen: Screen, copy: str) -> HttpResponse:
    """The copy is back; the list of this session says so."""
    state: CopyState = counter.node.store.state(copy, "copy")
    loan = state.open_loan
    late = days_over(loan.due_on, counter.on) if loan and not loan.contested else 0
    told = circulation.take_back(counter.node, copy, counter.at)
    if isinstance(told, Refusal):
        return done(request, counter, screen, refused(told, copy=copy, act="return"))
    if told.reader:
        look(counter.staff, told.reader, "return")
    row = {"fact": told.fact, "copy": copy, "reader": told.reader or "", "days_over": late}
    memory.remember_returned(request, row)
    stopped = {"stopped_until": told.suspended_until} if told.suspended_until else {}
    came = Came("returned", {**row, **_line(counter, told), **stopped})
    return done(request, counter, screen, came)


def _line(counter: Counter, told: circulation.Told) -> dict[str, str]:
    """For whom the copy is kept now, or where it is to be sent."""
    one = told.next_in_line
    if one is None:
        return {}
    if one.pickup != counter.place:
        return {"hold": one.hold, "send_to": one.pickup}
    kept = counter.node.store.state(told.subject, "copy").reserved
    return {"hold": one.hold, "kept_until": kept.until or ""} if kept else {}


@rule(staff("librarian"))
@at_desk(Act.RETURN, methods=("POST",))
def take_back(request: HttpRequest, counter: Counter, copy: str) -> HttpResponse:
    """One copy is taken back, from wherever the button stands."""
    screen = screen_from(request)
    stands_with(request, counter, screen)
    return bring_back(request, counter, screen, copy)


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("POST",))
def renew(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """One loan of a reader runs longer, or all of them; also of a guest who was scanned here."""
    guest = as_guest(request, counter, reader)
    if guest is None:
        seen_reader(counter, reader)
    screen = Screen("guest" if guest else "reader", reader=reader)
    loans = counter.node.store.open_loans(reader)
    if request.POST.get("all"):
        came = _renew_all(counter, sorted(loans.values()), guest)
        return done(request, counter, screen, came)
    copy = _copy_asked(request)
    if copy not in loans.values():
        came = refused(Refusal("loan.none", {}), copy=copy, reader=reader, act="renew")
        return done(request, counter, screen, came)
    told = circulation.renew(counter.node, copy, counter.at, guest=guest)
    if isinstance(told, Refusal):
        came = refused(told, copy=copy, reader=reader, act="renew")
    else:
        came = _renewed(told, copy)
    return done(request, counter, screen, came)


def _renewed(told: circulation.Told, copy: str) -> Came:
    ids = {"copy": copy, "fact": told.fact, "due_on": told.due_on, "due_by": told.due_by}
    return Came("renewed", ids)


def _renew_all(counter: Counter, copies: list[str], guest: ReaderState | None) -> Came:
    renewed, refusals = 0, []
    for copy in copies:
        told = circulation.renew(counter.node, copy, counter.at, guest=guest)
        if isinstance(told, Refusal):
            refusals.append(told)
        else:
            renewed += 1
    if not copies:
        refusals = [Refusal("loan.none", {})]
    first = refusals[0] if refusals else Refusal("", {})
    left = {"left": len(refusals), "why": first.code, "values": first.values}
    return Came("renewed_all", {"done": renewed, **left})


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("POST",))
def renew_copy(request: HttpRequest, counter: Counter, copy: str) -> HttpResponse:
    """The loan of a copy runs longer, asked on the copy's page."""
    screen = screen_from(request)
    loan = counter.node.store.state(copy, "copy").open_loan
    reader = circulation.loan_reader(counter.node, loan.fact) if loan else None
    guest = as_guest(request, counter, reader or "")
    told = circulation.renew(counter.node, copy, counter.at, guest=guest)
    if isinstance(told, Refusal):
        return done(request, counter, screen, refused(told, copy=copy, act="renew"))
    came = _renewed(told, copy)
    return done(request, counter, screen, came)


@rule(staff("librarian"))
@at_desk(Act.LEND, methods=("POST",))
def undo(request: HttpRequest, counter: Counter, fact: str) -> HttpResponse:
    """An act of this person at this place does not count any more."""
    screen = screen_from(request)
    stands_with(request, counter, screen)
    row = counter.node.store.fact(fact)
    if row is not None and trusted(row.raw).place != counter.place:
        raise PermissionDenied
    told = circulation.undo(counter.node, fact, counter.at)
    came = refused(told, act="undo") if isinstance(told, Refusal) else Came("undone")
    back = request.POST.get("back", "")
    if back:
        leave(request, came)
        return redirect("desk:title", title=back) if is_id(back) else redirect(_back_to(back))
    if not isinstance(told, Refusal):
        memory.forget_returned(request, fact)
    return done(request, counter, screen, came)


def _back_to(name: str) -> str:
    """The list to which an undo of an act on it leads back."""
    return "desk:wishes" if name == "wishes" else "desk:holds"


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def lose(request: HttpRequest, counter: Counter, copy: str) -> HttpResponse:
    """The copy counts as lost until it is seen again."""
    reason = request.POST.get("reason", "")
    reason = reason if reason in LOST_REASONS else "missing"
    told = circulation.lose(counter.node, copy, counter.at, reason=reason)
    screen = Screen("copy", copy=copy)
    if isinstance(told, Refusal):
        return done(request, counter, screen, refused(told, copy=copy, act="lose"))
    came = Came("marked", {"as": "lost", "copy": copy, "fact": told.fact})
    return done(request, counter, screen, came)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def withdraw(request: HttpRequest, counter: Counter, copy: str) -> HttpResponse:
    """The copy leaves the stock for good; only its owner withdraws it."""
    state: CopyState = counter.node.store.state(copy, "copy")
    screen = Screen("copy", copy=copy)
    if state.owner != counter.place:
        raise PermissionDenied
    reason = request.POST.get("reason", "")
    reason = reason if reason in WITHDRAWN_REASONS else "worn"
    decision = " ".join(request.POST.get("decision", "").split())[:80]
    told = circulation.withdraw(counter.node, copy, counter.at, reason=reason, decision=decision)
    if isinstance(told, Refusal):
        return done(request, counter, screen, refused(told, copy=copy, act="withdraw"))
    came = Came("marked", {"as": "withdrawn", "copy": copy, "fact": told.fact})
    return done(request, counter, screen, came)


@rule(staff("librarian"))
@at_desk(Act.RETURN, methods=("POST",))
def clear_pile(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The list of what came back begins anew; nothing in the ledger changes."""
    memory.forget_returned(request)
    return done(request, counter, Screen("return"), Came("cleared"))


@rule(staff("librarian"))
@at_desk(Act.SEE_READER)
def reader(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """A reader with the one field: every book scanned is lent at once."""
    reader_at(counter, reader, "reader page")
    memory.remember_reader(request, reader)
    screen = Screen("reader", reader=reader)
    return show(request, counter, screen, outcome=waiting(request, counter))


@rule(staff("librarian"))
@at_desk(Act.SEE_READER)
def history(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """What a reader had before, as far as it is kept; asked for, and therefore logged."""
    reader_at(counter, reader, "earlier loans")
    name = names_of(counter.node, (reader,)).get(reader, "")
    values = {"reader": reader, "name": name, "history": past_loans(counter, reader)}
    return render(request, "desk/history.html", values)


@rule(staff("librarian"))
@at_desk(Act.LEND)
def copy(request: HttpRequest, counter: Counter, copy: str) -> HttpResponse:
    """A copy: where it is, whose it is, what may be done with it."""
    screen = Screen("copy", copy=copy)
    return show(request, counter, screen, outcome=waiting(request, counter))


def as_guest(request: HttpRequest, counter: Counter, reader: str) -> ReaderState | None:
    """A reader of another place whose card was read in this session, for the rules."""
    kept = memory.guest(request, reader)
    return guest_state(VisitorCard(number="", **kept), counter.at) if kept else None
