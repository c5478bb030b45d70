"""The laws that books hold: in force or not, and how many copies that concerns here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tusach.ledger.draft import Refusal
from tusach.library.catalogue.facts import LawDescribed
from tusach.node.acts import entering as acts
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.pages import toasts
from tusach.node.pages.writing import slashes
from tusach.node.people.access import Act, rule, staff
from tusach.node.stock.forms import LawForm

MOST = 1000
_LAWS = (
    "SELECT subject, number, name, in_force_on, expired_on, ended_by FROM law WHERE tenant = ? "
    "ORDER BY number LIMIT ?"
)
_COPIES = (
    "SELECT title_law.law, count(*) FROM title_law JOIN copy ON copy.tenant = title_law.tenant "
    "AND copy.title = title_law.subject WHERE title_law.tenant = ? AND copy.owner = ? "
    "AND copy.status NOT IN ('withdrawn', 'unregistered') GROUP BY title_law.law"
)


@rule(staff("librarian"))
@at_desk(Act.DESCRIBE_TITLE, methods=("GET", "HEAD", "POST"))
def laws(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Every law that was told of, and the form for one more, or for its end."""
    node = counter.node
    rows = _rows(counter)
    number = request.GET.get("number", "")
    chosen = next((row for row in rows if row["number"] == number), None)
    first = {
        name: slashes(chosen[name] or "") if name.endswith("_on") else chosen[name]
        for name in ("number", "name", "in_force_on", "expired_on", "ended_by")
        if chosen
    }
    form = LawForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        done = acts.describe_law(node, LawDescribed(**form.cleaned_data), counter.at)
        if not isinstance(done, Refusal):
            toasts.add(request, "stock.law_told")
            return redirect("stock:laws")
        form.add_error(None, counter.say(done))
    values = {"rows": rows, "form": form, "on": counter.on, "chosen": bool(chosen)}
    return render(request, "stock/laws.html", values, status=422 if form.errors else 200)


def _rows(counter: Counter) -> list[dict[str, Any]]:
    node = counter.node
    here = dict(node.store.query(_COPIES, (node.tenant, counter.place)))
    return [
        {
            "number": number,
            "name": name,
            "in_force_on": begun,
            "expired_on": over,
            "ended_by": by,
            "expired": bool(over) and over <= counter.on,
            "copies": here.get(subject, 0),
        }
        for subject, number, name, begun, over, by in node.store.query(_LAWS, (node.tenant, MOST))
    ]
