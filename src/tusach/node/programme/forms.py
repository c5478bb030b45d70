"""The fields of workers, courses, events, agreements, models and online use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tusach.library.agreements import facts as agreements
from tusach.library.digital import facts as digital
from tusach.library.gatherings import facts as gatherings
from tusach.library.workers import facts as workers
from tusach.node.office.place_forms import ClockField, DayField
from tusach.node.pages.writing import term
from tusach.node.stock.forms import Line, Whole

WHY_LEFT = ("moved", "deceased", "not_renewed", "other")
WHY_NOT_HELD = ("weather", "disease", "other")
WHY_ENDED = ("not_renewed", "other")
WHY_UNPROVED = ("mistake", "other")
MARKS = forms.CheckboxSelectMultiple

Choices = Iterable[tuple[str, Any]]


def terms(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Codes with their words."""
    return [(code, term(code)) for code in codes]


def reasons(codes: Iterable[str]) -> list[tuple[str, Any]]:
    """Reasons to choose from, or none."""
    return [("", _("none")), *terms(codes)]


def lines(text: str) -> tuple[str, ...]:
    """What stands on each line."""
    return tuple(" ".join(one.split()) for one in text.splitlines() if one.strip())


class _Chosen(forms.Form):
    """Fields whose choices are known when the page is asked for."""

    def __init__(self, *told: Any, choices: dict[str, Choices], **more: Any) -> None:
        super().__init__(*told, **more)
        for name, some in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(some)


class WorkerForm(_Chosen):
    """Somebody begins library work at a place."""

    name = Line(_("Name"), most=300, required=True, help_text=_("It stays private."))
    contact = Line(_("Telephone"), most=100)
    place = forms.ChoiceField(label=_("Library"))
    how = forms.ChoiceField(label=_("Way of working"))
    valid_from = DayField(label=_("First day"))
    valid_until = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until further notice.")
    )
    decision = Line(_("Number of the decision"), most=60)


class ReasonForm(_Chosen):
    """Why something does not take place."""

    reason = forms.ChoiceField(label=_("Reason"), required=False)


class LeaveForm(ReasonForm):
    """The work at a place ends."""

    place = forms.ChoiceField(label=_("Library"))
    last_on = DayField(label=_("Last day"))
    field_order = ("place", "last_on", "reason")


class ResultForm(_Chosen):
    """What came of a course."""

    course = forms.ChoiceField(label=_("Course"))
    done_on = DayField(label=_("Ended on"))
    result = forms.ChoiceField(
        label=_("Result"),
        choices=[
            ("passed", _("passed the test")),
            ("attended", _("was there, no test")),
            ("failed", _("did not pass")),
            ("missed", _("did not come")),
        ],
    )
    certificate = Line(_("Number of the certificate"), most=60)


class SeenForm(_Chosen):
    """What somebody was seen doing."""

    seen_on = DayField(label=_("Seen on"))
    shown = forms.MultipleChoiceField(label=_("Done well"), widget=MARKS, required=False)
    lacking = forms.MultipleChoiceField(label=_("Not yet"), widget=MARKS, required=False)


class UnproveForm(ReasonForm):
    """A result, or what was seen, counts no longer."""

    of = forms.ChoiceField(label=_("Which one"))
    from_on = DayField(label=_("From"))
    field_order = ("of", "from_on", "reason")


class CourseForm(_Chosen):
    """A course."""

    name = Line(_("Name of the course"), most=200, required=True)
    covers = forms.MultipleChoiceField(label=_("What it covers"), widget=MARKS)
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    hours = Whole(_("Hours of the course"), most=2_000)
    valid_months = Whole(
        _("Its result holds for months"), most=240, help_text=_("Empty: for ever.")
    )
    organiser = Line(_("Held by"), most=200, help_text=_("An organisation, never a person."))
    decision = Line(_("Number of the decision"), most=60)


class EventForm(_Chosen):
    """What a plan and an account of a reading event have in common."""

    title = Line(
        _("What it is called"), most=200, required=True, help_text=_("No names of people.")
    )
    kind = forms.ChoiceField(label=_("Kind of event"))
    place = forms.ChoiceField(label=_("Library"))
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"), required=False, help_text=_("Empty: one day only."))
    languages = forms.MultipleChoiceField(label=_("Languages"), widget=MARKS, required=False)
    partners = forms.CharField(
        label=_("Partners"),
        required=False,
        max_length=3_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Institutions, one on each line."),
    )


