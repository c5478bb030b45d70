"""The fields of the pages of crates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tusach.library.calendar.months import months_later
from tusach.node.acts import crating
from tusach.node.acts.crating import MOST_AT_ONCE
from tusach.node.desk.counter import Counter
from tusach.node.pages.writing import slashes
from tusach.node.stock.forms import Day, Line, Whole


class MakeForm(forms.Form):
    """How many crates, and how many books go into each."""

    count = Whole(_("How many crates"), required=True)
    room = Whole(_("Books that go into one"), help_text=_("May stay empty."))

    def clean_count(self) -> int:
        """At least one, and no more than two sheets of labels."""
        told = int(self.cleaned_data["count"] or 0)
        if not 1 <= told <= MOST_AT_ONCE:
            raise forms.ValidationError(
                _("Enter a number from 1 to %(most)d."), params={"most": MOST_AT_ONCE}
            )
        return told


class SendForm(forms.Form):
    """Where a crate goes, and until when it stays there."""

    to = forms.ChoiceField(label=_("Goes to"))
    back_on = Day(_("Due back by"), help_text=_("Empty only where the crate goes home."))

    def __init__(
        self, counter: Counter, owner: str | None, *args: Any, home: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        rows = counter.node.store.query(
            "SELECT subject, name FROM place WHERE tenant = ? AND closed_on IS NULL ORDER BY name",
            (counter.node.tenant,),
        )
        places = [(one, name) for one, name in rows if one != counter.place]
        field.choices = [("", _("choose")), *places]
        limit = crating.limits_of(counter.node, counter.on).months
        if limit is not None and not home:
            latest = months_later(counter.on, limit.value)
            self.fields["back_on"].initial = slashes(latest)
        if home:
            field.initial = home

    def clean(self) -> dict[str, Any]:
        """A crate that does not go home has a day on which it is due back."""
        told = super().clean() or {}
        goes_away = bool(told.get("to")) and told["to"] != self.owner
        if goes_away and not told.get("back_on") and "back_on" not in self.errors:
            self.add_error("back_on", _("Write the day by which the crate comes back."))
        return told


class SignForm(forms.Form):
    """Who signed for a crate, on paper or here."""

    paper = Line(_("Number of the minutes"), most=40)
    gave = Line(_("Who handed over"), most=80)
    gave_post = Line(_("Post of who handed over"), most=80)
    took = Line(_("Who received"), most=80)
    took_post = Line(_("Post of who received"), most=80)

    def clean(self) -> dict[str, Any]:
        """Somebody is named."""
        told = super().clean() or {}
        if not told.get("gave") and not told.get("took"):
            self.add_error("gave", _("Enter the name of who handed over, who received, or both."))
        return told
