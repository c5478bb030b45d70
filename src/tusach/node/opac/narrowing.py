"""What narrows an answer down, in words, each with its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from django.utils.translation import gettext as _

from tusach.node.opac import words
from tusach.node.opac.asking import Asked
from tusach.node.opac.placing import Place
from tusach.node.opac.seat import Seat

SHOWN_AT_ONCE: Final = 8
_FIELD_OF_INDEX: Final = {"available": "available_now"}


class ValueShown(msgspec.Struct, frozen=True):
    """One value of a facet; chosen ones lead back to the answer without them."""

    name: str
    titles: int
    address: str
    is_chosen: bool


class FacetShown(msgspec.Struct, frozen=True):
    """A field with its values; rest: those shown on demand."""

    field: str
    name: str
    values: tuple[ValueShown, ...]
    rest: tuple[ValueShown, ...]
    is_open: bool


class ChosenShown(msgspec.Struct, frozen=True):
    """A value that was chosen; address: the same question without it."""

    field: str
    name: str
    address: str


def field_names() -> dict[str, str]:
    """What the fields are called, in the order of the page."""
    return {
        "available": _("Available now"),
        "audience": _("For whom"),
        "language": _("Language"),
        "dewey": _("Subject"),
        "kind": _("Kind"),
        "place": _("Library"),
        "decade": _("Years"),
    }


def facets_shown(
    seat: Seat,
    question: Asked,
    counted: Mapping[str, tuple[tuple[str, int], ...]],
    places: Mapping[str, Place],
) -> list[FacetShown]:
    """The facets that can narrow this answer further, or are chosen already."""
    found = []
    for field, name in field_names().items():
        chosen = question.value(field)
        values = []
        for value, titles in counted.get(_FIELD_OF_INDEX.get(field, field), ()):
            code = places[value].code if field == "place" and value in places else value
            shown = value_name(seat, field, value, places)
            if not shown:
                continue
            is_chosen = code == chosen
            address = question.address({field: "" if is_chosen else code})
            values.append(ValueShown(shown, titles, address, is_chosen))
        if field == "decade":
            values.sort(key=lambda one: one.name, reverse=True)
        if field == "available" or len(values) > 1 or chosen:
            is_open = bool(chosen) or field in ("available", "audience", "language")
            first, rest = tuple(values[:SHOWN_AT_ONCE]), tuple(values[SHOWN_AT_ONCE:])
            if values:
                found.append(FacetShown(field, name, first, rest, is_open))
    return found


def chosen_shown(seat: Seat, question: Asked, places: Mapping[str, Place]) -> list[ChosenShown]:
    """The chosen values in words."""
    by_code = {place.code: place.place for place in places.values()}
    found = []
    for field, value in question.chosen:
        subject = by_code.get(value, "") if field == "place" else value
        name = value_name(seat, field, subject, places) or value
        found.append(ChosenShown(field, name, question.address({field: ""})))
    return found


def value_name(seat: Seat, field: str, value: str, places: Mapping[str, Place]) -> str:
    """A value of a field in words; empty where it has none."""
    profile = seat.node.profile
    match field:
        case "available":
            return _("Only what is on a shelf now")
        case "audience":
            return words.audience_name(value, profile)
        case "language":
            return words.language_name(value, profile)
        case "dewey":
            return words.hundred_name(value, profile)
        case "kind":
            return words.kind_name(value)
        case "decade":
            return words.decade_name(value)
    return places[value].name if value in places else ""
