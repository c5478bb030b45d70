"""A family in one form: the household, and a line for each person. All of them, or nobody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import is_id
from tusach.library.readers.rules import NewReader
from tusach.node.acts import consenting, registering
from tusach.node.acts.guests import back_of_card
from tusach.node.desk import memory
from tusach.node.desk.consent_parts import missing_words
from tusach.node.desk.counter import Counter, at_desk, reader_at
from tusach.node.desk.persons import (
    age_band,
    age_on,
    group_words,
    guardian_below,
    guessed_group,
    private_of,
    stands_for_many,
)
from tusach.node.desk.readers import FIELDS, SEXES
from tusach.node.desk.shown import place_name
from tusach.node.pages.writing import plain_text
from tusach.node.people.access import Act, rule, staff

LINES, MOST_LINES = 4, 12
MOST_CARDS = 60


class HouseholdForm(forms.Form):
    """What all of a household share."""

    hamlet = forms.CharField(label=gettext_lazy("Hamlet"), required=False, max_length=120)
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    guardian_name = forms.CharField(
        label=gettext_lazy("Adult who answers for the children"),
        help_text=gettext_lazy("Only where no adult stands in the lines above."),
        required=False,
        max_length=200,
    )
    signed = forms.BooleanField(
        label=gettext_lazy("Father or mother has signed for the children"), required=False
    )


class LineForm(forms.Form):
    """One person of the household; a line without a name and a year is left out."""

    name = forms.CharField(
        label=gettext_lazy("Full name"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_year = forms.IntegerField(
        label=gettext_lazy("Year of birth"),
        required=False,
        error_messages={
            "invalid": gettext_lazy("Enter the year with four digits, for example 2014.")
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "6"}),
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=SEXES, required=False)
    group = forms.ChoiceField(label=gettext_lazy("Group of readers"), required=False)
    card = forms.CharField(
        label=gettext_lazy("Number of that card"),
        help_text=gettext_lazy("It stands on the front. The province joins both registrations."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, counter: Counter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        groups = counter.node.profile.lending.reader_groups
        field.choices = [
            ("", _("by age")),
            *((one.code, counter.words(one.names)) for one in groups),
        ]

    @property
    def is_empty(self) -> bool:
        """Whether nobody stands in this line."""
        told = self.cleaned_data
        return not plain_text(told.get("name", "")) and told.get("birth_year") is None


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("GET", "HEAD", "POST"))
def family(request: HttpRequest, counter: Counter) -> HttpResponse:
    """Show the form, and register everybody in it at once."""
    posted = request.POST if request.method == "POST" else None
    joins = (request.POST if posted is not None else request.GET).get("with", "")
    lines = _line_count(request)
    start = _household_of(counter, joins) if is_id(joins) else {}
    household = HouseholdForm(posted, initial=start)
    persons = [LineForm(counter, posted, prefix=f"p{nr}") for nr in range(1, lines + 1)]
    token = request.POST.get("token", "") or counter.node.store.random.new_id()
    if posted is not None and "more" not in posted:
        earlier = memory.answered(request, token)
        if earlier is not None:
            return to_cards(earlier)
        valid = [one.is_valid() for one in (household, *persons)]
        if all(valid):
            told = _register(counter, household, persons, joins)
            if isinstance(told, registering.Registered):
                memory.answer(request, token, list(told.readers))
                memory.remember_reader(request, told.readers[0])
                return to_cards(list(told.readers))
            _say_where(counter, household, persons, told)
    elif posted is not None:
        # One more line was asked for: nothing is judged yet.
        for one in (household, *persons):
            one.is_bound and one.is_valid()
            one.errors.clear()
        persons.append(LineForm(counter, prefix=f"p{lines + 1}"))
    values = {
        "household": household,
        "persons": persons,
        "summary": _summary(household, persons),
        "token": token,
        "joins": joins if start else "",
        "joined": start.get("name", ""),
        "may_add": len(persons) < MOST_LINES,
        "below": guardian_below(counter),
    }
    return render(request, "desk/family.html", values)


def _line_count(request: HttpRequest) -> int:
    text = (request.POST or request.GET).get("lines", "")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else LINES
    return min(max(wanted, 1), MOST_LINES)


def _household_of(counter: Counter, reader: str) -> dict[str, str]:
    state = reader_at(counter, reader, "register with")
    held = private_of(counter, state)
    if held is None:
        raise Http404
    age = age_on(held.birth_year, counter.on)
    adult = age is None or age >= guardian_below(counter)
    return {
        "hamlet": held.hamlet,
        "phone": held.phone,
        "name": held.name,
        "household": held.household,
        "guardian": reader if adult else held.guardian,
        "guardian_name": "" if adult else held.guardian_name,
    }


def _register(
    counter: Counter, household: HouseholdForm, persons: list[LineForm], joins: str
) -> registering.Registered | Refusal:
    """Everybody in the form, or the refusal that names the line."""
    texts = ("hamlet", "phone", "guardian_name")
    told = {key: plain_text(household.cleaned_data[key]) for key in texts}
    start = _household_of(counter, joins) if is_id(joins) else {}
    shared = start.get("household") or counter.node.store.random.new_id()
    filled = [(nr, one) for nr, one in enumerate(persons, 1) if not one.is_empty]
    if not filled:
        return Refusal("reader.name_missing", {"line": 1})
    below = guardian_below(counter)
    family = [_new(counter, one.cleaned_data, told, household=shared) for _, one in filled]
    ages = {one.subject: age_on(one.birth_year, counter.on) for one in family}
    adult = next((one.subject for one in family if (ages[one.subject] or 0) >= below), "")
    answers = adult or start.get("guardian", "")
    whole = []
    for one in family:
        age = ages[one.subject]
        is_child = age is not None and age < below
        guardian = answers if is_child and not told["guardian_name"] else ""
        name = told["guardian_name"] if is_child else ""
        whole.append(msgspec.structs.replace(one, guardian=guardian, guardian_name=name))
    signed = household.cleaned_data["signed"]
    found = registering.register_readers(counter.node, whole, counter.at, signed=signed)
    if isinstance(found, Refusal) and "line" in found.values:
        line = filled[int(found.values["line"]) - 1][0]
        return Refusal(found.code, {**found.values, "line": line})
    return found


def _new(
    counter: Counter, line: dict[str, Any], shared: dict[str, str], *, household: str
) -> NewReader:
    age = age_on(line["birth_year"], counter.on)
    return NewReader(
        subject=counter.node.store.random.new_id(),
        name=plain_text(line["name"]),
        group=line["group"] or guessed_group(counter, age),
        birth_year=line["birth_year"],
        age_band=age_band(counter, age),
        sex=line["sex"],
        hamlet=shared["hamlet"],
        phone=shared["phone"],
        household=household,
        card=_card(line["card"]),
    )


def _card(text: str) -> str:
    """A number as it stands in the ledger: printed ones without the gaps between their digits."""
    plain = plain_text(text).strip()
    joined = plain.replace(" ", "")
    return joined if joined.isdigit() else plain


def _say_where(
    counter: Counter, household: HouseholdForm, persons: list[LineForm], refusal: Refusal
) -> None:
    line = int(refusal.values.get("line", 0))
    field = FIELDS.get(refusal.code)
    words = counter.say(refusal)
    if field == "guardian_name" or not 1 <= line <= len(persons):
        household.add_error(field if field == "guardian_name" else None, words)
    else:
        persons[line - 1].add_error(field, words)


def _summary(household: HouseholdForm, persons: list[LineForm]) -> list[dict[str, str]]:
    lines: list[dict[str, str]] = []
    for nr, form in enumerate((household, *persons)):
        if not form.is_bound:
            continue
        lines += [{"words": str(words), "at": ""} for words in form.non_field_errors()]
        for bound in form:
            for words in bound.errors:
                named = _("Line %(n)s: %(words)s") % {"n": nr, "words": words}
                already = nr == 0 or str(words).startswith(named.partition(":")[0])
                lines.append({"words": str(words) if already else named, "at": bound.id_for_label})
    return lines


def to_cards(readers: list[str]) -> HttpResponse:
    """On to the cards of who was registered, to be printed."""
    address = reverse("desk:cards") + "?" + "&".join(f"r={one}" for one in readers)
    return redirect(f"{address}&new=1")


@rule(staff("librarian"))
@at_desk(Act.SEE_READER)
def cards(request: HttpRequest, counter: Counter) -> HttpResponse:
    """A sheet of cards to print: square code, name, number."""
    readers = [one for one in request.GET.getlist("r") if is_id(one)][:MOST_CARDS]
    if not readers:
        raise Http404
    shown = []
    for reader in readers:
        state = counter.node.store.state(reader, "reader")
        if state.registered_on is None:
            raise Http404
        state = reader_at(counter, reader, "card sheet")
        held = private_of(counter, state)
        numbers = counter.node.store.vault.query(
            "SELECT number FROM card WHERE reader = ? AND ended = 0 ORDER BY number", (reader,)
        )
        number = numbers[-1][0] if numbers else ""
        shown.append(
            {
                "reader": reader,
                "back": back_of_card(counter.node, state, number),
                "name": held.name if held else "",
                "group": group_words(counter, state.group),
                "many": stands_for_many(counter, state.group),
                "number": number,
                "until": state.valid_until,
                "place": place_name(counter.node, state.place),
                "missing": missing_words(consenting.lacks_of(counter.node, state, counter.on)),
            }
        )
    lacking = [one for one in shown if one["missing"]]
    asked = urlencode([("r", one["reader"]) for one in lacking])
    values = {"cards": shown, "is_new": "new" in request.GET, "lacking": lacking, "asked": asked}
    return render(request, "desk/cards.html", values)
