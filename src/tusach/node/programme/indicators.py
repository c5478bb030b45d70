"""Indicators by page: every definition with its source, proved here; the hub defines its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tusach.ledger.draft import Refusal
from tusach.library.programme import defining as rules
from tusach.library.programme import facts
from tusach.library.programme.defining import Version
from tusach.library.programme.definition import Definition, Wrong
from tusach.library.programme.proving import disproved
from tusach.library.programme.reading_in import definition_hash
from tusach.library.programme.story import IN_FORCE, WITHDRAWN
from tusach.node.acts import aims, defining
from tusach.node.acts.definitions import known_bytes, versions
from tusach.node.acts.figure_words import value
from tusach.node.office.place_forms import DayField
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.pages.writing import number
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme.figures_said import formula
from tusach.node.programme.forms import WHY_UNPROVED, _Chosen, reasons
from tusach.node.programme.report_paper import in_groups, period_words
from tusach.node.programme.showing import (
    UNKNOWN,
    Asked,
    Cells,
    Doing,
    Listing,
    Thing,
    bound,
    show_list,
    show_thing,
)
from tusach.node.stock.forms import Line
from tusach.node.wording.definitions import say_source, say_wrong
from tusach.node.wording.indicators import TOO_OLD

Shown = tuple[str, Sequence[str], Sequence[Cells]]
MOST_UPLOAD = 2 * facts.LARGEST_DEFINITION


class FileForm(forms.Form):
    """A file of one definition."""

    file = forms.FileField(
        label=lazy("File of the definition (JSON)"),
        help_text=lazy("Begin with the file of an indicator that is like it: open it above."),
    )


class DefineForm(forms.Form):
    """The definition that was looked at, and the paper that decides it."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=MOST_UPLOAD)
    paper = Line(lazy("Number of the paper"), most=40, required=True)
    dated = DayField(label=lazy("Dated"))


class WithdrawForm(_Chosen):
    """Which definition counts no longer, and why."""

    fact = forms.ChoiceField(label=lazy("Which definition"))
    reason = forms.ChoiceField(label=lazy("Reason"), required=False)


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def indicators(request: HttpRequest, room: Room) -> HttpResponse:
    """What is counted, by which definition; a file is looked at here before it is told."""
    may = room.may(Act.SET_RULES) and defining.may_define(room.node)
    step = request.POST.get("step") if may else None
    if step == "look":
        return _looked(request, room)
    if step == "define":
        return _told(request, room)
    found = [one for one in versions(room.node) if one.standing == IN_FORCE]
    listing = Listing(
        title=_("Indicators"),
        intro=_(
            "What every figure of the programme counts, by which version, and since when. Each "
            "definition carries its own tests; they were run on this machine just now."
        ),
        heads=(_("Indicator"), _("Version"), _("Stands on"), _("Own tests")),
        rows=[(one.indicator.replace("_", "-"), _cells(room, one)) for one in found],
        empty=UNKNOWN,
        name="indicators",
        page="programme:indicator",
    )
    return show_list(request, room, listing, [_file_asked()] if may else [])


def _cells(room: Room, one: Version) -> tuple[str, ...]:
    said = one.definition
    if said is None:
        return one.indicator, _version(one), "", _(TOO_OLD)
    return room.words(said.title), _version(one), said.legal, _proof(said)


def _version(one: Version) -> str:
    return f"{one.version} · {say_source(one)}"


def _proof(said: Definition) -> str:
    wrong = disproved(said)
    if wrong:
        return "; ".join(map(say_wrong, wrong))
    return _("all {n} hold").format(n=number(len(said.tests)))


def _file_asked() -> Asked:
    return Asked(
        step="look",
        title=_("Define an indicator, or a new version of one"),
        button=_("Look at it"),
        form=FileForm(prefix="look"),
        doing=_never,
        is_quiet=True,
    )


def _never(told: dict[str, Any]) -> Doing:
    raise AssertionError  # a file is looked at, and nothing is told by that


def _looked(request: HttpRequest, room: Room) -> HttpResponse:
    """What the file would count today beside what counts, or every fault of it."""
    sent = request.FILES.get("look-file")
    if sent is None or int(sent.size or 0) > MOST_UPLOAD:
        code = "text.none" if sent is None else "text.large"
        sizes = () if sent is None else (int(sent.size or 0), facts.LARGEST_DEFINITION)
        return _shown(request, room, None, wrong=(Wrong("", code, sizes),))
    said, wrong = defining.look_at(sent.read())
    return _shown(request, room, said, wrong=wrong)


def _shown(
    request: HttpRequest,
    room: Room,
    said: Definition | None,
    *,
    wrong: tuple[Wrong, ...] = (),
    form: DefineForm | None = None,
) -> HttpResponse:
    """What it would count, with the form that tells it; or what is wrong, with none."""
    values: dict[str, Any] = {"faults": [say_wrong(one) for one in wrong]}
    if said is not None:
        rows = [
            (room.words(one.title), *(value(x) if x else UNKNOWN for x in (one.old, one.new)))
            for one in defining.beside(room.node, said)
        ]
        text = msgspec.json.encode(said).decode()
        values |= {
            "title": room.words(said.title),
            "said": said,
            "hash": in_groups(definition_hash(said)),
            "over": period_words(defining.running(room.node, said).name),
            "rows": rows,
            "formulas": [(room.words(one.title), formula(room.node, one)) for one in said.readings],
            "form": form or DefineForm(prefix="define", initial={"text": text}),
        }
    status = 200 if said is not None and (form is None or not form.errors) else 422
    return render(request, "programme/indicator_look.html", values, status=status)


