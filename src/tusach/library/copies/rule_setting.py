"""A rule gets a version: told beside the earlier ones, which stay as they were told."""

from __future__ import annotations

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.copies.policy import DESK, GOVERNING, HOLDER, OWNER, rule_subject, unreadable
from tusach.library.places.facts import RuleSet


def set_rule(tenant: str, body: RuleSet, *, on: str) -> tuple[Draft, ...] | Refusal:
    """The rule for this place (or kind), group and material reads so from `body.valid_from` on.

    A rule for one place names no kind beside it: the place has one already.
    Source: docs/decisions/0013.
    """
    if body.valid_until is not None and body.valid_until < body.valid_from:
        dates = {"from": body.valid_from, "until": body.valid_until}
        return Refusal("rule.dates_reversed", dates)
    refused = _governing_fault(body) if body.what == GOVERNING else _value_fault(body)
    if refused:
        return refused
    if body.place is not None and body.place_kind is not None:
        return Refusal("rule.place_and_kind", {})
    subject = rule_subject(
        tenant,
        body.what,
        place=body.place,
        place_kind=body.place_kind,
        group=body.group,
        material=body.material,
    )
    draft = Draft(
        kind="rule.set/1",
        subject=subject,
        scope=scopes.CONTROL,
        on=on,
        place=body.place,
        body=body,
    )
    return (draft,)


def _value_fault(body: RuleSet) -> Refusal | None:
    """Values that a lending cannot have, alone or together."""
    wrong = unreadable(body)
    if wrong:
        return Refusal("rule.value_odd", {"names": list(wrong)})
    said = body.values
    least, most = said.get("age_from"), said.get("age_until")
    if isinstance(least, int) and isinstance(most, int) and most < least:
        return Refusal("rule.ages_reversed", {"from": least, "until": most})
    hard = said.get("hard_due_on")
    if isinstance(hard, str) and hard < body.valid_from:
        return Refusal("rule.hard_due_before", {"on": hard, "from": body.valid_from})
    if said.get("suspend_per_day") and not said.get("suspend_most"):
        return Refusal("rule.suspend_most_missing", {})
    return None


def _governing_fault(body: RuleSet) -> Refusal | None:
    if body.values.get("by") not in (DESK, HOLDER, OWNER):
        return Refusal("rule.value_odd", {"names": ["by"]})
    if body.group is not None or body.material is not None:
        return Refusal("rule.governing_of_places", {})
    return None
