"""Sticks that let machines in: they are prepared here, and who came with one is looked at."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tusach.library.nodes.facts import node_subject
from tusach.node.acts import inviting
from tusach.node.acts.machines import machine as machine_of
from tusach.node.acts.travelling import vehicles
from tusach.node.network.machines import HUB_ONLY, room_post
from tusach.node.office.room import Room, in_office
from tusach.node.pages import toasts
from tusach.node.people.access import Act, rule
from tusach.node.settings import machine as system
from tusach.node.settings import sticks as plugged
from tusach.node.store.keys import fingerprint
from tusach.node.sync import errands, preparing, reach
from tusach.node.sync.certifying import check_hub
from tusach.node.sync.errands import PREPARE, Errand
from tusach.node.sync.labels import label, readme
from tusach.node.sync.messages import BadMessage
from tusach.node.wording.network import say_invited, say_network

ZIP = "tusach-sticks.zip"
MOST_DAYS = 365


def shown(room: Room) -> list[dict[str, Any]]:
    """Every invitation with which somebody came of whom people have to say who it is."""
    store = room.node.store
    return [
        {
            "place": room.name(one.place) or room.node.place(one.place).code,
            "why": say_invited(one.why),
            "uses": [
                {
                    "subject": node_subject(store.tenant, use.key),
                    "print": fingerprint(bytes.fromhex(use.key)),
                    "state": use.state,
                    "told_ms": use.told_ms,
                    "listed": machine_of(store, node_subject(store.tenant, use.key)) is not None,
                }
                for use in one.uses
            ],
        }
        for one in inviting.to_look_at(store, moving=vehicles(room.node))
    ]


@rule(HUB_ONLY)
@in_office(Act.APPOINT, methods=("POST",), everywhere=True)
def decide(request: HttpRequest, room: Room, machine: str) -> HttpResponse:
    """People say whether a machine that came with a stick is the right one."""
    store, by = room.node.store, room.staff.staff_id
    keys = {
        node_subject(store.tenant, use.key): use.key
        for one in inviting.to_look_at(store)
        for use in one.open
    }
    step = request.POST.get("step", "")
    if machine not in keys or step not in ("admit", "refuse"):
        raise Http404
    if step == "admit":
        done = inviting.admit(store, keys[machine], by=by, moving=vehicles(room.node))
    else:
        done = inviting.refuse(store, keys[machine], by=by)
    if done is not None:
        values = {"invited": shown(room), "wrong": room.say(done), "is_hub": True}
        return render(request, "network/requests.html", values, status=422)
    toasts.add(request, "network.admitted" if step == "admit" else "network.refused")
    return redirect("network:requests")


class PrepareForm(forms.Form):
    """For which places, until when, and where the province is asked."""

    places = forms.MultipleChoiceField(
        label=_("For these places"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one place.")},
    )
    days = forms.IntegerField(
        label=_("Days until a stick lets nobody in any more"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=preparing.DAYS,
    )
    address = forms.CharField(
        label=_("Address of the province"),
        required=False,
        max_length=300,
        help_text=_("Where the machines reach this one. Empty: they exchange by stick only."),
    )

    def __init__(self, free: list[preparing.Free], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = self.fields["places"]
        assert isinstance(places, forms.MultipleChoiceField)
        places.choices = [
            (one.code, f"{one.name} ({one.code})" + (f": {note}" if (note := _note(one)) else ""))
            for one in free
        ]


ASKS = _("has readers already, so its machine asks")
MOVES = _("a vehicle: compare its number before it is let in")


def _note(one: preparing.Free) -> Any:
    return ASKS if one.has_readers else MOVES if one.moves else ""


@rule(HUB_ONLY)
@in_office(Act.APPOINT, methods=("GET", "HEAD", "POST"), everywhere=True)
def prepare(request: HttpRequest, room: Room) -> HttpResponse:
    """A folder for each of some places: onto a stick that is plugged in, or as one file."""
    free, media = preparing.free_places(room.node), system.media()
    begin = {"places": [one.code for one in free], "address": reach.address() or ""}
    form = PrepareForm(free, room_post(request), initial={**begin, "days": preparing.DAYS})
    values: dict[str, Any] = {"form": form, "media": media, "free": free, "wrong": ""}
    values["locked"] = plugged.locked()
    values["is_hub"] = room.node.store.identity.role == "hub"
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "network/prepare.html", values, status=status)
    folder = request.POST.get("folder", "")
    try:
        check_hub(room.node.store)
        if folder and folder not in {one.folder for one in media}:
            is_locked = folder in plugged.locked()
            code = "parcel.locked" if is_locked else "parcel.stick"
            raise BadMessage(code, folder=folder[:200])
    except BadMessage as fault:
        values["wrong"] = say_network(fault.code, fault.values)
        return render(request, "network/prepare.html", values, status=422)
    return _begin(room, form.cleaned_data, folder)


def _begin(room: Room, told: dict[str, Any], folder: str) -> HttpResponse:
    node, by = room.node, room.staff.staff_id
    errand = node.store.random.new_id()

    def deed(step: errands.Step) -> dict[str, Any]:
        made = preparing.invitations(
            node, address=told["address"], days=told["days"], places=told["places"], by=by
        )
        to = Path(folder) if folder else errands.folder_of(node.home, errand) / "stick"
        try:
            preparing.write(node, to, made, label=label, readme=readme, step=step)
            if not folder:
                _packed(to, errands.parcel_of(node.home, errand))
        finally:
            if not folder:
                shutil.rmtree(to, ignore_errors=True)
        asks = sum(1 for one in made if not one.seed)
        until = next((one.until for one in made if one.until), "")
        return {"file": ZIP, "places": len(made), "asks": asks, "until": until}

    begun = Errand(id=errand, what=PREPARE, whom=", ".join(told["places"])[:300], folder=folder)
    errands.begin(node, begun, deed)
    return redirect("network:errand", errand=errand)


def _packed(folder: Path, to: Path) -> None:
    with zipfile.ZipFile(to, "w") as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                file.write(path, path.relative_to(folder))
