"""The facts of units, places, rules and number blocks, in the shapes that are for ever."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Kind
from tusach.library.shapes import Code, Count, Day, Id

_CONTROL = frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR})
_OWN = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})

Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]
"""ISO number: 1 Monday … 7 Sunday."""


def unit_subject(tenant: str, code: str, valid_from: str) -> str:
    """The subject of a unit: its code together with the day from which it is valid."""
    return derived(tenant, "unit", f"{code}@{valid_from}")


class UnitDeclared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """code: the state's own (five digits in Viet Nam). kind: profile code. names: by language.

    formed_from: older units, in words. point: latitude and longitude in millionths of a degree,
    surely inside. border: an estimate that the province has to confirm.
    """

    code: str
    kind: Code
    names: dict[str, str]
    valid_from: Day
    point: tuple[int, int] | None = None
    area_ha: Count | None = None
    formed_from: tuple[str, ...] = ()
    border: bool | None = None


class UnitEnded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """ended_on: first day on which it is no more. into: subjects of the units that follow."""

    ended_on: Day
    into: tuple[Id, ...] = ()
    decision: str = ""


class PlaceFounded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """code: unique in the tenant. kind: profile code. unit: subject of the commune or ward.

    owner: an organisation, in words (a People's Committee, a post office), never a person.
    decision: number of the paper, if any. contact: of the place. It serves from the fact's day on.
    """

    code: str
    name: str
    kind: Code
    unit: Id | None = None
    owner: str = ""
    address: str = ""
    contact: str = ""
    decision: str = ""
    demonstration: bool = False


class PlaceDescribed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything a place may change about itself, told whole. contact: never a person's own."""

    name: str
    kind: Code
    unit: Id | None = None
    owner: str = ""
    address: str = ""
    contact: str = ""


class PlaceOpeningSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """weekdays: ISO numbers (1 Monday … 7 Sunday) on which it is open, from valid_from on."""

    weekdays: tuple[Weekday, ...]
    valid_from: Day
    hours: str = ""


class PlaceClosedDaysSet(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """days: closed from now on, or open against the weekday rule where closed is False.

    reason: in words (a holiday, repairs).
    """

    days: tuple[Day, ...]
    closed: bool = True
    reason: str = ""


class PlaceVisitsDated(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """days: on which a vehicle comes to this place, or does not where called_off.

    vehicle: its place id, None where it is not said. source: code of what dates them (a plan);
    empty: typed by hand.
    """

    days: tuple[Day, ...]
    vehicle: Id | None = None
    called_off: bool = False
    source: Code = ""


class PlaceClosed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """closed_on: first day on which it is no more."""

    closed_on: Day
    reason: str = ""
    decision: str = ""


class RuleSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A versioned rule. what: `lending`, `governing`, `card`, `block`. None = any of them.

    place_kind: code of the profile, where no single place is meant.
    values: integers, booleans and words by name (the rules of each `what` say which).
    citation: the law or decision it stands on. provisional: not confirmed by the province.
    """

    what: Code
    values: dict[str, int | bool | str | None]
    valid_from: Day
    valid_until: Day | None = None
    place: Id | None = None
    place_kind: Code | None = None
    group: Code | None = None
    material: Code | None = None
    citation: str = ""
    provisional: bool = False


class BlockGranted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """digit: kind of printed code (1 copy, 2 reader card …). block: 0..99999. holder: place id.

    installation: public key of the node that may draw from it, or None for whoever serves the
    place. provisional: drawn at random by a node that was not enrolled yet.
    """

    digit: Annotated[int, msgspec.Meta(ge=1, le=9)]
    block: Annotated[int, msgspec.Meta(ge=0, le=99_999)]
    holder: Id | None = None
    installation: str | None = None
    provisional: bool = False


def _kind(name: str, told_by: frozenset[str], body: type[msgspec.Struct], says: str) -> Kind:
    return Kind(
        name=name,
        folder="places",
        scope="control",
        story=name.partition(".")[0],
        told_by=told_by,
        body=body,
        says=says,
    )


KINDS = (
    _kind("unit.declared/1", _CONTROL, UnitDeclared, "a commune or ward exists"),
    _kind("unit.ended/1", _CONTROL, UnitEnded, "a commune or ward is merged into others"),
    _kind("place.founded/1", _CONTROL, PlaceFounded, "a place begins to serve"),
    _kind("place.described/1", _OWN, PlaceDescribed, "a place reads differently now"),
    _kind("place.opening_set/1", _OWN, PlaceOpeningSet, "weekdays on which it is open"),
    _kind("place.closed_days_set/1", _OWN, PlaceClosedDaysSet, "single days closed"),
    _kind("place.visits_dated/1", _OWN, PlaceVisitsDated, "days on which a vehicle comes"),
    _kind("place.closed/1", _CONTROL, PlaceClosed, "a place ends"),
    _kind("rule.set/1", _CONTROL, RuleSet, "a rule with its dates of force"),
    _kind("block.granted/1", _CONTROL, BlockGranted, "numbers may be given from a block"),
)
