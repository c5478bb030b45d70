"""The main navigation. An entry shows where its address exists and its rule lets one in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from tusach.node.people.access import actor_from, may_open
from tusach.node.people.actors import Actor, Anonymous, Reader, Staff


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the navigation; `names` are the names of addresses, the first that exists."""

    names: tuple[str, ...]
    words: Any
    icon: str
    whose: tuple[type[Actor], ...]


EVERYBODY: tuple[type[Actor], ...] = (Anonymous, Reader, Staff)
ENTRIES: tuple[Entry, ...] = (
    Entry(("desk:home",), _("Desk"), "desk", (Staff,)),
    Entry(("opac:home",), _("Find books"), "search", EVERYBODY),
    Entry(("opac:libraries",), _("Libraries"), "place", EVERYBODY),
    Entry(("opac:loans", "opac:my-loans"), _("My loans"), "book-open", (Reader,)),
    Entry(("trips:home",), _("Trips"), "van", (Staff,)),
    Entry(("office:home",), _("Office"), "office", (Staff,)),
)


def entries(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what the navigation of this person shows, and where they are."""
    actor = actor_from(request)
    shown: list[dict[str, Any]] = []
    for entry in ENTRIES:
        if not isinstance(actor, entry.whose):
            continue
        name = next((name for name in entry.names if _exists(name)), None)
        if name is None or not may_open(request, name):
            continue
        address = reverse(name)
        shown.append(
            {
                "address": address,
                "words": entry.words,
                "icon": entry.icon,
                "here": request.path == address
                or (address != "/" and request.path.startswith(address.rstrip("/") + "/")),
            }
        )
    return shown


def _exists(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
