"""An official list is taken in at once: one class, one decision, many communes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tusach.exchange.faults import RemoteFault
from tusach.exchange.sheets.reader import plain_rows
from tusach.ledger.draft import Refusal
from tusach.node.acts import class_lists
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule, staff
from tusach.node.trips.markets import form_status
from tusach.node.trips.visited import ClassForm
from tusach.node.wording.reasons import say_reason

MOST_ROWS = 5_000
SHOWN = 20


class ListForm(ClassForm):
    """One class by one decision, for the communes of a list."""

    rows = forms.CharField(
        label=_("The communes, one in a line"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("By name or by code, as they stand in the decision."),
    )
    file = forms.FileField(
        label=_("Or a file"), required=False, help_text=_("XLSX or CSV; a row for each commune.")
    )
    leave_out = forms.BooleanField(label=_("Leave out what is not found"), required=False)

    def __init__(self, room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(room, *args, **kwargs)
        del self.fields["whole_unit"]

    def clean(self) -> dict[str, Any]:
        """The rows of the file and of the field, as cells."""
        told = super().clean() or {}
        lines = told.get("rows", "").splitlines()
        cells: list[tuple[str, ...]] = [(line,) for line in lines if line.strip()]
        sent = told.get("file")
        if sent is not None:
            cells += self._of_file(sent)
        if not cells and not self.errors:
            self.add_error("rows", gettext("Enter at least one commune, or choose a file."))
        told["cells"] = cells
        return told

    def _of_file(self, sent: Any) -> list[tuple[str, ...]]:
        found = plain_rows(sent.read())
        if isinstance(found, RemoteFault):
            self.add_error("file", say_reason(found.reason))
            return []
        lines = [line for _nr, line in zip(range(MOST_ROWS), found, strict=False)]
        faults = [line.fault for line in lines if line.fault]
        if faults:
            self.add_error("file", say_reason(faults[0]))
        return [line.cells for line in lines]


@rule(staff("provincial"))
@in_office(Act.SET_RULES, methods=("GET", "HEAD", "POST"), everywhere=True)
def class_list(request: HttpRequest, room: Room) -> HttpResponse:
    """A list is looked at whole first; what it names and nobody knows is shown, nothing is told."""
    form = ListForm(
        room,
        request.POST or None,
        request.FILES or None,
        initial={"class_from": room.today},
    )
    found = None
    if request.method == "POST" and form.is_valid():
        found = class_lists.named(room.node, form.cleaned_data["cells"], on=room.today)
        if not found.unknown or (form.cleaned_data["leave_out"] and found.units):
            done = class_lists.classify_all(room.node, found.units, form.body(), room.at_node())
            if not isinstance(done, Refusal):
                toasts.add(request, "trips.classes_told", told=done.told, present=done.present)
                return redirect("trips:places")
            form.add_error(None, room.say(done))
        else:
            form.add_error(None, gettext("Some rows name no commune in force. Nothing is entered."))
    values = {
        "form": form,
        "unknown": found.unknown[:SHOWN] if found else (),
        "more": max(0, len(found.unknown) - SHOWN) if found else 0,
        "count": len(found.units) if found else 0,
    }
    return render(request, "trips/class_list.html", values, status=form_status(form))
