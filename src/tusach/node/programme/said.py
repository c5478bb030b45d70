"""What pages of the programme say once something was done."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.node.pages import toasts
from tusach.node.wording.refusals import say_refusal


def register_all() -> None:
    """Say how each message is worded."""
    toasts.register("programme.told", lambda ids: _("Entered."))
    toasts.register("programme.ended", lambda ids: _("Ended; what was done before stays counted."))
    toasts.register("programme.no_bundle", _no_bundle)
    toasts.register("programme.tasks_refused", _no_bundle)
    toasts.register(
        "programme.tasks_given",
        lambda ids: _("Tasks given: {given}. There already: {there}.").format_map(dict(ids)),
    )
    toasts.register("programme.task_done", lambda ids: _("Done."))
    toasts.register("programme.picture_kept", lambda ids: _("The photograph is kept."))
    toasts.register(
        "programme.picture_removed", lambda ids: _("Removed here, and everywhere soon.")
    )
    toasts.register("programme.forgotten", lambda ids: _("The name is being erased everywhere."))


def _no_bundle(ids: Any) -> str:
    values = dict(ids)
    return say_refusal(Refusal(str(values.pop("refusal")), values))
