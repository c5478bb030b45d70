"""May this be told of the model of a commune? The facts to tell, or a refusal."""

from __future__ import annotations

import msgspec

from tusach.ledger.draft import Draft, Refusal
from tusach.library import scopes
from tusach.library.quality import facts
from tusach.library.quality.story import ModelState
from tusach.library.shapes import is_code

LONGEST_NUMBER, MOST_PLACES = 60, 50

Answer = tuple[Draft, ...] | Refusal


def declare(model: ModelState, body: facts.ModelDeclared, *, on: str, place: str) -> Answer:
    """The commune says that these places are its model."""
    if not 1 <= len(set(body.places)) <= MOST_PLACES:
        return Refusal("model.places_missing", {"most": MOST_PLACES})
    if model.declared == body:
        return Refusal("model.nothing_new", {})
    return (_draft("model.declared/1", model, on, place, body=body),)


def recognise(model: ModelState, body: facts.ModelRecognised, *, on: str, place: str) -> Answer:
    """The model is recognised by that decision; the same decision told anew replaces itself."""
    if not 1 <= len(set(body.places)) <= MOST_PLACES:
        return Refusal("model.places_missing", {"most": MOST_PLACES})
    if not body.decision.strip() or len(body.decision) > LONGEST_NUMBER:
        return Refusal("model.decision_missing", {"most": LONGEST_NUMBER})
    if body.valid_until is not None and body.valid_until < body.valid_from:
        dates = {"first": body.valid_from, "last": body.valid_until}
        return Refusal("model.dates_reversed", dates)
    if any(one.told == body and one.withdrawn_on is None for one in model.recognitions):
        return Refusal("model.nothing_new", {})
    return (_draft("model.recognised/1", model, on, place, body=body),)


def withdraw(model: ModelState, body: facts.ModelWithdrawn, *, on: str, place: str) -> Answer:
    """The recognition that holds on that day is taken back."""
    if model.recognised_on(body.from_on) is None:
        return Refusal("model.not_recognised", {"on": body.from_on})
    if body.reason and not is_code(body.reason):
        return Refusal("model.reason_odd", {})
    return (_draft("model.withdrawn/1", model, on, place, body=body),)


def _draft(kind: str, model: ModelState, on: str, place: str, *, body: msgspec.Struct) -> Draft:
    return Draft(
        kind=kind, subject=model.subject, scope=scopes.CONTROL, on=on, place=place, body=body
    )
