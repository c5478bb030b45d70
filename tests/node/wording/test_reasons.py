"""Every reason of a reject and everything that is mended has words in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation

from tusach.exchange import faults
from tusach.node.wording.reasons import MENDED, REASONS, say_mended, say_reason

ACTS = Path(__file__).resolve().parents[3] / "src" / "tusach" / "node" / "acts"


def reasons_of_acts() -> set[str]:
    """Codes that an import itself gives, as they stand in its modules."""
    found = set()
    for name in ("importing.py", "importing_lists.py", "importing_readers.py"):
        for node in ast.walk(ast.parse((ACTS / name).read_text(encoding="utf-8"))):
            said = node.value if isinstance(node, ast.Constant) else None
            if isinstance(said, str) and (
                said.startswith("record.")
                or said in ("reader.card_taken", "reader.name_long", "reader.year_odd")
                or said == "reader.adult_missing"
                or said in ("copy.number_taken", "file.too_much_rejected")
            ):
                found.add(said)
    return found


def test_every_reason_has_words_and_no_words_lack_a_reason() -> None:
    assert set(faults.REASONS) | reasons_of_acts() == set(REASONS)


def test_everything_that_is_mended_has_words() -> None:
    assert set(faults.MENDED) == set(MENDED)


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_reason_reads_otherwise_in_vietnamese(code: str) -> None:
    with translation.override("en"):
        english = say_reason(code)
    with translation.override("vi"):
        assert say_reason(code) != english


@pytest.mark.parametrize("code", sorted(MENDED))
def test_what_was_mended_reads_otherwise_in_vietnamese(code: str) -> None:
    with translation.override("en"):
        english = say_mended(code)
    with translation.override("vi"):
        assert say_mended(code) != english


def test_an_unknown_code_is_shown_not_hidden() -> None:
    with translation.override("en"):
        assert "moon.eclipsed" in say_reason("moon.eclipsed")
        assert say_mended("moon.eclipsed") == "moon.eclipsed"
