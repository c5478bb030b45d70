"""Sheets of labels as pictures: one drawing a page, in tenths of a millimetre.

A drawing prints the same in every browser, whatever its margins of boxes, and needs no style that
the page's policy forbids. Nothing but lines, rectangles and texts; every text is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

import segno

from tusach.library.copies.bars import QUIET as BARE
from tusach.library.copies.bars import bars, modules
from tusach.library.copies.labels import PAGE_HEIGHT, PAGE_WIDTH, spine_lines, spots
from tusach.library.profile.shelving import LabelSheet
from tusach.node.acts.labels import Label
from tusach.node.wording.values import code_groups

QUIET = 2
"""Light modules around a square code; paper around it does the rest."""
MASK = 3
"""One mask for all: choosing the best of eight takes most of the time, and readers read any."""
KINDS = ("code", "spine", "both", "bars")
THINNEST = 2
"""Of a stripe, in tenths of a millimetre: thinner ones run together in print."""
EDGE = 20
"""What stays free along the edge of a label, in tenths of a millimetre."""


class Words(NamedTuple):
    """What stands on every label: whose it is; and how a wording of the profile is said."""

    place: str
    say: Callable[[Any], str]


def pages(
    labels: Sequence[Label], sheet: LabelSheet, *, kind: str, start: int, words: Words
) -> list[str]:
    """The drawings of all sheets. kind: of `KINDS`; `both` puts a spine beside each code."""
    draw: dict[str, tuple[Callable[[Label, LabelSheet, Words], str], ...]] = {
        "code": (_code,),
        "spine": (_spine,),
        "both": (_spine, _code),
        "bars": (_bars,),
    }
    parts = [(label, one) for label in labels for one in draw[kind]]
    drawn: list[list[str]] = []
    for (label, one), spot in zip(parts, spots(sheet, start=start, count=len(parts)), strict=True):
        while len(drawn) <= spot.page:
            drawn.append([])
        inner = one(label, sheet, words)
        drawn[spot.page].append(f'<g transform="translate({spot.x} {spot.y})">{inner}</g>')
    return [_page(one) for one in drawn]


def _page(inner: Sequence[str]) -> str:
    return (
        f'<svg class="label-sheet" viewBox="0 0 {PAGE_WIDTH} {PAGE_HEIGHT}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(inner)}</svg>'
    )


def _code(label: Label, sheet: LabelSheet, words: Words) -> str:
    """The square code, the number in digits, whose it is, the beginning of the title."""
    side = min(sheet.height - 2 * EDGE, sheet.width * 2 // 5)
    left = EDGE + side + EDGE
    room = sheet.width - left - EDGE
    groups = code_groups(label.code).split(" ")
    middle = sheet.height // 2
    top = max(EDGE + 26, middle - 34 * (len(groups) + 1) // 2)
    lines = [_text(left, top, 22, _cut(words.place, room, 22))]
    lines += [
        _text(left, top + 40 + 36 * nr, 34, one, name="number") for nr, one in enumerate(groups)
    ]
    below = top + 40 + 36 * len(groups)
    if below + 22 <= sheet.height:
        lines.append(_text(left, below, 22, _cut(label.title, room, 22)))
    return _square(label.code, EDGE, (sheet.height - side) // 2, side) + "".join(lines)


def _bars(label: Label, sheet: LabelSheet, words: Words) -> str:
    """The striped code over the number; the number alone, where no stripes say it or it is long."""
    widths, middle = bars(label.code), sheet.width // 2
    place = _cut(words.place, sheet.width - 2 * EDGE, 22)
    lines = [_middle(sheet, EDGE + 22, 22, place, name="words")]
    below = sheet.height - EDGE
    lines.append(_middle(sheet, below, 30, code_groups(label.code)[:30], name="number"))
    whole, top = modules(widths or "") + 2 * BARE, EDGE + 34
    # A whole number of tenths of a millimetre for each module: no stripe is drawn over two.
    wide = sheet.width // whole
    if widths is None or wide < THINNEST:
        return "".join(lines)
    drawn, x = [], middle - wide * whole // 2 + wide * BARE
    for nr, width in enumerate(widths):
        step = int(width) * wide
        if nr % 2 == 0:
            drawn.append(f"M{x} {top}h{step}V{below - 36}h-{step}z")
        x += step
    return f'<path d="{"".join(drawn)}"/>' + "".join(lines)


def _spine(label: Label, sheet: LabelSheet, words: Words) -> str:
    """The call number line by line; a coloured strip with its word."""
    drawn, top = [], EDGE
    if label.colour is not None:
        drawn.append(f'<rect width="{sheet.width}" height="34" fill="{label.colour.colour}"/>')
        word = words.say(label.colour.names)
        drawn.append(_middle(sheet, 26, 22, _cut(word, sheet.width, 22), name="band"))
        top = 44
    lines = spine_lines(label.call_number) or (label.code[-4:],)
    size = max(22, min(46, (sheet.height - top - EDGE) * 10 // (11 * len(lines))))
    for nr, line in enumerate(lines, start=1):
        drawn.append(
            _middle(sheet, top + nr * size * 11 // 10 - size // 5, size, line, name="number")
        )
    return "".join(drawn)


def _text(x: int, y: int, size: int, words: str, *, name: str = "words") -> str:
    return f'<text class="{name}" x="{x}" y="{y}" font-size="{size}">{escape(words)}</text>'


def _middle(sheet: LabelSheet, y: int, size: int, words: str, *, name: str) -> str:
    return (
        f'<text class="{name}" x="{sheet.width // 2}" y="{y}" font-size="{size}" '
        f'text-anchor="middle">{escape(words)}</text>'
    )


def _cut(words: str, room: int, size: int) -> str:
    """What of a text fits, at about half its height a letter."""
    most = max(3, room * 2 // size)
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _square(code: str, x: int, y: int, side: int) -> str:
    modules, lines = _lines(code)
    whole = modules + 2 * QUIET
    return (
        f'<svg x="{x}" y="{y}" width="{side}" height="{side}" '
        f'viewBox="{-QUIET} {-QUIET} {whole} {whole}"><path d="{lines}"/></svg>'
    )


@lru_cache(maxsize=256)
def _lines(code: str) -> tuple[int, str]:
    """The dark modules of a code as rectangles of one row each."""
    # `make_qr` never makes a Micro QR, which most phones do not read.
    matrix = segno.make_qr(code[:60], error="m", mask=MASK, boost_error=False).matrix
    drawn = []
    for y, row in enumerate(matrix):
        x, wide = 0, len(row)
        while x < wide:
            if not row[x]:
                x += 1
                continue
            end = x
            while end < wide and row[end]:
                end += 1
            drawn.append(f"M{x} {y}h{end - x}v1h{x - end}z")
            x = end
    return len(matrix), "".join(drawn)
