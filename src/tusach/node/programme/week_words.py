"""The lines of a Monday in words: what each asks for, where it is settled, who waits in it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from tusach.node.acts import assessing
from tusach.node.acts.markets import unit_name
from tusach.node.acts.node import Node
from tusach.node.programme import monday
from tusach.node.programme.monday import Line, Named
from tusach.node.programme.report_paper import period_words
from tusach.node.wording.settling import say_title
from tusach.node.wording.trips import STATUS
from tusach.node.wording.values import in_language

WAITS: dict[str, str] = {
    "not_frozen": gettext_noop("nobody has frozen it yet"),
    "prepared": gettext_noop("waits to be prepared"),
    "checked": gettext_noop("waits to be checked"),
    "signed": gettext_noop("waits to be signed"),
    "issue": gettext_noop("waits for its number and day"),
}
"""What a report waits for, by its next step."""
TITLES: dict[str, Any] = {
    monday.CRATES_SOON: gettext_lazy("Crates to be sent on this week"),
    monday.FETCH: gettext_lazy("Books on the shelves for which a reader waits"),
    monday.LEFT: gettext_lazy("Books on the shelf of holds that nobody fetched"),
    monday.OVERDUE: gettext_lazy("Books that readers have past their date"),
    monday.CRATES_LATE: gettext_lazy("Crates that should be home by now"),
    monday.UNSIGNED: gettext_lazy("Handovers that nobody signed"),
    monday.NOT_ARRIVED: gettext_lazy("Crates that left and did not arrive"),
    monday.DISAGREEMENTS: gettext_lazy("Entries that contradict each other"),
    monday.HOLDS: gettext_lazy("Readers who wait for a book from afar"),
    monday.WISHES: gettext_lazy("Questions and wishes of readers without an answer"),
    monday.VISITS: gettext_lazy("Requests for a visit without an answer"),
    monday.TRIPS: gettext_lazy("Trips that are over and not closed"),
    monday.FINDINGS: gettext_lazy("Findings of inspectors past their day"),
    monday.SHEETS: gettext_lazy("Paper sheets that nobody has typed"),
    monday.REPORTS: gettext_lazy("Reports that are due or not signed yet"),
}
ICONS = {
    monday.CRATES_SOON: "crate",
    monday.FETCH: "bookmark",
    monday.LEFT: "return",
    monday.OVERDUE: "clock",
    monday.CRATES_LATE: "crate",
    monday.UNSIGNED: "edit",
    monday.NOT_ARRIVED: "crate",
    monday.DISAGREEMENTS: "alert",
    monday.HOLDS: "bookmark",
    monday.WISHES: "help",
    monday.VISITS: "bell",
    monday.TRIPS: "van",
    monday.FINDINGS: "check",
    monday.SHEETS: "file",
    monday.REPORTS: "ledger",
}
_LISTS = {
    monday.CRATES_SOON: "trips:crates",
    monday.FETCH: "desk:holds",
    monday.LEFT: "desk:holds",
    monday.OVERDUE: "desk:overdue",
    monday.CRATES_LATE: "trips:late",
    monday.UNSIGNED: "trips:crates",
    monday.NOT_ARRIVED: "trips:crates",
    monday.DISAGREEMENTS: "worklist:list",
    monday.HOLDS: "office:far-holds",
    monday.WISHES: "desk:wishes",
    monday.VISITS: "trips:requests",
    monday.TRIPS: "trips:trips",
    monday.FINDINGS: "programme:findings",
    monday.SHEETS: "desk:sheets",
    monday.REPORTS: "programme:reports",
}
_PAGES = {
    monday.CRATES_SOON: "trips:crate",
    monday.CRATES_LATE: "trips:crate",
    monday.UNSIGNED: "trips:minutes",
    monday.NOT_ARRIVED: "trips:crate",
    monday.DISAGREEMENTS: "worklist:case",
    monday.VISITS: "trips:answer",
    monday.TRIPS: "trips:trip",
    monday.FINDINGS: "programme:assessment",
    monday.REPORTS: "programme:report",
}
_SETTLED_THERE = frozenset({monday.WISHES, monday.SHEETS})
"""Only the library itself can settle these; whoever looks from afar reminds it."""


def title_of(code: str) -> str:
    """What a line asks for."""
    return str(TITLES[code])


def list_of(code: str, *, from_afar: bool) -> str:
    """The page where a line is settled; holds from elsewhere are the province's to give out."""
    name = "desk:holds" if code == monday.HOLDS and not from_afar else _LISTS[code]
    return reverse(name)


def waits(days: int | None) -> str:
    """How long something waits: never told, to come, today, or since so many days."""
    if days is None:
        return _("nobody knows since when")
    if days < 0:
        return ngettext("in %(n)s day", "in %(n)s days", -days) % {"n": -days}
    if days == 0:
        return _("today")
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def name_of(node: Node, code: str, one: Named) -> str:
    """What people call it."""
    match code:
        case monday.CRATES_LATE | monday.NOT_ARRIVED | monday.CRATES_SOON:
            return _("Crate %(nr)s") % {"nr": one.name}
        case monday.UNSIGNED:
            sides = {"gave": _("who gave"), "took": _("who took")}
            lack = ", ".join(sides[side] for side in one.more.split())
            return _("Crate %(nr)s: %(sides)s") % {"nr": one.name, "sides": lack}
        case monday.DISAGREEMENTS:
            return say_title(one.name)
        case monday.HOLDS:
            words = ngettext("%(n)s reader waits", "%(n)s readers wait", one.n)
            return words % {"n": one.n}
        case monday.WISHES:
            return ngettext("%(n)s question", "%(n)s questions", one.n) % {"n": one.n}
        case monday.FETCH | monday.LEFT | monday.OVERDUE:
            return ngettext("%(n)s book", "%(n)s books", one.n) % {"n": one.n}
        case monday.TRIPS:
            return _(STATUS[one.more])
        case monday.FINDINGS:
            return f"{unit_name(node, one.unit)}: {_criterion(one)}"
        case monday.SHEETS:
            return _("Sheet %(code)s") % {"code": one.name}
        case monday.REPORTS:
            return f"{period_words(one.name)}: {_(WAITS[one.more])}"
    return ""


def _criterion(one: Named) -> str:
    criteria = assessing.sets().get(one.more)
    found = criteria.get(one.name) if criteria else None
    return in_language(found.names) if found else one.name


def page_of(code: str, one: Named, *, from_afar: bool) -> str:
    """Where it is settled; from afar that of the reminder, where only the place itself can."""
    if from_afar and code in _SETTLED_THERE and one.place:
        return reverse("programme:remind", args=[one.place])
    if code == monday.VISITS and not from_afar:
        return ""  # the province answers; whoever asked looks at the list
    if code in _PAGES and one.subject:
        return reverse(_PAGES[code], args=[one.subject])
    return ""


def shown(node: Node, line: Line, *, from_afar: bool) -> dict[str, Any]:
    """A line for the page."""
    rows = [
        {
            "name": name_of(node, line.code, one),
            "place": node.place(one.place).name if one.place else "",
            "since": one.since,
            "waits": waits(one.days),
            "address": page_of(line.code, one, from_afar=from_afar),
        }
        for one in line.worst
    ]
    return {
        "code": line.code,
        "title": title_of(line.code),
        "icon": ICONS[line.code],
        "count": line.count,
        "address": list_of(line.code, from_afar=from_afar),
        "rows": rows,
        "more": line.count - sum(one.n for one in line.worst),
    }
