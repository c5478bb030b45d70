"""Where the crates of this library should go next, each with its reason."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from tusach.ledger.ident import is_id
from tusach.library.crates.rotation import Move
from tusach.library.crates.story import CrateState
from tusach.node.acts import rotating as acts
from tusach.node.acts.trip_packing import rides
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name
from tusach.node.people.access import Act, rule, staff

MOST_FORBIDDEN = 100


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def rotation(request: HttpRequest, counter: Counter) -> HttpResponse:
    """A proposal for the next period; what is not wanted stands in the address."""
    out = [one for one in request.GET.getlist("not") if _is_pair(one)][:MOST_FORBIDDEN]
    pairs = [(one[:32], one[33:]) for one in out]
    found = acts.propose(counter.node, counter.at, forbidden=pairs)
    riding = rides(counter.node, counter.on)
    values = {
        "moves": [{**_shown(counter, one, out), "ride": riding.get(one.to)} for one in found.moves],
        "left": [_nr(counter, one) for one in found.left],
        "out": [
            {"nr": _nr(counter, crate), "place": place_name(counter.node, place)}
            for crate, place in pairs
        ],
    }
    return render(request, "trips/rotation.html", values)


def _is_pair(text: str) -> bool:
    return len(text) == 65 and text[32] == "-" and is_id(text[:32]) and is_id(text[33:])


def _nr(counter: Counter, crate: str) -> int | None:
    state: CrateState = counter.node.store.state(crate, "crate")
    return state.made.nr if state.made is not None else None


def _shown(counter: Counter, one: Move, out: list[str]) -> dict[str, object]:
    node = counter.node
    state: CrateState = node.store.state(one.crate, "crate")
    refused = [*out, f"{one.crate}-{one.to}"]
    return {
        "crate": one.crate,
        "nr": _nr(counter, one.crate),
        "at": place_name(node, state.at),
        "to": place_name(node, one.to),
        "loans": round(one.loans),
        "fresh": round(100 * one.fresh),
        "second": place_name(node, one.second) if one.second else "",
        "less": round(one.less, 1),
        "stays": state.at == one.to,
        "not_there": "?" + urlencode([("not", pair) for pair in refused]),
    }
