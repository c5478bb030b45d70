"""Labels to print: which copies, on which sheet, from which label of it on."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from tusach.library.copies.labels import per_page
from tusach.library.profile.shelving import LabelSheet
from tusach.node.acts import labels as acts
from tusach.node.acts.labels import Label
from tusach.node.desk.counter import Counter, at_desk
from tusach.node.desk.shown import place_name
from tusach.node.people.access import Act, rule, staff
from tusach.node.stock import memory
from tusach.node.stock.forms import Day, Line
from tusach.node.stock.label_drawing import KINDS, Words, pages

WHICH = ("entered", "numbers", "days", "delivery")
KIND_WORDS = {
    "code": _("Square code and number"),
    "spine": _("Spine: call number and colour"),
    "both": _("Both, side by side"),
    "bars": _("Striped code and number, for a scanner that reads no square codes"),
}
WHICH_WORDS = {
    "entered": _("What was entered just now"),
    "numbers": _("Accession numbers, from and until"),
    "days": _("What came in from a day until a day"),
    "delivery": _("The delivery that is being entered"),
}


class LabelForm(forms.Form):
    """What to print; sent by the address, since nothing is told by it."""

    which = forms.ChoiceField(
        label=_("Which copies"), choices=[(one, WHICH_WORDS[one]) for one in WHICH]
    )
    first_number = Line(_("From number"), most=60)
    last_number = Line(_("until number"), most=60)
    first = Day(_("From day"))
    last = Day(_("until day"))
    kind = forms.ChoiceField(
        label=_("What stands on them"), choices=[(one, KIND_WORDS[one]) for one in KINDS]
    )
    sheet = forms.ChoiceField(label=_("Sheet of labels"))
    start = forms.IntegerField(
        label=_("First free label of the sheet"),
        required=False,
        min_value=1,
        max_value=800,
        initial=1,
        help_text=_("1 = a new sheet. Count row by row from the upper left corner."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Enter a whole number."),
            "min_value": _("Enter a whole number."),
            "max_value": _("Enter a whole number."),
        },
    )

    def __init__(self, counter: Counter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sheet"]
        assert isinstance(field, forms.ChoiceField)
        sheets = counter.node.profile.shelving.label_sheets
        field.choices = [(one.code, counter.words(one.names)) for one in sheets]

    def clean(self) -> dict[str, Any]:
        """What belongs together is there together."""
        told = super().clean() or {}
        if told.get("which") == "numbers" and not told.get("first_number"):
            self.add_error("first_number", _("Scan or type the first number."))
        if told.get("which") == "days" and not told.get("first"):
            self.add_error("first", _("Write the day as dd/mm/yyyy, for example 20/11/2026."))
        return told


@rule(staff("librarian"))
@at_desk(Act.CHANGE_COPY)
def labels(request: HttpRequest, counter: Counter) -> HttpResponse:
    """The choice; with it made, the sheets themselves."""
    asked = request.GET if "sheet" in request.GET else None
    first = {"which": "entered" if memory.entered(request) else "days"}
    form = LabelForm(counter, asked, initial=first | memory.labels(request) | {"first": None})
    if asked is None or not form.is_valid():
        status = 200 if asked is None else 422
        values = {"form": form, "sheets": _sheets(counter)}
        return render(request, "stock/labels.html", values, status=status)
    told = form.cleaned_data
    found = _wanted(request, counter, told)
    sheet = next(
        one for one in counter.node.profile.shelving.label_sheets if one.code == told["sheet"]
    )
    memory.keep_labels(request, kind=told["kind"], sheet=told["sheet"])
    start = (told["start"] or 1) - 1
    drawn = pages(
        found,
        sheet,
        kind=told["kind"],
        start=start % per_page(sheet) + 1,
        words=Words(place_name(counter.node, counter.place), counter.words),
    )
    values = {
        # Drawn by `label_drawing`, which escapes every text.
        "pages": [mark_safe(one) for one in drawn],  # noqa: S308
        "count": len(found),
        "most": acts.MOST,
        "many": len(found) == acts.MOST,
        "next": _next(sheet, start, len(found) * (2 if told["kind"] == "both" else 1)),
    }
    return render(request, "stock/label_sheet.html", values)


def of_entered(request: HttpRequest, counter: Counter) -> str:
    """The address of the sheets for what was entered just now, as labels were printed last."""
    sheets = counter.node.profile.shelving.label_sheets
    usual = {"kind": KINDS[0], "sheet": sheets[0].code if sheets else ""}
    asked = {"which": "entered", **usual, **memory.labels(request)}
    return f"{reverse('stock:labels')}?{urlencode(asked)}"


def _next(sheet: LabelSheet, start: int, count: int) -> int:
    """The first label of the last sheet that stays free."""
    return (start + count) % per_page(sheet) + 1


def _sheets(counter: Counter) -> list[dict[str, Any]]:
    return [
        {"words": counter.words(one.names), "n": per_page(one)}
        for one in counter.node.profile.shelving.label_sheets
    ]


def _wanted(request: HttpRequest, counter: Counter, told: dict[str, Any]) -> list[Label]:
    node, place = counter.node, counter.place
    match told["which"]:
        case "numbers":
            first = _number(told["first_number"])
            return acts.in_range(node, place, first, _number(told["last_number"]) or first)
        case "days":
            last = told["last"] or told["first"]
            return acts.in_period(node, place, told["first"], last)
        case "delivery":
            chosen = memory.delivery(request)
            copies = node.store.state(chosen, "delivery").copies if chosen else ()
            return acts.of_copies(node, place, copies)
    rows = reversed(memory.entered(request))
    return acts.of_copies(node, place, [copy for row in rows for copy in row["copies"]])


def _number(text: str) -> str:
    joined = text.replace(" ", "")
    return joined if len(joined) == 12 and joined.isdigit() else text
