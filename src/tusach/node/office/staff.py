"""Who holds which post: the list, one person, appointing, ending a post.

Librarians see themselves only; who appoints sees all, and decides about no role above their own.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.ledger.draft import Refusal
from tusach.ledger.kind import LIBRARIAN
from tusach.library.staff.facts import ROLES
from tusach.library.staff.rules import above
from tusach.library.staff.story import Post, StaffState
from tusach.node.acts import placing
from tusach.node.acts.placing import NewPost
from tusach.node.office.listing import page_of
from tusach.node.office.place_forms import DayField, PlainText
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.people import directory
from tusach.node.people.access import Act, rule
from tusach.node.people.access import staff as staff_rule
from tusach.node.people.looks import look
from tusach.node.people.models import Login
from tusach.node.wording.terms import ROLES as ROLE_WORDS

A_PAGE = 50


class PostForm(forms.Form):
    """A post of a person who is known already."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, initial=LIBRARIAN)
    place = forms.ChoiceField(
        label=_("Library"),
        help_text=_("A librarian works there; wider roles reach every library, from there."),
    )
    valid_from = DayField(label=_("First day"), required=True)
    valid_until = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: until further notice. An inspector needs one."),
    )
    decision = PlainText(label=_("Number of the decision"), required=False, max_length=80)

    def __init__(self, room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles, places = self.fields["role"], self.fields["place"]
        assert isinstance(roles, forms.ChoiceField) and isinstance(places, forms.ChoiceField)
        roles.choices = [(one, _(ROLE_WORDS[one])) for one in ROLES if may_decide(room, one)]
        places.choices = list(directory.current().places())


class AppointForm(PostForm):
    """A post of somebody new."""

    name = PlainText(
        label=_("Name"),
        max_length=400,
        error_messages={"required": _("Enter the name."), "max_length": _("This is too long.")},
        help_text=_("As the person writes it. It stays private: no other library sees it."),
    )
    contact = PlainText(label=_("Telephone or address"), required=False, max_length=200)
    field_order = ("name", "contact", "role", "place", "valid_from", "valid_until", "decision")


def may_decide(room: Room, role: str) -> bool:
    """Whether this person may give, end or open a post of a role."""
    return above(frozenset(held.role.value for held in room.staff.appointments), role) is None


def may_manage(room: Room, state: StaffState) -> bool:
    """Whether this person decides about everything another one holds, or will hold."""
    # A code given today opens the login also on the day on which a wider post begins.
    held = {post.role for post in state.posts if (post.valid_until or room.today) >= room.today}
    return room.may(Act.APPOINT) and all(may_decide(room, role) for role in held)


@rule(staff_rule("librarian"))
@in_office(Act.IMPORT)
def everybody(request: HttpRequest, room: Room) -> HttpResponse:
    """The people; a librarian is led to their own page."""
    if not room.may(Act.APPOINT):
        return redirect("office:person", person=room.staff.staff_id)
    found = room.node.store.query(
        "SELECT DISTINCT subject FROM post WHERE tenant = ? ORDER BY subject", (room.node.tenant,)
    )
    logins = {one.staff_id: one for one in Login.objects.all()}
    people = [_person(room, subject, logins.get(subject)) for (subject,) in found]
    people.sort(key=lambda one: (not one["now"], one["name"].rpartition(" ")[2], one["name"]))
    look(room.staff, room.staff.staff_id, "staff list")
    return render(
        request, "office/staff.html", {"page": page_of(request, people, A_PAGE), "n": len(people)}
    )


def _person(room: Room, subject: str, login: Login | None) -> dict[str, Any]:
    state: StaffState = room.node.store.state(subject, "staff")
    now = [post for post in state.posts if post.holds(room.today)]
    return {
        "subject": subject,
        "name": directory.current().staff_name(subject),
        "now": [{"role": post.role, "place": room.name(post.place)} for post in now],
        "login": login,
    }


@rule(staff_rule("librarian"))
@in_office(Act.IMPORT)
def person(request: HttpRequest, room: Room, person: str) -> HttpResponse:
    """One person: posts, and the way in."""
    return show_person(request, room, known(room, person))


def known(room: Room, person: str) -> StaffState:
    """The person of an address: oneself, or anybody for whoever appoints; the look is logged."""
    if person != room.staff.staff_id and not room.may(Act.APPOINT):
        look(room.staff, person, "refused")
        raise PermissionDenied
    state: StaffState = room.node.store.state(person, "staff")
    if not state.posts:
        raise Http404
    if person != room.staff.staff_id:
        look(room.staff, person, "staff page")
    return state


def show_person(
    request: HttpRequest, room: Room, state: StaffState, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of one person."""
    subject = state.subject
    values = {
        "person": subject,
        "name": directory.current().staff_name(subject),
        "posts": [_post(room, post) for post in state.posts],
        "login": Login.objects.filter(staff_id=subject).first(),
        "oneself": subject == room.staff.staff_id,
        "may_manage": may_manage(room, state),
        "may_appoint": room.may(Act.APPOINT),
        "form": PostForm(room, initial={"valid_from": room.today, "role": LIBRARIAN}),
        "today": room.today,
        **more,
    }
    return render(request, "office/person.html", values, status=status)


def _post(room: Room, post: Post) -> dict[str, Any]:
    runs = post.valid_until is None or post.valid_until >= room.today
    return {
        "role": post.role,
        "place": room.name(post.place),
        "place_id": post.place,
        "from": post.valid_from,
        "until": post.valid_until,
        "now": post.holds(room.today),
        "may_end": runs and room.may(Act.APPOINT) and may_decide(room, post.role),
    }


@rule(staff_rule("provincial"))
@in_office(Act.APPOINT, methods=("GET", "HEAD", "POST"), everywhere=True)
def appoint(request: HttpRequest, room: Room) -> HttpResponse:
    """Somebody new gets a post."""
    begin = {"valid_from": room.today, "place": room.place or room.node.own_place() or ""}
    form = AppointForm(room, request.POST or None, initial={**begin, "role": LIBRARIAN})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        done = _appoint(room, told, name=told["name"], contact=told["contact"])
        if not isinstance(done, Refusal):
            toasts.add(request, "office.appointed")
            return redirect("office:person", person=done.staff)
        form.add_error(_FIELDS.get(done.code), room.say(done))
    return render(
        request, "office/appoint.html", {"form": form}, status=422 if form.errors else 200
    )


@rule(staff_rule("provincial"))
@in_office(Act.APPOINT, methods=("POST",), everywhere=True)
def add_post(request: HttpRequest, room: Room, person: str) -> HttpResponse:
    """A known person gets one more post."""
    state = known(room, person)
    form = PostForm(room, request.POST)
    if form.is_valid():
        name = directory.current().staff_name(person)
        done = _appoint(room, form.cleaned_data, name=name, contact="", staff=person)
        if not isinstance(done, Refusal):
            toasts.add(request, "office.appointed")
            return redirect("office:person", person=person)
        form.add_error(_FIELDS.get(done.code), room.say(done))
    return show_person(request, room, state, form=form, status=422)


@rule(staff_rule("provincial"))
@in_office(Act.APPOINT, methods=("POST",), everywhere=True)
def end_post(request: HttpRequest, room: Room, person: str) -> HttpResponse:
    """A post gets its last day."""
    state = known(room, person)
    role, place = request.POST.get("role", ""), request.POST.get("place", "")
    day = DayField(required=True)
    try:
        last_on = day.clean(request.POST.get("last_on", ""))
    except forms.ValidationError as wrong:
        words = " ".join(str(one) for one in wrong.messages)
        return show_person(request, room, state, refused=words, status=422)
    at = room.at(place)
    done = placing.end_post(room.node, person, at, role=role, place=place, last_on=last_on)
    if isinstance(done, Refusal):
        return show_person(request, room, state, refused=room.say(done), status=422)
    toasts.add(request, "office.post_ended")
    return redirect("office:person", person=person)


_FIELDS = {
    "staff.name_missing": "name",
    "staff.name_too_long": "name",
    "staff.dates_reversed": "valid_until",
    "staff.inspection_endless": "valid_until",
    "staff.inspection_long": "valid_until",
    "staff.post_held": "role",
    "staff.role_above_own": "role",
}


def _appoint(
    room: Room, told: dict[str, Any], *, name: str, contact: str, staff: str = ""
) -> placing.Appointed | Refusal:
    new = NewPost(
        role=told["role"],
        place=told["place"],
        name=name,
        contact=contact,
        staff=staff,
        valid_from=told["valid_from"],
        valid_until=told["valid_until"],
        decision=told["decision"],
    )
    return placing.appoint(room.node, new, room.at(told["place"]))
