"""A person is erased in two steps: what would go and what stays in words, then for good."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ledger.draft import Refusal
from tusach.library.readers.story import ReaderState
from tusach.node.acts import erasing
from tusach.node.acts.erasure_board import DEADLINE, legal_number
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.wording.erasures import say_reason_of_erasing


@rule(staff("librarian"))
@in_office(Act.CHANGE_READER, methods=("GET", "HEAD", "POST"))
def erase(request: HttpRequest, room: Room, reader: str) -> HttpResponse:
    """Ask, ask again, erase."""
    state = _seen(room, reader)
    asked = request.POST.get("reason", "")
    reason = asked if asked in erasing.REASONS else ""
    wrong = ""
    if request.method == "POST" and reason and request.POST.get("sure") == "yes":
        told = erasing.erase(room.node, reader, room.at(state.place or ""), reason=reason)
        if not isinstance(told, Refusal):
            toasts.add(request, "erased")
            return redirect("privacy:home")
        wrong = room.say(told)
    values = {
        **_shown(room, reader, state),
        "wrong": wrong,
        "reason": reason,
        "reason_words": say_reason_of_erasing(reason),
        "no_reason": request.method == "POST" and not reason,
        "reasons": [(one, say_reason_of_erasing(one)) for one in erasing.REASONS],
        "number": legal_number(room.node.profile, DEADLINE, room.today),
    }
    return render(request, "privacy/erase.html", values)


def _seen(room: Room, reader: str) -> ReaderState:
    """The reader, where this person may change them; each look is logged."""
    state: ReaderState = room.node.store.state(reader, "reader")
    if state.place is None or state.erased_on is not None:
        raise Http404
    if not room.may(Act.CHANGE_READER, state.place):
        look(room.staff, reader, "refused")
        raise PermissionDenied
    look(room.staff, reader, "erase")
    return state


def _shown(room: Room, reader: str, state: ReaderState) -> dict[str, Any]:
    found = erasing.person(room.node, reader)
    states: list[ReaderState] = [
        room.node.store.state(one, "reader") for one in found.registrations
    ]
    return {
        "reader": reader,
        "name": _name(room, reader),
        "registrations": [
            {"place": room.name(one.place or ""), "on": one.registered_on} for one in states
        ],
        "cards": sum(card.ended_by is None for one in states for card in one.cards),
        "parts": found.parts,
        "links": found.links,
        "loans": [_loan(room, fact, copy) for fact, copy in sorted(found.open_loans.items())],
        "wards": [
            {"reader": one, "name": _name(room, one), "open": _may_change(room, one)}
            for one in found.answers_for
            if one not in found.registrations
        ],
    }


def _may_change(room: Room, reader: str) -> bool:
    state: ReaderState = room.node.store.state(reader, "reader")
    return state.place == room.place and room.may(Act.CHANGE_READER, state.place)


def _name(room: Room, reader: str) -> str:
    rows = room.node.store.vault.query("SELECT name FROM reader_name WHERE reader = ?", (reader,))
    return rows[0][0] if rows else reader[:8]


def _loan(room: Room, fact: str, copy: str) -> dict[str, Any]:
    state = room.node.store.state(copy, "copy")
    said = state.registered
    title = room.node.store.state(said.title, "title").described if said else None
    loan = next((one for one in state.loans if one.fact == fact), None)
    return {
        "copy": copy,
        "code": said.code if said else copy[:8],
        "title": title.title if title else "",
        "due_on": loan.due_on if loan else "",
        "place": room.name(loan.place) if loan and loan.place else "",
    }
