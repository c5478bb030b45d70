"""How far an erasure is on one machine, and why it was asked for, in words."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.node.wording.values import say_day

STATES = {
    "done": _("confirmed"),
    "waits": _("has not confirmed yet"),
    "revoked": _("shut out on {on}: it will not confirm, what it holds stays on it"),
    "released": _("gave up this library's readers on {on}, holds nothing"),
    "replaced": _("goes on under another key, which has confirmed"),
}
REASONS = {
    "wish": _("The person asks for it"),
    "deceased": _("The person has died"),
    "moved": _("The person has moved away"),
    "purpose_over": _("The purpose is over"),
    "mistake": _("Registered by mistake"),
}

WHO = {
    "reader": _("Reader"),
    "delivery": _("Giver"),
    "weeding": _("Council of a weeding"),
    "stop": _("Who confirmed a stop"),
    "worker": _("Library worker"),
    "crate": _("Who signed for a crate"),
}


def say_confirmation(state: str, on: str = "") -> str:
    """How far it is on one machine; on: the day that belongs to it."""
    return gettext(STATES.get(state, state)).format(on=say_day(on) if on else "")


def say_reason_of_erasing(code: str) -> str:
    """Why a person is erased."""
    return gettext(REASONS[code]) if code in REASONS else code


def say_erased(noun: str) -> str:
    """Who was erased, by the noun of the story that named them."""
    return gettext(WHO[noun]) if noun in WHO else noun
