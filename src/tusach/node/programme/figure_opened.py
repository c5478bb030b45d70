"""What stands under a figure: its parts, the fact it was settled by, what loans prove beyond it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tusach.library.habit.story import SettlementState
from tusach.node.acts import beyond, figure_parts
from tusach.node.acts import settled as settling
from tusach.node.acts.changed_units import Changed, changed_units
from tusach.node.acts.figures import Answer
from tusach.node.office.room import Room
from tusach.node.pages.writing import day, number
from tusach.node.programme.figures_said import part_name, part_value, settled_words


def parts(room: Room, one: Answer, field: str) -> list[tuple[str, str]]:
    """Each part by its name and value; small numbers of people left out."""
    return [
        (part_name(room.node, field, part.value), part_value(part))
        for part in figure_parts.in_parts(room.node, one, field)
    ]


def settled(room: Room, one: Answer) -> dict[str, Any] | None:
    """The fact that a figure of people opens to once links are gone; None where all is known."""
    told = one.settled
    if told is None:
        return None
    with room.node.store.engine.own_look() as look:
        later = settling.later(look, one.over, unit=one.unit, loans=told.loans)
    state: SettlementState = room.node.store.state(told.story, "settlement")
    groups = [
        (
            " · ".join(
                part_name(room.node, field, value)
                for field, value in (("age_band", each.age_band), ("sex", each.sex))
            ),
            each.people,
        )
        for found in (state.settled.figures if state.settled else ())
        if (found.indicator, found.reading) == (one.definition.id, one.reading.id)
        for each in found.groups
    ]
    return {"words": settled_words(one, later=later), "story": told.story, "groups": groups}


def beyond_told(room: Room, one: Answer) -> dict[str, Any] | None:
    """Visits that nobody counted and loans show, by place, with the month to look into."""
    if not beyond.is_of_visits(one):
        return None
    found = beyond.beyond(room.node, one)
    places = [(room.name(place) or _("a place"), n) for place, n in found.places]
    return {"more": found.more, "places": places}


def changed(room: Room, one: Answer) -> list[str]:
    """Communes that ended in the time of a figure, in words."""
    words = []
    for gone in changed_units(room.node, one.over, unit=one.unit):
        follow = ", ".join(room.words(names) for names in gone.into)
        said = (
            _("{name} is no more since {day}; it went into {follow}.")
            if follow
            else _("{name} is no more since {day}; nobody said what follows it.")
        ).format(name=room.words(gone.names), day=day(gone.ended_on), follow=follow)
        words.append(f"{said} {_counted(room, gone)}" if gone.places else said)
    return words


def _counted(room: Room, gone: Changed) -> str:
    """Where the places of a commune that ended are counted."""
    if gone.counts_in is not None:
        return ngettext(
            "{n} place of it counts with {name}, the time before too.",
            "{n} places of it count with {name}, the time before too.",
            gone.places,
        ).format(n=number(gone.places), name=room.words(gone.counts_in))
    return ngettext(
        "{n} place of it still counts under the old name.",
        "{n} places of it still count under the old name.",
        gone.places,
    ).format(n=number(gone.places))
