"""A lending rule gets a version: told beside the earlier ones, which stay as they were told."""

from __future__ import annotations

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.copies.policy import rule_subject, unreadable
from tusach.library.places.facts import RuleSet


def set_rule(tenant: str, body: RuleSet, *, on: str) -> tuple[Draft, ...] | Refusal:
    """The rule for this place (or kind), group and material reads so from `body.valid_from` on.

    A rule for one place names no kind beside it: the place has one already.
    Source: docs/decisions/0013.
    """
    if body.valid_until is not None and body.valid_until < body.valid_from:
        dates = {"from": body.valid_from, "until": body.valid_until}
        return Refusal("rule.dates_reversed", dates)
    wrong = unreadable(body)
    if wrong:
        return Refusal("rule.value_odd", {"names": list(wrong)})
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
