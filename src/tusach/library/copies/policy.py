"""Which lending rule holds: place x reader group x kind of material, the most specific wins.

A place outweighs its kind, that the group, that the material. Fine-free: no rule asks for money.
Source: docs/decisions/0013; CIRCULATION rules 1-4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Annotated, Literal

import msgspec

from tusach.ledger.ident import derived
from tusach.library.places.facts import RuleSet
from tusach.library.places.story import RuleState, RuleVersion
from tusach.library.shapes import Day

LENDING, GOVERNING = "lending", "governing"
DESK, HOLDER, OWNER = "desk", "holder", "owner"
PUBLIC_PROPERTY, HOUSE_RULES = "public_property", "house_rules"

_Days = Annotated[int, msgspec.Meta(ge=0, le=3650)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
_Age = Annotated[int, msgspec.Meta(ge=0, le=150)]
Governing = Literal["desk", "holder", "owner"]


class Lending(msgspec.Struct, frozen=True, kw_only=True):
    """How one kind of material is lent to one group at one place.

    loan_days: calendar days, 0 = not for loan. limit: open loans of one reader, None = no limit.
    renewals: how often a loan may be renewed. renewal_days: None = as long as the loan.
    renew_overdue: whether an overdue loan may be renewed. skip_closed_days: the due date is an open
    day. not_after_card_ends: no loan outlives its card. holds: most open holds of one reader, None
    = no limit, 0 = nothing is kept. shelf_days: how long a copy waits for who asked for it.
    here_first: those who fetch it where it came back go before those to whom it would be sent.
    renew_wanted: a loan may be renewed though somebody else waits for the copy. hard_due_on: no
    loan runs longer than that day. until_next_visit: due when the vehicle comes again, not before
    visit_least_days; where no visit is dated, after loan_days. age_from, age_until: who is known to
    be younger or older is refused. inside_only: read in the place, never taken away.
    inside_limit: copies read inside by one reader at a time, None = no limit.
    renew_not_before_days: renewed at most so many days before the due date, None = at any time.
    grace_days: so many days after its date a loan is not overdue yet. suspend_per_day: borrowing
    stops so many days for each day overdue, suspend_most at most; 0 = never. compensation: on what
    the duty to make a loss good stands; it is shown, never billed. rule: fact that told it, None =
    built in.
    """

    loan_days: _Days = 14
    limit: _Number | None = 5
    renewals: _Number = 2
    renewal_days: _Days | None = None
    renew_overdue: bool = True
    skip_closed_days: bool = True
    not_after_card_ends: bool = True
    holds: _Number | None = 3
    shelf_days: Annotated[int, msgspec.Meta(ge=1, le=60)] = 7
    here_first: bool = False
    renew_wanted: bool = False
    hard_due_on: Day | None = None
    until_next_visit: bool = False
    visit_least_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 0
    age_from: _Age | None = None
    age_until: _Age | None = None
    inside_only: bool = False
    inside_limit: _Number | None = None
    renew_not_before_days: _Days | None = None
    grace_days: Annotated[int, msgspec.Meta(ge=0, le=60)] = 0
    suspend_per_day: Annotated[int, msgspec.Meta(ge=0, le=30)] = 0
    suspend_most: Annotated[int, msgspec.Meta(ge=0, le=365)] = 0
    compensation: Literal["", "public_property", "house_rules"] = ""
    rule: str | None = None
    citation: str = ""


def rule_subject(
    tenant: str,
    what: str,
    *,
    place: str | None,
    group: str | None,
    material: str | None,
    place_kind: str | None = None,
) -> str:
    """The subject of a rule: one for each what x place (or its kind) x group x material."""
    where = place or (f"kind:{place_kind}" if place_kind else "*")
    return derived(tenant, "rule", "|".join((what, where, group or "*", material or "*")))


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Whose rule is asked for: place and its kind, reader group, kind of material, date."""

    place: str
    place_kind: str
    group: str
    material: str
    on: str


