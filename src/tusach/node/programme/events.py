"""Reading events: what is planned, what was held and how many came."""

from __future__ import annotations

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
from tusach.node.programme.showing import Asked, Listing, Thing, bound, show_list, show_thing

UNKNOWN = "–"


def _mine(room: Room) -> set[str]:
    return {place for place, _name in room.places(Act.KEEP_RECORDS)}


def _state_words(state: str) -> str:
    return {"planned": _("is planned"), "held": _("held"), "cancelled": _("called off")}[state]


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"))
def events(request: HttpRequest, room: Room) -> HttpResponse:
    """Every event of one's places, the latest first; the number of heads is empty if unknown."""
    mine = _mine(room)
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
                room.name(place),
                day(first),
                _state_words(state),
                UNKNOWN if heads is None else str(heads),
            ),
        )
        for subject, place, kind, title, first, state, heads in found
        if place in mine
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
    return {
        "kind": forms.terms(forms.EVENT_KINDS),
        "place": room.places(Act.KEEP_RECORDS),
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
        "partners": "\n".join(said.partners),
    }
    held = state.held if state else None
    return found | {f"heads_{group}": n for group, n in (held.heads if held else ())}


def _planning(request: HttpRequest, room: Room, state: GatheringState | None) -> Asked:
    form = forms.EventForm(
        bound(request, "plan"), prefix="plan", initial=_initial(room, state), choices=_choices(room)
    )
    subject = state.subject if state else room.node.store.random.new_id()

    def deed(told: dict[str, Any]) -> Any:
        body = facts.GatheringPlanned(
            place=told["place"],
            kind=told["kind"],
            title=told["title"],
            first=told["first"],
            last=told["last"],
            partners=forms.lines(told["partners"]),
        )
        return lambda event: rules.plan(event, body, on=room.today)

    return Asked(
        step="plan",
        title=_("Plan otherwise") if state else _("Plan an event"),
        button=_("Plan"),
        form=form,
        noun="gathering",
        subject=lambda: subject,
        deed=deed,
        place=lambda told: str(told["place"]),
        icon="calendar",
        is_quiet=state is not None,
    )


def _holding(request: HttpRequest, room: Room, state: GatheringState | None) -> Asked:
    groups = [(one.code, room.words(one.names)) for one in room.node.profile.lending.reader_groups]
    form = forms.HeldForm(
        bound(request, "held"),
        prefix="held",
        initial=_initial(room, state),
        choices=_choices(room),
        groups=groups,
    )
    subject = state.subject if state else room.node.store.random.new_id()
    before = state.held if state else None

    def deed(told: dict[str, Any]) -> Any:
        body = facts.GatheringHeld(
            place=told["place"],
            kind=told["kind"],
            title=told["title"],
            first=told["first"],
            last=told["last"],
            heads=form.heads(),
            languages=before.languages if before else (),
            partners=forms.lines(told["partners"]),
            titles=before.titles if before else (),
        )
        return lambda event: rules.hold(event, body, on=room.today)

    return Asked(
        step="held",
        title=_("It was held") if state else _("An event that was held"),
        button=_("Enter who came"),
        form=form,
        noun="gathering",
        subject=lambda: subject,
        deed=deed,
        place=lambda told: str(told["place"]),
        icon="reader",
        is_quiet=state is None,
    )


@rule(staff("librarian"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"))
def event(request: HttpRequest, room: Room, event: str) -> HttpResponse:
    """One event: what is known of it; how many came is entered here."""
    state: GatheringState = room.node.store.state(event, "gathering")
    said = state.told
    if said is None:
        raise Http404
    if said.place not in _mine(room):
        raise PermissionDenied
    standing = "held" if state.held else "planned" if state.cancelled is None else "cancelled"
    lines = [
        (_("Standing"), _state_words(standing)),
        (_("Kind of event"), term(said.kind)),
        (_("Library"), room.name(said.place)),
        (_("Day"), day(said.first) + (f" – {day(said.last)}" if said.last else "")),
        (_("Came"), UNKNOWN if state.heads is None else str(state.heads)),
    ]
    if said.partners:
        lines.append((_("Partners"), ", ".join(said.partners)))
    codes = room.codes
    heads = [
        (codes.get(group, group), str(n)) for group, n in (state.held.heads if state.held else ())
    ]
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
        choices={"reason": [("", _("none")), *forms.terms(forms.WHY_NOT_HELD)]},
    )
    return Asked(
        step="cancel",
        title=_("Is not held"),
        button=_("Call it off"),
        form=form,
        noun="gathering",
        subject=lambda: state.subject,
        deed=lambda told: (
            lambda one: rules.cancel(one, facts.GatheringCancelled(told["reason"]), on=room.today)
        ),
        place=lambda told: place,
        said="programme.ended",
        icon="cross",
        is_quiet=True,
    )
