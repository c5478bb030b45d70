"""A reader's papers: described anew, a card, a PIN, a longer registration, a block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.ledger.draft import Refusal
from tusach.library.readers.facts import ACTS, ReaderPrivate
from tusach.library.readers.rules import NewReader
from tusach.library.readers.story import ReaderState
from tusach.node.acts import registering
from tusach.node.desk import circulating
from tusach.node.desk.counter import Counter, at_desk, reader_at
from tusach.node.desk.outcomes import Came, Outcome, refused
from tusach.node.desk.persons import age_band, age_on, guardian_below, members_of, private_of
from tusach.node.desk.screens import Screen, done, show
from tusach.node.pages.writing import day_from, plain_text
from tusach.node.people import pins
from tusach.node.people.access import Act, OnTheLaptop, rule, staff
from tusach.node.people.hashing import Busy
from tusach.node.people.looks import look

SEXES = (
    ("", gettext_lazy("not told")),
    ("female", gettext_lazy("female")),
    ("male", gettext_lazy("male")),
)


class PersonForm(forms.Form):
    """The papers of one reader."""

    name = forms.CharField(
        label=gettext_lazy("Full name"),
        error_messages={"required": gettext_lazy("Enter the reader's name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_year = forms.IntegerField(
        label=gettext_lazy("Year of birth"),
        required=False,
        error_messages={
            "invalid": gettext_lazy("Enter the year with four digits, for example 2014.")
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=SEXES, required=False)
    group = forms.ChoiceField(label=gettext_lazy("Group of readers"))
    hamlet = forms.CharField(label=gettext_lazy("Hamlet"), required=False, max_length=120)
    phone = forms.CharField(label=gettext_lazy("Telephone"), required=False, max_length=40)
    guardian = forms.ChoiceField(label=gettext_lazy("Adult who answers"), required=False)
    guardian_name = forms.CharField(
        label=gettext_lazy("Name of that adult, if not a reader here"),
        required=False,
        max_length=200,
    )

    def __init__(self, counter: Counter, *args: Any, **kwargs: Any) -> None:
        adults: Sequence[tuple[str, str]] = kwargs.pop("adults", ())
        super().__init__(*args, **kwargs)
        groups = counter.node.profile.lending.reader_groups
        choices = [(one.code, counter.words(one.names)) for one in groups]
        self._choices("group", choices)
        self._choices("guardian", [("", _("nobody of this household")), *adults])

    def _choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """Texts composed, without what a person cannot have meant."""
        super().clean()
        for name in ("name", "hamlet", "phone", "guardian_name"):
            if name in self.cleaned_data:
                self.cleaned_data[name] = plain_text(self.cleaned_data[name])
        return self.cleaned_data


FIELDS = {
    "card.number_taken": "card",
    "reader.name_missing": "name",
    "reader.name_too_long": "name",
    "reader.birth_year_odd": "birth_year",
    "reader.guardian_missing": "guardian_name",
}
"""Which field a refusal is about."""


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("GET", "HEAD", "POST"))
def describe(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """Show the papers of a reader for changing, and change them."""
    state = reader_at(counter, reader, "change papers")
    held = private_of(counter, state) or ReaderPrivate("")
    members = members_of(counter, reader, held.household)
    below = guardian_below(counter)
    adults = [(one.reader, one.name) for one in members if one.age is None or one.age >= below]
    if held.guardian and held.guardian not in dict(adults):
        adults.append((held.guardian, held.guardian_name or _("the adult named before")))
    start = {
        "name": held.name,
        "birth_year": held.birth_year,
        "sex": state.sex,
        "group": state.group,
        "hamlet": held.hamlet,
        "phone": held.phone,
        "guardian": held.guardian,
        "guardian_name": held.guardian_name,
    }
    form = PersonForm(counter, request.POST or None, initial=start, adults=adults)
    if request.method == "POST" and form.is_valid():
        new = _described(counter, state, held, form.cleaned_data)
        told = registering.describe_reader(counter.node, reader, new, counter.at)
        if not isinstance(told, Refusal):
            came = Came("changed", {"what": "described"})
            return done(request, counter, Screen("reader", reader=reader), came)
        form.add_error(FIELDS.get(told.code), counter.say(told))
    values = {"form": form, "reader": reader, "name": held.name}
    return render(request, "desk/edit_reader.html", values)


def _described(
    counter: Counter, state: ReaderState, held: ReaderPrivate, told: dict[str, Any]
) -> NewReader:
    age = age_on(told["birth_year"], counter.on)
    return NewReader(
        subject=state.subject,
        name=told["name"],
        group=told["group"],
        birth_year=told["birth_year"],
        age_band=age_band(counter, age),
        sex=told["sex"],
        hamlet=told["hamlet"],
        phone=told["phone"],
        household=held.household,
        guardian=told["guardian"],
        guardian_name=told["guardian_name"],
        languages=held.languages,
        consent=held.consent,
    )


def _answer(
    request: HttpRequest, counter: Counter, reader: str, *, told: Any, came: Came
) -> HttpResponse:
    screen = Screen("reader", reader=reader)
    if isinstance(told, Refusal):
        return done(request, counter, screen, refused(told, reader=reader))
    return done(request, counter, screen, came)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("POST",))
def new_card(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """Give out a new card; the earlier ones open nothing any more."""
    circulating.seen_reader(counter, reader)
    number = plain_text(request.POST.get("number", ""))[:60].replace(" ", "")
    told = registering.issue_card(counter.node, reader, number, counter.at)
    # What came may wait in the session, which holds no number of a card: the page looks it up.
    came = Came("changed", {"what": "card", "reader": reader})
    return _answer(request, counter, reader, told=told, came=came)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("POST",))
def registration(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """The registration holds on; the loan for which it was asked follows at once."""
    state = circulating.seen_reader(counter, reader)
    until = registering.register_policy(counter.node, state.group, counter.at).valid_until
    told = registering.renew_reader(counter.node, reader, until, counter.at)
    copy = request.POST.get("copy", "")
    screen = Screen("reader", reader=reader)
    if not isinstance(told, Refusal) and copy and request.POST.get("act") == "lend":
        came = circulating.lend_one(counter, copy=copy, reader=reader)
        return done(request, counter, screen, came)
    came = Came("changed", {"what": "registration", "until": until})
    return _answer(request, counter, reader, told=told, came=came)


@rule(staff("librarian"))
@at_desk(Act.SET_PIN, methods=("POST",))
def set_pin(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """The reader's PIN at this node; the reader types it, or says it."""
    if counter.staff.joined:
        raise OnTheLaptop
    circulating.seen_reader(counter, reader)
    look(counter.staff, reader, "set PIN")
    screen = Screen("reader", reader=reader)
    try:
        pins.set_pin(reader, request.POST.get("pin", "").strip())
    except ValueError:
        words = _("A PIN has four to six digits, nothing else. The one before still holds.")
        return show(request, counter, screen, outcome=_not_set(words))
    except Busy:
        words = _("The computer is busy with another login. Try again in a few seconds.")
        return show(request, counter, screen, outcome=_not_set(words))
    return done(request, counter, screen, Came("changed", {"what": "pin"}))


