"""Classes of places and units on a day, and how a place is served on a day."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tusach.library.places.served_facts import Classed, PlaceServiceSet


class ClassTold(msgspec.Struct, frozen=True):
    """One decision about a class, with the fact that told it."""

    fact: str
    told: Classed


class ServiceTold(msgspec.Struct, frozen=True):
    """How the place is served from a day on, with the fact that told it."""

    fact: str
    told: PlaceServiceSet


def with_class(held: tuple[ClassTold, ...], new: ClassTold) -> tuple[ClassTold, ...]:
    """The decisions with one more; told again for the same class and first day it replaces."""
    rest = tuple(one for one in held if _key(one) != _key(new))
    return (*rest, new)


def with_version(held: tuple[ServiceTold, ...], new: ServiceTold) -> tuple[ServiceTold, ...]:
    """The versions by first day, then as told."""
    # Sorting is stable: of two for the same day the one told later stands later and counts.
    return tuple(sorted((*held, new), key=lambda one: one.told.valid_from))


def classes_on(told: Iterable[ClassTold], on: str) -> tuple[ClassTold, ...]:
    """The decisions in force on a day, by class; of two for one class the later first day."""
    found: dict[str, ClassTold] = {}
    for one in told:
        body = one.told
        ends = body.valid_until or on
        if not body.withdrawn and body.valid_from <= on <= ends:
            before = found.get(body.place_class)
            if before is None or before.told.valid_from <= body.valid_from:
                found[body.place_class] = one
    return tuple(found[code] for code in sorted(found))


def service_on(told: Iterable[ServiceTold], on: str) -> ServiceTold | None:
    """How the place is served on a day; None where nobody has said it yet."""
    found = None
    for one in told:
        if one.told.valid_from <= on:
            found = one
    return found


def _key(one: ClassTold) -> tuple[str, str]:
    return one.told.place_class, one.told.valid_from
