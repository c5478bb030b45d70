"""Small pictures drawn by the server: no script, no colour alone, words for whoever sees none."""

from __future__ import annotations

import msgspec
from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDE, HIGH = 240, 22


class Bullet(msgspec.Struct, frozen=True, kw_only=True):
    """A value against what is wanted. whole: the right end of the scale; all of one unit."""

    has: int
    wanted: int
    whole: int
    words: str


def bullet(one: Bullet) -> SafeString:
    """A bar for the value, a post with a flag for what is wanted, both within the frame.

    A value beyond the scale fills it; the words say by how much. A scale of nothing is empty.
    """
    has, wanted = (_at(n, one.whole) for n in (one.has, one.wanted))
    return format_html(
        '<svg class="bullet" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">'
        '<rect x="0.5" y="6.5" width="{}" height="11" fill="#efece2" stroke="#6b6758"/>'
        '<rect y="9" width="{}" height="6" fill="#23395d"/>'
        '<path d="M{} 1v20M{} 1l7 3-7 3z" stroke="#8c2f21" stroke-width="2" fill="#8c2f21"/></svg>',
        one.words,
        WIDE + 9,
        HIGH,
        WIDE + 9,
        HIGH,
        WIDE - 1,
        has,
        wanted,
        wanted,
    )


def _at(n: int, whole: int) -> int:
    """Where a number stands on the scale, in pixels from 0 to WIDE."""
    return max(0, min(WIDE, WIDE * n // whole)) if whole > 0 else 0
