"""What was just settled, in words, for the next page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tusach.ledger.draft import Refusal
from tusach.node.pages import toasts
from tusach.node.wording.refusals import say_refusal

SETTLED, UNDONE, REFUSED = "worklist.settled", "worklist.undone", "worklist.refused"


def _refused(ids: Mapping[str, Any]) -> str:
    return say_refusal(Refusal(ids["refusal"], dict(ids.get("values", {}))))


def register_all() -> None:
    """Say how each message is worded."""
    toasts.register(SETTLED, lambda ids: _("Settled. It can be taken back for ten minutes."))
    toasts.register(UNDONE, lambda ids: _("Taken back. It waits on the list again."))
    toasts.register(REFUSED, _refused)
