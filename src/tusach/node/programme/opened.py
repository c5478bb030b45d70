"""For whoever inspects: things drawn from a report by a public seed, and each of them opened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tusach.exchange.sheets.writing import Table
from tusach.ledger.draft import Refusal
from tusach.ledger.effective import UNREADABLE
from tusach.ledger.story import Story
from tusach.library.reports.sampling import LONGEST_SEED, MOST, USUAL, Sample, sample
from tusach.library.reports.story import ReportState
from tusach.node.acts import figures, reports
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day, number
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme.evidence_names import name_of, names_of
from tusach.node.programme.report_files import report_or_404
from tusach.node.programme.report_paper import about, in_groups
from tusach.node.programme.showing import UNKNOWN, Thing, file_of, show_thing
from tusach.node.stock.forms import Line, Whole
from tusach.node.wording.facts import say_fact

OPENS = frozenset(
    {"agreement", "borrowers", "copy", "crate", "day", "gathering", "market", "model", "place"}
    | {"population", "settlement", "stop", "title", "trip", "unit", "use", "visits"}
)
"""Stories that an inspector opens: none is of a person, and their open parts hold no name."""


class SeedForm(forms.Form):
    """By what is drawn, and how many."""

    seed = Line(
        _("Seed"),
        required=True,
        most=LONGEST_SEED,
        help_text=_("Words or numbers said in public after the report was frozen."),
    )
    n = Whole(_("How many"), required=True, most=MOST)


@rule(staff("inspector"))
@in_office(Act.INSPECT)
def drawn(request: HttpRequest, room: Room, report: str) -> HttpResponse:
    """The same things for everybody who types the same seed; each can be opened."""
    state = report_or_404(room, report)
    assert state.frozen is not None
    form = SeedForm(request.GET if "seed" in request.GET else None, initial={"n": USUAL})
    found = _sample(room, state, form)
    if found is not None and "as" in request.GET:
        return file_of(request, _table(room, found), "sample")
    values: dict[str, Any] = {
        "form": form,
        "about": about(room.node, state.frozen.told),
        "fact": in_groups(state.frozen.fact),
        "report": state.subject,
        "sample": found,
        "rows": _rows(room, found) if found else [],
        "query": request.GET.urlencode(),
    }
    return render(request, "programme/sample.html", values, status=422 if form.errors else 200)


def _sample(room: Room, state: ReportState, form: SeedForm) -> Sample | None:
    if not form.is_bound or not form.is_valid():
        return None
    assert state.frozen is not None
    proofs = reports.evidence_of(room.node, state)
    told = form.cleaned_data
    found = (
        proofs
        if isinstance(proofs, Refusal)
        else sample(proofs, frozen=state.frozen.fact, seed=told["seed"], n=told["n"])
    )
    if isinstance(found, Refusal):
        form.add_error(None, room.say(found))
        return None
    return found


def _titles(room: Room) -> dict[str, str]:
    """The names of the figures, by id."""
    return {one.id: room.words(one.title) for one in figures.definitions(room.node)}


def _said(titles: dict[str, str], indicators: tuple[str, ...]) -> str:
    return ", ".join(titles[one] for one in indicators if one in titles)


def _rows(room: Room, found: Sample) -> list[dict[str, Any]]:
    names, titles = names_of(room, [one.key for one in found.drawn]), _titles(room)
    return [
        {
            "nr": nr,
            "name": names[one.key],
            "n": number(one.n),
            "figures": _said(titles, one.indicators),
            "stories": one.stories,
        }
        for nr, one in enumerate(found.drawn, 1)
    ]


def _table(room: Room, found: Sample) -> Table:
    header = tuple(map(gettext, ("No.", "What", "Counts", "Figures", "Proved by")))
    names, titles = names_of(room, [x.key for x in found.drawn]), _titles(room)
    rows = [
        (
            nr,
            names[x.key],
            x.n,
            _said(titles, x.indicators),
            " ".join(x.stories),
        )
        for nr, x in enumerate(found.drawn, 1)
    ]
    return Table(name=found.seed, header=header, rows=rows)


@rule(staff("inspector"))
@in_office(Act.INSPECT)
def proof(request: HttpRequest, room: Room, story: str) -> HttpResponse:
    """What was told of a thing that was counted, in words, without any name of a person."""
    told = room.node.store.story(story)
    if not told.held or told.noun not in OPENS:
        raise Http404
    heads = (gettext("Told"), gettext("Day"), gettext("Library"), gettext("Number of the fact"))
    thing = Thing(
        title=name_of(room, story),
        back="",
        back_words="",  # one comes here from several pages, and goes back by the browser
        notes=(gettext("Entries as they were told, in their order. Names are not shown here."),),
        lines=((gettext("Number"), story), (gettext("Entries"), number(len(told.held)))),
        tables=((gettext("Entries"), heads, [_told(room, told, one) for one in told.held]),),
    )
    return show_thing(request, room, thing, [])


def _told(room: Room, story: Story, held: Any) -> tuple[str, ...]:
    fact = held.fact
    try:
        known = room.node.store.folders.register.body(fact.kind, fact.body)
    except UNREADABLE:
        known = None
    words = say_fact(fact.kind, known[1] if known else {}, name=room.name, words=room.codes)
    if held.id in story.void:
        words = gettext("%(words)s (taken back)") % {"words": words}
    return words, day(fact.on), room.name(fact.place) if fact.place else UNKNOWN, held.id[:16]
