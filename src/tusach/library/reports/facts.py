"""The facts of reports, in the shapes that are for ever: whole numbers, codes and hashes."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, NODE, PROVINCIAL, Declaring
from tusach.library.programme.facts import PeriodName
from tusach.library.shapes import Code, Count, Day, Id, Key

_CONTROL = frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR})

PERIODIC, ANNUAL = "periodic", "annual"
TERM = "term"
REPORT_KINDS = (PERIODIC, ANNUAL, TERM)
"""What reports are made for. Source: DOMAIN.md section 1; Circular 05/2020, art. 7."""

PREPARED, CHECKED, SIGNED = "prepared", "checked", "signed"
STEPS = (PREPARED, CHECKED, SIGNED)
"""The steps of a report before it is issued, in their order."""

Mark = Annotated[
    str, msgspec.Meta(extra_json_schema={"pattern": "^[^\\s/]{0,20}$", "maxLength": 20})
]
"""What an agency writes behind the kind of a paper, as TVT in 05/BC-TVT."""


def report_subject(tenant: str, kind: str, unit: str, period: str) -> str:
    """The subject of a report: each kind, unit and period has one, however often it is frozen."""
    return derived(tenant, "report", f"{kind} {unit} {period}")


class ReportValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One figure. definition: the hash of what was counted. num: None = lacking says why.

    den: None = a plain number. num_root, den_root: over the evidence of each (`evidence`); empty =
    there is none, or it is of single people and is counted only.
    """

    indicator: Code
    reading: Code
    definition: Key
    num: Count | None = None
    den: Count | None = None
    lacking: Code = ""
    num_root: str = ""
    den_root: str = ""


class ReportFrozen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """kind: of REPORT_KINDS. unit: a commune or ward, empty = the whole province.

    known: number of the last fact at the node that froze. heads: hash over the heads of all its
    streams, the same wherever the same facts are held. evidence: hash of the evidence, whole.
    due, heard, silent: places whose visits were awaited, were told, were not. up_to: last day told.
    """

    kind: Code
    period: PeriodName
    known: Count
    heads: Key
    evidence: Key
    values: tuple[ReportValue, ...]
    due: Count
    heard: Count
    silent: Count
    unit: str = ""
    up_to: Day | None = None


class ReportSigned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """frozen: the freezing that is meant. step: of STEPS. Who: the teller; when: the day."""

    frozen: Id
    step: Code


class ReportReturned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """It goes back to whoever prepares it. reason: a code."""

    frozen: Id
    reason: Code


class ReportIssued(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """number, mark, dated: as they stand on the paper. file: SHA-256 of the signed file, if any."""

    frozen: Id
    number: Count
    dated: Day
    mark: Mark = ""
    file: str = ""


class ReportCorrected(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """values: those that are different by now, whole. number, mark, dated: of the letter."""

    frozen: Id
    number: Count
    dated: Day
    known: Count
    heads: Key
    values: tuple[ReportValue, ...]
    mark: Mark = ""


class TermYear(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A library year before the last one of a report of the term, with its values then.

    frozen: the freezing of the year's own report, as it was said last; empty = there was none, the
    values were counted for this report.
    """

    period: PeriodName
    values: tuple[ReportValue, ...]
    frozen: str = ""


class ReportYearsKept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The years before, of the freezing that was told right before it."""

    years: tuple[TermYear, ...]


class Proposal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is proposed for the next term. wanted: by its end, in the unit of the indicator.

    means: what it takes, codes. No field can hold a name.
    """

    indicator: Code
    wanted: Count | None = None
    means: tuple[Code, ...] = ()


class ReportProposed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The proposals of a report of the term, whole; later ones count instead."""

    frozen: Id
    proposals: tuple[Proposal, ...]


_kind = Declaring(folder="reports", scope="control", told_by=_CONTROL)

KINDS = (
    _kind("report.frozen/1", ReportFrozen, "the figures of a period are kept as they are known"),
    _kind("report.years_kept/1", ReportYearsKept, "the years before, of a report of the term"),
    _kind("report.proposed/1", ReportProposed, "what is proposed for the next term"),
    _kind("report.signed/1", ReportSigned, "a step of a report is done and stood for"),
    _kind("report.returned/1", ReportReturned, "a report goes back before it is issued"),
    _kind("report.issued/1", ReportIssued, "a report is issued with number and day"),
    _kind("report.corrected/1", ReportCorrected, "a letter corrects values of an issued report"),
)
