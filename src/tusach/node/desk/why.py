"""Why a copy may, or may not, be lent to a reader: rules, questions, the due date."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tusach.node.acts.explaining import OF_A_COPY, Explained, explain, explain_copy
from tusach.node.desk.circulating import as_guest
from tusach.node.desk.counter import Counter, at_desk, reader_at
from tusach.node.desk.shown import copy_shown
from tusach.node.pages.why import shown
from tusach.node.people.access import Act, rule, staff
from tusach.node.wording.checks import CHECKS


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
    values = {
        "counter": counter,
        "copy": held,
        "reader_id": reader,
        "is_guest": guest is not None,
        "why": _shown(counter, found),
    }
    return render(request, "desk/why.html", values)


@rule(staff("librarian"))
@at_desk(Act.LEND)
def why_copy(request: HttpRequest, counter: Counter, copy: str) -> HttpResponse:
    """To whom this copy may be lent here, until when, and what stands in the way; no reader yet."""
    held = copy_shown(counter, copy)
    if held is None:
        raise Http404
    found = explain_copy(counter.node, copy, counter.at)
    every = list(found.values())
    asked = [one for one in every[0].checks if one.name in ("wanted", *OF_A_COPY)] if every else []
    values = {
        "counter": counter,
        "copy": held,
        "checks": [
            {
                "words": gettext(CHECKS[one.name]),
                "yes": one.refusal is None,
                "why": counter.say(one.refusal) if one.refusal else "",
            }
            for one in asked
        ],
        "stands": [counter.say(one.refusal) for one in asked if one.refusal is not None],
        **_alike([_shown(counter, one) for one in every]),
    }
    return render(request, "desk/why_copy.html", values)


def _alike(shown_groups: list[dict[str, Any]]) -> dict[str, Any]:
    """Groups to which it is lent alike, each row once, and on what the rules stand."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    cited: dict[str, bool] = {}
    for one in shown_groups:
        policy, due = one["policy"], one["due"]
        is_lent = bool(policy.loan_days) and not policy.inside_only and due is not None
        said = (due["on"], due["by"], policy.limit, policy.renewals) if is_lent else ()
        row = rows.setdefault(said, {"groups": [], "is_lent": is_lent, "why": one})
        row["groups"].append(one["group"])
        if one["rules"]:
            cited.setdefault(one["rules"][0]["citation"], one["rules"][0]["provisional"])
    first = shown_groups[0] if shown_groups else {}
    where = {name: first.get(name, "") for name in ("place", "material", "on")}
    return {"rows": list(rows.values()), "cited": list(cited.items()), **where}


def _shown(counter: Counter, found: Explained) -> dict[str, Any]:
    kinds = counter.node.profile.places.kinds
    codes = {**counter.codes, **{one.code: counter.words(one.names) for one in kinds}}
    return shown(found, say=counter.say, name=counter.name, codes=codes)
