"""How a place is served, as a form: three windows, languages, spacing; and as lines of words."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tusach.library.places import serving as rules
from tusach.library.places.served_facts import PlaceServiceSet, Window
from tusach.node.acts import markets
from tusach.node.office.place_forms import ClockField, DayField
from tusach.node.office.room import Room
from tusach.node.office.rule_form import choose, number_field
from tusach.node.pages.writing import plain_text
from tusach.node.trips.market_forms import NumbersField
from tusach.node.wording.hours import clock
from tusach.node.wording.terms import WEEKDAYS

WINDOWS = ("one", "two", "three")
E6 = 1_000_000
_POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,6})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,6})?)\Z", re.ASCII)


class ServiceForm(forms.Form):
    """How a vehicle serves a place, told whole."""

    service_from = DayField(label=_("From"))
    point = forms.CharField(
        label=_("Where the vehicle stands"),
        required=False,
        max_length=40,
        help_text=_("Latitude and longitude, as 22.676310, 106.186007."),
    )
    minutes = number_field(_("Minutes needed"), most=rules.LONGEST_SERVICE_MINUTES)
    crates = number_field(_("Crates it can take"), most=1000)
    visits = number_field(_("Visits wanted a year"), most=rules.MOST_VISITS)
    least = number_field(_("Days between two visits, at least"), most=365)
    most = number_field(_("At most"), most=730)
    closed_months = NumbersField(
        label=_("Months in which nobody gets there"), least=1, most=12, help_text=_("As 7 8.")
    )
    rain = forms.ChoiceField(label=_("Closed from this rain on"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), required=False, widget=forms.CheckboxSelectMultiple
    )
    market = forms.ChoiceField(label=_("Served at the market"), required=False)
    overnight = forms.BooleanField(label=_("The crew can stay overnight"), required=False)
    access = forms.CharField(
        label=_("How to get there"),
        required=False,
        max_length=rules.LONGEST_ACCESS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The way, never names or numbers of people: this stays for ever."),
    )

    def __init__(self, room: Room, told: PlaceServiceSet | None, sent: Any = None) -> None:
        super().__init__(sent, initial=_initial(room, told))
        for nr, name in enumerate(WINDOWS):
            held = told.windows[nr] if told and nr < len(told.windows) else None
            self.fields[f"{name}_from"] = ClockField(
                label=_("From"), required=False, initial=held.from_minute if held else None
            )
            self.fields[f"{name}_until"] = ClockField(
                label=_("Until"), required=False, initial=held.until_minute if held else None
            )
            days = forms.TypedMultipleChoiceField(
                label=_("Only on"),
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[str(one) for one in held.weekdays] if held else [],
            )
            self.fields[f"{name}_days"] = days
            choose(days, [(str(at), _(day)) for at, day in enumerate(WEEKDAYS, start=1)])
        self._ages = told.ages if told else ()
        _choices(self, room)

    def clean_point(self) -> tuple[int, int] | None:
        """Latitude and longitude in millionths of a degree."""
        text = self.cleaned_data["point"].strip()
        if not text:
            return None
        found = _POINT.match(text)
        values = [round(float(one) * E6) for one in found.groups()] if found else []
        if not values or abs(values[0]) > 90 * E6 or abs(values[1]) > 180 * E6:
            raise forms.ValidationError(
                gettext("Write latitude and longitude with a point, as 22.676310, 106.186007.")
            )
        return values[0], values[1]

    def clean(self) -> dict[str, Any]:
        """A window has both its ends or none."""
        told = super().clean() or {}
        for name in WINDOWS:
            if (told.get(f"{name}_from") is None) != (told.get(f"{name}_until") is None):
                self.add_error(f"{name}_until", gettext("Enter both times of a window, or none."))
        return told

    def windows(self) -> list[list[forms.BoundField]]:
        """The fields of each window."""
        return [[self[f"{name}_{end}"] for end in ("from", "until", "days")] for name in WINDOWS]

    def plain(self) -> list[forms.BoundField]:
        """The other fields, in order."""
        return [one for one in self if one.name.partition("_")[0] not in WINDOWS]

    def body(self) -> PlaceServiceSet:
        """How it is served, as a fact says it; people by age stay as they were told."""
        told = self.cleaned_data
        windows = tuple(
            Window(told[f"{name}_from"], told[f"{name}_until"], tuple(sorted(told[f"{name}_days"])))
            for name in WINDOWS
            if told[f"{name}_from"] is not None
        )
        return PlaceServiceSet(
            valid_from=told["service_from"],
            point=told["point"],
            service_minutes=told["minutes"],
            windows=windows,
            languages=tuple(sorted(told["languages"])),
            ages=self._ages,
            crates=told["crates"],
            visits_a_year=told["visits"],
            least_days=told["least"],
            most_days=told["most"],
            closed_months=told["closed_months"],
            rain_level=int(told["rain"]) if told["rain"] else None,
            market=told["market"] or None,
            overnight=told["overnight"],
            access=plain_text(told["access"]),
        )


def service_shown(room: Room, told: PlaceServiceSet) -> dict[str, Any]:
    """How a place is served, in words."""
    market = markets.market_of(room.node, told.market).declared if told.market else None
    return {
        "minutes": told.service_minutes,
        "windows": [_window(one) for one in told.windows],
        "languages": ", ".join(_languages(room).get(code, code) for code in told.languages),
        "crates": told.crates,
        "visits": told.visits_a_year,
        "least": told.least_days,
        "most": told.most_days,
        "months": ", ".join(map(str, told.closed_months)),
        "rain": dict(_rain(room)).get(str(told.rain_level), ""),
        "market": room.words(market.names) if market else "",
        "overnight": told.overnight,
        "access": told.access,
        "point": _point(told.point),
    }


def _initial(room: Room, told: PlaceServiceSet | None) -> dict[str, Any]:
    if told is None:
        return {"service_from": room.today}
    return {
        "service_from": room.today,
        "point": _point(told.point),
        "minutes": told.service_minutes,
        "crates": told.crates,
        "visits": told.visits_a_year,
        "least": told.least_days,
        "most": told.most_days,
        "closed_months": " ".join(map(str, told.closed_months)),
        "rain": "" if told.rain_level is None else str(told.rain_level),
        "languages": list(told.languages),
        "market": told.market or "",
        "overnight": told.overnight,
        "access": told.access,
    }


def _choices(form: forms.Form, room: Room) -> None:
    choose(form.fields["rain"], [("", _("never")), *_rain(room)])
    choose(form.fields["languages"], list(_languages(room).items()))
    known = [
        (one.subject, room.words(one.declared.names))
        for one in markets.all_markets(room.node)
        if one.declared is not None and not one.is_ended(room.today)
    ]
    choose(form.fields["market"], [("", _("at no market")), *known])


def _rain(room: Room) -> list[tuple[str, str]]:
    told = room.node.profile.serving
    return [(str(one.level), room.words(one.names)) for one in told.rain_levels] if told else []


def _languages(room: Room) -> dict[str, str]:
    told = room.node.profile.province.languages
    return {one.code: room.words(one.names) for one in told if one.content}


def _window(one: Window) -> str:
    times = f"{clock(one.from_minute)}–{clock(one.until_minute)}"
    days = ", ".join(gettext(WEEKDAYS[nr - 1]) for nr in one.weekdays)
    return f"{times} ({days})" if days else times


def _point(point: tuple[int, int] | None) -> str:
    return "" if point is None else f"{point[0] / E6:.6f}, {point[1] / E6:.6f}"
