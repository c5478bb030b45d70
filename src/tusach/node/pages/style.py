"""The living style page, and the place to start from where no other page is the start."""

import re
from pathlib import Path

from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.node.pages.templatetags.tusach import CHIPS
from tusach.node.pages.toasts import Toast
from tusach.node.people.access import actor_from, any_of, own_screen, public, rule, staff
from tusach.node.people.doors import landing


class Example(forms.Form):
    """A form with one of each kind of field; two of them filled in wrongly."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("As it stands on the card."),
        error_messages={"required": _("Enter the name of the reader.")},
    )
    year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        error_messages={"invalid": _("Enter the year with four digits, for example 2014.")},
    )
    group = forms.ChoiceField(
        label=_("Group of readers"),
        choices=[("child", _("Child")), ("adult", _("Adult")), ("family", _("Family"))],
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(label=_("Library"), choices=[("1", _("This library"))])
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label=_("A guardian has agreed"), required=False)


def _icon_names() -> list[str]:
    sprite = Path(str(finders.find("tusach/icons.svg"))).read_text(encoding="utf-8")
    return re.findall(r'<symbol id="([a-z-]+)"', sprite)


@rule(any_of(staff("administrator"), own_screen()))
def show(request: HttpRequest) -> HttpResponse:
    """Show every component of the design system."""
    context = {
        "chips": list(CHIPS),
        "icons": _icon_names(),
        "form": Example({"name": "", "year": "abc", "group": "child", "place": "1"}),
        "samples": [
            Toast("good", _("Lent until Thursday, 10 December."), "/style"),  # type: ignore[arg-type]
            Toast("bad", _("Three books are already on loan with this card."), ""),  # type: ignore[arg-type]
        ],
    }
    return render(request, "style.html", context)


@rule(public())
def start(request: HttpRequest) -> HttpResponse:
    """Lead to where somebody's work begins, or offer the doors."""
    found = landing(actor_from(request))
    if found != request.path:
        return redirect(found)
    return render(request, "start.html")
