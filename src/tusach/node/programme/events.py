"""Reading events: what is planned, what was held and how many came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.library.gatherings import facts, rules
from tusach.library.gatherings.story import GatheringState
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day, term
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme import forms
from tusach.node.programme.showing import (
    UNKNOWN,
    Asked,
    Doing,
    Listing,
    Thing,
    bound,
    mine,
    new_id,
    seen,
    show_list,
    show_thing,
)
from tusach.node.wording.hours import clock


def _state_words(state: str) -> str:
    return {"planned": _("is planned"), "held": _("held"), "cancelled": _("called off")}[state]


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def events(request: HttpRequest, room: Room) -> HttpResponse:
    """Every event of one's places, the latest first; the number of heads is empty if unknown."""
    names = seen(room)
    found = room.node.store.query(
        "SELECT subject, place, kind, title, first, state, heads FROM gathering "
        "WHERE tenant = ? ORDER BY first DESC, subject",
        (room.node.tenant,),
    )
    rows = [
        (
            subject,
            (
                title,
                term(kind),
                names[place],
                day(first),
                _state_words(state),
                UNKNOWN if heads is None else heads,
            ),
        )
        for subject, place, kind, title, first, state, heads in found
        if place in names
    ]
    listing = Listing(
        title=_("Reading events"),
        intro=_(
            "Story hours, days of books, contests: planned here, and told once they were held."
        ),
        heads=(_("Event"), _("Kind of event"), _("Library"), _("Day"), _("Standing"), _("Came")),
        rows=rows,
        empty=_("No event is entered yet. 21 April is the day of books: plan something below."),
        name="events",
        page="programme:event",
    )
    asked = [_planning(request, room, None), _holding(request, room, None)]
    return show_list(request, room, listing, asked)


def _choices(room: Room) -> dict[str, Any]:
    spoken = room.node.profile.province.languages
    return {
        "kind": forms.terms(forms.EVENT_KINDS),
        "place": mine(room).items(),
        "languages": [(one.code, room.words(one.names)) for one in spoken],
    }


def _initial(room: Room, state: GatheringState | None) -> dict[str, Any]:
    said = state.told if state else None
    if said is None:
        return {"first": room.today}
    found = {
        "title": said.title,
        "kind": said.kind,
        "place": said.place,
        "first": said.first,
        "last": said.last,
        "languages": said.languages,
        "partners": "\n".join(said.partners),
        "minute": state.planned.minute if state and state.planned else None,
    }
    held = state.held if state else None
    return found | {f"heads_{group}": n for group, n in (held.heads if held else ())}


def _planning(request: HttpRequest, room: Room, state: GatheringState | None) -> Asked:
    form = forms.PlanForm(
        bound(request, "plan"), prefix="plan", initial=_initial(room, state), choices=_choices(room)
    )
    subject = state.subject if state else new_id(request, room)

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.GatheringPlanned(**_told(told), minute=told["minute"])
        return _doing(subject, body.place, lambda event: rules.plan(event, body, on=room.today))

    return Asked(
        step="plan",
        title=_("Plan otherwise") if state else _("Plan an event"),
        button=_("Plan"),
        form=form,
        doing=doing,
        new="" if state else subject,
        is_quiet=state is not None,
    )


def _told(told: dict[str, Any]) -> dict[str, Any]:
    """What a plan and an account have in common."""
    return {
        "place": told["place"],
        "kind": told["kind"],
        "title": told["title"],
        "first": told["first"],
        "last": told["last"],
        "languages": tuple(told["languages"]),
        "partners": forms.lines(told["partners"]),
    }


def _doing(subject: str, place: str, deed: Callable[[GatheringState], Any]) -> Doing:
    return Doing(noun="gathering", subject=subject, place=place, rule=deed)


def _holding(request: HttpRequest, room: Room, state: GatheringState | None) -> Asked:
    groups = [(one.code, room.words(one.names)) for one in room.node.profile.lending.reader_groups]
    form = forms.HeldForm(
        bound(request, "held"),
        prefix="held",
        initial=_initial(room, state),
        choices=_choices(room),
        groups=groups,
    )
    subject = state.subject if state else new_id(request, room)
    before = state.held if state else None

    def doing(told: dict[str, Any]) -> Doing:
        titles = before.titles if before else ()
        body = facts.GatheringHeld(**_told(told), heads=form.heads(), titles=titles)
        return _doing(subject, body.place, lambda event: rules.hold(event, body, on=room.today))

    return Asked(
        step="held",
        title=_("It was held") if state else _("An event that was held"),
        button=_("Enter who came"),
        form=form,
        doing=doing,
        new="" if state else subject,
        is_quiet=state is None,
    )


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def event(request: HttpRequest, room: Room, event: str) -> HttpResponse:
    """One event: what is known of it; how many came is entered here."""
    state: GatheringState = room.node.store.state(event, "gathering")
    said = state.told
    if said is None:
        raise Http404
    if said.place not in seen(room):
        raise PermissionDenied
    standing = "held" if state.held else "planned" if state.cancelled is None else "cancelled"
    lines = [
        (_("Standing"), _state_words(standing)),
        (_("Kind of event"), term(said.kind)),
        (_("Library"), room.name(said.place)),
        (_("Day"), day(said.first) + (f" – {day(said.last)}" if said.last else "")),
        (_("Came"), UNKNOWN if state.heads is None else str(state.heads)),
    ]
    spoken = {one.code: room.words(one.names) for one in room.node.profile.province.languages}
    if said.languages:
        found = ", ".join(spoken.get(one, one) for one in said.languages)
        lines.append((_("Languages"), found))
    if state.planned is not None and state.planned.minute is not None:
        lines.append((_("Starts at what time"), clock(state.planned.minute)))
    if said.partners:
        lines.append((_("Partners"), ", ".join(said.partners)))
    codes = room.codes
    heads = [(codes.get(group, group), n) for group, n in (state.held.heads if state.held else ())]
    thing = Thing(
        title=said.title,
        back=reverse("programme:events"),
        back_words=_("All reading events"),
        lines=lines,
        tables=((_("Who came"), (_("Group"), _("Came")), heads),) if heads else (),
    )
    asked = [_holding(request, room, state)]
    if state.held is None:
        asked.append(_planning(request, room, state))
        if state.cancelled is None:
            asked.append(_cancelling(request, room, state, said.place))
    return show_thing(request, room, thing, asked)


def _cancelling(request: HttpRequest, room: Room, state: GatheringState, place: str) -> Asked:
    form = forms.ReasonForm(
        bound(request, "cancel"),
        prefix="cancel",
        choices={"reason": forms.reasons(forms.WHY_NOT_HELD)},
    )

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.GatheringCancelled(told["reason"])
        return _doing(state.subject, place, lambda one: rules.cancel(one, body, on=room.today))

    return Asked(
        step="cancel",
        title=_("Is not held"),
        button=_("Cancel it"),
        form=form,
        doing=doing,
        ends=True,
    )
