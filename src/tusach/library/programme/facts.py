"""What a province tells of its indicators and targets, in the shapes that are for ever. No person.

The one text is that of a definition: names of figures and the clause they stand on.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, NODE, PROVINCIAL, Declaring
from tusach.library.quality.facts import PaperNumber
from tusach.library.shapes import Code, Count, Day, Id

_CONTROL = frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR})

RECORDED, REPORT, ESTIMATE = "recorded", "report", "estimate"
GRADES = (RECORDED, REPORT, ESTIMATE)
"""How a declared number is known: from registers, from a report, or by estimate."""

PeriodName = Annotated[
    str,
    msgspec.Meta(
        extra_json_schema={
            "pattern": "^(?:L[0-9]{4}|[0-9]{4}(?:H[12]|Q[1-4]|-(?:0[1-9]|1[0-2]))?)$",
            "maxLength": 7,
        }
    ),
]
"""A period as `library.programme.periods` names it."""

Year = Annotated[int, msgspec.Meta(ge=2000, le=2199)]


LARGEST_DEFINITION = 65_536
"""Bytes of one definition, as it is told."""

DefinitionText = Annotated[
    str, msgspec.Meta(extra_json_schema={"minLength": 2, "maxLength": LARGEST_DEFINITION})
]
"""The canonical text of one definition: what its SHA-256 is made of."""

Version = Annotated[int, msgspec.Meta(ge=1, le=9_999)]


def indicator_subject(tenant: str, indicator: str) -> str:
    """The subject of an indicator: one for all its versions."""
    return derived(tenant, "indicator", indicator)


def baseline_subject(tenant: str, *, indicator: str, reading: str, unit: str, period: str) -> str:
    """The subject of a baseline: what is counted alike has one for each unit and period."""
    return derived(tenant, "baseline", f"{indicator} {reading} {unit} {period}")


def target_subject(tenant: str, indicator: str) -> str:
    """The subject of a target: each indicator has one, however often it is set."""
    return derived(tenant, "target", indicator)


class BaselineDeclared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A paper says what it came to in a period. unit: a commune; empty = the whole province.

    reading: the first one of the indicator that counts the same; it holds for all of these. num,
    den: whole numbers, den None = a plain number. paper, dated: of the paper. grade: of GRADES.
    """

    indicator: Code
    reading: Code
    period: PeriodName
    num: Count
    paper: PaperNumber
    dated: Day
    grade: Code
    den: Count | None = None
    unit: str = ""


class BaselineWithdrawn(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """declared: the fact that counts no longer. Nothing is told in its place."""

    declared: Id
    reason: Code = ""


class Milestone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By the end of year `at`. value: percent, or a number where the indicator is one."""

    at: Year
    value: Count


class TargetSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How the province reads a target, and by when it is to come to what.

    period: the kind of year of the milestones, `library_year` or `year`. rounding, interpolate: as
    a definition says them. paper, dated: of the paper that sets it.
    """

    indicator: Code
    reading: Code
    milestones: tuple[Milestone, ...]
    rounding: Code
    interpolate: Code
    period: Code
    paper: PaperNumber
    dated: Day


class TargetWithdrawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """told: the fact that counts no longer; what the definition says counts again."""

    told: Id
    reason: Code = ""


class IndicatorDefined(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The province says an indicator, whole. definition: text, so that no reader can lose a part.

    indicator, version: as the text says them too. A text that this program cannot read is kept, and
    a newer program reads it. paper, dated: of the paper that decides it.
    """

    indicator: Code
    version: Version
    definition: DefinitionText
    paper: PaperNumber
    dated: Day


class IndicatorWithdrawn(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """defined: the fact that counts no longer; the version before it counts again."""

    defined: Id
    reason: Code = ""


_kind = Declaring(folder="programme", scope="control", told_by=_CONTROL)

_HUBS = frozenset({HUB})

KINDS = (
    _kind("baseline.declared/1", BaselineDeclared, "a paper says what a period came to"),
    _kind("baseline.withdrawn/1", BaselineWithdrawn, "a declared baseline counts no longer"),
    _kind("target.set/1", TargetSet, "a target is read so, and asks for so much by when"),
    _kind("target.withdrawn/1", TargetWithdrawn, "the definition's own target counts again"),
    _kind(
        "indicator.defined/1",
        IndicatorDefined,
        "the province defines an indicator, or a new version of one",
        told_by=_HUBS,
    ),
    _kind(
        "indicator.withdrawn/1",
        IndicatorWithdrawn,
        "a definition that was told counts no longer",
        told_by=_HUBS,
    ),
)