def lending(
    rules: Iterable[RuleState], case: Case, *, inside_only: Collection[str] = ()
) -> Lending:
    """The rule in force on a date, completed by the built-in default.

    inside_only: kinds of material that are read inside (reference, local history). Only a rule that
    names such a kind lends it out.
    """
    version = chosen(rules, LENDING, case)
    found = Lending() if version is None else as_lending(version)
    names_it = version is not None and version.rule.material is not None
    if case.material in inside_only and not names_it:
        return msgspec.structs.replace(found, inside_only=True)
    return found


def governing(rules: Iterable[RuleState], case: Case, *, default: Governing) -> Governing:
    """Whose rule holds for a desk: a rule that was told, else the programme's own word."""
    version = chosen(rules, GOVERNING, case)
    word = version.rule.values.get("by") if version is not None else None
    return word if word in (DESK, HOLDER, OWNER) else default  # type: ignore[return-value]


def chosen(rules: Iterable[RuleState], what: str, case: Case) -> RuleVersion | None:
    """The most specific version in force, or None; equals go to the later dated, then told."""
    best: tuple[int, str, str] | None = None
    found: RuleVersion | None = None
    for state in rules:
        version = state.in_force(case.on)
        if version is None or version.rule.what != what:
            continue
        weight = _weight(version.rule, case)
        if weight is None:
            continue
        rank = (weight, version.rule.valid_from, version.fact)
        if best is None or rank > best:
            best, found = rank, version
    return found


def matching(rules: Iterable[RuleState], what: str, case: Case) -> tuple[RuleVersion, ...]:
    """Every version in force that fits the case, the one that holds first, then the less specific.

    Its first is what `chosen` gives: for a person who asks why.
    """
    found = []
    for state in rules:
        version = state.in_force(case.on)
        weight = _weight(version.rule, case) if version and version.rule.what == what else None
        if version is not None and weight is not None:
            found.append((weight, version.rule.valid_from, version.fact, version))
    return tuple(row[-1] for row in sorted(found, key=lambda row: row[:3], reverse=True))


def _weight(rule: RuleSet, case: Case) -> int | None:
    weight = 0
    for wanted, given, worth in (
        (rule.place, case.place, 8),
        (rule.place_kind, case.place_kind, 4),
        (rule.group, case.group, 2),
        (rule.material, case.material, 1),
    ):
        if wanted is None:
            continue
        if wanted != given:
            return None
        weight += worth
    return weight


def unreadable(rule: RuleSet) -> tuple[str, ...]:
    """Names of the rule's values that a lending cannot have, sorted; the built-in ones hold there.

    Names that this software does not know are left alone: a newer one may.
    """
    return tuple(
        sorted(name for name, value in rule.values.items() if not _is_readable(name, value))
    )


def as_lending(version: RuleVersion) -> Lending:
    """One version of a rule as it is used."""
    values = version.rule.values
    known = {
        name: value
        for name, value in values.items()
        if name in _NAMES and _is_readable(name, value)
    }
    return msgspec.convert(
        {**known, "rule": version.fact, "citation": version.rule.citation}, Lending
    )


def _is_readable(name: str, value: object) -> bool:
    try:
        msgspec.convert({name: value} if name in _NAMES else {}, Lending)
    except msgspec.ValidationError:
        return False
    return True


FIRST_VALUES = (
    "loan_days",
    "limit",
    "renewals",
    "renewal_days",
    "renew_overdue",
    "skip_closed_days",
    "not_after_card_ends",
)
"""Values that every rule says."""
LATER_VALUES = tuple(
    name for name in Lending.__struct_fields__ if name not in (*FIRST_VALUES, "rule", "citation")
)
"""Values that came later: said only where they are others than the built-in ones, so that a rule
reads as it was told before there were any."""
_NAMES = frozenset((*FIRST_VALUES, *LATER_VALUES))
