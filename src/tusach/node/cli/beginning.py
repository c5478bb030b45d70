"""The pages of a machine without a library: from a stick, with a province, or alone.

They are served by `tusach serve --begin` while there is no home, to the screen of this machine and
to nobody else. What a form says becomes the words of `tusach init`, so a page makes what the
command makes, and what a power cut leaves is taken away by the next try in the same way. Then the
process begins anew as an ordinary `serve`, which goes on at the same door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from django import forms
from django.core.exceptions import PermissionDenied
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tusach.library.profile.faults import BrokenProfile
from tusach.node.acts.node import default_profile, load_profile
from tusach.node.cli.command import WORDED, Command, Outcome, WrongUse, worded
from tusach.node.pages import errors, language
from tusach.node.people.access import own_screen, rule, rule_of
from tusach.node.people.actors import Anonymous
from tusach.node.settings import before_home
from tusach.node.settings import sticks as plugged
from tusach.node.sync import by_stick, preparing
from tusach.node.sync.messages import BadMessage
from tusach.node.wording.network import say_why

STICK, JOIN, ALONE = "stick", "join", "alone"


class Made(msgspec.Struct, frozen=True):
    """A library that was made: what its first person needs, and what did not work besides.

    root: the number of the province whose stick it was made from, as on its label; or empty.
    """

    login: str
    first_code: str
    fingerprint: str
    root: str = ""
    lines: tuple[str, ...] = ()


class Beginning:
    """What becomes of this machine. go_on: called once; these pages end, the library is served."""

    def __init__(self, go_on: Callable[[], None]) -> None:
        self.go_on = go_on
        self.made: Made | None = None
        self.is_going = False


_beginning = Beginning(lambda: None)


def application(beginning: Beginning) -> WSGIHandler:
    """These pages for a server. Nothing of them touches a session or a database."""
    global _beginning
    _beginning = beginning
    return before_home.application(f"{__name__}.Token", f"{__name__}.OnlyHere")


class Token(CsrfViewMiddleware):
    """A form counts only where it came from one of these pages."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return errors.bad_request(request)


class OnlyHere:
    """These addresses and no others, each by its rule."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = "tusach.node.cli.beginning"
        request.actor = Anonymous()  # type: ignore[attr-defined]
        if _beginning.is_going and own_screen().holds(request):
            response = render(request, "begin/going.html")
        else:
            response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        """Refuse whoever the view is not for."""
        declared = rule_of(view)
        if declared is None or not declared.holds(request):
            raise PermissionDenied


class Person(forms.Form):
    """Who works here first."""

    person = forms.CharField(label=gettext_lazy("Your name"), max_length=100)
    login = forms.RegexField(
        r"^[a-z0-9._-]{2,40}$",
        label=gettext_lazy("Login name"),
        initial="admin",
        help_text=gettext_lazy("Small letters without accents, and digits."),
    )

    def words(self) -> list[str]:
        """Of `tusach init`."""
        told = self.cleaned_data
        return ["--administrator", told["person"], "--login", told["login"]]


class FromStick(Person):
    """folder: where the invitation lies."""

    folder = forms.CharField(label=gettext_lazy("Folder of the stick"), max_length=1_000)
    field_order = ("folder", "person", "login")

    def words(self) -> list[str]:
        """Of `tusach init`."""
        return ["--from", self.cleaned_data["folder"], *super().words()]


class Alone(Person):
    """A library of its own: what it is called, and of which province."""

    place = forms.RegexField(
        r"^[A-Za-z0-9_-]{1,20}$",
        label=gettext_lazy("Code of the library"),
        help_text=gettext_lazy("That of its commune, or a short word: letters and digits."),
    )
    name = forms.CharField(label=gettext_lazy("Name of the library"), max_length=200)
    tenant = forms.RegexField(r"^[A-Za-z0-9]{1,12}$", label=gettext_lazy("Code of the province"))
    field_order: tuple[str, ...] = ("tenant", "place", "name", "person", "login")

    def words(self) -> list[str]:
        """Of `tusach init`."""
        told = self.cleaned_data
        of_place = ["--tenant", told["tenant"], "--place", told["place"], "--name", told["name"]]
        return ["--role", "library", *of_place, *super().words()]


class Join(Alone):
    """The same, and where the province is asked."""

    address = forms.CharField(
        label=gettext_lazy("Address of the province"),
        max_length=300,
        help_text=gettext_lazy("As its people say it, for example http://192.168.1.5:8000"),
    )
    field_order: tuple[str, ...] = ("address", *Alone.field_order)


FORMS: dict[str, type[Person]] = {STICK: FromStick, JOIN: Join, ALONE: Alone}


class Found(msgspec.Struct, frozen=True):
    """A stick of the province that is plugged in. until: its last day, or empty."""

    folder: str
    name: str
    place: str
    until: str


def sticks() -> Iterator[Found]:
    """Every invitation that lies on what is plugged in."""
    for folder in plugged.invited(preparing.FILE):
        try:
            said = preparing.read((folder / preparing.FILE).read_bytes())
        except (OSError, BadMessage):
            continue
        yield Found(str(folder), said.name, said.place, said.until)


@rule(own_screen())
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The three ways to begin; after one was gone, what its first person needs."""
    if _beginning.made is not None:
        return render(request, "begin/made.html", {"made": _beginning.made})
    return render(request, "begin/ways.html", {"sticks": list(sticks())})


