"""Counting on the screen: one field, a colour and a sound for each scan, and what is missing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.stocktaking import counting
from tusach.library.stocktaking.facts import StocktakingBegun
from tusach.library.stocktaking.story import CLOSED, PAUSED, StocktakingState
from tusach.node.acts import stocktaking as acts
from tusach.node.acts.stocktaking import Scanned
from tusach.node.desk import memory as desk_memory
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.offers import Offer
from tusach.node.desk.outcomes import Outcome, line_ids, next_in_line
from tusach.node.desk.shown import copy_shown, place_name
from tusach.node.pages import toasts
from tusach.node.pages.writing import code_groups
from tusach.node.people.access import Act, rule, staff
from tusach.node.stock import memory, said
from tusach.node.stock.forms import Line

MOST_LISTED, FIRST_LISTED = 2000, 25
"""Copies of each list: on the page to print, and on the one that is looked at."""
TONES = {
    counting.SEEN: "good",
    acts.AGAIN: "note",
    acts.FOUND: "good",
    acts.TAKEN_BACK: "busy",
    counting.STRANGE: "busy",
    counting.WRONG_SHELF: "busy",
    "withdrawn": "bad",
    "unknown": "bad",
}
CHIPS = {
    counting.SEEN: "done",
    acts.AGAIN: "present",
    acts.FOUND: "done",
    acts.TAKEN_BACK: "on-loan",
    counting.STRANGE: "elsewhere",
    counting.WRONG_SHELF: "in-question",
    "withdrawn": "withdrawn",
    "unknown": "unknown",
}


class BeginForm(forms.Form):
    """What is to be counted."""

    materials = forms.MultipleChoiceField(
        label=gettext_lazy("Only these kinds"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: everything."),
    )
    locations = forms.MultipleChoiceField(
        label=gettext_lazy("Only these shelves or rooms"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    decision = Line(gettext_lazy("Number of the decision"), most=80)

    def __init__(self, counter: Counter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = counter.node.profile.lending.material_kinds
        for name, choices in (
            ("materials", [(one.code, counter.words(one.names)) for one in kinds]),
            ("locations", [(one, one) for one in shelves(counter)]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices


def shelves(counter: Counter) -> list[str]:
    """The shelves and rooms that copies of the place have."""
    rows = counter.node.store.query(
        "SELECT DISTINCT location FROM copy WHERE tenant = ? AND home = ? AND location <> '' "
        "ORDER BY location LIMIT 50",
        (counter.node.tenant, counter.place),
    )
    return [row[0] for row in rows]


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("GET", "HEAD", "POST"))
def stocktakings(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Stocktakings of the place, and the form to begin one."""
    form = BeginForm(counter, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        body = StocktakingBegun(
            tuple(told["materials"]), tuple(told["locations"]), told["decision"]
        )
        done = acts.begin(counter.node, body, counter.at)
        if not isinstance(done, Refusal):
            return redirect("stock:stocktaking", count=done)
        form.add_error(None, counter.say(done))
    node = counter.node
    rows = node.store.query(
        "SELECT subject, begun_on, paused_on, closed_on, expected, seen, missing FROM stocktaking "
        "WHERE tenant = ? AND place = ? ORDER BY begun_on DESC, subject LIMIT 50",
        (node.tenant, counter.place),
    )
    names = ("count", "begun_on", "paused_on", "closed_on", "expected", "seen", "missing")
    values = {
        "form": form,
        "rows": [dict(zip(names, row, strict=True)) for row in rows],
        "place": place_name(node, counter.place),
    }
    return render(request, "stock/stocktakings.html", values, status=422 if form.errors else 200)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def stocktaking(request: HttpRequest, counter: Counter, count: str) -> HttpResponse:
    """The page at which is counted."""
    state = _known(counter, count)
    shelf = request.GET.get("shelf", memory.shelf(request))
    shelf = shelf if shelf in shelves(counter) else ""
    memory.keep_shelf(request, shelf)
    waiting = memory.take_scan(request)
    values = {
        **_shown(counter, state),
        "figures": acts.figures(counter.node, count),
        "shelf": shelf,
        "shelves": shelves(counter),
        "pile": [_row(counter, one) for one in memory.scanned(request, count)],
        "outcome": _said(counter, count, waiting) if waiting else None,
        "sound": desk_memory.sound(request),
        "where": _csrf(request),
    }
    return render(request, "stock/stocktaking.html", values)


def _csrf(request: HttpRequest) -> str:
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)
    )


