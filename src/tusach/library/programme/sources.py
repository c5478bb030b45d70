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
    """is_state: holds over time. keys: what can be counted apart. fields: what can be asked.

    linked: a key that the law takes away some time later; a row without it is one of which it is
    not known any more whose it was, and then nothing is counted of such rows. alone: keys that
    name a thing of one day and one commune, so that different ones add up, with what they name.
    lasting: the keys that are known for longer than which loan it was; empty = all. of_places: a
    state that places tell, so that of a commune in which none was told nothing is known. whole:
    numbers that are known of all rows or of none: where one row has none, nothing is counted.
    """

    is_state: bool
    keys: tuple[str, ...]
    fields: dict[str, FieldType]
    linked: str = ""
    alone: dict[str, str] = {}
    lasting: tuple[str, ...] = ()
    of_places: bool = False
    whole: tuple[str, ...] = ()

    @property
    def has_unit(self) -> bool:
        """Does a row say in which commune or ward it was?"""
        return "unit" in self.keys


_PLACE = ("evidence", "place", "unit")
_COPY = (*_PLACE, "copy", "title")
_OF_READER: dict[str, FieldType] = {"grp": "text", "age_band": "text", "sex": "text"}
_OF_COPY: dict[str, FieldType] = {"material": "text", "legal": "number"}

SOURCES: dict[str, Source] = {
    "unit": Source(is_state=True, keys=("evidence", "unit"), fields={"kind": "text"}),
    "place": Source(is_state=True, keys=_PLACE, fields={"kind": "text"}),
    # A row for each commune and ward in being, without a number where none was told of it.
    "population": Source(
        is_state=True, keys=("evidence", "unit"), fields={"people": "number"}, whole=("people",)
    ),
    "market": Source(is_state=True, keys=("evidence", "unit"), fields={}),
    "model": Source(is_state=True, keys=("evidence", "unit"), fields={"declared": "number"}),
    "work": Source(
        is_state=True,
        of_places=True,
        keys=("evidence", "worker", "place", "unit"),
        fields={"how": "text"},
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
        alone={"evidence": "visits"},
        keys=_PLACE,
        fields={
            "channel": "text",
            "grp": "text",
            "place_kind": "text",
            "n": "number",
            "paper": "number",
        },
    ),
    "stop": Source(
        is_state=False,
        alone={"evidence": "stop"},
        keys=("evidence", "trip", "place", "unit"),
        fields={
            "status": "text",
            "trip_status": "text",
            "far": "number",
            "border": "number",
            "remote": "number",
            "isolated": "number",
            "at_market": "number",
            "came": "number",
            "loans": "number",
            "uses": "number",
        },
    ),
    "rotation": Source(is_state=False, keys=_PLACE, fields={"copies": "number"}),
    "gathering": Source(
        is_state=False,
        alone={"evidence": "gathering"},
        keys=_PLACE,
        fields={"kind": "text", "state": "text", "heads": "number"},
    ),
    "online": Source(
        is_state=False, keys=_PLACE, fields={"offer": "text", "uses": "number", "people": "number"}
    ),
    "reader": Source(is_state=False, alone={"evidence": "reader"}, keys=_PLACE, fields=_OF_READER),
    "member": Source(is_state=True, of_places=True, keys=_PLACE, fields=_OF_READER),
    "empty_day": Source(is_state=False, alone={"evidence": "day"}, keys=_PLACE, fields={}),
    "loan": Source(
        is_state=False,
        alone={"loan": "loan"},
        keys=(*_PLACE, "loan", "copy"),
        fields={
            **_OF_READER,
            "place_kind": "text",
            "material": "text",
            "renewals": "number",
            "paper": "number",
            "n": "number",
        },
    ),
    "use": Source(
        is_state=False,
        keys=(*_PLACE, "copy"),
        fields={"place_kind": "text", "n": "number", "paper": "number"},
    ),
    "law_use": Source(is_state=False, keys=(*_PLACE, "copy"), fields={"n": "number"}),
    "copy": Source(is_state=True, of_places=True, keys=_COPY, fields=_OF_COPY),
    "acquired": Source(
        is_state=False, alone={"evidence": "copy", "copy": "copy"}, keys=_COPY, fields=_OF_COPY
    ),
    "withdrawn": Source(
        is_state=False,
        alone={"evidence": "copy", "copy": "copy"},
        keys=_COPY,
        fields=_OF_COPY | {"why": "text"},
    ),
    "hold": Source(
        is_state=False,
        alone={"evidence": "hold"},
        keys=_PLACE,
        fields={"grp": "text", "channel": "text"},
    ),
    "hold_met": Source(
        is_state=False,
        alone={"evidence": "hold"},
        keys=_PLACE,
        fields={"grp": "text", "wait_days": "number"},
    ),
    "borrowing": Source(
        is_state=False,
        keys=(*_PLACE, "reader", "month"),
        fields={**_OF_READER, "place_kind": "text", "inside": "number"},
        linked="reader",
        lasting=("place", "unit", "reader", "month"),
    ),
    "newcomer": Source(
        is_state=False,
        keys=(*_PLACE, "reader"),
        fields={**_OF_READER, "back_after": "number"},
        linked="reader",
    ),
}

OF_PERSONS = frozenset(
    {"reader", "member", "borrowing", "newcomer", "work", "course", "practice"},
)
"""Sources whose rows are of single people: they are counted, and never listed to others."""
