"""The forms of a market: what it is, its rule, days that differ, whether it suits a vehicle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tusach.library.calendar.lunar import LunarCalendar, LunarDate, NoLunarDay
from tusach.library.markets import facts, grammar, rules
from tusach.node.office.place_forms import ClockField, DayField, PlainText
from tusach.node.office.room import Room
from tusach.node.office.rule_form import choose, number_field
from tusach.node.pages.writing import day_from, term
from tusach.node.wording.lunar import BRANCHES
from tusach.node.wording.market_rules import KINDS, SHORT_MONTHS
from tusach.node.wording.refusals import say_refusal
from tusach.node.wording.terms import WEEKDAYS

_PARTS = re.compile(r"[\s,;]+")
_LUNAR = re.compile(r"(\d{1,2})/(\d{1,2})(n?)/(\d{4})\s*al\.?\Z", re.ASCII | re.IGNORECASE)
_CIRCUMFLEX = "\u00e2"
"""The first letter of the word for lunar, as it is written in Vietnamese."""


class EitherDayField(DayField):
    """A day of the solar calendar, or of the lunar one with "al" behind; one that is none is named.

    8/1/2027 al is the lunar eighth; 8/6n/2025 al lies in a leap month.
    """

    calendar: LunarCalendar

    def clean(self, value: Any) -> Any:
        """The day as `YYYY-MM-DD`."""
        text = str(value or "").strip().lower().replace(_CIRCUMFLEX, "a")
        found = _LUNAR.match(text)
        if found is None:
            return super().clean(value)
        day, month, leap, year = found.groups()
        try:
            asked = LunarDate(int(day), int(month), int(year), leap=bool(leap))
            return self.calendar.to_solar(asked).isoformat()
        except NoLunarDay as fault:
            raise forms.ValidationError(say_refusal(fault.refusal)) from fault


class NumbersField(forms.CharField):
    """Whole numbers with blanks or commas between them."""

    def __init__(self, *, least: int, most: int, **told: Any) -> None:
        self.least, self.most = least, most
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            required=False, max_length=200, widget=forms.TextInput(attrs=attrs), **told
        )

    def clean(self, value: Any) -> Any:
        """The numbers in order, each once; one that cannot be is named."""
        parts = [part for part in _PARTS.split(super().clean(value)) if part]
        for part in parts:
            number = int(part) if part.isascii() and part.isdigit() and len(part) < 4 else -1
            if not self.least <= number <= self.most:
                words = gettext("“%(part)s” cannot be. Enter numbers from %(least)d to %(most)d.")
                told = {"part": part[:20], "least": self.least, "most": self.most}
                raise forms.ValidationError(words % told)
        return tuple(sorted({int(part) for part in parts}))


def _line(label: Any, *, most: int, required: bool = False, help_text: Any = "") -> PlainText:
    return PlainText(
        label=label,
        required=required,
        help_text=help_text,
        max_length=most,
        error_messages={
            "required": _("This must not stay empty."),
            "max_length": _("This is too long."),
        },
    )


class DescribeForm(forms.Form):
    """What a market is and where."""

    name = _line(_("Name of the market"), most=rules.LONGEST_NAME, required=True)
    unit = forms.ChoiceField(label=_("Commune or ward"), required=False)
    unit_doubted = forms.BooleanField(label=_("The commune is not sure"), required=False)
    opens = ClockField(label=_("Begins at"), required=False)
    closes = ClockField(label=_("Is over at"), required=False)
    source = _line(_("Who says so"), most=rules.LONGEST_SOURCE)

    def __init__(self, units: Iterable[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["unit"], [("", _("not known")), *units])


class NewForm(DescribeForm):
    """A new market."""

    code = _line(
        _("Code"),
        most=60,
        required=True,
        help_text=_("Small letters without marks, words joined by _, for example tong_cot."),
    )
    field_order = ("code", "name")


class MarketRuleForm(forms.Form):
    """One version of a rule; only the fields of the chosen kind count."""

    kind = forms.ChoiceField(label=_("Meets on"), choices=list(KINDS.items()))
    digits = NumbersField(
        label=_("Days ending in"),
        least=0,
        most=9,
        help_text=_("For example 2 7: days 2, 7, 12, 17, 22, 27. 0 means 10, 20 and 30."),
    )
    days = NumbersField(label=_("Single days of the month"), least=1, most=31)
    short_month = forms.ChoiceField(
        label=_("Where day 30 is missing"),
        required=False,
        help_text=_("Only for markets of day 30. Ask the commune."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    branches = forms.TypedMultipleChoiceField(
        label=_("Branches"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    month = number_field(_("Lunar month"), most=12, help_text=_("For a market once a year."))
    day = number_field(_("First lunar day"), most=31)
    run = number_field(_("How many days"), most=30, help_text=_("Empty: one."))
    dates = forms.CharField(
        label=_("Days one by one"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "inputmode": "numeric", "autocomplete": "off"}),
    )
    every_days = number_field(
        _("Every so many days"), most=60, help_text=_("If only that is known.")
    )
    valid_from = DayField(label=_("From"))
    valid_until = DayField(label=_("Until"), required=False)
    certainty = forms.ChoiceField(label=_("How sure"))
    source = _line(_("Who says so"), most=rules.LONGEST_SOURCE, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["kind"], [(code, _(words)) for code, words in KINDS.items()])
        choose(self.fields["short_month"], [(code, _(w)) for code, w in SHORT_MONTHS.items()])
        names = [(str(nr), _(name)) for nr, name in enumerate(WEEKDAYS, start=1)]
        choose(self.fields["weekdays"], names)
        choose(self.fields["branches"], [(str(nr), one) for nr, one in enumerate(BRANCHES)])
        sure = (facts.CONFIRMED, facts.PUBLISHED)
        choose(self.fields["certainty"], [(code, term(code)) for code in sure])

    def clean_dates(self) -> tuple[str, ...]:
        """The days as `YYYY-MM-DD`; one that cannot be read is named."""
        parts = [part for part in _PARTS.split(self.cleaned_data["dates"]) if part]
        days = [(part, day_from(part)) for part in parts]
        odd = [part for part, day in days if day is None]
        if odd:
            words = gettext("“%(day)s” is no day. Write it as day/month/year, as 23/11/2026.")
            raise forms.ValidationError(words % {"day": odd[0][:20]})
        return tuple(sorted({day for _part, day in days if day is not None}))

    def rule(self) -> grammar.Rule:
        """What the fields of the chosen kind say."""
        told = self.cleaned_data
        match told["kind"]:
            case "lunar":
                return grammar.Lunar(told["digits"], told["days"], told["short_month"])
            case "solar":
                return grammar.Solar(told["digits"], told["days"])
            case "weekly":
                return grammar.Weekly(tuple(sorted(told["weekdays"])))
            case "zodiac":
                return grammar.Zodiac(tuple(sorted(told["branches"])))
            case "yearly_lunar":
                return grammar.YearlyLunar(told["month"] or 0, told["day"] or 0, told["run"] or 1)
            case "explicit":
                return grammar.Explicit(told["dates"])
            case _:
                return grammar.Unknown("", told["every_days"])

    def body(self) -> facts.MarketRuleSet:
        """The rule as a fact says it."""
        told = self.cleaned_data
        return facts.MarketRuleSet(
            rule=self.rule(),
            valid_from=told["valid_from"],
            valid_until=told["valid_until"],
            certainty=told["certainty"],
            sources=(told["source"],),
        )


class DaysForm(forms.Form):
    """Days on which it is otherwise than the rule says."""

    first = EitherDayField(
        label=_("First day"),
        help_text=_("As 23/11/2026; a lunar day with “al” behind it, as 25/12/2026 al."),
    )
    last = EitherDayField(label=_("Last day"), required=False, help_text=_("Empty: one day."))
    how = forms.ChoiceField(label=_("On these days"))
    reason = forms.ChoiceField(label=_("Reason"), required=False)

    def __init__(self, room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "last"):
            field = self.fields[name]
            assert isinstance(field, EitherDayField)
            field.calendar = room.node.lunar
        choose(self.fields["how"], [(code, term(code)) for code in facts.CHANGES])
        reasons = [(code, term(code)) for code in rules.REASONS_OF_DAYS]
        choose(self.fields["reason"], [("", _("not said")), *reasons])


class JudgeForm(forms.Form):
    """Whether the market suits a vehicle, and why."""

    suitable = forms.ChoiceField(label=_("Suits the vehicle"))
    reasons = forms.MultipleChoiceField(
        label=_("Its reasons"), required=False, widget=forms.CheckboxSelectMultiple
    )
    judged_from = DayField(label=_("From"))
    decision = _line(_("Number of the decision"), most=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [("yes", _("yes")), ("no", _("no")), ("open", _("not decided"))]
        choose(self.fields["suitable"], words)
        reasons = [(code, term(code)) for code in rules.REASONS_OF_JUDGING]
        choose(self.fields["reasons"], reasons)

    def body(self) -> facts.MarketJudged:
        """The decision as a fact says it."""
        told = self.cleaned_data
        return facts.MarketJudged(
            suitable={"yes": True, "no": False}.get(told["suitable"]),
            valid_from=told["judged_from"],
            reasons=tuple(told["reasons"]),
            decision=told["decision"],
        )


class EndForm(forms.Form):
    """The market is no more."""

    ended_on = DayField(label=_("First day without it"))
    end_decision = _line(_("Number of the decision"), most=80)
