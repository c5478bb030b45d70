"""The fields of the pages of the stock."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as plain
from django.utils.translation import gettext_lazy as _

from tusach.library.catalogue.facts import LawDescribed
from tusach.library.catalogue.isbn import valid_isbn13
from tusach.library.catalogue.laws import law_number
from tusach.library.deliveries.rules import CONDITIONS, GIVERS, SOURCES
from tusach.library.places.codes import is_printed_code
from tusach.node.desk.counter import Counter
from tusach.node.pages.writing import day_from, plain_text, term

USUAL = ("language", "audience", "material", "source", "location")
"""What the next book of a pile probably has in common with the last."""
AUDIENCES = (
    ("", _("not known")),
    ("child", _("children")),
    ("young", _("young people")),
    ("adult", _("adults")),
    ("general", _("everybody")),
)
_YEAR = _("Enter the year with four digits, for example 2014.")
_MONEY = re.compile(r"[0-9][0-9. ]{0,15}")


class Line(forms.CharField):
    """One line of text, composed, without what a person cannot have meant."""

    def __init__(self, label: Any, *, most: int, required: bool = False, **more: Any) -> None:
        wrong = {"required": _("This must not stay empty."), "max_length": _("This is too long.")}
        super().__init__(
            label=label, required=required, max_length=most, error_messages=wrong, **more
        )

    def clean(self, value: Any) -> str:
        """The text."""
        return plain_text(super().clean(value))


class Whole(forms.CharField):
    """A whole number, with or without the separators that people write. most: None = any."""

    def __init__(
        self,
        label: Any,
        *,
        required: bool = False,
        help_text: Any = "",
        most: int | None = None,
    ) -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            max_length=20,
            error_messages={"required": _("This must not stay empty.")},
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )
        self.most = most

    def clean(self, value: Any) -> int | None:
        """The number, None where nothing stands there."""
        text = plain_text(super().clean(value)).rstrip("đ₫ ")
        if not text:
            return None
        if not _MONEY.fullmatch(text):
            raise forms.ValidationError(_("Write a whole number in digits, for example 45.000."))
        found = int(text.replace(".", "").replace(" ", ""))
        if self.most is not None and found > self.most:
            raise forms.ValidationError(_("This is too much."))
        return found


class Day(forms.CharField):
    """A day as dd/mm/yyyy, None where nothing stands there."""

    def __init__(self, label: Any, *, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=10,
            help_text=help_text,
            widget=forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "size": 10}
            ),
        )

    def clean(self, value: Any) -> str | None:
        """The day."""
        text = super().clean(value).strip()
        if not text:
            return None
        found = day_from(text)
        if found is None:
            raise forms.ValidationError(_("Write the day as dd/mm/yyyy, for example 20/11/2026."))
        return found


class TitleForm(forms.Form):
    """The three fields of a book that is not known here, and the two that may help."""

    isbn = Line(
        _("ISBN"),
        most=40,
        widget=forms.TextInput(attrs={"data-scan": "fill", "inputmode": "numeric"}),
    )
    title = Line(_("Title"), most=600, required=True)
    author = Line(_("Author"), most=400, help_text=_("Several: with a semicolon between them."))
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1000,
        max_value=2100,
        error_messages={"invalid": _YEAR, "min_value": _YEAR, "max_value": _YEAR},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    audience = forms.ChoiceField(label=_("For whom"), choices=AUDIENCES, required=False)
    dewey = forms.RegexField(
        label=_("Class number (Dewey)"),
        regex=r"^[0-9]{3}(\.[0-9]{1,8})?$",
        required=False,
        error_messages={"invalid": _("Three digits, then perhaps a dot and more, as 895.922.")},
    )

    def __init__(self, counter: Counter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [one for one in counter.node.profile.province.languages if one.content]
        choices = [("", plain("not known"))]
        choices += [(one.code, counter.words(one.names)) for one in languages]
        _choose(self, "language", choices)

    def clean_isbn(self) -> str:
        """The ISBN as 13 digits; a wrong one is asked for again."""
        given = str(self.cleaned_data["isbn"])
        found = valid_isbn13(given) if given else ""
        if found is None:
            raise forms.ValidationError(
                _("Its check digit is wrong. Look once more; without an ISBN leave it empty.")
            )
        return found


class CopyForm(forms.Form):
    """What belongs to the copies in somebody's hands."""

    material = forms.ChoiceField(label=_("Kind of material"))
    source = forms.ChoiceField(label=_("How it came"), required=False)
    price = Whole(_("Price of one copy"))
    copies = forms.IntegerField(
        label=_("How many copies"),
        required=False,
        min_value=1,
        max_value=50,
        initial=1,
        error_messages={
            "invalid": _("Enter a number from 1 to 50."),
            "min_value": _("Enter a number from 1 to 50."),
            "max_value": _("Enter a number from 1 to 50."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    code = Line(
        _("Number on the label"),
        most=60,
        help_text=_("Empty: the next number is drawn. An older number is kept as given."),
    )
    call_number = Line(_("Call number"), most=80)
    location = Line(_("Shelf or room"), most=80)
    legal = forms.BooleanField(label=_("Belongs to the legal bookcase"), required=False)
    laws = Line(
        _("Numbers of the laws in it"),
        most=400,
        help_text=_("As on the cover: 46/2019/QH14. Several: with a semicolon between them."),
    )

    def __init__(self, counter: Counter, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = counter.node.profile.lending.material_kinds
        _choose(self, "material", [(one.code, counter.words(one.names)) for one in kinds])
        sources = [("", plain("not said")), *((one, term(one)) for one in SOURCES)]
        _choose(self, "source", sources)

    def clean_code(self) -> str:
        """A printed number may be typed in groups; an older one stays as it is."""
        text = str(self.cleaned_data["code"])
        joined = text.replace(" ", "")
        return joined if is_printed_code(joined) else text

    def clean_laws(self) -> tuple[LawDescribed, ...]:
        """The laws by their numbers alone; what is known of each stays."""
        found = []
        for text in str(self.cleaned_data["laws"]).replace(",", ";").split(";"):
            if not text.strip():
                continue
            number = law_number(text)
            if number is None:
                raise forms.ValidationError(
                    _("“%(text)s” is no number of a law. Write it as on the paper: 46/2019/QH14."),
                    params={"text": text.strip()},
                )
            found.append(LawDescribed(number))
        return tuple(found)


class GiftForm(forms.Form):
    """What somebody gave, and who."""

    copies = Whole(_("How many copies"), required=True)
    titles = Whole(_("How many titles"))
    giver = forms.ChoiceField(label=_("Who gives"))
    name = Line(
        _("Name of the giver"),
        most=300,
        help_text=_("It stays at this library and the province. Empty: wants no name written."),
    )
    contact = Line(_("Telephone or address"), most=300)
    conditions = forms.MultipleChoiceField(
        label=_("Conditions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = Line(_("Wishes of the giver, in words"), most=1000)
    paper = Line(_("Number of the receipt"), most=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "giver", [(one, term(one)) for one in GIVERS])
        field = self.fields["conditions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one, term(one)) for one in CONDITIONS]


class DeliveryForm(forms.Form):
    """What came in another way."""

    source = forms.ChoiceField(label=_("How it came"))
    paper = Line(_("Number of the invoice or minutes"), most=60)
    copies = Whole(_("How many copies"))
    titles = Whole(_("How many titles"))
    amount = Whole(_("Amount in all"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "source", [(one, term(one)) for one in SOURCES if one != "gift"])


class LawForm(forms.Form):
    """A law as it stands."""

    number = Line(_("Number of the law"), most=40, required=True)
    name = Line(_("Name of the law"), most=400)
    in_force_on = Day(_("In force from"))
    expired_on = Day(
        _("Not in force any more from"), help_text=_("As dd/mm/yyyy. Empty: still in force.")
    )
    ended_by = Line(_("Replaced by"), most=40)

    def clean_number(self) -> str:
        """The number as it is printed."""
        found = law_number(str(self.cleaned_data["number"]))
        if found is None:
            raise forms.ValidationError(_("Write the number as on the paper: 46/2019/QH14."))
        return found


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
