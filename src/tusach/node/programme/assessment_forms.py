"""The fields of an assessment: opened, answered, handed in, inspected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as plain
from django.utils.translation import gettext_lazy as _

from tusach.library.quality.assessing import LONGEST_PROOF, MOST_VALUE, WHY
from tusach.library.quality.criteria import DOCUMENT, Criterion
from tusach.library.quality.facts import Answer, Found
from tusach.node.office.place_forms import DayField
from tusach.node.programme.forms import _Chosen, reasons
from tusach.node.stock.forms import Line, Whole

Words = Callable[[Any], str]
"""One of several wordings, in the language of the page."""
YES, NO = "yes", "no"
_MET = [("", _("not known")), (YES, _("is met")), (NO, _("is not met"))]


class OpenForm(_Chosen):
    """A commune is held against criteria."""

    unit = forms.ChoiceField(label=_("Commune or ward"))
    criteria = forms.ChoiceField(label=_("Criteria"))
    year = forms.TypedChoiceField(label=_("Library year"), coerce=int)


class SubmitForm(forms.Form):
    """The answers are handed in as they are."""


class AnswerForm(forms.Form):
    """One answer to each criterion, all at once; what stays empty is not known."""

    def __init__(
        self, *told: Any, criteria: Sequence[Criterion], words: Words, hints: Any, **more: Any
    ) -> None:
        """hints: what is said below the first field of a criterion, by its code."""
        super().__init__(*told, **more)
        self.criteria = criteria
        for one in criteria:
            self._ask(one, words, hints.get(one.code, ""))

    def _ask(self, one: Criterion, words: Words, hint: str) -> None:
        name = words(one.names)
        if one.at_least is not None:
            label = f"{name} ({words(one.measure)})"
            self.fields[f"value_{one.code}"] = Whole(label, most=MOST_VALUE, help_text=hint)
        else:
            self.fields[f"met_{one.code}"] = forms.ChoiceField(
                label=name, choices=_MET, required=False, help_text=hint
            )
        if one.kind == DOCUMENT:
            self.fields[f"proof_{one.code}"] = Line(
                plain("%(what)s: number of the paper") % {"what": name}, most=LONGEST_PROOF
            )

    def said(self, one: Criterion) -> tuple[bool, int | None] | None:
        """Whether it is met, by which number; None where it is not known."""
        if one.at_least is not None:
            value = self.cleaned_data[f"value_{one.code}"]
            return None if value is None else (value >= one.at_least, value)
        met = self.cleaned_data[f"met_{one.code}"]
        return (met == YES, None) if met else None

    def answers(self) -> tuple[Answer, ...]:
        """What is known, in the order of the criteria."""
        found = []
        for one in self.criteria:
            said = self.said(one)
            if said is not None:
                proof = self.cleaned_data.get(f"proof_{one.code}", "")
                found.append(Answer(one.code, met=said[0], value=said[1], proof=proof))
        return tuple(found)


class InspectForm(AnswerForm):
    """What was found; what stays empty was not looked at.

    answered: the fact with the answers that stood on the page.
    """

    inspected_on = DayField(label=_("Inspected on"))
    answered = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def _ask(self, one: Criterion, words: Words, hint: str) -> None:
        super()._ask(one, words, hint)
        name = words(one.names)
        self.fields[f"why_{one.code}"] = forms.ChoiceField(
            label=plain("%(what)s: why otherwise") % {"what": name},
            choices=reasons(WHY),
            required=False,
        )
        self.fields[f"due_{one.code}"] = DayField(
            label=plain("%(what)s: to be mended until") % {"what": name}, required=False
        )

    def found(self) -> tuple[Found, ...]:
        """What was looked at, in the order of the criteria."""
        told = self.cleaned_data
        return tuple(
            Found(
                criterion=one.criterion,
                met=one.met,
                value=one.value,
                proof=one.proof,
                why=told[f"why_{one.criterion}"],
                due_on=told[f"due_{one.criterion}"],
            )
            for one in self.answers()
        )


def begun(
    criteria: Sequence[Criterion], said: Callable[[str], Answer | None], counted: Any
) -> dict[str, Any]:
    """What stands in the form: the answers that were given, else what records tell."""
    found: dict[str, Any] = {}
    for one in criteria:
        own = said(one.code)
        value = own.value if own else counted.get(one.code)
        found[f"value_{one.code}"] = "" if value is None else value
        found[f"met_{one.code}"] = "" if own is None else YES if own.met else NO
        found[f"proof_{one.code}"] = own.proof if own else ""
    return found
