"""What `base.html` needs on every page."""

from collections.abc import Callable
from typing import Any

from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from tusach.node.pages import nav, toasts
from tusach.node.people import directory
from tusach.node.people.access import actor_from
from tusach.node.people.actors import Actor, Anonymous, Reader, Staff
from tusach.node.settings import told
from tusach.node.settings.hosts import is_confidential

_waiting: Callable[[], int | None] = lambda: None  # noqa: E731


def install_waiting(count: Callable[[], int | None]) -> None:
    """Say how many facts wait to be sent; None hides the slot. Called once at start."""
    global _waiting
    _waiting = count


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the values that every template may use."""
    actor = actor_from(request)
    return {
        "actor": actor,
        "who": SimpleLazyObject(lambda: _who(actor)),
        "main_navigation": SimpleLazyObject(lambda: nav.entries(request)),
        "languages_offered": [
            {"code": code, "name": _own_name(code), "now": code == get_language()}
            for code in told.languages()
        ],
        "toasts": SimpleLazyObject(lambda: list(toasts.take(request))),
        "waiting_facts": SimpleLazyObject(_count_waiting) if isinstance(actor, Staff) else None,
        "connection_is_confidential": SimpleLazyObject(lambda: is_confidential(request)),
        "debug": told.debug(),
    }


def _own_name(code: str) -> str:
    # A language is named in itself, so that whoever reads it finds it.
    name = str(LANG_INFO.get(code, {}).get("name_local", code))
    return name[:1].upper() + name[1:]


MANY_WAIT = 30
"""Entries that wait, from which on the slot warns."""


def _count_waiting() -> Any:
    count = _waiting()
    try:
        address = reverse("network:unsent")
    except NoReverseMatch:  # a program without the pages of the network
        address = ""
    return {"count": count, "address": address, "many": (count or 0) >= MANY_WAIT}


def _who(actor: Actor) -> dict[str, Any]:
    asked = directory.current()
    match actor:
        case Staff():
            place = asked.place_name(actor.place_id) if actor.place_id else ""
            return {
                "kind": "staff",
                "name": asked.staff_name(actor.staff_id),
                "place": place,
                "role": actor.role.value,
                "several": len(actor.appointments) > 1
                or any(held.place_id is None for held in actor.appointments),
            }
        case Reader():
            return {"kind": "reader", "name": asked.reader_name(actor.reader_id), "place": ""}
        case Anonymous():
            return {"kind": "", "name": "", "place": ""}
