"""Agreements: between at least two, about something, with days in order."""

from __future__ import annotations

from typing import Any

import pytest
from tests.library.telling import Teller, named

from tusach.ledger.draft import Draft, Refusal
from tusach.library.agreements import rules
from tusach.library.agreements.facts import AgreementEnded, AgreementSigned
from tusach.library.agreements.story import AgreementState

ON = "2026-03-02"
PAPER, HERE, THERE = named("agreement"), named("place A"), named("place B")


def signed(**more: Any) -> AgreementSigned:
    told = {"paper": "12/TT", "places": (HERE, THERE), "about": ("rotation",), "valid_from": ON}
    return AgreementSigned(**(told | more))


def code(wish: tuple[Draft, ...] | Refusal) -> str:
    return wish.code if isinstance(wish, Refusal) else ""


def agreement(teller: Teller) -> AgreementState:
    found: AgreementState = teller.state(PAPER)
    return found


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({}, ""),
        ({"places": (HERE,), "partners": ("Bưu điện tỉnh",)}, ""),
        ({"paper": " "}, "agreement.number_missing"),
        ({"places": (HERE,)}, "agreement.sides_missing"),
        ({"places": (HERE, HERE)}, "agreement.sides_missing"),
        ({"places": (), "partners": ("A", "B")}, "agreement.sides_missing"),
        ({"partners": (" ",)}, "agreement.sides_missing"),
        ({"about": ()}, "agreement.about_nothing"),
        ({"about": ("magic",)}, "agreement.about_nothing"),
        ({"valid_until": "2026-03-01"}, "agreement.dates_reversed"),
    ],
)
def test_an_agreement_has_a_number_sides_a_subject_and_days_in_order(
    more: dict[str, Any], refused: str
) -> None:
    wish = rules.sign(AgreementState(PAPER), signed(**more), on=ON, place=HERE)
    assert code(wish) == refused


def test_it_holds_from_its_first_day_to_its_last() -> None:
    a = Teller("A")
    assert AgreementState(PAPER).holds(ON) is False
    a.tell(rules.sign(AgreementState(PAPER), signed(), on=ON, place=a.place))
    assert agreement(a).holds("2099-01-01")
    a.tell(rules.sign(agreement(a), signed(valid_until="2026-12-31"), on=ON, place=a.place))
    days = ("2026-03-01", ON, "2026-12-31", "2027-01-01")
    assert [agreement(a).holds(day) for day in days] == [False, True, True, False]
    a.tell(rules.end(agreement(a), AgreementEnded("2026-06-30"), on=ON, place=a.place))
    assert [agreement(a).holds(day) for day in ("2026-06-30", "2026-07-01")] == [True, False]


def test_what_is_unknown_over_or_told_already_is_refused() -> None:
    a = Teller("A")
    nothing = AgreementState(PAPER)
    ended = AgreementEnded("2026-06-30")
    assert code(rules.end(nothing, ended, on=ON, place=HERE)) == "agreement.unknown"
    a.tell(rules.sign(nothing, signed(), on=ON, place=a.place))
    same = rules.sign(agreement(a), signed(), on=ON, place=HERE)
    assert code(same) == "agreement.nothing_new"
    early = rules.end(agreement(a), AgreementEnded("2026-03-01"), on=ON, place=HERE)
    assert code(early) == "agreement.ends_before_beginning"
    odd = rules.end(agreement(a), AgreementEnded(ON, "They said so"), on=ON, place=HERE)
    assert code(odd) == "agreement.reason_odd"
    a.tell(rules.end(agreement(a), ended, on=ON, place=a.place))
    again = rules.end(agreement(a), AgreementEnded("2026-07-01"), on=ON, place=HERE)
    assert code(again) == "agreement.ended_already"
