"""Titles that may be one: a list to look through; nothing is ever joined by itself."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tusach.node.acts.twins import Twins, twins
from tusach.node.office.room import Room, in_office
from tusach.node.people.access import Act, rule, staff

A_PAGE = 30


@rule(staff("librarian"))
@in_office(Act.SEE_LEDGER)
def likeness(request: HttpRequest, room: Room) -> HttpResponse:
    """The groups, the surest first."""
    page = Paginator(twins(room.node), A_PAGE).get_page(request.GET.get("page"))
    groups = [_shown(room, group) for group in page]
    return render(request, "office/likeness.html", {"page": page, "groups": groups})


def _shown(room: Room, group: Twins) -> dict[str, Any]:
    why = {
        "same_edition": _("Same ISBN, same work: probably one edition entered twice"),
        "number_twice": _("Same ISBN, other titles: a number used twice, or a slip"),
        "same_work": _("Same title, author, year and publisher, without ISBN"),
    }[group.why]
    titles = []
    for subject in group.titles:
        said = room.node.store.state(subject, "title").described
        if said is not None:
            titles.append({"subject": subject, "said": said, "authors": "; ".join(said.authors)})
    return {"why": why, "isbn": group.isbn, "titles": titles}
