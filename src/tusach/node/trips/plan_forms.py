"""The forms of a plan: its days and vehicles, and what has changed since it was made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tusach.node.office.place_forms import DayField

MOST_VEHICLES, MOST_SECONDS, SECONDS = 20, 1_800, 60
ROAD, VEHICLE = "road", "vehicle"


class PlanForm(forms.Form):
    """From which day until which, with how many vehicles, and how long to look."""

    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"))
    vehicles = forms.IntegerField(
        label=_("Vehicles"), min_value=1, max_value=MOST_VEHICLES, initial=1
    )
    seconds = forms.IntegerField(
        label=_("Seconds to look for a better plan"),
        min_value=1,
        max_value=MOST_SECONDS,
        initial=SECONDS,
        help_text=_("A season takes about 20, a year about 60. You may stop it at any time."),
    )


class ChangeForm(forms.Form):
    """A road that is closed, or a vehicle that cannot go, from one day to another."""

    what = forms.ChoiceField(
        label=_("What happened?"),
        choices=[
            (ROAD, _("The road to a commune is closed")),
            (VEHICLE, _("A vehicle cannot go out")),
        ],
        initial=ROAD,
    )
    unit = forms.ChoiceField(label=_("Commune"), required=False)
    vehicle = forms.ChoiceField(label=_("Vehicle"), required=False)
    first_on = DayField(label=_("From"))
    last_on = DayField(label=_("Until"))

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[str, str]],
        vehicles: Sequence[str],
        **told: Any,
    ) -> None:
        super().__init__(*args, **told)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["vehicle"].choices = [(one, one) for one in vehicles]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days in order, and a commune or a vehicle as is asked."""
        found = super().clean() or self.cleaned_data
        first, last = found.get("first_on"), found.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day cannot be before the first."))
        if found.get("what") == ROAD and not found.get("unit"):
            self.add_error("unit", _("Choose the commune."))
        if found.get("what") == VEHICLE and not found.get("vehicle"):
            self.add_error("vehicle", _("Choose the vehicle."))
        return found

    def days(self) -> tuple[date, ...]:
        """Every day that is named, both ends included."""
        first = date.fromisoformat(self.cleaned_data["first_on"])
        last = date.fromisoformat(self.cleaned_data["last_on"])
        return tuple(first + timedelta(days=at) for at in range((last - first).days + 1))