def _told(request: HttpRequest, room: Room) -> HttpResponse:
    form = DefineForm(request.POST, prefix="define")
    is_whole = form.is_valid()
    said, wrong = defining.look_at(request.POST.get("define-text", "").encode())
    if said is None or not is_whole:
        return _shown(request, room, said, wrong=wrong, form=form if said else None)
    done = defining.define(
        room.node,
        room.staff.staff_id,
        said,
        paper=form.cleaned_data["paper"],
        dated=form.cleaned_data["dated"],
        place=room.at_node().place,
    )
    if isinstance(done, Refusal):
        form.add_error(None, room.say(done))
        return _shown(request, room, said, form=form)
    toasts.add(request, "programme.told")
    return redirect("programme:indicator", said.id.replace("_", "-"))


@rule(staff("inspector"))
@in_office(Act.SEE_LEDGER, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def indicator(request: HttpRequest, room: Room, what: str) -> HttpResponse:
    """One indicator: its versions side by side, what each counts now, its file."""
    name = what.replace("-", "_")
    found = [one for one in versions(room.node) if one.indicator == name]
    if not found:
        raise Http404
    if "as" in request.GET:
        return _file(request, room, found)
    first = found[0]
    said = first.definition
    thing = Thing(
        title=room.words(said.title) if said is not None else name,
        back=reverse("programme:indicators"),
        back_words=_("All indicators"),
        notes=[] if said is not None else [_(TOO_OLD)],
        lines=[
            (_("Name in files"), name),
            (_("Version"), _version(first)),
            *([(_("Stands on"), said.legal), (_("Own tests"), _proof(said))] if said else []),
        ],
        tables=(*_formulas(room, said), _versions(found), *_counted(room, found)),
        links=[
            *(
                [(reverse("programme:figure", args=[what]), "count", _("The figure"))]
                if said
                else []
            ),
            (f"?as=json&version={first.hash}", "download", _("File of the definition (JSON)")),
        ],
    )
    may = room.may(Act.SET_RULES) and defining.may_define(room.node)
    return show_thing(request, room, thing, _withdrawing(request, room, found) if may else [])


def _formulas(room: Room, said: Definition | None) -> list[Shown]:
    """How each reading of the version that counts is counted, in words."""
    if said is None:
        return []
    rows = [
        (room.words(one.title), " ".join(f"{line}." for line in formula(room.node, one)))
        for one in said.readings
    ]
    return [(_("How it is counted"), (_("Way to read it"), _("How it is counted")), rows)]


def _versions(found: list[Version]) -> Shown:
    heads = (_("Version"), _("Fingerprint of the definition"))
    rows = [(_version(one), in_groups(one.hash[:16])) for one in found]
    return _("Versions"), heads, [*rows]


def _counted(room: Room, found: list[Version]) -> list[Shown]:
    """What each version counts in the year that runs, each beside the others and never mixed."""
    known = [one for one in found if one.definition is not None]
    heads = (_("Way to read it"), *(_("Version {n}").format(n=one.version) for one in known))
    columns = [
        {one.reading.id: one for one in defining.counted(room.node, one.definition)}
        for one in known
        if one.definition is not None
    ]
    titles = {
        reading.id: room.words(reading.title)
        for one in reversed(known)
        if one.definition is not None
        for reading in one.definition.readings
    }
    rows = [
        (words, *(value(column[name]) if name in column else UNKNOWN for column in columns))
        for name, words in titles.items()
    ]
    return [(_("What it counts in the year that runs"), heads, rows)] if any(columns) else []


def _file(request: HttpRequest, room: Room, found: list[Version]) -> HttpResponse:
    """The definition as a file that can be changed and taken in again."""
    wanted = request.GET.get("version", found[0].hash)
    if request.GET["as"] != "json" or wanted not in {one.hash for one in found}:
        raise Http404
    raw = msgspec.json.format(known_bytes(room.node)[wanted], indent=1)
    answer = HttpResponse(raw, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{found[0].indicator}.json"'
    return answer


def _withdrawing(request: HttpRequest, room: Room, found: list[Version]) -> list[Asked]:
    told = [one for one in found if one.fact and one.standing != WITHDRAWN]
    if not told:
        return []
    choices = [
        (one.fact, f"{_('Version {n}').format(n=one.version)} · {say_source(one)}") for one in told
    ]
    form = WithdrawForm(
        bound(request, "withdraw"),
        prefix="withdraw",
        choices={"fact": choices, "reason": reasons(WHY_UNPROVED)},
    )
    subject = facts.indicator_subject(room.node.tenant, found[0].indicator)
    at = aims.at(room.node, room.at_node().place)

    def doing(sent: dict[str, Any]) -> Doing:
        return Doing(
            noun="indicator",
            subject=subject,
            place=at.place or "",
            rule=lambda one: rules.withdraw(one, sent["reason"], at, fact=sent["fact"]),
        )

    return [
        Asked(
            step="withdraw",
            title=_("Withdraw a definition"),
            button=_("Withdraw"),
            form=form,
            doing=doing,
            ends=True,
        )
    ]
