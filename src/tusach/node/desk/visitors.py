"""Counting who came: one tap each, ten at once, undo; works with scripts off."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from msgspec.structs import replace

from tusach.ledger.draft import Refusal
from tusach.ledger.fact import is_day
from tusach.library.profile.lending import ReaderGroup
from tusach.library.visits.facts import VisitCounted
from tusach.library.visits.rules import visits_subject
from tusach.library.visits.story import VisitsState
from tusach.node.acts import circulation
from tusach.node.acts.node import At
from tusach.node.desk.counter import Counter, at_desk, day_fault
from tusach.node.people.access import Act, rule, staff

MOST_BUTTONS, MOST_HEARD = 6, 100
_HEARD = "taps_heard"


def groups(counter: Counter) -> list[ReaderGroup]:
    """The groups that have a button: by age, leaving out what lies within a wider one."""
    told = counter.node.profile.lending.reader_groups
    aged = [
        one
        for one in told
        if not one.stands_for_many and (one.age_from is not None or one.age_until is not None)
    ]
    wide = [one for one in aged if not any(_within(one, other) for other in aged)]
    return (wide or list(told))[:MOST_BUTTONS]


def _within(one: ReaderGroup, other: ReaderGroup) -> bool:
    low, high = _span(one)
    least, most = _span(other)
    return one is not other and least <= low and high <= most and (low, high) != (least, most)


def _span(group: ReaderGroup) -> tuple[int, int]:
    return group.age_from or 0, 200 if group.age_until is None else group.age_until


@rule(staff("librarian"))
@at_desk(Act.COUNT_VISITS, methods=("GET", "HEAD", "POST"))
def count(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Show the buttons and the day's sum; each press is one fact."""
    channels = {one.code: counter.words(one.names) for one in counter.node.profile.lending.channels}
    channel = (request.POST or request.GET).get("channel", "")
    channel = channel if channel in channels else next(iter(channels))
    refused, fact = "", ""
    if request.method == "POST":
        told = _press(request, counter, channel)
        if isinstance(told, Refusal):
            refused = counter.say(told)
        else:
            fact = told
        if not request.headers.get("HX-Request") and not refused:
            return redirect(f"{reverse('desk:visitors')}?channel={channel}&fact={fact}")
    else:
        fact = request.GET.get("fact", "")
    values = {**_values(counter, channel), "refused": refused, "undo": fact, "channels": channels}
    template = "visitors_fragment" if request.headers.get("HX-Request") else "visitors"
    return render(request, f"desk/{template}.html", values)


def _press(request: HttpRequest, counter: Counter, channel: str) -> str | Refusal:
    """The fact that was told (empty after an undo), or why not."""
    undone = request.POST.get("undo", "")
    if undone:
        told = circulation.undo(counter.node, undone, counter.at)
        return told if isinstance(told, Refusal) else ""
    mark = request.POST.get("mark", "")[:64]
    heard: list[list[str]] = request.session.get(_HEARD, [])
    if mark and (again := next((one for one in heard if one[0] == mark), None)):
        return again[1]  # it had arrived, and its answer was lost on the way
    group, _, text = request.POST.get("tap", "").partition("|")
    known = {one.code for one in counter.node.profile.lending.reader_groups}
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        return Refusal("visit.number_odd", {"n": text[:12], "most": 5000})
    body = VisitCounted(channel, int(text), group if group in known else "")
    if body.n < 1:
        return Refusal("visit.number_odd", {"n": body.n, "most": 5000})
    done = circulation.count_visits(counter.node, body, _at(request, counter))
    if isinstance(done, Refusal):
        return done
    if mark:
        request.session[_HEARD] = [*heard, [mark, done.fact]][-MOST_HEARD:]
    return done.fact


def _at(request: HttpRequest, counter: Counter) -> At:
    """The day on which the button was pressed, where it was kept through a break until today."""
    on = request.POST.get("day", "")
    kept = is_day(on) and day_fault(on, counter.today) is None
    return replace(counter.at, on=on) if kept else counter.at


def _values(counter: Counter, channel: str) -> dict[str, Any]:
    subject = visits_subject(counter.node.tenant, counter.place, counter.on)
    state: VisitsState = counter.node.store.state(subject, "visits")
    counts = {(one, group): n for one, group, n in state.counts}
    of_channel = sum(n for (one, _), n in counts.items() if one == channel)
    return {
        "counter": counter,
        "channel": channel,
        "subject": subject if state.place else "",
        "total": state.total,
        "of_channel": of_channel,
        "buttons": [
            {
                "group": one.code,
                "words": counter.words(one.names),
                "n": counts.get((channel, one.code), 0),
                "icon": "child" if one.needs_guardian else "reader",
            }
            for one in groups(counter)
        ],
        "others": counts.get((channel, ""), 0),
    }
