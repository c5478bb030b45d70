"""The list of crates; new ones are made here, with their labels."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.copies.labels import per_page
from tusach.library.crates.story import CrateState
from tusach.node.acts import crates_read as read
from tusach.node.acts import crating, packing
from tusach.node.acts.labels import Label
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff
from tusach.node.stock.label_drawing import Words, pages
from tusach.node.trips import said
from tusach.node.trips.forms import MakeForm
from tusach.node.trips.shown import line

SHOWN = (
    (read.COMING, _("On their way to here")),
    (read.HERE, _("Standing here")),
    (read.AWAY, _("Of this library, elsewhere")),
)
MOST_LABELS = 200


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("GET", "HEAD", "POST"))
def crates(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Crates of this place and those that come here; sent to, new ones are made."""
    form = MakeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = crating.make(counter.node, told["count"], counter.at, room=told["room"])
        if not isinstance(made, Refusal):
            toasts.add(request, "crates.made", n=len(made.crates))
            chosen = "&".join(f"c={crate}" for crate, _code in made.crates)
            return redirect(f"{reverse('trips:labels')}?{chosen}")
        said.refuse(request, made)
    groups = [(words, _rows(counter, which)) for which, words in SHOWN]
    values = {
        "form": form,
        "groups": [(words, rows) for words, rows in groups if rows],
        "late": _rows(counter, read.LATE),
        "place": place_name(counter.node, counter.place),
        "promises": packing.promises(counter.node, counter.place),
    }
    status = 422 if form.errors else 200
    return render(request, "trips/crates.html", values, status=status)


def _rows(counter: Counter, which: str) -> list[dict[str, Any]]:
    rows = read.crates(counter.node, which, place=counter.place, on=counter.today)
    return [line(counter, row) for row in rows]


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def late(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Crates that should be home by now; whoever works for the province sees all of them."""
    place = "" if counter.is_wide else counter.place
    rows = read.crates(counter.node, read.LATE, place=place, on=counter.today)
    shown = [line(counter, row) for row in rows]
    return render(request, "trips/late.html", {"rows": shown, "is_wide": counter.is_wide})


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def labels(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Labels of crates to print: those that are named, else all of this place."""
    asked = [one for one in request.GET.getlist("c") if is_id(one)][:MOST_LABELS]
    if not asked:
        rows = read.crates(counter.node, read.EVERY, place=counter.place, on=counter.today)
        asked = [row.crate for row in rows if row.owner == counter.place][:MOST_LABELS]
    found = []
    for crate in asked:
        state: CrateState = counter.node.store.state(crate, "crate")
        if state.made is not None and state.made.owner == counter.place:
            name = str(_("Crate %(nr)s") % {"nr": state.made.nr})
            code = state.made.code
            found.append(Label(copy=crate, code=code, title=name, call_number=""))
    # Of a crate that is seen from afar: the sheet with the fewest, so the largest, labels.
    sheet = min(counter.node.profile.shelving.label_sheets, key=per_page)
    words = Words(place_name(counter.node, counter.place), counter.words)
    drawn = pages(found, sheet, kind="code", start=1, words=words)
    values = {
        # Drawn by `label_drawing`, which escapes every text.
        "pages": [mark_safe(one) for one in drawn],  # noqa: S308
        "count": len(found),
        "sheet": counter.words(sheet.names),
    }
    return render(request, "trips/labels.html", values)
