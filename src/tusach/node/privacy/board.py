"""The board of erasures: ids and places only, so that nobody comes back on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.library.nodes.confirming import DONE, RELEASED, REPLACED, REVOKED
from tusach.node.acts import erasure_board
from tusach.node.acts.erasure_board import DEADLINE, Standing, legal_number
from tusach.node.office.listing import page_of
from tusach.node.office.machine_names import names_of
from tusach.node.office.room import Room, in_office
from tusach.node.people.access import Act, rule, staff
from tusach.node.wording.erasures import say_confirmation, say_erased, say_reason_of_erasing

A_PAGE = 30
CHIPS = {DONE: "done", REVOKED: "lost", RELEASED: "present", REPLACED: "present"}


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def home(request: HttpRequest, room: Room) -> HttpResponse:
    """Erasures of the places that this person may see, overdue first."""
    places = None if room.may(Act.SEE_READER) else [room.place or ""]
    found = erasure_board.board(room.node, places)
    page = page_of(request, found, A_PAGE)
    values = {
        "page": page,
        "rows": [_shown(room, one) for one in page],
        "total": len(found),
        "overdue": sum(one.is_overdue(room.today) for one in found),
        "number": legal_number(room.node.profile, DEADLINE, room.today),
        "is_wide": room.may(Act.SEE_READER),
    }
    return render(request, "privacy/board.html", values)


def _shown(room: Room, one: Standing) -> dict[str, Any]:
    erasure = one.erasure
    names = names_of(room.node, [each.node for each in one.nodes])
    return {
        "subject": erasure.subject[:8],
        "who": say_erased(erasure.noun),
        "place": room.name(erasure.place),
        "on": erasure.on,
        "due_on": one.due_on,
        "reason": say_reason_of_erasing(erasure.reason),
        "done": one.done,
        "overdue": one.is_overdue(room.today),
        "nodes": [
            {
                "name": each.label or names[each.node],
                "role": each.role,
                "chip": CHIPS.get(each.state, "waiting"),
                "words": say_confirmation(each.state, each.on),
            }
            for each in one.nodes
        ],
    }
