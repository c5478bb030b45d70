"""A record that lost letters is told from one that has them all."""

from __future__ import annotations

import pytest

from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.catalogue.rules import LETTERS_LOST, is_worse
from tusach.library.catalogue.story import TitleState


def described(*notes: str) -> TitleDescribed:
    return TitleDescribed(record="a" * 64, format="typed", title="Số đỏ", notes=notes)


@pytest.mark.parametrize(
    ("here", "coming", "worse"),
    [
        (None, described(LETTERS_LOST), False),
        (described(), described(LETTERS_LOST), True),
        (described(LETTERS_LOST), described(LETTERS_LOST), False),
        (described(LETTERS_LOST), described(), False),
        (described(), described(), False),
    ],
)
def test_letters_that_are_lost_make_a_description_worse_than_one_that_has_them(
    here: TitleDescribed | None, coming: TitleDescribed, worse: bool
) -> None:
    assert is_worse(TitleState("1" * 32, described=here), coming) is worse
