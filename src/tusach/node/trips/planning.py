"""What should go into a crate, by shelf, each title with its reason; and slips for readers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tusach.exchange.documents.posters import Slip, Slips, slips_of
from tusach.ledger.ident import is_id
from tusach.library.crates.packing import EXPECTED, PINNED, PROMISED
from tusach.library.crates.story import HERE
from tusach.node.acts import packing as acts
from tusach.node.acts.packing import Asking, Line, Plan
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.outcomes import whose_hold
from tusach.node.desk.shown import names_of, place_name, titles_of
from tusach.node.papers.answers import pdf_answer
from tusach.node.papers.press import has_press
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.trips.crate import state_of
from tusach.node.trips.forms import SendForm
from tusach.node.wording.lunar import both_calendars

MOST_WORDS = 40


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def plan(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """A proposal: what a librarian leaves out or wants stands in the address, nothing is told."""
    state = state_of(counter, crate)
    if state.made is None or state.status != HERE or state.at != counter.place:
        return redirect("trips:crate", crate=crate)
    form = SendForm(counter, state.made.owner)
    places = dict(form.fields["to"].choices)  # type: ignore[attr-defined]
    to = request.GET.get("to", "")
    values: dict[str, Any] = {"crate": crate, "nr": state.made.nr, "form": form, "to": ""}
    if to in places and to:
        out, pinned = (_chosen(request, name) for name in ("out", "pin"))
        asking = Asking(
            to=to,
            room=max(0, (state.made.room or acts.USUAL_ROOM) - len(state.inside)),
            forbidden=frozenset(out),
            pinned=tuple(pinned),
        )
        found = acts.plan(counter.node, asking, counter.at)
        values |= _shown(counter, found, out=out, pinned=pinned, to=to)
    return render(request, "trips/plan.html", values)


def _chosen(request: HttpRequest, name: str) -> list[str]:
    return [one for one in request.GET.getlist(name) if is_id(one)][:MOST_WORDS]


def _shown(
    counter: Counter, found: Plan, *, out: list[str], pinned: list[str], to: str
) -> dict[str, Any]:
    titles = titles_of(counter.node, [*(one.title for one in found.lines), *out])

    def address(**more: str) -> str:
        pairs = [("to", to), *(("out", one) for one in out), *(("pin", one) for one in pinned)]
        return "?" + urlencode([*pairs, *more.items()])

    def kept(without: str) -> str:
        pairs = [("to", to), *(("out", one) for one in out if one != without)]
        return "?" + urlencode([*pairs, *(("pin", one) for one in pinned)])

    return {
        "to": to,
        "place": place_name(counter.node, to),
        "lines": [
            {
                "title": titles.get(one.title),
                "shelf": one.shelf,
                "why": _why(counter, one),
                "is_promise": one.why == PROMISED,
                "leave_out": address(out=one.title),
                "pin": address(pin=one.title) if one.why == EXPECTED else "",
            }
            for one in found.lines
        ],
        "out": [{"title": titles.get(one), "back": kept(one)} for one in out],
        "unmet": [
            _("for a reader who asked") if why == PROMISED else _("wanted by you")
            for _stop, why, _what in found.unmet
        ],
        "expected": round(found.expected),
        "most": round(found.most),
    }


def _why(counter: Counter, one: Line) -> str:
    if one.why == PROMISED:
        name = whose_hold(counter, one.hold)
        return _("promised to %(name)s") % {"name": name} if name else _("promised to a reader")
    if one.why == PINNED:
        return _("wanted by you")
    share = max(1, round(10 * one.gain))
    return _("expected: about %(n)s loans of ten such crates") % {"n": share}


@rule(staff("librarian"))
@at_desk(Act.SEE_READER)
def slips(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """For each reader what comes for them, and on which day, in both calendars."""
    values = {**_slips(counter, crate), "has_press": has_press()}
    return render(request, "trips/slips.html", values)


@rule(staff("librarian"))
@at_desk(Act.SEE_READER)
def slips_pdf(request: HttpRequest, counter: Counter, crate: str) -> HttpResponse:
    """The same slips, four on a page, to be cut."""
    values = _slips(counter, crate)
    instead = reverse("trips:slips", kwargs={"crate": crate})
    if not values["slips"]:
        return redirect(instead)
    day = both_calendars(values["day"]) if values["day"] else ""
    setting = Slips(
        title=_("Slips for readers whose books come"),
        slips=tuple(
            part
            for one in values["slips"]
            for part in slips_of(
                Slip(
                    place=values["place"],
                    name=one["name"] or _("For a reader of this place"),
                    says=_("The books you asked for are coming:"),
                    titles=tuple(one["titles"]),
                    day=day or _("Ask at your library when the crate is there."),
                )
            )
        ),
        language=(get_language() or "vi")[:2],
    )
    name = f"phieu-bao-sach-{crate[:8]}"
    return pdf_answer(setting, name=name, on=counter.today, instead=instead)


def _slips(counter: Counter, crate: str) -> dict[str, Any]:
    """What the slips say; names that are looked at are noted."""
    state = state_of(counter, crate)
    coming = state.under_way
    to = coming.to if coming is not None else state.at
    rows = acts.slips(counter.node, state)
    seen = [
        one.reader
        for one in rows
        if one.reader and counter.sees(counter.node.store.state(one.reader, "reader"))
    ]
    if seen:
        look(counter.staff, counter.place, "slips of a crate")
    names = names_of(counter.node, seen)
    titles = titles_of(counter.node, [title for one in rows for title in one.titles])
    return {
        "crate": crate,
        "place": place_name(counter.node, to),
        "day": acts.next_visit(counter.node, to, counter.on),
        "slips": [
            {
                "name": names.get(one.reader, ""),
                "titles": [titles[title].words for title in one.titles if title in titles],
            }
            for one in rows
        ],
    }
