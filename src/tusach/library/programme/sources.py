"""What can be counted: a closed list of sources and of their fields. No definition sees more.

A source is of happenings (a row has a day `on_day`) or of states (a row holds from `since` to
`until`, that day too, unless it `ended` before: on that day it holds no more). None = until further
notice. Every row names its `evidence`: the story that proves it.
"""

from __future__ import annotations

from typing import Literal

import msgspec

FieldType = Literal["text", "number"]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """is_state: holds over time. keys: what can be counted apart. fields: what can be asked."""

    is_state: bool
    keys: tuple[str, ...]
    fields: dict[str, FieldType]

    @property
    def has_unit(self) -> bool:
        """Does a row say in which commune or ward it was?"""
        return "unit" in self.keys


_PLACE = ("evidence", "place", "unit")

SOURCES: dict[str, Source] = {
    "unit": Source(is_state=True, keys=("evidence", "unit"), fields={"kind": "text"}),
    "place": Source(is_state=True, keys=_PLACE, fields={"kind": "text"}),
    "market": Source(is_state=True, keys=("evidence", "unit"), fields={}),
    "model": Source(is_state=True, keys=("evidence", "unit"), fields={"declared": "number"}),
    "work": Source(
        is_state=True, keys=("evidence", "worker", "place", "unit"), fields={"how": "text"}
    ),
    "course": Source(
        is_state=True,
        keys=("evidence", "worker"),
        fields={"covers": "text", "attended": "number", "passed": "number"},
    ),
    "practice": Source(
        is_state=True, keys=("evidence", "worker", "item"), fields={"shown": "number"}
    ),
    "agreement": Source(is_state=True, keys=_PLACE, fields={"about": "text"}),
    "visit": Source(
        is_state=False,
        keys=_PLACE,
        fields={"channel": "text", "place_kind": "text", "n": "number", "paper": "number"},
    ),
    "stop": Source(
        is_state=False,
        keys=("evidence", "trip", "place", "unit"),
        fields={
            "status": "text",
            "trip_status": "text",
            "far": "number",
            "at_market": "number",
            "came": "number",
            "loans": "number",
            "uses": "number",
        },
    ),
    "rotation": Source(is_state=False, keys=_PLACE, fields={"copies": "number"}),
    "gathering": Source(
        is_state=False, keys=_PLACE, fields={"kind": "text", "state": "text", "heads": "number"}
    ),
    "online": Source(
        is_state=False, keys=_PLACE, fields={"offer": "text", "uses": "number", "people": "number"}
    ),
    "reader": Source(
        is_state=False, keys=_PLACE, fields={"grp": "text", "age_band": "text", "sex": "text"}
    ),
}

OF_PERSONS = frozenset({"reader", "work", "course", "practice"})
"""Sources whose rows are of single people: they are counted, and never listed to others."""
