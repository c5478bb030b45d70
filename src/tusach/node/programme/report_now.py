"""What is different since a report was frozen, and the letter that corrects it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.library.reports import facts
from tusach.library.reports.difference import Difference
from tusach.library.reports.story import ReportState
from tusach.node.acts import reports as acts
from tusach.node.acts.figure_words import value
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import number
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme import forms
from tusach.node.programme.evidence_names import names_of
from tusach.node.programme.report_files import report_or_404
from tusach.node.programme.report_paper import about, uncounted_lines
from tusach.node.programme.reports import at_room, doing_of
from tusach.node.programme.showing import UNKNOWN, Asked, Doing, Thing, bound, show_thing

MOST_ROWS = 4
"""Things named in a row; the bundle has them all."""


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def now(request: HttpRequest, room: Room, report: str) -> HttpResponse:
    """Each value that is another one now, with what came and what went; the letter that says so."""
    state = report_or_404(room, report)
    assert state.frozen is not None
    said = state.frozen.told
    lately = acts.late(room.node, state)
    rows = [_difference(room, said, one) for one in lately.found]
    if rows:
        many = ngettext("{n} value is different now.", "{n} values are different now.", len(rows))
        note = many.format(n=number(len(rows)))
    else:
        note = _("Nothing is different: every value is what it was.")
    heads = (
        _("Figure"),
        _("In the report"),
        _("Known now"),
        _("Evidence that came"),
        _("Evidence that went"),
    )
    thing = Thing(
        title=about(room.node, said),
        back=reverse("programme:report", kwargs={"report": report}),
        back_words=_("The report"),
        notes=[note, *uncounted_lines(room.node, state)],
        lines=(
            (_("Facts known then"), number(said.known)),
            (_("Facts known now"), number(lately.known)),
        ),
        tables=((_("What is different now"), heads, rows),),
    )
    asked = []
    if rows and state.issued is not None and room.may(Act.SET_RULES):
        asked.append(_correcting(request, room, state))
    return show_thing(request, room, thing, asked)


def _difference(room: Room, said: facts.ReportFrozen, one: Difference) -> tuple[str, ...]:
    then = acts.answer_of(room.node, said, one.then)
    today = acts.answer_of(room.node, said, one.now)
    title = room.words(today.definition.title) if today else one.now.indicator
    if one.redefined:
        title = _("{figure} (counted by another definition now)").format(figure=title)
    return (
        title,
        value(then) if then else UNKNOWN,
        value(today) if today else UNKNOWN,
        _moved(room, one.came, are_listed=one.are_listed),
        _moved(room, one.went, are_listed=one.are_listed),
    )


def _moved(room: Room, rows: Sequence[Any], *, are_listed: bool) -> str:
    """How many came or went, and a few of them by their names."""
    if not are_listed:
        return _("not listed")
    some = [one.key for one in rows[:MOST_ROWS]]
    names = names_of(room, some)
    more = " …" if len(rows) > MOST_ROWS else ""
    return f"{number(len(rows))}: {'; '.join(names[one] for one in some)}{more}" if rows else "0"


def _correcting(request: HttpRequest, room: Room, state: ReportState) -> Asked:
    form = forms.NumberForm(
        bound(request, "correct"), prefix="correct", initial={"dated": room.today}
    )

    def doing(told: dict[str, Any]) -> Doing:
        deed = acts.correcting(
            room.node,
            state.subject,
            at_room(room),
            number=told["number"],
            mark=told["mark"],
            dated=told["dated"],
        )
        return doing_of(room, state.subject, deed)

    return Asked(
        step="correct",
        title=_("Write the letter that corrects the report"),
        button=_("Enter number and day"),
        form=form,
        doing=doing,
    )
