"""The fields of targets and baselines."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from tusach.library.programme import facts
from tusach.library.programme.aims import ROUNDINGS, WAYS
from tusach.library.programme.telling import YEAR_KINDS
from tusach.node.office.place_forms import DayField
from tusach.node.programme.forms import _Chosen, terms
from tusach.node.stock.forms import Line, Whole

MOST_NUMBER = 10**12
_MILESTONE = re.compile(r"([0-9]{4})\s*[:;=]\s*([0-9]{1,9})\s*%?")


def typed(milestones: tuple[tuple[int, int], ...]) -> str:
    """Milestones as people type them, each on its line."""
    return "\n".join(f"{at}: {value}" for at, value in milestones)


class _Paper(_Chosen):
    """What every word about a target stands on."""

    paper = Line(_("Number of the paper"), most=40, required=True)
    dated = DayField(label=_("Dated"))


class TargetForm(_Paper):
    """How a target is read, and by when it is to come to what."""

    reading = forms.ChoiceField(label=_("Way to read it"))
    milestones = forms.CharField(
        label=_("Milestones"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text=_("Each on its line: the year, a colon, percent or number. For example 2026: 15"),
    )
    interpolate = forms.ChoiceField(label=_("Between milestones"), choices=lambda: terms(WAYS))
    rounding = forms.ChoiceField(label=_("Counted in"), choices=lambda: terms(ROUNDINGS))
    period = forms.ChoiceField(label=_("Kind of year"), choices=lambda: terms(YEAR_KINDS))

    field_order = ("reading", "milestones", "interpolate", "rounding", "period", "paper", "dated")

    def clean_milestones(self) -> tuple[facts.Milestone, ...]:
        """Year and value of each line."""
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["milestones"].splitlines())):
            met = _MILESTONE.fullmatch(line)
            if met is None:
                raise forms.ValidationError(
                    _("Write each milestone as 2026: 15. This is none: %(line)s"),
                    params={"line": line[:40]},
                )
            found.append(facts.Milestone(int(met[1]), int(met[2])))
        return tuple(found)


class BaselineForm(_Paper):
    """What a period came to, as a paper says it."""

    reading = forms.ChoiceField(label=_("Way to read it"))
    period = forms.ChoiceField(label=_("Period"))
    unit = forms.ChoiceField(label=_("Commune or ward"), required=False)
    num = Whole(_("Declared number"), required=True, most=MOST_NUMBER)
    den = Whole(
        _("Out of how many"), most=MOST_NUMBER, help_text=_("Only for shares; else leave it empty.")
    )
    grade = forms.ChoiceField(
        label=_("How the number is known"), choices=lambda: terms(facts.GRADES)
    )

    field_order = ("reading", "period", "unit", "num", "den", "grade", "paper", "dated")


class TakeBackForm(_Chosen):
    """Which word is taken back, and why."""

    what = forms.ChoiceField(label=_("What is taken back"))
    reason = forms.ChoiceField(label=_("Reason"), required=False)
