"""The facts of units, places, rules and number blocks, in the shapes that are for ever."""

from __future__ import annotations

import msgspec

from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Kind

_CONTROL = frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR})
_OWN = frozenset({NODE, HUB, LIBRARIAN, PROVINCIAL, ADMINISTRATOR})


class UnitDeclared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """code: five digits. kind: profile code. names: by language. formed_from: older units, words.

    point: latitude and longitude in millionths of a degree, surely inside. border: an estimate that
    the province has to confirm.
    """

    code: str
    kind: str
    names: dict[str, str]
    valid_from: str
    point: tuple[int, int] | None = None
    area_ha: int | None = None
    formed_from: tuple[str, ...] = ()
    border: bool | None = None


class UnitEnded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """ended_on: first day on which it is no more. into: subjects of the units that follow."""

    ended_on: str
    into: tuple[str, ...] = ()
    decision: str = ""


class PlaceFounded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """code: unique in the tenant. kind: profile code. unit: subject of the commune or ward.

    owner: in words (a People's Committee, a post office). decision: number of the paper, if any.
    """

    code: str
    name: str
    kind: str
    unit: str | None = None
    owner: str = ""
    address: str = ""
    decision: str = ""
    demonstration: bool = False


class PlaceDescribed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything a place may change about itself, told whole."""

    name: str
    kind: str
    unit: str | None = None
    owner: str = ""
    address: str = ""
    contact: str = ""


class PlaceOpeningSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """weekdays: ISO numbers (1 Monday … 7 Sunday) on which it is open, from valid_from on."""

    weekdays: tuple[int, ...]
    valid_from: str
    hours: str = ""


class PlaceClosedDaysSet(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """days: dates. closed: True closes them, False opens them against the weekday rule."""

    days: tuple[str, ...]
    closed: bool = True
    reason: str = ""


class PlaceClosed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """closed_on: first day on which it is no more."""

    closed_on: str
    reason: str = ""
    decision: str = ""


class RuleSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A versioned rule. what: `lending`, `card`, `block`. None = any place, group or material.

    place_kind: code of the profile, where no single place is meant.
    values: integers, booleans and words by name (the rules of each `what` say which).
    citation: the law or decision it stands on. provisional: not confirmed by the province.
    """

    what: str
    values: dict[str, int | bool | str | None]
    valid_from: str
    valid_until: str | None = None
    place: str | None = None
    place_kind: str | None = None
    group: str | None = None
    material: str | None = None
    citation: str = ""
    provisional: bool = False


class BlockGranted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """digit: kind of printed code (1 copy, 2 reader card …). block: 0..99999. holder: place id.

    installation: public key of the node that may draw from it, or None for whoever serves the
    place. provisional: drawn at random by a node that was not enrolled yet.
    """

    digit: int
    block: int
    holder: str | None = None
    installation: str | None = None
    provisional: bool = False


def _kind(
    name: str,
    story: str,
    told_by: frozenset[str],
    body: type[msgspec.Struct],
    says: str,
) -> Kind:
    return Kind(
        name=name,
        folder="places",
        scope="control",
        story=story,
        told_by=told_by,
        body=body,
        says=says,
    )


KINDS = (
    _kind("unit.declared/1", "unit", _CONTROL, UnitDeclared, "a commune or ward exists"),
    _kind("unit.ended/1", "unit", _CONTROL, UnitEnded, "a commune or ward is merged into others"),
    _kind("place.founded/1", "place", _CONTROL, PlaceFounded, "a place begins to serve"),
    _kind("place.described/1", "place", _OWN, PlaceDescribed, "a place reads differently now"),
    _kind("place.opening_set/1", "place", _OWN, PlaceOpeningSet, "weekdays on which it is open"),
    _kind("place.closed_days_set/1", "place", _OWN, PlaceClosedDaysSet, "single days closed"),
    _kind("place.closed/1", "place", _CONTROL, PlaceClosed, "a place ends"),
    _kind("rule.set/1", "rule", _CONTROL, RuleSet, "a rule with its dates of force"),
    _kind("block.granted/1", "block", _CONTROL, BlockGranted, "numbers may be given from a block"),
)
