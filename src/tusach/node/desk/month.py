"""The month on one page: its figures, what is missing or odd, and the way to paper and files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.library.sheets.rules import days_of
from tusach.library.visits.counting import Counted, VisitRule
from tusach.node.acts import month as acts
from tusach.node.acts import settled
from tusach.node.acts.month import Missing, Month
from tusach.node.acts.month_visits import rule_on
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import copy_shown, place_name
from tusach.node.people.access import Act, rule, staff
from tusach.node.wording.months import say_month, say_sheet
from tusach.node.wording.visit_rule import say_visit_rule

MOST_SHOWN = 12


@rule(staff("librarian"))
@at_desk(Act.LEND)
def month(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The figures of a month with what is to be looked at."""
    wanted = asked_month(request, counter)
    found = acts.figures(counter.node, counter.place, wanted)
    odd = acts.missing(counter.node, counter.place, wanted)
    values = {
        "counter": counter,
        **heading(counter, wanted),
        "before": acts.beside(wanted, -1),
        "after": acts.beside(wanted, 1) if wanted < counter.today[:7] else "",
        "rows": figure_rows(counter, found),
        "rules": rule_words(counter, found.visits.rules),
        "by_loans": found.visits.by_loans,
        "odd": _odd(counter, odd),
        "days": odd.days,
        "is_now": wanted == counter.today[:7],
        "people": settled.of_month(counter.node, counter.place, wanted),
    }
    return render(request, "desk/month.html", values)


def asked_month(request: HttpRequest, counter: Counter) -> str:
    """The month of the address; without one, the month that is being reported."""
    wanted = request.GET.get("m", "")
    try:
        days_of(wanted)
    except ValueError:
        wanted = ""
    if len(wanted) != 7 or not wanted.isascii() or wanted > counter.today[:7]:
        return acts.month_to_report(counter.today)
    return wanted


def heading(counter: Counter, wanted: str) -> dict[str, Any]:
    """Whose month it is."""
    return {
        "month": wanted,
        "month_words": say_month(wanted),
        "place": place_name(counter.node, counter.place),
    }


def rule_words(counter: Counter, rules: Iterable[VisitRule]) -> list[str]:
    """The rules by which visits were counted, in words; the one of today where none was used."""
    used = tuple(rules) or (acts_rule(counter),)
    return [
        say_visit_rule(
            loans=one.loans,
            loan_channel=one.loan_channel,
            leave_out=one.leave_out,
            valid_from=one.valid_from,
            words=counter.codes,
        )
        for one in used
    ]


def acts_rule(counter: Counter) -> VisitRule:
    """The rule of visits that holds at this place today."""
    return rule_on(counter.node, counter.place, counter.today)


def figure_rows(counter: Counter, found: Month) -> list[dict[str, Any]]:
    """Each figure with its parts, as the page, the report sheet and the file show it.

    paper: how much of it was typed from paper; None where paper says nothing of it.
    """
    codes = counter.codes

    def row(words: str, n: int, paper: int | None = None, **more: Any) -> dict[str, Any]:
        return {"words": words, "n": n, "paper": paper, "parts": [], **more}

    def part(words: str, n: int, paper: int) -> dict[str, Any]:
        return {"words": words, "n": n, "paper": paper}

    lent = [part(_of(codes, one.group, one.material), one.n, one.paper) for one in found.loans]
    visits = [part(_way(codes, one), one.n, one.paper) for one in found.visits.summed()]
    return [
        row(_("Loans"), found.lent.n, found.lent.paper, parts=lent),
        row(_("Returns"), found.returns.n, found.returns.paper),
        row(_("New readers"), found.readers.n, found.readers.paper),
        row(_("Visits"), found.visits.total, found.visits.paper, parts=visits, rule=True),
        row(_("Read inside"), found.uses.n, found.uses.paper),
        row(_("Copies acquired"), found.acquired),
        row(_("Copies withdrawn"), found.withdrawn),
        row(_("Overdue today"), found.overdue),
        row(_("Holds asked for"), found.holds),
        row(_("Holds fulfilled"), found.holds_filled),
    ]


def _of(codes: dict[str, str], group: str, material: str) -> str:
    who = codes.get(group, group) or _("group not told")
    return f"{who} · {codes.get(material, material)}"


def _way(codes: dict[str, str], one: Counted) -> str:
    who = codes.get(one.group, one.group) or _("Others")
    return f"{codes.get(one.channel, one.channel)} · {who}"


def _odd(counter: Counter, odd: Missing) -> list[dict[str, Any]]:
    """What is to be looked at, each with links to where it is mended; nothing where all is well."""
    sheets = [
        {
            "words": f"{say_sheet(one.what)} {one.code}",
            "address": reverse("desk:sheet", kwargs={"sheet": one.sheet}),
        }
        for one in odd.sheets
    ]
    found = [
        (_("Days open without a count of visitors"), len(odd.days), []),
        (_("Paper sheets not typed in whole"), len(odd.sheets), sheets),
        (
            _("Copies on loan whose reader is not known here"),
            len(odd.unknown_readers),
            _copies(counter, odd.unknown_readers),
        ),
        (
            _("Loans that contradict each other"),
            len(odd.contested),
            _copies(counter, odd.contested),
        ),
        (_("Returns without a known loan"), len(odd.unmatched), _copies(counter, odd.unmatched)),
        (
            _("Lent on or found though nobody took it back"),
            len(odd.not_taken_back),
            _copies(counter, odd.not_taken_back),
        ),
        (
            _("Machines with a wrong clock"),
            odd.clocks,
            [{"words": _("To settle"), "address": reverse("worklist:list")}],
        ),
    ]
    return [
        {
            "words": words,
            "n": n,
            "links": links[:MOST_SHOWN],
            "more": max(0, len(links) - MOST_SHOWN),
            "is_days": links == [] and n > 0,
        }
        for words, n, links in found
        if n
    ]


def _copies(counter: Counter, copies: Iterable[str]) -> list[dict[str, str]]:
    links = []
    for nr, copy in enumerate(dict.fromkeys(copies)):
        shown = copy_shown(counter, copy) if nr < MOST_SHOWN else None
        words = (shown.title.words or shown.code) if shown is not None else copy[:8]
        links.append({"words": words, "address": reverse("desk:copy", kwargs={"copy": copy})})
    return links