def _known(counter: Counter, count: str) -> StocktakingState:
    state: StocktakingState = counter.node.store.state(count, "stocktaking")
    if state.begun is None:
        raise Http404
    return state


def _shown(counter: Counter, state: StocktakingState) -> dict[str, Any]:
    assert state.begun is not None
    codes = counter.codes
    return {
        "count": state.subject,
        "state": state,
        "is_closed": state.status == CLOSED,
        "is_paused": state.status == PAUSED,
        "is_here": state.place == counter.place,
        "place": place_name(counter.node, state.place),
        "part": [codes.get(one, one) for one in state.begun.materials]
        + list(state.begun.locations),
        "tally": acts.how_many(counter.node, state.subject) + len(state.noted),
    }


def _row(counter: Counter, kept: dict[str, Any]) -> dict[str, Any]:
    copy = copy_shown(counter, kept["copy"]) if kept["copy"] else None
    return {**kept, "title": copy.title.words if copy else "", "chip": CHIPS[kept["how"]],
            "words": _words(counter, kept["how"], kept["of"])}  # fmt: skip


def _words(counter: Counter, how: str, of: str) -> str:
    """What a scan means, and what to do with the book in the hand."""
    where = place_name(counter.node, of) if is_id(of) else of
    return {
        counting.SEEN: _("Counted."),
        acts.AGAIN: _("Counted already; nothing changes."),
        acts.FOUND: _("Found again: it does not count as lost any more."),
        acts.TAKEN_BACK: _("It was on loan; it is taken back now. Counted."),
        counting.STRANGE: _("Belongs to %(place)s. Put it aside to be sent back.")
        % {"place": where or _("another place")},
        counting.WRONG_SHELF: _("Wrong shelf: it belongs to “%(shelf)s”. Counted.")
        % {"shelf": where or _("no shelf")},
        "withdrawn": _("This copy has left the stock. Put it aside and look why it is here."),
        "unknown": _("No copy has this number. Put it aside; it must be entered first."),
    }[how]


