"""What people decide about a machine that asks; a place that is new is founded with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.ledger.draft import Refusal
from tusach.library.places.facts import PlaceFounded, PlaceOpeningSet
from tusach.node.acts import machines, placing
from tusach.node.acts.node import At
from tusach.node.acts.province import unit_subject
from tusach.node.network.machines import LEASE_DAYS
from tusach.node.office.machine_names import name_of
from tusach.node.office.place_forms import PlainText
from tusach.node.office.room import Room
from tusach.node.people import directory
from tusach.node.wording.terms import NODES

NEW = "new"
WEEKDAYS = (1, 2, 3, 4, 5)


class GrantForm(forms.Form):
    """What people decide about a machine that asks."""

    place = forms.ChoiceField(
        label=gettext_lazy("Place that it serves"),
        error_messages={"required": gettext_lazy("Choose the place that it serves.")},
    )
    code = PlainText(
        label=gettext_lazy("Code"),
        required=False,
        max_length=40,
        help_text=gettext_lazy(
            "Short and for ever: letters without marks, digits, for example TV-05."
        ),
    )
    name = PlainText(label=gettext_lazy("Name of the place"), required=False, max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of place"), required=False)
    more = forms.MultipleChoiceField(
        label=gettext_lazy("Further places, for a vehicle"),
        required=False,
        widget=forms.SelectMultiple,
    )
    role = forms.ChoiceField(label=gettext_lazy("Kind of machine"), widget=forms.RadioSelect)
    label = PlainText(
        label=gettext_lazy("A name for the machine"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Of the device, never of a person. For example: old laptop."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Lease, in days"), min_value=7, max_value=1_000, initial=LEASE_DAYS
    )
    replaces = forms.ChoiceField(
        label=gettext_lazy("Does it replace another machine?"),
        required=False,
        help_text=gettext_lazy("That one then counts no more; what it told and lies here stays."),
    )
    same = forms.BooleanField(
        label=gettext_lazy("The number on its screen is the same as here: we compared it"),
        error_messages={
            "required": gettext_lazy("Compare the numbers first: by telephone, or side by side.")
        },
    )

    def __init__(self, room: Room, *args: Any, founds: bool = False, **kwargs: Any) -> None:
        """founds: whether it names a place that is not known here, so one may be founded."""
        super().__init__(*args, **kwargs)
        places = list(directory.current().places())
        known = [one for one in machines.machines(room.node.store) if _may_go(one)]
        fields: Any = self.fields
        # Never a place that nobody chose: the first of the list would be somebody else's.
        new = [(NEW, _("It is new: found it, as written below"))] if founds else []
        fields["place"].choices = [("", _("Choose the place")), *new, *places]
        if founds:
            kinds = room.node.profile.places.kinds
            fields["kind"].choices = [(one.code, room.words(one.names)) for one in kinds]
        else:
            for name in ("code", "name", "kind"):
                del fields[name]
        fields["more"].choices = places
        fields["role"].choices = [(one, _(NODES[one])) for one in ("library", "vehicle")]
        fields["replaces"].choices = [
            ("", _("No, it is one more")),
            *((one.subject, name_of(room.node, one.key)) for one in known),
        ]

    def clean(self) -> dict[str, Any]:
        """A place that is to be founded has a code and a name."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("place") == NEW:
            for name in ("code", "name"):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, _("This must not stay empty."))
        return told


def found_place(room: Room, form: GrantForm) -> str | None:
    """The place of the form is founded; its id. None where it is refused: the form says why."""
    node, told = room.node, form.cleaned_data
    units = {unit.code: unit for unit in node.profile.units.units}
    kinds = {one.code: one for one in node.profile.places.kinds}
    unit = units.get(told["code"])
    body = PlaceFounded(
        code=told["code"],
        name=told["name"],
        kind=told["kind"],
        unit=unit_subject(node.tenant, unit) if unit else None,
        owner=kinds[told["kind"]].owner[node.profile.province.default_language],
    )
    at = At(node.place_id(body.code), room.today, room.staff.staff_id)
    opening = PlaceOpeningSet(WEEKDAYS, room.today, "")
    done = placing.found_place(node, body, opening, at)
    if isinstance(done, Refusal):
        field = done.code.removeprefix("place.").partition("_")[0]
        form.add_error(field if field in form.fields else None, room.say(done))
        return None
    return at.place


def _may_go(one: machines.Machine) -> bool:
    return not one.is_own and one.certificate is not None
