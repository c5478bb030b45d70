"""What was just done with machines, in words, for the next page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tusach.node.pages import toasts

WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "network.renewed": lambda ids: _("The lease was renewed. It hears of it when next met."),
    "network.revoked": lambda ids: _("The machine is shut out of the network."),
    "network.admitted": lambda ids: _("The machine was let in. It hears of it when next met."),
    "network.refused": lambda ids: _("Nothing of that machine counts."),
    "network.joined": lambda ids: _("This library belongs to the network now."),
}


def register_all() -> None:
    """Say how each message is worded."""
    for code, words in WORDS.items():
        toasts.register(code, words)