def _not_set(words: str) -> Outcome:
    return Outcome(tone="bad", title=_("The PIN is not set"), words=words)


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("POST",))
def block(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """Some acts are stopped for this reader."""
    circulating.seen_reader(counter, reader)
    screen = Screen("reader", reader=reader)
    text = request.POST.get("until", "").strip()
    until = day_from(text) if text else None
    if text and (until is None or until < counter.on):
        words = _("Write the last day as dd/mm/yyyy, today or later; or leave it empty.")
        outcome = Outcome(tone="bad", title=_("Nothing was stopped"), words=words)
        return show(request, counter, screen, outcome=outcome)
    asked = request.POST.getlist("acts")
    acts = tuple(act for act in ACTS if act in asked)
    reasons = {one.code for one in counter.node.profile.lending.blocks}
    reason = request.POST.get("reason", "")
    told = registering.block_reader(
        counter.node,
        reader,
        counter.at,
        acts=acts,
        reason=reason if reason in reasons else "barred",
        until=until,
    )
    return _answer(request, counter, reader, told=told, came=_changed_by(told, "blocked"))


@rule(staff("librarian"))
@at_desk(Act.CHANGE_READER, methods=("POST",))
def unblock(request: HttpRequest, counter: Counter, reader: str) -> HttpResponse:
    """A block is lifted."""
    circulating.seen_reader(counter, reader)
    standing = request.POST.get("block", "")
    told = registering.unblock_reader(counter.node, reader, standing, counter.at)
    return _answer(request, counter, reader, told=told, came=_changed_by(told, "unblocked"))


def _changed_by(told: Any, what: str) -> Came:
    fact = "" if isinstance(told, Refusal) else told.facts[-1]
    return Came("changed", {"what": what, "fact": fact})
