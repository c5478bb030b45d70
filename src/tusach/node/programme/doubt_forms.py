"""The fields of doubts and of spot checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tusach.library.doubts import facts
from tusach.library.doubts.rules import EVENTS, MOST_DRAWN, SOURCES, USUAL_DRAWN
from tusach.node.office.place_forms import DayField
from tusach.node.programme.forms import MARKS, _Chosen
from tusach.node.stock.forms import Line, Whole
from tusach.node.wording import doubts as words
from tusach.node.wording.doubts import say_code


def said(codes: Iterable[str], by: Mapping[str, str]) -> list[tuple[str, str]]:
    """Codes with their words."""
    return [(code, say_code(by, code)) for code in codes]


class AnswerForm(_Chosen):
    """What was found of points that need verification."""

    points = forms.MultipleChoiceField(label=_("Which points"), widget=MARKS)
    how = forms.ChoiceField(label=_("Outcome of the check"))
    event = forms.ChoiceField(label=_("Event that explains it"), required=False)

    def __init__(self, *told: Any, points: Sequence[tuple[str, str]], **more: Any) -> None:
        choices: dict[str, Any] = {
            "points": points,
            "how": said(facts.HOWS, words.HOWS),
            "event": [("", "–"), *said(EVENTS, words.EVENTS)],
        }
        super().__init__(*told, choices=choices, **more)


class DrawForm(_Chosen):
    """Records are drawn by a public value."""

    place = forms.ChoiceField(label=_("Place"))
    month = forms.ChoiceField(label=_("Month"))
    of = forms.ChoiceField(label=_("Drawn from"))
    source = forms.ChoiceField(label=_("Public value from"))
    public_on = DayField(label=_("Public value of the day"))
    public = Line(
        _("Public value"),
        most=64,
        required=True,
        help_text=_("As it was published, for example 82941. Say beforehand which one you take."),
    )
    n = Whole(_("Number of records"), most=MOST_DRAWN)

    def __init__(self, *told: Any, choices: Mapping[str, Any], **more: Any) -> None:
        more["initial"] = {"n": USUAL_DRAWN, **more.get("initial", {})}
        own = {
            "of": said(facts.CHECKED, words.CHECKED),
            "source": said(SOURCES, words.SOURCES),
        }
        super().__init__(*told, choices={**choices, **own}, **more)


class FoundForm(forms.Form):
    """What was found of each record that was drawn. drawing: the fact that drew."""

    drawing = forms.CharField(max_length=32, widget=forms.HiddenInput)

    def __init__(
        self, *told: Any, drawn: Sequence[str], named: Mapping[str, str], **more: Any
    ) -> None:
        super().__init__(*told, **more)
        self.drawn = drawn
        choices = said(words.FOUND, words.FOUND)
        for nr, one in enumerate(drawn, start=1):
            self.fields[one] = forms.ChoiceField(
                label=f"{nr}. {named.get(one, one[:8])}", choices=choices, required=False
            )

    def found(self) -> facts.SpotcheckAnswered:
        """What was entered, whole."""

        def those(what: str) -> tuple[str, ...]:
            return tuple(one for one in self.drawn if self.cleaned_data[one] == what)

        return facts.SpotcheckAnswered(
            self.cleaned_data["drawing"], those("confirmed"), those("wrong"), those("unreached")
        )
