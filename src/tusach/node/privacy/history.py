"""How long it is kept who borrowed what, by the kind of place, and the readers counted before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.library.profile.lending import history_rule
from tusach.library.readers.counting import month_of
from tusach.node.acts.purging import Borrowers, borrowers
from tusach.node.office.room import Room, in_office
from tusach.node.people.access import Act, rule, staff

MONTHS = 12


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def history(request: HttpRequest, room: Room) -> HttpResponse:
    """The rules in force, and the different readers of each of the last months of one's place."""
    values = {
        "rules": _rules(room),
        "months": _months(room) if room.place else [],
        "place": room.name(room.place) if room.place else "",
    }
    return render(request, "privacy/history.html", values)


def _rules(room: Room) -> list[dict[str, Any]]:
    on = date.fromisoformat(room.today)
    profile = room.node.profile
    found = []
    for kind in profile.places.kinds:
        held = history_rule(profile.lending, kind.code, on=on)
        found.append(
            {
                "kind": room.words(kind.names),
                "days": held.days if held else None,
                "months": held.months if held else 0,
                "citation": held.citation if held else "",
                "provisional": bool(held and held.provisional),
            }
        )
    return found


def _months(room: Room) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    first, last = month_of(room.today)
    for _ in range(MONTHS):
        last = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
        first = month_of(last)[0]
        said: Borrowers = borrowers(room.node, room.place or "", first, last)
        if said.loans:
            found.append({"month": f"{first[5:7]}/{first[:4]}", "said": said})
    return found
