"""May this be told of an agreement? The facts to tell, or a refusal that says what to do."""

from __future__ import annotations

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.agreements import facts
from tusach.library.agreements.story import AgreementState
from tusach.library.shapes import is_code

LONGEST_NUMBER, LONGEST_PARTNER, MOST_SIDES = 60, 200, 200

Answer = tuple[Draft, ...] | Refusal


def sign(agreement: AgreementState, body: facts.AgreementSigned, *, on: str, place: str) -> Answer:
    """The sides work together by this paper; a later text of it replaces an earlier one."""
    if not body.paper.strip() or len(body.paper) > LONGEST_NUMBER:
        return Refusal("agreement.number_missing", {"most": LONGEST_NUMBER})
    sides = len(set(body.places)) + len(body.partners)
    if not body.places or not 2 <= sides <= MOST_SIDES:
        return Refusal("agreement.sides_missing", {"most": MOST_SIDES})
    if any(not one.strip() or len(one) > LONGEST_PARTNER for one in body.partners):
        return Refusal("agreement.sides_missing", {"most": MOST_SIDES})
    if not body.about or not set(body.about) <= set(facts.ABOUT):
        return Refusal("agreement.about_nothing", {})
    if body.valid_until is not None and body.valid_until < body.valid_from:
        dates = {"first": body.valid_from, "last": body.valid_until}
        return Refusal("agreement.dates_reversed", dates)
    if agreement.signed == body:
        return Refusal("agreement.nothing_new", {})
    return (_draft("agreement.signed/1", agreement, on, place, body=body),)


def end(agreement: AgreementState, body: facts.AgreementEnded, *, on: str, place: str) -> Answer:
    """The agreement holds until that day, inclusive."""
    if agreement.signed is None:
        return Refusal("agreement.unknown", {})
    if body.last_on < agreement.signed.valid_from:
        return Refusal("agreement.ends_before_beginning", {"from": agreement.signed.valid_from})
    if agreement.last_on is not None and agreement.last_on <= body.last_on:
        return Refusal("agreement.ended_already", {"on": agreement.last_on})
    if body.reason and not is_code(body.reason):
        return Refusal("agreement.reason_odd", {})
    return (_draft("agreement.ended/1", agreement, on, place, body=body),)


def _draft(
    kind: str, agreement: AgreementState, on: str, place: str, *, body: msgspec.Struct
) -> Draft:
    return Draft(
        kind=kind,
        subject=agreement.subject,
        scope=scopes.CONTROL,
        on=on,
        place=place,
        body=body,
    )
