"""The forms of trips."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tusach.library.trips.facts import PlannedStop, TripPlanned
from tusach.node.desk.counter import Counter
from tusach.node.office.place_forms import ClockField, DayField
from tusach.node.pages.writing import term
from tusach.node.stock.forms import Whole
from tusach.node.trips.trip_shown import place_choices, vehicle_choices

LINES = 8
CHANGE_REASONS = ("road", "weather", "breakdown", "request", "crew", "mistake")
MISS_REASONS = ("road", "weather", "breakdown", "closed", "nobody_came", "mistake")
SHORT_REASONS = ("ill", "crew", "request")
CHECKLIST = (
    ("papers", _("papers of the vehicle and the trip")),
    ("tyres", _("tyres and brakes")),
    ("fuel", _("fuel")),
    ("books", _("crates of books, with their lists")),
    ("computer", _("laptop and phones, charged")),
    ("generator", _("generator")),
    ("light", _("light")),
    ("sound", _("loudspeaker")),
    ("awning", _("awning, tables, mats")),
    ("medicine", _("first-aid box, drinking water")),
)
MOST_KM = 9_999_999


def _reasons(codes: tuple[str, ...], empty: Any = "") -> list[tuple[str, Any]]:
    return [("", empty), *((code, term(code)) for code in codes)]


class PlanForm(forms.Form):
    """A trip by hand: the vehicle and up to eight stops in the order of the road."""

    OF_A_LINE = ("stop", "place", "on", "arrive", "leave")

    vehicle = forms.ChoiceField(label=_("Vehicle"))
    reason = forms.ChoiceField(label=_("Why it changes"), required=False)

    def __init__(self, *told: Any, counter: Counter, changes: bool, **more: Any) -> None:
        super().__init__(*told, **more)
        self.counter = counter
        self.changes = changes
        choices = vehicle_choices(counter)
        self.fields["vehicle"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["vehicle"].initial = choices[0][0]
        self.fields["reason"].choices = _reasons(CHANGE_REASONS)  # type: ignore[attr-defined]
        places = [("", "—"), *place_choices(counter)]
        for nr in range(LINES):
            self.fields[f"stop_{nr}"] = forms.CharField(
                required=False, max_length=32, widget=forms.HiddenInput
            )
            self.fields[f"place_{nr}"] = forms.ChoiceField(
                label=_("Place"), choices=places, required=False
            )
            self.fields[f"on_{nr}"] = DayField(label=_("Day"), required=False, help_text="")
            self.fields[f"arrive_{nr}"] = ClockField(label=_("From"), required=False, help_text="")
            self.fields[f"leave_{nr}"] = ClockField(label=_("Until"), required=False, help_text="")

    def clean(self) -> dict[str, Any]:
        """Each line that has a place has a day; there is at least one; a change says why."""
        found: dict[str, Any] = super().clean() or {}
        lines = [nr for nr in range(LINES) if found.get(f"place_{nr}")]
        if not lines:
            self.add_error("place_0", _("Choose at least one place to visit."))
        for nr in lines:
            if not found.get(f"on_{nr}") and f"on_{nr}" not in self.errors:
                self.add_error(f"on_{nr}", _("Write the day of this stop."))
        if self.changes and not found.get("reason"):
            self.add_error("reason", _("Choose why the plan changes."))
        return found

    def body(self, before: TripPlanned | None) -> TripPlanned:
        """The plan as it was typed. before: as it stood; what the form does not show is kept."""
        typed = self.cleaned_data
        known = {one.stop: one for one in before.stops} if before is not None else {}
        stops = []
        for nr in range(LINES):
            place = typed.get(f"place_{nr}")
            if not place:
                continue
            stop = typed[f"stop_{nr}"]
            was = known.get(stop)
            stops.append(
                PlannedStop(
                    stop=stop if was is not None else self.counter.node.store.random.new_id(),
                    place=place,
                    on=typed[f"on_{nr}"],
                    arrive_minute=typed[f"arrive_{nr}"],
                    leave_minute=typed[f"leave_{nr}"],
                    market=was.market if was is not None and was.place == place else None,
                )
            )
        days = [one.on for one in stops]
        return TripPlanned(
            vehicle=typed["vehicle"],
            first_on=min(days),
            last_on=max(days),
            stops=tuple(stops),
            reason=typed["reason"] or "",
        )


class CancelForm(forms.Form):
    """Why a trip is called off."""

    reason = forms.ChoiceField(label=_("Reason"))

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.fields["reason"].choices = _reasons(CHANGE_REASONS)  # type: ignore[attr-defined]


class DepartForm(forms.Form):
    """Who goes, with what, and the meter."""

    crew = forms.MultipleChoiceField(
        label=_("Staff who go"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = Whole(_("How many others go"), help_text=_("The driver, volunteers."), most=50)
    odometer = Whole(_("Meter of the vehicle, in km"), most=MOST_KM)
    checked = forms.MultipleChoiceField(
        label=_("Seen to"),
        required=False,
        choices=CHECKLIST,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.ChoiceField(label=_("Why fewer go than the rule wants"), required=False)

    def __init__(self, *told: Any, crew: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*told, **more)
        self.fields["crew"].choices = crew  # type: ignore[attr-defined]
        self.fields["reason"].choices = _reasons(SHORT_REASONS)  # type: ignore[attr-defined]


class MissForm(forms.Form):
    """Why a stop was not served."""

    reason = forms.ChoiceField(label=_("Reason"))

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.fields["reason"].choices = _reasons(MISS_REASONS)  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """The meter and the fuel at the end."""

    odometer = Whole(_("Meter of the vehicle, in km"), most=MOST_KM)
    fuel = Whole(_("Fuel filled in, in litres"), most=2_000)
