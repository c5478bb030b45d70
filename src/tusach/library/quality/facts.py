"""The facts of recognised models and of assessments, in the shapes that are for ever."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, LIBRARIAN, NODE, PROVINCIAL, Declaring
from tusach.library.shapes import Code, Count, Day, Id, Key

_CONTROL = frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR})


def model_subject(tenant: str, unit: str) -> str:
    """The subject of the model of a commune: each has one, however many places are in it."""
    return derived(tenant, "model", unit)


SetName = Annotated[
    str,
    msgspec.Meta(
        extra_json_schema={
            "pattern": "^[a-z0-9]+(?:[_.-][a-z0-9]+)*@[1-9][0-9]{0,3}$",
            "maxLength": 60,
        }
    ),
]
"""A set of criteria with its version, as `commune@1`."""

LibraryYear = Annotated[int, msgspec.Meta(ge=2000, le=2199)]
"""From 1 December of the year before to 30 November. Source: Circular 05/2020/TT-BVHTTDL."""

LONGEST_PAPER = 40
PaperNumber = Annotated[
    str,
    msgspec.Meta(
        extra_json_schema={"pattern": f"^\\S{{0,{LONGEST_PAPER}}}$", "maxLength": LONGEST_PAPER}
    ),
]
"""The number of a paper, as 12/TB-TV: one word, so that no name stands in it. Empty = none."""


def is_paper_number(text: str) -> bool:
    """Whether a text is the number of a paper, which is there.

    >>> is_paper_number("12/TB-TV"), is_paper_number(""), is_paper_number("12 TB")
    (True, False, False)
    """
    return len(text) <= LONGEST_PAPER and len(text.split()) == 1


def assessment_subject(tenant: str, *, unit: str, criteria: str, year: int) -> str:
    """The subject of an assessment: a commune has one for each set of criteria and year."""
    return derived(tenant, "assessment", f"{unit} {criteria} {year}")


class ModelDeclared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """unit: the commune. places: that make up the model.

    criteria: set and version it was held against, empty = none.
    """

    unit: Id
    places: tuple[Id, ...]
    valid_from: Day
    criteria: str = ""


class ModelRecognised(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """decision: number of the paper. Both days are days of the recognition."""

    unit: Id
    places: tuple[Id, ...]
    decision: str
    valid_from: Day
    valid_until: Day | None = None
    criteria: str = ""


class ModelWithdrawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """from_on: first day on which it is recognised no more."""

    from_on: Day
    reason: Code = ""
    decision: str = ""


class AssessmentOpened(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """unit: the commune. criteria: the set that it is held against."""

    unit: Id
    criteria: SetName
    year: LibraryYear


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whether a criterion is met. value: of what it measures. proof: number of a paper."""

    criterion: Code
    met: bool
    value: Count | None = None
    proof: PaperNumber = ""


class AssessmentAnswered(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What the commune says of itself, whole. A criterion that is not among them is not known."""

    answers: tuple[Answer, ...]


class AssessmentSubmitted(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """answered: the fact with the answers that are meant."""

    answered: Id


class Found(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an inspector found. why: code, where the commune said otherwise.

    due_on: until when what is not met has to be mended; a later inspection looks at it again.
    """

    criterion: Code
    met: bool
    value: Count | None = None
    proof: PaperNumber = ""
    why: Code = ""
    due_on: Day | None = None


class AssessmentInspected(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What was looked at on that day; the rest stands as it was. answered: what was at hand."""

    inspected_on: Day
    found: tuple[Found, ...]
    answered: str = ""


class AssessmentReviewAssigned(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """reviewer: the commune whose librarian is to look. due_on: until when, None = no day given."""

    reviewer: Id
    due_on: Day | None = None


class AssessmentReviewed(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What the librarian of another commune found; nothing has to be mended because of it.

    reviewer: that commune. answered: what was at hand. In `found` no day is set for mending.
    """

    reviewer: Id
    reviewed_on: Day
    found: tuple[Found, ...]
    answered: str = ""


class AssessmentPhotographed(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """There is a photograph of what was looked at; its bytes lie outside the ledger, by their hash.

    hash: SHA-256 of the bytes. media: jpeg. width, height: in pixels. children: `none` (no child
    can be recognised) or `consent` (that of those who answer for them is held). criterion: which
    one it shows; empty = the place as a whole.
    """

    hash: Key
    bytes: Count
    media: Code
    width: Count
    height: Count
    children: Code
    taken_on: Day
    criterion: Code = ""


class AssessmentPhotographRemoved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """These bytes are to be removed everywhere, and are not taken again. reason: a code."""

    hash: Key
    reason: Code


_kind = Declaring(folder="quality", scope="control", told_by=_CONTROL)

KINDS = (
    _kind(
        "model.declared/1",
        ModelDeclared,
        "a commune says that it has a model",
        told_by=_CONTROL | {LIBRARIAN},
    ),
    _kind("model.recognised/1", ModelRecognised, "a model is recognised by decision"),
    _kind("model.withdrawn/1", ModelWithdrawn, "a recognition is taken back"),
    _kind(
        "assessment.opened/1",
        AssessmentOpened,
        "a commune is held against criteria",
        told_by=_CONTROL | {LIBRARIAN},
    ),
    _kind(
        "assessment.answered/1",
        AssessmentAnswered,
        "a commune says which criteria it meets",
        told_by=_CONTROL | {LIBRARIAN},
    ),
    _kind(
        "assessment.submitted/1",
        AssessmentSubmitted,
        "a commune stands for its answers",
        told_by=_CONTROL | {LIBRARIAN},
    ),
    _kind("assessment.inspected/1", AssessmentInspected, "an inspector looked at criteria"),
    _kind(
        "assessment.photographed/1",
        AssessmentPhotographed,
        "there is a photograph of what was looked at",
        told_by=_CONTROL | {LIBRARIAN},
    ),
    _kind(
        "assessment.photograph_removed/1",
        AssessmentPhotographRemoved,
        "a photograph is to be removed",
        told_by=_CONTROL | {LIBRARIAN},
    ),
    _kind(
        "assessment.review_assigned/1",
        AssessmentReviewAssigned,
        "another commune is to look at criteria",
    ),
    _kind(
        "assessment.reviewed/1",
        AssessmentReviewed,
        "another commune looked at criteria",
        told_by=_CONTROL | {LIBRARIAN},
    ),
)
