"""Reports: frozen once, signed step by step, returned, issued, corrected by a letter."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.library.telling import TENANT, Teller, codes, named
from tests.spec.report_cases import MODEL, PEOPLE, REPORT, frozen, key

from tusach.ledger.draft import Draft, Refusal
from tusach.library.register import FOLDERS
from tusach.library.reports import facts, rules
from tusach.library.reports.rules import SAME_HAND, At
from tusach.library.reports.story import ReportState

ON, DATED = "2026-12-05", "2026-12-20"
HERE = named("place A")
ANNA, BINH, CHI = named("anna"), named("binh"), named("chi")
NEW = ReportState(REPORT)
UNHEARD = (replace(frozen().values[0], num=None, lacking="unheard"),)
"""Nothing was heard in the period: 'not enough data' is no figure to sign."""


def at(by: str | None = ANNA, on: str = ON) -> At:
    return At(on, HERE, by)


def code(wish: tuple[Draft, ...] | Refusal) -> str:
    return wish.code if isinstance(wish, Refusal) else ""


def report(teller: Teller) -> ReportState:
    found: ReportState = teller.state(REPORT)
    return found


def signing(teller: Teller, step: str, by: str) -> str:
    wish = rules.sign(report(teller), step, at(by), same_hand=SAME_HAND)
    if isinstance(wish, Refusal):
        return wish.code
    teller.staff = by
    teller.tell(wish)
    return ""


def signed() -> Teller:
    """A report that three people stand for."""
    a = Teller("A")
    a.tell(rules.freeze(NEW, frozen(), at()))
    for step, by in zip(facts.STEPS, (ANNA, BINH, CHI), strict=True):
        assert signing(a, step, by) == ""
    return a


def issued() -> Teller:
    a = signed()
    a.tell(rules.issue(report(a), facts.ReportIssued("", 12, DATED), at(on=DATED)))
    return a


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({}, ""),
        ({"kind": "poem"}, "report.period_unknown"),
        ({"period": "2026Q5"}, "report.period_unknown"),
        ({"period": "2027"}, "report.period_ahead"),
        ({"values": ()}, "report.nothing_in_it"),
        ({"values": UNHEARD}, "report.nothing_in_it"),
        ({"values": (*UNHEARD, *frozen().values)}, ""),
    ],
)
def test_a_report_is_of_a_period_that_has_begun_and_holds_figures(
    more: dict[str, Any], refused: str
) -> None:
    assert code(rules.freeze(NEW, frozen(**more), at())) == refused


def test_a_period_is_frozen_once_and_again_when_it_was_returned() -> None:
    a = Teller("A")
    a.tell(rules.freeze(NEW, frozen(), at()))
    again = rules.freeze(report(a), frozen(known=5000), at())
    assert code(again) == "report.exists"
    assert isinstance(again, Refusal)
    assert again.values["report"] == REPORT
    assert signing(a, "prepared", ANNA) == ""
    assert code(rules.send_back(report(a), "It is wrong", at())) == "report.reason_odd"
    a.tell(rules.send_back(report(a), "figures_wrong", at()))
    assert (report(a).standing, report(a).next_step) == ("sent_back", "")
    assert code(rules.send_back(report(a), "other", at())) == "report.returned_already"
    a.tell(rules.freeze(report(a), frozen(known=5000), at()))
    now = report(a)
    assert (now.standing, now.steps, now.next_step) == ("frozen", (), "prepared")
    assert codes(a.story(REPORT)) == []


def test_steps_are_done_in_their_order() -> None:
    a = Teller("A")
    assert code(rules.sign(NEW, "prepared", at(), same_hand=SAME_HAND)) == "report.unknown"
    a.tell(rules.freeze(NEW, frozen(), at()))
    assert signing(a, "signed", ANNA) == "report.step_not_due"
    nobody = rules.sign(report(a), "prepared", at(None), same_hand=SAME_HAND)
    assert code(nobody) == "report.nobody_signs"
    assert signing(a, "prepared", ANNA) == ""
    assert signing(a, "prepared", BINH) == "report.step_not_due"


def test_nobody_checks_or_signs_what_they_prepared() -> None:
    a = Teller("A")
    a.tell(rules.freeze(NEW, frozen(), at()))
    assert signing(a, "prepared", ANNA) == ""
    assert signing(a, "checked", ANNA) == "report.same_person"
    assert signing(a, "checked", BINH) == ""
    assert signing(a, "signed", ANNA) == "report.same_person"
    strict = rules.sign(report(a), "signed", at(BINH), same_hand=frozenset())
    assert code(strict) == "report.same_person"
    assert signing(a, "signed", BINH) == ""
    assert signing(a, "signed", CHI) == "report.step_not_due"
    assert [one.by for one in report(a).steps] == [ANNA, BINH, BINH]


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (facts.ReportIssued("", 12, DATED, "TVT", key("file")), ""),
        (facts.ReportIssued("", 0, DATED), "report.number_odd"),
        (facts.ReportIssued("", 12, DATED, "T V T"), "report.number_odd"),
        (facts.ReportIssued("", 12, DATED, "BC/TVT"), "report.number_odd"),
        (facts.ReportIssued("", 12, DATED, "T" * 21), "report.number_odd"),
        (facts.ReportIssued("", 12, "2026-12-04"), "report.day_odd"),
        (facts.ReportIssued("", 12, "2026-12-21"), "report.day_odd"),
        (facts.ReportIssued("", 12, DATED, "", "a file"), "report.file_odd"),
    ],
)
def test_what_is_signed_is_issued_with_a_number_and_a_day(
    body: facts.ReportIssued, refused: str
) -> None:
    assert code(rules.issue(report(signed()), body, at(on=DATED))) == refused


def test_what_is_not_signed_is_not_issued_and_nothing_is_issued_twice() -> None:
    body = facts.ReportIssued("", 12, DATED)
    assert code(rules.issue(NEW, body, at(on=DATED))) == "report.unknown"
    a = Teller("A")
    a.tell(rules.freeze(NEW, frozen(), at()))
    assert code(rules.issue(report(a), body, at(on=DATED))) == "report.step_not_due"
    b = issued()
    assert (report(b).standing, report(b).next_step) == ("issued", "")
    assert code(rules.issue(report(b), body, at(on=DATED))) == "report.issued_already"
    assert code(rules.send_back(report(b), "other", at())) == "report.issued_already"
    assert code(rules.send_back(NEW, "other", at())) == "report.unknown"
    assert code(rules.freeze(report(b), frozen(), at())) == "report.exists"


def test_a_letter_says_only_what_is_different_from_what_was_said_last() -> None:
    more = facts.ReportValue("model", "recognised", MODEL.definition, 10, 56)
    letter = facts.ReportCorrected("", 15, DATED, 4800, key("h"), (more, PEOPLE), "TVT")
    assert code(rules.correct(report(signed()), letter, at(on=DATED))) == "report.not_issued"
    a = issued()
    early = facts.ReportCorrected("", 15, ON, 4800, key("h"), (more,))
    assert code(rules.correct(report(a), early, at(on=DATED))) == "report.day_odd"
    a.tell(rules.correct(report(a), letter, at(on=DATED)))
    now = report(a)
    assert (now.standing, now.corrections[0].told.values) == ("corrected", (more,))
    assert [one.num for one in now.values] == [10, None, 41]
    assert code(rules.correct(now, letter, at(on=DATED))) == "report.nothing_different"


def test_frozen_by_two_who_did_not_know_of_each_other_is_shown() -> None:
    a, b = Teller("A"), Teller("B")
    a.tell(rules.freeze(NEW, frozen(), at()))
    assert signing(a, "prepared", ANNA) == ""
    b.tell(rules.freeze(NEW, frozen(known=7), at()))
    a.meet(b)
    assert "report.frozen_apart" in codes(a.story(REPORT))
    # What was signed is signed of that freezing alone.
    assert all(one.step == "prepared" for one in report(a).steps)


def test_an_issued_report_stays_what_it_was_whatever_is_frozen_later() -> None:
    a = issued()
    before = report(a)
    a.say("report.frozen/1", REPORT, frozen(known=9999), on=DATED)
    a.say("report.issued/1", REPORT, facts.ReportIssued(before.frozen.fact, 13, DATED), on=DATED)  # type: ignore[union-attr]
    a.say("report.issued/1", REPORT, before.issued.told, on=DATED)  # type: ignore[union-attr]
    a.say("report.returned/1", REPORT, facts.ReportReturned(before.frozen.fact, "other"), on=DATED)  # type: ignore[union-attr]
    a.say("report.signed/1", REPORT, facts.ReportSigned(before.frozen.fact, "checked"), on=DATED)  # type: ignore[union-attr]
    assert report(a) == before
    assert codes(a.story(REPORT)) == ["report.issued_apart"]


def test_what_speaks_of_another_freezing_does_not_count() -> None:
    a = Teller("A")
    a.say("report.signed/1", REPORT, facts.ReportSigned(named("other"), "prepared"), on=ON)
    assert (report(a).standing, report(a).values) == ("", ())
    assert codes(a.story(REPORT)) == ["report.other_meant"]


@given(st.randoms(use_true_random=False), st.booleans())
def test_the_same_facts_make_the_same_report_in_any_order_and_twice(
    chance: Any, twice: bool
) -> None:
    a, b = issued(), Teller("B")
    b.tell(rules.freeze(NEW, frozen(known=7), at()))
    a.meet(b)
    held = a.held(REPORT)
    mixed = list(held) * (2 if twice else 1)
    chance.shuffle(mixed)
    c = Teller("C")
    for one in mixed:
        c.hear([one])
    assert FOLDERS.fold(REPORT, c.held(REPORT)).state == FOLDERS.fold(REPORT, held).state
    assert facts.report_subject(TENANT, "annual", "", "L2026") == REPORT


@pytest.mark.parametrize(("heard", "said"), [(7, "report.few_heard"), (8, ""), (10, "")])
def test_it_is_signed_only_where_enough_places_were_heard(heard: int, said: str) -> None:
    a = Teller("A")
    a.tell(rules.freeze(NEW, replace(frozen(), due=10, heard=heard, silent=10 - heard), at()))
    for step, by in (("prepared", ANNA), ("checked", BINH)):
        assert signing(a, step, by) == ""
    wish = rules.sign(report(a), "signed", at(CHI), same_hand=SAME_HAND, least_heard=80)
    assert code(wish) == said
