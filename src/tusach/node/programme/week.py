"""The head of the provincial library on a Monday: who is silent, what waits, whom to remind."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.node.acts.reached import hears_of_all_trips
from tusach.node.desk.reminding import dialled, without_marks
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme import monday
from tusach.node.programme.silence import Silence, SilentPlace, silence
from tusach.node.programme.week_words import shown, waits

MOST_SILENT = 20
"""So many silent places stand by name; a province of 56 communes hears from most."""


@rule(staff("provincial"))
@in_office(Act.SET_RULES, everywhere=True)
def week(request: HttpRequest, room: Room) -> HttpResponse:
    """What waits for the provincial library, the worst by name; to be printed."""
    heard = silence(room.node)
    lines = [shown(room.node, one, from_afar=True) for one in monday.waiting(room.node)]
    values = {
        "now_ms": room.node.store.now_ms(),
        "silence": heard,
        "silent": [_silent(room, one) for one in heard.places[:MOST_SILENT]],
        "more_silent": max(0, len(heard.places) - MOST_SILENT),
        "machines": [
            {"name": row.name, "waits": waits(row.silent_days)}
            for row in heard.machines[: monday.MOST_NAMED]
        ],
        "lines": [one for one in lines if one["count"]],
        "well": [one["title"] for one in lines if not one["count"]],
        "is_well": not heard.places and not heard.machines and not any(x["count"] for x in lines),
        "knows_all": hears_of_all_trips(room.node),
        "province": room.words(room.node.profile.province.names),
    }
    return render(request, "programme/week.html", values)


def _silent(room: Room, one: SilentPlace) -> dict[str, Any]:
    return {
        "place": one.place,
        "name": room.name(one.place),
        "since": one.since,
        "waits": waits(one.days) if one.since else _("never heard of"),
        "machine": one.machine,
        "heard_on": one.heard_on,
        "visit": f"{reverse('trips:requests')}?place={one.place}#ask-visit",
    }


@rule(staff("provincial"))
@in_office(Act.SET_RULES, everywhere=True)
def remind(request: HttpRequest, room: Room, place: str) -> HttpResponse:
    """The text that reminds a place of all that waits there: to send, to copy, to print."""
    state = room.node.place(place)
    if not state.name:
        raise Http404
    heard = silence(room.node)
    values = {
        "place": place,
        "name": state.name,
        "contact": state.contact,
        "text": letter(room, place, heard),
        "visit": f"{reverse('trips:requests')}?place={place}#ask-visit",
        "machine": any(one.place == place and one.machine for one in heard.places),
    }
    return render(request, "programme/remind.html", values)


@rule(staff("provincial"))
@in_office(Act.SET_RULES, everywhere=True)
def send(request: HttpRequest, room: Room, place: str, what: str) -> HttpResponse:
    """The reminder opens in the computer's own program for mail or messages, written already."""
    state = room.node.place(place)
    if not state.name or what not in ("mail", "message"):
        raise Http404
    text, contact = letter(room, place, silence(room.node)), state.contact.strip()
    if what == "mail":
        to = quote(contact, safe="@") if "@" in contact and " " not in contact else ""
        subject = quote(_("What waits at %(place)s") % {"place": state.name})
        address = f"mailto:{to}?subject={subject}&body={quote(text)}"
    else:
        # Without marks a message is short enough for the oldest telephone.
        address = f"sms:{dialled(contact)}?body={quote(without_marks(text))}"
    return HttpResponse(status=302, headers={"Location": address})


def letter(room: Room, place: str, heard: Silence) -> str:
    """What is asked of a place, in sentences that name no person."""
    name = room.name(place)
    asked = [*_told(place, heard), *_waiting(room, place)]
    lines = [_("Dear colleagues of %(place)s,") % {"place": name}]
    if asked:
        lines += [_("these things wait at your library:"), *(f"- {one}" for one in asked)]
    else:
        lines.append(_("nothing waits at your library. Is all well?"))
    lines.append(_("If you cannot send, tell us: we bring a stick, or come ourselves."))
    province = room.words(room.node.profile.province.names)
    lines.append(_("Thank you! %(place)s") % {"place": province})
    return "\n".join(lines)


def _told(place: str, heard: Silence) -> list[str]:
    one = next((each for each in heard.places if each.place == place), None)
    if one is None:
        return []
    if not one.since:
        return [_("We have never heard how many visitors came. Please count, and send it.")]
    said = _(
        "The last visitors that we heard of came on %(day)s. Please send what was counted since, "
        "also days on which nobody came."
    )
    return [said % {"day": day(one.since)}]


def _waiting(room: Room, place: str) -> list[str]:
    found = {one.code: one for one in monday.waiting(room.node, place)}
    said = []
    for one in found[monday.CRATES_LATE].worst if monday.CRATES_LATE in found else ():
        words = _("Crate %(nr)s was to leave for home by %(day)s.")
        said.append(words % {"nr": one.name, "day": day(one.since)})
    for one in found[monday.UNSIGNED].worst if monday.UNSIGNED in found else ():
        words = _("The minutes of crate %(nr)s (%(day)s) are not signed by both sides.")
        said.append(words % {"nr": one.name, "day": day(one.since)})
    if found[monday.WISHES].count:
        n = found[monday.WISHES].count
        words = ngettext(
            "%(n)s question of a reader waits for an answer.",
            "%(n)s questions of readers wait for an answer.",
            n,
        )
        said.append(words % {"n": n})
    if found[monday.SHEETS].count:
        n = found[monday.SHEETS].count
        words = ngettext(
            "%(n)s paper sheet is not typed yet.", "%(n)s paper sheets are not typed yet.", n
        )
        said.append(words % {"n": n})
    return said
