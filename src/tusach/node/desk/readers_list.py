"""The readers of a place as a list: of whom something is missing, whose card ends, who is new.

What is ticked is done at once: cards printed, forms printed, signatures noted, cards renewed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.readers.story import ReaderState
from tusach.node.acts import consenting, registering
from tusach.node.acts.consenting import Reading
from tusach.node.desk.consent_parts import missing_words
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.outcomes import Came, Outcome, refused, said
from tusach.node.desk.persons import age_on, group_words
from tusach.node.desk.screens import leave, waiting
from tusach.node.desk.shown import marks, place_name
from tusach.node.people.access import Act, rule, staff
from tusach.node.people.looks import look

A_PAGE = 60
ENDS_WITHIN_DAYS, ENDED_SINCE_DAYS, NEW_SINCE_DAYS = 60, 365, 30
"""Whose card ends soon, or has ended not long ago, is asked whether they go on; who is new."""
SHOWS = ("lacking", "ending", "new", "all")


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("GET", "HEAD", "POST"))
def readers(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The list, and what is done with those who are ticked."""
    if request.method == "POST":
        return _act(request, counter)
    return _list(request, counter)


def _list(
    request: HttpRequest, counter: Counter, *, outcome: Outcome | None = None, status: int = 200
) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    show = asked.get("show", "")
    show = show if show in SHOWS else SHOWS[-1]
    look(counter.staff, counter.place, "readers list")
    found = consenting.readings(counter.node, counter.place, counter.on)
    counts = {one: sum(_belongs(row, one, counter.on) for row in found) for one in SHOWS}
    rows = _named(counter, [row for row in found if _belongs(row, show, counter.on)])
    hamlets = sorted({row["hamlet"] for row in rows if row["hamlet"]})
    hamlet = asked.get("hamlet", "")
    if hamlet in hamlets:
        rows = [row for row in rows if row["hamlet"] == hamlet]
    rows.sort(key=lambda row: (*_order(row, show), row["name"], row["reader"]))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    values = {
        "counter": counter,
        "show": show,
        "views": [(one, _titles()[one], counts[one]) for one in SHOWS],
        "heading": _titles()[show],
        "hamlets": hamlets,
        "hamlet": hamlet if hamlet in hamlets else "",
        "page": page,
        "total": len(rows),
        "place": place_name(counter.node, counter.place),
        "outcome": outcome or waiting(request, counter),
        "has_consents": counter.node.profile.consent is not None,
    }
    return render(request, "desk/readers.html", values, status=status)


def _titles() -> dict[str, str]:
    return {
        "lacking": _("Something is missing"),
        "ending": _("The card ends soon"),
        "new": _("New since a month"),
        "all": _("All readers"),
    }


def _belongs(row: Reading, show: str, on: str) -> bool:
    match show:
        case "lacking":
            return bool(row.lacks)
        case "ending":
            return _later(on, -ENDED_SINCE_DAYS) <= row.valid_until <= _later(on, ENDS_WITHIN_DAYS)
        case "new":
            return row.registered_on >= _later(on, -NEW_SINCE_DAYS)
    return True


def _later(on: str, days: int) -> str:
    return (date.fromisoformat(on) + timedelta(days=days)).isoformat()


def _order(row: dict[str, Any], show: str) -> tuple[Any, ...]:
    if show == "ending":
        return (row["valid_until"],)
    return (not row["hamlet"], row["hamlet"]) if show in ("lacking", "new") else ()


def _named(counter: Counter, rows: Sequence[Reading]) -> list[dict[str, Any]]:
    people: dict[str, tuple[Any, ...]] = {}
    for first in range(0, len(rows), 500):
        some = tuple(row.reader for row in rows[first : first + 500])
        told = counter.node.store.vault.query(
            "SELECT reader, name, birth_year, hamlet, phone FROM reader_name "  # noqa: S608
            f"WHERE reader IN ({marks(some)})",
            some,
        )
        people.update({row[0]: row[1:] for row in told})
    words = {row.group: group_words(counter, row.group) for row in rows}
    found = []
    for row in rows:
        name, birth_year, hamlet, phone = people.get(row.reader, ("", None, "", ""))
        found.append(
            {
                "reader": row.reader,
                "name": name,
                "age": age_on(birth_year, counter.on),
                "hamlet": hamlet or "",
                "phone": phone or "",
                "group": words[row.group],
                "valid_until": row.valid_until,
                "ended": row.valid_until < counter.on,
                "missing": missing_words(row.lacks),
            }
        )
    return found


def _act(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Do what the button says with whoever is ticked; nobody of another place, and all or none."""
    ticked = [one for one in dict.fromkeys(request.POST.getlist("r")) if is_id(one)][:A_PAGE]
    own = [one for one in ticked if _is_own(counter, one)]
    if not own:
        outcome = Outcome(
            tone="bad", title=_("Nobody is ticked"), words=_("Tick the readers, then press again.")
        )
        return _list(request, counter, outcome=outcome, status=422)
    match request.POST.get("do", ""):
        case "cards":
            return redirect(f"{reverse('desk:cards')}?{_query(own)}")
        case "forms":
            return redirect(f"{reverse('desk:consent-forms')}?{_query(own)}")
        case "signed":
            told = consenting.note_signed(counter.node, own, counter.at)
            what = "consents"
        case _:
            told = registering.renew_readers(counter.node, own, counter.at)
            what = "renewed"
    if isinstance(told, Refusal):
        outcome = said(counter, refused(told))
        return _list(request, counter, outcome=outcome, status=422)
    leave(request, Came("changed", {"what": what, "count": len(own)}))
    kept = {key: request.POST[key] for key in ("show", "hamlet") if request.POST.get(key)}
    return redirect(f"{reverse('desk:readers')}?{urlencode(kept)}")


def _is_own(counter: Counter, reader: str) -> bool:
    state: ReaderState = counter.node.store.state(reader, "reader")
    return state.place == counter.place and state.registered_on is not None


def _query(readers: Sequence[str]) -> str:
    return urlencode([("r", one) for one in readers])
