"""All facts of a subject, in order, in words a librarian understands."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tusach.ledger.effective import UNREADABLE
from tusach.ledger.fact import Fact, encode
from tusach.ledger.mechanism import FactCorrected, FactVoided
from tusach.ledger.story import Story
from tusach.node.acts.node import Node
from tusach.node.desk.acts_today import local
from tusach.node.desk.counter import Counter, at_desk, reader_at
from tusach.node.desk.shown import names_of, place_name, title_of
from tusach.node.pages.writing import code_groups, day, term
from tusach.node.people import directory
from tusach.node.people.access import Act, require, rule, staff
from tusach.node.people.looks import look
from tusach.node.wording.disagreements import say_disagreement
from tusach.node.wording.facts import say_fact

A_PAGE = 100


class FactShown(msgspec.Struct, frozen=True, kw_only=True):
    """One fact as the page shows it.

    state: empty, voided, corrected, dead or unknown. earlier: how a corrected one read first.
    reason: why it was voided or corrected. raw: the envelope, for the curious.
    """

    fact: str
    words: str
    on: str
    told_at: str
    place: str
    teller: str
    state: str = ""
    earlier: str = ""
    reason: str = ""
    asserted: bool = False
    doubted: bool = False
    raw: str = ""


@rule(staff("librarian"))
@at_desk(Act.SEE_LEDGER, everywhere=True)
def show_ledger(request: HttpRequest, counter: Counter, subject: str) -> HttpResponse:
    """The facts of one subject: what was told, by whom, and what became of it."""
    story = counter.node.store.story(subject)
    if not story.held:
        raise Http404
    _allow(counter, story)
    shown = facts_shown(counter, story)
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    by_id = {one.fact: one for one in shown}
    values = {
        **heading(counter, story),
        "subject": subject,
        "page": page,
        "disagreements": [
            {
                "words": say_disagreement(one.code),
                "proven": one.proven,
                "facts": [by_id[fact] for fact in one.facts if fact in by_id],
            }
            for one in story.disagreements
        ],
        "needs_update": story.needs_update,
        "dead": [{"fact": by_id.get(fact), "reason": reason} for fact, reason in story.dead],
        "missing": len(story.missing),
    }
    return render(request, "desk/ledger.html", values)


def _allow(counter: Counter, story: Story) -> None:
    """Persons only to whoever may see them, and the look is logged."""
    if story.noun == "reader":
        reader_at(counter, story.subject, "ledger")
    elif story.noun == "staff":
        if not counter.is_wide:
            raise PermissionDenied
        look(counter.staff, story.subject, "ledger")
    elif story.noun in ("visits", "borrowers"):
        require(counter.staff, Act.SEE_LEDGER, story.state.place)


def facts_shown(counter: Counter, story: Story) -> list[FactShown]:
    """Every fact of a story in its order, with what became of it."""
    counting = {one.id: one.body for one in story.tellings}
    corrected = dict(story.corrected)
    amended = _amendments(counter.node, story)
    dead = dict(story.dead)
    doubted = {fact for one in story.disagreements for fact in one.facts}
    names: dict[str, str] = {}
    found = []
    for held in story.held:
        fact, key = held.fact, held.id
        told = _body(counter.node, fact)
        body = counting.get(key, told)
        state = ""
        if key in story.void:
            state = "voided"
        elif key in dead:
            state = "dead"
        elif key in corrected and body != told:
            state = "corrected"
        elif told is None:
            state = "unknown"
        found.append(
            FactShown(
                fact=key,
                words=_say(counter, fact.kind, body),
                on=fact.on,
                told_at=local(counter.node, fact.told_ms),
                place=place_name(counter.node, fact.place),
                teller=_teller(counter, fact, names),
                state=state,
                earlier=_say(counter, fact.kind, told) if state == "corrected" else "",
                reason=amended.get(key, "") if state in ("voided", "corrected") else "",
                asserted=fact.clock_quality == "asserted",
                doubted=key in doubted,
                raw=_raw(fact),
            )
        )
    return found


def _say(counter: Counter, kind: str, body: Any) -> str:
    return say_fact(kind, {} if body is None else body, name=counter.name, words=counter.codes)


def _body(node: Node, fact: Fact) -> Any:
    try:
        known = node.store.folders.register.body(fact.kind, fact.body)
    except UNREADABLE:
        return None
    return known[1] if known else None


def _amendments(node: Node, story: Story) -> dict[str, str]:
    """By fact, why it was voided or corrected last."""
    found: dict[str, str] = {}
    for held in story.held:
        body = _body(node, held.fact)
        if isinstance(body, FactVoided | FactCorrected) and held.id not in story.void:
            found[body.target] = term(body.reason)
    return found


def _teller(counter: Counter, fact: Fact, names: dict[str, str]) -> str:
    """Who told it: by name among colleagues, else what they are."""
    if fact.teller is None:
        return _("the computer itself")
    is_own = fact.teller == counter.staff.staff_id
    if not is_own and fact.place != counter.place and not counter.is_wide:
        return _("a librarian there")
    if fact.teller not in names:
        names[fact.teller] = directory.current().staff_name(fact.teller)
    return names[fact.teller] or _("a librarian")


def _raw(fact: Fact) -> str:
    return json.dumps(json.loads(encode(fact)), ensure_ascii=False, indent=2)


def heading(counter: Counter, story: Story) -> dict[str, str]:
    """What a subject is called: noun, name, more (its number), the address of its page."""
    node, state, subject = counter.node, story.state, story.subject
    match story.noun:
        case "copy":
            said = state.registered
            name = title_of(node, said.title).words if said else ""
            number = code_groups(said.code) if said else ""
            address = _address("desk:copy", copy=subject)
            return {"noun": _("Copy"), "name": name, "more": number, "address": address}
        case "reader":
            name = names_of(node, (subject,)).get(subject, "")
            address = _address("desk:reader", reader=subject)
            return {"noun": _("Reader"), "name": name, "more": "", "address": address}
        case "title":
            name = title_of(node, subject).words
            address = _address("desk:title", title=subject)
            return {"noun": _("Title"), "name": name, "more": "", "address": address}
        case "place":
            return {"noun": _("Library"), "name": state.name, "more": state.code, "address": ""}
        case "visits":
            name, more = place_name(node, state.place), day(state.on)
            return {"noun": _("Visits of a day"), "name": name, "more": more, "address": ""}
        case "borrowers":
            name, said = place_name(node, state.place), state.counted
            more = day(said.first) if said else ""
            return {"noun": _("Readers of a month"), "name": name, "more": more, "address": ""}
        case "settlement":
            said = state.settled
            name = place_name(node, state.of) if state.level == "place" else ""
            more = said.period if said else ""
            return {"noun": _("People of a period"), "name": name, "more": more, "address": ""}
        case "market":
            said = state.declared
            name = counter.words(said.names) if said else ""
            address = _address("trips:market", market=subject)
            more = said.code if said else ""
            return {"noun": _("Periodic market"), "name": name, "more": more, "address": address}
        case "road":
            return {"noun": _("Road"), "name": "", "more": "", "address": _address("trips:roads")}
        case "request":
            name = place_name(node, state.asked.place) if state.asked else ""
            address = _address("trips:requests")
            return {"noun": _("Request for a visit"), "name": name, "more": "", "address": address}
        case "staff":
            name = directory.current().staff_name(subject)
            return {"noun": _("Staff"), "name": name, "more": "", "address": ""}
    nouns = {
        "node": _("Machine of the network"),
        "calendar": _("Lunar calendar"),
        "rule": _("Loan rule"),
        "unit": _("Commune or ward"),
        "block": _("Block of numbers"),
        "stream": _("Stream of entries"),
    }
    noun = nouns.get(story.noun, _("Not known yet"))
    return {"noun": noun, "name": "", "more": subject[:8], "address": ""}


def _address(name: str, **ids: str) -> str:
    try:
        return reverse(name, kwargs=ids)
    except NoReverseMatch:
        return ""
