"""A weeding dossier on the screen: filled, decided by a council, carried out, printed."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.weeding.facts import Member
from tusach.library.weeding.rules import SPARED, Decision
from tusach.library.weeding.story import DECIDED, OPEN, WeedingState
from tusach.node.acts import weeding as acts
from tusach.node.acts.finding import copy_of_code
from tusach.node.acts.weeding import Wanted
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import copy_shown, place_name
from tusach.node.pages import toasts
from tusach.node.pages.writing import day_from, plain_text
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look
from tusach.node.stock import said
from tusach.node.stock.forms import Line

MOST_LISTED, FIRST_LISTED = 3000, 50
"""Copies of a dossier: on its paper, and on the page that is worked at."""
MEMBER_LINES = 5
WAYS = (
    ("law", gettext_lazy("Their laws are not in force any more")),
    ("damaged", gettext_lazy("Noted as damaged")),
    ("duplicate", gettext_lazy("Never used, with other copies beside them")),
    ("year", gettext_lazy("Published before a year")),
    ("kind", gettext_lazy("Of one kind")),
)
CHIPS = {
    "open": "waiting",
    "decided": "in-question",
    "carried_out": "done",
    "dropped": "voided",
}
_LIST = (
    "SELECT subject, begun_on, status, proposed, decision, carried_on, carried FROM weeding "
    "WHERE tenant = ? AND place = ? ORDER BY begun_on DESC, subject LIMIT 50"
)


class BeginForm(forms.Form):
    """A dossier needs the paper that sets up the council, sooner or later."""

    decision = Line(gettext_lazy("Decision that sets up the council"), most=60)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("GET", "HEAD", "POST"))
def dossiers(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Dossiers of the place, when the next one is due, and the form to open one."""
    form = BeginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = acts.begin(counter.node, counter.at, decision=form.cleaned_data["decision"])
        if not isinstance(done, Refusal):
            return redirect("stock:dossier", dossier=done)
        form.add_error(None, counter.say(done))
    node = counter.node
    due, last = acts.next_due(node, counter.place, counter.on)
    names = ("dossier", "begun_on", "status", "proposed", "decision", "carried_on", "carried")
    rows = node.store.query(_LIST, (node.tenant, counter.place))
    values = {
        "form": form,
        "rows": [
            {**dict(zip(names, row, strict=True)), "chip": CHIPS[row[2]], "words": _status(row[2])}
            for row in rows
        ],
        "due": due,
        "late": bool(due) and str(due) < counter.on,
        "last": last,
        "place": place_name(node, counter.place),
    }
    return render(request, "stock/dossiers.html", values, status=422 if form.errors else 200)


def _status(status: str) -> str:
    return {
        "open": _("being filled"),
        "decided": _("decided, not carried out"),
        "carried_out": _("carried out"),
        "dropped": _("given up"),
    }[status]


def _own(counter: Counter, dossier: str) -> WeedingState:
    state: WeedingState = counter.node.store.state(dossier, "weeding")
    if state.begun is None:
        raise Http404
    return state


def _reasons(counter: Counter) -> list[dict[str, str]]:
    weeding = counter.node.profile.weeding
    told = weeding.reasons if weeding else ()
    return [{"code": one.code, "words": counter.words(one.names)} for one in told]


def _disposals(counter: Counter) -> list[dict[str, str]]:
    weeding = counter.node.profile.weeding
    told = weeding.disposals if weeding else ()
    return [{"code": one.code, "words": counter.words(one.names)} for one in told]


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def dossier(request: HttpRequest, counter: Counter, dossier: str) -> HttpResponse:
    """One dossier: what is proposed, how much that is, and what comes next."""
    state = _own(counter, dossier)
    node = counter.node
    is_here = state.place == counter.place
    members: Sequence[Member] = ()
    if state.council is not None and (is_here or counter.is_wide):
        look(counter.staff, counter.place, "weeding council")
        members = acts.council(node, dossier)
    asked = request.GET.get("by", "")
    wanted = _wanted(request) if asked in dict(WAYS) and is_here else None
    found = acts.suggest(node, counter.place, wanted, counter.on) if wanted else []
    most = MOST_LISTED if "all" in request.GET else FIRST_LISTED
    values = {
        **_shown(counter, state, most=most),
        "more": max(0, len(state.proposed) - most),
        "is_here": is_here,
        "members": members,
        "lines": range(MEMBER_LINES),
        "reasons": _reasons(counter),
        "disposals": _disposals(counter),
        "spared": SPARED,
        "ways": WAYS,
        "asked": asked,
        "found": [copy_shown(counter, one) for one in found],
        "full": len(found) == acts.MOST_SUGGESTED,
        "likely": _likely(counter, asked),
        "kinds": [
            {"code": one.code, "words": counter.words(one.names)}
            for one in node.profile.lending.material_kinds
            if one.weeded
        ],
        "years": request.GET.get("before", "")[:4],
    }
    return render(request, "stock/dossier.html", values)


