"""A title typed by hand: the few fields that suffice, and its first copy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as plain
from django.utils.translation import gettext_lazy as _

from tusach.exchange.sheets.values import names_of
from tusach.ledger.draft import Refusal
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.catalogue.isbn import valid_isbn13
from tusach.node.acts.finding import titles_with_isbn
from tusach.node.acts.registering import NewCopy
from tusach.node.acts.typing_titles import type_title
from tusach.node.office.place_forms import PlainText
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff

AUDIENCES = (
    ("", _("not known")),
    ("child", _("children")),
    ("young", _("young people")),
    ("adult", _("adults")),
    ("general", _("everybody")),
)


def _text(label: Any, *, most: int, help_text: Any = "", required: bool = False) -> PlainText:
    return PlainText(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        error_messages={
            "required": _("Enter the title."),
            "max_length": _("This is too long."),
        },
    )


class TitleForm(forms.Form):
    """What a person types from the title page."""

    isbn = PlainText(
        label=_("ISBN"),
        required=False,
        max_length=40,
        help_text=_("Scan it, or type it; without one leave it empty."),
        widget=forms.TextInput(attrs={"data-scan": "fill", "inputmode": "numeric"}),
    )
    title = _text(_("Title"), most=600, required=True)
    author = _text(_("Author"), most=400, help_text=_("Several: with a semicolon between them."))
    publisher = _text(_("Publisher"), most=200)
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1000,
        max_value=2100,
        error_messages={
            "invalid": _("Enter the year with four digits, for example 2014."),
            "min_value": _("Enter the year with four digits, for example 2014."),
            "max_value": _("Enter the year with four digits, for example 2014."),
        },
    )
    dewey = forms.RegexField(
        label=_("Class number (Dewey)"),
        regex=r"^[0-9]{3}(\.[0-9]{1,8})?$",
        required=False,
        error_messages={"invalid": _("Three digits, then perhaps a dot and more, as 895.922.")},
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    audience = forms.ChoiceField(label=_("For whom"), choices=AUDIENCES, required=False)
    place = forms.ChoiceField(label=_("The first copy belongs to"))
    material = forms.ChoiceField(label=_("Kind of material"))
    number = _text(
        _("Number on the label"),
        most=60,
        help_text=_("Empty: the next number is drawn. An older number is kept as given."),
    )
    call_number = _text(_("Call number"), most=80)

    def __init__(self, room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profile = room.node.profile
        materials = profile.lending.material_kinds
        languages = [one for one in profile.province.languages if one.content]
        for name, choices in (
            (
                "language",
                [
                    ("", plain("not known")),
                    *((one.code, room.words(one.names)) for one in languages),
                ],
            ),
            ("material", [(one.code, room.words(one.names)) for one in materials]),
            ("place", room.places(Act.DESCRIBE_TITLE)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_isbn(self) -> str:
        """The ISBN as 13 digits; a wrong one is asked for again."""
        given = str(self.cleaned_data["isbn"])
        found = valid_isbn13(given) if given else ""
        if found is None:
            raise forms.ValidationError(
                _("Its check digit is wrong. Look once more; without an ISBN leave it empty.")
            )
        return found


@rule(staff("librarian"))
@in_office(Act.DESCRIBE_TITLE, methods=("GET", "HEAD", "POST"))
def new_title(request: HttpRequest, room: Room) -> HttpResponse:
    """The form, and what comes of it: a title with its first copy."""
    begin = {
        "place": room.place or room.node.own_place() or "",
        "isbn": request.GET.get("isbn", ""),
    }
    language = room.node.profile.province.default_language
    form = TitleForm(room, request.POST or None, initial={**begin, "language": language})
    twins: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        twins = _twins(room, told["isbn"]) if "anyway" not in request.POST else []
        if not twins:
            done = type_title(
                room.node, _body(told), room.at(told["place"]), copy=_copy(room, told)
            )
            if not isinstance(done, Refusal):
                toasts.add(request, "office.title_typed", tone="note" if done.known else "good")
                return _to_title(done.title)
            form.add_error(_FIELDS.get(done.code), room.say(done))
    wrong = bool(form.errors or twins)
    values = {"form": form, "twins": twins}
    return render(request, "office/title_new.html", values, status=422 if wrong else 200)


_FIELDS = {"copy.number_taken": "number", "copy.number_wrong": "number"}


def _body(told: dict[str, Any]) -> TitleDescribed:
    return TitleDescribed(
        record="",
        format="typed",
        title=told["title"],
        authors=names_of(told["author"]),
        publisher=told["publisher"],
        year=told["year"],
        isbns=(told["isbn"],) if told["isbn"] else (),
        dewey=told["dewey"],
        languages=(told["language"],) if told["language"] else (),
        audience=told["audience"],
    )


def _copy(room: Room, told: dict[str, Any]) -> NewCopy:
    kinds = {one.code: one for one in room.node.profile.lending.material_kinds}
    return NewCopy(
        title="",
        code=told["number"],
        material=told["material"],
        call_number=told["call_number"],
        legal=kinds[told["material"]].legal_stock,
    )


def _twins(room: Room, isbn: str) -> list[dict[str, str]]:
    """Titles that bear this ISBN already: probably the book is one more copy of them."""
    if not isbn:
        return []
    found = []
    for subject in titles_with_isbn(room.node, isbn):
        said = room.node.store.state(subject, "title").described
        found.append({"subject": subject, "title": said.title if said else ""})
    return found


def _to_title(subject: str) -> HttpResponse:
    from tusach.node.office.templatetags.office import page_of

    address = page_of("desk:title", title=subject) or page_of("opac:title", title=subject)
    return redirect(address or "office:home")
