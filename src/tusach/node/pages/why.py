"""An explanation as pages show it: rules that fit, questions with answers, the date and its way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext

from tusach.ledger.draft import Refusal
from tusach.library.copies.dates import Due
from tusach.library.copies.policy import Lending
from tusach.library.places.facts import RuleSet
from tusach.library.places.story import RuleVersion
from tusach.node.acts.explaining import Explained
from tusach.node.wording.checks import CHECKS, DUTIES, GOVERNED, MADE_BY, SKIPPED

Say = Callable[[Refusal], str]
Name = Callable[[str], str]


def shown(found: Explained, *, say: Say, name: Name, codes: Mapping[str, str]) -> dict[str, Any]:
    """Everything that `parts/why.html` needs. codes: the words of the programme's own codes."""
    refused = found.refusal
    case = found.case
    return {
        "refusal": say(refused) if refused else "",
        "place": name(case.place),
        "group": codes.get(case.group, case.group),
        "material": codes.get(case.material, case.material),
        "on": case.on,
        "is_renewal": found.loan is not None,
        "loan": loan_shown(found),
        "governed": gettext(GOVERNED[found.governing]),
        "rules": [
            rule_shown(one, name=name, codes=codes, holds=nr == 0)
            for nr, one in enumerate(found.fitting)
        ],
        "inside_by_kind": _inside_by_kind(found),
        "checks": [
            {
                "words": gettext(CHECKS[one.name]),
                "yes": one.refusal is None,
                "why": say(one.refusal) if one.refusal else "",
            }
            for one in found.checks
        ],
        "policy": found.policy,
        "has_limit": found.policy.limit is not None,
        "duty": duty(found.policy),
        "due": None if found.due is None else due_shown(found.due),
    }


def loan_shown(found: Explained) -> dict[str, Any] | None:
    """The loan that runs: its date and what made it."""
    loan = found.loan
    if loan is None:
        return None
    made_by = loan.made_by
    by = gettext(MADE_BY[made_by]) if made_by in MADE_BY else ""
    rule = found.made_by.rule if found.made_by else None
    return {
        "lent_on": loan.lent_on,
        "due_on": loan.due_on,
        "by": by,
        "renewals": len(loan.renewals),
        "made": due_shown(found.made) if found.made else None,
        "stands_on": rule.citation if rule else "",
    }


def due_shown(due: Due) -> dict[str, Any]:
    """A due date, what made it, and the days skipped with why."""
    return {
        "on": due.on,
        "by": gettext(MADE_BY[due.by]),
        "asked": due.asked if due.asked != due.on else "",
        "skipped": [{"day": one.day, "why": gettext(SKIPPED[one.why])} for one in due.skipped],
    }


def rule_shown(
    version: RuleVersion, *, name: Name, codes: Mapping[str, str], holds: bool
) -> dict[str, Any]:
    """One version that fits: for whom it was told, and on what it stands."""
    told = version.rule
    return {
        "holds": holds,
        "where": where_words(told, name=name, codes=codes),
        "group": codes.get(told.group or "", told.group or ""),
        "material": codes.get(told.material or "", told.material or ""),
        "days": told.values.get("loan_days", Lending().loan_days),
        "from": told.valid_from,
        "until": told.valid_until,
        "citation": told.citation,
        "provisional": told.provisional,
        "fact": version.fact,
    }


def where_words(told: RuleSet, *, name: Name, codes: Mapping[str, str]) -> str:
    """The place or kind of place that a rule names; empty where it names none."""
    return name(told.place) if told.place else codes.get(told.place_kind or "", "")


def duty(policy: Lending) -> str:
    """On what the duty to make a loss good stands, in words; empty where the rule says nothing."""
    return gettext(DUTIES[policy.compensation]) if policy.compensation else ""


def _inside_by_kind(found: Explained) -> bool:
    """Whether the kind of material alone keeps the copy in the library."""
    said = found.fitting[0].rule.values.get("inside_only") if found.fitting else False
    return found.policy.inside_only and not said
