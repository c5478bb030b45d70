"""The form of one version of a lending rule, and what its fields say as a rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tusach.library.copies.policy import (
    FIRST_VALUES,
    HOUSE_RULES,
    LATER_VALUES,
    LENDING,
    PUBLIC_PROPERTY,
    Lending,
)
from tusach.library.places.facts import RuleSet
from tusach.node.office.place_forms import DayField, PlainText
from tusach.node.office.room import Room

EVERY = (*FIRST_VALUES, *LATER_VALUES)
"""The values of a rule; the form has a field for each, and what it does not ask is never lost."""
NONE_MEANS_NONE = frozenset({"limit", "renewal_days", "holds"})
"""Values of which an empty field says something else than the built-in value."""


def number_field(
    label: Any, *, most: int, least: int = 0, required: bool = False, help_text: Any = ""
) -> forms.IntegerField:
    """A whole number; empty where it may stay so."""
    return forms.IntegerField(
        label=label,
        required=required,
        help_text=help_text,
        min_value=least,
        max_value=most,
        error_messages={
            "required": _("Enter a number."),
            "invalid": _("Enter a whole number."),
            "min_value": _("Enter %(limit_value)s or more."),
            "max_value": _("This is too much."),
        },
    )


class RuleForm(forms.Form):
    """One version of a rule; what stays empty means any."""

    where = forms.ChoiceField(label=_("Place or kind of place"), required=False)
    group = forms.ChoiceField(label=_("Group of readers"), required=False)
    material = forms.ChoiceField(label=_("Kind of material"), required=False)
    loan_days = number_field(_("Days"), most=3650, required=True, help_text=_("0: not for loan."))
    limit = number_field(_("Copies at a time"), most=1000, help_text=_("Empty: no limit."))
    renewals = number_field(_("Times renewed at most"), most=20, required=True)
    renewal_days = number_field(
        _("Days of a renewal"), most=3650, help_text=_("Empty: as many as the loan.")
    )
    renew_overdue = forms.BooleanField(label=_("Overdue loans may be renewed"), required=False)
    skip_closed_days = forms.BooleanField(
        label=_("The due date is a day on which the library is open"), required=False
    )
    not_after_card_ends = forms.BooleanField(
        label=_("No loan runs longer than the card"), required=False
    )
    holds = number_field(
        _("Copies asked for at a time"),
        most=100,
        help_text=_("0: nothing is kept for them. Empty: no limit."),
    )
    shelf_days = number_field(
        _("Days on the shelf of holds"), least=1, most=60, help_text=_("Empty: 7.")
    )
    here_first = forms.BooleanField(
        label=_("Who fetches it here goes before those to whom it would be sent"), required=False
    )
    renew_wanted = forms.BooleanField(
        label=_("Renewed even though somebody else waits for it"), required=False
    )
    hard_due_on = DayField(
        label=_("Last day for all loans"),
        required=False,
        help_text=_("For example the end of the school year. Empty: none."),
    )
    until_next_visit = forms.BooleanField(
        label=_("Due when the library vehicle comes again"),
        required=False,
        help_text=_("Where no visit is dated, after the days above."),
    )
    visit_least_days = number_field(
        _("Not before so many days"), most=365, help_text=_("A visit sooner than that is skipped.")
    )
    inside_only = forms.BooleanField(label=_("Read in the library only"), required=False)
    inside_limit = number_field(
        _("Copies read here at a time"), most=1000, help_text=_("Empty: no limit.")
    )
    age_from = number_field(_("From age"), most=150)
    age_until = number_field(
        _("Until age"),
        most=150,
        help_text=_("Only who is known to be outside is refused; an unknown age is not."),
    )
    renew_not_before_days = number_field(
        _("Renewed only in the last days"), most=365, help_text=_("Empty: at any time.")
    )
    grace_days = number_field(
        _("Days of grace"), most=60, help_text=_("So many days after its date it is not overdue.")
    )
    suspend_per_day = number_field(
        _("Days without borrowing for each day overdue"),
        most=30,
        help_text=_("Empty or 0: never. Nothing is ever paid."),
    )
    suspend_most = number_field(_("At most so many days"), most=365)
    compensation = forms.ChoiceField(
        label=_("Loss and damage"),
        required=False,
        choices=[
            ("", _("the rule says nothing")),
            (PUBLIC_PROPERTY, _("public property: made good by law")),
            (HOUSE_RULES, _("made good by the house rules")),
        ],
        help_text=_("Shown to staff; nobody is billed."),
    )
    valid_from = DayField(label=_("In force from"), required=True)
    valid_until = DayField(
        label=_("Last day of force"), required=False, help_text=_("Empty: until changed.")
    )
    citation = PlainText(
        label=_("Stands on"),
        required=False,
        max_length=300,
        help_text=_("The decision or rule it stands on. Empty: it counts as provisional."),
    )

    def __init__(self, room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["where"], where_choices(room))
        choose(self.fields["group"], [("", _("whichever")), *groups_of(room)])
        choose(self.fields["material"], [("", _("whichever")), *materials_of(room)])

    @property
    def has_more(self) -> bool:
        """Whether anything is said that most rules leave out."""
        plain = Lending()
        usual = {name: getattr(plain, name) for name in (*LATER_VALUES, *_FOLDED)}
        if self.is_bound:
            told = {name: _plainly(self[name].value()) for name in usual}
            return any(told[name] not in ("", _plainly(one)) for name, one in usual.items())
        return any(self.initial.get(name, one) != one for name, one in usual.items())


_FOLDED = ("skip_closed_days", "not_after_card_ends")
"""Of the values that every rule says, those that lie among what most rules leave alone."""


def _plainly(value: object) -> str:
    return "" if value is None or value is False else str(value)


def choose(field: Any, choices: list[tuple[str, Any]]) -> None:
    """What may be chosen in a field."""
    field.choices = choices


def where_choices(room: Room) -> list[tuple[str, Any]]:
    """Any place, the kinds of places, the places."""
    return [("", _("whichever")), *kinds_of(room), *places_of(room)]


def kinds_of(room: Room) -> list[tuple[str, Any]]:
    """The kinds of place, as `kind:<code>`."""
    told = room.node.profile.places.kinds
    return [(f"kind:{one.code}", room.words(one.names)) for one in told]


def places_of(room: Room) -> list[tuple[str, Any]]:
    """The places that serve, as `place:<id>`."""
    found = room.node.store.query(
        "SELECT subject, name FROM place WHERE tenant = ? AND closed_on IS NULL ORDER BY code",
        (room.node.tenant,),
    )
    return [(f"place:{subject}", name) for subject, name in found]


def groups_of(room: Room) -> list[tuple[str, Any]]:
    """The groups of readers."""
    told = room.node.profile.lending.reader_groups
    return [(one.code, room.words(one.names)) for one in told]


def materials_of(room: Room) -> list[tuple[str, Any]]:
    """The kinds of material."""
    told = room.node.profile.lending.material_kinds
    return [(one.code, room.words(one.names)) for one in told]


def place_and_kind(where: str) -> tuple[str | None, str | None]:
    """The place and the kind of place that a choice names; one of them at most."""
    what, _colon, which = where.partition(":")
    return which if what == "place" else None, which if what == "kind" else None


def body_from(told: dict[str, Any]) -> RuleSet:
    """The rule that a filled form says."""
    values: dict[str, int | bool | str | None] = {name: told[name] for name in FIRST_VALUES}
    plain = Lending()
    for name in LATER_VALUES:
        built_in = getattr(plain, name)
        stays_empty = told[name] is None and name not in NONE_MEANS_NONE
        said = built_in if stays_empty else told[name]
        if said != built_in:
            values[name] = said
    place, kind = place_and_kind(told["where"])
    return RuleSet(
        what=LENDING,
        values=values,
        valid_from=told["valid_from"],
        valid_until=told["valid_until"],
        place=place,
        place_kind=kind,
        group=told["group"] or None,
        material=told["material"] or None,
        citation=told["citation"],
        provisional=not told["citation"],
    )


def begin_from(room: Room, subject: str) -> dict[str, Any]:
    """What the form begins with: the rule one comes from, else the built-in values."""
    plain = Lending()
    values = {name: getattr(plain, name) for name in EVERY}
    state = next((one for one in room.node.rules() if one.subject == subject), None)
    if state is None or not state.versions:
        return {**values, "valid_from": room.today}
    latest = (state.in_force(room.today) or state.versions[-1]).rule
    where = f"place:{latest.place}" if latest.place else ""
    if latest.place_kind:
        where = f"kind:{latest.place_kind}"
    return {
        **{name: latest.values.get(name, values[name]) for name in EVERY},
        "where": where,
        "group": latest.group or "",
        "material": latest.material or "",
        "valid_from": room.today,
        "citation": latest.citation,
    }
