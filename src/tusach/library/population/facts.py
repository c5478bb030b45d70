"""The facts of the population of a commune, in the shapes that are for ever. No person."""

from __future__ import annotations

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, NODE, PROVINCIAL, Declaring
from tusach.library.quality.facts import PaperNumber
from tusach.library.shapes import Code, Count, Day, Id


def population_subject(tenant: str, unit: str) -> str:
    """The subject of the population of a commune or ward: all its counts are one story."""
    return derived(tenant, "population", unit)


class PopulationTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """So many people lived in a commune or ward on a day; it holds until the next day that is told.

    counted_on: the day that the paper speaks of. paper, dated: number and day of the paper.
    """

    unit: Id
    counted_on: Day
    people: Count
    paper: PaperNumber
    dated: Day


class PopulationWithdrawn(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """told: the fact that counts no longer; what was told of the day before it holds again."""

    told: Id
    reason: Code = ""


_kind = Declaring(
    folder="population",
    scope="control",
    told_by=frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR}),
)

KINDS = (
    _kind("population.told/1", PopulationTold, "so many people lived in a commune on a day"),
    _kind("population.withdrawn/1", PopulationWithdrawn, "a number of people counts no longer"),
)
