"""May this be told of money? The fact to tell, or a refusal that says what to do."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.money import facts
from tusach.library.money.story import MoneyState
from tusach.library.shapes import is_code

MOST_DONG, LONGEST_PAPER = 10**13, 40
FIRST_YEAR, YEARS_AHEAD = 2024, 10
"""Decision 1687 is of December 2024; plans reach ahead, spending does not."""

Answer = tuple[Draft, ...] | Refusal


def tell(
    money: MoneyState, said: facts.Money, *, tasks: Collection[str], on: str, place: str
) -> Answer:
    """The paper says so much; told anew it takes the place of what was told before.

    tasks: codes of the tasks that there are.
    """
    if said.task not in tasks:
        return Refusal("money.task_odd", {})
    if said.source not in facts.SOURCES:
        return Refusal("money.source_odd", {})
    is_planned = isinstance(said, facts.MoneyPlanned)
    last = int(on[:4]) + (YEARS_AHEAD if is_planned else 0)
    if not FIRST_YEAR <= said.year <= last:
        return Refusal("money.year_odd", {"first": FIRST_YEAR, "last": last})
    if not 0 <= said.dong <= MOST_DONG:
        return Refusal("money.dong_odd", {"most": MOST_DONG})
    if not 0 < len(said.paper) <= LONGEST_PAPER or said.paper.split() != [said.paper]:
        return Refusal("money.paper_missing", {"most": LONGEST_PAPER})
    if money.said == said:
        return Refusal("money.nothing_new", {})
    kind = "money.planned/1" if is_planned else "money.spent/1"
    return (_draft(kind, money, said, on=on, place=place),)


def take_back(money: MoneyState, *, reason: str, on: str, place: str) -> Answer:
    """What was told of the paper was a mistake."""
    if money.said is None:
        return Refusal("money.not_told", {})
    if not is_code(reason):
        return Refusal("money.reason_odd", {})
    body = facts.MoneyTakenBack(reason)
    return (_draft("money.taken_back/1", money, body, on=on, place=place),)


def _draft(kind: str, money: MoneyState, body: msgspec.Struct, *, on: str, place: str) -> Draft:
    return Draft(
        kind=kind, subject=money.subject, scope=scopes.CONTROL, on=on, place=place, body=body
    )
