"""Online use by month: what a service counted, a report says, or somebody estimates."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tusach.library.digital import facts, rules
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import term
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme import forms
from tusach.node.programme.showing import (
    UNKNOWN,
    Asked,
    Doing,
    Listing,
    bound,
    mine,
    seen,
    show_list,
)

MONTHS_BACK = 24


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def online(request: HttpRequest, room: Room) -> HttpResponse:
    """Uses by month and service of one's places; how each number is known stands beside it."""
    names = seen(room)
    found = room.node.store.query(
        "SELECT place, offer, month, uses, people, source FROM online_use "
        "WHERE tenant = ? ORDER BY month DESC, place, offer",
        (room.node.tenant,),
    )
    rows = [
        (
            "",
            (
                f"{month[5:]}/{month[:4]}",
                names[place],
                term(offer),
                uses,
                UNKNOWN if people is None else people,
                term(source),
            ),
        )
        for place, offer, month, uses, people, source in found
        if place in names
    ]
    listing = Listing(
        title=_("Online use"),
        intro=_("One number for each service and month. A new one takes the place of the old one."),
        heads=(
            _("Month"),
            _("Library"),
            _("Online service"),
            _("Uses"),
            _("Different people"),
            _("Known by"),
        ),
        rows=rows,
        empty=_("Nothing is entered yet. Enter what last month's statistics of the service say."),
        name="online",
    )
    return show_list(request, room, listing, [_counting(request, room)])


def _counting(request: HttpRequest, room: Room) -> Asked:
    form = forms.UseForm(
        bound(request, "count"),
        prefix="count",
        choices={
            "place": mine(room).items(),
            "offer": forms.terms(forms.OFFERS),
            "month": [(one, f"{one[5:]}/{one[:4]}") for one in _months(room.today)],
            "source": forms.terms(forms.SOURCES),
        },
    )

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.OnlineUseCounted(**told)
        subject = facts.use_subject(room.node.tenant, body.place, body.offer, body.month)
        return Doing(
            noun="use",
            subject=subject,
            place=body.place,
            rule=lambda use: rules.count(use, body, on=room.today),
        )

    return Asked(step="count", title=_("A month"), button=_("Enter"), form=form, doing=doing)


def _months(today: str) -> list[str]:
    """The last months, this one first."""
    last = int(today[:4]) * 12 + int(today[5:7]) - 1
    return [f"{nr // 12:04}-{nr % 12 + 1:02}" for nr in range(last, last - MONTHS_BACK, -1)]
