"""Each message about bad input says what to do next, with its limits, in both languages."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from tusach.exchange.marc.iso2709 import LONGEST_RECORD
from tusach.exchange.marc.writing import LONGEST_FIELD, LONGEST_WHOLE
from tusach.ledger.draft import Refusal
from tusach.node.wording.faults import FAULTS, say_fault
from tusach.node.wording.reasons import REASONS, say_reason
from tusach.node.wording.refusals import say_refusal
from tusach.node.wording.verifying import SAID, say_found

STEP = re.compile(
    r"(?i)\b(open|choose|export|bring|copy|download|divide|unpack|save|check|look|take out|fill|"
    r"correct|restore|run|have the tables|nothing needs to be done|nothing is lost|try)\b|tusach "
)
VIETNAMESE = re.compile(
    r"(?i)\b(mời|hãy|xin|đừng|không cần|không mất gì|chọn|kiểm tra|thử|dựng lại)\b|tusach "
)
BEHIND = {"now_ms": 0, "bound_ms": 1_772_000_000_000, "offset_minutes": 420}
FOUND = sorted({code for code in FAULTS if code.startswith("verify.")} | SAID.keys())


@pytest.mark.parametrize("code", sorted(REASONS))
def test_why_a_piece_was_not_used_says_what_to_do(code: str) -> None:
    with translation.override("en"):
        assert STEP.search(say_reason(code)), say_reason(code)
    with translation.override("vi"):
        assert VIETNAMESE.search(say_reason(code)), say_reason(code)


@pytest.mark.parametrize("code", FOUND)
def test_what_verify_finds_says_what_to_do_and_never_to_verify(code: str) -> None:
    for language, step in (("en", STEP), ("vi", VIETNAMESE)):
        with translation.override(language):
            told = say_found(code, said="bent", where="ledger.sqlite")
        assert step.search(told.partition("(bent). ")[2]), told
        assert "tusach verify" not in told
        assert "bent" in told
        assert not re.search(r": \.|\(\)|\.\.|%\(", told), told


@pytest.mark.parametrize("code", ["file.missing", "file.unreadable", "profile.missing"])
def test_what_is_not_there_says_where_to_look(code: str) -> None:
    with translation.override("en"):
        assert (
            STEP.search(say_fault(code, {"path": "/x", "name": "x"})) or "Name one" in FAULTS[code]
        )
    with translation.override("vi"):
        assert VIETNAMESE.search(say_fault(code, {"path": "/x", "name": "x"}))


@pytest.mark.parametrize(("language", "mark"), [("en", ","), ("vi", ".")])
def test_limits_are_named(language: str, mark: str) -> None:
    with translation.override(language):
        assert f"{LONGEST_RECORD >> 20} MB" in say_reason("record.too_long")
        assert f"{LONGEST_WHOLE:,}".replace(",", mark) in say_reason("record.too_long")
        assert f"{LONGEST_FIELD:,}".replace(",", mark) in say_reason("field.too_long")


def test_a_clock_behind_is_told_to_the_minute_and_in_the_zone_of_the_programme() -> None:
    with translation.override("vi"):
        told = say_refusal(Refusal("clock.behind", BEHIND))
    assert "07:00, 01/01/1970" in told
    assert "13:13, 25/02/2026" in told
    assert "tusach serve --now 2026-11-23T08:00" in told
    with translation.override("en"):
        told = say_fault("clock.behind", BEHIND)
    assert "07:00, 1 Jan 1970" in told
    assert "Set date and time" in told
    assert "tusach serve --now" in told
