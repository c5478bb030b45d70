"""How numbers are known, as a bar with its numbers: a pattern of parts, never colour alone."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.utils.translation import gettext as _

from tusach.library.doubts.month import shares
from tusach.node.pages.writing import number
from tusach.node.wording.doubts import GRADES, say_code

WIDE_PX, LEAST_PX = 320, 16
SHADES = ("#23395d", "#4d6a94", "#5b6b4f", "#8a5f23", "#a33b2b", "#6d6a60", "#7a4a6b")


class Part(msgspec.Struct, frozen=True):
    """A stretch of the bar. nr: also of its words in the list below."""

    nr: int
    x: int
    wide: int
    shade: str
    words: str

    @property
    def middle(self) -> int:
        """Where its number stands."""
        return self.x + self.wide // 2

    @property
    def is_wide(self) -> bool:
        """Whether its number fits."""
        return self.wide >= LEAST_PX


class GradeBar(msgspec.Struct, frozen=True):
    """parts: in order. words: for whoever does not see the bar."""

    parts: tuple[Part, ...]
    words: str


def grade_bar(mix: Iterable[tuple[str, int]]) -> GradeBar | None:
    """The bar of a mix; None where nothing is counted."""
    found = shares(mix)
    parts, x = [], 0
    for nr, (grade, n, percent) in enumerate(found, start=1):
        words = _("{how}: {n} ({percent} %)").format(
            how=say_code(GRADES, grade), n=number(n), percent=percent
        )
        wide = WIDE_PX - x if nr == len(found) else WIDE_PX * percent // 100
        parts.append(Part(nr, x, wide, SHADES[list(GRADES).index(grade)], words))
        x += wide
    return GradeBar(tuple(parts), "; ".join(one.words for one in parts)) if parts else None


def in_words(mix: Iterable[tuple[str, int]]) -> str:
    """The same in one line, for a table: the shares alone, without what is below one percent."""
    return ", ".join(
        _("{percent} % {how}").format(how=say_code(GRADES, grade), percent=percent)
        for grade, _n, percent in shares(mix)
        if percent
    )
