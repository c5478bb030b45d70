"""The forms of a photograph: the file with what is said of children on it, and why one goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tusach.library.trips.evidence import CONSENT, LARGEST_BYTES, NO_CHILD
from tusach.node.office.place_forms import DayField
from tusach.node.pages.writing import term

REMOVE_REASONS = ("seen_asks", "child_seen", "unclear_picture", "mistake")


class PictureForm(forms.Form):
    """One photograph, and what whoever adds it says of the children on it."""

    file = forms.FileField(
        label=_("Photograph"),
        help_text=_("JPEG, 200 kB at most. The page makes a large one small by itself."),
        widget=forms.FileInput(
            attrs={"accept": "image/*", "capture": "environment", "data-most": LARGEST_BYTES}
        ),
    )
    children = forms.ChoiceField(
        label=_("Children on it"),
        widget=forms.RadioSelect,
        choices=(
            (NO_CHILD, _("No child can be recognised")),
            (CONSENT, _("The parents or those who answer for them agreed; we hold the paper")),
        ),
        error_messages={"required": _("Say whether a child can be recognised on it.")},
    )
    taken_on = DayField(label=_("Taken on"))


class RemovePictureForm(forms.Form):
    """Why a photograph goes."""

    reason = forms.ChoiceField(label=_("Reason"))

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        choices = [(code, term(code)) for code in REMOVE_REASONS]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]
