"""The facts of money, in the shapes that are for ever: codes, whole dong, the number of a paper."""

from __future__ import annotations

import unicodedata
from typing import Annotated

import msgspec

from tusach.ledger.ident import derived
from tusach.ledger.kind import ADMINISTRATOR, HUB, NODE, PROVINCIAL, Declaring
from tusach.library.shapes import Code, Count, Id

PLANNED, SPENT = "planned", "spent"
SIDES = (PLANNED, SPENT)

SOURCES = ("central_budget", "province_budget", "commune_budget", "sponsor", "other")
"""Budgets of the three levels that there are since 1 July 2025; who gives; anything else."""

BudgetYear = Annotated[int, msgspec.Meta(ge=2000, le=2199)]
"""A calendar year, as budgets have it."""

PaperNumber = Annotated[
    str, msgspec.Meta(extra_json_schema={"pattern": "^\\S{1,40}$", "maxLength": 40})
]
"""The number of a paper, as 12/QD-UBND: one word, so that no name stands in it."""


class MoneyPlanned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Said whole: a later word of the same paper replaces an earlier one, it is never added.

    task: of the tasks of the plan. source: of SOURCES. dong: whole; 0 = it gives nothing, which is
    not the same as nothing told. unit: the commune or ward whose paper it is, None = of no single
    one: two communes may give their papers the same number.
    """

    task: Code
    source: Code
    year: BudgetYear
    dong: Count
    paper: PaperNumber
    unit: Id | None = None


class MoneySpent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Said whole, as MoneyPlanned. year: for which it is accounted. paper: that proves it."""

    task: Code
    source: Code
    year: BudgetYear
    dong: Count
    paper: PaperNumber
    unit: Id | None = None


class MoneyTakenBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing of this paper counts until it is told anew. reason: a code."""

    reason: Code


Money = MoneyPlanned | MoneySpent


def money_subject(tenant: str, said: Money) -> str:
    """The subject of what one paper says of one task, source and year.

    Planned and spent are two subjects. Capitals and ways of composing letters do not make another
    paper: `12/QĐ` is `12/qđ`.
    """
    side = PLANNED if isinstance(said, MoneyPlanned) else SPENT
    paper = unicodedata.normalize("NFC", said.paper).casefold()
    of = f"{side} {said.task} {said.source} {said.year} {said.unit or '-'}"
    return derived(tenant, "money", f"{of} {paper}")


_kind = Declaring(
    folder="money",
    scope="control",
    told_by=frozenset({NODE, HUB, PROVINCIAL, ADMINISTRATOR}),
)

KINDS = (
    _kind("money.planned/1", MoneyPlanned, "a paper gives so much to a task of the plan"),
    _kind("money.spent/1", MoneySpent, "so much was spent on a task of the plan"),
    _kind("money.taken_back/1", MoneyTakenBack, "what a paper was told to say counts no more"),
)
