"""The forms of a stop's evidence: a photograph, the commune's word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tusach.library.trips.facts import StopConfirmed
from tusach.node.office.picture_forms import PictureForm, RemovePictureForm
from tusach.node.pages.writing import plain_text, term

RemoveForm = RemovePictureForm
CONFIRMATIONS = ("stamp", "signature", "login")
SHEET = "signed_sheet"
ROLES = (
    "commune_office",
    "village_head",
    "school_staff",
    "post_office_staff",
    "border_guard",
    "other_signer",
)
SHOWS = ("readers_there", "books_there", "stop_place", "road_state", SHEET)


def _terms(codes: tuple[str, ...], empty: Any = None) -> list[tuple[str, Any]]:
    first = [] if empty is None else [("", empty)]
    return [*first, *((code, term(code)) for code in codes)]


class PhotographForm(PictureForm):
    """One photograph of a stop."""

    shows = forms.ChoiceField(label=_("What it shows"))
    field_order = ("file", "shows", "children", "taken_on")

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.fields["shows"].choices = _terms(SHOWS)  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """How the commune says that the vehicle was there, and who signed."""

    how = forms.ChoiceField(label=_("Confirmed by"))
    paper = forms.CharField(label=_("Number of the paper"), required=False, max_length=60)
    role = forms.ChoiceField(label=_("Who signed"), required=False)
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=80,
        help_text=_("Kept apart from the entry, and can be removed later."),
    )
    photograph = forms.ChoiceField(label=_("Photograph of the signed sheet"), required=False)

    def __init__(self, *told: Any, sheets: tuple[tuple[str, str], ...] = (), **more: Any) -> None:
        super().__init__(*told, **more)
        self.fields["how"].choices = _terms(CONFIRMATIONS)  # type: ignore[attr-defined]
        self.fields["role"].choices = _terms(ROLES, "—")  # type: ignore[attr-defined]
        self.fields["photograph"].choices = [("", "—"), *sheets]  # type: ignore[attr-defined]
        if not sheets:
            del self.fields["photograph"]

    def clean_paper(self) -> str:
        """The number, composed."""
        return plain_text(self.cleaned_data["paper"])

    def clean_name(self) -> str:
        """The name, composed."""
        return plain_text(self.cleaned_data["name"])

    def body(self, trip: str) -> StopConfirmed:
        """What was said, without the name."""
        told = self.cleaned_data
        return StopConfirmed(
            trip=trip,
            how=told["how"],
            paper=told["paper"],
            role=told["role"],
            photograph=told.get("photograph") or None,
        )
