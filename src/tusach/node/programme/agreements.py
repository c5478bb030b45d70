"""Agreements between libraries and with others: which hold, since when, about what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.library.agreements import facts, rules
from tusach.library.agreements.story import AgreementState
from tusach.node.office.room import Room, in_office
from tusach.node.pages.writing import day, term
from tusach.node.people.access import Act, rule, staff
from tusach.node.programme import forms
from tusach.node.programme.showing import (
    Asked,
    Doing,
    Listing,
    Thing,
    bound,
    mine,
    new_id,
    show_list,
    show_thing,
)


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def agreements(request: HttpRequest, room: Room) -> HttpResponse:
    """Every agreement, those in force first."""
    found = room.node.store.query(
        "SELECT subject FROM agreement WHERE tenant = ? ORDER BY valid_from DESC, subject",
        (room.node.tenant,),
    )
    states: list[AgreementState] = [
        room.node.store.state(subject, "agreement") for (subject,) in found
    ]
    states.sort(key=lambda one: not one.holds(room.today))
    listing = Listing(
        title=_("Agreements"),
        intro=_("Which libraries and which others work together, by which paper."),
        heads=(
            _("Number of the agreement"),
            _("Sides"),
            _("About"),
            _("From"),
            _("Until"),
            _("Standing"),
        ),
        rows=[(one.subject, _cells(room, one)) for one in states],
        empty=_("No agreement is entered yet. The provincial library enters them."),
        name="agreements",
        page="programme:agreement",
    )
    asked = [_signing(request, room, None)] if room.may(Act.SET_RULES) else []
    return show_list(request, room, listing, asked)


def _cells(room: Room, state: AgreementState) -> tuple[str, ...]:
    said = state.signed
    assert said is not None  # a row of the table has been signed
    return (
        said.paper,
        ", ".join((*map(room.name, said.places), *said.partners)),
        ", ".join(map(term, said.about)),
        day(said.valid_from),
        day(state.last_on) if state.last_on else "",
        _("in force") if state.holds(room.today) else _("not in force"),
    )


def _signing(request: HttpRequest, room: Room, state: AgreementState | None) -> Asked:
    said = state.signed if state else None
    initial: dict[str, Any] = {"valid_from": room.today}
    if said is not None:
        initial = {
            "number": said.paper,
            "places": said.places,
            "partners": "\n".join(said.partners),
            "about": said.about,
            "valid_from": said.valid_from,
            "valid_until": said.valid_until,
        }
    form = forms.AgreementForm(
        bound(request, "sign"),
        prefix="sign",
        initial=initial,
        choices={
            "places": mine(room).items(),
            "about": forms.terms(forms.ABOUT),
        },
    )
    subject = state.subject if state else new_id(request, room)

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.AgreementSigned(
            paper=told["number"],
            places=tuple(told["places"]),
            about=tuple(told["about"]),
            valid_from=told["valid_from"],
            valid_until=told["valid_until"],
            partners=forms.lines(told["partners"]),
        )
        return _doing(room, subject, lambda one, at: rules.sign(one, body, **at))

    return Asked(
        step="sign",
        title=_("Put right") if state else _("A new agreement"),
        button=_("Enter"),
        form=form,
        doing=doing,
        new="" if state else subject,
        is_quiet=state is not None,
    )


def _doing(room: Room, subject: str, deed: Callable[[AgreementState, Any], Any]) -> Doing:
    place = room.at_node().place
    at = {"on": room.today, "place": place}
    return Doing(noun="agreement", subject=subject, place=place, rule=lambda one: deed(one, at))


@rule(staff("inspector"))
@in_office(Act.KEEP_RECORDS, methods=("GET", "HEAD", "POST"), looking=Act.INSPECT)
def agreement(request: HttpRequest, room: Room, agreement: str) -> HttpResponse:
    """One agreement; whoever enters them ends it here."""
    state: AgreementState = room.node.store.state(agreement, "agreement")
    if state.signed is None:
        raise Http404
    heads = (_("Sides"), _("About"), _("From"), _("Until"), _("Standing"))
    thing = Thing(
        title=state.signed.paper,
        back=reverse("programme:agreements"),
        back_words=_("All agreements"),
        lines=tuple(zip(heads, _cells(room, state)[1:], strict=True)),
    )
    asked = []
    if room.may(Act.SET_RULES):
        asked = [_ending(request, room, state), _signing(request, room, state)]
    return show_thing(request, room, thing, asked)


def _ending(request: HttpRequest, room: Room, state: AgreementState) -> Asked:
    form = forms.EndForm(
        bound(request, "end"),
        prefix="end",
        initial={"last_on": room.today},
        choices={"reason": forms.reasons(forms.WHY_ENDED)},
    )

    def doing(told: dict[str, Any]) -> Doing:
        body = facts.AgreementEnded(told["last_on"], told["reason"], told["decision"])
        return _doing(room, state.subject, lambda one, at: rules.end(one, body, **at))

    return Asked(
        step="end",
        title=_("Ends"),
        button=_("End the agreement"),
        form=form,
        doing=doing,
        ends=True,
    )
