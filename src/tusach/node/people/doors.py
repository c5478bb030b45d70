"""The pages by which one comes in and goes out: password, first code, reader's card."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tusach.node.people import directory, logins, pins, sessions, throttle
from tusach.node.people.access import actor_from, all_of, confidential, public, rule, staff
from tusach.node.people.actors import Actor, Reader, Role, Staff
from tusach.node.people.forms import FirstLoginForm, LoginForm, PasswordForm, ReaderLoginForm
from tusach.node.people.hashing import Busy
from tusach.node.people.models import Login
from tusach.node.settings import told
from tusach.node.settings.hosts import client_address, is_confidential, is_own_screen


def landing(actor: Actor) -> str:
    """Return the address where an actor's work begins."""
    wanted: tuple[str, ...] = ()
    if isinstance(actor, Staff):
        # Whoever works for all libraries has no desk before a library is chosen.
        wanted = ("desk:home",) if actor.place_id else ("office:home", "desk:home")
        if actor.role is Role.INSPECTOR:
            wanted = ("programme:home",)
    elif isinstance(actor, Reader):
        wanted = ("opac:loans", "opac:my-loans")
    for name in (*wanted, "opac:home", "pages:start"):
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return "/"


def page_wanted(request: HttpRequest) -> str:
    """Return the page of this host that was asked for before; empty where none was."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_own else ""


def _onwards(request: HttpRequest, actor: Actor | None = None) -> HttpResponse:
    wanted = page_wanted(request)
    if wanted:
        return redirect(wanted)
    if actor is None:
        actor = sessions.actor_of(request, timezone.localdate())
    return redirect(landing(actor))


def _limits(request: HttpRequest, door: str, account: str) -> tuple[throttle.Limit, ...]:
    return throttle.limits(
        door, account, client_address(request), own_screen=is_own_screen(request)
    )


def wait_words(seconds: int) -> str:
    """Say how long to wait after too many tries, and what to do meanwhile."""
    minutes = max(1, -(-seconds // 60))
    return ngettext(
        "Too many tries. Please try again in %(minutes)d minute, or ask at the desk for help.",
        "Too many tries. Please try again in %(minutes)d minutes, or ask at the desk for help.",
        minutes,
    ) % {"minutes": minutes}


def busy_words() -> str:
    """Say that the next try will do."""
    return _("Several people are logging in right now. Please try again in a few seconds.")


def _answer(
    request: HttpRequest, template: str, form: forms.Form, status: int = 200, **more: Any
) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    context = {"form": form, "next": wanted, **more}
    return render(request, f"people/{template}.html", context, status=status)


def _no_password_here(request: HttpRequest) -> HttpResponse:
    # A password typed here could be read by anybody on the same Wi-Fi.
    refused = request.method == "POST"
    return render(request, "people/join_instead.html", status=403 if refused else 200)


@rule(public())
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Let a member of staff in by name and password, where nobody can read along."""
    if not is_confidential(request):
        return _no_password_here(request)
    form = LoginForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _answer(request, "login", form)
    username = logins.plain_username(form.cleaned_data["username"])
    limits = _limits(request, "login", username)
    wait = throttle.take(limits, timezone.now())
    if wait:
        form.add_error(None, wait_words(wait))
        return _answer(request, "login", form, status=429)
    try:
        found = logins.check_password(username, form.cleaned_data["password"])
    except Busy:
        throttle.uncount(limits)
        form.add_error(None, busy_words())
        return _answer(request, "login", form, status=503)
    if found is None:
        form.add_error(None, _("Login name or password is not right. Please check both."))
        return _answer(request, "login", form, status=403)
    throttle.uncount(limits)
    throttle.forget(limits[0])
    return _enter(request, form, found)


def _enter(request: HttpRequest, form: forms.Form, found: Login) -> HttpResponse:
    if not directory.current().appointments(found.staff_id, timezone.localdate()):
        form.add_error(
            None,
            _("You are not appointed at any library today. Please ask whoever appoints staff."),
        )
        return _answer(request, "login", form, status=403)
    sessions.begin_staff(request, found)
    response = _onwards(request)
    if found.language:
        cookie, seconds = told.language_cookie()
        response.set_cookie(cookie, found.language, max_age=seconds)
    return response


