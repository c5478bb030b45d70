"""A card for a class or a club, and lending to a word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from tusach.ledger.draft import Refusal
from tusach.node.acts import trusting as acts
from tusach.node.desk import memory
from tusach.node.desk.circulating import begin_with
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.outcomes import refused
from tusach.node.desk.persons import group_words
from tusach.node.desk.screens import done, screen_from
from tusach.node.pages.writing import plain_text
from tusach.node.people.access import Act, rule, staff


class GroupForm(forms.Form):
    """A card that stands for many."""

    name = forms.CharField(
        label=gettext_lazy("Name of the group"),
        help_text=gettext_lazy("For example: class 3A, the reading club of the village."),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter the name of the group.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    group = forms.ChoiceField(label=gettext_lazy("Kind of group"))
    responsible = forms.CharField(
        label=gettext_lazy("Responsible person"),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Enter who is responsible for the books of this group.")
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    hamlet = forms.CharField(label=gettext_lazy("Hamlet"), required=False, max_length=120)

    def __init__(self, counter: Counter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        codes = acts.many_groups(counter.node, on_trust=False)
        field.choices = [(code, group_words(counter, code)) for code in reversed(codes)]


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("GET", "HEAD", "POST"))
def group(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Show the form for a card that stands for many, and register it."""
    form = GroupForm(counter, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = {key: plain_text(value) for key, value in form.cleaned_data.items()}
        reader = acts.register_group(counter.node, at=counter.at, **told)
        if not isinstance(reader, Refusal):
            memory.remember_reader(request, reader)
            return redirect(f"{reverse('desk:cards')}?r={reader}&new=1")
        form.add_error(_FIELDS.get(reader.code), counter.say(reader))
    return render(request, "desk/group.html", {"form": form})


_FIELDS = {
    "reader.name_missing": "name",
    "reader.name_too_long": "name",
    "group.unknown": "group",
    "group.responsible_missing": "responsible",
}


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("POST",))
def trust(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Go on with a word: known here before, or noted now; a copy that waits is lent at once."""
    screen = screen_from(request)
    word = plain_text(request.POST.get("word", ""))[:200]
    codes = acts.many_groups(counter.node, on_trust=True)
    asked = request.POST.get("group", "")
    kind = asked if asked in codes else next(iter(codes), "")
    told = acts.trust(counter.node, word, kind, counter.at)
    if isinstance(told, Refusal):
        return done(request, counter, screen, refused(told, act="trust"))
    return begin_with(request, counter, screen, told)
