"""Counting who came: one tap each, ten at once, undo; works with scripts off."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tusach.ledger.draft import Refusal
from tusach.library.profile.lending import ReaderGroup
from tusach.library.visits.facts import VisitCounted
from tusach.library.visits.rules import day_subject, visits_subject
from tusach.library.visits.story import DayState, VisitsState
from tusach.node.acts import circulation
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.people.access import Act, rule, staff
from tusach.node.store.errands import ToldBefore

MOST_BUTTONS = 6
EMPTY = "nobody"
"""The button that says that nobody came."""


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
        try:
            told = _press(request, counter, channel)
        except ToldBefore as before:
            told = before.facts[-1]
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
    if request.POST.get("tap") == EMPTY:
        found = circulation.stay_empty(counter.node, counter.at)
        return found if isinstance(found, Refusal) else found.fact
    group, _, text = request.POST.get("tap", "").partition("|")
    known = {one.code for one in counter.node.profile.lending.reader_groups}
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        return Refusal("visit.number_odd", {"n": text[:12], "most": 5000})
    body = VisitCounted(channel, int(text), group if group in known else "")
    if body.n < 1:
        return Refusal("visit.number_odd", {"n": body.n, "most": 5000})
    done = circulation.count_visits(counter.node, body, counter.at)
    return done if isinstance(done, Refusal) else done.fact


def _values(counter: Counter, channel: str) -> dict[str, Any]:
    subject = visits_subject(counter.node.tenant, counter.place, counter.on)
    state: VisitsState = counter.node.store.state(subject, "visits")
    of_day = day_subject(counter.node.tenant, counter.place, counter.on)
    day: DayState = counter.node.store.state(of_day, "day")
    counts = {(one, group): n for one, group, n in state.counts}
    of_channel = sum(n for (one, _), n in counts.items() if one == channel)
    return {
        "counter": counter,
        "channel": channel,
        "subject": subject if state.place else "",
        "stayed_empty": day.place is not None and not state.total,
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