class PlanForm(EventForm):
    """A reading event that is planned."""

    minute = ClockField(label=_("Starts at what time"), required=False)
    field_order = ("title", "kind", "place", "first", "last", "minute")


class HeldForm(EventForm):
    """A reading event that was held: how many came, by group."""

    def __init__(self, *told: Any, groups: Choices, **more: Any) -> None:
        super().__init__(*told, **more)
        self.groups = [code for code, _words in groups]
        for code, words in groups:
            self.fields[f"heads_{code}"] = Whole(words, most=100_000)

    def heads(self) -> tuple[tuple[str, int], ...]:
        """How many came, of the groups that were counted."""
        found = ((code, self.cleaned_data[f"heads_{code}"]) for code in self.groups)
        return tuple((code, n) for code, n in found if n is not None)


class AgreementForm(_Chosen):
    """An agreement."""

    number = Line(_("Number of the agreement"), most=60, required=True)
    places = forms.MultipleChoiceField(label=_("Libraries"), widget=MARKS)
    partners = forms.CharField(
        label=_("Other sides"),
        required=False,
        max_length=3_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Institutions, one on each line."),
    )
    about = forms.MultipleChoiceField(label=_("What it is about"), widget=MARKS)
    valid_from = DayField(label=_("First day"))
    valid_until = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until further notice.")
    )


class EndForm(ReasonForm):
    """Something ends."""

    last_on = DayField(label=_("Last day"))
    decision = Line(_("Number of the decision"), most=60)
    field_order = ("last_on", "reason", "decision")


class DeclareForm(_Chosen):
    """A commune says that it has a model."""

    unit = forms.ChoiceField(label=_("Commune or ward"))
    places = forms.MultipleChoiceField(label=_("Places of the model"), widget=MARKS)
    valid_from = DayField(label=_("First day"))


class RecogniseForm(_Chosen):
    """A model is recognised by decision."""

    decision = Line(_("Number of the decision"), most=60, required=True)
    places = forms.MultipleChoiceField(label=_("Places of the model"), widget=MARKS)
    valid_from = DayField(label=_("First day"))
    valid_until = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until further notice.")
    )
    criteria = Line(_("Criteria"), most=60, help_text=_("Name and version of the set."))


class WithdrawForm(ReasonForm):
    """A recognition is taken back."""

    from_on = DayField(label=_("From"))
    decision = Line(_("Number of the decision"), most=60)
    field_order = ("from_on", "reason", "decision")


class UseForm(_Chosen):
    """Online use of a month."""

    place = forms.ChoiceField(label=_("Library"))
    offer = forms.ChoiceField(label=_("Online service"))
    month = forms.ChoiceField(label=_("Month"))
    uses = Whole(_("Uses"), required=True, most=100_000_000)
    people = Whole(_("Different people"), most=100_000_000, help_text=_("Empty: nobody knows."))
    source = forms.ChoiceField(label=_("How the number is known"))


class FreezeForm(_Chosen):
    """The figures of a period are kept."""

    kind = forms.ChoiceField(label=_("Kind of report"))
    period = forms.ChoiceField(label=_("Period"))
    unit = forms.ChoiceField(label=_("Commune or ward"), required=False)


class NumberForm(forms.Form):
    """Number and day of a paper."""

    number = Whole(_("Number of the paper"), required=True, most=99_999)
    mark = Line(_("Mark of the agency"), most=20, help_text=_("For example TVT."))
    dated = DayField(label=_("Day on the paper"))


class IssueForm(NumberForm):
    """A report is issued."""

    file = forms.FileField(
        label=_("The signed PDF"),
        required=False,
        help_text=_("As the signing tool of the agency gave it back. At most 2 MB."),
    )


WAYS, COVERS, ITEMS = workers.WAYS, workers.COVERS, workers.ITEMS
EVENT_KINDS, ABOUT = gatherings.KINDS_OF, agreements.ABOUT
OFFERS, SOURCES = digital.OFFERS, digital.SOURCES