def _said(counter: Counter, count: str, kept: dict[str, Any]) -> Outcome:
    """A scan in words; for whom the copy is kept now, where it came back by it."""
    copy = copy_shown(counter, kept["copy"]) if kept["copy"] else None
    offers: tuple[Offer, ...] = ()
    if kept["fact"]:
        address = reverse("stock:unscan", kwargs={"count": count, "fact": kept["fact"]})
        offers = (Offer(_("Undo"), "undo", address, quiet=True),)
    line = kept.get("line") or {}
    return Outcome(
        tone="note" if line else TONES[kept["how"]],
        title=(copy.title.words if copy else "") or code_groups(kept["code"]),
        words=_words(counter, kept["how"], kept["of"]),
        offers=offers,
        more=tuple(next_in_line(counter, line, copy)) if line else (),
    )


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def scan(request: HttpRequest, counter: Counter, count: str) -> HttpResponse:
    """One scan: stored at once, and said."""
    state = _known(counter, count)
    code = request.POST.get("code", "").strip()
    if not code:
        done: Scanned | Refusal = Refusal("copy.number_missing", {})
    else:
        done = acts.scan(counter.node, count, code, counter.at, shelf=memory.shelf(request))
    if isinstance(done, Scanned):
        kept = {"how": done.how, "code": done.code, "copy": done.copy, "of": done.of,
                "fact": done.fact,
                "line": line_ids(counter, done.copy, done.next_in_line)}  # fmt: skip
        memory.remember_scan(request, count, kept)
        if not request.headers.get("HX-Request"):
            memory.keep_scan(request, kept)
            return redirect("stock:stocktaking", count=count)
        outcome, rows = _said(counter, count, kept), [_row(counter, kept)]
    else:
        outcome = Outcome(tone="bad", title=_("This was not counted"), words=counter.say(done))
        rows = []
        if not request.headers.get("HX-Request"):
            said.refuse(request, done)
            return redirect("stock:stocktaking", count=count)
    values = {
        **_shown(counter, state),
        "outcome": outcome,
        "pile": rows,
        "sound": desk_memory.sound(request),
        "where": _csrf(request),
    }
    return render(request, "stock/parts/scan_answer.html", values)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def unscan(request: HttpRequest, counter: Counter, count: str, fact: str) -> HttpResponse:
    """A scan is taken back."""
    state = _known(counter, count)
    done = acts.unscan(counter.node, fact, counter.at)
    if not isinstance(done, Refusal):
        memory.forget_scan(request, count, fact)
    if not request.headers.get("HX-Request"):
        if isinstance(done, Refusal):
            said.refuse(request, done)
        return redirect("stock:stocktaking", count=count)
    words = counter.say(done) if isinstance(done, Refusal) else _("The scan does not count.")
    tone = "bad" if isinstance(done, Refusal) else "note"
    outcome = Outcome(tone=tone, title=_("Taken back") if tone == "note" else _("Not taken back"),
                      words=words)  # fmt: skip
    values = {**_shown(counter, state), "outcome": outcome, "pile": [], "where": _csrf(request)}
    return render(request, "stock/parts/scan_answer.html", values)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def change(request: HttpRequest, counter: Counter, count: str) -> HttpResponse:
    """It rests, goes on, is closed; what is missing is marked, or not after all."""
    _known(counter, count)
    what = request.POST.get("what", "")
    only = request.POST.get("copy", "")
    node, at = counter.node, counter.at
    match what:
        case "pause":
            done = acts.pause(node, count, at)
        case "resume":
            done = acts.resume(node, count, at)
        case "close":
            done = acts.close(node, count, at)
        case "missing":
            done = acts.mark_missing(node, count, at, only=only if is_id(only) else "")
        case "unmark":
            done = acts.unmark(node, count, at)
        case _:
            raise Http404
    if isinstance(done, Refusal):
        said.refuse(request, done)
    elif what in ("missing", "unmark"):
        toasts.add(request, f"stock.{what}", n=len(done.facts))
    is_result = what in ("close", "missing", "unmark")
    return redirect("stock:counted" if is_result else "stock:stocktaking", count=count)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def counted(request: HttpRequest, counter: Counter, count: str) -> HttpResponse:
    """What was found: the figures, what is missing, what stands wrongly."""
    state, node = _known(counter, count), counter.node
    now = acts.figures(node, count)
    lists = [
        (name, words, acts.standing(node, count, name))
        for name, words in (
            (counting.MISSING, _("Not found")),
            (counting.STRANGE, _("Belong elsewhere")),
            (counting.WRONG_SHELF, _("Stand on the wrong shelf")),
            (counting.GONE, _("Count as lost")),
        )
    ]
    most = MOST_LISTED if "all" in request.GET else FIRST_LISTED
    values = {
        **_shown(counter, state),
        "most": most,
        "cut": most < MOST_LISTED and any(len(copies) > most for _name, _words, copies in lists),
        "now": now,
        "told": state.result,
        "differs": state.result is not None and state.result != now,
        "lists": [
            {
                "name": name,
                "words": words,
                "n": len(copies),
                "copies": [copy_shown(counter, one) for one in copies[:most]],
            }
            for name, words, copies in lists
        ],
        "missing": next(len(copies) for name, _w, copies in lists if name == counting.MISSING),
        "marked": len(acts.marked(node, count, counter.at)) if state.closed_by else 0,
        "noted": state.noted,
        "today": counter.today,
    }
    return render(request, "stock/counted.html", values)
