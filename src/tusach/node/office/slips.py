"""The way in of a member of staff: a login, its one-time code shown once, shutting it.

Only where nobody can read along: a code seen on an open network is a key given away.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.library.catalogue.folding import fold
from tusach.library.staff.story import StaffState
from tusach.node.office.room import Room, in_office
from tusach.node.office.staff import known, may_manage, show_person
from tusach.node.pages import toasts
from tusach.node.people import directory, logins
from tusach.node.people.access import Act, all_of, confidential, rule, staff
from tusach.node.people.codes import in_groups
from tusach.node.people.models import Login

_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,38}[a-z0-9])\Z")
CLOSED = all_of(staff("provincial"), confidential())


@rule(CLOSED)
@in_office(Act.APPOINT, methods=("POST",), everywhere=True)
def make_login(request: HttpRequest, room: Room, person: str) -> HttpResponse:
    """A login with its first code; shown once, never stored in a form one can read."""
    state = _managed(room, person)
    if not any(post.holds(room.today) for post in state.posts):
        return _refuse(request, room, state, _("The person holds no post today. Appoint first."))
    if Login.objects.filter(staff_id=person).exists():
        return _refuse(request, room, state, _("There is a login already. Give a new code."))
    username = logins.plain_username(request.POST.get("username", "")) or proposed(person)
    if not _USERNAME.match(username):
        wrong = _("A login name has 3 to 40 letters without marks, digits, dots or hyphens.")
        return _refuse(request, room, state, wrong, username=username[:60])
    if Login.objects.filter(username=username).exists():
        wrong = _("Somebody has this login name already. Choose another.")
        return _refuse(request, room, state, wrong, username=username)
    return _slip(request, room, logins.create_login(person, username))


@rule(CLOSED)
@in_office(Act.APPOINT, methods=("POST",), everywhere=True)
def new_code(request: HttpRequest, room: Room, person: str) -> HttpResponse:
    """A fresh code for somebody who forgot the password, or never used the first one."""
    state = _managed(room, person)
    login = Login.objects.filter(staff_id=person).first()
    if login is None:
        return _refuse(request, room, state, _("There is no login yet. Make one first."))
    if login.disabled:
        return _refuse(request, room, state, _("The login is shut. Open it first."))
    return _slip(request, room, login)


@rule(staff("provincial"))
@in_office(Act.APPOINT, methods=("POST",), everywhere=True)
def shut(request: HttpRequest, room: Room, person: str) -> HttpResponse:
    """Shut a login, ending its sessions, or open it again."""
    state = _managed(room, person)
    login = Login.objects.filter(staff_id=person).first()
    if login is None:
        return _refuse(request, room, state, _("There is no login yet. Make one first."))
    if person == room.staff.staff_id:
        return _refuse(request, room, state, _("Nobody shuts their own login. Ask a colleague."))
    closes = request.POST.get("shut") == "yes"
    logins.disable(login, disabled=closes)
    toasts.add(request, "office.login_shut" if closes else "office.login_opened")
    return redirect("office:person", person=person)


def proposed(person: str) -> str:
    """A login name made of a person's name; with a number where somebody has it."""
    words = fold(directory.current().staff_name(person)).split()
    plain = ".".join(re.sub(r"[^a-z0-9]", "", word) for word in words[:4]).strip(".")
    wanted = re.sub(r"\.+", ".", plain)[:36].strip(".") or "staff"
    wanted = wanted if len(wanted) > 2 else f"{wanted}.staff"
    taken = set(
        Login.objects.filter(username__startswith=wanted).values_list("username", flat=True)
    )
    if wanted not in taken:
        return wanted
    return next(f"{wanted}{nr}" for nr in range(2, 1000) if f"{wanted}{nr}" not in taken)


def _managed(room: Room, person: str) -> StaffState:
    state = known(room, person)
    if not may_manage(room, state):
        # A new code is as good as the password: it would lift its holder above their own role.
        raise PermissionDenied
    return state


def _refuse(
    request: HttpRequest, room: Room, state: StaffState, words: str, **more: Any
) -> HttpResponse:
    return show_person(request, room, state, status=422, refused=words, **more)


def _slip(request: HttpRequest, room: Room, login: Login) -> HttpResponse:
    now = timezone.now()
    code = logins.issue_first_code(login, by=room.staff.staff_id, now=now)
    values = {
        "name": directory.current().staff_name(login.staff_id),
        "person": login.staff_id,
        "username": login.username,
        "code": in_groups(code, 5),
        "until": now + logins.FIRST_CODE_LASTS,
        "address": request.build_absolute_uri(reverse("people:first-login")),
    }
    response = render(request, "office/slip.html", values)
    response.headers["Cache-Control"] = "no-store"
    return response