@rule(public())
@require_http_methods(["GET", "HEAD", "POST"])
def first_login(request: HttpRequest) -> HttpResponse:
    """Let a member of staff choose a password with the one-time code of whoever appoints."""
    if not is_confidential(request):
        return _no_password_here(request)
    form = FirstLoginForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _answer(request, "first_login", form)
    username = logins.plain_username(form.cleaned_data["username"])
    limits = _limits(request, "first", username)
    now = timezone.now()
    wait = throttle.take(limits, now)
    if wait:
        form.add_error(None, wait_words(wait))
        return _answer(request, "first_login", form, status=429)
    found = logins.login_of_first_code(username, form.cleaned_data["code"], now)
    if found is None:
        form.add_error(
            None,
            _(
                "Login name and code do not fit together, or the code is too old. "
                "Please check both, or ask for a new code."
            ),
        )
        return _answer(request, "first_login", form, status=403)
    try:
        logins.set_password(found, form.cleaned_data["new_password"])
    except Busy:
        throttle.uncount(limits)
        form.add_error(None, busy_words())
        return _answer(request, "first_login", form, status=503)
    throttle.uncount(limits)
    throttle.forget(limits[0])
    return _enter(request, form, found)


@rule(all_of(staff("inspector"), confidential()))
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Let a member of staff choose another password; other sessions end."""
    actor = actor_from(request)
    assert isinstance(actor, Staff)
    login_row = Login.objects.get(pk=actor.login_id)
    form = PasswordForm(request.POST or None)
    form.username_of_login = login_row.username
    if request.method != "POST" or not form.is_valid():
        return _answer(request, "change_password", form)
    limits = _limits(request, "login", login_row.username)
    wait = throttle.take(limits, timezone.now())
    if wait:
        form.add_error(None, wait_words(wait))
        return _answer(request, "change_password", form, status=429)
    try:
        if logins.check_password(login_row.username, form.cleaned_data["password"]) is None:
            form.add_error("password", _("This is not your password until now."))
            return _answer(request, "change_password", form, status=403)
        logins.set_password(login_row, form.cleaned_data["new_password"])
    except Busy:
        throttle.uncount(limits)
        form.add_error(None, busy_words())
        return _answer(request, "change_password", form, status=503)
    throttle.uncount(limits)
    sessions.begin_staff(request, login_row)
    return _onwards(request)


@rule(public())
@require_http_methods(["GET", "HEAD", "POST"])
def reader_login(request: HttpRequest) -> HttpResponse:
    """Let a reader in by card and PIN; every refusal reads the same."""
    form = ReaderLoginForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _answer(request, "reader_login", form)
    card = "".join(form.cleaned_data["card"].split())
    limits = _limits(request, "reader", card)
    # The pair is left out: a PIN has its own, stricter count, and unknown cards must not differ.
    wait = throttle.take(limits[1:], timezone.now())
    if wait:
        form.add_error(None, wait_words(wait))
        return _answer(request, "reader_login", form, status=429)
    reader_id = directory.current().reader_of_card(card)
    try:
        fits = pins.check_pin(reader_id, form.cleaned_data["pin"])
    except Busy:
        throttle.uncount(limits[1:])
        form.add_error(None, busy_words())
        return _answer(request, "reader_login", form, status=503)
    if not fits or reader_id is None:
        form.add_error(
            None,
            _(
                "Card number or PIN is not right. After five wrong tries a PIN is locked: "
                "at the desk you can set a new one, or set your first."
            ),
        )
        return _answer(request, "reader_login", form, status=403)
    throttle.uncount(limits[1:])
    sessions.begin_reader(request, reader_id)
    return _onwards(request, Reader(reader_id))


@rule(public())
@require_http_methods(["POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    sessions.end(request)
    response = redirect(landing(sessions.actor_of(request, timezone.localdate())))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
