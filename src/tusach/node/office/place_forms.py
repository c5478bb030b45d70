"""The forms of a place: founding, describing, opening days, closed days, its end."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tusach.node.office.room import Room
from tusach.node.pages.writing import day_from, plain_text, slashes
from tusach.node.wording.hours import clock, minute_from
from tusach.node.wording.terms import WEEKDAYS

LONGEST_SPAN_DAYS = 366


class DayField(forms.CharField):
    """A day, typed as people write it; empty gives None.

    Not the browser's own field: it follows the language of whoever set the computer up, and a day
    that reads 11/12 on one and 12/11 on the next is a wrong day.
    """

    def __init__(self, **told: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "size": "12"}
        told.setdefault("help_text", _("Day/month/year, for example 23/11/2026."))
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **told)

    def prepare_value(self, value: Any) -> Any:
        """A day as it is typed."""
        return slashes(value) or value if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        """The day as `YYYY-MM-DD`."""
        text = super().clean(value)
        if not text:
            return None
        found = day_from(text)
        if found is None:
            raise forms.ValidationError(
                _("Write the day as day/month/year, for example 23/11/2026.")
            )
        return found


class ClockField(forms.CharField):
    """An hour of the day, as 5:30 or 5h30; empty gives None."""

    def __init__(self, **told: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "size": "6"}
        told.setdefault("help_text", _("For example 5:30."))
        super().__init__(max_length=8, widget=forms.TextInput(attrs=attrs), **told)

    def prepare_value(self, value: Any) -> Any:
        """Minutes of the day as they are typed."""
        return clock(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Minutes of the day."""
        text = super().clean(value).strip()
        if not text:
            return None
        found = minute_from(text)
        if found is None:
            raise forms.ValidationError(_("Write the time as 5:30."))
        return found


class PlainText(forms.CharField):
    """One line of text, composed, without what a person cannot have meant."""

    def clean(self, value: Any) -> str:
        """The text."""
        return plain_text(super().clean(value))


def _text(label: Any, *, most: int = 200, required: bool = False, help_text: Any = "") -> PlainText:
    return PlainText(
        label=label,
        required=required,
        help_text=help_text,
        max_length=most,
        error_messages={
            "required": _("This must not stay empty."),
            "max_length": _("This is too long."),
        },
    )


def _weekdays(label: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        coerce=int,
        required=False,
        choices=[(nr, _(name)) for nr, name in enumerate(WEEKDAYS, start=1)],
        widget=forms.CheckboxSelectMultiple,
    )


class DescribeForm(forms.Form):
    """Everything a place may change about itself."""

    name = _text(_("Name of the place"), most=300, required=True)
    kind = forms.ChoiceField(label=_("Kind of place"))
    unit = forms.ChoiceField(label=_("Commune or ward"), required=False)
    owner = _text(
        _("Owner of the place"),
        help_text=_("An organisation, never a person: a People's Committee, a school."),
    )
    address = _text(_("Address"))
    contact = _text(_("Telephone or e-mail of the place"), help_text=_("Not a person's own."))

    def __init__(self, room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kind"]
        units = self.fields["unit"]
        assert isinstance(kinds, forms.ChoiceField) and isinstance(units, forms.ChoiceField)
        told = room.node.profile.places.kinds
        kinds.choices = [(one.code, room.words(one.names)) for one in told]
        units.choices = [("", _("none")), *units_of(room)]


class FoundForm(DescribeForm):
    """A new place."""

    code = _text(
        _("Code"),
        most=40,
        required=True,
        help_text=_("Short and for ever: letters without marks, digits, for example TV-05."),
    )
    decision = _text(_("Number of the decision"), most=80)
    founded_on = DayField(label=_("Serves from"), required=False)
    weekdays = _weekdays(_("Open on"))
    hours = _text(_("Hours"), most=80, help_text=_("For example 7:30–11:30; 13:30–17:00."))
    field_order = ("code", "name", "kind", "unit", "owner", "address", "contact")


class OpeningForm(forms.Form):
    """The weekdays on which a place is open, from a day on."""

    weekdays = _weekdays(_("Open on"))
    hours = _text(_("Hours"), most=80, help_text=_("For example 7:30–11:30; 13:30–17:00."))
    valid_from = DayField(label=_("From"), required=True)


class DaysForm(forms.Form):
    """Single days, from one to another, closed or open against the weekdays."""

    first = DayField(label=_("First day"), required=True)
    last = DayField(label=_("Last day"), required=False, help_text=_("Empty: only the first day."))
    closed = forms.ChoiceField(
        label=_("On these days it is"),
        choices=[("yes", _("closed")), ("no", _("open, against the weekdays"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    reason = _text(_("Reason"), most=120, help_text=_("For example Tet, stocktaking, flood."))

    def clean(self) -> dict[str, Any]:
        """The days in order, not more than a year of them."""
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("first"), told.get("last") or told.get("first")
        if first and last:
            if last < first:
                self.add_error("last", _("The last day lies before the first."))
            elif (date.fromisoformat(last) - date.fromisoformat(first)).days > LONGEST_SPAN_DAYS:
                self.add_error("last", _("More than a year at once. Check the days."))
        return told

    def days(self) -> list[str]:
        """Every day from the first to the last."""
        first = date.fromisoformat(self.cleaned_data["first"])
        last = date.fromisoformat(self.cleaned_data["last"] or self.cleaned_data["first"])
        span = (last - first).days + 1
        return [(first + timedelta(days=nr)).isoformat() for nr in range(span)]


class CloseForm(forms.Form):
    """The end of a place."""

    closed_on = DayField(label=_("First day on which it is no more"), required=True)
    reason = _text(_("Reason"), most=200)
    decision = _text(_("Number of the decision"), most=80)


def units_of(room: Room) -> list[tuple[str, str]]:
    """(subject, name with code) of the communes and wards in force today, by name."""
    found = room.node.store.query(
        "SELECT subject, code, names FROM unit WHERE tenant = ? AND valid_from <= ? "
        "AND (ended_on IS NULL OR ended_on > ?)",
        (room.node.tenant, room.today, room.today),
    )
    named = [
        (subject, f"{room.words(json.loads(names))} ({code})") for subject, code, names in found
    ]
    return sorted(named, key=lambda one: one[1])