@rule(own_screen())
@require_http_methods(["GET", "HEAD", "POST"])
def way(request: HttpRequest, way: str) -> HttpResponse:
    """One of the ways: its form, and then the library is made."""
    if _beginning.made is not None:
        return redirect("/")
    first = {"tenant": _tenant(), "folder": request.GET.get("folder", "")}
    form = FORMS[way](request.POST if request.method == "POST" else None, initial=first)
    values: dict[str, Any] = {"form": form, "way": way, "wrong": "", "stick": None}
    if way == STICK and not form.is_bound:
        values["stick"] = next((one for one in sticks() if one.folder == first["folder"]), None)
    if not form.is_valid():
        return render(request, "begin/way.html", values, status=422 if form.is_bound else 200)
    try:
        _beginning.made = _make(way, form)
    except BadMessage as fault:
        values["wrong"] = say_why(fault.code, fault.values)
    except _NotMade as fault:
        values["wrong"] = str(fault)
    if _beginning.made is None:
        return render(request, "begin/way.html", values, status=422)
    return redirect("/")


@rule(own_screen())
@require_POST
def go(request: HttpRequest) -> HttpResponse:
    """The library is served from now on, at this very address."""
    if _beginning.made is None:
        return redirect("/")
    if not _beginning.is_going:
        _beginning.is_going = True
        _beginning.go_on()
    return render(request, "begin/going.html")


class _NotMade(Exception):
    """Why there is no library yet, for people."""


def _make(way: str, form: Person) -> Made:
    if way == STICK:
        by_stick.opened(Path(form.cleaned_data["folder"]))
    done = _done("init", form.words())
    lines: tuple[str, ...] = ()
    if done.exit:
        raise _NotMade("\n".join(done.lines))
    if way == JOIN:
        asked = _done("enrol", ["ask", form.cleaned_data["address"]])
        lines = asked.lines
        if asked.exit:
            lines += (_("The library is there. Ask the province again: page Network, Join."),)
    told = done.fields
    if told.get("member") == "no":
        lines += (_("Ask the province to let it in: page “Network”, “Join”."),)
    root = told.get("root", "")
    return Made(told["login"], told["first_code"], told["fingerprint"], root, lines)


def _done(name: str, words: list[str]) -> Outcome:
    """What a command answers to these words, in the language of the page."""
    from importlib import import_module

    command: Command = import_module(f"tusach.node.cli.management.commands.{name}").Command()
    try:
        command.options = command._parser(name, (get_language() or "vi")[:2]).parsed(words)
        return command.handle()
    except WrongUse as fault:
        raise _NotMade(fault.wrong) from fault
    except WORDED as fault:
        return worded(fault)


def _tenant() -> str:
    try:
        return load_profile(default_profile()).province.tenant
    except BrokenProfile:
        return ""


urlpatterns = [
    path("", home, name="home"),
    *(path(one, way, {"way": one}, name=one) for one in FORMS),
    path("go", go, name="go"),
    path("language", rule(own_screen())(language.choose), name="language"),
]
handler400 = handler403 = handler404 = "tusach.node.cli.beginning.refused"
handler500 = "tusach.node.pages.errors.broken"


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no library here yet, and whoever asks is not at its screen, or asks for a page."""
    answer = render(request, "begin/not_yet.html", status=403)
    if own_screen().holds(request):
        answer = redirect("/")
    return answer
