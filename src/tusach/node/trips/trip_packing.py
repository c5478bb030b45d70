"""What a trip takes along: each stop with its promises first, and one list by shelf for all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.library.crates.packing import Choice
from tusach.node.acts import crates_read as read
from tusach.node.acts import trip_packing as acts
from tusach.node.acts.crates_read import CrateRow
from tusach.node.acts.packing import USUAL_ROOM
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.outcomes import whose_hold
from tusach.node.desk.shown import place_name, titles_of
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips.trips import trip_or_404

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def packing(request: HttpRequest, counter: Counter, trip: str) -> HttpResponse:
    """A proposal for the whole trip; nothing is told."""
    state = trip_or_404(counter, trip)
    room = _room(request.GET.get("room", ""))
    found = acts.for_trip(counter.node, state, counter.at, room=room)
    signs = {one.place: sign_of(nr) for nr, one in enumerate(found.stops)}
    titles = titles_of(counter.node, [one.title for one in found.picks])
    here = read.crates(counter.node, read.HERE, place=counter.place, on=counter.on)
    values = {
        "trip": trip,
        "plan": state.plan,
        "room": room,
        "stops": [_stop(counter, one, signs, titles) for one in found.stops],
        "picks": [
            {
                "title": titles.get(one.title),
                "shelf": one.shelf,
                "signs": [signs[place] for place in one.places],
            }
            for one in found.picks
        ],
        "crates": [one for one in here if _has_room(one)],
        "vehicle": place_name(counter.node, state.vehicle),
    }
    return render(request, "trips/trip_packing.html", values)


def sign_of(nr: int) -> str:
    """The letter of a stop, in the order of the road: A to Z, then A2.

    >>> sign_of(0), sign_of(25), sign_of(26)
    ('A', 'Z', 'A2')
    """
    turn, letter = divmod(nr, len(LETTERS))
    return LETTERS[letter] + (str(turn + 1) if turn else "")


def _room(text: str) -> int:
    told = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else USUAL_ROOM
    return min(max(told, 1), acts.MOST_ROOM)


def _has_room(one: CrateRow) -> bool:
    return one.nr is not None and one.inside < (one.room or USUAL_ROOM)


def _stop(
    counter: Counter, one: acts.AtStop, signs: dict[str, str], titles: dict[str, Any]
) -> dict[str, Any]:
    def shown(choices: tuple[Choice, ...]) -> list[dict[str, Any]]:
        return [
            {
                "title": titles.get(each.title),
                "name": whose_hold(counter, each.of) if each.of else "",
                "share": max(1, round(10 * each.gain)),
            }
            for each in choices
        ]

    return {
        "sign": signs[one.place],
        "place": one.place,
        "name": place_name(counter.node, one.place),
        "on": one.on,
        "promised": shown(one.promised),
        "expected": shown(one.expected),
        "unmet": len(one.unmet),
        "books": len(one.promised) + len(one.expected),
        "gain": round(one.gain),
    }
