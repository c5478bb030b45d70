"""Models of communes: declared by themselves, recognised by decision, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from tests.library.telling import TENANT, Teller, named

from tusach.ledger.draft import Draft, Refusal
from tusach.library.quality import rules
from tusach.library.quality.facts import (
    ModelDeclared,
    ModelRecognised,
    ModelWithdrawn,
    model_subject,
)
from tusach.library.quality.story import ModelState

ON, UNIT, HERE = "2026-03-02", named("unit"), named("place A")
MODEL = model_subject(TENANT, UNIT)


def recognised(**more: Any) -> ModelRecognised:
    told = {"unit": UNIT, "places": (HERE,), "decision": "7/QĐ", "valid_from": ON}
    return ModelRecognised(**(told | more))


def code(wish: tuple[Draft, ...] | Refusal) -> str:
    return wish.code if isinstance(wish, Refusal) else ""


def model(teller: Teller) -> ModelState:
    found: ModelState = teller.state(MODEL)
    return found


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({}, ""),
        ({"places": ()}, "model.places_missing"),
        ({"decision": " "}, "model.decision_missing"),
        ({"valid_until": "2026-03-01"}, "model.dates_reversed"),
    ],
)
def test_a_recognition_names_places_a_decision_and_days_in_order(
    more: dict[str, Any], refused: str
) -> None:
    wish = rules.recognise(ModelState(MODEL), recognised(**more), on=ON, place=HERE)
    assert code(wish) == refused


def test_what_is_declared_is_not_recognised() -> None:
    a = Teller("A")
    assert ModelState(MODEL).unit is None
    declared = ModelDeclared(UNIT, (HERE,), ON)
    nothing = ModelDeclared(UNIT, (), ON)
    refused = rules.declare(ModelState(MODEL), nothing, on=ON, place=HERE)
    assert code(refused) == "model.places_missing"
    a.tell(rules.declare(ModelState(MODEL), declared, on=ON, place=a.place))
    assert (model(a).unit, model(a).recognised_on(ON)) == (UNIT, None)
    again = rules.declare(model(a), declared, on=ON, place=HERE)
    assert code(again) == "model.nothing_new"


def test_it_is_recognised_until_its_day_or_until_it_is_taken_back_and_may_be_again() -> None:
    a = Teller("A")
    a.tell(
        rules.recognise(
            ModelState(MODEL), recognised(valid_until="2029-03-01"), on=ON, place=a.place
        )
    )
    assert model(a).unit == UNIT
    days = ("2026-03-01", ON, "2029-03-01", "2029-03-02")
    assert [model(a).recognised_on(day) is not None for day in days] == [False, True, True, False]
    late = rules.withdraw(model(a), ModelWithdrawn("2029-03-02"), on=ON, place=HERE)
    assert code(late) == "model.not_recognised"
    odd = rules.withdraw(model(a), ModelWithdrawn("2026-05-01", "It closed"), on=ON, place=HERE)
    assert code(odd) == "model.reason_odd"
    a.tell(rules.withdraw(model(a), ModelWithdrawn("2026-05-01"), on=ON, place=a.place))
    a.say("model.withdrawn/1", MODEL, ModelWithdrawn("2026-06-01"), on=ON)
    held = [model(a).recognised_on(day) is not None for day in ("2026-04-30", "2026-05-01")]
    assert held == [True, False]
    anew = recognised(decision="9/QĐ", valid_from="2026-07-01")
    a.tell(rules.recognise(model(a), anew, on=ON, place=a.place))
    assert model(a).recognised_on("2026-08-01") is not None
    same = rules.recognise(model(a), anew, on=ON, place=HERE)
    assert code(same) == "model.nothing_new"