def _wanted(request: HttpRequest) -> Wanted:
    def whole(name: str) -> int | None:
        text = request.GET.get(name, "").strip()[:4]
        return int(text) if text.isascii() and text.isdigit() else None

    material = request.GET.get("material", "")
    return Wanted(
        by=request.GET.get("by", ""),
        before=whole("before"),
        keep=whole("keep"),
        material=material[:60],
    )


def _likely(counter: Counter, asked: str) -> str:
    """The reason that a way of looking suggests."""
    known = {one["code"] for one in _reasons(counter)}
    wanted = {"law": "expired_law", "damaged": "worn", "duplicate": "duplicate",
              "year": "obsolete", "kind": "old_periodical"}.get(asked, "")  # fmt: skip
    return wanted if wanted in known else ""


def _shown(counter: Counter, state: WeedingState, *, most: int = MOST_LISTED) -> dict[str, Any]:
    """The dossier as both pages show it. most: so many of its copies are drawn."""
    node = counter.node
    words = {one["code"]: one["words"] for one in _reasons(counter)}
    ways = {one["code"]: one["words"] for one in _disposals(counter)}
    by_reason: dict[str, list[Any]] = {}
    for one in state.proposed[:most]:
        by_reason.setdefault(one.reason, []).append(copy_shown(counter, one.copy))
    count = Counts(one.reason for one in state.proposed)
    decided = state.decided
    on = decided.decided_on if decided else counter.on
    return {
        "dossier": state.subject,
        "state": state,
        "status": _status(state.status),
        "chip": CHIPS[state.status],
        "is_open": state.status == OPEN,
        "is_decided": state.status == DECIDED,
        "place": place_name(node, state.place),
        "groups": [
            {"reason": code, "words": words.get(code, code), "copies": copies, "n": count[code]}
            for code, copies in by_reason.items()
        ],
        "share": acts.share_of(node, state.subject, on=on),
        "disposal": ways.get(decided.disposal, decided.disposal) if decided else "",
        "today": counter.today,
        "above": counter.words(node.profile.province.owner),
    }


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY, methods=("POST",))
def change(request: HttpRequest, counter: Counter, dossier: str) -> HttpResponse:
    """One step: propose, spare, council, decide, carry out, give up, forget the names."""
    _own(counter, dossier)
    what = request.POST.get("what", "")
    done = _done(request, counter, dossier, what)
    if isinstance(done, Refusal):
        said.refuse(request, done)
    else:
        toasts.add(request, "stock.weeding", n=done)
    return redirect("stock:dossier", dossier=dossier)


def _done(request: HttpRequest, counter: Counter, dossier: str, what: str) -> int | Refusal:
    """How many facts were told."""
    node, at = counter.node, counter.at
    reason = request.POST.get("reason", "")
    match what:
        case "scan":
            found = copy_of_code(node, plain_text(request.POST.get("code", "")).replace(" ", ""))
            if found is None:
                return Refusal("copy.number_missing", {})
            done = acts.propose(node, dossier, at, [found], reason=reason)
        case "propose":
            copies = _copies(request)
            if not copies:
                return Refusal("weeding.nothing_chosen", {})
            done = acts.propose(node, dossier, at, copies, reason=reason)
        case "spare":
            done = acts.spare(node, dossier, at, _copies(request), reason=reason)
        case "council":
            names = request.POST.getlist("name")
            posts = [*request.POST.getlist("post"), *[""] * len(names)]
            members = [
                Member(plain_text(name)[:200], plain_text(post)[:200])
                for name, post in zip(names, posts, strict=False)
            ]
            done = acts.name_council(node, dossier, at, members)
        case "decide":
            paper = Decision(
                number=plain_text(request.POST.get("number", ""))[:200],
                on=day_from(request.POST.get("on", "").strip()) or "",
                disposal=request.POST.get("disposal", ""),
            )
            if not paper.on:
                return Refusal("weeding.day_missing", {})
            done = acts.decide(node, dossier, at, paper)
        case "carry-out":
            paper_of = plain_text(request.POST.get("paper", ""))[:200]
            done = acts.carry_out(node, dossier, at, paper=paper_of)
        case "drop":
            done = acts.drop(node, dossier, at, reason="mistake")
        case "forget":
            done = acts.forget_council(node, dossier, at)
        case _:
            raise Http404
    return done if isinstance(done, Refusal) else len(done.facts)


def _copies(request: HttpRequest) -> list[str]:
    return [one for one in request.POST.getlist("copy") if is_id(one)]


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def minutes(request: HttpRequest, counter: Counter, dossier: str) -> HttpResponse:
    """The minutes of the council and the list of copies, to print and sign."""
    state = _own(counter, dossier)
    members: Sequence[Member] = ()
    if state.council is not None and (state.place == counter.place or counter.is_wide):
        look(counter.staff, counter.place, "weeding council")
        members = acts.council(counter.node, dossier)
    values = {**_shown(counter, state), "members": members}
    return render(request, "stock/minutes.html", values)
