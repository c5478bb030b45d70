"""What pages of the programme say once something was done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tusach.node.pages import toasts


def register_all() -> None:
    """Say how each message is worded."""
    toasts.register("programme.told", lambda ids: _("Entered."))
    toasts.register("programme.ended", lambda ids: _("Ended; what was done before stays counted."))
    toasts.register("programme.forgotten", lambda ids: _("The name is being erased everywhere."))
