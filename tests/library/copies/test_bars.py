"""Striped codes as other programs write them, and what cannot be written so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tusach.library.copies.bars import bars, modules


@pytest.mark.parametrize(
    ("text", "widths"),
    [
        # As python-barcode 0.16.1 writes them; both were read by zxing-cpp.
        ("42", "2112321121331321312331112"),
        ("100023004568", "2112322213122122223121312122221131231412211143112331112"),
        # Read by zxing-cpp; python-barcode changes sets in the middle of these.
        (
            "DKCB.01234",
            "2112141123131123311313211311231222311231221232212232112211322212312123212331112",
        ),
        ("VL 7", "2112143111231321312122223121313222112331112"),
    ],
)
def test_a_striped_code_is_the_one_that_others_write(text: str, widths: str) -> None:
    assert bars(text) == widths


@given(some.text(some.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30))
def test_every_code_has_eleven_modules_a_sign_and_ends_dark(text: str) -> None:
    widths = bars(text)
    assert widths is not None
    pairs = text.isdigit() and len(text) % 2 == 0
    signs = len(text) // 2 if pairs else len(text)
    assert modules(widths) == 11 * (signs + 2) + 13
    assert len(widths) % 2 == 1


@pytest.mark.parametrize("text", ["", "đ", "VL\n7", "١٢"])
def test_what_cannot_be_written_so_is_none(text: str) -> None:
    assert bars(text) is None
