"""What may be done next after an act: the buttons beside its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from tusach.node.desk.counter import Counter
from tusach.node.people.access import Act, may


class Offer(msgspec.Struct, frozen=True):
    """One thing that may be done next, as a button that posts, or a link where there is no field.

    fields: what the form carries besides the screen it stands on.
    """

    words: str
    icon: str
    address: str
    fields: tuple[tuple[str, str], ...] = ()
    is_link: bool = False
    quiet: bool = False


_INSIDE = frozenset({"copy.not_for_loan", "reader.limit", "copy.wanted"})
"""Refusals after which the copy may still be read here."""


def in_another_manner(counter: Counter, code: str, ids: Mapping[str, Any]) -> list[Offer]:
    """After a refused lending: to read it here, and to pass the limit over, where they may."""
    if ids.get("act") != "lend" or not ids.get("copy") or not ids.get("reader"):
        return []
    address = reverse("desk:lend-to", kwargs={"reader": ids["reader"]})
    found = []
    fields = (("copy", str(ids["copy"])), ("first", str(ids.get("first", ""))))
    if code == "reader.limit" and may(counter.staff, Act.OVER_LIMIT, counter.place):
        over = (*fields, ("over_limit", "1"))
        found.append(Offer(_("Lend it over the limit"), "lend", address, over, quiet=True))
    if code in _INSIDE:
        inside = (*fields, ("inside", "1"))
        found.append(Offer(_("Read it here today"), "book-open", address, inside, quiet=True))
    return found


def why(ids: Mapping[str, Any]) -> list[Offer]:
    """The page that explains the answer, where it was about a copy and a reader."""
    copy, reader = ids.get("copy"), ids.get("reader")
    if not copy or not reader:
        return []
    address = reverse("desk:why", kwargs={"copy": copy, "reader": reader})
    return [Offer(_("Why?"), "help", address, is_link=True, quiet=True)]
