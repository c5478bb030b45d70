"""What pages of trips say once something was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tusach.node.pages import toasts

Words = Mapping[str, Any]


def register_all() -> None:
    """Say how each message is worded."""
    toasts.register("trips.planned", lambda ids: _("The trip is planned. Promise its days next."))
    toasts.register("trips.published", lambda ids: _("Promised: the places see the days now."))
    toasts.register("trips.plan_promised", plan_promised)
    toasts.register("trips.pinned", lambda ids: _("Kept with the plan. Plan once more with it."))
    toasts.register("trips.unpinned", lambda ids: _("Not wanted any more. Plan once more."))
    toasts.register("trips.cancelled", lambda ids: _("Called off; the places see that, too."))
    toasts.register("trips.departed", lambda ids: _("Have a good trip."))
    toasts.register("trips.opened", lambda ids: _("The stop is open. Lend, take back, count."))
    toasts.register("trips.stop_closed", lambda ids: _("The stop is closed."))
    toasts.register("trips.missed", lambda ids: _("Written down why it was not served."))
    toasts.register("trips.confirmed", lambda ids: _("The confirmation is written down."))
    toasts.register("trips.photograph_kept", lambda ids: _("The photograph is kept."))
    toasts.register("trips.photograph_removed", lambda ids: _("Removed here, and everywhere soon."))
    toasts.register("trips.signers_forgotten", lambda ids: _("The names are removed."))
    toasts.register("trips.returned", lambda ids: _("Welcome back. Close the account next."))
    toasts.register("trips.closed", lambda ids: _("The account of the trip is closed."))
    toasts.register("trips.undone", lambda ids: _("Taken back."))


def plan_promised(ids: Words) -> str:
    """What became of a plan, in words."""
    told = int(ids["planned"]) + int(ids["changed"])
    if not (told or int(ids["cancelled"]) or int(ids["left"])):
        return _("Nothing has changed: the plan was promised already.")
    said = [ngettext("{n} trip promised.", "{n} trips promised.", told).format(n=told)]
    for name, line in _PROMISED:
        if n := int(ids[name]):
            said.append(_(line).format(n=n))
    return " ".join(said)


_PROMISED = (
    ("cancelled", gettext_noop("Called off, since the plan has them no more: {n}.")),
    ("left", gettext_noop("Left as typed by hand or under way: {n}.")),
    ("founded", gettext_noop("New stops: {n}.")),
)
