"""A question to the catalogue as its address holds it; the same question has one address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from django.urls import reverse

from tusach.node.store.search_shapes import Filters, Order

LONGEST: Final = 200
PAGE: Final = 20
DEEPEST_PAGE: Final = 500
ORDERS: Final[tuple[Order, ...]] = ("relevance", "title", "newest", "popular")

_SHAPES: Final[dict[str, re.Pattern[str]]] = {
    "available": re.compile(r"1"),
    "audience": re.compile(r"[a-z]{1,20}"),
    "language": re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}"),
    "dewey": re.compile(r"[0-9]"),
    "kind": re.compile(r"[a-z]{1,20}"),
    "decade": re.compile(r"[12][0-9]{2}0"),
    "place": re.compile(r"[A-Za-z0-9_.-]{1,60}"),
}
FIELDS: Final = tuple(_SHAPES)


class Asked(msgspec.Struct, frozen=True):
    """What is looked for. chosen: values by field, in the order of `FIELDS`; places by code."""

    words: str
    chosen: tuple[tuple[str, str], ...] = ()
    order: Order = "relevance"
    page: int = 1

    def value(self, field: str) -> str:
        """The chosen value of a field, or an empty text."""
        return dict(self.chosen).get(field, "")

    def address(self, changes: Mapping[str, str] | None = None) -> str:
        """The address of the question's first page with other values; an empty one is left out."""
        values: dict[str, str] = {"q": self.words, **dict(self.chosen), "sort": self.order}
        values.update(changes or {})
        kept = [(name, values.get(name, "")) for name in ("q", *FIELDS, "sort")]
        shown = [(name, value) for name, value in kept if value and value != "relevance"]
        found = reverse("opac:search")
        return f"{found}?{urlencode(shown)}" if shown else found

    def filters(self, place: str | None) -> Filters:
        """The chosen values as the index wants them; place: the id of the chosen one."""
        chosen = dict(self.chosen)
        decade = int(chosen["decade"]) if "decade" in chosen else None
        return Filters(
            language=chosen.get("language"),
            kind=chosen.get("kind"),
            audience=chosen.get("audience"),
            place=place,
            year_from=decade,
            year_to=None if decade is None else decade + 9,
            available_now="available" in chosen,
            dewey_hundred=chosen.get("dewey"),
        )


def asked(values: Mapping[str, Any]) -> Asked:
    """The question that an address holds; what has no shape of ours is left out."""
    chosen = []
    for field, shape in _SHAPES.items():
        value = str(values.get(field, "")).strip()
        if shape.fullmatch(value):
            chosen.append((field, value))
    order: Order = next((one for one in ORDERS if one == values.get("sort")), "relevance")
    page = str(values.get("page", ""))
    number = int(page) if re.fullmatch(r"[0-9]{1,6}", page) else 1
    return Asked(
        words=plain(str(values.get("q", ""))),
        chosen=tuple(chosen),
        order=order,
        page=min(max(number, 1), DEEPEST_PAGE),
    )


def plain(text: str) -> str:
    """Words as typed: composed, one space between them, nothing that turns the page around."""
    composed = unicodedata.normalize("NFC", text[: 4 * LONGEST])
    kept = (
        " " if letter.isspace() else letter
        for letter in composed
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return " ".join("".join(kept).split())[:LONGEST].rstrip()
