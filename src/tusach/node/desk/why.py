"""Why a copy may, or may not, be lent to a reader: rules, questions, the due date."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tusach.node.acts.explaining import explain
from tusach.node.desk.circulating import as_guest
from tusach.node.desk.counter import Counter, at_desk, reader_at
from tusach.node.desk.shown import copy_shown
from tusach.node.pages.why import shown
from tusach.node.people.access import Act, rule, staff


@rule(staff("librarian"))
@at_desk(Act.LEND)
def why(request: HttpRequest, counter: Counter, copy: str, reader: str) -> HttpResponse:
    """The answer to lending this copy to this reader now, with its reasons; nothing is told."""
    held = copy_shown(counter, copy)
    guest = as_guest(request, counter, reader)
    if guest is None:
        reader_at(counter, reader, "why")
    if held is None:
        raise Http404
    inside = bool(request.GET.get("inside"))
    found = explain(counter.node, copy, reader, counter.at, guest=guest, inside=inside)
    kinds = counter.node.profile.places.kinds
    codes = {**counter.codes, **{one.code: counter.words(one.names) for one in kinds}}
    values = {
        "counter": counter,
        "copy": held,
        "reader_id": reader,
        "is_guest": guest is not None,
        "why": shown(found, say=counter.say, name=counter.name, codes=codes),
    }
    return render(request, "desk/why.html", values)
